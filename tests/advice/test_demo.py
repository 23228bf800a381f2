import pytest

from guidance.actions import ship_plain_english
from portal.foundation.people.demo import load_people
from reviews.advice.demo import load_advice
from reviews.advice.models import Request
from reviews.advice.states import State

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
