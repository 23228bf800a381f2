"""The table of a report, the headline of a record, and times that are only partly known: pure."""

from datetime import UTC, datetime

import pytest

from abuse_log.states import REPORT_TABLE, WAITING, can_follow, headline
from abuse_log.taxonomy import Behaviour, Choice, Precision, ReportStatus
from abuse_log.times import knows_time_of_day, said


def test_report_table_covers_every_status() -> None:
    assert set(REPORT_TABLE) == set(ReportStatus)


@pytest.mark.parametrize("start", ReportStatus)
def test_report_table_never_leads_to_itself(start: ReportStatus) -> None:
    assert start not in REPORT_TABLE[start]


@pytest.mark.parametrize("start", [status for status in ReportStatus if status not in WAITING])
def test_report_with_an_outcome_can_be_mended(start: ReportStatus) -> None:
    assert REPORT_TABLE[start]


def test_can_follow_knows_the_table() -> None:
    assert can_follow("submitted", "removed")
    assert not can_follow("removed", "appealed")


@pytest.mark.parametrize(
    ("choice", "statuses", "words"),
    [
        (Choice.UNDECIDED, [], "Recorded"),
        (Choice.PURSUE, [], "To be pursued"),
        (Choice.IGNORE, [], "Kept as a record"),
        (Choice.ACKNOWLEDGE, [], "To be acknowledged"),
        (Choice.UNDECIDED, ["submitted"], "Waiting for a platform"),
        (Choice.IGNORE, ["removed", "acknowledged"], "Waiting for a platform"),
        (Choice.PURSUE, ["removed"], "Answered by a platform"),
        (Choice.PURSUE, ["no_reply"], "No answer from a platform"),
    ],
)
def test_headline_is_made_from_both_tracks(choice: str, statuses: list[str], words: str) -> None:
    assert headline(choice, statuses) == words


def test_behaviour_codes_are_those_of_the_taxonomy() -> None:
    assert set(Behaviour.values) == {
        "robust_criticism",
        "threat_violence",
        "threat_other",
        "stalking_fixation",
        "harassment_repeated",
        "pile_on",
        "hate_identity",
        "sexual",
        "doxing_privacy",
        "impersonation_account_takeover",
        "false_fact_defamation",
        "manipulated_media",
        "insult_gross_offence",
        "bullying_by_member_or_officer",
        "incitement_of_others",
        "self_harm_encouragement",
        "in_person_or_home",
        "hacking_flashing_spam",
        "other",
    }


@pytest.mark.parametrize(
    ("moment", "precision", "words"),
    [
        (datetime(2026, 7, 1, 20, 30, tzinfo=UTC), Precision.EXACT, "9.30pm on Wednesday 1 July 2026"),
        (datetime(2026, 6, 30, 23, 0, tzinfo=UTC), Precision.DAY, "1 July 2026"),
        (datetime(2026, 6, 30, 23, 0, tzinfo=UTC), Precision.ABOUT, "about 1 July 2026"),
        (datetime(2026, 7, 1, 20, 0, tzinfo=UTC), Precision.ABOUT, "about 9pm on Wednesday 1 July 2026"),
    ],
)
def test_time_is_said_as_well_as_it_is_known(moment: datetime, precision: str, words: str) -> None:
    assert said(moment, precision) == words


def test_no_time_is_said_as_nothing() -> None:
    assert said(None, "") == ""


def test_exact_midnight_is_a_time_of_day() -> None:
    assert knows_time_of_day(datetime(2026, 6, 30, 23, 0, tzinfo=UTC), Precision.EXACT)
