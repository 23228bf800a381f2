"""The page of readability, for those who write on editions."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from guidance.models import Edition
from tests.factories.guidance import adopted, protocol
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db
TEXTS = ("We told the DPO.", "It was told.", "Go and ask. Then stop.")


def words_of(response: Any) -> str:
    return " ".join(response.content.decode().split())


def page_of(edition: Edition) -> str:
    return reverse("guidance:readability", args=[edition.document.slug, edition.number])


def as_(*roles: str) -> Client:
    client = Client()
    client.force_login(UserFactory(roles=roles))
    return client


def test_editor_sees_figures_points_and_the_trend() -> None:
    adopted(protocol([("A", ("It was told.", "It was told."))]))
    edition = adopted(protocol([("A", TEXTS)]))

    text = words_of(as_("comms_adviser").get(page_of(edition)))

    assert "1 of 3 (33.3%)" in text
    assert "DPO is explained nowhere in this edition." in text
    assert '<q class="care-wording">was told</q>' in text
    assert "Then stop" not in text
    assert text.index("Edition 1") < text.index("Edition 2")


def test_history_leads_editors_there_and_nobody_else() -> None:
    edition = adopted()
    history = reverse("guidance:history", args=[edition.document.slug])

    assert page_of(edition) in words_of(as_("comms_lead").get(history))
    assert page_of(edition) not in words_of(as_("member").get(history))
    assert page_of(edition) not in words_of(Client().get(history))


def test_page_is_for_editors() -> None:
    edition = adopted()
    draft = adopted(protocol([("A", TEXTS)]), is_published=False)

    assert Client().get(page_of(edition)).status_code == 302
    assert as_("member").get(page_of(edition)).status_code == 403
    assert as_("member").get(page_of(draft)).status_code == 404
    assert as_("monitoring_officer").get(page_of(draft)).status_code == 200
    assert as_("comms_lead").get(page_of(edition).replace("edition-1", "edition-9")).status_code == 404
    assert as_("comms_lead").post(page_of(edition)).status_code == 405


def test_draft_that_changes_is_counted_anew() -> None:
    """Fault: remember figures by the edition alone (tried)."""
    draft, client = adopted(protocol([("A", TEXTS)]), is_published=False), as_("comms_lead")
    assert "1 of 3" in words_of(client.get(page_of(draft)))

    draft.point_versions.filter(number="1.2").update(text="We told it.")

    assert "2 of 3" in words_of(client.get(page_of(draft)))


@pytest.mark.parametrize("page", ["2", "99", "-1", "x", "\x00", "9" * 400])
def test_long_list_has_pages_and_takes_any_number(page: str) -> None:
    edition = adopted(protocol([("A", [f"Number {number} was told." for number in range(60)])]))

    response = as_("comms_lead").get(page_of(edition), {"page": page})

    assert response.status_code == 200
    assert "rel=" in words_of(response)


def test_number_of_queries_does_not_grow_with_the_points() -> None:
    client, counts = as_("comms_lead"), []
    client.get(page_of(adopted()))
    for points in (3, 60):
        title = f"Protocol of {points}"
        edition = adopted(protocol([("A", [f"It was told {number}." for number in range(points)])]), title=title)
        with CaptureQueriesContext(connection) as queries:
            client.get(page_of(edition))
        counts.append(len(queries))

    assert counts[0] == counts[1]
