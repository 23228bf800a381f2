"""Handing a record out: under which law, to whom, why, with which words taken out, and what the file was."""

import uuid
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from portal.foundation.records.labels import Label
from portal.foundation.vault.fields import EncryptedTextField


class Law(models.TextChoices):
    FOI = "foi", "Freedom of Information Act 2000"
    EIR = "eir", "Environmental Information Regulations 2004"
    SAR = "sar", "Subject access (UK GDPR article 15)"
    COURT = "court", "Order of a court or tribunal"
    POLICE = "police", "Request of the police (Data Protection Act 2018)"
    OTHER = "other", "Another duty, named in the reason"


class DisclosureQuerySet(models.QuerySet["Disclosure"]):
    def in_log(self) -> Self:
        """What was handed out."""
        return self.filter(state=Disclosure.State.RELEASED)

    def at_work(self) -> Self:
        return self.exclude(state__in=(Disclosure.State.RELEASED, Disclosure.State.GIVEN_UP))


class Disclosure(models.Model):
    """One export of a whole record. The row is the line of the disclosure log; the file is kept for days only.

    `pdf` and `json` lie sealed and go at `purge_at`; their SHA-256 stay.
    """

    class State(models.TextChoices):
        PREPARING = "preparing", "Being prepared"
        MAKING = "making", "File being made"
        READY = "ready", "File ready"
        FAILED = "failed", "The file could not be made"
        RELEASED = "released", "Handed out"
        GIVEN_UP = "given_up", "Given up"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    about_kind = models.CharField(max_length=100)
    about_id = models.UUIDField()
    reference = models.CharField(max_length=24)
    law = models.CharField(max_length=8, choices=Law.choices)
    to_whom = EncryptedTextField()
    reason = EncryptedTextField()
    has_identity = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PREPARING)
    version = models.PositiveIntegerField(default=1)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)
    made_at = models.DateTimeField(null=True, blank=True)
    purge_at = models.DateTimeField(null=True, blank=True)
    pdf = models.BinaryField(default=bytes)
    json = models.BinaryField(default=bytes)
    pdf_sha256 = models.CharField(max_length=64, blank=True)
    json_sha256 = models.CharField(max_length=64, blank=True)
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    released_at = models.DateTimeField(null=True, blank=True)

    objects = DisclosureQuerySet.as_manager()
    SEALED: ClassVar = {"pdf": "pdf_context", "json": "json_context"}

    class Meta:
        ordering = ["-at", "id"]
        indexes = [models.Index(fields=["about_kind", "about_id"], name="records_disclosure_about")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=("ready", "released"))
                | Q(made_at__isnull=False) & ~Q(pdf_sha256="") & ~Q(json_sha256=""),
                name="records_disclosure_made_whole",
            ),
            models.CheckConstraint(
                condition=Q(state="released", released_by__isnull=False, released_at__isnull=False)
                | ~Q(state="released") & Q(released_by__isnull=True, released_at__isnull=True),
                name="records_disclosure_released_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_law_display()}: {self.reference}"

    @property
    def is_being_prepared(self) -> bool:
        """Whether words may still be taken out or put back."""
        return self.state in (self.State.PREPARING, self.State.READY, self.State.FAILED)

    @property
    def has_file(self) -> bool:
        """Whether it can still be had: from the end of its time on it cannot, also before it is swept."""
        is_kept = self.purge_at is not None and timezone.now() < self.purge_at
        return is_kept and bool(self.pdf) and self.state in (self.State.READY, self.State.RELEASED)

    def context_of(self, which: str) -> str:
        """What a sealed file is bound to."""
        return f"{self._meta.db_table}.{which}.{self.pk}"

    @property
    def pdf_context(self) -> str:
        return self.context_of("pdf")

    @property
    def json_context(self) -> str:
        return self.context_of("json")


class Redaction(models.Model):
    """Words that are taken out of one export: a whole field, or a passage of it or of the whole record."""

    EVERYWHERE = "*"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    disclosure = models.ForeignKey(Disclosure, on_delete=models.PROTECT, related_name="redactions")
    path = models.CharField(max_length=100)
    passage = EncryptedTextField(blank=True, help_text="Empty: the whole field.")
    label = models.CharField(max_length=16, choices=Label.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(label__in=Label.values), name="records_redaction_known_label"),
        ]

    def __str__(self) -> str:
        return f"{self.get_label_display()} in {self.path}"


class PersonSearch(models.Model):
    """Somebody asked which records there are about a person. Only ever added to."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reason = EncryptedTextField()
    found = models.PositiveIntegerField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["-at", "id"]

    def __str__(self) -> str:
        return f"Search at {self.at:%Y-%m-%d %H:%M}"
