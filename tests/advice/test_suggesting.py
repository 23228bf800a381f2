"""What speaks for the Monitoring Officer is said on the desk's pages, and binds nobody.

Deliberate faults that turn these red, each tried: `suggestions` that does not ask the state; the data of people counted
before a post too; the reasons left out of the form; the desk page without `_suggested.html`.
"""

from typing import Any

import pytest

from reviews.advice import actions
from reviews.advice.choices import RISKS, Kind, Topic
from reviews.advice.models import Answer, Note, Request
from reviews.advice.suggesting import suggestions
from tests.advice.pages import get, let_go_out, post, text_of
from tests.factories.advice import Desk, plain_advice

pytestmark = pytest.mark.django_db
HEADING = "What speaks for the Monitoring Officer"
POSTED = {"kind": Kind.POSTED, "draft_wording": "Ring Mrs Field at 024 7655 0123."}


def reasons(item: Request) -> list[str]:
    return [each.reason for each in suggestions(item, [])]


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({}, []),
        ({"topics": [Topic.LEGAL, Topic.PLANNING]}, ["legal", "quasi_judicial"]),
        ({"topics": [Topic.STAFF, Topic.MEMBER]}, ["person"]),
        ({"topics": [Topic.CONFIDENTIAL, Topic.EQUALITY]}, ["confidential", "equality"]),
        ({"topics": [Topic.INTERESTS, Topic.ELECTION]}, ["interests", "election"]),
        ({"draft_wording": "As the exempt report says, polling day is near."}, ["confidential", "election"]),
        ({"question": "He says he will sue. A reporter rang."}, ["legal", "media"]),
        ({"question": "Sue Field of Court Road plays tennis."}, []),
        ({"question": "The police came after a death threat."}, ["live_matter", "safeguarding"]),
        ({**POSTED, "kind": Kind.BEFORE}, []),
        (POSTED, ["data_breach"]),
    ],
)
def test_topics_kinds_and_words_speak_for_it(answers: dict[str, Any], expected: list[str]) -> None:
    assert reasons(Desk().submitted(**answers)) == expected


def test_each_reason_of_the_list_can_be_found() -> None:
    said = (
        "sued libel planning committee declare an interest bullied police safeguarding data breach newspapers exempt "
    )
    item = Desk().submitted(topics=[Topic.MEMBER, Topic.ELECTION], question=said + "report")
    assert reasons(item) == [value for value, _ in RISKS]


def test_page_says_so_with_one_link_and_the_form_has_the_reason_chosen() -> None:
    desk = Desk()
    item = desk.submitted(topics=[Topic.LEGAL], question="There was a death threat.")
    before = text_of(get(desk.adviser, "desk_request", item.pk))
    assert (HEADING in before, "Ring 999 first" in before, "Pass to the Monitoring Officer" in before) == (
        True,
        True,
        False,
    )
    item = actions.claim(item=item, by=desk.adviser, version=item.version)
    for page in ("desk_request", "answer"):
        shown = text_of(get(desk.adviser, page, item.pk))
        assert (shown.count(HEADING), shown.count(">Pass to the Monitoring Officer</a>")) == (1, 1)
    form = get(desk.adviser, "escalate", item.pk).context["form"]
    assert (form["reason"].initial, "Safeguarding" in form["reason"].help_text) == ("legal", True)
    sent = {"version": item.version, "reason": "safeguarding", "view": "Somebody may be in danger."}
    assert post(desk.adviser, "escalate", item.pk, sent).status_code == 302


@pytest.mark.parametrize("why", ["", "It is settled case law."])
def test_adviser_answers_on_anyway_and_a_reason_is_kept_as_a_note(why: str) -> None:
    desk = Desk()
    item = desk.assigned(topics=[Topic.LEGAL])
    assert "If you answer it yourself, say why" in text_of(get(desk.adviser, "answer", item.pk))
    said = {
        "version": item.version,
        "stance": "information_only",
        "text": "T",
        "no_point_reason": "None.",
        "do": "send",
    }
    for _ in range(2):
        post(desk.adviser, "answer", item.pk, {**said, "here_because": why})
        post(desk.adviser, "undo", item.pk)
    assert not Note.objects.exists()
    post(desk.adviser, "answer", item.pk, {**said, "here_because": why})
    let_go_out(item)
    assert Answer.objects.count() == 1
    assert [note.text for note in Note.objects.all()] == ([why] if why else [])


def test_nothing_is_suggested_once_the_office_had_it_or_when_it_is_over() -> None:
    desk, legal = Desk(), {"topics": [Topic.LEGAL]}
    for item in (desk.escalated(**legal), desk.office_only(**legal), desk.answered(**legal), desk.withdrawn(**legal)):
        assert reasons(item) == []
    item = desk.escalated(**legal)
    item = actions.return_to_desk(item=item, by=desk.officer, version=item.version, text="You may.")
    assert reasons(item) == []
    item = actions.answer(item=item, by=desk.adviser, version=item.version, advice=plain_advice())
    assert HEADING not in text_of(get(desk.adviser, "desk_request", item.pk))
