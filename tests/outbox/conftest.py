import pytest
from pytest_django import Settings

from portal.foundation.people.models import User
from tests.factories.people import UserFactory
from tests.outbox.kinds import KINDS


@pytest.fixture(autouse=True)
def known_kinds(settings: Settings) -> None:
    settings.OUTBOX_KINDS = KINDS


@pytest.fixture
def admin_person(db: None) -> User:
    return UserFactory(roles=("administrator",))
