"""Random people, verbs and times against a model written from the brief (`tests/advice/brief.py`).

PORTAL_FAULTS=full takes at least 10,000 steps. After every step: the state, version and holder are the model's; who
sees each request are those of the model; every stored due time is what the clock's events reckon; an answer is due
exactly when one is owed. Faults that were tried in the small size, each of which turns it red: `visible_to` without
`private_to`; a due time that is left as it was while another clock is paused.
"""

import os
from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
import time_machine
from django.conf import settings as portal
from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import import_string
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from portal.foundation.deadlines.clocks import reckon
from portal.foundation.deadlines.models import Clock, ClockEvent
from portal.foundation.outbox.models import Item
from portal.foundation.people.models import User
from reviews.advice import actions
from reviews.advice.models import Request, SecondLook
from tests.advice.brief import ADVISERS, EVERYBODY, LONDON, RUNNING, Brief, Told, days_later
from tests.factories.advice import ANSWERS, plain_advice
from tests.factories.people import DelegationFactory, UserFactory

pytestmark = pytest.mark.django_db
FULL = os.environ.get("PORTAL_FAULTS") == "full"
EXAMPLES, STEPS = (290, 50) if FULL else (4, 40)
STARTS = ((2026, 11, 23, 10), (2026, 12, 23, 16), (2027, 3, 25, 18), (2027, 3, 27, 9))
"""A plain Monday; before Christmas; before Easter; and the Saturday of the night when summer time begins."""
MOST_DAYS = timedelta(days=250)
"""Within the member's term of office, which runs for 300."""
REFUSALS = (
    actions.NotAllowed,
    actions.WrongState,
    actions.Stale,
    actions.NotTheirs,
    actions.NotATwin,
    actions.NotHeld,
    actions.NeedsSecondLook,
)
ROLES = {
    "member": "member",
    "stranger": "member",
    "ann": "comms_adviser",
    "ben": "comms_adviser",
    "lead": "comms_lead",
    "mo": "monitoring_officer",
    "deputy": "deputy_monitoring_officer",
}
TEXT = {"text": "A few words."}
WORDS: dict[str, dict[str, Any]] = {
    "submit": {},
    "claim": {},
    "close": {},
    "withdraw": {},
    "accept": {},
    "share_with_mo": {},
    "hand_over": {},
    "mark_duplicate": {},
    "reply": TEXT,
    "follow_up": TEXT,
    "reopen": TEXT,
    "ask_member": TEXT,
    "ask_member_as_mo": TEXT,
    "return_to_desk": TEXT,
    "escalate": {"reason": "legal", "view": "I would wait."},
    "decline": {"reason": "party_political", "signpost": "group", "text": "Please ask your group."},
    "redirect": {"redirect_to": "records", "text": "Keep a record of it."},
    "answer": {"advice": plain_advice()},
    "answer_as_mo": {"advice": plain_advice()},
}
AGAINST = ("Do not post it.", "Do not post it!")
"""Two answers that differ by one character."""
HANDS = st.sampled_from(EVERYBODY)
taken = {"steps": 0}


class Life(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.around = transaction.atomic()
        self.around.__enter__()
        self.told: list[Told] = []
        self.pks: list[Any] = []
        self.looks: list[tuple[SecondLook, Told, str, str]] = []

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.around.__exit__(None, None, None)
        self.travel.stop()

    @initialize(start=st.sampled_from(STARTS), is_private=st.booleans())
    def people_are_there(self, start: tuple[int, int, int, int], is_private: bool) -> None:
        self.travel = time_machine.travel(datetime(*start, tzinfo=LONDON), tick=False)
        self.clock = self.travel.start()
        self.began = timezone.now()
        self.people: dict[str, User] = {name: UserFactory(roles=(role,)) for name, role in ROLES.items()}
        helping = DelegationFactory(member=self.people["member"])
        self.people["delegate"] = helping.delegate
        self.names = {person.email: name for name, person in self.people.items()}
        self.brief = Brief(is_private=is_private, helps_until=helping.ends_on)
        if is_private:
            actions.set_private_route(deputy=self.people["deputy"], by=self.people["mo"])
        self._three_are_begun()

    def _three_are_begun(self) -> None:
        """One of each kind: by the member, by a delegate, and for the Monitoring Officer's office only."""
        for who, office_only in (("member", False), ("delegate", False), ("member", True)):
            item = actions.begin_draft(by=self.people[who], member=self.people["member"])
            said = {**ANSWERS, "office_only": office_only}
            actions.save_draft(item=item, by=self.people[who], version=1, step="question", answers=said)
            self.told.append(Told(asked_by=who, office_only=office_only, version=2))
            self.pks.append(item.pk)

    @rule(data=st.data())
    def somebody_does_what_they_may(self, data: st.DataObject) -> None:
        now = timezone.now()
        moves = [
            (place, who, verb, other)
            for place, it in enumerate(self.told)
            for who in EVERYBODY
            for verb in WORDS
            for other in self._others(verb)
            if self.brief.allowed(who, verb, it, now, other)
        ]
        if moves:
            self._do(*data.draw(st.sampled_from(moves)))

    @rule(data=st.data(), who=HANDS, verb=st.sampled_from(sorted(WORDS)), is_late=st.booleans())
    def somebody_tries(self, data: st.DataObject, who: str, verb: str, is_late: bool) -> None:
        place = data.draw(st.integers(0, len(self.told) - 1))
        other = data.draw(st.sampled_from(self._others(verb)))
        self._do(place, who, verb, other, behind=1 if is_late else 0)

    @rule(place=st.integers(0, 2), who=HANDS)
    def somebody_lets_an_answer_wait(self, place: int, who: str) -> None:
        it, now = self.told[place % len(self.told)], timezone.now()
        may = any(self.brief.allowed(who, verb, it, now) for verb in ("answer", "answer_as_mo"))
        item, by, advice = self._item(it), self.people[who], plain_advice()
        if self._try(lambda: actions.hold_answer(item=item, by=by, version=it.version, advice=advice), may):
            it.held[who] = (now + timedelta(seconds=portal.ADVICE_HOLD_SECONDS), it.version)

    @precondition(lambda self: any(it.held for it in self.told))
    @rule(place=st.integers(0, 2), who=HANDS)
    def somebody_takes_it_back(self, place: int, who: str) -> None:
        it = self.told[place % len(self.told)]
        self._try(lambda: actions.undo_hold(item=self._item(it), by=self.people[who]), who in it.held)
        it.held.pop(who, None)

    @rule(place=st.integers(0, 2), who=st.sampled_from(ADVISERS), text=st.sampled_from(AGAINST))
    def an_adviser_asks_for_a_second_look(self, place: int, who: str, text: str) -> None:
        it = self.told[place % len(self.told)]
        may = bool(self.brief.allowed(who, "answer", it, timezone.now()))
        advice = plain_advice(stance="advise_against", text=text)
        look = self._try(
            lambda: actions.ask_second_look(
                item=self._item(it), by=self.people[who], version=it.version, advice=advice
            ),
            may,
        )
        if look and all(kept.pk != look.pk for kept, *_ in self.looks):
            self.looks.append((look, it, who, text))
        if may:
            it.held.pop(who, None)  # other words than those that waited

    @precondition(lambda self: self.looks)
    @rule(place=st.integers(0, 5), who=HANDS, agrees=st.booleans())
    def somebody_looks(self, place: int, who: str, agrees: bool) -> None:
        look, it, asked_by, text = self.looks[place % len(self.looks)]
        may = self.brief.advises(who, it) and who != asked_by
        if self._try(lambda: actions.take_second_look(look=look, by=self.people[who], agrees=agrees), may):
            self.looks.remove((look, it, asked_by, text))
            it.agreed |= {(text, who)} if agrees else set()

    @rule(place=st.integers(0, 2), who=st.sampled_from(ADVISERS), text=st.sampled_from(AGAINST), why=st.booleans())
    def an_adviser_advises_against(self, place: int, who: str, text: str, why: bool) -> None:
        place %= len(self.told)
        it = self.told[place]
        looked = any(said == text and by != who for said, by in it.agreed)
        advice = plain_advice(stance="advise_against", text=text, unreviewed_because="too_urgent" if why else "")
        self._do(place, who, "answer", None, ready=looked or why, advice=advice)

    @rule(minutes=st.integers(1, 600))
    def minutes_pass(self, minutes: int) -> None:
        self._wait_until(timezone.now() + timedelta(minutes=minutes))

    @rule(days=st.integers(1, 15), hour=st.integers(7, 19))
    def days_pass(self, days: int, hour: int) -> None:
        day = days_later(timezone.now(), days).date()
        self._wait_until(datetime.combine(day, time(hour), LONDON))

    def _others(self, verb: str) -> list[Any]:
        return {"hand_over": list(ADVISERS), "mark_duplicate": list(self.told)}.get(verb, [None])

    def _item(self, it: Told) -> Request:
        return Request.objects.get(pk=self._pk(it))

    def _pk(self, it: Told) -> Any:
        return next(pk for pk, told in zip(self.pks, self.told, strict=True) if told is it)

    def _try(self, act: Callable[[], Any], may: bool) -> Any:
        taken["steps"] += 1
        try:
            with transaction.atomic():
                done = act()
        except REFUSALS:
            if may:
                raise
            return None
        assert may, "not refused"
        return done

    def _do(
        self, place: int, who: str, verb: str, other: Any, *, behind: int = 0, ready: bool = True, **words: Any
    ) -> None:
        it, now = self.told[place], timezone.now()
        to = self.brief.allowed(who, verb, it, now, other) if ready and not behind else None
        is_pressed_again = verb == "submit" and it.was_submitted and self.brief.asks(who, it, now)
        more = {"hand_over": {"to": self.people.get(str(other))}}.get(verb, {})
        if verb == "mark_duplicate":
            more = {"of": self._item(other)}
        item, by = self._item(it), self.people[who]
        words = {**WORDS[verb], **more, **words}
        act = getattr(actions, verb)
        self._try(lambda: act(item=item, by=by, version=it.version - behind, **words), bool(to) or is_pressed_again)
        if to:
            self.brief.go(it, to, who=who, verb=verb, now=now, other=other)

    def _wait_until(self, target: datetime) -> None:
        taken["steps"] += 1
        if target - self.began > MOST_DAYS:
            return
        waiting = Item.objects.waiting().filter(kind__startswith="advice.", due_at__lte=target).order_by("due_at", "pk")
        while items := list(waiting.all()):
            # One at a time where the time has to move on; all that are due now together.
            now = max(timezone.now(), items[0].due_at)
            self.clock.move_to(now)
            due = [item for item in items if item.due_at <= now]
            for item in due:
                self._work(item)
            Item.objects.filter(pk__in=[item.pk for item in due]).update(sent_at=now)
        self.clock.move_to(target)
        for it in self.told:
            self.brief.pass_time(it, target)

    def _work(self, item: Item) -> None:
        mail = import_string(portal.OUTBOX_KINDS[item.kind])(item)
        if mail is not None and "request" in item.payload:
            reader = User.objects.get(email=mail.to[0])
            seen = Request.objects.visible_to(reader).filter(pk=item.payload["request"])
            assert seen.exists(), f"{item.kind} told somebody who does not see it"

    @invariant()
    def everything_is_as_the_brief_says(self) -> None:
        if not self.told:
            return
        found = Request.objects.in_bulk(self.pks)
        name = {person.pk: who for who, person in self.people.items()} | {None: ""}
        for pk, it in zip(self.pks, self.told, strict=True):
            item = found[pk]
            assert (item.state, item.version, item.with_office) == (it.state, it.version, it.at_office)
            assert (name[item.adviser_id], name[item.accepted_by_id]) == (it.adviser, it.accepted)
        self._everybody_sees_what_is_theirs()
        self._due_times_are_those_reckoned(found)
        self._member_was_chased()

    def _everybody_sees_what_is_theirs(self) -> None:
        now = timezone.now()
        for who, person in self.people.items():
            seen = set(Request.objects.visible_to(person).filter(pk__in=self.pks).values_list("pk", flat=True))
            pairs = zip(self.pks, self.told, strict=True)
            assert seen == {pk for pk, it in pairs if self.brief.sees(who, it, now)}, who

    def _due_times_are_those_reckoned(self, found: dict[Any, Request]) -> None:
        due: dict[Any, dict[str, list[datetime]]] = {pk: {"look": [], "answer": []} for pk in self.pks}
        for clock in Clock.objects.filter(about_id__in=self.pks).prefetch_related("events"):
            events = sorted(clock.events.all(), key=lambda event: event.pk)
            says = reckon([one.as_event() for one in events], events[0].calendar_then(), timezone.now())
            assert (clock.due_at, clock.state) == (says.due_at, says.state)
            if events[-1].kind in (ClockEvent.Kind.START, ClockEvent.Kind.RESUME) and says.due_at is not None:
                is_look = clock.name.startswith(("advice.first_look", "advice.office_accept"))
                due[clock.about_id]["look" if is_look else "answer"].append(says.due_at)
        for pk, it in zip(self.pks, self.told, strict=True):
            item = found[pk]
            assert item.look_by == min(due[pk]["look"], default=None)
            assert item.due_at == min(due[pk]["answer"], default=None)
            assert (item.due_at is not None) == (it.state in RUNNING), f"{it.state} is due {item.due_at}"
            if it.promised is not None:
                assert item.due_at == it.promised.astimezone(UTC)

    def _member_was_chased(self) -> None:
        chased = Item.objects.filter(kind="advice.chased", payload__person=str(self.people["member"].pk))
        told = [item.payload["request"] for item in chased]
        assert [told.count(str(pk)) for pk in self.pks] == [it.chased for it in self.told]


def test_life_of_requests_is_that_of_the_brief() -> None:
    taken["steps"] = 0

    run_state_machine_as_test(
        Life,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=STEPS,
            derandomize=not FULL,
            database=None,
            deadline=None,
            phases=(Phase.generate,),
            suppress_health_check=list(HealthCheck),
            print_blob=False,
        ),
    )

    print(f"{taken['steps']} steps")
    assert taken["steps"] >= (10_000 if FULL else 100)
