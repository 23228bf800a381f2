"""The demo cases: in nearly every state, and loaded once. The demo council of the run is looked at, as it is dear."""

from portal.foundation.people.demo import load_people
from reviews.conduct.demo import load_matters
from reviews.conduct.identity import acting_as_system
from reviews.conduct.models import Case, Publication
from reviews.conduct.states import SWITCHED_OFF, State
from tests.conftest import Database


def test_demo_fills_the_states_and_loads_once(demo_db: Database) -> None:
    load_matters(load_people())
    with acting_as_system():
        states = list(Case.objects.values_list("state", flat=True))
    assert set(State) - set(states) == {State.LOCAL_RESOLUTION, State.RESOLVED, *SWITCHED_OFF}
    assert len(states) == 20
    assert Publication.objects.shown().count() == 1
