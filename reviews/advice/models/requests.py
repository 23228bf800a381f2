"""One request for advice, and the walls around it."""

import uuid
from datetime import datetime, timedelta
from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchQuery, SearchVectorField
from django.db import models
from django.db.models import Exists, F, Q
from django.urls import reverse
from django.utils import timezone

from portal.foundation.people.models import Role, Term, User
from portal.foundation.people.permissions import is_comms, is_monitoring_officer, members_helped_by
from portal.foundation.vault.fields import EncryptedTextField
from reviews.advice.choices import (
    KIND_AT_THE_DESK,
    KINDS_WITH_WORDING,
    Account,
    DeclineReason,
    Kind,
    Platform,
    RedirectTo,
    Signpost,
    Topic,
)
from reviews.advice.models.routes import who_read_first
from reviews.advice.states import ENDED_STATES, OPEN_STATES, State

_AT_THE_DESK = (State.SUBMITTED, State.ASSIGNED, State.REDIRECTED)
"""States that only the desk's requests are ever in."""
LEFT_TO_READ = 30
"""Days after leaving office, and after the end of what was open then, in which somebody reads their requests."""


class RequestQuerySet(models.QuerySet["Request"]):
    """Who may see which requests. Each wall is one method; nothing else decides it."""

    def visible_to(self, user: User) -> Self:
        """All that the user may see, as a member, for a member, or as somebody who advises."""
        return self.filter(_asked_by_or_for(user) | _handled_by(user))

    def asked_by_or_for(self, user: User) -> Self:
        """The member's own, and the ordinary ones of members whom the user helps (grade content or act).

        A draft belongs to whoever began it and to the member: it may yet become one for the Monitoring Officer only.
        """
        return self.filter(_asked_by_or_for(user))

    def handled_by(self, user: User) -> Self:
        """What the user may see as an adviser or in the Monitoring Officer's office, never in their own cause."""
        return self.filter(_handled_by(user))

    def on_desk(self, user: User) -> Self:
        """The Communications Team's: every ordinary request that was sent."""
        return self.filter(_on_desk(user) & ~_has_stake(user))

    def with_office(self, user: User) -> Self:
        """The Monitoring Officer's: what was ever escalated, and what is for the office only."""
        return self.filter(_at_office(user) & ~_has_stake(user))

    def known_to_records(self, user: User) -> Self:
        """What the records office may know to be there, with who holds it: never in one's own cause."""
        known = Q(submitted_at__isnull=False) if user.has_role(Role.INFORMATION_GOVERNANCE) else Q(pk__in=[])
        return self.filter((known | _at_office(user)) & ~_has_stake(user))

    def open_to_records(self, user: User) -> Self:
        """What the records office may read whole, to hand it out: what is for the office only, that office alone."""
        ordinary = Q(submitted_at__isnull=False, office_only=False)
        governed = ordinary if user.has_role(Role.INFORMATION_GOVERNANCE) else Q(pk__in=[])
        return self.filter((governed | _at_office(user)) & ~_has_stake(user))

    def open(self) -> Self:
        return self.filter(state__in=OPEN_STATES)

    def finished(self) -> Self:
        return self.filter(state__in=(State.ANSWERED, *ENDED_STATES))

    def matching(self, words: str) -> Self:
        """Ordinary requests that hold the words, or whose reference they are. Others have nothing to match."""
        if not words:
            return self
        found = Q(search=SearchQuery(words, config="english", search_type="websearch"), office_only=False)
        # What was withdrawn is out of the queue, so its words no longer find it.
        return self.filter((found & ~Q(state=State.WITHDRAWN)) | Q(reference=words.strip().upper()))

    def for_lists(self) -> Self:
        return self.select_related("member", "asked_by", "adviser", "accepted_by")


def _asked_by_or_for(user: User) -> Q:
    helped = members_helped_by(user, "content")
    ordinary = Q(member__in=helped, office_only=False)
    return _own(user) | ordinary & (Q(submitted_at__isnull=False) | Q(asked_by=user))


def _own(user: User) -> Q:
    """One's own. Who left office reads all for a while, and what is open until it has been closed for a while."""
    if user.is_member:
        return Q(member=user)
    since = timezone.now() - timedelta(days=LEFT_TO_READ)
    left_lately = Term.objects.filter(user=user, ends_on__gte=timezone.localdate() - timedelta(days=LEFT_TO_READ))
    return Q(member=user) & (Q(ended_at__isnull=True) | Q(ended_at__gte=since) | Q(Exists(left_lately)))


def _handled_by(user: User) -> Q:
    return (_on_desk(user) | _at_office(user)) & ~_has_stake(user)


def _on_desk(user: User) -> Q:
    return Q(submitted_at__isnull=False, office_only=False) if is_comms(user) else Q(pk__in=[])


def _at_office(user: User) -> Q:
    """What one deputy alone is to read is theirs, as long as they are a deputy and there: nothing is orphaned."""
    if not is_monitoring_officer(user):
        return Q(pk__in=[])
    another = who_read_first(user).values("pk")
    return Q(escalated_at__isnull=False) & (Q(private_to__isnull=True) | ~Q(private_to__in=another))


def _has_stake(user: User) -> Q:
    """Conflict beats role: one's own request, one asked for somebody else, and those of a member one helps."""
    return Q(member=user) | Q(asked_by=user) | Q(member__in=members_helped_by(user, "record"))


def _none_or_all(*fields: str) -> Q:
    absent, present = Q(), Q()
    for field in fields:
        absent &= Q(**{f"{field}__isnull": True})
        present &= Q(**{f"{field}__isnull": False})
    return absent | present


class Request(models.Model):
    """A member's request for advice. Every text is sealed; ordinary requests are also searchable once sent.

    ``version`` rises with each saved change: a form made from an older version is refused.
    ``look_by``, ``due_at`` and ``act_by`` are an index of what the clocks say, kept by ``actions``.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reference = models.CharField(max_length=24, blank=True)
    state = models.CharField(max_length=16, choices=State.choices, default=State.DRAFT)
    version = models.PositiveIntegerField(default=1)
    member = models.ForeignKey(User, on_delete=models.PROTECT, related_name="advice_requests")
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="advice_asked")
    office_only = models.BooleanField(default=False)

    kind = models.CharField(max_length=8, choices=Kind.choices, blank=True)
    platforms = ArrayField(models.CharField(max_length=12), default=list, blank=True)
    account = models.CharField(max_length=8, choices=Account.choices, blank=True)
    draft_wording = EncryptedTextField(blank=True)
    link = EncryptedTextField(blank=True)
    intended_at = models.DateTimeField(null=True, blank=True)
    intended_has_time = models.BooleanField(default=False)
    is_urgent = models.BooleanField(default=False)
    urgent_reason = EncryptedTextField(blank=True)
    topics = ArrayField(models.CharField(max_length=16), default=list, blank=True)
    question = EncryptedTextField(blank=True)
    # The optional questions that were passed, so that a draft is taken up where it was left.
    steps_done = ArrayField(models.CharField(max_length=12), default=list, blank=True)

    with_office = models.BooleanField(default=False)
    adviser = models.ForeignKey(User, on_delete=models.PROTECT, related_name="advice_advised", null=True, blank=True)
    accepted_by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="advice_accepted", null=True, blank=True
    )
    private_to = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        help_text="The deputy who alone reads a request for the office only, until they show it to the officer.",
    )
    logged_by = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        help_text="Who wrote down what the member said on the telephone or in person.",
    )
    duplicate_of = models.ForeignKey("self", on_delete=models.PROTECT, related_name="duplicates", null=True, blank=True)
    follows = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        related_name="followed_by",
        null=True,
        blank=True,
        help_text="The earlier request about which the member asks anew.",
    )
    redirect_to = models.CharField(max_length=16, choices=RedirectTo.choices, blank=True)
    decline_reason = models.CharField(max_length=16, choices=DeclineReason.choices, blank=True)
    signpost = models.CharField(max_length=20, choices=Signpost.choices, blank=True)

    created_at = models.DateTimeField(default=timezone.now, editable=False)
    changed_at = models.DateTimeField(default=timezone.now, editable=False)
    submitted_at = models.DateTimeField(null=True, blank=True)
    escalated_at = models.DateTimeField(null=True, blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    follow_up_until = models.DateTimeField(null=True, blank=True)
    reopen_until = models.DateTimeField(null=True, blank=True)
    wanted_at = models.DateTimeField(
        null=True, blank=True, help_text="When the member said that they still want help, after the time of posting."
    )
    look_by = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)
    act_by = models.DateTimeField(null=True, blank=True)
    search = SearchVectorField(null=True, editable=False)

    objects = RequestQuerySet.as_manager()

    class Meta:
        ordering = ["-changed_at", "id"]
        indexes = [
            models.Index(fields=["state", "act_by", "id"], name="advice_request_queue"),
            models.Index(fields=["state", "-changed_at", "id"], name="advice_request_latest"),
            models.Index(fields=["member", "-changed_at"], name="advice_request_of_member"),
            models.Index(fields=["adviser", "act_by", "id"], name="advice_request_of_adviser"),
            models.Index(
                fields=["act_by", "id"],
                name="advice_request_to_do",
                condition=Q(state__in=OPEN_STATES, office_only=False),
            ),
            models.Index(
                fields=["-changed_at", "id"],
                name="advice_request_desk_latest",
                condition=Q(submitted_at__isnull=False, office_only=False),
            ),
            GinIndex(fields=["search"], name="advice_request_search"),
            models.Index(fields=["submitted_at"], name="advice_request_sent"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["reference"], condition=~Q(reference=""), name="advice_request_reference_once"
            ),
            models.CheckConstraint(condition=Q(state__in=State.values), name="advice_request_known_state"),
            models.CheckConstraint(
                condition=Q(submitted_at__isnull=True, reference="") | Q(submitted_at__isnull=False) & ~Q(reference=""),
                name="advice_request_reference_when_sent",
            ),
            models.CheckConstraint(
                condition=Q(submitted_at__isnull=True, state__in=(State.DRAFT, State.WITHDRAWN))
                | Q(submitted_at__isnull=False) & ~Q(state=State.DRAFT),
                name="advice_request_sent_or_draft",
            ),
            models.CheckConstraint(
                condition=Q(office_only=False)
                | Q(search__isnull=True, adviser__isnull=True)
                & ~Q(state__in=(State.SUBMITTED, State.ASSIGNED, State.REDIRECTED)),
                name="advice_request_office_only_stays_there",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.DRAFT) | Q(search__isnull=True), name="advice_request_draft_not_found"
            ),
            models.CheckConstraint(
                condition=~Q(state=State.ASSIGNED) | Q(adviser__isnull=False, with_office=False),
                name="advice_request_assigned_to_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.ESCALATED) | Q(escalated_at__isnull=False, with_office=True),
                name="advice_request_escalated_then",
            ),
            models.CheckConstraint(
                condition=_none_or_all("accepted_by", "accepted_at"), name="advice_request_accepted_by_then"
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=False, state__in=ENDED_STATES)
                | Q(ended_at__isnull=True) & ~Q(state__in=ENDED_STATES),
                name="advice_request_ended_then",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.DECLINED) | ~Q(decline_reason="") & ~Q(signpost=""),
                name="advice_request_declined_with_reason",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.REDIRECTED) | ~Q(redirect_to=""), name="advice_request_redirected_somewhere"
            ),
            models.CheckConstraint(
                condition=Q(private_to__isnull=True) | Q(office_only=True), name="advice_request_private_is_office_only"
            ),
            models.CheckConstraint(
                condition=Q(duplicate_of__isnull=True) | ~Q(duplicate_of=F("id")),
                name="advice_request_not_its_own_twin",
            ),
            models.CheckConstraint(
                condition=Q(follows__isnull=True) | ~Q(follows=F("id")), name="advice_request_follows_another"
            ),
            models.CheckConstraint(
                condition=Q(intended_has_time=False) | Q(intended_at__isnull=False),
                name="advice_request_time_of_a_day",
            ),
        ]

    def __str__(self) -> str:
        return self.reference or "Draft advice request"

    def get_absolute_url(self) -> str:
        """The page of the member and of those who help them."""
        return reverse("advice:request", args=[self.pk])

    def get_desk_url(self) -> str:
        """The page of those who advise."""
        return reverse("advice:desk_request", args=[self.pk])

    @property
    def is_draft(self) -> bool:
        return self.state == State.DRAFT

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_STATES

    @property
    def is_withdrawn(self) -> bool:
        return self.state == State.WITHDRAWN

    @property
    def may_follow_up(self) -> bool:
        """Whether the member may still ask once more about the answer."""
        return self.follow_up_until is not None and timezone.now() <= self.follow_up_until

    @property
    def may_reopen(self) -> bool:
        """Whether it may still be opened again; later, a new request is linked to it."""
        return self.reopen_until is not None and timezone.now() <= self.reopen_until

    @property
    def has_wording(self) -> bool:
        """Whether this kind of request is about words that are or will be online."""
        return self.kind in KINDS_WITH_WORDING

    @property
    def is_due_after_posting(self) -> bool:
        """The answer may come later than the member means to post."""
        return self.intended_at is not None and self.due_at is not None and self.due_at > self.intended_at

    @property
    def goes_out_by(self) -> datetime | None:
        """When the time of posting has passed: the moment, or the end of the day."""
        if self.intended_at is None or self.intended_has_time:
            return self.intended_at
        return self.intended_at + timedelta(days=1)

    @property
    def is_of_former_member(self) -> bool:
        """Whether its member is no longer in office. It can still be answered."""
        return not self.member.is_member

    @property
    def holder(self) -> User | None:
        """Who is at work on it, if anybody."""
        return self.accepted_by if self.with_office else self.adviser

    @property
    def holder_id(self) -> uuid.UUID | None:
        """The same without asking for the person."""
        return self.accepted_by_id if self.with_office else self.adviser_id

    def asks_if_wanted(self, now: datetime) -> bool:
        """The time of posting has passed without an answer, and the member has not said that they still want it."""
        passed = self.goes_out_by
        return self.is_open and passed is not None and passed <= now and self.wanted_at is None

    def last_question(self) -> str:
        """The latest question to the member; empty when there was none."""
        asked = self.messages.filter(sort="question").last()
        return asked.text if asked else ""

    @property
    def kind_at_the_desk(self) -> str:
        """What it is about, as those who advise say it."""
        return KIND_AT_THE_DESK.get(self.kind, "")

    def platform_names(self) -> list[str]:
        return [Platform(value).label for value in self.platforms if value in Platform.values]

    def topic_names(self) -> list[str]:
        return [Topic(value).label for value in self.topics if value in Topic.values]

    def is_overdue(self, now: datetime) -> bool:
        return self.is_open and self.due_at is not None and self.due_at < now
