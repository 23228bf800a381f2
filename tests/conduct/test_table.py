"""The table of states, line by line, against the brief as it was written down a second time (`tests/conduct/told.py`).

Deliberate faults that turn it red: a capacity added to a row; a guard left out of one; a clock not started.
"""

import pytest

from reviews.conduct.states import ROWS, Guard, Row, Verb
from tests.conduct.told import BOOK, Line

NEEDS = {
    "reason": {Guard.REASON},
    "unanswered": {Guard.UNANSWERED_LONG_ENOUGH},
    "checked": {Guard.CHECKLIST_DONE},
    "failed": {Guard.TEST_FAILED},
    "passed": {Guard.TESTS_PASSED},
    "notified": {Guard.SUBJECTS_NOTIFIED, Guard.IDENTITY_DECIDED, Guard.WITHDRAWAL_OFFERED},
    "weighed": {Guard.FACTORS},
    "view": {Guard.ASSESSMENT_VIEW},
    "plan": {Guard.PLAN},
    "all_done": {Guard.ACTIONS_DONE},
    "one_failed": {Guard.ACTION_FAILED},
    "inquiry": {Guard.INVESTIGATOR_READY},
    "draft": {Guard.DRAFT_SENT},
    "commented": {Guard.COMMENTS_TIME},
    "report": {Guard.REPORT_WRITTEN},
    "statutory": {Guard.STATUTORY_VIEW},
    "consulted": {Guard.COMPLAINANT_CONSULTED},
    "committee": {Guard.COMMITTEE_TOLD},
    "date": {Guard.PANEL_READY, Guard.HEARING_DATE},
    "held": {Guard.HEARING_HELD},
    "found": {Guard.FINDINGS_WHOLE},
    "sanctioned": {Guard.SANCTIONS_VALID},
    "settled": {Guard.SANCTIONS_SETTLED},
    "told": {Guard.BOTH_TOLD},
    "asked": {Guard.ASKED_TO_WITHDRAW},
    "review": {Guard.REVIEW_DATE},
    "left": {Guard.SUBJECT_HAS_LEFT},
    "material": {Guard.NEW_MATERIAL},
}
OWN = {
    "acknowledge": {Guard.HOLDER_DECLARED, Guard.IDENTITY_RECORDED},
    "ask_complainant": {Guard.QUESTION},
}
"""What a line asks that the random run always has."""


def same(row: Row, line: Line) -> bool:
    return row.verb == line.verb and bool({state.value for state in row.from_states} & set(line.states))


@pytest.mark.parametrize("line", BOOK, ids=lambda line: f"{line.verb}-{line.states[0]}")
def test_row_is_what_the_brief_says(line: Line) -> None:
    (row,) = [row for row in ROWS if same(row, line)]
    guards = {guard for need in line.needs for guard in NEEDS[need]} | OWN.get(line.verb, set())
    guards -= {Guard.REASON} if line.verb == "ask_complainant" else set()

    assert {state.value for state in row.from_states} == set(line.states)
    assert (row.to.value if row.to else "") == line.to.replace("back", "")
    assert {capacity.value for capacity in row.who} == set(line.who)
    assert set(row.guards) == {Guard.CONFLICT_CLEAR, *guards}
    assert {limit.value for limit in row.starts} == set(line.starts)
    assert {limit.value for limit in row.stops} == set(line.stops)


def test_no_row_is_without_the_brief() -> None:
    assert len(ROWS) == len(BOOK)
    assert {row.verb for row in ROWS} == set(Verb) - {Verb.RECEIVE}
