"""What parties are told, and when: the update of each month, reminders to the complainant, more time.

Deliberate faults that turn these red: the update pauses with a hold; it begins anew when one side was told; a letter of
any kind counts as the update; a reminder that is not taken back with its clock;
the same reminder written down twice; who cannot be mailed counted as reminded; a system that may add any fact; a
reply that both sides read; `_whose_time` without the complainants; a refusal that tells nobody.
"""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import transaction
from django.db.utils import ProgrammingError
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.plugin import DjangoDbBlocker

from portal.foundation.audit.models import Event
from portal.foundation.deadlines.actions import sweep_due
from portal.foundation.deadlines.models import Calendar, Reminder
from portal.foundation.deadlines.words import day_in_words
from portal.foundation.deadlines.working_days import CalendarName
from portal.foundation.outbox.models import Item
from portal.foundation.people.models import User
from reviews.conduct import clocks, emails
from reviews.conduct.actions import assessing
from reviews.conduct.actions.answering import give_more_time, refuse_more_time
from reviews.conduct.actions.assessing import decide_identity
from reviews.conduct.actions.grants import declare
from reviews.conduct.actions.letters import dispatch
from reviews.conduct.actions.moving import hear_from_complainant, move
from reviews.conduct.actions.parties import Said, Voice, ask
from reviews.conduct.actions.receiving import WhoComplains
from reviews.conduct.actions.refusals import MovedOn, Refused
from reviews.conduct.actions.reminding import remind
from reviews.conduct.board import limit_in_words
from reviews.conduct.identity import acting_as, acting_as_system
from reviews.conduct.models import Asked, Noted, Reply
from reviews.conduct.states import Limit, State, Verb, row_for
from reviews.conduct.visibility import Capacity
from tests.conduct.conftest import Stages, made_for
from tests.conduct.letters import a_letter, kind, party
from tests.conduct.stage import MONDAY, Stage
from tests.factories import conduct

At = Callable[[State], Stage]
NEEDED = (State.INVESTIGATION, State.DRAFT_REPORT, State.AWAITING_COMPLAINANT)


@pytest.fixture(scope="module")
def stages(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Stages]:
    with django_db_blocker.unblock(), made_for(NEEDED) as made:
        yield made


def number(stage: Stage, limit: Limit = Limit.UPDATE) -> int:
    """Which clock of this limit runs; 0 for none."""
    clock = clocks.newest(stage.case, limit)
    return int(clock.name.rpartition(".")[2]) if clock is not None and clock.state == clock.State.RUNNING else 0


def tell(stage: Stage, who: str) -> None:
    stage.tick()
    whom = {"complainant": stage.complainant()} if who == "complainant" else {"subject": stage.subject()}
    assessing.record_told(case=stage.case, on=timezone.localdate(), way="post", by=stage.holder, **whom)


def case_page(stage: Stage) -> str:
    client = Client()
    client.force_login(stage.holder)
    return client.get(reverse("conduct:case", args=[stage.case.pk])).content.decode()


# --- the update of each month ----------------------------------------------------------------------------------


def test_update_is_due_each_month_and_begins_anew_once_both_sides_were_told(at: At) -> None:
    stage = at(State.INVESTIGATION)
    first = clocks.newest(stage.case, Limit.UPDATE)

    stage.wait(20)
    tell(stage, "complainant")
    one_side = number(stage)
    tell(stage, "subject")

    again = clocks.newest(stage.case, Limit.UPDATE)
    assert first is not None
    assert again is not None
    assert first.due_at is not None
    assert again.due_at is not None
    assert first.due_at - clocks.began(first) < timedelta(days=34)
    assert (one_side, number(stage)) == (1, 2)
    assert again.due_at > first.due_at + timedelta(days=15)
    rules = Reminder.objects.about(stage.case).filter(rule__startswith="conduct.update.")
    assert set(rules.values_list("rule", "state", "for_user")) == {
        ("conduct.update.1.before", "cancelled", stage.holder.pk),
        ("conduct.update.1.over", "cancelled", stage.holder.pk),
        ("conduct.update.2.before", "waiting", stage.holder.pk),
        ("conduct.update.2.over", "waiting", stage.holder.pk),
    }


def test_update_that_is_missed_is_overdue_on_hold_too_and_stays_in_the_history(at: At) -> None:
    stage = at(State.INVESTIGATION)
    hold = row_for(Verb.HOLD, State.INVESTIGATION)
    assert hold is not None
    stage.meet(hold)
    stage.take(hold)

    stage.wait(40)
    overdue = clocks.overdue_and_next(stage.case).overdue
    open_page = case_page(stage)
    tell(stage, "complainant")
    tell(stage, "subject")
    told_page = case_page(stage)

    assert [due.limit for due in overdue] == [Limit.HOLD_REVIEW, Limit.UPDATE]
    assert limit_in_words("conduct.update.1") == "Tell both sides how it stands"
    assert "Overdue: Tell both sides how it stands" in open_page
    assert "Overdue: Tell both sides" not in told_page
    missed = told_page.partition("Time limits that were missed")[2]
    assert "<strong>Tell both sides how it stands</strong>" in missed


def test_letter_that_says_how_it_stands_is_the_update_and_no_other_letter_is(at: At) -> None:
    stage = at(State.DRAFT_REPORT)
    sides = {"update-complainant": "Complainant", "update-member": "Subject member"}

    for template, to in {"support": "Complainant", **sides}.items():
        stage.tick()
        paper = a_letter(stage.case, stage.holder, to, template=kind(template))
        whom = party(stage.case, stage.holder, to)
        dispatch(paper=paper, to=whom, way="post", note="", made_outside=False, by=stage.holder)
        assert number(stage) == (2 if template == "update-member" else 1)

    page = case_page(stage)
    assert page.count("was told</dt>") == 2


def test_update_ends_with_the_final_report(at: At) -> None:
    stage, finish = at(State.DRAFT_REPORT), row_for(Verb.FINISH_REPORT, State.DRAFT_REPORT)
    assert finish is not None
    stage.meet(finish)

    stage.take(finish)

    assert number(stage) == 0


# --- reminders to the complainant ------------------------------------------------------------------------------


def due(stage: Stage) -> None:
    """What a worker does when a reminder’s time has come."""
    sweep_due()
    for item in Item.objects.waiting().filter(kind="conduct.remind"):
        for _ in range(2):  # a worker may get to it twice
            assert remind(item) is None
        Item.objects.filter(pk=item.pk).update(sent_at=timezone.now())


def reminded(stage: Stage) -> int:
    with acting_as(stage.holder.pk):
        noted = Noted.objects.filter(case=stage.case, kind="reminded", by=None)
        assert {one.grant_id for one in noted} <= {stage.complainant().grant_id}
        return noted.count()


def mails(stage: Stage, to: User) -> list[str]:
    """What waits to be mailed to somebody, as it would be written now."""
    items = Item.objects.filter(kind__in=["conduct.for_party", "conduct.for_you"]).order_by("pk")
    written = [emails.for_party(item) if "grant" in item.payload else emails.for_you(item) for item in items]
    return [f"{mail.subject}\n{mail.body}" for mail in written if mail and mail.to == [to.email]]


def days_of_reminders(stage: Stage) -> list[date]:
    waiting = Reminder.objects.about(stage.case).waiting().filter(kind="conduct.remind").order_by("due_at")
    return [timezone.localdate(one.due_at) for one in waiting]


def test_complainant_is_reminded_twice_and_then_the_case_may_be_closed(at: At) -> None:
    stage, complainant = at(State.AWAITING_COMPLAINANT), Capacity.COMPLAINANT
    mailed = len(mails(stage, stage.cast.person(complainant)))
    first, second = days_of_reminders(stage)

    stage.wait(7)
    due(stage)
    due(stage)
    once = reminded(stage)
    stage.wait(7)
    due(stage)
    twice = reminded(stage)
    stage.wait(14)
    due(stage)

    service = Calendar.objects.working(CalendarName.SERVICE)
    assert (first, second) == (service.add(MONDAY.date(), 5), service.add(MONDAY.date(), 10))
    assert (once, twice, reminded(stage)) == (1, 2, 2)
    assert Event.objects.filter(verb="conduct.reminded", about_id=str(stage.case.pk)).count() == 2
    new = mails(stage, stage.cast.person(complainant))[mailed:]
    assert len(new) == 2
    assert all(stage.case.neutral_reference in mail and "Rosa" not in mail for mail in new)
    close = row_for(Verb.CLOSE_UNANSWERED, State.AWAITING_COMPLAINANT)
    assert close is not None
    assert stage.take(close, reason="No answer.").state == State.CLOSED_OUT_OF_SCOPE


def test_reminders_stop_with_the_answer_and_wait_while_it_is_on_hold(at: At) -> None:
    stage = at(State.AWAITING_COMPLAINANT)
    hold, resume = row_for(Verb.HOLD, State.AWAITING_COMPLAINANT), row_for(Verb.RESUME, State.ON_HOLD)
    assert hold is not None
    assert resume is not None
    began = days_of_reminders(stage)
    stage.meet(hold)
    stage.take(hold)

    stage.wait(14)
    due(stage)
    held = reminded(stage)
    stage.meet(resume)
    stage.take(resume)
    moved = days_of_reminders(stage)
    by = stage.cast.person(Capacity.COMPLAINANT)
    hear_from_complainant(case=stage.case, version=stage.fresh().version, words="That of Monday.", by=by)
    stage.wait(30)
    due(stage)

    assert [(new - old).days for old, new in zip(began, moved, strict=True)] == [14, 14]
    assert (held, reminded(stage), days_of_reminders(stage)) == (0, 0, [])


def test_whoever_cannot_be_mailed_is_for_the_holder_to_remind(at: At) -> None:
    stage = at(State.AWAITING_COMPLAINANT)
    got = conduct.received(stage.cast.member, who=WhoComplains(name="Rosa Complainant", telephone="01632 960000"))
    stage.case = got.case
    declare(case=got.case, has_conflict=False, words="", by=stage.holder)
    for verb in (Verb.ACKNOWLEDGE, Verb.ASK_COMPLAINANT):
        stage.tick()
        move(case=got.case, verb=verb, by=stage.holder, version=stage.fresh().version, reason="Which post?")
    mailed = len(mails(stage, stage.holder))

    stage.wait(7)
    due(stage)

    assert reminded(stage) == 0
    assert len(mails(stage, stage.holder)) == mailed + 1
    page = case_page(stage)
    assert "The complainant was reminded 0 of 2 times." in page
    assert "write or ring, and put on record" in page
    client = Client()
    client.post("/complain/return/", {"code": got.code})
    assert "Which post?" in client.get("/complain/return/yours/").content.decode()


def test_portal_itself_adds_no_other_fact_to_a_case(at: At) -> None:
    stage = at(State.AWAITING_COMPLAINANT)
    grant = stage.complainant().grant
    lies = [
        Noted(case=stage.case, kind="withdrawal", grant=grant),
        Noted(case=stage.case, kind="reminded", grant=grant, words="We rang."),
        Noted(case=stage.case, kind="reminded", grant=grant, by=stage.holder),
        Noted(case=stage.case, kind="reminded"),
        Noted(case=at(State.INVESTIGATION).case, kind="reminded", grant=grant),
    ]

    for lie in lies:
        lie.on = timezone.localdate()
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic(), acting_as_system():
            lie.save(force_insert=True)


# --- more time, and a decision about a name --------------------------------------------------------------------


def their_page(user: User, stage: Stage) -> str:
    client = Client()
    client.force_login(user)
    return client.get(reverse("conduct:mine", args=[stage.case.pk])).content.decode()


def asks_for_time(stage: Stage) -> Asked:
    stage.tick()
    grant = stage.subject().grant
    assert grant is not None
    said = Said(uuid4(), "Two weeks more, please.")
    ask(voice=Voice(account=stage.cast.member), grant=grant, kind=Asked.Kind.MORE_TIME, said=said)
    with acting_as(stage.holder.pk):
        return Asked.objects.select_related("case").get(case=stage.case)


def test_more_time_is_told_to_those_whose_time_it_is_with_the_new_last_day(at: At) -> None:
    stage = at(State.DRAFT_REPORT)
    asked = asks_for_time(stage)
    waits = case_page(stage)
    sides = (stage.cast.member, stage.cast.person(Capacity.COMPLAINANT))
    mailed = [len(mails(stage, person)) for person in sides]

    stage.wait(4)
    until = give_more_time(case=stage.case, limit=Limit.DRAFT_COMMENTS, reason="A move of house.", by=stage.holder)

    assert f"{stage.cast.member.full_name} asked for more time" in waits
    assert "asked for more time on" not in case_page(stage)
    assert [len(mails(stage, person)) - before for person, before in zip(sides, mailed, strict=True)] == [1, 1]
    assert f"It was given: the last day is {day_in_words(until)}" in their_page(stage.cast.member, stage)
    assert f"on {until:%A} {day_in_words(until)}" in their_page(stage.cast.member, stage)
    assert "A move of house" not in their_page(stage.cast.member, stage)
    with pytest.raises(MovedOn):
        refuse_more_time(asked=asked, reason="Too late.", by=stage.holder)


def test_no_to_more_time_is_told_with_its_reason_to_whoever_asked(at: At) -> None:
    stage = at(State.DRAFT_REPORT)
    asked = asks_for_time(stage)
    mailed = len(mails(stage, stage.cast.member))

    with pytest.raises(Refused):
        refuse_more_time(asked=asked, reason=" ", by=stage.holder)
    refuse_more_time(asked=asked, reason="You had six weeks.", by=stage.holder)

    assert len(mails(stage, stage.cast.member)) == mailed + 1
    assert "You had six weeks." in their_page(stage.cast.member, stage)
    assert "You had six weeks." in case_page(stage)
    complainant = stage.cast.person(Capacity.COMPLAINANT)
    assert "You had six weeks." not in their_page(complainant, stage)
    for person, there in ((stage.cast.member, 1), (complainant, 0)):
        with acting_as(person.pk):
            assert Reply.objects.count() == there


def test_no_to_a_request_for_more_time_by_page(at: At) -> None:
    stage = at(State.DRAFT_REPORT)
    asked = asks_for_time(stage)
    client = Client()
    client.force_login(stage.holder)
    url = reverse("conduct:record", args=[stage.case.pk, "no-more-time"])

    missing = client.post(url, {"asked": str(asked.pk), "reason": ""})
    done = client.post(url, {"asked": str(asked.pk), "reason": "You had six weeks."}, follow=True)
    foreign = client.post(url, {"asked": str(uuid4()), "reason": "You had six weeks."})

    assert "Say why no more time is given" in missing.content.decode()
    assert "They are told, and read your reason." in done.content.decode()
    assert "Choose a request of this list" in foreign.content.decode()
    assert "Nobody’s request for more time waits." in foreign.content.decode()


def test_decision_about_a_name_is_told_with_the_offer_to_withdraw(at: At) -> None:
    stage = at(State.AWAITING_COMPLAINANT)
    rosa = WhoComplains(name="Rosa Complainant", email="rosa@resident.example", asks_protection="I work for him.")
    got = conduct.received(stage.cast.member, who=rosa)
    stage.case = got.case
    declare(case=got.case, has_conflict=False, words="", by=stage.holder)
    stage.tick()

    said = "Nothing points to harm."
    decided = decide_identity(complainant=stage.complainant(), is_granted=False, reasons=said, by=stage.holder)

    client = Client()
    client.post("/complain/return/", {"code": got.code})
    page = client.get("/complain/return/yours/").content.decode()
    assert decided.offered_until is not None
    assert f"withdraw your complaint until the end of {day_in_words(decided.offered_until)}" in page
    assert "Nothing points to harm." in page
    assert '/complain/return/yours/withdraw/"' in page
    kinds = Item.objects.filter(payload__grant=str(stage.complainant().grant_id)).values_list("kind", flat=True)
    assert list(kinds) == ["conduct.for_party"] * 2  # when it was received, and when it was decided
