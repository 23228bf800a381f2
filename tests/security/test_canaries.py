"""Each confidential text is a token; whoever walks through the house meets theirs and no other, and none lies about.

The table is tests/security/canaries.py. Deliberate faults that turn this red are named at each test; those marked
"tried" were.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.conf import settings
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import timezone
from pytest_django.plugin import DjangoDbBlocker

from abuse_log.models import Incident
from portal.celery import app as celery
from portal.foundation.audit.models import Event
from portal.foundation.deadlines.actions import sweep_due
from portal.foundation.files.models import StoredFile
from portal.foundation.outbox.actions import drain
from portal.foundation.outbox.models import Item
from portal.foundation.people.models import User
from portal.foundation.vault.fields import EncryptedTextField
from tests.conftest import Database, _of_its_own
from tests.security import at_rest
from tests.security.at_rest import Left
from tests.security.canaries import CANARIES, CRAWLERS, READS_ALL_GUIDANCE, SEARCH_COLUMN
from tests.security.crawl import Walk, tokens_in
from tests.security.planting import Planter
from tests.security.walls import ABSENT, PEOPLE, RULES

PLAIN_PICTURE = b"\x89PNG\r\n\x1a\n"


@dataclass(frozen=True)
class House:
    """The demo council with its canaries, after everybody has walked through it."""

    database: str
    planter: Planter
    walks: dict[str, Walk]
    log: str

    def name(self, token: str) -> str:
        return self.planter.canary.names.get(token, token)

    def met_by(self, person: str) -> dict[str, set[str]]:
        """Names of the canaries that the person met, and where."""
        return {self.name(token): where for token, where in self.walks[person].found.items()}


@pytest.fixture(scope="module")
def house(
    demo_template: str, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[House]:
    """Planted, mailed and walked through once, for all the tests of this file."""
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    overridden = override_settings(
        STORAGES=settings.STORAGES | {"staticfiles": plain},
        EMAIL_BACKEND="django.core.mail.backends.filebased.EmailBackend",
        EMAIL_FILE_PATH=str(tmp_path_factory.mktemp("mail")),
    )
    with overridden:
        for database in _of_its_own(demo_template, django_db_blocker):
            planter = Planter()
            with at_rest.logged() as log:
                planter.plant()
                send_everything()
                walks = {person: walk_of(person, planter) for person in CRAWLERS}
            yield House(database.name, planter, walks, log.getvalue())


def send_everything() -> None:
    """The work of the workers, three days on: safe copies, mails, and the reminders that are due by then."""
    drain()
    with time_machine.travel(timezone.now() + timezone.timedelta(days=3)):
        sweep_due()
        drain()
    for entry in celery.conf.beat_schedule.values():
        celery.send_task(entry["task"], expires=5)


def walk_of(person: str, planter: Planter) -> Walk:
    client = Client()
    if person != "nobody":
        client.force_login(User.objects.get(email=PEOPLE[person]))

    def turns_from(path: str) -> bool:
        is_a_point = path.startswith("/guidance/") and path != "/guidance/" and person not in READS_ALL_GUIDANCE
        return is_a_point or path.startswith(("/static/", "/account/logout/"))

    walk = Walk(client, turns_from)
    walk.walk(["/", *guessed(planter)])
    return walk


def guessed(planter: Planter) -> Iterator[str]:
    """Every address that answers to GET: the pages, and those about each planted thing, whosever it is."""
    for name, rule in RULES.items():
        if rule.get is not None and rule.about != "sign-in":
            for where in planter.places[rule.about] if rule.about else [{}]:
                yield reverse(name, kwargs=where | rule.extra)


def test_everything_in_the_table_is_planted(house: House) -> None:
    assert house.planter.canary.planted == set(CANARIES)


def test_nobody_meets_what_is_not_theirs(house: House) -> None:
    wrong = [
        f"{person} met {name} at {sorted(where)[:3]}"
        for person in CRAWLERS
        for name, where in house.met_by(person).items()
        if name not in CANARIES or person not in CANARIES[name].seen_by
    ]
    assert wrong == []


def test_everybody_meets_what_is_theirs(house: House) -> None:
    missed = [
        f"{person} did not meet {name}"
        for name, canary in CANARIES.items()
        for person in sorted(canary.seen_by)
        if name not in house.met_by(person)
    ]
    assert missed == []
