"""What changed between two editions, place by place."""

from datetime import date

import pytest

from guidance.confirming.changes import changes_between
from guidance.importing import ParsedPoint, ParsedProtocol, ParsedSection
from tests.factories.guidance import adopted, protocol

pytestmark = pytest.mark.django_db


def parsed(title: str, lead_in: str, *points: tuple[str, str]) -> ParsedProtocol:
    held = tuple(ParsedPoint(number, "", text, ()) for number, text in points)
    return ParsedProtocol((ParsedSection(1, title, lead_in, held),))


def between(old: ParsedProtocol, new: ParsedProtocol):
    return changes_between(adopted(old), adopted(new, effective_from=date(2021, 1, 1)))


def test_same_words_have_no_changes() -> None:
    assert between(protocol(), protocol()).number == 0


def test_added_changed_withdrawn_and_renumbered_are_told_apart() -> None:
    old = parsed("Posts", "", ("1.1", "Stays."), ("1.2", "Old words."), ("1.3", "Goes."), ("1.4", "Moves."))
    new = parsed("Posts", "", ("1.1", "Stays."), ("1.2", "New words."), ("1.5", "Moves."), ("1.6", "Comes."))

    found = between(old, new)

    assert [(c.old.text, c.new.text) for c in found.changed] == [("Old words.", "New words.")]
    assert [(c.old, c.new.text) for c in found.added] == [(None, "Comes.")]
    assert [(c.old.text, c.new) for c in found.withdrawn] == [("Goes.", None)]
    assert [(c.old.label, c.new.label) for c in found.renumbered] == [("Point 1.4", "Point 1.5")]


def test_title_and_lead_in_of_a_section_count_as_words() -> None:
    old = parsed("Posts", "Before you post:", ("1.1", "Stays."))
    new = parsed("Posting", "Before you press send:", ("1.1", "Stays."))

    found = between(old, new)

    assert [(c.new.label, c.new.heading, c.new.text) for c in found.changed] == [
        ("Section 1", "Posting", "Before you press send:")
    ]


def test_nothing_that_differs_is_left_out() -> None:
    """What the fingerprints of the points call different is listed, and nothing else."""
    old, new = adopted(), adopted(protocol([("Other", ("All new.",))]), effective_from=date(2021, 1, 1))

    found = changes_between(old, new)

    listed = {change.href for change in (*found.added, *found.changed, *found.renumbered, *found.withdrawn)} - {""}
    points = {v.get_absolute_url() for v in (*old.point_versions.all(), *new.point_versions.all())}
    assert listed == points
