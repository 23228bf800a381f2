"""Owners and review dates: who is reminded and when, what is set, what is noted."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from guidance.actions import ship_plain_english, withdraw
from guidance.models import Document, ReviewStep, in_a_year, months_later, today
from guidance.reviewing import actions
from guidance.tasks import remind_owners
from portal.foundation.audit.models import Event
from portal.foundation.outbox.actions import drain
from portal.foundation.outbox.models import Item
from portal.foundation.people.models import RoleGrant, User
from portal.home.waiting import waiting_for
from tests.factories.guidance import adopted, plain
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
REVIEWS = "/guidance/reviews/"
ALL_WAYS = ("guidance:review_plan", "guidance:review_no_change")


def as_role(role: str) -> Client:
    client = Client()
    client.force_login(UserFactory(roles=(role,)))
    return client


def text(answer) -> str:
    return " ".join(answer.content.decode().split())


def boxes(day: date) -> dict[str, str]:
    return {f"next_review_on_{box}": str(getattr(day, box)) for box in ("day", "month", "year")}


def typed(way: str, day: date | None = None, seen: int = 0) -> dict[str, str]:
    said = {"guidance:review_plan": {"owner_role": "comms_adviser"}, "guidance:review_no_change": {"note": "Read it."}}
    return {"seen": str(seen), **said[way], **boxes(day or today() + 100 * DAY)}


def url(way: str, document: Document) -> str:
    return reverse(way, args=[document.pk])


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2023, 2, 28), 12, date(2024, 2, 28)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2026, 12, 31), 2, date(2027, 2, 28)),
        (date(2026, 8, 31), 36, date(2029, 8, 31)),
    ],
)
def test_months_end_where_the_month_ends(day: date, months: int, later: date) -> None:
    assert months_later(day, months) == later


@given(st.dates(date(1990, 1, 1), date(2100, 1, 1)), st.integers(0, 60))
def test_months_later_is_in_the_month_so_many_later(day: date, months: int) -> None:
    later = months_later(day, months)

    assert later.year * 12 + later.month == day.year * 12 + day.month + months
    assert later.day == day.day or (later + DAY).day == 1


def test_every_document_has_an_owner_and_a_date_from_its_first_moment() -> None:
    one, two = adopted().document, ship_plain_english().document

    assert (one.owner_role, two.owner_role) == ("monitoring_officer", "comms_lead")
    assert (one.next_review_on, two.next_review_on) == (in_a_year(), in_a_year())
    assert not Document.objects.filter(owner_role="").exists()


def stages(next_review_on: date, since: date) -> dict[int, int]:
    """Day (counted from the review date) on which each stage is first reached, when looked at daily."""
    reached: dict[int, int] = {}
    for day in range(-90, 60):
        stage = actions.stage_reached(next_review_on, since=since, on=next_review_on + day * DAY)
        if stage is not None:
            reached.setdefault(stage, day)
    return reached


@given(st.dates(date(2020, 1, 1), date(2100, 1, 1)))
def test_stages_are_reached_on_their_days_whatever_the_date(day: date) -> None:
    assert stages(day, since=day - 365 * DAY) == {60: -60, 30: -30, 0: 0, -14: 14}


def test_stages_before_the_date_was_set_do_not_count() -> None:
    day = date(2027, 3, 28)

    assert stages(day, since=day - 20 * DAY) == {0: 0, -14: 14}
    assert stages(day, since=day - 30 * DAY) == {30: -30, 0: 0, -14: 14}


@pytest.fixture
def owner() -> User:
    with time_machine.travel(datetime(2026, 1, 1, tzinfo=UTC), tick=False):
        return UserFactory(roles=("monitoring_officer",))


@pytest.fixture
def document(owner: User) -> Document:
    """Made on 1 March 2027, so reviewed on 1 March 2028."""
    with time_machine.travel(datetime(2027, 3, 1, 9, tzinfo=UTC), tick=False):
        return adopted().document


def run_on(day: date) -> int:
    with time_machine.travel(datetime(day.year, day.month, day.day, 7, 30, tzinfo=UTC), tick=False):
        actions.remind_owners()
        return Item.objects.filter(kind=actions.KIND).count()


def test_owner_is_reminded_four_times_by_a_daily_run(document: Document) -> None:
    counted = {day: run_on(document.next_review_on + day * DAY) for day in range(-61, 30)}

    grown = [day for day in range(-60, 30) if counted[day] > counted[day - 1]]
    assert grown == [-60, -30, 0, 14]
    assert counted[29] == 4


@pytest.mark.parametrize("back", [-59, -45, -31, -29, -1, 1, 13, 15, 400])
def test_none_is_lost_after_days_without_beat(document: Document, back: int) -> None:
    """The first run after any gap sends what is owed then, once."""
    run_on(document.next_review_on - 61 * DAY)

    assert run_on(document.next_review_on + back * DAY) == 1
    assert run_on(document.next_review_on + back * DAY) == 1


def test_reminders_follow_the_day_in_london(document: Document) -> None:
    """A document that is due in summer: its day begins at 23:00 UTC."""
    Document.objects.update(next_review_on=date(2027, 7, 30))
    with time_machine.travel(datetime(2027, 5, 30, 22, 59, tzinfo=UTC), tick=False):
        assert actions.remind_owners() == 0
    with time_machine.travel(datetime(2027, 5, 30, 23, 0, tzinfo=UTC), tick=False):
        assert actions.remind_owners() == 1


def test_everybody_who_holds_the_role_is_reminded_and_who_takes_it_over_later() -> None:
    plain()
    old = timezone.now() - 365 * DAY
    Document.objects.update(owner_role="comms_lead", next_review_on=today(), created_at=old)
    first, second = UserFactory(roles=("comms_lead",)), UserFactory(roles=("comms_lead",))
    UserFactory(roles=("comms_adviser",))
    remind_owners()
    third = UserFactory(roles=("comms_lead",))
    remind_owners()

    told = {item.payload["to"] for item in Item.objects.filter(kind=actions.KIND)}
    assert told == {str(person.pk) for person in (first, second, third)}


def test_when_nobody_holds_the_role_the_monitoring_officer_hears_of_it(owner: User) -> None:
    document = plain().document

    assert list(actions.owners_of(document)) == [owner]


def test_without_a_monitoring_officer_the_administrator_hears_of_it() -> None:
    administrator = UserFactory(roles=("administrator",))

    assert list(actions.owners_of(adopted().document)) == [administrator]


def due_now(document: Document) -> None:
    Document.objects.filter(pk=document.pk).update(
        next_review_on=today(), created_at=timezone.now() - timedelta(days=365)
    )
    actions.remind_owners()


def test_mail_holds_a_link_and_nothing_else(owner: User) -> None:
    due_now(adopted(title="Rules of the teapot").document)

    drain()

    assert [letter.to for letter in mail.outbox] == [[owner.email]]
    assert REVIEWS in mail.outbox[0].body
    assert "teapot" not in mail.outbox[0].subject + mail.outbox[0].body


def _reviewed(document: Document, owner: User) -> None:
    actions.note_no_change(document=document.pk, next_review_on=in_a_year(), note="Read it.", seen=0, by=owner)


def _ended(document: Document, owner: User) -> None:
    RoleGrant.objects.filter(user=owner).update(ended_at=timezone.now(), ended_by=UserFactory())


def _withdrawn(document: Document, owner: User) -> None:
    withdraw(document.editions.get(), withdrawn_on=today(), by=None)


@pytest.mark.parametrize("meanwhile", [_reviewed, _ended, _withdrawn])
def test_mail_that_is_no_longer_needed_is_not_sent(owner: User, meanwhile: Callable[[Document, User], None]) -> None:
    document = adopted().document
    due_now(document)
    meanwhile(document, owner)

    drain()

    assert mail.outbox == []


def test_overdue_from_the_day_after(document: Document) -> None:
    with time_machine.travel(datetime(2028, 3, 1, 23, 59, tzinfo=UTC), tick=False):
        assert not Document.objects.overdue().exists()
        assert not Document.objects.get().is_review_overdue
    with time_machine.travel(datetime(2028, 3, 2, 0, 0, tzinfo=UTC), tick=False):
        assert Document.objects.overdue().get() == document
        assert Document.objects.get().is_review_overdue


def overdue() -> Document:
    document = adopted().document
    Document.objects.update(next_review_on=today() - DAY)
    return document


def test_overdue_banner_is_for_officers_only(client: Client) -> None:
    overdue()

    banner = "The review of “Social media protocol” was due on"
    assert banner in text(as_role("comms_adviser").get("/guidance/"))
    assert banner in text(as_role("monitoring_officer").get("/guidance/"))
    assert banner not in text(as_role("member").get("/guidance/"))
    assert banner not in text(client.get("/guidance/"))


def test_overdue_review_waits_first_on_the_owners_home_and_on_no_other() -> None:
    overdue()

    assert [line.text for line in waiting_for(UserFactory(roles=("monitoring_officer",)))] == [
        "Review: Social media protocol"
    ]
    assert waiting_for(UserFactory(roles=("comms_lead",))) == []


# --- the two write views -------------------------------------------------------------------------------------


def test_owner_and_date_are_set() -> None:
    document = adopted().document
    browser = as_role("comms_lead")

    answer = browser.post(url("guidance:review_plan", document), typed("guidance:review_plan", date(2027, 2, 28)))

    assert answer.headers["Location"] == REVIEWS
    document.refresh_from_db()
    assert (document.owner_role, document.next_review_on) == ("comms_adviser", date(2027, 2, 28))
    assert Event.objects.get(verb="guidance.review_planned").about_id == str(document.pk)


def test_review_without_change_is_noted_with_name_date_and_note(client: Client) -> None:
    document, lead = plain().document, UserFactory(roles=("comms_lead",))
    client.force_login(lead)
    way = "guidance:review_no_change"

    client.post(url(way, document), typed(way))

    step = ReviewStep.objects.get()
    assert (step.kind, step.by, step.on, step.note) == ("no_change", lead, today(), "Read it.")
    page = text(client.get(REVIEWS))
    assert f"{lead.full_name}: Reviewed, no change." in page
    assert "“Read it.”" in page


def test_owner_of_an_ordinary_role_may_note_but_not_plan() -> None:
    document = adopted().document
    Document.objects.update(owner_role="safety_lead")
    browser = as_role("safety_lead")

    assert browser.post(url(ALL_WAYS[1], document), typed(ALL_WAYS[1])).status_code == 302
    assert browser.post(url(ALL_WAYS[0], document), typed(ALL_WAYS[0], seen=1)).status_code == 403


@pytest.mark.parametrize("way", ALL_WAYS)
class TestBothWays:
    def test_stranger_signs_in(self, client: Client, way: str) -> None:
        document = adopted().document

        assert client.post(url(way, document), typed(way)).headers["Location"].startswith("/account/login/")

    @pytest.mark.parametrize("role", ["member", "administrator", "auditor", "delegate"])
    def test_not_found_by_those_who_look_after_nothing(self, way: str, role: str) -> None:
        document, browser = adopted().document, as_role(role)

        assert browser.get(url(way, document)).status_code == 404
        assert browser.post(url(way, document), typed(way)).status_code == 404
        assert not ReviewStep.objects.exists()

    @pytest.mark.parametrize("role", ["comms_adviser", "safety_lead", "information_governance"])
    def test_seen_but_not_allowed(self, way: str, role: str) -> None:
        document = adopted().document

        assert as_role(role).post(url(way, document), typed(way)).status_code == 403
        assert not ReviewStep.objects.exists()

    def test_wrong_state_is_not_found(self, way: str) -> None:
        document = adopted(is_published=False).document

        assert as_role("comms_lead").post(url(way, document), typed(way)).status_code == 404

    def test_wrong_method(self, way: str) -> None:
        assert as_role("comms_lead").put(url(way, adopted().document)).status_code == 405

    def test_stale_page_keeps_what_was_typed_and_goes_through_when_pressed_again(self, way: str) -> None:
        document, browser = adopted().document, as_role("monitoring_officer")
        browser.post(url(way, document), typed(way))

        answer = browser.post(url(way, document), typed(way, date(2027, 5, 17)))

        assert answer.status_code == 409
        assert 'value="17"' in text(answer)
        assert 'name="seen" value="1"' in text(answer)
        assert ReviewStep.objects.count() == 1

    @pytest.mark.parametrize("days", [0, -1, 3 * 366 + 1])
    def test_day_that_cannot_be_is_refused_beside_the_field(self, way: str, days: int) -> None:
        document, browser = adopted().document, as_role("monitoring_officer")

        answer = browser.post(url(way, document), typed(way, today() + days * DAY))

        assert answer.status_code == 200
        assert "The next review must be after today, and within three years" in text(answer)
        assert not ReviewStep.objects.exists()

    @pytest.mark.parametrize("junk", ["", "\0", "x" * 1_000_000, "10000", "-1", "99999999999999999999"])
    def test_junk_is_an_error_never_a_fault(self, way: str, junk: str) -> None:
        document, browser = adopted().document, as_role("monitoring_officer")
        names = ("seen", "owner_role", "next_review_on_day", "next_review_on_year")

        for name in names:
            assert browser.post(url(way, document), typed(way) | {name: junk}).status_code < 500
        if junk not in {"", "10000", "-1", "99999999999999999999"}:
            assert browser.post(url(way, document), typed(way) | {"note": junk}).status_code == 200


@pytest.mark.parametrize("role", ["member", "administrator", "delegate", "auditor"])
def test_list_is_for_owners(role: str) -> None:
    assert as_role(role).get(REVIEWS).status_code == 403


def test_list_needs_sign_in_and_takes_no_post(client: Client) -> None:
    assert client.get(REVIEWS).headers["Location"].startswith("/account/login/")
    assert as_role("comms_lead").post(REVIEWS).status_code == 405
