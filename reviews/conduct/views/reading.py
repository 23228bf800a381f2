"""What of a case its reader sees, gathered for its page. The wall decides: each query finds what is theirs, and a
heading stands only over what was found or may be written.

Nothing here joins across two walls: a join to a row that is not the reader's would take the other with it.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import F, Q
from django.utils import timezone

from portal.foundation.deadlines.models import Clock, ClockEvent, Reminder
from portal.foundation.deadlines.words import day_in_words, list_in_words
from reviews.conduct.actions.answering import waiting
from reviews.conduct.board import SANCTION_DAY, limit_in_words
from reviews.conduct.facts import times_reminded
from reviews.conduct.guards import REMINDERS_BEFORE_CLOSING
from reviews.conduct.models import (
    Allegation,
    Alleged,
    Case,
    Cited,
    Complainant,
    Consent,
    Contact,
    Grant,
    Need,
    Paper,
    ProfileLook,
    Referred,
    SanctionImposed,
    Sending,
    Step,
    Subject,
    ToldWords,
)
from reviews.conduct.models.cases import NEVER, EndOfDay
from reviews.conduct.states import State
from reviews.conduct.views.common import Part
from reviews.conduct.visibility import Artefact, Capacity
from reviews.conduct.writing import kinds_to_write

A_MINUTE = timedelta(minutes=1)
"""A limit that ended in the minute in which it was due was met: clocks leave seconds out."""


@dataclass(frozen=True)
class Names:
    """Whom the reader may know by name: grants, members, complainants."""

    grants: Mapping[UUID, Grant]
    members: Mapping[UUID, Subject]
    complainants: Mapping[UUID, str]

    def of_grant(self, pk: UUID) -> str:
        """Empty for somebody whom the reader may not know."""
        if pk in self.complainants:
            return self.complainants[pk]
        grant = self.grants.get(pk)
        return grant.person.full_name if grant and grant.person else ""

    def part_of_grant(self, pk: UUID) -> str:
        grant = self.grants.get(pk)
        return Capacity(grant.capacity).label if grant else ""


@dataclass(frozen=True)
class Shown:
    """A paper with the names that stand on it."""

    paper: Paper
    by: str
    part: str
    about: str
    has_newer: bool = False
    files: int = 0
    sent: int = 0


@dataclass(frozen=True)
class PapersOfKind:
    kind: Artefact
    papers: list[Shown] = field(default_factory=list)
    older: list[Shown] = field(default_factory=list)


@dataclass(frozen=True)
class Due:
    words: str
    due_at: datetime | None

    @property
    def is_late(self) -> bool:
        return self.due_at is not None and self.due_at < timezone.now()


@dataclass(frozen=True)
class Missed:
    """A time limit that was over before it was met, or before it was paused. Times are UTC."""

    words: str
    due_at: datetime
    ended_at: datetime
    has_ended: bool

    @property
    def days(self) -> int:
        """Calendar days in Europe/London; 0 for later on the same day."""
        return (timezone.localdate(self.ended_at) - timezone.localdate(self.due_at)).days


def names_in(case: Case) -> Names:
    grants = Grant.objects.filter(case=case).select_related("person")
    subjects = Subject.objects.filter(case=case).select_related("member")
    complainants = Complainant.objects.filter(case=case)
    return Names(
        {grant.pk: grant for grant in grants},
        {subject.pk: subject for subject in subjects},
        {one.grant_id: one.name for one in complainants},
    )


def case_page(part: Part) -> dict[str, Any]:
    case, names = part.case, names_in(part.case)
    holder = next(
        (g for g in names.grants.values() if g.capacity == Capacity.HOLDER and g.revoked_at is None), None
    )  # fmt: skip
    return {
        "holder": holder,
        "dues": _dues(part),
        "missed": _missed(part),
        "parties": _parties(case),
        "allegations": _allegations(case, names),
        "papers": papers_by_kind(part, names),
        "kinds": kinds_to_write(part.capacity),
        "steps": _steps(part),
        "reminding": [*_reminding(part), *_asking(part)],
        "reads_told": part.reads(Artefact.COMPLAINT),
        "sees_letters": part.reads(Artefact.LETTER) or part.reads(Artefact.HEARING),
        "sees_people": part.reads(Artefact.PEOPLE),
        "sees_profiles": part.reads(Artefact.LOOK),
        "repeated_looks": _repeated_looks(part),
    }


def _dues(part: Part) -> list[Due]:
    """The clocks that run, the next one first; for those who follow the steps of the case."""
    if not part.reads(Artefact.HISTORY):
        return []
    running = Clock.objects.about(part.case).running()
    clocks = ((clock.due_at, limit_in_words(clock.name)) for clock in running)
    open_sanctions = SanctionImposed.objects.filter(case=part.case, outcome="open", due_on__isnull=False)
    by_day = open_sanctions.annotate(due_at=EndOfDay("due_on")).values_list("due_at", flat=True)
    dues = [*clocks, *((due_at, SANCTION_DAY) for due_at in by_day)]
    return [Due(words, due_at) for due_at, words in sorted(dues, key=lambda due: due[0] or NEVER)]


def _missed(part: Part) -> list[Missed]:
    """The limits that ended too late, or stand still too late; met or not, this stays (brief, 5.3). Newest first."""
    if not part.reads(Artefact.HISTORY):
        return []
    at_rest = ClockEvent.objects.filter(
        clock__in=Clock.objects.about(part.case), kind__in=[ClockEvent.Kind.STOP, ClockEvent.Kind.PAUSE]
    )
    late = at_rest.filter(at__gte=F("clock__due_at") + A_MINUTE).exclude(
        ~Q(clock__state=Clock.State.PAUSED), kind=ClockEvent.Kind.PAUSE
    )
    return [
        Missed(limit_in_words(event.clock.name), due_at, event.at, event.kind == ClockEvent.Kind.STOP)
        for event in late.select_related("clock").order_by("-at", "-id")
        if (due_at := event.clock.due_at) is not None
    ]


def _repeated_looks(part: Part) -> int:
    """How often a profile was looked at again, for those who oversee it."""
    if part.capacity == Capacity.INVESTIGATOR or not part.reads(Artefact.LOOK):
        return 0
    return ProfileLook.objects.filter(case=part.case, is_repeated=True).count()


def _steps(part: Part) -> list[Step]:
    if not part.reads(Artefact.HISTORY):
        return []
    return list(Step.objects.filter(case=part.case).select_related("by").order_by("-at", "-id"))


def _reminding(part: Part) -> list[str]:
    """What the office has to know of the reminders of a question that waits; empty elsewhere."""
    if part.case.state != State.AWAITING_COMPLAINANT or not part.reads(Artefact.CONTACT):
        return []
    times = times_reminded(part.case) if part.reads(Artefact.ASSESSMENT) else 0
    said = [f"The complainant was reminded {times} of {REMINDERS_BEFORE_CLOSING} times."]
    waiting = Reminder.objects.about(part.case).waiting().filter(kind="conduct.remind").order_by("due_at")
    if days := [day_in_words(timezone.localdate(one.due_at)) for one in waiting]:
        said.append(f"The portal reminds them on {list_in_words(days)}.")
    reached = {row.complainant_id for row in Contact.objects.filter(case=part.case) if row.email}
    if part.case.complainants.filter(grant__person=None).exclude(pk__in=reached).exists():
        said.append("Nobody can mail them: write or ring, and put on record that you reminded them.")
    return said


def _asking(part: Part) -> list[str]:
    """Requests for more time that wait for the holding officer."""
    if not part.is_holder:
        return []
    return [
        f"{one.grant.person.full_name if one.grant.person else 'A party'} asked for more time on "
        f"{day_in_words(timezone.localdate(one.asked_at))}: answer it under “Record something”."
        for one in waiting(part.case)
    ]


def _parties(case: Case) -> dict[str, Any]:
    """Those concerned, each with what the reader may know of them."""
    contacts = {row.complainant_id: row for row in Contact.objects.filter(case=case)}
    needs = {row.grant_id: row for row in Need.objects.filter(case=case)}
    consents = {row.complainant_id: row for row in Consent.objects.filter(case=case)}
    complainants = [
        {
            "who": one,
            "contact": contacts.get(one.pk),
            "need": needs.get(one.grant_id),
            "consent": consents.get(one.pk),
        }
        for one in Complainant.objects.filter(case=case)
    ]
    subjects = [
        {"who": one, "need": needs.get(one.grant_id) if one.grant_id else None}
        for one in Subject.objects.filter(case=case).select_related("member")
    ]
    return {"complainants": complainants, "subjects": subjects}


def _allegations(case: Case, names: Names) -> list[dict[str, Any]]:
    """As they were typed, with the words for the member; for whoever is kept from the first, those words alone."""
    cited: defaultdict[UUID, list[Cited]] = defaultdict(list)
    with_edition = Cited.objects.filter(case=case).select_related("paragraph__edition").order_by("paragraph__place")
    for row in with_edition.prefetch_related("struck"):
        cited[row.alleged_id].append(row)
    referred: defaultdict[UUID, list[Referred]] = defaultdict(list)
    for point in Referred.objects.filter(case=case).select_related("point_version__edition__document"):
        referred[point.allegation_id].append(point)
    against: defaultdict[UUID, list[dict[str, Any]]] = defaultdict(list)
    for one in Alleged.objects.filter(case=case):
        member = names.members.get(one.subject_id)
        if member is not None:
            against[one.allegation_id].append({"alleged": one, "member": member, "cited": cited[one.pk]})
    told = ToldWords.objects.newest(case)
    typed: dict[UUID, Allegation | ToldWords] = {row.pk: row for row in Allegation.objects.filter(case=case)}
    return [
        {
            "allegation": row,
            "told": told.get(pk) if typed else None,
            "is_typed": bool(typed),
            "against": against[pk],
            "referred": referred[pk],
        }
        for pk, row in (typed or told).items()
    ]


def papers_by_kind(part: Part, names: Names) -> list[PapersOfKind]:
    """The papers that the reader may see, by kind, the newest first; what was replaced stands apart."""
    papers = list(Paper.objects.filter(case=part.case).prefetch_related("files").order_by("-written_at", "-id"))
    replaced = {paper.replaces_id for paper in papers if paper.replaces_id}
    sent: defaultdict[UUID, int] = defaultdict(int)
    for paper_id in Sending.objects.filter(case=part.case).values_list("paper_id", flat=True):
        sent[paper_id] += 1
    kinds: dict[Artefact, PapersOfKind] = {}
    for paper in papers:
        kind = Artefact(paper.kind)
        member = names.members.get(paper.subject_id) if paper.subject_id else None
        shown = Shown(
            paper,
            names.of_grant(paper.grant_id),
            names.part_of_grant(paper.grant_id),
            member.name if member else "",
            paper.pk in replaced,
            len(paper.files.all()),
            sent[paper.pk],
        )
        place = kinds.setdefault(kind, PapersOfKind(kind))
        (place.older if shown.has_newer else place.papers).append(shown)
    return [kinds[kind] for kind in Artefact if kind in kinds]
