"""What is sealed appears where somebody asked for it, and nowhere else.

Deliberate faults that were tried: the words' text put into record.html turns `test_page_before_asking` red; a reason
written into an audit event turns `test_database_holds_no_plain_text` red.
"""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from portal.foundation.outbox.models import Item
from tests.abuse_log.conftest import CANARY, Kept

pytestmark = pytest.mark.django_db


def test_database_holds_no_plain_text(kept: Kept) -> None:
    needles = [CANARY, CANARY.encode().hex()]
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            for needle in needles:
                cursor.execute(f'SELECT count(*) FROM "{table}" AS t WHERE t::text LIKE %s', [f"%{needle}%"])
                if cursor.fetchone()[0]:
                    found.append(table)
    assert found == []


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("list", False),
        ("new", False),
        ("detail", True),
        ("words_add", True),
        ("pictures_add", True),
        ("report_new", True),
        ("ring_me", False),
    ],
)
def test_page_before_asking(name: str, parts: bool, kept: Kept, member_client: Client) -> None:
    page = member_client.get(reverse(f"abuse_log:{name}", args=[kept.ref] if parts else [])).content.decode()
    assert CANARY not in page
    assert "<title>" in page
    assert "abuse" not in page.split("<title>")[1].split("</title>")[0].lower()


@pytest.mark.parametrize("section", ["line", "when", "kind"])
def test_details_that_hold_nothing_sealed(section: str, kept: Kept, member_client: Client) -> None:
    page = member_client.get(reverse("abuse_log:edit", args=[kept.ref, section])).content.decode()
    assert CANARY not in page


def test_picture_page_names_neither_file_nor_content(kept: Kept, member_client: Client) -> None:
    page = member_client.get(reverse("abuse_log:picture", args=[kept.ref, 1])).content.decode()
    assert CANARY not in page
    assert 'alt="Picture 1 of this record"' in page


def test_reminder_page_holds_nothing_sealed(kept: Kept, member_client: Client) -> None:
    page = member_client.get(reverse("abuse_log:reminder", args=[kept.ref, kept.reminder])).content.decode()
    assert CANARY not in page


@pytest.mark.parametrize("name", ["words", "accounts", "decision"])
def test_page_after_asking(name: str, kept: Kept, member_client: Client) -> None:
    page = member_client.get(reverse(f"abuse_log:{name}", args=[kept.ref])).content.decode()
    assert CANARY in page
    assert CANARY not in page.split("<title>")[1].split("</title>")[0]


def test_helper_who_sees_summaries_sees_no_more(kept: Kept, helper_client: Any) -> None:
    page = helper_client("summaries").get(kept.incident.get_absolute_url()).content.decode()
    assert kept.incident.summary in page
    assert CANARY not in page
    assert f'"{reverse("abuse_log:words", args=[kept.ref])}"' not in page


def test_address_says_nothing(kept: Kept) -> None:
    for address in (kept.incident.get_absolute_url(), reverse("abuse_log:list"), reverse("abuse_log:rings")):
        assert "abuse" not in address.lower()
        assert kept.incident.reference not in address


def test_outbox_holds_ids_only(kept: Kept) -> None:
    for item in Item.objects.all():
        assert kept.incident.reference not in str(item.payload)
        assert CANARY not in str(item.payload)
