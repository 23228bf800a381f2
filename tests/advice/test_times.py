"""What happens to the due times as days go by. Monday 23 November 2026 is day 0."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine

from portal.foundation.deadlines.models import Clock
from portal.foundation.people.models import User
from reviews.advice import actions, times
from reviews.advice.models import Request
from reviews.advice.states import Clock as Name
from tests.advice.pages import get, text_of
from tests.factories.advice import Desk

pytestmark = pytest.mark.django_db
LONDON = ZoneInfo("Europe/London")


def on(day: int, hour: int = 10, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=LONDON)


def at(moment: datetime) -> time_machine.travel:
    return time_machine.travel(moment, tick=False)


def escalate(item: Request, by: User) -> Request:
    return actions.escalate(item=item, by=by, version=item.version, reason="legal", view="I would wait.")


def return_to_desk(item: Request, by: User) -> Request:
    return actions.return_to_desk(item=item, by=by, version=item.version, text="Go on.")


def test_question_to_the_member_moves_the_due_time_by_the_days_waited() -> None:
    desk = Desk()
    with at(on(23)):
        item = desk.awaiting()
    with at(on(25)):
        item = actions.reply(item=item, by=desk.member, version=item.version, text="Here.")

    assert item.due_at == on(30, 17)


def test_request_that_returns_from_the_office_has_the_time_that_was_left() -> None:
    desk = Desk()
    with at(on(23)):
        item = desk.escalated()
        assert item.due_at == on(30, 17)
        assert item.look_by == on(24, 17)
    with at(on(24)):
        item = return_to_desk(item, desk.officer)

    assert item.due_at == on(27, 17)
    assert item.look_by is None


def test_request_that_returns_too_late_has_a_working_day_at_the_least() -> None:
    desk = Desk()
    with at(on(23)):
        item = desk.assigned()
    with at(on(26)):
        item = escalate(item, desk.adviser)
    with at(on(27)):
        item = return_to_desk(item, desk.officer)

    assert item.due_at == on(30, 17)
    assert Clock.objects.about(item).filter(name=f"{Name.ANSWER.value}#2").exists()


def test_second_escalation_starts_the_clocks_of_the_office_anew() -> None:
    desk = Desk()
    with at(on(23)):
        item = return_to_desk(desk.escalated(), desk.officer)
    with at(on(24)):
        item = escalate(item, desk.adviser)

    kept = times.clocks_of(item)
    assert kept[Name.OFFICE_ANSWER].name == f"{Name.OFFICE_ANSWER.value}#2"
    assert item.due_at == on(1, 17, month=12)
    assert item.accepted_by is None


def test_page_explains_why_the_answer_is_due_then() -> None:
    desk = Desk()
    with at(on(23)):
        item = desk.submitted()
        page = text_of(get(desk.member, "request", item.pk))

    assert times.explanation(item)
    for sentence in times.explanation(item):
        assert sentence.split("'")[0] in page


def test_member_is_told_when_the_answer_may_come_after_the_post() -> None:
    desk = Desk()
    with at(on(23)):
        item = desk.submitted(intended_at=on(24), intended_has_time=True)
        page = text_of(get(desk.member, "sent", item.pk))

    assert item.is_due_after_posting
    assert "Our answer may come later than you plan to post." in page


def test_overdue_request_is_marked_on_the_desk() -> None:
    desk = Desk()
    with at(on(23)):
        item = desk.assigned()
    with at(on(27)):
        assert item.is_overdue(on(27))
        assert "Overdue" in text_of(get(desk.adviser, "desk_request", item.pk))
