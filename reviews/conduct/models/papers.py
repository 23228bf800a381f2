"""What is written, filed and sent in a case. Nothing here is ever changed or deleted but by disposal: a correction is a
new paper that names the one it replaces. Times are UTC, days Europe/London.
"""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from portal.foundation.files.models import StoredFile
from portal.foundation.vault.fields import EncryptedTextField
from reviews.conduct.models.cases import Case, Grant
from reviews.conduct.models.parties import Subject
from reviews.conduct.visibility import Artefact


class Paper(models.Model):
    """One piece of writing. Its kind decides who reads it (``visibility.TABLE``)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="papers")
    kind = models.CharField(max_length=16, choices=Artefact.choices)
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="papers", null=True, blank=True)
    """The one subject member whom it concerns; None for all of the case."""
    grant = models.ForeignKey(Grant, on_delete=models.PROTECT, related_name="papers")
    """In whose name it stands: the author's grant, or the party's for whom it was typed in."""
    title = EncryptedTextField(blank=True, max_length=200)
    words = EncryptedTextField()
    dated_on = models.DateField(null=True, blank=True)
    replaces = models.OneToOneField("self", on_delete=models.PROTECT, related_name="replaced_by", null=True, blank=True)
    typed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="conduct_papers", null=True, blank=True
    )
    written_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["written_at", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=Artefact.values), name="conduct_paper_known_kind"),
            models.CheckConstraint(
                condition=~Q(kind=Artefact.VIEW) | Q(dated_on__isnull=False), name="conduct_paper_view_is_dated"
            ),
        ]
        indexes = [models.Index(fields=["case", "kind", "written_at"], name="conduct_paper_of_case")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} of {self.case}"


class PaperFile(models.Model):
    """A file that belongs to a paper, and is seen by whoever reads the paper."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="files")
    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="files")
    stored = models.OneToOneField(StoredFile, on_delete=models.PROTECT, related_name="conduct_file")
    shows = EncryptedTextField(blank=True, max_length=300)

    def __str__(self) -> str:
        return f"File of {self.paper}"


class Sending(models.Model):
    """A paper that was sent to somebody: from then on they read it here. To a grant on the case; or, for a decision
    notice alone, to one person outside it (the press line, a group leader), each time logged with its reason.
    """

    class Way(models.TextChoices):
        PORTAL = "portal", "In the portal"
        EMAIL = "email", "By e-mail"
        POST = "post", "By post"
        HAND = "hand", "By hand"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="sendings")
    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="sendings")
    to = models.ForeignKey(Grant, on_delete=models.PROTECT, related_name="sendings", null=True, blank=True)
    to_person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="conduct_sendings", null=True, blank=True
    )
    way = models.CharField(max_length=6, choices=Way.choices, default=Way.PORTAL)
    reason = EncryptedTextField(blank=True)
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="conduct_sent")
    sent_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["sent_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(to__isnull=False, to_person=None) | Q(to=None, to_person__isnull=False),
                name="conduct_sending_to_one",
            ),
            models.UniqueConstraint(fields=["paper", "to"], name="conduct_sending_once"),
            models.UniqueConstraint(fields=["paper", "to_person"], name="conduct_sending_once_outside"),
        ]

    def __str__(self) -> str:
        return f"Sending of {self.paper}"
