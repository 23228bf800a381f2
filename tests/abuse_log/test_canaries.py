"""What is sealed appears where somebody asked for it, and nowhere else.

Deliberate faults that were tried: the words' text put into record.html turns `test_page_before_asking` red; a reason
written into an audit event turns `test_database_holds_no_plain_text` red.
"""

from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from abuse_log import actions
from abuse_log.evidence.actions import add_exhibit
from abuse_log.taxonomy import Choice, ReportStatus
from portal.foundation.outbox.models import Item
from tests.abuse_log.conftest import CANARY, Kept
from tests.factories.files import picture, upload

pytestmark = pytest.mark.django_db


def every_deed(kept: Kept) -> None:
    """Each action that takes text is given the canary."""
    incident, member = kept.incident, kept.incident.member
    actions.record_incident(key=uuid4(), member=member, by=member, summary=CANARY, said=CANARY, link=CANARY)
    actions.add_words(incident=incident, by=member, kind="before", text=CANARY)
    actions.add_account(incident=incident, by=member, fields={"handle": CANARY, "display_name": CANARY})
    add_exhibit(incident=incident, by=member, upload=upload(picture(size=(50, 20)), name=f"{CANARY}.png"))
    actions.change_details(incident=incident, by=member, version=1, changes={"summary": CANARY, "link": CANARY})
    actions.decide(incident=incident, by=member, version=2, choice=Choice.PURSUE, reason=CANARY, review_on=None)
    report = incident.reports.get()
    actions.update_report(report=report, by=member, version=1, status=ReportStatus.REMOVED, note=CANARY)


def test_database_holds_no_plain_text(kept: Kept) -> None:
    every_deed(kept)
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
        ("evidence_add", True),
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
    page = member_client.get(reverse("abuse_log:exhibit_show", args=[kept.ref, 1])).content.decode()
    assert CANARY not in page
    assert 'alt="Exhibit E001 of this record"' in page


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
