"""Each confidential text is a token; whoever walks through the house meets theirs and no other, and none lies about.

The table is tests/security/canaries.py. Deliberate faults that turn this red are named at each test; those marked
"tried" were. PORTAL_FAULTS=full reads every wording of every point; without it, two for each person.
"""

import re
from collections.abc import Iterable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.apps import apps
from django.conf import settings
from django.db.models import Model
from django.test import override_settings
from django.urls import reverse
from django.utils import timezone
from pytest_django.plugin import DjangoDbBlocker

from portal.celery import app as celery
from portal.foundation.audit.models import Event
from portal.foundation.deadlines.actions import sweep_due
from portal.foundation.outbox.actions import drain
from portal.foundation.outbox.models import Item
from portal.foundation.vault.fields import EncryptedTextField
from reviews.conduct.identity import acting_as, drafting
from tests.conftest import of_its_own
from tests.security import at_rest, planting_conduct
from tests.security.at_rest import Left
from tests.security.canaries import (
    CANARIES,
    FULL,
    PARTS_IN_CASES,
    READS_ALL_GUIDANCE,
    SEARCH_COLUMN,
    TRIES_ALL_ADDRESSES,
    WALKERS,
    WITHOUT_ACCOUNT,
)
from tests.security.crawl import Visitor, Walk, tokens_in
from tests.security.planting import Planter
from tests.security.walls import RULES

PLAIN_PICTURE = b"\x89PNG\r\n\x1a\n"
SECRET_OF_A_FORM = re.compile(r'name="csrfmiddlewaretoken" value="\w+"')
RETURN_PAGE = b"/records/return/"
"""What only a mail of the kind conduct.for_party to somebody without an account leads to."""
TO_HEADER = re.compile(rb"^To:.*(?:\n[ \t].*)*$", re.MULTILINE)
DESK = ("/advice/desk/list/open/", "/advice/desk/list/closed/")
OFFICE = ("/advice/monitoring-officer/list/open/", "/advice/monitoring-officer/list/closed/")
SEARCHES = {"nobody": ("/guidance/search/",), "comms": DESK, "mo": OFFICE}
"""Where each may look for words. Of two who see the same one is enough."""
OTHER_ROOMS = ("/guidance/", "/advice/", "/threatened/", "/people/", "/account/")
IN_ONE_ROOM = (*PARTS_IN_CASES, *WITHOUT_ACCOUNT)
"""Whoever has a part in a case only leaves these to the others."""


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


def _send_all() -> None:
    """One drain takes so many items at a time; here everything that is due goes out."""
    while drain():
        pass


@pytest.fixture(scope="module")
def house(
    demo_template: str, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[House]:
    """Planted, mailed and walked through once, for all the tests of this file."""
    overridden = override_settings(
        EMAIL_BACKEND="django.core.mail.backends.filebased.EmailBackend",
        EMAIL_FILE_PATH=str(tmp_path_factory.mktemp("mail")),
    )
    with overridden:
        for database in of_its_own(demo_template, django_db_blocker):
            planter = Planter()
            with at_rest.logged() as log:
                planter.plant()
                send_everything()
                planter.conduct.begin_complaint(planter.canary)
                walks = {person: walk_of(person, planter) for person in (*WALKERS, *IN_ONE_ROOM)}
            yield House(database.name, planter, walks, log.getvalue())


def send_everything() -> None:
    """The work of the workers, three days on: safe copies, mails, and the reminders that are due by then."""
    _send_all()
    with time_machine.travel(timezone.now() + timedelta(days=3)):
        sweep_due()
        _send_all()
    for entry in celery.conf.beat_schedule.values():
        celery.send_task(entry["task"], expires=5)


def walk_of(person: str, planter: Planter) -> Walk:
    client = Visitor()
    if person in WITHOUT_ACCOUNT:
        session = client.session
        session.update(planter.conduct.session_of(person))
        session.save()
    elif person != "nobody":
        client.force_login(planter.people[person])
    points = () if person in READS_ALL_GUIDANCE else ("/guidance/",)
    walk = Walk(client, planter.ids, OTHER_ROOMS if person in IN_ONE_ROOM else points)
    most = None if person in TRIES_ALL_ADDRESSES or person in IN_ONE_ROOM else 2
    walk.walk(["/", *guessed(planter, most, "conduct:" if person in IN_ONE_ROOM else "")])
    return walk


def guessed(planter: Planter, most: int | None, room: str = "") -> Iterator[str]:
    """Every address that answers to GET: the pages, and those about the planted things, whosever they are."""
    for name, rule in RULES.items():
        if rule.get is not None and rule.about != "sign-in" and name.startswith(room):
            for where in planter.places[rule.about][:most] if rule.about else [{}]:
                yield reverse(name, kwargs=where | rule.extra)


def test_everything_in_the_table_is_planted(house: House) -> None:
    """Fault: a row that planting.py does not know."""
    assert house.planter.canary.planted == set(CANARIES)


def test_nobody_meets_what_is_not_theirs(house: House) -> None:
    """Faults: show internal notes to the member; let a delegate see what is for the office only, or take an original;
    show another adviser's draft answer; let the desk see all; private notes of a case on its page (all tried).
    A page of a case that is not `walled`.
    """
    wrong = [
        f"{person} met {name} at {sorted(where)[:3]}"
        for person in house.walks
        for name, where in house.met_by(person).items()
        if name not in CANARIES or person not in CANARIES[name].seen_by | CANARIES[name].may_see
    ]
    assert wrong == [], "\n".join(wrong)


def test_everybody_meets_what_is_theirs(house: House) -> None:
    """So the walk reaches what it clears. Faults: leave a list out of a page; guess fewer addresses (both tried)."""
    missed = [
        f"{person} did not meet {name}"
        for name, canary in CANARIES.items()
        for person in sorted(canary.seen_by & set(house.walks))
        if name not in house.met_by(person)
    ]
    assert missed == [], "\n".join(missed)


def test_every_sealed_field_holds_a_canary(house: House) -> None:
    """A later issue that adds a sealed field plants something in it. Fault: a sealed field more."""
    fields = [
        (model, field.name)
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if isinstance(field, EncryptedTextField)
    ]
    assert fields
    planted = house.planter.conduct
    assert planted.draft is not None
    names = (nullcontext(), drafting(planted.draft), *(acting_as(person.pk) for person in planted.readers))
    held: set[tuple[type[Model], str]] = set()
    for in_whose_name in names:
        with in_whose_name:
            held |= {(model, name) for model, name in fields if holds_one(model, name)}
    assert [f"{model._meta.label}.{name}" for model, name in fields if (model, name) not in held] == []


def holds_one(model: type[Model], name: str) -> bool:
    return any(tokens_in(str(getattr(row, name)).encode()) for row in model._default_manager.all())


def test_who_has_a_part_in_a_case_meets_what_is_theirs(house: House) -> None:
    """At least 99 of 100 of what the table of the room opens to them, with no exception listed.

    Faults: leave the facts out of the case page; show a paper without its words.
    """
    met = {person: house.met_by(person) for person in house.walks}
    may = [(name, who) for name, canary in CANARIES.items() for who in canary.may_see & set(met)]
    missed = [f"{person} did not meet {name}" for name, person in may if name not in met[person]]

    assert len(missed) <= len(may) // 100, "\n".join(missed)


def test_no_title_address_or_header_holds_one(house: House) -> None:
    """Titles and addresses lie in histories. Fault: the question in the title of request.html (tried)."""
    shown = [(house.name(token), place) for walk in house.walks.values() for token, place in walk.in_open_view]

    assert [(name, place) for name, place in shown if not CANARIES[name].in_titles] == []


def test_search_finds_what_is_theirs_and_tells_nothing_else(house: House) -> None:
    """A word that may not be found gives the very page of a word that is nowhere.

    Faults: let `matching` find withdrawn ones, or those of the office only (both tried).
    """
    wrong = []
    for person, pages in SEARCHES.items():
        found = set().union(*(found_at(page, house.walks[person], house.planter) for page in pages))
        for name, canary in CANARIES.items():
            if (name in found) != (person in canary.found_by):
                wrong.append(f"{person} {'found' if name in found else 'did not find'} {name}")
    assert wrong == [], "\n".join(wrong)


def found_at(page: str, walk: Walk, planter: Planter) -> Iterator[str]:
    """The canaries for which the page differs from that of a word which is nowhere; it must show what holds them."""
    nothing = without_word(walk, page, f"canary{'0' * 32}")
    for name, token in searched_for(planter):
        body = without_word(walk, page, token)
        if body != nothing:
            assert str(planter.requests[name.split(".")[0]].pk) in body, f"{page} shows something else for {name}"
            yield name


def searched_for(planter: Planter) -> list[tuple[str, str]]:
    """All, in `make faults`. No column that is searched holds a case of conduct: of these, else one in five."""
    rows = list(planter.canary.by_name.items())
    of_cases = [row for row in rows if row[0] in planting_conduct.ROWS]
    return rows if FULL else [row for row in rows if row not in of_cases] + of_cases[::5]


def without_word(walk: Walk, page: str, word: str) -> str:
    """The page that answers to the word, but for the word itself and what is random."""
    return SECRET_OF_A_FORM.sub("", walk.fetch(f"{page}?q={word}").body.decode().replace(word, ""))


def left_in_plain(house: House, left: Iterable[Left]) -> list[str]:
    """Canaries that lie where they must not, by name; what the table lets lie in plain may lie there only."""
    return [
        f"{house.name(token)} in {where}"
        for where, raw in left
        for token in sorted(tokens_in(raw))
        if house.name(token) not in CANARIES or CANARIES[house.name(token)].plain_in != where
    ]


def test_rows_hold_none_in_plain(house: House) -> None:
    """Faults: a TextField where an EncryptedTextField was; fill `search` for the office only (both tried)."""
    left = list(at_rest.rows(house.database))

    assert left_in_plain(house, left) == []
    found = {house.name(token) for where, raw in left if where == SEARCH_COLUMN for token in tokens_in(raw)}
    assert found == {name for name, canary in CANARIES.items() if canary.plain_in == SEARCH_COLUMN}


def test_data_files_and_log_of_the_database_hold_none_in_plain(house: House) -> None:
    """Fault: save a text first and seal it in a second step."""
    sealed = {name for name, canary in CANARIES.items() if not canary.plain_in}  # other tests share the log files
    met = {house.name(token) for _, raw in at_rest.data_files(house.database) for token in tokens_in(raw)}

    assert met & sealed == set()
    assert met >= {name for name, canary in CANARIES.items() if canary.plain_in}  # what may lie there, does


def test_files_on_disk_hold_neither_a_picture_nor_a_word_in_plain(house: House) -> None:
    """Fault: keep an unsealed copy of the upload as well (tried)."""
    left = list(at_rest.files_below(Path(settings.FILES_ROOT)))

    assert len(left) >= 2 * len(house.planter.places["request_picture"])
    assert [where for where, raw in left if PLAIN_PICTURE in raw] == []
    assert left_in_plain(house, left) == []


def test_outbox_and_audit_hold_ids_only(house: House) -> None:
    """Faults: the summary of a record in the data of an event (tried) or in a payload."""
    items = [(f"outbox item {item.kind}", str(item.payload).encode()) for item in Item.objects.all()]
    events = [(f"event {event.verb}", str(event.data).encode()) for event in Event.objects.all()]

    assert {"outbox item advice.answered", "outbox item record.reminder"} <= {where for where, _ in items}
    assert {"event advice.read", "event record.read"} <= {where for where, _ in events}
    assert left_in_plain(house, [*items, *events]) == []


def test_every_mail_was_sent_and_none_holds_one(house: House) -> None:
    """Faults: the summary of a record in the subject of its reminder or the reference of a case in one (tried)."""
    mails = list(at_rest.mails())
    subjects = " / ".join(subject for subject, _ in mails)

    assert left_in_plain(house, [(subject, unaddressed(raw)) for subject, raw in mails]) == []
    assert tokens_in(b"".join(raw for _, raw in mails)) == {house.planter.canary.by_name["told.email"]}
    assert [reference for reference in house.planter.conduct.references if reference in str(mails)] == []
    told_somebody = (
        "your answer is ready",
        "for the Monitoring Officer",
        "Your reminder: REC-",
        "Please ring somebody",
    )
    for told in (*told_somebody, "Something waits for you"):
        assert told in subjects
    assert not Item.objects.dead().exists()
    assert not Item.objects.waiting().filter(due_at__lte=timezone.now()).exists()


def unaddressed(mail: bytes) -> bytes:
    """A mail without its To header, if it is of the kind conduct.for_party: it goes to the address that they gave."""
    return TO_HEADER.sub(b"", mail) if RETURN_PAGE in mail else mail


def test_messages_to_workers_hold_none(house: House) -> None:
    """Fault: `send_task("…", args=[what])` in an action (tried)."""
    keys = list(at_rest.redis_keys())

    assert b"outbox.drain" in b"".join(raw for _, raw in keys)
    assert left_in_plain(house, keys) == []


def test_log_of_all_this_holds_none(house: House) -> None:
    """Every action, every mail and every page at the most talkative level."""
    assert '"logger": "django.request"' in house.log
    assert left_in_plain(house, [("the log", house.log.encode())]) == []
