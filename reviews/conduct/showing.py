"""What a party sees of their case, read in their own identity: the wall leaves out what is not theirs."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db.models import Q

from portal.foundation.deadlines.models import Clock
from reviews.conduct.models import (
    Asked,
    Case,
    Cited,
    CodeParagraph,
    Complainant,
    Contact,
    Grant,
    IdentityDecision,
    IndependentTalk,
    Need,
    Noted,
    Paper,
    Sending,
    Subject,
    ToldWords,
)
from reviews.conduct.standing import ASKED_OF, in_plain_words
from reviews.conduct.states import OPEN_STATES, State
from reviews.conduct.visibility import Artefact, Capacity

UNDECIDED = tuple(s for s in OPEN_STATES if s not in (State.DECIDED, State.FOLLOW_UP, State.RESOLVED))
SAID = (Artefact.COMPLAINT, Artefact.EVIDENCE, Artefact.IDENTITY_REQUEST, Artefact.RESPONSE, Artefact.DRAFT_COMMENTS)


@dataclass(frozen=True)
class Part:
    """A party's part in a case, as their page shows it."""

    case: Case
    grant: Grant
    stage: str
    said: Sequence[Paper]
    """What they wrote or handed in themselves, oldest first."""
    received: Sequence[Paper]
    """What was sent to them, newest first."""
    asked: Sequence[Asked]
    need: Need | None
    deeds: frozenset[str]
    """What they may do now."""
    lines: Mapping[UUID, str]
    """What was sent with a paper, by paper."""
    name: str
    """As they gave it, for a complainant."""
    asks: str = ""
    """What is asked of them now, in words; empty for nothing."""
    due: datetime | None = None
    """Until when; what comes later is taken too."""
    withheld: Complainant | None = None
    """Their own request about the name, with the reasons once it is decided."""
    name_reasons: str = ""
    question: Noted | None = None
    """What the complainant is asked, while it waits for their answer."""

    @property
    def is_subject(self) -> bool:
        return self.grant.capacity == Capacity.SUBJECT

    @property
    def is_undecided(self) -> bool:
        return self.case.state in UNDECIDED


@dataclass(frozen=True)
class ToldOf:
    """One allegation in the words for the member, with the paragraphs of the Code that it cites."""

    told: ToldWords
    paragraphs: Sequence[CodeParagraph]


@dataclass(frozen=True)
class OfSubject:
    """What only a subject member's page shows."""

    alleged: Sequence[ToldOf]
    is_withheld: bool
    names: Sequence[str]
    advisers: Sequence[str]
    """Their Independent Persons."""
    talks: Sequence[IndependentTalk]


def part_of(grant: Grant) -> Part:
    papers = list(
        Paper.objects.filter(Q(grant=grant, kind__in=SAID) | Q(sendings__to=grant))
        .distinct()
        .prefetch_related("files__stored")
        .order_by("written_at", "id")
    )
    received = [paper for paper in papers if paper.grant_id != grant.pk][::-1]
    withheld = _name_asked_for(grant)
    asks, due = _asked_now(grant.case, grant.capacity)
    return Part(
        case=grant.case,
        grant=grant,
        stage=in_plain_words(grant.case.state, grant.capacity),
        said=[paper for paper in papers if paper.grant_id == grant.pk],
        received=received,
        asked=list(Asked.objects.filter(grant=grant).select_related("reply")),
        need=Need.objects.filter(grant=grant).first(),
        deeds=_deeds(grant, received, is_timed=due is not None),
        lines={one.paper_id: one.reason for one in Sending.objects.filter(to=grant).order_by("sent_at", "id")},
        name=next((one.name for one in Complainant.objects.filter(grant=grant)), ""),
        asks=asks,
        due=due,
        withheld=withheld,
        name_reasons=_reasons(withheld),
        question=_question(grant),
    )


def _deeds(grant: Grant, received: Sequence[Paper], *, is_timed: bool) -> frozenset[str]:
    deeds = {"needs"} | ({"contact"} if grant.capacity == Capacity.COMPLAINANT else set())
    if grant.case.state not in OPEN_STATES:
        return frozenset(deeds)
    if grant.case.state == State.DRAFT_REPORT and any(paper.kind == Artefact.DRAFT_REPORT for paper in received):
        deeds |= {"report"}
    if grant.case.state not in UNDECIDED:
        return frozenset(deeds | (_talks(grant) if grant.capacity == Capacity.SUBJECT else {"more"}))
    if grant.capacity == Capacity.SUBJECT:
        return frozenset(deeds | {"comments"} | _talks(grant) | ({"more-time"} if is_timed else set()))
    if Complainant.objects.filter(grant=grant, protection=Complainant.Protection.NOT_ASKED).exclude(name="").exists():
        deeds |= {"name"}
    return frozenset(deeds | {"more", "withdraw"})


def _talks(grant: Grant) -> set[str]:
    """A talk can be noted once an Independent Person is named for the member."""
    return {"talk"} if Grant.objects.live().as_(Capacity.MEMBERS_IP).filter(serves__grant=grant).exists() else set()


def _name_asked_for(grant: Grant) -> Complainant | None:
    return Complainant.objects.filter(grant=grant).exclude(protection=Complainant.Protection.NOT_ASKED).first()


def _reasons(name: Complainant | None) -> str:
    decided = IdentityDecision.objects.filter(complainant=name).last() if name else None
    return decided.reasons if decided else ""


def _question(grant: Grant) -> Noted | None:
    if grant.case.state != State.AWAITING_COMPLAINANT:
        return None
    return Noted.objects.filter(case=grant.case_id, grant=grant, kind=Noted.Kind.QUESTION).last()


def _asked_now(case: Case, capacity: str) -> tuple[str, datetime | None]:
    """What of theirs a clock waits for now, and until when."""
    for limit, words in ASKED_OF.get(capacity, {}).items():
        clock = Clock.objects.about(case).running().filter(name__startswith=f"conduct.{limit}.").last()
        if clock is not None:
            return words, clock.due_at
    return "", None


def of_subject(grant: Grant) -> OfSubject | None:
    """None for a part that is not a subject member's."""
    subject = Subject.objects.filter(grant=grant).first()
    if subject is None:
        return None
    alleged = _told_of(subject)
    talks = list(IndependentTalk.objects.filter(subject=subject))
    advisers = Grant.objects.live().as_(Capacity.MEMBERS_IP).filter(serves=subject).select_related("person")
    return OfSubject(
        alleged=alleged,
        is_withheld=not alleged,
        names=[one.name or "Somebody who gave no name" for one in Complainant.objects.filter(case=grant.case_id)],
        advisers=[adviser.person.full_name for adviser in advisers if adviser.person],
        talks=talks,
    )


def _told_of(subject: Subject) -> list[ToldOf]:
    """Each allegation in the newest words; what was typed is not theirs to read."""
    cited: defaultdict[UUID, list[CodeParagraph]] = defaultdict(list)
    for row in Cited.objects.filter(alleged__subject=subject).select_related("alleged", "paragraph"):
        cited[row.alleged.allegation_id].append(row.paragraph)
    told = sorted(ToldWords.objects.newest(subject.case).values(), key=lambda one: one.number)
    return [ToldOf(one, cited[one.allegation_id]) for one in told]


def own_contact(grant: Grant) -> Contact | None:
    return Contact.objects.filter(complainant__grant=grant).first()


def helplines() -> list[tuple[str, ...]]:
    """Who supports somebody outside the case."""
    return [tuple(line) for line in settings.HELPLINES]
