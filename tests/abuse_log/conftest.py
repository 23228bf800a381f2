"""People around one record, and clients that have signed in."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.test import Client

from abuse_log.models import Incident
from abuse_log.taxonomy import ReportStatus
from portal.foundation.deadlines.models import Reminder
from portal.foundation.people.models import User
from tests.factories.abuse_log import (
    AccountFactory,
    DecisionFactory,
    ExhibitFactory,
    IncidentFactory,
    WordsFactory,
    noted_police_report,
    noted_report,
)
from tests.factories.people import DelegationFactory

CANARY = "canary-c4n4ry"
"""Stands in every sealed field but the line that the member wrote for lists."""


@dataclass(frozen=True)
class Kept:
    """A record with something in each of its parts."""

    incident: Incident
    account: str
    reminder: str

    @property
    def ref(self) -> str:
        return self.incident.neutral_reference


def keep(incident: Incident) -> Kept:
    WordsFactory(incident=incident, text=CANARY)
    ExhibitFactory(incident=incident, number=1, stored__name=f"{CANARY}.png")
    account = AccountFactory(
        incident=incident, handle=CANARY, display_name=CANARY, profile_link=f"https://{CANARY}.example/"
    )
    DecisionFactory(incident=incident, reason=CANARY)
    report = noted_report(incident, what=CANARY, platform_reference=CANARY)
    report.updates.create(number=2, status=ReportStatus.SUBMITTED, note=CANARY, noted_by=incident.member)
    noted_police_report(incident, reference=CANARY, force=CANARY)
    reminder = Reminder.objects.about(report).order_by("due_at")[0]
    return Kept(incident, str(account.pk), str(reminder.pk))


@pytest.fixture
def kept(db: None) -> Kept:
    return keep(IncidentFactory(link=f"https://{CANARY}.example/"))


@pytest.fixture
def as_user() -> Callable[[User], Client]:
    def sign_in(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return sign_in


@pytest.fixture
def member_client(kept: Kept, as_user: Callable[[User], Client]) -> Client:
    return as_user(kept.incident.member)


@pytest.fixture
def helper_client(kept: Kept, as_user: Callable[[User], Client]) -> Callable[[str], Client]:
    """A client of a helper of the member with this grade."""
    return lambda grade: as_user(DelegationFactory(member=kept.incident.member, grade=grade).delegate)
