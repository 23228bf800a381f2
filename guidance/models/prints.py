"""The PDF of a published edition: made once, kept as it is for ever. Public, so it is not sealed."""

from hashlib import sha256
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

from guidance.models.shapes import FINGERPRINT
from guidance.models.texts import Edition


class EditionPdfQuerySet(models.QuerySet["EditionPdf"]):
    def for_links(self) -> "models.Prefetch[str, Self, str]":
        """To be fetched with editions, for a page that links to their PDF: all but the bytes."""
        return models.Prefetch("pdf", self.defer("content"))


class EditionPdf(models.Model):
    """Only ever added (migration 0013). `size` in bytes; `sha256` is that of the bytes, not of the text."""

    edition = models.OneToOneField(Edition, models.PROTECT, primary_key=True, related_name="pdf")
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    pages = models.PositiveIntegerField()
    made_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = EditionPdfQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(sha256__regex=FINGERPRINT), name="guidance_pdf_fingerprint"),
            models.CheckConstraint(condition=Q(pages__gte=1), name="guidance_pdf_has_pages"),
        ]

    def __str__(self) -> str:
        return f"PDF of {self.edition_id}"

    @classmethod
    def of(cls, edition: Edition, content: bytes, *, pages: int) -> "EditionPdf":
        """Not saved yet."""
        digest = sha256(content).hexdigest()
        return cls(edition=edition, content=content, sha256=digest, size=len(content), pages=pages)
