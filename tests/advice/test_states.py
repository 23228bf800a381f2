"""The table itself, and each of its rows done by the right person, a wrong person, in a wrong state, and too late."""

from collections.abc import Callable
from typing import Any

import pytest

from portal.foundation.audit.models import Event
from portal.foundation.deadlines.models import Clock
from portal.foundation.people.models import User
from reviews.advice import actions, permissions, times
from reviews.advice.models import Request
from reviews.advice.states import TABLE, Later, Part, State, Step, Verb
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
    Verb.FOLLOW_UP: TEXT,
    Verb.REOPEN: TEXT,
    Verb.REDIRECT: {"redirect_to": "records", **TEXT},
    Verb.ANSWER: {"advice": plain_advice()},
    Verb.ANSWER_AS_MO: {"advice": plain_advice()},
}
IDS = [f"{step.from_state}-{step.verb}-{step.to}-{step.who.name}" for step in TABLE]
each_step = pytest.mark.parametrize("step", TABLE, ids=IDS)


def do(verb: Verb, item: Request, by: User | None, version: int | None = None) -> Request:
    act: Callable[..., Request] = getattr(actions, verb.value)
    words = WORDS.get(verb, {})
    if verb == Verb.HAND_OVER:
        words = {"to": UserFactory(roles=("comms_adviser",))}
    if verb == Verb.MARK_DUPLICATE:
        words = {"of": Desk(member=item.member).submitted()}
    if by is not None:
        words = {**words, "by": by}
    done = act(item=item, version=item.version if version is None else version, **words)
    return Request.objects.get(pk=done.pk)


BY_THE_OFFICE = (
    "for_the_office_only",
    "was_asked_by_the_office",
    "is_the_deputys_alone",
    "is_the_offices_within_20_days_of_the_end",
)


def stage(step: Step, desk: Desk) -> Request:
    """A request in which this row of the table, and no earlier one, fits."""
    if step.guard is None or step.guard.__name__ not in BY_THE_OFFICE:
        return desk.in_state(step.from_state)
    if step.verb == Verb.SHARE_WITH_MO:
        return shared(step, desk)
    if step.from_state == State.DRAFT:
        return desk.draft(office_only=True)
    if step.from_state == State.AWAITING_MEMBER:
        item = desk.office_only()
        return actions.ask_member_as_mo(item=item, by=desk.officer, version=item.version, text="When?")
    return later_in_the_office(step, desk)


def shared(step: Step, desk: Desk) -> Request:
    """What one deputy alone reads, in the state of the row."""
    desk.officer = UserFactory(roles=("deputy_monitoring_officer",))
    item = desk.kept_for_deputy()
    if step.from_state == State.ESCALATED:
        return item
    item = actions.answer_as_mo(item=item, by=desk.officer, version=item.version, advice=plain_advice())
    return actions.follow_up(item=item, by=desk.member, version=item.version, text="And now?")


def later_in_the_office(step: Step, desk: Desk) -> Request:
    """What the office answered, asked about once more, closed, or opened again."""
    item = desk.answered_by_office()
    if step.from_state == State.FOLLOW_UP:
        return actions.follow_up(item=item, by=desk.member, version=item.version, text="And now?")
    item = actions.close(item=item, by=desk.member, version=item.version)
    if step.from_state == State.CLOSED:
        return item
    return actions.reopen(item=item, by=desk.member, version=item.version, text="One more thing.")


def right_person(step: Step, desk: Desk) -> User | None:
    if step.verb == Verb.CLAIM and step.from_state in (State.ASSIGNED, State.FOLLOW_UP):
        return UserFactory(roles=("comms_lead",))
    if step.who is Part.LEAD:
        return UserFactory(roles=("comms_lead",))
    people = {Part.ASKER: desk.member, Part.ADVISER: desk.adviser, Part.OFFICE: desk.officer, Part.SYSTEM: None}
    return people[step.who]


def strangers(step: Step) -> list[User]:
    """Everybody who must not: another member, and the roles that are not the row's."""
    roles = {
        Part.ASKER: ("comms_adviser", "comms_lead", "monitoring_officer", "delegate", "member", "administrator"),
        Part.ADVISER: ("member", "delegate", "administrator", "auditor", "safety_lead"),
        Part.LEAD: ("member", "comms_adviser", "monitoring_officer", "administrator"),
        Part.OFFICE: ("member", "comms_adviser", "comms_lead", "administrator", "auditor"),
        Part.SYSTEM: ("member", "comms_adviser", "comms_lead", "monitoring_officer", "administrator"),
    }[step.who]
    if step.verb == Verb.REOPEN:
        roles = ("comms_adviser", "delegate", "member", "administrator", "auditor")
    if step.verb == Verb.SHARE_WITH_MO:
        roles = (*roles, "monitoring_officer", "deputy_monitoring_officer")
    return [UserFactory(roles=(role,)) for role in roles]


@each_step
def test_step_done_by_the_right_person_leads_on(step: Step) -> None:
    desk = Desk()
    item = stage(step, desk)
    by = right_person(step, desk)
    before = Event.objects.count()

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
    told = Event.objects.order_by("seq")[before:]
    mine = [event for event in told if event.verb == f"advice.{step.verb}" and event.about_id == str(item.pk)]
    assert [event.actor_id for event in mine] == [by and by.pk]


@each_step
def test_step_is_refused_to_everybody_else(step: Step) -> None:
    desk = Desk()
    item = stage(step, desk)

    for person in strangers(step):
        if step.who is not Part.SYSTEM:  # what the portal does by itself takes no person at all
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
    by_itself = {row.verb for row in TABLE if row.who is Part.SYSTEM}
    pairs = [(verb, part) for verb in Verb for part in people if verb != Verb.SUBMIT and verb not in by_itself]

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
    assert done.due_at == min(answers, default=None)
    assert done.look_by == min(looks, default=None)
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
    told = {kind.value for step in TABLE for kind in step.told} | {kind.value for kind in Later}
    others = {"advice.watch", "advice.warned", "advice.chased", "advice.still_wanted", "advice.release"}
    others |= {
        "advice.second_look",
        "advice.second_look_taken",
        "advice.not_sent",
        "advice.figures",
        "advice.guidance_changed",
    }

    assert {name for name in settings.OUTBOX_KINDS if name.startswith("advice.")} == told | others
