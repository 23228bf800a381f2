"""The public page: open to everybody, first things first, every fact dated."""

from datetime import date
from typing import Any

import pytest
from django.test import Client

from abuse_log import facts
from tests.factories.people import UserFactory

WHERE = "/threatened/"
pytestmark = pytest.mark.django_db


def test_page_is_open_without_sign_in(client: Client) -> None:
    assert client.get(WHERE).status_code == 200


def test_page_says_999_before_anything_else(client: Client) -> None:
    page = client.get(WHERE).content.decode().split("<main")[1]
    order = ["Ring 999", "101", "Operation Ford", "What to say", "Whom to ring at the council", "What to keep"]
    places = [page.index(words) for words in order]
    assert places == sorted(places)


def test_page_says_to_copy_before_blocking(client: Client) -> None:
    page = client.get(WHERE).content.decode()
    assert page.index("Copy the <strong>profile") < page.index("block or report")


def test_page_dates_every_fact(client: Client) -> None:
    page = client.get(WHERE).content.decode()
    assert page.count("(as at 22 November 2026)") == 8


def test_facts_are_not_dated_in_the_future() -> None:
    assert date(2026, 11, 1) <= facts.CHECKED


def test_page_names_the_number_of_the_council(client: Client, settings: Any) -> None:
    settings.COUNCIL_SAFETY_PHONE = "0161 496 0000, weekdays 9 to 5"
    assert '<a class="govuk-link" href="tel:01614960000">0161 496 0000, weekdays 9 to 5</a>' in (
        client.get(WHERE).content.decode()
    )
    settings.COUNCIL_SAFETY_PHONE = "Ask at the desk"
    assert "<strong>Ask at the desk</strong>" in client.get(WHERE).content.decode()


def test_page_says_how_when_no_number_is_known(client: Client, settings: Any) -> None:
    settings.COUNCIL_SAFETY_PHONE = ""
    page = client.get(WHERE).content.decode()
    assert "ask for the member safety lead or the Monitoring Officer" in page


def test_page_offers_a_ring_to_who_has_signed_in(client: Client) -> None:
    assert "Ask the safety leads to ring" not in client.get(WHERE).content.decode()
    client.force_login(UserFactory(roles=("member",)))
    assert "Ask the safety leads to ring" in client.get(WHERE).content.decode()


def test_page_is_only_read(client: Client) -> None:
    assert client.post(WHERE).status_code == 405
