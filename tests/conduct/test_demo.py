"""The demo cases: in several states, and loaded once."""

import pytest

from portal.foundation.people.demo import load_people
from reviews.conduct.demo import load_matters
from reviews.conduct.identity import acting_as_system
from reviews.conduct.models import Case, Publication
from reviews.conduct.states import SWITCHED_OFF, State

pytestmark = pytest.mark.django_db


def test_demo_fills_the_states_and_loads_once() -> None:
    people = load_people()
    load_matters(people)
    load_matters(people)
    with acting_as_system():
        states = list(Case.objects.values_list("state", flat=True))
    assert set(states) == set(State) - set(SWITCHED_OFF)
    assert len(states) == 22
    assert Publication.objects.shown().count() == 1
