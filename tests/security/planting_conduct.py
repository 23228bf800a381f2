"""Canaries in cases about a member's conduct: the table of what is planted, who may meet it, and the planting.

A later table of the room adds a row to ROWS for each sealed field, and plants it in ``plant``. Who may meet a row is
read from ``visibility.TABLE`` for whoever has a part in the planted case (CAST); a row's ``own`` and ``sent`` name the
parties and others to whom the table opens only their own or what was sent to them. Nobody else may ever meet it.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from time import time
from typing import Any
from uuid import UUID, uuid4

from django.utils import timezone
from PIL.PngImagePlugin import PngInfo

from portal.foundation.files.actions import take_in
from portal.foundation.people.models import User
from reviews.conduct.actions.answering import refuse_more_time
from reviews.conduct.actions.codes import give_new_code
from reviews.conduct.actions.drafts import begin_draft
from reviews.conduct.actions.grants import declare, give_grant, revoke_grant
from reviews.conduct.actions.letters import KINDS as LETTERS
from reviews.conduct.actions.parties import Said, Voice, ask
from reviews.conduct.actions.receiving import Received, WhatIsAlleged, WhoComplains, receive
from reviews.conduct.actions.telling import told_of
from reviews.conduct.filling import parties_of
from reviews.conduct.identity import acting_as
from reviews.conduct.models import Allegation, Asked, Case, Cited, Grant, Paper, PaperFile, Sending, Step, Subject
from reviews.conduct.views.intake import PUBLIC
from reviews.conduct.views.returning import KEY as RETURN
from reviews.conduct.visibility import TABLE, Artefact, Capacity, Reach
from tests.factories.files import picture, upload
from tests.security.planting_conduct_facts import (
    about_member,
    plant_facts,
    plant_looks,
    plant_public_texts,
    plant_words,
    publish_one,
)

CAST: Mapping[str, Capacity] = {
    "mo": Capacity.HOLDER,
    "support": Capacity.SUPPORT,
    "investigator": Capacity.INVESTIGATOR,
    "independent": Capacity.COUNCILS_IP,
    "panel": Capacity.PANEL,
    "clerk": Capacity.CLERK,
}
"""Who is let into the first case, as what. ``member`` complains in it, ``member2`` is complained of and not told."""
IN_THE_SECOND: Mapping[str, Capacity] = {"mo": Capacity.HOLDER}
"""In the second case somebody without an account complains, and ``member2`` is told."""
BY_CODE, WRITER = "by_code", "writer"
"""Without an account: who complains in the second case and comes back by code; who writes a complaint just now."""
OPEN = (Reach.WRITE, Reach.READ, Reach.HAND_IN)


@dataclass(frozen=True)
class Row:
    """One text: what it is a part of, and whom the table lets meet it though it does not open all of that kind."""

    artefact: Artefact
    own: str = ""
    sent: str = ""
    cast: Mapping[str, Capacity] = field(default_factory=lambda: CAST)

    @property
    def may_see(self) -> frozenset[str]:
        cells = TABLE[self.artefact]
        return frozenset(
            [name for name, capacity in self.cast.items() if cells.get(capacity) in OPEN]
            + [name for name in (self.own, self.sent) if name]
        )


A = Artefact
WRITERS = {
    A.RESPONSE: "mo", A.VIEW: "mo", A.WORKING_NOTE: "investigator", A.EVIDENCE: "mo", A.DRAFT_REPORT: "investigator",
    A.DRAFT_COMMENTS: "mo", A.FINAL_REPORT: "mo", A.PRIVATE_NOTE: "mo", A.HEARING: "mo", A.DECISION: "mo",
    A.NOTICE: "mo", A.LETTER: "mo",
}  # fmt: skip
"""Who writes a paper of each of these kinds in the first case."""
ROWS: dict[str, Row] = {
    "case.complaint": Row(A.COMPLAINT, own="member"),
    "case.allegation": Row(A.COMPLAINT, sent="clerk"),  # once a hearing is arranged: the clerk records the findings
    "case.told_words": Row(A.COMPLAINT),
    "case.struck": Row(A.COMPLAINT),
    "case.named_as": Row(A.PEOPLE),
    "case.consent_who": Row(A.IDENTITY, own="member"),
    "case.consent_how": Row(A.IDENTITY, own="member"),
    "case.name": Row(A.IDENTITY, own="member"),
    "case.email": Row(A.CONTACT, own="member"),
    "case.telephone": Row(A.CONTACT, own="member"),
    "case.address": Row(A.CONTACT, own="member"),
    "case.asks_protection": Row(A.IDENTITY_REQUEST, own="member"),
    "case.adjustments": Row(A.NEEDS, own="member"),
    "case.supporter": Row(A.NEEDS, own="member"),
    **{f"case.paper_{kind}": Row(kind) for kind in WRITERS},
    "case.paper_title": Row(A.EVIDENCE),
    "case.file_name": Row(A.EVIDENCE),
    "case.file_shows": Row(A.EVIDENCE),
    # what a camera hides is in the original alone, which only these two take (views.papers)
    "case.file_content": Row(A.EVIDENCE, cast={name: CAST[name] for name in ("mo", "investigator")}),
    "case.grant_reason": Row(A.PEOPLE),
    "case.grant_ended": Row(A.PEOPLE),
    "case.declared": Row(A.PEOPLE),
    "case.delay_reason": Row(A.PEOPLE),
    "case.step_reason": Row(A.HISTORY),
    "case.checklist": Row(A.ASSESSMENT),
    "case.capacity_account": Row(A.ASSESSMENT),
    "case.capacity_private_group": Row(A.ASSESSMENT),
    "case.capacity_seen_by": Row(A.ASSESSMENT),
    "case.capacity_reasons": Row(A.ASSESSMENT),
    "case.factor": Row(A.ASSESSMENT),
    "case.noted": Row(A.ASSESSMENT),
    "case.action_what": Row(A.ASSESSMENT),
    "case.action_who": Row(A.ASSESSMENT),
    "case.action_words": Row(A.ASSESSMENT),
    "case.identity_reasons": Row(A.IDENTITY_REQUEST, own="member"),
    "case.investigation_scope": Row(A.EVIDENCE),
    "case.investigation_plan": Row(A.EVIDENCE),
    "case.hearing_place": Row(A.HEARING),
    "case.hearing_closed": Row(A.HEARING),
    "case.finding": Row(A.DECISION),
    "case.sanction": Row(A.DECISION),
    "case.sanction_advice": Row(A.DECISION),
    "case.sanction_settled": Row(A.DECISION),
    "case.told": Row(A.LETTER),
    **{f"case.look_{part}": Row(A.LOOK) for part in ("account", "address", "purpose", "seen", "because")},
    "case.public_title": Row(A.NOTICE),
    "case.public_words": Row(A.NOTICE),
    "case.public_consent": Row(A.NOTICE),
    "case.publication_reason": Row(A.NOTICE, cast=IN_THE_SECOND),
    "case.publication_care": Row(A.NOTICE, cast=IN_THE_SECOND),
    "case.publication_ended": Row(A.NOTICE, cast=IN_THE_SECOND),
    "told.name": Row(A.IDENTITY, own=BY_CODE, sent="member2", cast=IN_THE_SECOND),
    "told.email": Row(A.CONTACT, own=BY_CODE, cast=IN_THE_SECOND),
    "told.complaint": Row(A.COMPLAINT, own=BY_CODE, cast=IN_THE_SECOND),
    "told.reply": Row(A.ASSESSMENT, sent="member2", cast=IN_THE_SECOND),
    "told.new_code": Row(A.ASSESSMENT, cast=IN_THE_SECOND),
    "told.asks_to_withdraw": Row(A.COMPLAINT, own=BY_CODE, cast=IN_THE_SECOND),
    "told.allegation": Row(A.COMPLAINT, cast=IN_THE_SECOND),
    "told.words": Row(A.COMPLAINT, sent="member2", cast=IN_THE_SECOND),
    "told.summary": Row(A.COMPLAINT, sent="member2", cast=IN_THE_SECOND),
    "told.sending_reason": Row(A.PEOPLE, sent="member2", cast=IN_THE_SECOND),
    "told.response": Row(A.RESPONSE, own="member2", cast=IN_THE_SECOND),
    "told.private_note": Row(A.PRIVATE_NOTE, cast=IN_THE_SECOND),
    "draft.answers": Row(A.COMPLAINT, own=WRITER, cast={}),  # in no case yet: whoever has the session, and nobody else
}
Canary = Callable[[str], str]


@dataclass
class Planted:
    """In whose names the rows are read again, since nobody sees all of a case; and what stands in addresses."""

    readers: list[User]
    places: list[tuple[str, dict[str, object]]]
    code: str
    """With which whoever has no account comes back to the second case."""
    references: tuple[str, ...]
    """Of the cases: they stand on pages, and in no mail."""
    draft: UUID | None = None

    def begin_complaint(self, canary: Canary) -> None:
        """One that is being written. A day later it is forgotten, so it is begun when all the rest was done."""
        alleged = {"words": canary("draft.answers"), "conduct_from": "2026-10-05"}
        self.draft = begin_draft(answers={"when": {"first_on": "2026-10-05"}, "allegations": [alleged]}).pk

    def session_of(self, person: str) -> dict[str, Any]:
        """What stands in the session of somebody without an account."""
        return (
            {RETURN: {"code": self.code, "seen": int(time())}} if person == BY_CODE else {PUBLIC.key: str(self.draft)}
        )


def plant(canary: Canary, people: Mapping[str, User]) -> Planted:
    mo = people["mo"]
    first, (second, code) = _first(canary, people), _second(canary, people)
    published = publish_one(write_notice(second, "A notice.", mo), canary, mo)
    with acting_as(mo.pk):
        places = [place for case in (first, second) for place in _places(case)]
    places.append(("published_notice", {"pk": published.pk}))
    references = (first.reference, second.reference)
    return Planted([mo, people["investigator"]], places, code, references)


def write_notice(case: Case, words: str, by: User) -> Paper:
    return write(case, Artefact.NOTICE, words, by, subject=about_member(case, by))


def _places(case: Case) -> Iterator[tuple[str, dict[str, object]]]:
    """By the kinds of walls.RULES, for the pages of the office and of a party."""
    here: dict[str, object] = {"pk": case.pk}
    yield from [("matter", here), ("party", here)]
    yield from (("matter_grant", here | {"grant": grant.pk}) for grant in case.grants.all())
    yield from (("matter_allegation", here | {"allegation": one.pk}) for one in case.allegations.all())
    yield from (("matter_alleged", here | {"alleged": one.pk}) for one in case.alleged.all())
    yield from (("matter_cited", here | {"cited": one.pk}) for one in Cited.objects.filter(case=case))
    yield from (("matter_paper", here | {"paper": paper.pk}) for paper in case.papers.all())
    yield from (("matter_file", here | {"paper": one.paper_id, "file": one.pk}) for one in case.files.all())
    yield from (("party_file", here | {"file": one.pk}) for one in case.files.all())
    yield ("matter_letters", here)
    yield from (("matter_to_write", here | {"kind": "hold", "to": party.key}) for party in parties_of(case))
    for subject in case.subjects.all():
        yield from ((kind, here | {"subject": subject.pk}) for kind in ("matter_subject", "named_subject"))
    for paper in case.papers.filter(kind__in=LETTERS):
        yield from ((kind, here | {"paper": paper.pk}) for kind in ("matter_letter", "matter_agenda", "matter_notice"))


def _received(canary: Canary, name: str, about: User, who: dict[str, Any], named: Sequence[str] = ()) -> Received:
    said = [WhatIsAlleged(who.pop("allegation", "As I wrote."), date(2026, 10, 5), [about.pk], named=named)]
    return receive(
        who=WhoComplains(**who), words=canary(f"{name}.complaint"), alleged=said, source=Case.Source.FORM
    )  # fmt: skip


def _first(canary: Canary, people: Mapping[str, User]) -> Case:
    """One with everything, whose member is not told of it."""
    parts = ("name", "telephone", "address", "asks_protection", "adjustments", "supporter", "allegation")
    who: dict[str, Any] = {part: canary(f"case.{part}") for part in parts}
    who |= {"email": f"{canary('case.email')}@resident.example", "account": people["member"]}
    named = [canary("case.named_as")]
    case, mo = _received(canary, "case", people["member2"], who, named).case, people["mo"]
    declare(case=case, has_conflict=False, words=canary("case.declared"), by=mo)
    for name, capacity in CAST.items():
        if name != "mo":
            reason = canary("case.grant_reason") if name == "support" else "needed"
            give_grant(case=case, person=people[name], capacity=capacity, reason=reason, by=mo)
            declare(case=case, has_conflict=False, words="", by=people[name])
    gone = give_grant(case=case, person=people["deputy_mo"], capacity=Capacity.SUPPORT, reason="needed", by=mo)
    revoke_grant(grant=gone, reason=canary("case.grant_ended"), by=mo)
    papers: dict[str, Paper] = {}
    for kind, name in WRITERS.items():
        about = {"subject": about_member(case, mo)} if kind == A.NOTICE else {}
        papers[kind] = write(case, kind, canary(f"case.paper_{kind}"), people[name], **about)
    _evidence(case, canary, mo)
    plant_facts(case, canary, mo)
    plant_public_texts(papers[A.NOTICE], canary, mo)
    plant_looks(case, canary, people["investigator"])
    plant_words(case, canary, mo)
    with acting_as(mo.pk):
        subject = Subject.objects.get(case=case, member=people["member2"])
        subject.delay_reason = canary("case.delay_reason")
        subject.save(update_fields=["delay_reason"])
        step = Step(case=case, verb="note", state_before=case.state, state_after=case.state, by=mo, capacity="holder")
        step.reason = canary("case.step_reason")
        step.save(force_insert=True)
    return case


def write(case: Case, kind: str, words: str, by: User, **how: Any) -> Paper:
    """A paper in the writer's own name, by the wall alone."""
    with acting_as(by.pk):
        grant = Grant.objects.get(case=case, person=by, revoked_at=None)
        paper = Paper(case=case, kind=kind, grant=grant, words=words, dated_on=timezone.localdate(), **how)
        paper.save(force_insert=True)
        return paper


def _evidence(case: Case, canary: Canary, by: User) -> None:
    """A picture, with a canary in its name and in what a camera hides in it."""
    paper = write(case, Artefact.EVIDENCE, "See the file.", by, title=canary("case.paper_title"))
    hidden = PngInfo()
    hidden.add_text("Comment", canary("case.file_content"))
    name = f"{canary('case.file_name')}.png"
    stored = take_in(upload(picture(pnginfo=hidden), name=name), by=by, room="conduct")
    with acting_as(by.pk):
        PaperFile(case=case, paper=paper, stored=stored, shows=canary("case.file_shows")).save(force_insert=True)


def _second(canary: Canary, people: Mapping[str, User]) -> tuple[Case, str]:
    """One whose member is told: what was sent to them is theirs to read, and nothing else of it. With its code."""
    email = f"{canary('told.email')}@resident.example"
    mo, member = people["mo"], people["member2"]
    who = {"name": canary("told.name"), "email": email, "allegation": canary("told.allegation")}
    received = _received(canary, "told", member, who)
    case, voice = received.case, Voice(code=received.code)
    declare(case=case, has_conflict=False, words="", by=mo)
    with acting_as(mo.pk):
        grant = Grant(case=case, person=member, capacity=Capacity.SUBJECT, given_by=mo)
        grant.save(force_insert=True)
        allegation = Allegation.objects.get(case=case)
        told_of(allegation, canary("told.words"), mo).save(force_insert=True)
        Subject.objects.filter(case=case).update(grant=grant, notified_at=timezone.now())
    subject_knows = write(case, Artefact.COMPLAINT, canary("told.summary"), mo)
    with acting_as(mo.pk):
        sending = Sending(case=case, paper=subject_knows, to=grant, sent_by=mo, reason=canary("told.sending_reason"))
        sending.save(force_insert=True)
    write(case, Artefact.RESPONSE, canary("told.response"), member)
    write(case, Artefact.PRIVATE_NOTE, canary("told.private_note"), mo)
    with voice.acting():
        complaining = voice.part_in(None)
    assert complaining is not None
    told = Voice(account=member)
    ask(voice=told, grant=grant, kind=Asked.Kind.MORE_TIME, said=Said(uuid4(), "Ten days more."))
    with acting_as(mo.pk):
        asked = Asked.objects.get(grant=grant)
    refuse_more_time(asked=asked, reason=canary("told.reply"), by=mo)
    said = Said(uuid4(), canary("told.asks_to_withdraw"))
    ask(voice=voice, grant=complaining, kind=Asked.Kind.WITHDRAW, said=said)
    return case, give_new_code(grant=complaining, checked=canary("told.new_code"), way="told", seen=0, by=mo)
