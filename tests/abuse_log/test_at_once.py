"""Two hands at once: one record for one key, no number twice, and one of two changes told that it came second.

Deliberate fault: without the lock of the record and of the member's row these turn red (tried).
"""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

from django.db import connection

from abuse_log import actions
from abuse_log.models import Incident, RingRequest
from tests.factories.abuse_log import IncidentFactory
from tests.factories.people import UserFactory

HANDS = 4


def at_once(deed: Callable[[int], Any]) -> list[Any]:
    """What each of four hands gets that do it in the same moment: an answer or a refusal."""
    start = threading.Barrier(HANDS)

    def hand(number: int) -> Any:
        start.wait()
        try:
            return deed(number)
        except actions.Refused as refused:
            return refused
        finally:
            connection.close()

    with ThreadPoolExecutor(HANDS) as pool:
        return list(pool.map(hand, range(HANDS)))


def test_one_key_makes_one_record(committed_db: Any) -> None:
    member, key = UserFactory(roles=("member",)), uuid4()
    made = at_once(lambda _: actions.record_incident(key=key, member=member, by=member, summary="Bins"))
    assert len({incident.pk for incident in made}) == 1
    assert Incident.objects.count() == 1


def test_of_changes_to_one_version_one_is_saved(committed_db: Any) -> None:
    incident = IncidentFactory()
    found = at_once(
        lambda number: actions.change_details(
            incident=incident, by=incident.member, version=1, changes={"summary": f"Line {number}"}
        )
    )
    assert sum(isinstance(one, actions.Changed) for one in found) == HANDS - 1
    incident.refresh_from_db()
    assert incident.version == 2


def test_reports_are_numbered_one_after_the_other(committed_db: Any) -> None:
    incident = IncidentFactory()
    fields = {"platform": "x", "reported_by": "member"}
    at_once(
        lambda _: actions.note_report(
            key=uuid4(), incident=incident, by=incident.member, reported_at=incident.recorded_at, fields=fields
        )
    )
    assert [report.number for report in incident.reports.all()] == [1, 2, 3, 4]


def test_member_is_put_on_the_list_to_ring_once(committed_db: Any) -> None:
    UserFactory(roles=("safety_lead",))
    member = UserFactory(roles=("member",))
    at_once(lambda _: actions.ask_to_be_rung(member=member, by=member))
    assert RingRequest.objects.count() == 1
