"""Pre-election periods: who keeps the dates, who is told, and what is marked.

Deliberate faults that turn these red: `ends_at` not left out of `holds`; the by-election shown to every member;
`can_keep_periods` not asked in the action; the version not compared in `_lock`; a by-election marks
every request; the DELETE left granted.
"""

from datetime import date, datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from portal.foundation.audit.models import Event
from portal.foundation.deadlines.bank_holidays import SEEDED_YEARS, seed_days
from portal.foundation.deadlines.working_days import CalendarName, WorkingCalendar
from portal.foundation.people.models import User
from reviews.advice.actions import NotAllowed
from reviews.advice.elections.actions import Dates, NeedsWards, PeriodChanged, change_period, end_period, enter_period
from reviews.advice.elections.dates import latest_notice, ordinary_poll
from reviews.advice.elections.flags import flags_by_request, flags_of
from reviews.advice.elections.models import PreElectionPeriod, close_of_poll, first_moment
from reviews.advice.models import Request
from tests.advice.pages import get, post, signed_in, text_of, url
from tests.factories.advice import Desk
from tests.factories.people import UserFactory, WardFactory

pytestmark = pytest.mark.django_db
ELECTION = WorkingCalendar("ELECTION", frozenset(seed_days(CalendarName.ELECTION, SEEDED_YEARS)), 1)
LINE = "Pre-election period until"


@pytest.fixture
def lead() -> User:
    return UserFactory(roles=("comms_lead",))


def dates(start: int = -5, poll: int = 20, kind: str = "local", wards=()) -> Dates:
    """Days from today."""
    today = timezone.localdate()
    first = today + timedelta(days=start)
    return Dates(kind, list(wards), today + timedelta(days=poll), first, first)


def boxes(**days: date) -> dict[str, str]:
    return {f"{name}_{box}": str(getattr(day, box)) for name, day in days.items() for box in ("day", "month", "year")}


def typed(entered: Dates, **more: object) -> dict[str, object]:
    days = boxes(poll_date=entered.poll_date, notice_date=entered.notice_date, starts_on=entered.starts_on)
    return {"kind": entered.kind, "wards": [str(ward.pk) for ward in entered.wards], **days, **more}


def ward_of(member: User):
    return member.terms.get().ward


@pytest.mark.parametrize(
    ("poll", "latest"),
    [
        (date(2026, 5, 7), date(2026, 3, 30)),
        (date(2025, 5, 1), date(2025, 3, 25)),
        (date(2024, 5, 2), date(2024, 3, 26)),
        (date(2027, 5, 6), date(2027, 3, 31)),
        (date(2050, 5, 5), None),
    ],
)
def test_latest_day_for_the_notice_is_the_25th_before_the_poll(poll: date, latest: date | None) -> None:
    assert latest_notice(poll, ELECTION) == latest


def test_next_ordinary_poll_is_the_first_thursday_in_may() -> None:
    assert [ordinary_poll(date(2026, 11, 22)), ordinary_poll(date(2027, 5, 6)), ordinary_poll(date(2027, 5, 7))] == [
        date(2027, 5, 6),
        date(2027, 5, 6),
        date(2028, 5, 4),
    ]


def test_period_runs_from_midnight_to_ten_at_night_in_london(lead: User) -> None:
    entered = Dates("local", [], date(2027, 5, 6), date(2027, 3, 31), date(2027, 3, 22))
    period = enter_period(dates=entered, by=lead)
    assert period.starts_at == datetime.fromisoformat("2027-03-22T00:00+00:00")
    assert period.ends_at == datetime.fromisoformat("2027-05-06T21:00+00:00")
    assert [period.holds(period.starts_at), period.holds(period.ends_at)] == [True, False]
    event = Event.objects.filter(verb="advice.period_entered").get()
    assert event.data["starts"] == "2027-03-22"


def test_everybody_signed_in_sees_the_line_and_a_by_election_only_its_ward_and_officers(lead: User) -> None:
    here, elsewhere = UserFactory(roles=("member",)), UserFactory(roles=("member",))
    assert LINE not in text_of(signed_in(here).get("/"))
    by_election = enter_period(dates=dates(kind="by_election", wards=[ward_of(here)]), by=lead)
    seen = {
        name: LINE in text_of(signed_in(who).get("/"))
        for name, who in {"here": here, "elsewhere": elsewhere, "officer": lead}.items()
    }
    assert seen == {"here": True, "elsewhere": False, "officer": True}
    end_period(period=by_election, because="The poll was called off.", version=1, by=lead)
    enter_period(dates=dates(), by=lead)
    assert [text_of(signed_in(who).get("/")).count(LINE) for who in (here, elsewhere, lead)] == [1, 1, 1]


def test_by_election_of_two_wards_is_told_once(lead: User) -> None:
    member = UserFactory(roles=("member",))
    enter_period(dates=dates(kind="by_election", wards=[ward_of(member), WardFactory()]), by=lead)
    assert text_of(signed_in(member).get("/")).count(LINE) == 1


def test_period_to_come_or_past_is_not_told(lead: User) -> None:
    enter_period(dates=dates(start=1), by=lead)
    enter_period(dates=dates(start=-9, poll=-1), by=lead)
    assert LINE not in text_of(signed_in(lead).get("/"))


def test_marks_follow_dates_that_are_entered_late_and_mended(lead: User) -> None:
    desk = Desk()
    item = desk.answered()
    assert flags_of(item) == []
    period = enter_period(dates=dates(start=0), by=lead)
    assert [str(flag) for flag in flags_of(item)] == [
        "Received and answered in the pre-election period of: Local elections, the whole council"
    ]
    for reader, page in ((desk.member, "request"), (desk.adviser, "desk_request")):
        assert "Received and answered in the pre-election period" in text_of(get(reader, page, item.pk))
    change_period(period=period, dates=dates(start=1), version=1, by=lead)
    assert flags_of(item) == []


def test_intended_time_inside_is_marked_and_close_of_poll_is_outside(lead: User) -> None:
    period = enter_period(dates=dates(start=2, poll=9), by=lead)
    item = Desk().submitted(intended_at=period.ends_at - timedelta(minutes=1), intended_has_time=True)
    assert [flag.what for flag in flags_of(item)] == [("to be posted",)]
    item.intended_at = period.ends_at
    assert flags_of(item) == []


def test_by_election_marks_its_wards_and_whoever_asks_about_an_election(lead: User) -> None:
    here, elsewhere, asks = Desk(), Desk(), Desk()
    items = [here.submitted(), elsewhere.submitted(), asks.submitted(topics=["election"])]
    enter_period(dates=dates(kind="by_election", wards=[ward_of(here.member)]), by=lead)
    found = flags_by_request(items)
    assert [bool(found[item.pk]) for item in items] == [True, False, True]


def test_marks_of_a_list_take_the_same_number_of_statements(lead: User) -> None:
    enter_period(dates=dates(wards=[WardFactory()]), by=lead)
    items = [Desk().submitted() for _ in range(6)]
    counts = []
    for some in (items[:1], items):
        with CaptureQueriesContext(
            connection,
        ) as asked:
            flags_by_request(some)
        counts.append(len(asked))
    assert counts[0] == counts[1] == 4


def test_election_is_the_suggested_reason_to_pass_it_on(lead: User) -> None:
    desk = Desk()
    item = desk.assigned()
    assert "Suggested, since" not in text_of(get(desk.adviser, "escalate", item.pk))
    enter_period(dates=dates(), by=lead)
    answer = get(desk.adviser, "escalate", item.pk)
    assert answer.context["form"]["reason"].initial == "election"
    assert "Suggested, since" in text_of(answer)


def test_lead_enters_changes_and_ends_in_pages(lead: User) -> None:
    member = UserFactory(roles=("member",))
    entered = dates(kind="by_election", wards=[ward_of(member)])
    assert post(lead, "enter_election", data=typed(entered)).headers["Location"] == url("elections")
    period = PreElectionPeriod.objects.get()
    assert (list(period.wards.all()), period.starts_at, period.ends_at) == (
        [ward_of(member)],
        first_moment(entered.starts_on),
        close_of_poll(entered.poll_date),
    )
    later = dates(poll=30, kind="by_election", wards=[ward_of(member)])
    stale = post(lead, "change_election", period.pk, typed(later, version=7))
    assert (stale.status_code, "Somebody changed these dates" in text_of(stale)) == (409, True)
    assert post(lead, "change_election", period.pk, typed(later, version=1)).status_code == 302
    assert post(lead, "end_election", period.pk, {"version": 2, "because": ""}).status_code == 200
    assert post(lead, "end_election", period.pk, {"version": 1, "because": "Called off"}).status_code == 409
    assert post(lead, "end_election", period.pk, {"version": 2, "because": "Called off"}).status_code == 302
    shown = text_of(get(lead, "elections"))
    assert "Called off" in shown
    assert [get(lead, page, period.pk).status_code for page in ("change_election", "end_election")] == [403, 403]
    assert Event.objects.filter(verb__startswith="advice.period_").count() == 3


def test_latest_day_is_worked_out_without_saving_and_keeps_what_was_typed(lead: User) -> None:
    shown = text_of(post(lead, "enter_election", data={"do": "work_out", **boxes(poll_date=date(2027, 5, 6))}))
    assert "the latest is 31 March 2027" in shown
    assert ("There is a problem" in shown, 'value="2027"' in shown) == (False, True)
    assert not PreElectionPeriod.objects.exists()


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"kind": "by_election"}, "Choose the ward of the by-election"),
        ({"kind": "local\x00"}, "There is a problem"),
        (boxes(poll_date=date(2020, 1, 1)), "Enter a day that is not after the poll"),
        ({"poll_date_year": "10000"}, "The day of the poll"),
        ({"poll_date_year": "2150"}, "There is a problem"),
        ({"starts_on_day": "\x00"}, "The first day"),
        ({"notice_date_day": "x" * 1_000_000}, "The day of the notice"),
        ({"wards": ["junk"]}, "There is a problem"),
    ],
)
def test_bad_input_is_refused_beside_its_field(lead: User, change: dict[str, object], says: str) -> None:
    answer = post(lead, "enter_election", data=typed(dates(), **change))
    assert (answer.status_code, says in text_of(answer)) == (200, True)
    assert not PreElectionPeriod.objects.exists()


def test_only_the_lead_and_the_office_keep_dates(lead: User) -> None:
    period = enter_period(dates=dates(), by=lead)
    for role in ("comms_adviser", "member", "administrator", "auditor"):
        person = UserFactory(roles=(role,))
        with pytest.raises(NotAllowed):
            enter_period(dates=dates(), by=person)
        with pytest.raises(NotAllowed):
            change_period(period=period, dates=dates(), version=1, by=person)
        with pytest.raises(NotAllowed):
            end_period(period=period, because="x", version=1, by=person)
    with pytest.raises(PeriodChanged):
        change_period(period=period, dates=dates(), version=2, by=lead)
    with pytest.raises(NeedsWards):
        dates(kind="by_election")


def test_database_keeps_periods_and_their_order(lead: User) -> None:
    period = enter_period(dates=dates(), by=lead)
    broken = [
        {"ends_at": period.starts_at - timedelta(1)},
        {"notice_date": date(2090, 1, 1)},
        {"kind": "x"},
        {"ended_because": "x"},
    ]
    for change in broken:
        with pytest.raises(DatabaseError), transaction.atomic():
            PreElectionPeriod.objects.filter(pk=period.pk).update(**change)
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        PreElectionPeriod.objects.filter(pk=period.pk).delete()
    assert Request.objects.count() == 0
