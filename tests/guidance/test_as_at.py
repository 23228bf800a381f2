"""G2: what was in force on a day, against an oracle that replays the history day by day.

The oracle has its own rule for the clocks (the last Sundays of March and October, 1am UTC). Deliberate faults that
turn it red: count days in UTC, let a withdrawn edition end a day late, sort editions by number before their day.
"""

import os
import random
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from guidance.actions import withdraw
from guidance.models import Edition, PointVersion
from guidance.timeline import ended, spans, standing
from tests.factories.guidance import adopted, long_protocol, plain, protocol

pytestmark = pytest.mark.django_db
QUESTIONS = 1_000 if os.environ.get("PORTAL_FAULTS") == "full" else 250
NEW = protocol([("Before you post", ["Quite other words."])])


def _text(response) -> str:
    return " ".join(response.content.decode().split())


def _last_sunday(year: int, month: int) -> date:
    day = date(year, month, 31)
    return day - timedelta(days=(day.weekday() + 1) % 7)


def _london_day(moment: datetime) -> date:
    """The day at the council, by the rule of the clocks and without any time zone database."""
    begins, ends = (
        datetime.combine(_last_sunday(moment.year, month), datetime.min.time(), UTC) + timedelta(hours=1)
        for month in (3, 10)
    )
    return (moment + timedelta(hours=1 if begins <= moment < ends else 0)).date()


def _replay(events: list[tuple[date, int, str, Edition]], day: date) -> Edition | None:
    """Begins and ends taken in their order up to a day; the latest begun that has not ended counts."""
    begun: list[tuple[date, int, Edition]] = []
    over: set[Edition] = set()
    for happened, number, what, edition in sorted(events, key=lambda event: event[:3]):
        if happened > day:
            break
        if what == "begins":
            begun.append((happened, number, edition))
        else:
            over.add(edition)
    stack = [entry for entry in begun if entry[2] not in over]
    return max(stack, key=lambda entry: entry[:2])[2] if stack else None


def _history(chance: random.Random, title: str) -> list[tuple[date, int, str, Edition]]:
    events = []
    for number in range(1, 9):
        day = date(2026, chance.choice([1, 3, 6, 10]), 1) + timedelta(days=chance.choice([0, 24, 27, 28, 29, 30]))
        texts = [f"{title} says {chance.getrandbits(40)}." for _ in range(4)]
        edition = adopted(protocol([("A", texts)]), title=title, effective_from=day)
        events.append((day, number, "begins", edition))
        if chance.random() < 0.4:
            until = date(2026, 1, 1) + timedelta(days=chance.randrange(500))
            with time_machine.travel("2025-12-01T12:00:00Z", tick=False):
                withdraw(edition, withdrawn_on=until, by=None)
            events.append((until, number, "ends", edition))
    return events


def _moment(chance: random.Random, days: list[date]) -> datetime:
    """Within seconds of a midnight on which something begins or ends, or anywhere between."""
    if chance.random() < 0.5:
        return datetime(2025, 12, 1, tzinfo=UTC) + timedelta(seconds=chance.randrange(600 * 86_400))
    midnight = datetime.combine(chance.choice(days), datetime.min.time(), UTC)
    return midnight + timedelta(hours=chance.choice([-1, 0]), seconds=chance.choice([-1, 0, 1]))


def test_random_points_on_random_days_equal_a_replay():
    """250 questions about the same three histories; PORTAL_FAULTS=full asks 1,000."""
    chance = random.Random(26)
    histories = [_history(chance, title) for title in ("Social", "Press", "Signs")]
    turns = [event[0] for history in histories for event in history]
    ids = list(PointVersion.objects.values_list("point_id", flat=True))
    worded = {(v.edition_id, v.point_id): v.text for v in PointVersion.objects.all()}
    wrong = []
    for _ in range(QUESTIONS):
        point_id, moment = chance.choice(ids), _moment(chance, turns)
        day = _london_day(moment)
        editions = [_replay(history, day) for history in histories]
        expected = [worded[e.pk, point_id] for e in editions if e is not None and (e.pk, point_id) in worded]
        with time_machine.travel(moment, tick=False):
            now = PointVersion.objects.in_force().filter(point=point_id)
            told = list(now.values_list("text", flat=True))
        if told != expected:
            wrong.append((point_id, moment, told, expected))

    assert wrong == []


def test_timeline_says_the_same_as_the_question_to_the_database():
    chance = random.Random(3)
    for title in ("Social", "Press"):
        _history(chance, title)
        editions = list(Edition.objects.filter(document__title=title))
        found = spans(editions)
        for day in (date(2025, 12, 1) + timedelta(days=n) for n in range(0, 600, 11)):
            asked = Edition.objects.in_force(day).filter(document__title=title).first()
            assert standing(found, day) == (asked.number if asked else None)
            number = chance.randint(1, 8)
            in_it = [span for span in found if span.number == number and span.starts <= day]
            is_over = bool(in_it) and all(span.ends is not None and span.ends <= day for span in in_it)
            assert (ended(found, [number], day) is not None) == is_over


@pytest.mark.parametrize(
    ("first_day", "before", "at_midnight"),
    [
        (date(2026, 3, 29), "2026-03-28T23:59:59Z", "2026-03-29T00:00:00Z"),
        (date(2026, 3, 30), "2026-03-29T22:59:59Z", "2026-03-29T23:00:00Z"),
        (date(2026, 10, 25), "2026-10-24T22:59:59Z", "2026-10-24T23:00:00Z"),
        (date(2026, 10, 26), "2026-10-25T23:59:59Z", "2026-10-26T00:00:00Z"),
    ],
    ids=["clocks-forward", "day-after-forward", "clocks-back", "day-after-back"],
)
def test_edition_to_come_is_on_no_page_before_midnight_in_london(client, first_day, before, at_midnight):
    adopted()
    new = adopted(NEW, effective_from=first_day)
    slug, point_id = new.document.slug, new.point_versions.get().point_id
    theirs = [
        f"/guidance/{slug}/edition-2/",
        f"/guidance/{slug}/edition-2/section-1/",
        f"/guidance/{slug}/compare/1/2/",
        f"/guidance/{slug}/compare/?from=1&to=2",
        f"/guidance/point/{point_id}/edition/2/",
    ]
    others = [
        "/guidance/",
        f"/guidance/{slug}/history/",
        f"/guidance/as-at/?date={first_day}",
        "/guidance/search/?q=quite",
    ]

    with time_machine.travel(before, tick=False):
        assert [client.get(page, follow=True).status_code for page in theirs] == [404] * 5
        assert not any(
            "Quite other" in _text(client.get(page)) or "dition 2" in _text(client.get(page)) for page in others
        )
    with time_machine.travel(at_midnight, tick=False):
        assert [client.get(page, follow=True).status_code for page in theirs] == [200] * 5
        told = [_text(client.get(page)) for page in others]
        assert all("dition 2" in page for page in told)


def test_as_at_page_gives_the_contents_sections_and_points_of_that_day(client):
    old = adopted()
    adopted(NEW, effective_from=date(2022, 1, 1))

    text = _text(client.get("/guidance/as-at/?date=2021-12-31"))

    assert "What was in force on 31 December 2021" in text
    assert "Read it once more" in text
    assert "Quite other words" not in text
    assert f'href="{old.point_versions.first().get_wording_url()}"' in text
    assert 'href="/guidance/social-media-protocol/edition-1/section-1/"' in text
    assert "noindex" in text


def test_as_at_page_of_a_day_with_plain_english_only(client):
    plain()
    adopted(effective_from=date(2022, 1, 1))

    text = _text(client.get("/guidance/as-at/?date=2021-12-31"))

    assert "not adopted by the council" in text
    assert "Adopted protocol" not in text


def test_as_at_page_of_a_day_before_everything(client):
    adopted()

    assert "No guidance was in force on that day." in _text(client.get("/guidance/as-at/?date=2019-12-31"))


def test_as_at_boxes_lead_to_an_address_that_can_be_kept(client):
    adopted()

    response = client.get("/guidance/as-at/?day_day=31&day_month=dec&day_year=2021")

    assert (response.status_code, response["Location"]) == (302, "/guidance/as-at/?date=2021-12-31")


def test_as_at_for_one_point_leads_to_its_wording_of_that_day(client):
    old = adopted(protocol([("A", ["Be kind."])])).point_versions.get()
    adopted(protocol([("A", ["Be very kind."])]), effective_from=date(2022, 1, 1))

    response = client.get(f"/guidance/as-at/?date=2021-12-31&point={old.point_id}")

    assert response["Location"] == old.get_wording_url()


def test_as_at_for_a_point_of_plain_english_leads_to_it_though_adopted_words_count(client):
    words = plain().point_versions.get()
    adopted()

    response = client.get(f"/guidance/as-at/?date=2021-12-31&point={words.point_id}")

    assert response["Location"] == words.get_wording_url()


def test_as_at_for_a_point_that_was_not_in_force_says_so(client):
    adopted()
    new = adopted(protocol([("B", ["Quite other."]), ("C", ["More."])]), effective_from=date(2022, 1, 1))
    point_id = new.point_versions.get(number="2.1").point_id
    old = PointVersion.objects.filter(edition__number=1, point=point_id)
    old_ids = set(PointVersion.objects.filter(edition__number=1).values_list("point_id", flat=True))
    missing = next((v.point_id for v in new.point_versions.all() if v.point_id not in old_ids), None)
    assert old.exists() or missing

    response = client.get(f"/guidance/as-at/?date=2019-12-31&point={point_id}")

    assert "was not in force on that day" in _text(response)


@pytest.mark.parametrize(
    "query",
    [
        "date=2026-02-30", "date=9999-12-31", "date=10000-01-01", "date=", "date=%00", "date=%ED%A0%80", "date=x" * 9,
        "day_day=31&day_month=&day_year=2021", "day_day=%00&day_month=1&day_year=2021", "date=" + "9" * 100_000,
        "date=2099-01-01", "date=-1-1", "date=2021-1-1-1", "date=२०२१-०१-०१",
    ],
)  # fmt: skip
def test_as_at_with_a_day_that_is_none_says_so_and_keeps_it(client, query):
    adopted()

    response = client.get(f"/guidance/as-at/?{query}")

    assert response.status_code == 200
    assert "There is a problem" in _text(response)


@pytest.mark.parametrize("point", ["", "%00", "bcdfghjkmn", "x" * 5_000, "<i>"])
def test_as_at_survives_any_point(client, point):
    adopted()

    response = client.get(f"/guidance/as-at/?date=2021-12-31&point={point}", follow=True)

    assert response.status_code == 200
    assert "<i>" not in response.content.decode()


def test_as_at_takes_as_many_queries_for_300_points_as_for_3(client):
    counts = []
    for points in (3, 300):
        adopted(long_protocol(points))
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/guidance/as-at/?date=2021-12-31").status_code == 200
        counts.append(len(queries))

    assert counts[0] == counts[1]
