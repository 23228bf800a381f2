"""Two cases with everybody in them, committed once for a module; rows of every kind are put there past the wall."""

import uuid
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from typing import Any

from django.db import DatabaseError, connection, transaction

from portal.foundation.people.models import User
from reviews.conduct.actions.grants import break_glass, declare, give_grant, revoke_grant
from reviews.conduct.actions.receiving import WhoComplains
from reviews.conduct.identity import acting_as
from reviews.conduct.models import Case, Grant, Subject
from reviews.conduct.visibility import Artefact, Capacity
from tests.cluster import servers
from tests.factories import conduct
from tests.factories.people import UserFactory

STRANGERS = ("comms_adviser", "member", "administrator", "auditor", "safety_lead", "information_governance")
SHUT_OUT = ("not_declared", "in_conflict", "ended")


@dataclass(frozen=True)
class Cast:
    """One case, who is in it as what, and the ids of their grants."""

    case: Case
    people: dict[Capacity, User]
    grants: dict[Capacity, uuid.UUID]
    subject: uuid.UUID
    papers: dict[tuple[str, str], uuid.UUID]
    """By kind and by what it is: ``unsent``, ``sent`` (to everybody), or the capacity whose own it is."""


@dataclass(frozen=True)
class House:
    mine: Cast
    foreign: Cast
    strangers: dict[str, User]

    def as_(self, who: str) -> AbstractContextManager[None]:
        """In the name of a capacity in the first case, of a stranger to it, or of nobody."""
        if who == "nobody":
            return nullcontext()
        person = self.strangers.get(who) or self.mine.people[Capacity(who)]
        return acting_as(person.pk)


def build(database: str) -> House:
    holder = conduct.officer()
    mine, foreign = (_cast(holder, number) for number in (1, 2))
    for cast in (mine, foreign):
        fill(database, cast)
    strangers = {role: UserFactory(roles=(role,)) for role in STRANGERS}
    return House(mine, foreign, strangers | {"deputy": conduct.deputy()} | _shut_out(mine.case, holder))


def _shut_out(case: Case, holder: User) -> dict[str, User]:
    """Who was given a part in the first case and has none: not declared, a conflict, ended."""
    people = {name: UserFactory() for name in SHUT_OUT}
    for name, person in people.items():
        given = give_grant(case=case, person=person, capacity=Capacity.SUPPORT, reason="needed", by=holder)
        if name != "not_declared":
            declare(case=case, has_conflict=name == "in_conflict", words="my neighbour", by=person)
        if name == "ended":
            revoke_grant(grant=given, reason="has moved on", by=holder)
    return people


def _cast(holder: User, number: int) -> Cast:
    """The same officer holds both; everybody else is in one of them."""
    people = {Capacity.HOLDER: holder, Capacity.COMPLAINANT: UserFactory(), Capacity.SUBJECT: conduct.member()}
    who = WhoComplains(name=f"Rosa Complainant {number}", account=people[Capacity.COMPLAINANT])
    case = conduct.received(people[Capacity.SUBJECT], who=who).case
    declare(case=case, has_conflict=False, words="", by=holder)
    with acting_as(holder.pk):
        told = Grant(case=case, person=people[Capacity.SUBJECT], capacity=Capacity.SUBJECT, given_by=holder)
        told.save(force_insert=True)
        subject = Subject.objects.get(case=case)
        conduct.tell_words(subject, holder)
        Subject.objects.filter(pk=subject.pk).update(grant=told, notified_at=told.given_at)
    for capacity in set(Capacity) - set(people) - {Capacity.BREAK_GLASS}:
        people[capacity] = UserFactory()
        serves = subject if capacity == Capacity.MEMBERS_IP else None
        conduct.let_in(case, people[capacity], capacity, holder, serves=serves)
    people[Capacity.BREAK_GLASS] = deputy = conduct.deputy()
    break_glass(reference=case.reference, reason="the holder cannot be reached", by=deputy)
    declare(case=case, has_conflict=False, words="", by=deputy)
    with acting_as(holder.pk):
        grants = {Capacity(grant.capacity): grant.pk for grant in Grant.objects.filter(case=case, revoked_at=None)}
    assert set(grants) == set(Capacity)
    return Cast(case, people, grants, subject.pk, {})


def fill(database: str, cast: Cast) -> None:
    """A paper of each kind by everybody, one that was sent to all and one that was not; as the superuser."""
    rows, sent = [], []
    for kind in Artefact:
        for what in ("unsent", "sent", *Capacity):
            paper = cast.papers[kind, what] = uuid.uuid4()
            grant = cast.grants[Capacity(what)] if what in Capacity.values else cast.grants[Capacity.HOLDER]
            rows.append(
                f"('{paper}', '{cast.case.pk}', '{kind}', '{grant}', '', '\\x00', '2026-11-02', '2026-11-02 10:00+00')"
            )
        to_all = cast.papers[kind, "sent"]
        sent += [
            f"('{uuid.uuid4()}', '{cast.case.pk}', '{to_all}', '{grant}', 'portal', '', "
            f"'{cast.people[Capacity.HOLDER].pk}', now())"
            for grant in cast.grants.values()
        ]
    servers.psql(
        "INSERT INTO conduct_paper (id, case_id, kind, grant_id, title, words, dated_on, written_at) VALUES "
        + ", ".join(rows)
        + "; INSERT INTO conduct_sending (id, case_id, paper_id, to_id, way, reason, sent_by_id, sent_at) VALUES "
        + ", ".join(sent),
        database,
    )


@contextmanager
def undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def tried(sql: str, values: dict[str, Any]) -> str:
    """What the database made of a statement of the app role: how many rows, or why not. Undone again."""
    with undone(), connection.cursor() as cursor:
        try:
            with transaction.atomic():
                cursor.execute(sql, values)
                return f"{cursor.rowcount} rows"
        except DatabaseError as refused:
            return str(getattr(refused.__cause__, "sqlstate", refused))
