"""How a case is resolved, investigated, heard and decided. Days are those of Europe/London, times UTC.

Facts are only ever added to, and the newest counts. An action and a sanction are settled once.
"""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from portal.foundation.vault.fields import EncryptedTextField
from reviews.conduct.models.cases import Case, Grant
from reviews.conduct.models.law import Sanction
from reviews.conduct.models.parties import Alleged, CodeParagraph, Complainant, Subject


class ResolutionAction(models.Model):
    """Something that somebody is to do so that a complaint is resolved without a finding."""

    class Outcome(models.TextChoices):
        OPEN = "open", "To be done"
        DONE = "done", "Done"
        FAILED = "failed", "Failed or refused"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="resolution_actions")
    what = EncryptedTextField(max_length=2000)
    who = EncryptedTextField(max_length=200)
    due_on = models.DateField()
    outcome = models.CharField(max_length=6, choices=Outcome.choices, default=Outcome.OPEN)
    settled_at = models.DateTimeField(null=True, blank=True)
    words = EncryptedTextField(blank=True, max_length=2000)
    """How it went."""
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome="open", settled_at=None)
                | Q(outcome__in=["done", "failed"], settled_at__isnull=False),
                name="conduct_action_settled_when",
            ),
        ]

    def __str__(self) -> str:
        return f"Action in {self.case}"


class Investigation(models.Model):
    """What is investigated, by whom, how and until when. A new plan is a new row."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="investigations")
    investigator = models.ForeignKey(Grant, on_delete=models.PROTECT, related_name="investigations")
    scope = EncryptedTextField(max_length=5000)
    plan = EncryptedTextField(blank=True, max_length=10000)
    target_on = models.DateField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"Investigation of {self.case}"


class Hearing(models.Model):
    """When and where the panel meets, and whether the public may be there.

    To shut the public out takes a resolution that names paragraphs of schedule 12A (Local Government Act 1972,
    section 100A(4)).
    """

    PARAGRAPHS = ("1", "2", "3", "4", "5", "6", "7")
    """Part 1 of schedule 12A."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="hearings")
    starts_at = models.DateTimeField()
    place = EncryptedTextField(max_length=500)
    is_open = models.BooleanField(default=True)
    paragraphs = models.CharField(max_length=40, blank=True)
    """Those of schedule 12A, with commas; for a hearing, or a part of it, without the public."""
    closed_because = EncryptedTextField(blank=True, max_length=2000)
    is_agreed_early = models.BooleanField(default=False)
    """The member agreed to a hearing before the least time after the report."""
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(is_open=True, paragraphs="") | (Q(is_open=False) & ~Q(paragraphs="")),
                name="conduct_hearing_closed_by_paragraph",
            ),
        ]

    def __str__(self) -> str:
        return f"Hearing of {self.case}"


class Finding(models.Model):
    """What the panel found for one allegation against one member (guard CG12). Paragraphs of the Code alone."""

    class Outcome(models.TextChoices):
        NO_BREACH = "no_breach", "No breach"
        NO_ACTION = "breach_no_action", "A breach, and no action"
        WITH_ACTION = "breach_with_action", "A breach, with action"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="findings")
    alleged = models.ForeignKey(Alleged, on_delete=models.PROTECT, related_name="findings")
    outcome = models.CharField(max_length=20, choices=Outcome.choices)
    reasons = EncryptedTextField(max_length=20000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome__in=["no_breach", "breach_no_action", "breach_with_action"]),
                name="conduct_finding_known",
            ),
        ]

    def __str__(self) -> str:
        return f"Finding in {self.case}"


class FoundBreached(models.Model):
    """A paragraph of the Code that was found breached. There is no such row for a point of the protocol."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    finding = models.ForeignKey(Finding, on_delete=models.PROTECT, related_name="breached")
    paragraph = models.ForeignKey(CodeParagraph, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["finding", "paragraph"], name="conduct_breached_once")]

    def __str__(self) -> str:
        return f"Paragraph breached in {self.case}"


class SanctionImposed(models.Model):
    """What follows a finding. The database takes none that is not valid on the day of the decision (guard CG7)."""

    class Outcome(models.TextChoices):
        OPEN = "open", "Not settled yet"
        COMPLIED = "complied", "Complied with"
        REFUSED = "refused", "Refused"
        REPORTED = "reported", "Reported to the committee"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="sanctions")
    finding = models.ForeignKey(Finding, on_delete=models.PROTECT, related_name="sanctions")
    sanction = models.ForeignKey(Sanction, on_delete=models.PROTECT, related_name="+")
    decided_on = models.DateField()
    words = EncryptedTextField(blank=True, max_length=2000)
    due_on = models.DateField(null=True, blank=True)
    advised_on = models.DateField(null=True, blank=True)
    """When legal advice was taken; needed for what is flagged in the list (``Sanction.requires_legal_check``)."""
    advised_by = EncryptedTextField(blank=True, max_length=500)
    """By whom it was given."""
    outcome = models.CharField(max_length=8, choices=Outcome.choices, default=Outcome.OPEN)
    settled_on = models.DateField(null=True, blank=True)
    how_settled = EncryptedTextField(blank=True, max_length=2000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["finding", "sanction"], name="conduct_imposed_once"),
            models.CheckConstraint(
                condition=Q(outcome="open", settled_on=None)
                | Q(outcome__in=["complied", "refused", "reported"], settled_on__isnull=False),
                name="conduct_imposed_settled_when",
            ),
            models.CheckConstraint(
                condition=Q(advised_on=None, advised_by=b"") | (Q(advised_on__isnull=False) & ~Q(advised_by=b"")),
                name="conduct_imposed_advised_by_whom",
            ),
        ]

    def __str__(self) -> str:
        return f"Sanction in {self.case}"


class Told(models.Model):
    """One party was told of where the case stands (guard CG8). Works for those without an account too."""

    class Way(models.TextChoices):
        PORTAL = "portal", "In the portal"
        EMAIL = "email", "By e-mail"
        POST = "post", "By post"
        HAND = "hand", "By hand, or in person"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="told")
    complainant = models.ForeignKey(Complainant, on_delete=models.PROTECT, related_name="told", null=True, blank=True)
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="told", null=True, blank=True)
    on = models.DateField()
    way = models.CharField(max_length=6, choices=Way.choices)
    words = EncryptedTextField(blank=True, max_length=2000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(complainant__isnull=False, subject=None) | Q(complainant=None, subject__isnull=False),
                name="conduct_told_one_party",
            ),
        ]

    def __str__(self) -> str:
        return f"Party of {self.case} told"


class Hold(models.Model):
    """Why a case waits, and when that is looked at again. A further review is a new row."""

    class Ground(models.TextChoices):
        POLICE = "police", "Police"
        COURT = "court", "A court"
        HEALTH = "health", "Ill health"
        ELECTION = "election", "Pre-election period"
        OTHER = "other", "Another reason"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="holds")
    ground = models.CharField(max_length=8, choices=Ground.choices)
    review_on = models.DateField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"Hold of {self.case}"
