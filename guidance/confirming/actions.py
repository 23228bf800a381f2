"""Confirm an edition; ask members to; give the statement new words.

A confirmation is bound to the fingerprints of the edition and of the statement. It is no proof of reading, and
nothing here says so.
"""

from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from guidance.models import Acknowledgement, Asking, Edition, Statement, today
from guidance.models.confirming import fingerprint_of_statement
from guidance.permissions import can_confirm, can_write_statement
from portal.foundation.audit.actions import Fact, record
from portal.foundation.outbox.actions import Entry, add_all
from portal.foundation.people.models import Role, User

KIND = "guidance.confirm"
ASKED_AGAIN_AFTER = timedelta(days=14)
WRITTEN_SINCE = "Somebody wrote a new statement while this page was open. It stands above your words."


class Stale(Exception):
    """The page shows an edition or a statement that is no longer the one to confirm, or a statement since replaced."""


@transaction.atomic
def confirm(*, edition: UUID | None, statement: UUID | None, by: User) -> Acknowledgement:
    """Keep that `by` confirmed this edition with this statement. A second time changes nothing.

    Raises PermissionDenied for anybody but a member in office, and Stale when members no longer rely on that
    edition or the statement has new words.
    """
    if not can_confirm(by):
        raise PermissionDenied
    wanted = Edition.objects.relied_on().filter(pk=edition).first() if edition else None
    current = Statement.objects.current()
    if wanted is None or current.pk != statement:
        raise Stale("The guidance or the statement changed while this page was open. This is what stands now.")
    confirmation = Acknowledgement(
        member=by,
        edition=wanted,
        edition_hash=wanted.content_hash,
        statement=current,
        statement_hash=current.hash,
    )
    # One statement, so that two presses at the same moment cannot both find nothing and both write.
    Acknowledgement.objects.bulk_create([confirmation], ignore_conflicts=True)
    stored = Acknowledgement.objects.get(member=by, edition=wanted, statement=current)
    if stored.pk == confirmation.pk:
        data: dict[str, Fact] = {"edition": wanted.number, "hash": wanted.content_hash, "statement": current.number}
        record("guidance.confirmed", by=by, about=wanted, data=data)
    return stored


@transaction.atomic
def write_statement(*, text: str, seen: int, by: User) -> Statement:
    """Give the statement new words; whoever confirmed the old ones stays confirmed.

    `seen` is the number of the statement that the writer had before them. Raises PermissionDenied, or Stale when
    somebody else wrote one since.
    """
    if not can_write_statement(by):
        raise PermissionDenied
    newest = Statement.objects.current()
    if newest.number != seen:
        raise Stale(WRITTEN_SINCE)
    written = Statement(number=newest.number + 1, text=text, hash=fingerprint_of_statement(text), written_by=by)
    try:
        # The rows cannot be locked, since nobody may change them: of two who write at once, the number stops one.
        with transaction.atomic():
            written.save(force_insert=True)
    except IntegrityError as conflict:
        raise Stale(WRITTEN_SINCE) from conflict
    record("guidance.statement_written", by=by, about=written, data={"number": written.number, "hash": written.hash})
    return written


def ask_members() -> int:
    """Ask the members in office who have not confirmed what is in force: once, and once more after 14 days.

    How many were asked now. It looks at what is owed and not at what day it is, so it may run at any time, as often
    as one likes, by several at once; what a day without it missed is made up for by the next run.
    """
    return sum(_ask(edition) for edition in Edition.objects.relied_on())


@transaction.atomic
def _ask(edition: Edition) -> int:
    members = User.objects.holding(Role.MEMBER).exclude(acknowledgements__edition=edition).values_list("pk", flat=True)
    asked = edition.askings.filter(member__in=members)
    first = set(asked.filter(round=Asking.FIRST).values_list("member", flat=True))
    old_enough = asked.filter(round=Asking.FIRST, asked_on__lte=today() - ASKED_AGAIN_AFTER)
    again = set(old_enough.values_list("member", flat=True)) - set(
        asked.filter(round=Asking.AGAIN).values_list("member", flat=True)
    )
    return _write_to(edition, set(members) - first, Asking.FIRST) + _write_to(edition, again, Asking.AGAIN)


def _write_to(edition: Edition, members: Iterable[UUID], round_: int) -> int:
    askings = [Asking(edition=edition, member_id=pk, round=round_, asked_on=today()) for pk in sorted(members)]
    Asking.objects.bulk_create(askings, ignore_conflicts=True)
    add_all(
        Entry(
            KIND,
            key=f"{KIND}:{edition.pk}:{asking.member_id}:{round_}",
            payload={"edition": str(edition.pk), "member": str(asking.member_id)},
        )
        for asking in askings
    )
    return len(askings)
