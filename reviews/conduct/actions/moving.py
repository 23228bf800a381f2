"""The life of a case: one verb-runner that does what a row of the table says, whole or not at all.

Each step is one transaction in the name of whoever acts: the case is locked, the row and the capacity are looked up,
the version is compared, each guard is asked, and then state, step, clocks, audit and mail are written together.
"""

from contextlib import AbstractContextManager
from datetime import date, datetime

from django.utils import timezone

from portal.foundation.audit.actions import record
from portal.foundation.outbox import actions as outbox
from portal.foundation.people.models import User
from reviews.conduct import clocks
from reviews.conduct.actions.receiving import tell_party
from reviews.conduct.actions.refusals import Conflicted, MovedOn, NotNow, Refused
from reviews.conduct.guards import CHECKS, Act, refusals
from reviews.conduct.identity import acting_as, acting_as_system, acting_by_code, hash_of
from reviews.conduct.models import Case, Complainant, Grant, Hold, Noted, Paper, Step
from reviews.conduct.states import (
    CLOSED_STATES,
    FROM_RECEIPT,
    GO_ON_WHILE_HELD,
    ROWS,
    Guard,
    Limit,
    State,
    Verb,
    may_take,
    row_for,
)
from reviews.conduct.visibility import Artefact, Capacity

ALL_LIMITS = tuple(Limit)
HELD_LIMITS = tuple(limit for limit in Limit if limit not in GO_ON_WHILE_HELD)
WAITING = next(row for row in ROWS if row.verb == Verb.ASK_COMPLAINANT)
OFFICE = (Capacity.HOLDER, Capacity.SUPPORT)
NOT_HERE = "That cannot be done where the case stands now."


def move(
    *,
    case: Case,
    verb: Verb,
    version: int,
    by: User | None = None,
    code: str = "",
    reason: str = "",
    review_on: date | None = None,
    ground: str = "",
) -> Case:
    """Take one step of the table, and return the case as it stands then.

    ``by`` is None for a complainant who came back with a return ``code``. ``review_on`` and ``ground`` are for a hold.
    Raises Case.DoesNotExist for somebody without a part in the case; MovedOn when ``version`` is not the case's any
    more; Conflicted before the question about a conflict is answered; NotNow, with the sentence of the guard, when the
    table does not let it happen. Whatever is raised, nothing was changed.
    """
    with in_the_name_of(by, code):
        act = _asked(case, Verb(verb), version, by, code)
        act = Act(act.case, act.row, act.grant, by, act.now, reason, review_on, ground)
        refused = refusals(act)
        if refused:
            raise NotNow(refused[0])
        _take(act)
        return act.case


def what_stands_against(*, case: Case, verb: Verb, by: User, reason: str = "given") -> list[str]:
    """The sentences of the guards that say no now, for a page that shows what is still to be done. Changes nothing.

    Raises as ``move`` does, but never for a guard or a version.
    """
    with acting_as(by.pk):
        seen = Case.objects.get(pk=case.pk)
        act = _asked(seen, verb, seen.version, by, "")
        return refusals(Act(act.case, act.row, act.grant, by, act.now, reason, _tomorrow(act), Hold.Ground.OTHER))


def hear_from_complainant(
    *,
    case: Case,
    version: int,
    words: str,
    by: User | None = None,
    code: str = "",
    complainant: Complainant | None = None,
) -> Case:
    """The complainant answers: the words become a paper of the complaint, and the case goes on (row 3).

    From the complainant (``by`` or ``code``), or typed in by the holding officer for the ``complainant``. Raises as
    ``move``; Refused without words.
    """
    if not words.strip():
        raise Refused("Write the answer.")
    with in_the_name_of(by, code):
        grant = complainant.grant if complainant is not None else part_of(case, by, code)
        typed_by = by if complainant is not None else None
        moved = move(case=case, verb=Verb.HEAR_FROM_COMPLAINANT, version=version, by=by, code=code)
        Paper(case=case, kind=Artefact.COMPLAINT, grant=grant, words=words, typed_by=typed_by).save(force_insert=True)
        return moved


def in_the_name_of(by: User | None, code: str) -> AbstractContextManager[None]:
    return acting_as(by.pk) if by is not None else acting_by_code(code)


def part_of(case: Case, by: User | None, code: str) -> Grant:
    """The live part of whoever acts. Raises Case.DoesNotExist when they have none."""
    live = Grant.objects.live().filter(case=case).select_related("case")
    mine = live.filter(person=by) if by is not None else live.filter(code_hash=hash_of(code))
    found = mine.first()
    if found is None:
        raise Case.DoesNotExist
    return found


def locked(case: Case) -> Case:
    """The case, locked until the transaction ends. Raises Conflicted before the question of a conflict is answered."""
    found = Case.objects.select_for_update(no_key=True).filter(pk=case.pk).first()
    if found is None:
        raise Conflicted(CHECKS[Guard.CONFLICT_CLEAR][1])
    return found


def tell_office(case: Case, key: str, *, but: User | None) -> None:
    """One neutral mail to the holding officer and to each support, but not to whoever did it."""
    with acting_as_system():
        live = Grant.objects.filter(case=case, capacity__in=OFFICE, revoked_at=None)
        people = [grant.person_id for grant in live if but is None or grant.person_id != but.pk]
    for person in people:
        outbox.add(
            "conduct.for_you",
            key=f"conduct.for_you:{key}:{person}",
            payload={"case": str(case.pk), "person": str(person)},
        )


def _asked(case: Case, verb: Verb, version: int, by: User | None, code: str) -> Act:
    grant = part_of(case, by, code)
    if not may_take(verb, grant.capacity):
        raise NotNow("That is for somebody else with a part in this case.")
    held = locked(case)
    if held.version != version:
        raise MovedOn("Somebody else has changed this case since you opened the page. Look at it again.")
    row = row_for(verb, held.state)
    if row is None:
        raise NotNow(NOT_HERE)
    return Act(held, row, grant, by, timezone.now())


def _tomorrow(act: Act) -> date:
    return clocks.last_day(Limit.HOLD_REVIEW, act.now)


def _take(act: Act) -> None:
    before, case = State(act.case.state), act.case
    _save(act)
    step = Step(
        case=case,
        verb=act.row.verb,
        state_before=before,
        state_after=case.state,
        reason=act.reason,
        by=act.by,
        capacity=act.grant.capacity,
        at=act.now,
    )
    step.save(force_insert=True)
    _run_clocks(act, before)
    _write_what_follows(act)
    data: dict[str, str | int] = {"before": before.value, "after": str(case.state), "version": case.version}
    tell_office(case, str(step.pk), but=act.by)
    record(f"conduct.{act.row.verb}", by=act.by, about=case, data=data)


def _save(act: Act) -> None:
    case, row, before = act.case, act.row, act.case.state
    if row.verb == Verb.RESUME:
        case.state = case.held_in
    elif row.to is not None:
        case.state = row.to
    if case.state == State.ON_HOLD:
        case.held_in, case.review_on = case.held_in or before, act.review_on or case.review_on
    else:
        case.held_in, case.review_on = "", None
    case.state_since = act.now if case.state != before else case.state_since
    case.is_with_police = case.is_with_police or row.verb == Verb.REFER_TO_POLICE
    case.is_with_other = case.is_with_other or row.verb == Verb.REFER_ELSEWHERE
    case.closed_at = _closed_at(case, act.now)
    case.version += 1
    case.save(
        update_fields=[
            "state", "state_since", "version", "held_in", "review_on", "is_with_police", "is_with_other", "closed_at",
        ]
    )  # fmt: skip


def _closed_at(case: Case, now: datetime) -> datetime | None:
    return (case.closed_at or now) if case.state in CLOSED_STATES else None


def _write_what_follows(act: Act) -> None:
    """What is asked of a complainant is theirs to read; the ground of a hold stands on record."""
    if act.by is None:
        return
    if act.row.verb == Verb.ASK_COMPLAINANT:
        for complainant in Complainant.objects.filter(case=act.case).select_related("grant"):
            asked = Noted(case=act.case, kind=Noted.Kind.QUESTION, on=act.today, grant=complainant.grant, by=act.by)
            asked.words, asked.at = act.reason, act.now
            asked.save(force_insert=True)
            tell_party(complainant.grant, f"question:{asked.pk}")
    if act.review_on is not None and act.case.state == State.ON_HOLD:
        Hold(case=act.case, ground=act.ground, review_on=act.review_on, by=act.by, at=act.now).save(force_insert=True)
        held = Hold.objects.filter(case=act.case).count()
        clocks.remind_on(act.case, Limit.HOLD_REVIEW, act.review_on, occurrence=held)


def _run_clocks(act: Act, before: State) -> None:
    case, row, now, by = act.case, act.row, act.now, act.by
    if case.state in CLOSED_STATES:
        clocks.stop(case, ALL_LIMITS, at=now, by=by)
    clocks.stop(case, row.stops, at=now, by=by)
    if row.verb == Verb.HOLD:
        clocks.pause(case, HELD_LIMITS, at=now, by=by)
    if row.verb == Verb.RESUME:
        still = WAITING.pauses if case.state == State.AWAITING_COMPLAINANT else ()
        clocks.resume(case, [limit for limit in ALL_LIMITS if limit not in still], at=now, by=by)
    clocks.pause(case, row.pauses, at=now, by=by)
    if before == WAITING.to and case.state == State.ACKNOWLEDGED:
        clocks.resume(case, WAITING.pauses, at=now, by=by)
    for limit in row.starts:
        if _is_wanted(limit, case):
            clocks.start(limit, case, at=_counts_from(limit, act), by=by)


def _is_wanted(limit: Limit, case: Case) -> bool:
    """Comments are waited for from whoever was told; a member whose notification waits gets the time then."""
    return limit != Limit.COMMENTS or case.subjects.filter(notified_at__isnull=False).exists()


def _counts_from(limit: Limit, act: Act) -> datetime:
    return act.case.received_at if limit in FROM_RECEIPT and act.row.verb == Verb.ACKNOWLEDGE else act.now
