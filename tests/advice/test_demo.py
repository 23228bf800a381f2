import pytest

from guidance.actions import ship_plain_english
from portal.foundation.people.demo import load_people
from portal.foundation.people.models import User
from reviews.advice.demo import load_advice
from reviews.advice.models import Request
from reviews.advice.states import Clock, State
from reviews.advice.times import clocks_of
from tests.advice.pages import signed_in

pytestmark = pytest.mark.django_db


def test_demo_fills_every_state_and_twice_changes_nothing() -> None:
    people = load_people()
    ship_plain_english()

    load_advice(people)
    first = Request.objects.count()
    load_advice(people)

    assert set(Request.objects.values_list("state", flat=True)) == set(State.values)
    assert Request.objects.count() == first
    assert Request.objects.filter(office_only=True).count() == 4
    _has_something_late_and_something_for_today(people["comms"])


def _has_something_late_and_something_for_today(adviser: User) -> None:
    late = signed_in(adviser).get("/advice/desk/list/overdue/").context["rows"]
    today = signed_in(adviser).get("/advice/desk/list/today/").context["rows"]

    assert [row.opening.split(" the ")[0] for row in late] == ["They say"]
    assert late[0].item.due_at == clocks_of(late[0].item)[Clock.ANSWER].reckoning().due_at
    assert "Litter pick at the canal" in " ".join(row.opening for row in today)
