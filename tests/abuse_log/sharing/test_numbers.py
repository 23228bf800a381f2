"""Numbers hold nothing private, nothing small, and nothing that follows by subtraction."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from itertools import pairwise

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from abuse_log.models import Incident
from abuse_log.sharing.emails import briefing
from abuse_log.sharing.figures import month_before, month_page, numbers_of
from abuse_log.sharing.monthly import tell_of_month
from portal.foundation.outbox.models import Item
from portal.foundation.people.models import User
from portal.foundation.records.counts import Sort, counted_together
from tests.factories.abuse_log import IncidentFactory, ShareFactory
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
MARCH = datetime(2026, 3, 10, tzinfo=UTC)


def recorded(number: int, *, shared: bool = True, **said: object) -> list[Incident]:
    made = [IncidentFactory(recorded_at=MARCH, **said) for _ in range(number)]
    for one in made if shared else ():
        ShareFactory(incident=one, audience="office")
    return made


def march(table: int = 0) -> list[int | None]:
    return numbers_of(2026)[table].shown[2]


def test_private_kept_back_and_withdrawn_ones_are_in_no_number() -> None:
    """Faults: `Incident.objects.all()` in `counted`; the deputy's share counted."""
    rows = recorded(8, platform="x")
    recorded(7, shared=False, platform="x")
    recorded(6, behaviours=["robust_criticism"])
    assert march()[-1] == 8
    ShareFactory(incident=rows[0], audience="deputy")
    share = rows[1].shares.get()
    share.withdrawn_at, share.withdrawn_by = datetime.now(UTC), rows[1].member
    share.save(update_fields=["withdrawn_at", "withdrawn_by"])
    assert march()[-1] == 6
    assert month_page(date(2026, 3, 1), UserFactory()).number == "6"


def test_month_tells_of_another_office_s_records_a_number_alone() -> None:
    """Faults: lines of all that is counted (as it was); the number as it is."""
    lead, officer = UserFactory(roles=("safety_lead",)), UserFactory(roles=("monitoring_officer",))
    for one in recorded(4, channel="home"):
        one.risk_levels.create(number=1, level=4, rules=["violence"])
    pages = [month_page(date(2026, 3, 1), reader) for reader in (lead, officer)]
    assert [(page.number, page.members, len(page.urgent)) for page in pages] == [
        ("fewer than 5", "fewer than 5", 0),
        ("fewer than 5", "fewer than 5", 4),
    ]
    recorded(1)
    assert month_page(date(2026, 3, 1), lead).number == "5"


def test_small_numbers_are_left_out_also_by_subtraction() -> None:
    """The tables of the room are those that are counted together."""
    recorded(9, platform="x")
    recorded(2, platform="facebook")
    for table in numbers_of(2026)[:3]:
        row = table.shown[2]
        assert row[-1] is None or None not in row[:-1] or row[:-1].count(None) > 1
    totals = [[row[-1] for row in table.shown[:-1]] for table in numbers_of(2026)[:3]]
    assert all(one == other for one, other in pairwise(totals))


def test_total_that_one_table_leaves_out_is_left_out_of_all() -> None:
    """Fault: each table by itself (the second then tells the 5)."""

    class One:
        def __init__(self, kind: str) -> None:
            self.month, self.kind = 0, kind

    # Five columns with something in each and 5 in all: each must be 1, so the total goes too.
    sorts: list[Sort[One]] = [
        Sort("split", "Split", "All", tuple("abcde"), lambda one: (one.kind,)),
        Sort("whole", "Whole", "All", ("all",), lambda one: ("all",)),
    ]
    split, whole = counted_together(sorts, [One(kind) for kind in "abcde"], ("January",))
    assert split.shown[0][-1] is None
    assert whole.shown == [[None, None], [None, None]]


@pytest.mark.parametrize("role", ["member", "comms_lead", "administrator", "auditor"])
def test_numbers_are_closed_to_others(role: str, as_user: SignIn) -> None:
    client = as_user(UserFactory(roles=(role,)))
    urls = [reverse("abuse_log:numbers"), reverse("abuse_log:numbers_table", args=["risk"]),
            reverse("abuse_log:briefing", args=["2026-03"])]  # fmt: skip
    assert [client.get(url).status_code for url in urls] == [403, 403, 403]


def test_page_file_and_month_answer(as_user: SignIn) -> None:
    recorded(6, platform="x", channel="home")
    client = as_user(UserFactory(roles=("safety_lead",)))
    page = client.get(reverse("abuse_log:numbers") + "?year=2026").content.decode()
    assert "more than one member" not in page  # for the Monitoring Officer alone
    table = client.get(reverse("abuse_log:numbers_table", args=["platforms"]) + "?year=2026")
    assert '"March"' in table.content.decode("utf-8-sig")
    months = {"2026-03": 200, "2026-13": 404, "9999-99": 404, "2999-01": 404, "junk": 404, "0001-01": 404}
    assert {one: client.get(reverse("abuse_log:briefing", args=[one])).status_code for one in months} == months
    assert client.get(reverse("abuse_log:numbers_table", args=["people"])).status_code == 404


def test_month_is_told_once_and_names_nobody(as_user: SignIn) -> None:
    lead, officer = UserFactory(roles=("safety_lead",)), UserFactory(roles=("monitoring_officer",))
    month = month_before(timezone.localdate())
    risky = IncidentFactory(recorded_at=datetime(month.year, month.month, 10, tzinfo=UTC))
    ShareFactory(incident=risky, audience="office")
    risky.risk_levels.create(number=1, level=4, rules=["violence"])
    tell_of_month()
    tell_of_month()
    items = Item.objects.filter(kind="record.briefing")
    assert {item.payload["reader"] for item in items} == {str(lead.pk), str(officer.pk)}
    mail = briefing(items[0])
    assert mail is not None
    assert mail.subject == "Something waits for you: the page of the month"
    page = as_user(officer).get(reverse("abuse_log:briefing", args=[f"{month:%Y-%m}"])).content.decode()
    assert "Member A: <strong>act today" in page
    assert [risky.member.full_name in page, risky.neutral_reference in page, risky.summary in page] == [False] * 3


def test_month_before() -> None:
    assert month_before(date(2026, 1, 31)) == date(2025, 12, 1)
    assert month_before(date(2024, 3, 31)) == date(2024, 2, 1)
