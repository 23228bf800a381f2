"""What arrives broken gives no 500 and loses no word that arrived.

A connection that is cut is tried against the real server: tests/journeys/test_broken_connection.py.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from django.urls import reverse

from abuse_log.models import Incident
from portal.foundation.people.models import User
from tests.factories.abuse_log import IncidentFactory
from tests.factories.files import picture, upload
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
LONDON = ZoneInfo("Europe/London")


def halves(*, member: User, key: str) -> dict[str, bytes]:
    """The form of a new record, broken in the ways that a form breaks on its way."""
    files = [upload(picture(size=(60 + number, 50)), f"{number}.png") for number in range(3)]
    sent = {"key": key, "member": str(member.pk), "summary": "Rude remark about bins", "pictures": files}
    whole = encode_multipart(BOUNDARY, sent)
    in_a_picture = whole.rindex(b"IDAT") + 20
    return {
        "in a picture": whole[:in_a_picture],
        "in the head of a part": whole[: whole.rindex(b"Content-Type") + 5],
        "without the last boundary": whole[: whole.rindex(b"--" + BOUNDARY.encode())],
        "in the first line": whole[:10],
        "nothing": b"",
    }


def test_truncated_form_gives_no_500_and_keeps_the_line(as_user: SignIn) -> None:
    member = UserFactory(roles=("member",))
    client, key = as_user(member), str(uuid4())
    for where, body in halves(member=member, key=key).items():
        answer = client.generic("POST", reverse("abuse_log:new"), body, content_type=MULTIPART_CONTENT)
        assert answer.status_code in (200, 302, 400), where
    kept = Incident.objects.get()  # each half has the same key: one record
    assert kept.summary == "Rude remark about bins"
    whole = encode_multipart(BOUNDARY, {"file": upload(picture(size=(60, 50)), "0.png")})
    take = reverse("abuse_log:evidence_take", args=[kept.neutral_reference])
    answer = client.generic("POST", take, whole, content_type=MULTIPART_CONTENT)
    assert answer.json() == {"said": "Saved and sealed"}  # sent whole, it is the one that had arrived


@pytest.mark.parametrize("kind", [MULTIPART_CONTENT.replace(BOUNDARY, "\xff"), "multipart/form-data", "image/png", ""])
def test_body_of_another_kind_gives_no_500(kind: str, as_user: SignIn) -> None:
    incident = IncidentFactory()
    take = reverse("abuse_log:evidence_take", args=[incident.neutral_reference])
    answer = as_user(incident.member).generic("POST", take, picture(), content_type=kind)
    assert answer.status_code in (400, 422)
    assert not incident.exhibits.exists()


@pytest.mark.parametrize(("minutes", "is_kept"), [(-1, True), (1, False), (60 * 24, False)])
def test_incident_that_is_yet_to_come_is_refused(minutes: int, *, is_kept: bool, as_user: SignIn) -> None:
    """On the day of a clock change, to the minute. Fault: compare days."""
    now = datetime(2026, 10, 25, 3, 30, tzinfo=LONDON)
    with time_machine.travel(now, tick=False):
        incident = IncidentFactory()
        then = now + timedelta(minutes=minutes)
        sent = {"version": "1", "occurred_time": f"{then:%H:%M}"}
        sent |= {f"occurred_{part}": str(getattr(then, part)) for part in ("day", "month", "year")}
        url = reverse("abuse_log:edit", args=[incident.neutral_reference, "when"])
        answer = as_user(incident.member).post(url, sent)
    assert (answer.status_code == 302) is is_kept
    assert is_kept or "has not come yet" in answer.content.decode()
