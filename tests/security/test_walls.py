"""Every address of the portal, every demo person, both methods: who gets in is what is declared in walls.py.

Deliberate faults that turn it red: delete a `visible_to` or a `can_*` in any view, add an address without a rule,
answer 403 where 404 is due, answer a method that is not declared, or let a 404 page name what was asked for.
"""

import os
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import transaction
from django.http.response import HttpResponseBase
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from pytest_django.plugin import DjangoDbBlocker

from abuse_log import models as register
from abuse_log.models import Incident, PlatformReport
from guidance.following.links import token_for
from guidance.models import Definition, Edition, Feedback, PointVersion, SleepingDraft
from portal.foundation.deadlines.models import Reminder
from portal.foundation.outbox.actions import drain
from portal.foundation.outbox.models import Heartbeat
from portal.foundation.people.models import Delegation, Invitation, RoleGrant, SensitiveRequest, Term, User, Ward
from portal.foundation.records.actions import begin_disclosure, make_disclosure
from portal.foundation.records.models import Disclosure, Disposal, Hold, Tombstone
from reviews.advice.models import Absence, Picture, PreElectionPeriod, Request, SecondLook, StandardText
from reviews.conduct.actions.receiving import WhoComplains
from reviews.conduct.identity import acting_as
from reviews.conduct.models import Alleged, Cited, CodeEdition, Grant, Paper, PaperFile
from tests.conftest import of_its_own
from tests.factories import conduct
from tests.factories.files import StoredFileFactory
from tests.factories.guidance import EditionFactory
from tests.security.crawl import Visitor
from tests.security.letter_things import letter_things
from tests.security.walls import (
    ABSENT,
    COMMS,
    EDITORS,
    EVERYBODY,
    GOVERNANCE,
    OFFICE,
    PEOPLE,
    PUBLIC,
    RECORDS,
    REVIEWERS,
    RULES,
    SEES_PEOPLE,
    TWO_PEOPLE,
    WRITERS,
    Rule,
)

NOTHING_THERE = {
    "home:revive", "abuse_log:rung", "abuse_log:interest_answer", "guidance:end_synonyms",
    "conduct:report", "conduct:report_table", "conduct:report_word",
}  # fmt: skip
"""Tried with an id that does not exist: whoever may act gets 404, all others are refused before that."""


@dataclass(frozen=True)
class Thing:
    """Something that an address can be about, what stands in the address, and who sees it (by hand, not by code)."""

    kind: str
    where: dict[str, object]
    absent: dict[str, object]
    seen_by: frozenset[str]


def names(patterns: list[Any], space: str = "") -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from names(pattern.url_patterns, inner)
        elif isinstance(pattern, URLPattern):
            yield f"{space}{pattern.name}"


def test_every_address_has_a_declared_rule() -> None:
    assert sorted(set(names(get_resolver().url_patterns))) == sorted(RULES)


def user(name: str) -> User:
    return User.objects.get(email=PEOPLE[name])


def advice() -> Iterator[Thing]:
    sent = Request.objects.filter(submitted_at__isnull=False).exclude(state="withdrawn").select_related("member")
    asked = {
        "ordinary": sent.filter(office_only=False, escalated_at=None),
        "escalated": sent.filter(office_only=False, escalated_at__isnull=False),
        "office": sent.filter(office_only=True, private_to=None),
        "kept": sent.filter(office_only=True, private_to__isnull=False),
    }
    draft = Request.objects.filter(state="draft", asked_by=user("member")).first()
    assert draft is not None
    yield Thing("draft", {"pk": draft.pk}, {"pk": ABSENT}, frozenset({"member"}))
    for name, items in asked.items():
        item = items.first()
        assert item is not None, f"the demo council has no {name} request"
        owner = next(person for person, email in PEOPLE.items() if email == item.member.email)
        asks = frozenset({owner, "delegate"} if name not in {"office", "kept"} and owner == "member" else {owner})
        handles = {"ordinary": COMMS, "escalated": COMMS | OFFICE, "office": OFFICE, "kept": {"deputy_mo"}}[name]
        yield Thing("asked", {"pk": item.pk}, {"pk": ABSENT}, asks)
        yield Thing("handled", {"pk": item.pk}, {"pk": ABSENT}, frozenset(handles))
    look = SecondLook.objects.filter(item__escalated_at=None).first()
    assert look is not None, "the demo council has no second look"
    kept: list[tuple[str, str, Any]] = [
        ("standard_text", "text", StandardText.objects.first()),
        ("absence", "absence", Absence.objects.first()),
    ]
    for kind, word, row in kept:
        assert row is not None, f"the demo council has no {kind}"
        yield Thing(kind, {word: row.pk}, {word: ABSENT}, COMMS)
    yield Thing("second_look", {"pk": look.item_id, "look": look.pk}, {"pk": look.item_id, "look": ABSENT}, COMMS)


def kept() -> Iterator[Thing]:
    """What the records office keeps: of what is for the office only, information governance sees that it is there."""
    sent = Request.objects.filter(submitted_at__isnull=False)
    for items, seen_by in (
        (sent.filter(office_only=False, escalated_at=None), GOVERNANCE),
        (sent.filter(office_only=False, escalated_at__isnull=False), RECORDS),
        (sent.filter(office_only=True, private_to=None), RECORDS),
        (sent.filter(private_to__isnull=False), GOVERNANCE | {"deputy_mo"}),
    ):
        where: dict[str, object] = {"room": "advice-request", "pk": items.values_list("pk", flat=True)[0]}
        yield Thing("kept_record", where, where | {"pk": ABSENT}, seen_by)
    hold, disclosure = Hold.objects.first(), Disclosure.objects.first()
    office = sent.filter(office_only=True, private_to=None).first()
    assert hold is not None, "the demo council has no hold"
    assert disclosure is not None, "the demo council has no export"
    assert office is not None
    private = begin_disclosure(
        kind="advice.request", about_id=office.pk, law="sar", to_whom="X", reason="Y", has_identity=True, by=user("mo")
    )
    ready = begin_disclosure(
        kind="advice.request",
        about_id=disclosure.about_id,
        law="foi",
        to_whom="X",
        reason="Y",
        has_identity=True,
        by=user("governance"),
    )
    make_disclosure(disclosure=ready, by=user("governance"), version=ready.version)
    drain()
    yield Thing("kept_hold", {"pk": hold.pk}, {"pk": ABSENT}, GOVERNANCE)
    yield Thing("kept_disclosure", {"pk": disclosure.pk}, {"pk": ABSENT}, GOVERNANCE)
    yield Thing("kept_disclosure", {"pk": private.pk}, {"pk": ABSENT}, OFFICE)
    yield Thing("kept_file", {"pk": ready.pk, "which": "pdf"}, {"pk": ABSENT, "which": "pdf"}, GOVERNANCE)
    mark = disclosure.redactions.values_list("pk", flat=True)[0]
    here: dict[str, object] = {"pk": disclosure.pk, "redaction": mark}
    yield Thing("kept_redaction", here, here | {"redaction": ABSENT}, GOVERNANCE)
    disposal = Disposal.objects.open().of_holders(Disposal.Holder.DESK).first()
    stone = Tombstone.objects.for_officers().first()
    assert disposal is not None, "the demo council has nothing that is due"
    assert stone is not None, "the demo council has no tombstone"
    yield Thing("kept_disposal", {"pk": disposal.pk}, {"pk": ABSENT}, GOVERNANCE | {"comms_lead"})
    yield Thing("kept_tombstone", {"pk": stone.pk}, {"pk": ABSENT}, RECORDS)


def elections() -> Iterator[Thing]:
    period = PreElectionPeriod.objects.first()
    assert period is not None, "the demo council has no election"
    yield Thing("election", {"pk": period.pk}, {"pk": ABSENT}, EDITORS)


def pictures() -> Iterator[Thing]:
    of_sent = Picture.objects.filter(item__office_only=False, item__submitted_at__isnull=False)
    picture = of_sent.filter(item__member=user("member")).first()
    assert picture is not None, "the demo council has no picture with a request"
    seen_by = frozenset({"member", "delegate"}) | COMMS
    if picture.item.escalated_at is not None:
        seen_by |= OFFICE
    where: dict[str, object] = {"pk": picture.item_id, "picture": picture.pk}
    yield Thing("request_picture", where, where | {"picture": ABSENT}, seen_by)
    yield Thing("own_picture", where, {"pk": ABSENT, "picture": ABSENT}, frozenset({"member", "delegate"}))


def records() -> Iterator[Thing]:
    mine = frozenset({"member", "delegate"})
    absent = {"ref": "REC-2222222222"}
    incident = Incident.objects.filter(member=user("member")).first()
    assert incident is not None
    yield Thing("record", {"ref": incident.neutral_reference}, absent, mine)
    found: list[tuple[str, Any, str]] = [
        ("record_exhibit", register.Exhibit.objects.filter(incident__member=user("member")).first(), "number"),
        ("record_report", PlatformReport.objects.filter(incident__member=user("member")).first(), "number"),
        ("record_account", register.Account.objects.filter(incident__member=user("member")).first(), "account"),
    ]
    for kind, row, word in found:
        assert row is not None, f"the demo council has no {kind}"
        value = row.number if word == "number" else row.pk
        where = {"ref": row.incident.neutral_reference, word: value}
        yield Thing(kind, where, absent | {word: value}, mine)
    police = register.PoliceReport.objects.filter(incident__member=user("member")).select_related("incident").first()
    assert police is not None
    told = {"ref": police.incident.neutral_reference, "number": police.number}
    yield Thing("record_police", told, absent | {"number": police.number}, mine)
    link = register.Link.objects.filter(incident__member=user("member")).select_related("incident").first()
    assert link is not None
    where = {"ref": link.incident.neutral_reference, "link": link.pk}
    yield Thing("record_link", where, absent | {"link": link.pk}, mine)
    copy = register.Redaction.objects.filter(exhibit__incident__member=user("member")).first()
    assert copy is not None
    parts = {"number": copy.exhibit.number, "copy": copy.number}
    yield Thing("record_copy", {"ref": copy.exhibit.incident.neutral_reference, **parts}, {**absent, **parts}, mine)
    pack = register.Pack.objects.filter(incident__member=user("member")).first()
    assert pack is not None
    here = {"number": pack.number}
    yield Thing("record_pack", {"ref": pack.incident.neutral_reference, **here}, {**absent, **here}, mine)
    report = PlatformReport.objects.filter(incident__member=user("member"))
    reminder = Reminder.objects.filter(about_id__in=report.values("pk")).first()
    assert reminder is not None
    owner = PlatformReport.objects.get(pk=reminder.about_id).incident.neutral_reference
    yield Thing("record_reminder", {"ref": owner, "reminder": reminder.pk}, absent | {"reminder": reminder.pk}, mine)


def shares() -> Iterator[Thing]:
    """Each is seen by the office it is shared with; its member takes it back from the record."""
    for audience, seen_by in (("safety", {"safety"}), ("office", OFFICE), ("deputy", {"deputy_mo"})):
        share = register.Share.objects.filter(audience=audience).select_related("incident").first()
        assert share is not None, f"the demo council has nothing shared with {audience}"
        yield Thing("share", {"share": share.pk}, {"share": ABSENT}, frozenset(seen_by))
    where: dict[str, object] = {"ref": share.incident.neutral_reference, "share": share.pk}
    yield Thing("own_share", where, {"ref": "REC-2222222222", "share": ABSENT}, frozenset({"member3", "deputy_mo"}))


def consents() -> Iterator[Thing]:
    """Its member ends it; those with whom the record is shared see the record, and are not let to."""
    consent = register.Consent.objects.select_related("incident").first()
    assert consent is not None, "the demo council has no officer who may add"
    where: dict[str, object] = {"ref": consent.incident.neutral_reference, "consent": consent.pk}
    yield Thing(
        "own_consent", where, {"ref": "REC-2222222222", "consent": ABSENT}, frozenset({"member2", "safety"} | OFFICE)
    )


def own_ends() -> Iterator[Thing]:
    """What a member took along, and what is left of what they erased: theirs alone, and no officer's."""
    takeaway = register.Takeaway.objects.filter(state="ready").first()
    stone = Tombstone.objects.exclude(disposal__owner=None).filter(pdf__isnull=False).first()
    assert takeaway is not None, "the demo council has nothing taken along"
    assert stone is not None, "the demo council has nothing erased"
    yield Thing("takeaway", {"takeaway": takeaway.pk}, {"takeaway": ABSENT}, frozenset({"member2"}))
    yield Thing("erased", {"stone": stone.pk}, {"stone": ABSENT}, frozenset({"member2"}))


def people() -> Iterator[Thing]:
    rows: list[tuple[str, str, Any, frozenset[str]]] = [
        ("person", "person_id", user("member"), SEES_PEOPLE | {"member"}),
        ("role_grant", "grant_id", RoleGrant.objects.filter(user=user("comms")).first(), SEES_PEOPLE | {"comms"}),
        ("ward", "ward_id", Ward.objects.first(), EVERYBODY),
        ("term", "term_id", Term.objects.filter(user=user("member")).first(), SEES_PEOPLE | {"member"}),
        ("delegation", "delegation_id", Delegation.objects.first(), SEES_PEOPLE | {"member", "delegate"}),
        ("invitation", "invitation_id", Invitation.objects.first(), SEES_PEOPLE),
        ("sensitive_request", "request_id", SensitiveRequest.objects.first(), TWO_PEOPLE | {"auditor", "support"}),
    ]
    for kind, word, row, seen_by in rows:
        assert row is not None, f"the demo council has no {kind}"
        yield Thing(kind, {word: row.pk}, {word: ABSENT}, seen_by)


def guidance() -> Iterator[Thing]:
    point = PointVersion.objects.in_force().select_related("edition__document", "section").first()
    assert point is not None
    section = {"document": point.edition.document.slug, "number": point.section.number}
    wording = {"point_id": point.point_id, "edition": point.edition.number}
    yield Thing("point", {"point_id": point.point_id}, {"point_id": "z" * len(point.point_id)}, PUBLIC)
    yield Thing("wording", wording, wording | {"edition": 99}, PUBLIC)
    yield Thing("section", section, section | {"number": "99"}, PUBLIC)
    yield Thing("confirmed_edition", {"edition": point.edition_id}, {"edition": ABSENT}, OFFICE)
    yield Thing("touched_edition", {"edition": point.edition_id}, {"edition": ABSENT}, COMMS | OFFICE)
    yield Thing("reviewed", {"document": point.edition.document_id}, {"document": ABSENT}, REVIEWERS)
    draft = SleepingDraft.objects.filter(owner=user("member")).first()
    assert draft is not None, "the demo council has no draft that is slept on"
    yield Thing("slept_on", {"draft": draft.pk}, {"draft": ABSENT}, frozenset({"member"}))
    document = {"document": point.edition.document.slug}
    edition = document | {"edition": point.edition.number}
    both = document | {"first": point.edition.number, "second": point.edition.number}
    yield Thing("document", document, {"document": "nothing-of-that-name"}, PUBLIC)
    yield Thing("edition", edition, edition | {"edition": 99}, PUBLIC)
    yield Thing("edition_to_edit", edition, edition | {"edition": 99}, EVERYBODY)
    yield Thing("edition_section", edition | section, edition | section | {"edition": 99}, PUBLIC)
    yield from drafts()
    yield Thing("comparison", both, both | {"second": 99}, PUBLIC)
    yield from readers_of_guidance(point)


def readers_of_guidance(point: PointVersion) -> Iterator[Thing]:
    for sender in ("member", "member2", "delegate"):
        feedback = Feedback.objects.sent_by(user(sender)).first()
        assert feedback is not None, f"the demo council has no feedback of {sender}"
        yield Thing("feedback", {"feedback": feedback.pk}, {"feedback": ABSENT}, COMMS | OFFICE | {sender})
    forged = {"token": token_for(user("member"))[:-1] + "~"}
    yield Thing("stop_link", {"token": token_for(user("member"))}, forged, PUBLIC)
    draft = EditionFactory(document=point.edition.document, adopted_by="", adopted_on=None)
    word = Definition.objects.create(edition=draft, term="imprint", point_id=point.point_id)
    yield Thing("draft_edition", {"edition": draft.pk}, {"edition": ABSENT}, COMMS | OFFICE)
    where: dict[str, object] = {"edition": draft.pk, "definition": word.pk}
    yield Thing("draft_word", where, where | {"edition": ABSENT}, COMMS | OFFICE)


def drafts() -> Iterator[Thing]:
    """A draft is seen by those who write on drafts; for all others it does not exist."""
    draft = Edition.objects.filter(state=Edition.State.DRAFT, point_versions__isnull=False).first()
    assert draft is not None, "the demo council has no draft"
    point = draft.point_versions.order_by("order").select_related("section").first()
    assert point is not None
    here, absent = {"edition": draft.pk}, {"edition": ABSENT}
    section, point_id = {"section": point.section_id}, {"point_id": point.point_id}
    yield Thing("guidance_draft", here, absent, WRITERS)
    yield Thing("draft_section", here | section, absent | section, WRITERS)
    yield Thing("draft_point", here | point_id, absent | point_id, WRITERS)


def matters() -> Iterator[Thing]:
    """A case with everybody in it; who reads what of it stands in the brief (section 6) and here, by hand."""
    yield Thing(
        "matter_code", {"edition": CodeEdition.objects.values_list("pk", flat=True)[0]}, {"edition": ABSENT}, OFFICE
    )
    with acting_as(user("mo").pk):
        paper = Paper.objects.select_related("case").get(kind="evidence")
        notice = Paper.objects.get(kind="notice", case=paper.case)
        kept = PaperFile.objects.get(paper=paper)
        alleged = Alleged.objects.get(case=paper.case)
        cited = Cited.objects.filter(case=paper.case)[0]
        grant = Grant.objects.get(case=paper.case, capacity="support")
    here, absent = {"pk": paper.case_id}, {"pk": ABSENT}
    reads = frozenset({"mo", "support", "investigator", "independent", "panel"})
    everybody = reads | {"independent2", "clerk"}
    yield Thing("matter", here, absent, everybody | {"member3"})
    yield Thing("matter_to_cover", here, absent, frozenset({"deputy_mo"}))
    told = reads | {"member3", "independent2"}
    rows: list[tuple[str, dict[str, object], frozenset[str]]] = [
        ("matter_grant", {"grant": grant.pk}, everybody | {"member3"}),
        ("matter_alleged", {"alleged": alleged.pk}, told),
        ("matter_allegation", {"allegation": alleged.allegation_id}, reads),
        ("matter_cited", {"cited": cited.pk}, told),
        ("matter_paper", {"paper": paper.pk}, reads),
        ("matter_paper", {"paper": notice.pk}, reads | {"clerk"}),
        ("matter_file", {"paper": paper.pk, "file": kept.pk}, reads),
    ]
    for kind, part, seen_by in rows:
        yield Thing(kind, {**here, **part}, {**here, **dict.fromkeys(part, ABSENT)}, seen_by)
    yield Thing("matter_shown", {"paper": notice.pk}, {"paper": ABSENT}, frozenset({"comms_lead"}))


def parties() -> Iterator[Thing]:
    """A case of member2 against member, who was told; and one against somebody who was on no list."""
    got = conduct.received(
        user("member"), who=WhoComplains(name="Ada", account=user("member2")), files=[StoredFileFactory(room="conduct")]
    )
    conduct.declare(case=got.case, has_conflict=False, words="", by=user("mo"))
    told = conduct.notified(got.case, user("member"), user("mo"))
    here: dict[str, object] = {"pk": got.case.pk}
    nowhere: dict[str, object] = {"pk": ABSENT}
    yield Thing("party", here, nowhere, frozenset({"member", "member2"}))
    with acting_as(user("member2").pk):
        file = PaperFile.objects.get(case=got.case)
    where: dict[str, object] = here | {"file": file.pk}
    yield Thing("party_file", where, nowhere | {"file": file.pk}, frozenset({"member2"}))
    by_code = conduct.received(user("member"))
    conduct.declare(case=by_code.case, has_conflict=False, words="", by=user("mo"))
    with acting_as(user("mo").pk):
        coming_back = Grant.objects.get(case=by_code.case, capacity="complainant")
    theirs: dict[str, object] = {"pk": by_code.case.pk, "grant": coming_back.pk}
    yield Thing("matter_complainant", theirs, theirs | {"grant": ABSENT}, frozenset({"mo"}))
    named: dict[str, object] = here | {"subject": told.subject.pk}
    yield Thing("named_subject", named, nowhere | {"subject": told.subject.pk}, frozenset({"mo"}))


TWINS = {"panel", "independent2", "clerk"}
"""Same roles as another of the demo people; they knock too when PORTAL_FAULTS=full."""
FULL = os.environ.get("PORTAL_FAULTS") == "full"
CROWD = sorted(PUBLIC if FULL else PUBLIC - TWINS)


def crowd(may: Collection[str] | None, inside: Collection[str]) -> list[str]:
    """Who knocks: everybody, at a method that is declared.

    Where none is declared no role opens it, and a view refuses the method before it asks who it is: nobody, three whom
    the address lets in otherwise, and three whom it does not. Everybody there too when PORTAL_FAULTS=full.
    """
    if may is not None or FULL:
        return CROWD
    known = [name for name in CROWD if name != "nobody"]
    return [
        "nobody",
        *[name for name in known if name in inside][:3],
        *[name for name in known if name not in inside][:3],
    ]


class Door:
    """Knocks at an address as somebody, and takes back whatever it changed."""

    def __init__(self) -> None:
        self.clients = {name: Visitor() for name in PUBLIC}
        for name in PEOPLE:
            self.clients[name].force_login(user(name))
            self.clients[name].get("/cookies/")  # kept: else each knock would write the session's first visit anew

    def knock(self, name: str, method: str, url: str) -> HttpResponseBase:
        client = self.clients[name]
        cookies = client.cookies.copy()
        with transaction.atomic():
            answer = getattr(client, method)(url)
            transaction.set_rollback(True)
        client.cookies = cookies  # signing out is taken back too
        return answer


def is_turned_away(answer: HttpResponseBase) -> bool:
    """Sent to sign in."""
    return answer.status_code == 302 and answer.headers["Location"].startswith("/account/login/")


def at_page(may: Collection[str] | None, rule: Rule) -> list[str]:
    """Who knocks at a page about no thing: one that is everybody’s is tried by nobody and by every fourth of them."""
    is_everybodys = may is not None and set(may) >= EVERYBODY and not FULL
    return ["nobody", *CROWD[::4]] if is_everybodys else crowd(may, rule.get or rule.post or ())


def wrong_at_page(door: Door, name: str, rule: Rule) -> Iterator[str]:
    url = reverse(name, kwargs=rule.extra)
    for method, may in (("get", rule.get), ("post", rule.post)):
        for person in at_page(may, rule):
            answer = door.knock(person, method, url)
            if may is None:
                right = answer.status_code == 405 or is_turned_away(answer) or answer.status_code == 403
            elif person in may:
                right = answer.status_code < 500 and answer.status_code not in {403, 405} and not is_turned_away(answer)
                right = right and (answer.status_code != 404 or name in NOTHING_THERE)
            else:
                right = is_turned_away(answer) if person == "nobody" else answer.status_code in {403, 404}
            if not right:
                yield f"{method} {name} as {person}: {answer.status_code}"


def wrong_at_thing(door: Door, name: str, rule: Rule, thing: Thing, *, is_first: bool) -> Iterator[str]:
    """A method that is not answered at all is tried at the first thing of a kind: no thing opens it."""
    here = reverse(name, kwargs=thing.where | rule.extra)
    nowhere = door.knock("member", "get" if rule.get else "post", reverse(name, kwargs=thing.absent | rule.extra))
    absent = bytes(nowhere.content)
    methods = [pair for pair in (("get", rule.get), ("post", rule.post)) if is_first or pair[1] is not None]
    for method, may in methods:
        for person in crowd(may, thing.seen_by):
            answer = door.knock(person, method, here)
            if person == "nobody" and "nobody" not in thing.seen_by:
                right = is_turned_away(answer) or answer.status_code == 405
            elif may is None:
                right = answer.status_code in {405, 404, 403}
            elif person in thing.seen_by:
                right = answer.status_code < 500 and answer.status_code not in {404, 405}
            else:
                right = answer.status_code == 404 and bytes(answer.content) == absent
            if not right:
                yield f"{method} {name} ({thing.kind} of {sorted(thing.seen_by)[:3]}) as {person}: {answer.status_code}"


def wrong_at_sign_in(door: Door, name: str, rule: Rule) -> Iterator[str]:
    """allauth's pages show only the asker's own account: two people tell as much as nineteen."""
    url = reverse(name, kwargs=rule.extra)
    for method in ("get", "post"):
        for person in ("nobody", "member"):
            if (status := door.knock(person, method, url).status_code) >= 500:
                yield f"{method} {name} as {person}: {status}"


@dataclass(frozen=True)
class House:
    """The demo council, everything in it that an address can be about, and everybody at its doors."""

    door: Door
    things: list[Thing]


@pytest.fixture(scope="module")
def house(demo_template: str, django_db_blocker: DjangoDbBlocker) -> Iterator[House]:
    """One for all addresses: every knock is taken back."""
    for _ in of_its_own(demo_template, django_db_blocker):
        while drain():  # safe copies of pictures are made by the worker
            pass
        Heartbeat.objects.beat("drain")
        things = [
            *advice(),
            *kept(),
            *elections(),
            *pictures(),
            *records(),
            *shares(),
            *consents(),
            *own_ends(),
            *people(),
            *guidance(),
            *matters(),
            *parties(),
            *(Thing(*row) for row in letter_things(user, PUBLIC)),
        ]
        yield House(Door(), things)


@pytest.mark.parametrize("name", RULES)
def test_walls_hold_for_everybody(house: House, name: str) -> None:
    """Some of them: `pytest tests/security/test_walls.py -k synonyms`."""
    rule = RULES[name]
    if not rule.about:
        wrong = list(wrong_at_page(house.door, name, rule))
    elif rule.about == "sign-in":
        wrong = list(wrong_at_sign_in(house.door, name, rule))
    elif rule.about == "invitation_token":
        wrong = []  # a forged, used or expired link: tests/people/test_invitations.py
    else:
        about = [thing for thing in house.things if thing.kind == rule.about]
        assert about, f"nothing to try {name} on"
        wrong = [
            line
            for place, thing in enumerate(about)
            for line in wrong_at_thing(house.door, name, rule, thing, is_first=place == 0)
        ]
    assert wrong == [], "\n".join(wrong)
