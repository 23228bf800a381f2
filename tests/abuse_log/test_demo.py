"""The demo records: in several states, and loaded once."""

import pytest

from abuse_log.demo import load_records
from abuse_log.models import Incident, RingRequest
from portal.foundation.people.demo import load_people

pytestmark = pytest.mark.django_db


def test_demo_fills_the_states_and_loads_once() -> None:
    people = load_people()
    load_records(people)
    load_records(people)
    mine = Incident.objects.filter(member=people["member"]).in_list()
    assert {incident.state_in_words for incident in mine} == {
        "Recorded",
        "With the police",
        "To be acknowledged",
        "Kept as a record",
        "Waiting for a platform",
        "Answered by a platform",
    }
    assert RingRequest.objects.unanswered().count() == 1
