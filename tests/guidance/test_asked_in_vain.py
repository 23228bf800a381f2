"""What was searched for in vain. Deliberate faults that turn these red are named; those in brackets were not tried."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.http import HttpResponse

from guidance import asked_in_vain
from guidance.asked_in_vain import count, fit_to_keep, forget, in_vain
from guidance.models import SearchRate, SearchTally
from portal.celery import app as celery
from tests.factories.guidance import adopted, protocol
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db
JSON = {"headers": {"accept": "application/json"}}
TODAY = date(2026, 11, 22)


def _tallies() -> list[tuple[str, int]]:
    return list(SearchTally.objects.order_by("words").values_list("words", "asked"))


@pytest.fixture
def law():
    return adopted(protocol([("The law", ["Libel | A false statement may cost you damages."])]))


@pytest.mark.usefixtures("law")
def test_only_what_found_nothing_is_counted(client):
    """Fault: count whatever was asked."""
    for asked in ("libel", "lible", "", "Zebra  crossing", "zebra CROSSING", "1.1"):
        client.get("/guidance/search/", {"q": asked})
    client.get("/guidance/search/", {"q": "zebra crossing"}, **JSON)

    assert _tallies() == [("zebra crossing", 3)]


def test_nothing_is_counted_while_there_is_no_guidance(client):
    client.get("/guidance/search/", {"q": "zebra"})

    assert _tallies() == []


@pytest.mark.usefixtures("law")
def test_row_holds_nobody_and_no_time_of_day(client):
    """(Fault: a column more.)"""
    client.force_login(UserFactory())
    client.get("/guidance/search/", {"q": "zebra"})

    columns = [field.attname for field in SearchTally._meta.get_fields()]
    assert columns == ["id", "day", "words", "asked"]
    assert type(SearchTally.objects.get().day) is date


@pytest.mark.usefixtures("law")
def test_count_is_written_after_the_answer_and_its_failure_is_no_readers(client, monkeypatch):
    """Faults: count within the view; let a DatabaseError through."""
    asked = []
    monkeypatch.setattr(asked_in_vain, "count", asked.append)
    monkeypatch.setattr(HttpResponse, "close", lambda response: None)
    answer = asked_in_vain.CountsAfterwards("done")
    answer.in_vain = "zebra"
    assert asked == []
    answer.close()
    answer.close()
    assert asked == ["zebra"]

    monkeypatch.undo()
    monkeypatch.setattr(asked_in_vain, "_COUNT", "SELECT 1/0")
    assert client.get("/guidance/search/", {"q": "zebra"}).status_code == 200


@pytest.mark.parametrize(
    "asked",
    [
        "ann@ward.example",
        "ann＠ward.example",
        "ring 01632 960199",
        "01632-960-199",
        "(01632) 96 01 99",
        "case 12345",
        "١٢٣٤٥",
        "who lives at ME1 2BR",
        "me12br",
        "x" * 31,
        "canary" + "ab" * 16,
        "\u202e reversed",
    ],
)
def test_what_may_tell_of_a_person_is_not_kept(asked):
    """Fault: leave out any of the rules."""
    count(asked)

    assert (fit_to_keep(asked), _tallies()) == ("", [])


@pytest.mark.parametrize(
    ("asked", "kept"),
    [
        ("Zebra", "zebra"),
        ("  two\twords ", "two words"),
        ("point 19.4", "point 19.4"),
        ("election 2026", "election 2026"),
        ("word " * 40, ("word " * 16).strip()),
        ("a" * 30, "a" * 30),
        ("🙂", "🙂"),
    ],
)
def test_what_is_kept_is_short_and_alike(asked, kept):
    count(asked)

    assert _tallies() == [(kept, 1)]


@pytest.mark.parametrize("asked", ["", " ", "\x00", "\ud800", "'; DROP TABLE x --", "%s %(day)s", "x" * 1_000_000])
def test_any_input_is_survived(client, law, asked):
    answer = client.get("/guidance/search/", {"q": asked.encode("utf-8", "surrogatepass")})

    assert answer.status_code == 200


def test_junk_cannot_fill_the_table(monkeypatch):
    """Fault: no cap."""
    monkeypatch.setattr(asked_in_vain, "MOST_A_DAY", 5)
    for number in range(40):
        count(f"junk {number}")
    count("junk 3")

    assert _tallies() == [("junk 0", 1), ("junk 1", 1), ("junk 2", 1), ("junk 3", 2), ("junk 4", 1)]


def test_one_in_the_morning_in_london_is_another_day_than_in_utc():
    """Fault: the day of UTC."""
    with time_machine.travel(datetime(2026, 7, 1, 23, 30, tzinfo=UTC), tick=False):
        count("zebra")

    assert SearchTally.objects.get().day == date(2026, 7, 2)


@time_machine.travel(datetime(2026, 11, 22, 12, tzinfo=UTC), tick=False)
def test_ninety_days_later_it_is_gone():
    """Fault: keep a day longer. (Fault: leave the task out of the beat.)"""
    for days in (0, 89, 90, 200):
        SearchTally.objects.create(day=TODAY - timedelta(days=days), words=f"asked {days} days ago")
    SearchRate.objects.create(who="a" * 32, minute=1, asked=1)

    assert [row["words"] for row in in_vain(9)] == ["asked 0 days ago", "asked 89 days ago"]
    assert forget() == 2
    assert [words for words, _ in _tallies()] == ["asked 0 days ago", "asked 89 days ago"]
    assert not SearchRate.objects.exists()
    assert "guidance.forget_searches" in {entry["task"] for entry in celery.conf.beat_schedule.values()}


@time_machine.travel(datetime(2026, 11, 22, 12, tzinfo=UTC), tick=False)
def test_page_shows_what_was_asked_most_often_first_and_leads_to_a_group(client):
    client.force_login(UserFactory(roles=["comms_lead"]))
    for days, words, asked in ((1, "rare", 1), (1, "zebra & <co>", 2), (3, "zebra & <co>", 9)):
        SearchTally.objects.create(day=TODAY - timedelta(days=days), words=words, asked=asked)

    text = " ".join(client.get("/guidance/searches/").content.decode().split())

    assert text.index("zebra &amp; &lt;co&gt;") < text.index(">rare<")
    assert "11 times, last on 21 November 2026" in text
    assert "Once, on 21 November 2026" in text
    address = "/guidance/synonyms/add/?words=zebra%20%26%20%3Cco%3E"
    assert f'href="{address}"' in text
    assert "\nzebra &amp; &lt;co&gt;</textarea>" in client.get(address).content.decode()


def test_page_without_searches_says_so(client):
    client.force_login(UserFactory(roles=["monitoring_officer"]))

    assert "Nobody has searched in vain." in client.get("/guidance/searches/").content.decode()


@pytest.mark.parametrize("role", ["member", "comms_adviser", "administrator", "auditor"])
def test_others_may_not_see_the_page(client, role):
    """Fault: leave the role out of the view."""
    client.force_login(UserFactory(roles=[role]))

    assert client.get("/guidance/searches/").status_code == 403


def test_page_asks_for_sign_in_and_changes_nothing(client):
    assert client.get("/guidance/searches/")["Location"].startswith("/account/login/")
    client.force_login(UserFactory(roles=["comms_lead"]))
    assert client.post("/guidance/searches/").status_code == 405


def test_table_is_bounded_by_the_database_too():
    with connection.cursor() as cursor, pytest.raises(Exception, match="guidance_search_tally_counts"):
        cursor.execute("INSERT INTO guidance_searchtally (day, words, asked) VALUES (now(), '', 1)")
