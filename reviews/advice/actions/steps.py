"""How every verb is done: lock the row, ask who may, compare the version, find the row of the table, save, tell.

A verb opens the transaction, calls ``begin``, writes what is its own, and ends with ``finish``.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from django.contrib.postgres.search import SearchVector
from django.core.exceptions import PermissionDenied
from django.db.models import Value
from django.utils import timezone

from portal.foundation.audit.actions import record
from portal.foundation.outbox import actions as outbox
from portal.foundation.outbox.actions import Entry
from portal.foundation.people.models import User
from portal.foundation.people.permissions import COMMS, MONITORING_OFFICERS
from reviews.advice import permissions, times
from reviews.advice.models import Request, Transition
from reviews.advice.policies import ASK_AGAIN_WITHIN
from reviews.advice.states import ENDED_STATES, Part, State, Step, Told, Verb, parts_of, step_for

MOST_FINDABLE = 80_000
"""Characters of a request that the desk can search. PostgreSQL refuses a tsvector of more than a megabyte, in which the
worst characters take ten bytes each: without a bound a long exchange could at some point neither go on nor be answered.
"""
STEP_FIELDS = (
    "state",
    "version",
    "changed_at",
    "ended_at",
    "follow_up_until",
    "reopen_until",
    "look_by",
    "due_at",
    "act_by",
)


class NotAllowed(PermissionDenied):
    """The person may never do this to this request."""


class Stale(Exception):
    """The request changed after the form was made. Holds it as it is now; nothing was saved."""

    def __init__(self, item: Request) -> None:
        super().__init__("Somebody changed this request after you opened the page.")
        self.item = item


class WrongState(Exception):
    """The request is in a state in which this cannot be done. Holds it as it is now."""

    def __init__(self, item: Request) -> None:
        super().__init__(f"This cannot be done now. The request is: {item.get_state_display()}.")
        self.item = item


def lock(item: Request) -> Request:
    """The row as it is now, held until the transaction ends."""
    return Request.objects.select_for_update().get(pk=item.pk)


def begin(item: Request, verb: Verb, *, by: User | None, version: int) -> tuple[Request, Step]:
    """The locked request and the row of the table that is now gone through. `by=None`: the portal itself.

    Raises ``NotAllowed``, ``Stale`` or ``WrongState``, in this order: whoever may act is told what changed before
    being told that it is too late.
    """
    locked = lock(item)
    if by is not None and permissions.parts(by, locked).isdisjoint(parts_of(verb)):
        raise NotAllowed
    if locked.version != version:
        raise Stale(locked)
    step = permissions.step(by, locked, verb) if by else step_for(verb, locked, by=None, parts={Part.SYSTEM})
    if step is None:
        raise WrongState(locked)
    return locked, step


def finish(
    item: Request,
    step: Step,
    *,
    by: User | None,
    changed: Iterable[str] = (),
    data: Mapping[str, str | int | bool | None] | None = None,
    at: datetime | None = None,
) -> Request:
    """Move the request on: clocks, row, history, audit event, mails. ``at``: when it happened; without it, now."""
    at = at or timezone.now()
    came_from = item.state
    item.state = step.to
    item.version += 1
    item.changed_at = at
    item.ended_at = at if step.to in ENDED_STATES else None
    item.follow_up_until = times.days_later(at, ASK_AGAIN_WITHIN) if step.to == State.ANSWERED else None
    item.reopen_until = times.days_later(at, ASK_AGAIN_WITHIN) if step.to == State.CLOSED else None
    times.run_clocks(item, step.clock, by=by, at=at)
    item.save(update_fields={*STEP_FIELDS, *changed})
    Transition.objects.create(
        item=item, version=item.version, verb=step.verb, from_state=came_from, to_state=step.to, by=by, at=at
    )
    event = f"advice.{step.verb.value}"
    record(event, by=by, about=item, data=data, acting_for=member_acted_for(item, step.who, by))
    tell(item, step.told)
    plan(item, step, at)
    return item


def member_acted_for(item: Request, part: Part, by: User | None) -> User | None:
    """The member, when a delegate acts for them."""
    return item.member if part is Part.ASKER and by is not None and by.pk != item.member_id else None


def plan(item: Request, step: Step, at: datetime) -> None:
    """What is to happen by itself later: chasers, closing, warnings. Each asks again, when its time comes, whether."""
    entries = [
        Entry(
            after.what.value,
            key=f"{after.what.value}:{item.pk}:{item.version}:{after.days}",
            payload={"request": str(item.pk), "version": str(item.version)},
            due_at=times.days_later(at, after.days),
        )
        for after in step.later
    ]
    outbox.add_all([*entries, *_watches(item, at)])


def _watches(item: Request, at: datetime) -> Iterator[Entry]:
    """A look at each due time shortly before it and when it has passed; the same time is watched once."""
    for which, due in (("look", item.look_by), ("answer", item.due_at)):
        for when, moment in () if due is None else times.watched(due, at):
            said = {"request": str(item.pk), "which": which, "when": when, "due": due.isoformat() if due else ""}
            yield Entry("advice.watch", key=f"advice.watch:{item.pk}:{which}:{when}:{due}", payload=said, due_at=moment)


def tell(item: Request, told: Iterable[Told]) -> None:
    """One row of the outbox for each mail and reader; whether it is still right to send is asked on sending."""
    for kind in told:
        for person in readers_of(item, kind):
            outbox.add(
                kind.value,
                key=f"{kind.value}:{item.pk}:{item.version}:{person.pk}",
                payload={"request": str(item.pk), "person": str(person.pk)},
            )


def readers_of(item: Request, kind: Told) -> list[User]:
    if kind is Told.ADVISERS_NEW:
        return _without_stake(User.objects.holding(*COMMS).with_roles(), item)
    if kind is Told.OFFICE_NEW:
        return _without_stake(User.objects.holding(*MONITORING_OFFICERS).with_roles(), item)
    if kind in (Told.HANDLER_REPLIED, Told.HANDLER_AGAIN, Told.ADVISER_RETURNED, Told.ADVISER_HANDED):
        return _at_work_on(item)
    people = {item.member_id: item.member}
    if permissions.acts_for(item.asked_by, item):
        people[item.asked_by_id] = item.asked_by
    return list(people.values())


def _at_work_on(item: Request) -> list[User]:
    """Whoever holds it; when nobody does, or they are no longer at the desk, all who could."""
    if item.holder is not None and permissions.handles(item.holder, item):
        return [item.holder]
    people = User.objects.holding(*MONITORING_OFFICERS if item.with_office else COMMS)
    return _without_stake(people.with_roles(), item)


def _without_stake(people: Iterable[User], item: Request) -> list[User]:
    return [
        person
        for person in people
        if not permissions.has_stake(person, item) and not permissions.is_kept_for_another(person, item)
    ]


def make_findable(item: Request) -> None:
    """Let the desk find an ordinary request by its words. One for the Monitoring Officer only is never findable."""
    if item.office_only:
        return
    texts = [item.question, item.link, item.urgent_reason]
    texts += [wording.text for wording in item.wordings.all()]
    texts += [message.text for message in item.messages.all()]
    for answer in item.answers.all():
        texts += [answer.text, answer.suggested_wording]
    found_by = SearchVector(Value("\n".join(filter(None, texts))[:MOST_FINDABLE]), config="english")
    Request.objects.filter(pk=item.pk).update(search=found_by)
