"""What is kept of a complaint before it is sent, and what parties ask for after. Times are UTC, days Europe/London."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from portal.foundation.files.models import StoredFile
from portal.foundation.vault.fields import EncryptedTextField
from reviews.conduct.models.cases import Case, Grant
from reviews.conduct.models.papers import Paper
from reviews.conduct.models.parties import Complainant, Subject


class Draft(models.Model):
    """A complaint that is being written. Its id stands in one session and opens it; a day later it is deleted.

    Once sent it holds only the reference and the return code, until they were noted or a quarter of an hour is over.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    answers = EncryptedTextField()
    """JSON: what was answered, by step."""
    version = models.PositiveIntegerField(default=1, editable=False)
    begun_at = models.DateTimeField(default=timezone.now, editable=False)
    sent_at = models.DateTimeField(null=True, blank=True, editable=False)

    def __str__(self) -> str:
        return "A complaint that is being written"


class DraftFile(models.Model):
    """A file that is handed in with it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="files")
    stored = models.OneToOneField(StoredFile, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["added_at", "id"]

    def __str__(self) -> str:
        return "A file of a complaint that is being written"


class Consent(models.Model):
    """That a complainant agreed to a complaint being typed in for them, and to the words. Only ever added to."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="consents")
    complainant = models.OneToOneField(Complainant, on_delete=models.PROTECT, related_name="consent")
    who = EncryptedTextField(max_length=200)
    how = EncryptedTextField(max_length=500)
    given_on = models.DateField()
    noted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    noted_at = models.DateTimeField(default=timezone.now, editable=False)

    def __str__(self) -> str:
        return f"Consent in {self.case}"


class NewCode(models.Model):
    """That a complainant without an account, whose return code was lost, was given another. Only ever added to.

    The database puts ``code_hash`` in the place of the one before as the row is added, so the old code opens nothing
    from then on, and what was theirs stays theirs. The code itself is kept nowhere.
    """

    class Way(models.TextChoices):
        TOLD = "told", "Read out to them, in person or by telephone"
        POST = "post", "Printed, and posted to the address that we have"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="new_codes")
    grant = models.ForeignKey(Grant, on_delete=models.PROTECT, related_name="new_codes")
    number = models.PositiveSmallIntegerField()
    """The first new code of this part is 1: two at once meet in the database."""
    code_hash = models.BinaryField(editable=False)
    checked = EncryptedTextField(max_length=2000)
    """How whoever gave it satisfied themself that it was the complainant who asked."""
    way = models.CharField(max_length=4, choices=Way.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["at", "id"]
        constraints = [models.UniqueConstraint(fields=["grant", "number"], name="conduct_new_code_numbered")]

    def __str__(self) -> str:
        return f"New code in {self.case}"


class Asked(models.Model):
    """Something that a party asked the Monitoring Officer to decide. Its words are a paper. Only ever added to."""

    class Kind(models.TextChoices):
        WITHDRAW = "withdraw", "To withdraw the complaint"
        WITHHOLD = "withhold", "To withhold the name"
        MORE_TIME = "more_time", "For more time"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="asked")
    grant = models.ForeignKey(Grant, on_delete=models.PROTECT, related_name="asked")
    kind = models.CharField(max_length=9, choices=Kind.choices)
    paper = models.OneToOneField(Paper, on_delete=models.PROTECT, related_name="asks")
    asked_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["asked_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["withdraw", "withhold", "more_time"]), name="conduct_asked_known_kind"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.case}"


class Reply(models.Model):
    """What the holding officer answered to a request for more time. Whoever asked reads it. Only ever added to."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="replies")
    asked = models.OneToOneField(Asked, on_delete=models.PROTECT, related_name="reply")
    is_granted = models.BooleanField()
    until = models.DateField(null=True, blank=True)
    """The new last day, when time was given."""
    words = EncryptedTextField(blank=True, max_length=2000)
    """Why not, when it was not."""
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(is_granted=True, until__isnull=False) | (Q(is_granted=False, until=None) & ~Q(words=b"")),
                name="conduct_reply_day_or_why_not",
            ),
        ]

    def __str__(self) -> str:
        return f"Reply in {self.case}"


class IndependentTalk(models.Model):
    """That a subject member was in contact with their Independent Person. Of what was said nothing is kept (CG3)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="independent_talks")
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="independent_talks")
    happened_on = models.DateField()
    noted_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["happened_on", "id"]
        constraints = [
            models.UniqueConstraint(fields=["subject", "happened_on"], name="conduct_talk_once_a_day"),
        ]

    def __str__(self) -> str:
        return f"Contact with an Independent Person in {self.case}"
