"""Whatever goes wrong, no log holds what a person wrote: neither the portal's nor that of the database.

Deliberate faults: take the filter "plain" from the handler (tried); log `request.POST`; set the database's
log_error_verbosity to default.
"""

import json
import secrets
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from celery import shared_task
from django.core.signals import got_request_exception
from django.db import connection
from django.test import Client
from django.urls import reverse

from portal.foundation.outbox.actions import add, drain
from portal.foundation.outbox.models import Item
from portal.foundation.people.models import User
from reviews.advice import actions as desk
from reviews.advice.models import Request
from tests.cluster import servers
from tests.conftest import Database
from tests.factories.files import upload
from tests.security import at_rest
from tests.security.crawl import tokens_in
from tests.security.walls import PEOPLE

WORDS = f"canary{secrets.token_hex(16)}"
FORGED = f'{WORDS}\r\n{{"event": "forged"}}\n'
HEADERS = {"user-agent": WORDS, "referer": f"http://localhost/advice/desk/?q={WORDS}"}


@pytest.fixture
def faults() -> Iterator[list[str]]:
    """What the errors themselves said, before any log was written."""
    said: list[str] = []

    def listen(**_: Any) -> None:
        said.append(str(sys.exception()))

    got_request_exception.connect(listen)
    yield said
    got_request_exception.disconnect(listen)


def as_(name: str, **options: Any) -> Client:
    client = Client(raise_request_exception=False, headers={"host": "localhost"}, **options)
    client.force_login(User.objects.get(email=PEOPLE[name]))
    client.cookies["kept"] = WORDS
    return client


def item() -> Request:
    """A request that the adviser holds."""
    held = Request.objects.filter(adviser__email=PEOPLE["comms"], state="assigned").first()
    assert held is not None
    return held


def database_refuses_a_row_with_plain_words() -> int:
    """Of an ordinary request, the words lie in plain in one column, which the error then quotes."""
    member = User.objects.get(email=PEOPLE["member"])
    draft = desk.begin_draft(by=member, member=member)
    answers = {"kind": "general", "topics": ["other"], "question": WORDS}
    draft = desk.save_draft(item=draft, by=member, version=draft.version, step="question", answers=answers)
    at_rest.refuse("advice_request", "search IS NULL")
    return as_("member").post(reverse("advice:submit", args=[draft.pk]), {"version": draft.version}).status_code


def database_refuses_a_row_with_sealed_words() -> int:
    at_rest.refuse("advice_note", "item_id IS NULL")
    return as_("comms").post(reverse("advice:note", args=[item().pk]), {"text": FORGED}).status_code


def a_table_is_gone() -> int:
    servers.psql("ALTER TABLE deadlines_clock RENAME TO gone", str(connection.settings_dict["NAME"]))
    return as_("comms").get(item().get_desk_url(), {"q": FORGED}, headers=HEADERS).status_code


def page_is_not_there() -> int:
    return as_("comms").get("/no-such-page/", {"q": FORGED}, headers=HEADERS).status_code


def form_comes_from_elsewhere() -> int:
    client = as_("comms", enforce_csrf_checks=True)
    return client.post(reverse("advice:note", args=[item().pk]), {"text": FORGED}, headers=HEADERS).status_code


def form_comes_from_another_site_over_tls() -> int:
    client = as_("comms", enforce_csrf_checks=True)
    headers = HEADERS | {"referer": f"https://portal.old.example/advice/desk/?q={WORDS}"}
    return client.post("/advice/desk/", {"text": WORDS}, headers=headers, secure=True).status_code


def body_is_too_long() -> int:
    return as_("comms").post(reverse("advice:note", args=[item().pk]), {"text": WORDS * 80_000}).status_code


def body_has_too_many_fields() -> int:
    fields = {f"{WORDS}{number}": WORDS for number in range(600)}
    return as_("comms").post(reverse("advice:note", args=[item().pk]), fields).status_code


def body_is_broken() -> int:
    kind = f"multipart/form-data; boundary={WORDS * 6}"
    return as_("member").post(reverse("abuse_log:new"), WORDS.encode(), content_type=kind).status_code


def picture_is_none() -> int:
    sent = {"key": "x", "pictures": upload(WORDS.encode(), name=f"{WORDS}\n.png"), "said": FORGED}
    return as_("member").post(reverse("abuse_log:new"), sent).status_code


def nobody_signs_in() -> int:
    told = {"login": f"{WORDS}@council.example", "password": WORDS}
    return Client(headers={"host": "localhost"}).post("/account/login/", told, headers=HEADERS).status_code


TROUBLES: dict[Callable[[], int], int] = {
    page_is_not_there: 404,
    form_comes_from_elsewhere: 403,
    form_comes_from_another_site_over_tls: 403,
    body_is_too_long: 400,
    body_has_too_many_fields: 400,
    body_is_broken: 400,
    picture_is_none: 200,
    nobody_signs_in: 200,
    database_refuses_a_row_with_plain_words: 500,
    database_refuses_a_row_with_sealed_words: 500,
    a_table_is_gone: 500,
}
"""What goes wrong, and how the portal answers. Those that break the database come last."""


def assert_clean(log: str) -> None:
    lines = [json.loads(line) for line in log.splitlines()]
    assert lines
    assert "forged" not in {line["event"] for line in lines}
    assert tokens_in(log.encode()) == set()
    assert tokens_in(servers.logs.read_bytes()) == set()


def test_no_trouble_with_a_page_is_logged_with_its_words(demo_db: Database, faults: list[str]) -> None:
    with at_rest.logged() as log:
        answers = {trouble: trouble() for trouble in TROUBLES}

    assert answers == TROUBLES
    assert any(WORDS in said for said in faults), "no error quotes the words: the test proves nothing"
    assert log.getvalue().count('"level": "error"') >= 3
    assert_clean(log.getvalue())


def broken_kind(item: Item) -> None:
    raise ValueError(f"cannot send {FORGED}")


def test_no_failed_mail_is_logged_with_its_words(demo_db: Database, settings: Any) -> None:
    settings.OUTBOX_KINDS = {"tests.broken": f"{__name__}.broken_kind"}
    add("tests.broken", key=WORDS, payload={"id": WORDS})
    with at_rest.logged() as log:
        drain(limit=10_000)

    assert Item.objects.get(kind="tests.broken").last_error == "ValueError"
    assert "ValueError" in log.getvalue()
    assert_clean(log.getvalue())


@shared_task(name="tests.quotes_its_arguments")
def quotes_its_arguments(words: str) -> None:
    raise ValueError(f"cannot do {words}")


def test_no_failed_task_is_logged_with_its_words() -> None:
    with at_rest.logged() as log:
        done = quotes_its_arguments.apply(args=[FORGED], kwargs={})

    assert done.failed()
    assert "ValueError" in log.getvalue()
    assert_clean(log.getvalue())
