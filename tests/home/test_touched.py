"""The list of what an edition touches (G6), and the answers that wait to be looked at.

Deliberate faults that turn these red: ask `Request.objects.all()` instead of `visible_to`; look only for the version
in force instead of every version of a point; leave out splits and merges; let anybody but editors see it.
"""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from guidance.importing import ParsedPoint, ParsedProtocol, ParsedSection
from guidance.models import Edition, PointVersion, today
from guidance.recording import record_split
from guidance.touching import How, touching
from portal.foundation.people.models import User
from reviews.advice import actions
from reviews.advice.marks import answers_of
from reviews.advice.models import Request
from tests.advice.pages import signed_in, text_of
from tests.factories.advice import Desk, plain_advice
from tests.factories.guidance import adopted, plain, protocol
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db
NEXT = date(2021, 1, 1)
FIRST = ("Wait a day.", "Be kind.", "Be brief.", "Ask.")


def posts(*texts: str, **more: object) -> Edition:
    return adopted(protocol([("Posts", texts)]), **more)


def draft(*texts: str) -> Edition:
    return posts(*texts, effective_from=today() + timedelta(days=30), is_published=False)


@pytest.fixture
def people() -> dict[str, User]:
    names = ("comms_adviser", "comms_lead", "monitoring_officer", "member", "administrator", "auditor")
    return {name: UserFactory(roles=(name,)) for name in names}


def cited(*numbers: str):
    points = list(PointVersion.objects.in_force().filter(number__in=numbers))
    return plain_advice(no_point_reason="", points=points)


def office_only(desk: Desk, *numbers: str) -> Request:
    item = desk.office_only()
    return actions.answer_as_mo(item=item, by=desk.officer, version=item.version, advice=cited(*numbers))


def page(user: User, edition: Edition):
    return signed_in(user).get(reverse("home:touched", args=[edition.pk]))


def main_of(answer) -> str:
    """The page without what stands around it, which holds a token that changes."""
    return text_of(answer).partition("<main")[2].partition("</main>")[0]


def listed(user: User, edition: Edition) -> dict[str, list[str]]:
    answer = page(user, edition)
    assert answer.status_code == 200
    return {each.point.was.number: [line.reference for line in each.answers] for each in answer.context["affected"]}


def test_draft_lists_the_answers_that_cite_any_version_of_a_point_that_changes(people: dict[str, User]) -> None:
    posts(*FIRST)
    desk = Desk()
    old = desk.answered(cited("1.1", "1.4"))
    posts("Wait two days.", *FIRST[1:], effective_from=NEXT)
    new, other = desk.answered(cited("1.1", "1.2")), desk.answered(cited("1.3"))
    edition = draft("Wait three days.", *FIRST[1:3])

    found = listed(people["comms_lead"], edition)

    assert found == {"1.1": [new.reference, old.reference], "1.4": [old.reference]}
    assert other.reference not in text_of(page(people["comms_lead"], edition))
    assert [point.how for point in touching(edition).points] == [How.REWORDED, How.WITHDRAWN]
    assert [mark.standing.change for mark in answers_of(new)[0].open_marks] == []  # a draft marks nothing


def test_everybody_sees_only_what_is_theirs_and_no_number_tells_of_the_rest(people: dict[str, User]) -> None:
    posts(*FIRST)
    desk = Desk()
    ordinary, secret = desk.answered(cited("1.1")), office_only(desk, "1.1", "1.2")
    edition = draft("Wait three days.", "Be very kind.", *FIRST[2:])

    for name in ("comms_adviser", "comms_lead"):
        assert listed(people[name], edition) == {"1.1": [ordinary.reference]}
        shown = text_of(page(people[name], edition))
        assert secret.reference not in shown
        assert str(secret.pk) not in shown
    assert listed(people["monitoring_officer"], edition) == {"1.1": [secret.reference], "1.2": [secret.reference]}
    before = main_of(page(people["comms_lead"], edition))
    office_only(desk, "1.1", "1.2")
    assert main_of(page(people["comms_lead"], edition)) == before


def test_after_publication_the_page_says_what_is_still_to_be_looked_at(people: dict[str, User]) -> None:
    posts(*FIRST)
    desk = Desk()
    items = [desk.answered(cited("1.1")) for _ in range(2)]
    edition = posts("Wait two days.", *FIRST[1:], effective_from=NEXT)
    lead = people["comms_lead"]
    actions.confirm_holds(item=items[0], by=lead, seen=answers_of(items[0])[0].seen)

    (affected,) = page(lead, edition).context["affected"]

    told = {line.reference: (line.is_open, line.is_found_to_hold) for line in affected.answers}
    assert told == {items[0].reference: (False, True), items[1].reference: (True, False)}


def test_every_answer_that_is_marked_afterwards_was_listed_before(people: dict[str, User]) -> None:
    posts(*FIRST)
    desk = Desk()
    items = [desk.answered(cited(*numbers)) for numbers in (("1.1",), ("1.2", "1.3"), ("1.4",), ("1.3",))]
    texts = ("Wait a week.", "Be kind.", "Ask.")
    before = {r for found in listed(people["comms_lead"], draft(*texts)).values() for r in found}
    Edition.objects.filter(state="draft").delete()

    posts(*texts, effective_from=NEXT)

    assert {item.reference for item in items if answers_of(item)[0].open_marks} == before


def test_split_of_a_point_is_told_with_its_parts(people: dict[str, User]) -> None:
    posts(*FIRST)
    item = Desk().answered(cited("1.1"))
    edition = draft("Be brief.", "Ask.", "Be kind.", "Wait.", "Wait longer when angry.")
    gone = PointVersion.objects.in_force().get(number="1.1").point
    parts = [v.point for v in edition.point_versions.filter(number__in=["1.4", "1.5"]).order_by("order")]
    record_split(gone, into=parts, edition=edition, reason="Two things.", by=None)

    (point,) = [each for each in touching(edition).points if each.how is How.SPLIT]

    assert [version.point for version in point.goes_on_in] == parts
    assert listed(people["comms_lead"], edition)["1.1"] == [item.reference]


def test_words_before_a_point_count_as_its_words(people: dict[str, User]) -> None:
    def led(lead_in: str, **more: object) -> Edition:
        points = tuple(ParsedPoint(f"1.{n}", "", text, (n,)) for n, text in enumerate(FIRST, start=1))
        return adopted(ParsedProtocol((ParsedSection("1", "Posts", lead_in, points),)), **more)

    led("Members must:")
    item = Desk().answered(cited("1.2"))
    edition = led("Members must not:", effective_from=today() + timedelta(days=9), is_published=False)

    assert listed(people["comms_lead"], edition) == {"1.2": [item.reference]}
    assert [point.how for point in touching(edition).points] == [How.LEAD_IN] * 4


def test_first_adopted_text_touches_what_rests_on_plain_english(people: dict[str, User]) -> None:
    plain(("Look at it again.",))
    item = Desk().answered(cited("1.1"))

    edition = draft(*FIRST)

    assert listed(people["comms_lead"], edition) == {"1.1": [item.reference]}
    assert "Replaced by the adopted protocol" in text_of(page(people["comms_lead"], edition))


def test_check_questions_that_rest_on_a_point_that_changes_or_that_will_rest_on_another(
    people: dict[str, User],
) -> None:
    """An adopted text has no labels: a question rests on the number that plain English gives to its label."""
    sections = [(f"Part {at}", [f"Rule {at}.{place}." for place in range(1, 12)]) for at in range(1, 13)]
    adopted(protocol(sections))
    sections[5] = ("Part 6", ["Rule 6.1 is new.", *sections[5][1][1:]])
    sections[6] = ("Part 7", [*sections[6][1][:4], *sections[6][1][5:]])
    edition = adopted(protocol(sections), effective_from=today() + timedelta(days=9), is_published=False)

    found = {each.text: ([v.text for v in each.was], [v.text for v in each.now]) for each in touching(edition).resting}

    assert found["Are you angry, tired or in a hurry, or have you had a drink?"] == (
        ["Rule 6.1."],
        ["Rule 6.1 is new."],
    )
    assert found["Are you in a council meeting right now?"] == (["Rule 7.5."], ["Rule 7.6."])
    assert found["Does it go to a group or into a direct message?"] == (["Rule 7.6."], ["Rule 7.7."])
    assert "Does it quote or use something private or confidential?" not in found
    assert "Are you in a council meeting right now?" in text_of(page(people["comms_adviser"], edition))


@pytest.mark.parametrize("name", ["member", "administrator", "auditor"])
def test_page_is_not_there_for_those_who_do_not_write_on_the_guidance(people: dict[str, User], name: str) -> None:
    posts(*FIRST)
    absent = signed_in(people[name]).get(reverse("home:touched", args=[uuid4()]))

    for edition in (draft("Wait."), Edition.objects.get(state="published")):
        answer = page(people[name], edition)
        assert (answer.status_code, answer.content) == (404, absent.content)
    assert signed_in(people[name]).get(reverse("home:touched_answers")).status_code == 403


def test_stranger_wrong_method_and_superseded_edition(client: Client, people: dict[str, User]) -> None:
    first = posts(*FIRST)
    posts("Wait two days.", effective_from=NEXT)
    address = reverse("home:touched", args=[first.pk])

    assert client.get(address).headers["Location"].startswith("/account/login/")
    assert signed_in(people["comms_lead"]).post(address).status_code == 405
    assert signed_in(people["comms_lead"]).get(address).status_code == 404


def test_home_tells_the_one_who_may_find_that_they_hold(people: dict[str, User]) -> None:
    posts(*FIRST)
    desk = Desk()
    item, secret = desk.answered(cited("1.1")), office_only(desk, "1.1")
    line = "guidance that has changed"
    assert line not in text_of(signed_in(people["comms_lead"]).get("/"))
    posts("Wait two days.", *FIRST[1:], effective_from=NEXT)

    for name, reference in (("comms_lead", item.reference), ("monitoring_officer", secret.reference)):
        assert f"1 answer cites {line}" in text_of(signed_in(people[name]).get("/"))
        shown = signed_in(people[name]).get(reverse("home:touched_answers"))
        assert [each.answer.item.reference for each in shown.context["answers"]] == [reference]
    assert line not in text_of(signed_in(people["comms_adviser"]).get("/"))
    assert item.reference in text_of(signed_in(people["comms_adviser"]).get(reverse("home:touched_answers")))
    actions.confirm_holds(item=item, by=people["comms_lead"], seen=answers_of(item)[0].seen)
    assert line not in text_of(signed_in(people["comms_lead"]).get("/"))


def test_standard_texts_that_rest_on_a_touched_point_are_listed_and_flagged(people: dict[str, User]) -> None:
    """Fault that turns this red, tried: the fingerprint not compared."""
    posts(*FIRST)
    first, second = list(PointVersion.objects.in_force())[:2]
    for title, points in (("Slow down", [first]), ("Be kind", [second]), ("Ended", [first])):
        text = actions.keep_text(text=None, seen=0, title=title, body="…", points=points, by=people["comms_lead"])
    actions.end_text(text=text, by=people["comms_lead"])

    def texts(user: User, edition: Edition) -> list[tuple[str, bool]]:
        return [(line.title, line.is_open) for each in page(user, edition).context["affected"] for line in each.texts]

    assert texts(people["comms_lead"], draft("Wait two days.", *FIRST[1:])) == [("Slow down", False)]
    now = posts("Wait two days.", *FIRST[1:], effective_from=NEXT)
    assert texts(people["comms_adviser"], now) == [("Slow down", True)]
    assert "Standard texts of the desk that rest on it" in text_of(page(people["comms_adviser"], now))
    assert texts(people["monitoring_officer"], now) == []
