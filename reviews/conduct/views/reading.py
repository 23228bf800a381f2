"""What of a case its reader sees, gathered for its page. The wall decides: each query finds what is theirs, and a
heading stands only over what was found or may be written.

Nothing here joins across two walls: a join to a row that is not the reader's would take the other with it.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import timezone

from portal.foundation.deadlines.models import Clock
from reviews.conduct.board import limit_in_words
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
    Referred,
    Sending,
    Step,
    Subject,
)
from reviews.conduct.views.common import Part
from reviews.conduct.visibility import Artefact, Capacity
from reviews.conduct.writing import kinds_to_write


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
        "parties": _parties(case),
        "allegations": _allegations(case, names),
        "papers": papers_by_kind(part, names),
        "kinds": kinds_to_write(part.capacity),
        "steps": _steps(part),
        "sees_people": part.reads(Artefact.PEOPLE),
    }


def _dues(part: Part) -> list[Due]:
    """The clocks that run, the next one first; for those who follow the steps of the case."""
    if not part.reads(Artefact.HISTORY):
        return []
    clocks = Clock.objects.about(part.case).running().order_by("due_at")
    return [Due(limit_in_words(clock.name), clock.due_at) for clock in clocks]


def _steps(part: Part) -> list[Step]:
    if not part.reads(Artefact.HISTORY):
        return []
    return list(Step.objects.filter(case=part.case).select_related("by").order_by("-at", "-id"))


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
    cited: defaultdict[UUID, list[Cited]] = defaultdict(list)
    for row in Cited.objects.filter(case=case).select_related("paragraph__edition").order_by("paragraph__place"):
        cited[row.alleged_id].append(row)
    referred: defaultdict[UUID, list[Referred]] = defaultdict(list)
    for point in Referred.objects.filter(case=case).select_related("point_version__edition__document"):
        referred[point.allegation_id].append(point)
    against: defaultdict[UUID, list[dict[str, Any]]] = defaultdict(list)
    for one in Alleged.objects.filter(case=case):
        member = names.members.get(one.subject_id)
        if member is not None:
            against[one.allegation_id].append({"alleged": one, "member": member, "cited": cited[one.pk]})
    return [
        {"allegation": row, "against": against[row.pk], "referred": referred[row.pk]}
        for row in Allegation.objects.filter(case=case)
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
