"""How a case begins: a complaint is written down whole, and goes to one holding officer."""

import secrets
import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils import timezone

from portal.foundation.audit.actions import record
from portal.foundation.files.models import StoredFile
from portal.foundation.outbox import actions as outbox
from portal.foundation.people.models import Role, User
from portal.foundation.records.actions import READABLE, hidden_reference
from reviews.conduct.actions.refusals import Refused
from reviews.conduct.clocks import start
from reviews.conduct.identity import hash_of, receiving
from reviews.conduct.models import (
    Allegation,
    Alleged,
    Case,
    Complainant,
    Consent,
    Contact,
    Grant,
    Need,
    Paper,
    PaperFile,
    Step,
    Subject,
)
from reviews.conduct.states import Limit, State, Verb
from reviews.conduct.visibility import Artefact, Capacity

CODE_LETTERS = 20
"""98 bits of chance: nobody finds one by trying."""


@dataclass(frozen=True)
class WhoComplains:
    """Who complains, as they said it. ``account`` when they signed in; anybody else comes back with a code."""

    name: str
    email: str = ""
    telephone: str = ""
    address: str = ""
    account: User | None = None
    asks_protection: str = ""
    """Why the name should be withheld; empty when they did not ask."""
    adjustments: str = ""
    format: str = Need.Format.USUAL
    supporter: str = ""


@dataclass(frozen=True)
class WhatIsAlleged:
    """One allegation, with the members whom it concerns."""

    words: str
    conduct_from: date
    against: Collection[uuid.UUID]
    conduct_until: date | None = None
    named: Collection[str] = ()
    """Members as they were named by somebody who did not find them on the list."""


@dataclass(frozen=True)
class Agreed:
    """Who agreed to a complaint being typed in for them, how, and on which day."""

    who: str
    how: str
    given_on: date


@dataclass(frozen=True)
class Received:
    """A complaint that is written down. ``code`` is shown once and never kept; empty for somebody with an account."""

    case: Case
    code: str = field(repr=False)


def receive(
    *,
    who: WhoComplains,
    words: str,
    alleged: Sequence[WhatIsAlleged],
    source: str,
    by: User | None = None,
    bodies: dict[uuid.UUID, str] | None = None,
    at: datetime | None = None,
    files: Sequence[StoredFile] = (),
    agreed: Agreed | None = None,
) -> Received:
    """Write a complaint down and give it to a holding officer (row 1 of the table).

    ``by`` is the officer who typed it in with consent; None when the complainant sent it. ``at`` (UTC) is when it was
    received, for a letter that came earlier. ``files`` are its evidence. Raises Refused when a part is missing, nobody
    can hold it, or what was typed in came without consent or in the future.
    """
    members = {member for item in alleged for member in item.against}
    _refuse_what_is_missing(who, words, alleged, members)
    if by is not None and source != Case.Source.FORM and agreed is None:
        raise Refused("Say who agreed to this being typed in, how and when.")
    received_at = _not_ahead(at or timezone.now())
    case = Case(source=source, reference=hidden_reference("COC"), received_at=received_at, state_since=received_at)
    holder = _who_holds(excluding={*members, who.account.pk if who.account else None}, by=by)
    code = "" if who.account else make_code()
    with receiving(case.pk):
        case.save(force_insert=True)
        complainant = _write_complainant(case, who, code, by)
        part = complainant.grant
        if agreed is not None and by is not None:
            _write_consent(complainant, agreed, by)
        Paper(case=case, kind=Artefact.COMPLAINT, grant=part, words=words, typed_by=by).save(force_insert=True)
        _write_evidence(part, files, by)
        _write_allegations(case, alleged, bodies or {})
        _begin(case, who, holder, by)
        if who.email and who.account is None:
            tell_party(part, "received")
    return Received(case, code)


def make_code() -> str:
    """A return code that nobody had before. It is shown once and never kept."""
    return "".join(secrets.choice(READABLE) for _ in range(CODE_LETTERS))


def _begin(case: Case, who: WhoComplains, holder: User, by: User | None) -> None:
    """Its holding officer, who is told; its first step and the clocks of that."""
    Grant(case=case, person=holder, capacity=Capacity.HOLDER).save(force_insert=True)
    Step(case=case, verb=Verb.RECEIVE, state_after=State.RECEIVED, by=by).save(force_insert=True)
    start(Limit.ACKNOWLEDGE, case, at=case.received_at, by=by)
    if who.asks_protection:
        start(Limit.IDENTITY, case, at=case.received_at, by=by)
    record("conduct.received", by=by, about=case, data={"source": case.source})
    told = {"case": str(case.pk), "person": str(holder.pk)}
    outbox.add("conduct.for_you", key=f"conduct.for_you:{case.pk}:{holder.pk}", payload=told)


def _not_ahead(at: datetime) -> datetime:
    if at > timezone.now():
        raise Refused("A complaint cannot have been received in the future.")
    return at


def _refuse_what_is_missing(
    who: WhoComplains, words: str, alleged: Sequence[WhatIsAlleged], members: Collection[uuid.UUID]
) -> None:
    if not words.strip() or not alleged or any(not (item.against or item.named) for item in alleged):
        raise Refused("A complaint says what happened, when, and which member it is about.")
    if who.account is not None and who.account.pk in members:
        raise Refused("You named yourself among the members. A complaint is about somebody else.")


def tell_party(grant: Grant, what: str) -> None:
    """A mail to a party that something waits for them: by account, or by the address they gave. ``what``: the key."""
    outbox.add(
        "conduct.for_party", key=f"conduct.for_party:{grant.pk}:{what}",
        payload={"case": str(grant.case_id), "grant": str(grant.pk)},
    )  # fmt: skip


def _write_consent(complainant: Complainant, agreed: Agreed, by: User) -> None:
    Consent(
        case=complainant.case, complainant=complainant, who=agreed.who, how=agreed.how, given_on=agreed.given_on,
        noted_by=by,
    ).save(force_insert=True)  # fmt: skip


def _write_evidence(grant: Grant, files: Sequence[StoredFile], by: User | None) -> None:
    """Each file is a paper of its own, so that each can be sent on, or not, by itself."""
    for stored in files:
        paper = Paper(
            case=grant.case,
            kind=Artefact.EVIDENCE,
            grant=grant,
            title=stored.name[:200],
            words=stored.name,
            typed_by=by,
        )
        paper.save(force_insert=True)
        PaperFile(case=grant.case, paper=paper, stored=stored).save(force_insert=True)


def _write_complainant(case: Case, who: WhoComplains, code: str, by: User | None) -> Complainant:
    grant = Grant(
        case=case,
        person=who.account,
        code_hash=hash_of(code) if code else None,
        capacity=Capacity.COMPLAINANT,
        given_by=by,
    )
    grant.save(force_insert=True)
    protection = Complainant.Protection
    complainant = Complainant(
        case=case,
        grant=grant,
        name=who.name,
        protection=protection.ASKED if who.asks_protection else protection.NOT_ASKED,
    )
    complainant.save(force_insert=True)
    Contact(
        case=case, complainant=complainant, email=who.email, telephone=who.telephone, address=who.address
    ).save(force_insert=True)  # fmt: skip
    Need(
        case=case, grant=grant, format=who.format, adjustments=who.adjustments, supporter=who.supporter
    ).save(force_insert=True)  # fmt: skip
    if who.asks_protection:
        Paper(
            case=case, kind=Artefact.IDENTITY_REQUEST, grant=grant, words=who.asks_protection, typed_by=by
        ).save(force_insert=True)  # fmt: skip
    return complainant


def _write_allegations(case: Case, alleged: Sequence[WhatIsAlleged], bodies: dict[uuid.UUID, str]) -> None:
    subjects: dict[uuid.UUID | str, Subject] = {}
    for item in alleged:
        for member in item.against:
            subjects.setdefault(member, Subject(case=case, member_id=member, body=bodies.get(member, "")))
        for name in item.named:
            subjects.setdefault(name, Subject(case=case, named_as=name))
    for subject in subjects.values():
        subject.save(force_insert=True)
    for number, item in enumerate(alleged, start=1):
        allegation = Allegation(
            case=case,
            number=number,
            words=item.words,
            conduct_from=item.conduct_from,
            conduct_until=item.conduct_until,
        )
        allegation.save(force_insert=True)
        concerned = [subjects[member] for member in item.against] + [subjects[name] for name in item.named]
        for subject in concerned:
            Alleged(case=case, allegation=allegation, subject=subject).save(force_insert=True)


def _who_holds(*, excluding: Collection[uuid.UUID | None], by: User | None) -> User:
    """The officer who typed it in; else the Monitoring Officer; else a deputy. Never a party to it."""
    if by is not None and by.pk not in excluding and by.has_role(*OFFICERS):
        return by
    for role in OFFICERS:
        found = User.objects.holding(role).exclude(pk__in=[pk for pk in excluding if pk]).order_by("full_name").first()
        if found is not None:
            return found
    raise Refused("Nobody can take this complaint today. Write to the council’s Monitoring Officer by post.")


OFFICERS = (Role.MONITORING_OFFICER, Role.DEPUTY_MONITORING_OFFICER)
