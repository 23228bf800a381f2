"""How a case begins: a complaint is written down whole, and goes to one holding officer."""

import secrets
import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils import timezone

from portal.foundation.audit.actions import record
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
    Contact,
    Grant,
    Need,
    Paper,
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
) -> Received:
    """Write a complaint down and give it to a holding officer (row 1 of the table).

    ``by`` is the officer who typed it in with consent; None when the complainant sent it. ``at`` (UTC) is when it was
    received, for a letter that came earlier. Raises Refused when a part is missing, or nobody can hold it.
    """
    members = {member for item in alleged for member in item.against}
    if not words.strip() or not alleged or not members or any(not item.against for item in alleged):
        raise Refused("A complaint says what happened, when, and which member it is about.")
    received_at = at or timezone.now()
    case = Case(source=source, reference=hidden_reference("COC"), received_at=received_at, state_since=received_at)
    holder = _who_holds(excluding={*members, who.account.pk if who.account else None}, by=by)
    code = "" if who.account else "".join(secrets.choice(READABLE) for _ in range(CODE_LETTERS))
    with receiving(case.pk):
        case.save(force_insert=True)
        complaining = _write_complainant(case, who, code, by)
        Grant(case=case, person=holder, capacity=Capacity.HOLDER).save(force_insert=True)
        Paper(case=case, kind=Artefact.COMPLAINT, grant=complaining, words=words, typed_by=by).save(force_insert=True)
        _write_allegations(case, alleged, members, bodies or {})
        Step(case=case, verb=Verb.RECEIVE, state_after=State.RECEIVED, by=by).save(force_insert=True)
        start(Limit.ACKNOWLEDGE, case, at=received_at, by=by)
        if who.asks_protection:
            start(Limit.IDENTITY, case, at=received_at, by=by)
        record("conduct.received", by=by, about=case, data={"source": source})
        outbox.add(
            "conduct.for_you", key=f"conduct.for_you:{case.pk}:{holder.pk}",
            payload={"case": str(case.pk), "person": str(holder.pk)},
        )  # fmt: skip
    return Received(case, code)


def _write_complainant(case: Case, who: WhoComplains, code: str, by: User | None) -> Grant:
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
    return grant


def _write_allegations(
    case: Case, alleged: Sequence[WhatIsAlleged], members: Collection[uuid.UUID], bodies: dict[uuid.UUID, str]
) -> None:
    subjects = {member: Subject(case=case, member_id=member, body=bodies.get(member, "")) for member in members}
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
        for member in item.against:
            Alleged(case=case, allegation=allegation, subject=subjects[member]).save(force_insert=True)


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
