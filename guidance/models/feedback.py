"""What readers say is wrong at a point, and what became of it.

A row keeps what was said for ever; only its state moves, and only forward (migration 0018). Who replied what, and
when, is a history of steps that is only ever added to. The words of both are sealed, and no search looks at them.
"""

from typing import Self
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Case, Q, Value, When
from django.utils import timezone

from guidance.models.points import PointVersion
from guidance.models.texts import EDITORS, Document, Edition
from portal.foundation.people.models import User
from portal.foundation.vault.fields import EncryptedTextField

LONGEST_FEEDBACK = 2_000
MOST_OPEN = 20
"""How many one person may have open at a time."""


class FeedbackQuerySet(models.QuerySet["Feedback"]):
    """Feedback, as those ask who may see it."""

    def visible_to(self, user: User) -> Self:
        """Whoever looks after the guidance sees all; anybody else only what they sent themself."""
        return self if user.has_role(*EDITORS) else self.sent_by(user)

    def sent_by(self, user: User) -> Self:
        return self.filter(by=user)

    def queued(self) -> Self:
        """Open first, then answered, then closed; in each the oldest first. With what a list names."""
        turn = Case(
            When(state=Feedback.State.OPEN, then=Value(0)),
            When(state=Feedback.State.ANSWERED, then=Value(1)),
            default=Value(2),
        )
        return self.with_place().order_by(turn, "at", "pk")

    def with_place(self) -> Self:
        """With the point and the sender. The words stay sealed until they are read."""
        place = self.select_related("by", "version__section", "version__edition__document")
        return place.defer("version__search", "version__section_title")

    def that_a_note_may_answer(self, document: Document) -> Self:
        """What a change note of a draft of this document may name: what is not closed."""
        return self.filter(version__edition__document=document).exclude(state=Feedback.State.CLOSED)


class Feedback(models.Model):
    """One thing that a reader found wrong with a point, tied to the very version that they read."""

    class State(models.TextChoices):
        OPEN = "open", "Open"
        ANSWERED = "answered", "Answered"
        CLOSED = "closed", "Closed"

    class Reason(models.TextChoices):
        UNCLEAR = "unclear", "I do not understand it"
        WRONG = "wrong", "It is wrong"
        MISSING = "missing", "Something is missing"
        OUT_OF_DATE = "out_of_date", "It is out of date"
        OTHER = "other", "Something else"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    reference = models.CharField(max_length=20, unique=True)
    version = models.ForeignKey(PointVersion, models.PROTECT, related_name="feedback")
    reason = models.CharField(max_length=12, choices=Reason)
    words = EncryptedTextField(max_length=LONGEST_FEEDBACK)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)

    objects = FeedbackQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["open", "answered", "closed"]), name="guidance_feedback_state_known"
            ),
            models.CheckConstraint(
                condition=Q(reason__in=["unclear", "wrong", "missing", "out_of_date", "other"]),
                name="guidance_feedback_reason_known",
            ),
            models.CheckConstraint(condition=~Q(words=""), name="guidance_feedback_worded"),
        ]
        indexes = [models.Index(fields=["state", "at"], name="guidance_feedback_queue")]

    def __str__(self) -> str:
        return self.reference

    def steps_taken(self) -> int:
        """How many steps there are: what a page has seen, so that an older page is noticed."""
        return self.steps.count()


class FeedbackStep(models.Model):
    """What was done about it: a reply, an end, or an edition that changed the point. Only ever added to."""

    class Kind(models.TextChoices):
        ANSWERED = "answered", "Answered"
        CLOSED = "closed", "Closed"
        IN_FORCE = "in_force", "The guidance was changed"

    class Outcome(models.TextChoices):
        WILL_CHANGE = "will_change", "The guidance will change"
        NO_CHANGE = "no_change", "The guidance stays as it is"
        ANSWERED = "answered", "A question, answered here"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    feedback = models.ForeignKey(Feedback, models.PROTECT, related_name="steps")
    number = models.PositiveIntegerField(help_text="Counts the steps from 1.")
    kind = models.CharField(max_length=10, choices=Kind)
    outcome = models.CharField(max_length=12, choices=Outcome, blank=True)
    words = EncryptedTextField(max_length=LONGEST_FEEDBACK, blank=True)
    edition = models.ForeignKey(Edition, models.PROTECT, null=True, blank=True, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["feedback", "number"], name="guidance_feedback_step_once"),
            models.UniqueConstraint(fields=["feedback", "edition"], name="guidance_feedback_changed_once"),
            models.CheckConstraint(
                condition=Q(kind="answered", edition=None, outcome__in=["will_change", "no_change", "answered"])
                & ~Q(words="")
                & Q(by__isnull=False)
                | Q(kind="closed", edition=None, outcome="", words="", by__isnull=False)
                | Q(kind="in_force", edition__isnull=False, outcome="", words="", by=None),
                name="guidance_feedback_step_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, step {self.number}"
