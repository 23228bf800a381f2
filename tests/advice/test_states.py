"""The table itself, and each of its rows done by the right person, a wrong person, in a wrong state, and too late."""

from collections.abc import Callable
from typing import Any

import pytest

from portal.foundation.audit.models import Event
from portal.foundation.deadlines.models import Clock
from portal.foundation.people.models import User
from reviews.advice import actions, permissions, times
from reviews.advice.models import Request
from reviews.advice.states import TABLE, Part, State, Step, Verb
from tests.factories.advice import Desk, plain_advice
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db

TEXT = {"text": "A few words."}
WORDS: dict[Verb, dict[str, Any]] = {
    Verb.ASK_MEMBER: TEXT,
    Verb.ASK_MEMBER_AS_MO: TEXT,
    Verb.REPLY: TEXT,
    Verb.RETURN_TO_DESK: TEXT,
    Verb.ESCALATE: {"reason": "legal", "view": "I would wait."},
    Verb.DECLINE: {"reason": "party_political", "signpost": "group", "text": "Please ask your group."},
    Verb.ANSWER: {"advice": plain_advice()},
    Verb.ANSWER_AS_MO: {"advice": plain_advice()},
}
IDS = [f"{step.from_state}-{step.verb}-{step.to}-{step.who.name}" for step in TABLE]
each_step = pytest.mark.parametrize("step", TABLE, ids=IDS)


def do(verb: Verb, item: Request, by: User, version: int | None = None) -> Request:
    act: Callable[..., Request] = getattr(actions, verb.value)
    done = act(item=item, by=by, version=item.version if version is None else version, **WORDS.get(verb, {}))
    return Request.objects.get(pk=done.pk)


def stage(step: Step, desk: Desk) -> Request:
    """A request in which this row of the table, and no earlier one, fits."""
    office_row = step.guard is not None and step.guard.__name__ in ("for_the_office_only", "was_asked_by_the_office")
    if step.from_state == State.AWAITING_MEMBER and office_row:
        item = desk.office_only()
        return actions.ask_member_as_mo(item=item, by=desk.officer, version=item.version, text="When?")
    if step.from_state == State.DRAFT and office_row:
        return desk.draft(office_only=True)
    return desk.in_state(step.from_state)


def right_person(step: Step, desk: Desk) -> User:
    if step.verb == Verb.CLAIM and step.from_state == State.ASSIGNED:
        return UserFactory(roles=("comms_lead",))
    return {Part.ASKER: desk.member, Part.ADVISER: desk.adviser, Part.OFFICE: desk.officer}[step.who]


def strangers(step: Step) -> list[User]:
    """Everybody who must not: another member, and the roles that are not the row's."""
    roles = {
        Part.ASKER: ("comms_adviser", "comms_lead", "monitoring_officer", "delegate", "member", "administrator"),
        Part.ADVISER: ("member", "delegate", "administrator", "auditor", "safety_lead"),
        Part.OFFICE: ("member", "comms_adviser", "comms_lead", "administrator", "auditor"),
    }[step.who]
    return [UserFactory(roles=(role,)) for role in roles]


@each_step
def test_step_done_by_the_right_person_leads_on(step: Step) -> None:
    desk = Desk()
    item = stage(step, desk)
    by = right_person(step, desk)

    done = do(step.verb, item, by)

    row = done.history.last()
    assert row is not None
    assert (done.state, done.version) == (step.to, item.version + 1)
    assert (row.from_state, row.verb, row.to_state, row.by, row.version) == (
        step.from_state,
        step.verb,
        step.to,
        by,
        done.version,
    )
    assert Event.objects.filter(verb=f"advice.{step.verb}", about_id=str(item.pk), actor_id=by.pk).count() == 1


@each_step
def test_step_is_refused_to_everybody_else(step: Step) -> None:
    desk = Desk()
    item = stage(step, desk)

    for person in strangers(step):
        with pytest.raises((actions.NotAllowed, actions.WrongState)):
            do(step.verb, item, person)
        assert getattr(permissions, f"can_{step.verb.value}")(person, item) is False

    assert Request.objects.get(pk=item.pk).version == item.version


@each_step
def test_step_from_an_older_version_is_stale(step: Step) -> None:
    desk = Desk()
    item = stage(step, desk)

    with pytest.raises(actions.Stale):
        do(step.verb, item, right_person(step, desk), version=item.version - 1)

    assert Request.objects.get(pk=item.pk).state == step.from_state


@pytest.mark.parametrize("state", State.values)
def test_verb_that_the_table_does_not_give_is_refused(state: str) -> None:
    desk = Desk()
    item = desk.in_state(state)
    people = {Part.ASKER: desk.member, Part.ADVISER: desk.adviser, Part.OFFICE: desk.officer}
    given = {(step.verb, step.who) for step in TABLE if step.from_state == state}
    pairs = [(verb, part) for verb in Verb for part in people if verb != Verb.SUBMIT]

    for verb, part in pairs:
        if (verb, part) not in given:
            with pytest.raises((actions.NotAllowed, actions.WrongState)):
                do(verb, item, people[part])

    assert Request.objects.get(pk=item.pk).state == state


@each_step
def test_step_keeps_the_due_times_that_the_clocks_reckon(step: Step) -> None:
    desk = Desk()
    item = stage(step, desk)

    done = do(step.verb, item, right_person(step, desk))

    kept = times.clocks_of(done)
    running = {clock: one.reckoning() for clock, one in kept.items() if one.state == Clock.State.RUNNING}
    answers = [running[clock].due_at for clock in times.ANSWERS if clock in running]
    looks = [running[clock].due_at for clock in times.LOOKS if clock in running]
    assert done.due_at == (answers[0] if answers else None)
    assert done.look_by == (looks[0] if looks else None)
    assert all(one.due_at == one.reckoning().due_at for one in Clock.objects.about(done))


@each_step
def test_step_that_ends_a_request_leaves_no_clock_running(step: Step) -> None:
    desk = Desk()
    item = stage(step, desk)

    done = do(step.verb, item, right_person(step, desk))

    if not done.is_open:
        assert not Clock.objects.about(done).exclude(state=Clock.State.STOPPED).exists()


def test_every_verb_has_its_permission_and_its_action() -> None:
    for verb in Verb:
        assert callable(getattr(permissions, f"can_{verb.value}"))
        assert callable(getattr(actions, verb.value))


def test_every_kind_that_is_told_is_known_to_the_outbox(settings: Any) -> None:
    told = {kind.value for step in TABLE for kind in step.told}

    assert {name for name in settings.OUTBOX_KINDS if name.startswith("advice.")} == told
