"""A member is told on the check page when they asked about these words before; of anybody else's they learn nothing.

Deliberate fault that turns it red: drop `member=` or `asked_by_or_for` from `likeness._latest`.
"""

import pytest

from reviews.advice import likeness
from reviews.advice.likeness import are_alike
from tests.advice.pages import get, text_of
from tests.factories.advice import WORDING, Desk
from tests.factories.people import DelegationFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        (WORDING, WORDING.upper().replace("\n\n", " "), True),
        (WORDING, WORDING.replace("scandal", "shame"), True),
        (WORDING, "Come to the summer fair on Saturday, all are welcome there.", False),
        ("Thanks!", "thanks!", True),
        ("Thanks!", "Thanks.", False),
        ("", "", False),
    ],
)
def test_nearly_the_same(one: str, other: str, alike: bool) -> None:
    assert are_alike(one, other) is alike


def test_check_page_names_earlier_requests_about_these_words() -> None:
    desk = Desk()
    same = desk.submitted()
    near = desk.answered(draft_wording=WORDING.replace("scandal", "shame"))
    other = desk.submitted(draft_wording="Come to the summer fair on Saturday, all are welcome there.")

    page = text_of(get(desk.member, "check", desk.draft().pk))

    assert "You asked about the same words on" in page
    assert "You asked about nearly the same words on" in page
    assert same.reference in page
    assert near.reference in page
    assert other.reference not in page


def test_general_questions_are_compared_by_the_question() -> None:
    desk = Desk()
    words = {"kind": "general", "draft_wording": "", "question": "May I delete an old post of mine?"}
    earlier = desk.submitted(**words)

    assert [found.item for found in likeness.asked_before(desk.draft(**words), desk.member)] == [earlier]


def test_nobody_learns_of_what_they_may_not_read() -> None:
    desk, other = Desk(), Desk()
    other.submitted()
    private = desk.office_only()
    desk.withdrawn()
    helper = DelegationFactory(member=desk.member, grade="act").delegate
    DelegationFactory(member=other.member, delegate=helper, grade="act")

    of_member = likeness.asked_before(desk.draft(), desk.member)
    of_helper = likeness.asked_before(desk.draft(asked_by=helper), helper)

    assert [found.item for found in of_member] == [private]
    assert of_helper == []
