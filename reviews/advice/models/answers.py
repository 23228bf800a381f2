"""Answers, the points they rest on, and what an adviser has typed but not sent."""

import uuid
from collections.abc import Sequence
from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from guidance.comparing import Runs, compare_words
from guidance.models import Edition, PointVersion
from portal.foundation.people.models import Role, User
from portal.foundation.vault.fields import EncryptedTextField
from reviews.advice.choices import (
    NEXT_STEP,
    PRIVILEGED,
    RISKS,
    STANCE_MEANING,
    Helped,
    Stance,
    Unreviewed,
)
from reviews.advice.models.papers import Message, WordingVersion
from reviews.advice.models.requests import Request
from reviews.advice.states import State


def in_order_of_reading(points: "models.QuerySet[PointVersion]") -> list[PointVersion]:
    return list(points.select_related("section", "edition__document").order_by("section__order", "order", "pk"))


def no_risks() -> list[str]:
    return []


def risk_names(risks: Sequence[str]) -> list[str]:
    return [label for value, label in RISKS if value in risks]


class SecondLookQuerySet(models.QuerySet["SecondLook"]):
    def wanted_of(self, user: User) -> Self:
        """What colleagues ask this person to look at: of each request the newest words, while its holder still asks."""
        newer = SecondLook.objects.filter(item=OuterRef("item"), asked_at__gt=OuterRef("asked_at"))
        waiting = Request.objects.on_desk(user).filter(state__in=(State.ASSIGNED, State.FOLLOW_UP))
        return (
            self.filter(by=None, item__in=waiting.values("pk"), item__adviser=F("asked_by"))
            .exclude(asked_by=user)
            .exclude(Exists(newer))
        )


class SecondLook(models.Model):
    """A colleague's look at advice against a post, before it goes out. It counts for those very words only.

    What was to be sent is kept here, since the draft of the answer is its author's alone.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    item = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="second_looks")
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now, editable=False)
    stance = models.CharField(max_length=24, choices=Stance.choices)
    text = EncryptedTextField()
    suggested_wording = EncryptedTextField(blank=True)
    no_point_reason = EncryptedTextField(blank=True)
    points = models.ManyToManyField(PointVersion, related_name="+", blank=True)
    content_hash = models.CharField(max_length=64)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    at = models.DateTimeField(null=True, blank=True)
    agrees = models.BooleanField(null=True, blank=True)
    note = EncryptedTextField(blank=True)

    objects = SecondLookQuerySet.as_manager()

    class Meta:
        ordering = ["asked_at", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(by__isnull=True) | ~Q(by=F("asked_by")), name="advice_look_is_anothers"),
            models.CheckConstraint(
                condition=Q(by__isnull=True, at__isnull=True, agrees__isnull=True)
                | Q(by__isnull=False, at__isnull=False, agrees__isnull=False),
                name="advice_look_taken_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"Second look at {self.item}"

    def stance_meaning(self) -> str:
        return STANCE_MEANING[self.stance]

    def cited(self) -> list[PointVersion]:
        return in_order_of_reading(self.points.all())


class AnswerQuerySet(models.QuerySet["Answer"]):
    """Answers, as those ask who look whether they still hold."""

    def confirmable_by(self, user: User) -> Self:
        """Of which this person may say that they still hold: never in their own cause.

        The Monitoring Officer's office of what it sees; the lead of the Communications Team of the team's own answers.
        """
        office = Q(item__in=Request.objects.with_office(user))
        team = Q(item__in=Request.objects.on_desk(user), source=Answer.Source.COMMUNICATIONS)
        found = self.filter(office | team if user.has_role(Role.COMMS_LEAD) else office)
        return found.exclude(item__state=State.WITHDRAWN)


class Answer(models.Model):
    """Advice as it was given: bound to one version of the wording, never changed. Advice, not a ruling."""

    class Source(models.TextChoices):
        COMMUNICATIONS = Message.Sender.COMMUNICATIONS.value, Message.Sender.COMMUNICATIONS.label
        OFFICE = Message.Sender.OFFICE.value, Message.Sender.OFFICE.label

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    item = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="answers")
    number = models.PositiveSmallIntegerField()
    source = models.CharField(max_length=14, choices=Source.choices)
    stance = models.CharField(max_length=24, choices=Stance.choices)
    text = EncryptedTextField()
    suggested_wording = EncryptedTextField(blank=True)
    wording = models.ForeignKey(WordingVersion, on_delete=models.PROTECT, related_name="answers", null=True, blank=True)
    no_point_applies = models.BooleanField(default=False)
    no_point_reason = EncryptedTextField(blank=True)
    second_look = models.ForeignKey(SecondLook, on_delete=models.PROTECT, related_name="answers", null=True, blank=True)
    unreviewed_because = models.CharField(max_length=16, choices=Unreviewed.choices, blank=True)
    risks = ArrayField(
        models.CharField(max_length=16, choices=RISKS),
        default=no_risks,
        db_default=[],
        blank=True,
        help_text="What the adviser saw in it. For those who advise.",
    )
    is_privileged = models.BooleanField(
        default=False, db_default=False, help_text="Legal advice of the Monitoring Officer’s office."
    )
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)

    objects = AnswerQuerySet.as_manager()

    class Meta:
        ordering = ["item", "number"]
        constraints = [
            models.UniqueConstraint(fields=["item", "number"], name="advice_answer_number_once"),
            models.CheckConstraint(condition=Q(stance__in=Stance.values), name="advice_answer_known_stance"),
            models.CheckConstraint(
                condition=~Q(stance=Stance.ADVISE_AGAINST)
                | Q(source=Message.Sender.OFFICE)
                | Q(second_look__isnull=False)
                | ~Q(unreviewed_because=""),
                name="advice_answer_against_has_four_eyes",
            ),
            models.CheckConstraint(
                condition=Q(is_privileged=False) | Q(source=Message.Sender.OFFICE),
                name="advice_answer_privilege_is_the_office",
            ),
            models.CheckConstraint(
                condition=Q(risks__contained_by=[value for value, _ in RISKS]), name="advice_answer_known_risks"
            ),
        ]

    def __str__(self) -> str:
        return f"Answer {self.number}"

    def stance_meaning(self) -> str:
        return STANCE_MEANING[self.stance]

    def next_step(self) -> str:
        return NEXT_STEP[self.stance]

    def risk_names(self) -> list[str]:
        """The tags of the adviser, for those who advise."""
        return risk_names(self.risks)

    def privilege(self) -> str:
        """What to know before it is passed on; empty when it is not legal advice."""
        return PRIVILEGED if self.is_privileged else ""

    def changed_words(self) -> Runs:
        """From the member's wording to the suggested one, word by word; nothing when there are not both."""
        if self.wording is None or not self.suggested_wording:
            return ()
        return compare_words(self.wording.text, self.suggested_wording)


class CitationQuerySet(models.QuerySet["Citation"]):
    """Citations, as those ask who look what new guidance touches."""

    def of_latest_answers(self) -> Self:
        """Leaves out the answers that a later one to the same request took the place of."""
        later = Answer.objects.filter(item=OuterRef("answer__item"), number__gt=OuterRef("answer__number"))
        return self.exclude(Exists(later))

    def perhaps_touched(self) -> Self:
        """All whose point reads otherwise today, with some that do not: what certainly reads the same is left out."""
        same = PointVersion.objects.filter(
            edition__in=Edition.objects.readable().values("pk"),
            point=OuterRef("point__point"),
            number=OuterRef("point__number"),
            heading=OuterRef("point__heading"),
            text=OuterRef("point__text"),
            section__lead_in=OuterRef("point__section__lead_in"),
            section__lead_in_before=OuterRef("point__section__lead_in_before"),
        )
        return self.exclude(Exists(same))

    def with_place(self) -> Self:
        """With the request and the place of the point, but without what was written."""
        return (
            self.select_related("answer__item", "point__section", "point__edition__document")
            .defer("point__search", "point__section_title", "answer__text", "answer__suggested_wording")
            .order_by(F("answer__item__reference").desc(), "answer", "order")
        )


class Citation(models.Model):
    """One point of the guidance as it stood when the answer was given: the exact version and its fingerprint."""

    id = models.BigAutoField(primary_key=True)
    answer = models.ForeignKey(Answer, on_delete=models.PROTECT, related_name="citations")
    point = models.ForeignKey(PointVersion, on_delete=models.PROTECT, related_name="+")
    point_hash = models.CharField(max_length=64)
    order = models.PositiveSmallIntegerField()

    objects = CitationQuerySet.as_manager()

    class Meta:
        ordering = ["answer", "order"]
        constraints = [
            models.UniqueConstraint(fields=["answer", "point"], name="advice_citation_point_once"),
            models.UniqueConstraint(fields=["answer", "order"], name="advice_citation_order_once"),
        ]

    def __str__(self) -> str:
        return f"{self.answer} cites {self.point}"

    def is_as_cited(self) -> bool:
        """Whether the stored point is still the text that was cited."""
        return self.point.hash == self.point_hash


class CitationReview(models.Model):
    """Somebody found that an answer still holds, though a point that it cites has changed. Only ever added to.

    `found` is what stood in its place then; nothing when the point was gone. Another change asks again.
    """

    id = models.BigAutoField(primary_key=True)
    citation = models.ForeignKey(Citation, on_delete=models.PROTECT, related_name="reviews")
    found = models.ForeignKey(PointVersion, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["citation", "found"], nulls_distinct=False, name="advice_citation_review_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.citation}: still holds"


class AnswerDraft(models.Model):
    """What one adviser has typed for one request and not sent yet. Nobody else sees it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    item = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="answer_drafts")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    stance = models.CharField(max_length=24, choices=Stance.choices, blank=True)
    text = EncryptedTextField(blank=True)
    suggested_wording = EncryptedTextField(blank=True)
    no_point_reason = EncryptedTextField(blank=True)
    points = models.ManyToManyField(PointVersion, related_name="+", blank=True)
    unreviewed_because = models.CharField(max_length=16, choices=Unreviewed.choices, blank=True)
    risks = ArrayField(models.CharField(max_length=16, choices=RISKS), default=no_risks, db_default=[], blank=True)
    is_privileged = models.BooleanField(default=False, db_default=False)
    here_because = EncryptedTextField(
        blank=True, help_text="Why the desk answers it itself, though something speaks for passing it on."
    )
    saved_at = models.DateTimeField(default=timezone.now, editable=False)
    send_at = models.DateTimeField(null=True, blank=True, help_text="It goes out by itself then, unless undone.")
    held_version = models.PositiveIntegerField(null=True, blank=True)
    not_sent_because = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-saved_at"]
        constraints = [
            models.UniqueConstraint(fields=["item", "by"], name="advice_answer_draft_one_each"),
            models.CheckConstraint(
                condition=Q(send_at__isnull=True, held_version__isnull=True)
                | Q(send_at__isnull=False, held_version__isnull=False),
                name="advice_answer_draft_held_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"Draft answer to {self.item}"

    @property
    def is_held(self) -> bool:
        """Whether it goes out by itself unless it is undone."""
        return self.send_at is not None

    def cited(self) -> list[PointVersion]:
        """The chosen points, always in the same order: a second look is bound to them."""
        return in_order_of_reading(self.points.all())


class Usefulness(models.Model):
    """What the member said when asked once whether the advice helped. Given once; counted, never by person."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    item = models.OneToOneField(Request, on_delete=models.PROTECT, related_name="usefulness")
    helped = models.CharField(max_length=8, choices=Helped.choices)
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(helped__in=Helped.values), name="advice_usefulness_known")]

    def __str__(self) -> str:
        return self.get_helped_display()
