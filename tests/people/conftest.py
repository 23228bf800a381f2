"""People that most tests of this folder need, and a browser for each."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from portal.foundation.people.models import Role, User
from tests.factories.people import UserFactory

SignIn = Callable[[User], Client]


def count_queries(browser: Client, where: str) -> int:
    """How many times the database is asked for a page. The first visit warms what is kept between requests."""
    browser.get(where)
    with CaptureQueriesContext(connection) as caught:
        assert browser.get(where).status_code == 200
    return len(caught)


@pytest.fixture(autouse=True)
def static_root(settings: Any) -> None:
    """WhiteNoise warns of a folder that is not there, and a warning is an error."""
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)


@pytest.fixture
def sign_in() -> SignIn:
    def in_a_browser(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return in_a_browser


@pytest.fixture
def admin(db: None) -> User:
    return UserFactory(roles=(Role.ADMINISTRATOR,))


@pytest.fixture
def other_admin(db: None) -> User:
    return UserFactory(roles=(Role.ADMINISTRATOR,))


@pytest.fixture
def officer(db: None) -> User:
    """The Monitoring Officer."""
    return UserFactory(roles=(Role.MONITORING_OFFICER,))


@pytest.fixture
def auditor(db: None) -> User:
    return UserFactory(roles=(Role.AUDITOR,))


@pytest.fixture
def member(db: None) -> User:
    return UserFactory(roles=(Role.MEMBER,))


@pytest.fixture
def nobody(db: None) -> User:
    """An account without any role."""
    return UserFactory()
