"""What the portal ships beside the protocol: brought once, shown apart, found, and looked at again in time.

Deliberate faults that turn these red, each tried: compare the fingerprint alone in `_says` (the new day of the law),
forget `published_by_id` (what people wrote), draw every kind as Markdown (the adopted signs), order by title alone
(the contents), count a review of before the edition (the renewal).
"""

from dataclasses import replace
from datetime import date

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from guidance.actions import ship_beside, ship_plain_english, ship_supplementary
from guidance.check.resting import points_for
from guidance.editing.stages import approve, publish, submit
from guidance.models import Document, Edition, Kind, OwnerRole, PointVersion, today
from guidance.refusals import Refused
from guidance.reviewing.actions import note_no_change, plan_review
from guidance.search import find_points
from guidance.supplementary import ABUSE, GUIDANCE, QUESTIONS, load
from tests.factories.guidance import (
    DocumentFactory,
    EditionFactory,
    PointVersionFactory,
    SectionFactory,
    adopted,
    protocol,
)
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db
LAW_REVIEW, OTHER_REVIEW = date(2027, 5, 22), date(2027, 11, 22)


@pytest.fixture
def shipped():
    with time_machine.travel("2026-11-23 09:00Z"):
        ship_plain_english()
        ship_supplementary()
        yield


def _text(response) -> str:
    return " ".join(response.content.decode().split())


def _point(number: str) -> PointVersion:
    return PointVersion.objects.in_force().with_reviews().get(number=number)


def test_each_text_is_a_document_of_its_own_kind_owned_and_due(shipped):
    documents = Document.objects.exclude(kind=Kind.PLAIN).order_by("title")

    assert [(each.slug, each.kind, each.owner_role, each.next_review_on) for each in documents] == [
        ("handling-abuse", Kind.SUPPLEMENTARY, OwnerRole.SAFETY_LEAD, LAW_REVIEW),
        ("questions-and-answers", Kind.QUESTIONS, OwnerRole.COMMS_LEAD, LAW_REVIEW),
        ("supplementary-guidance", Kind.SUPPLEMENTARY, OwnerRole.COMMS_LEAD, LAW_REVIEW),
    ]


def test_shipping_again_changes_nothing(shipped):
    before = list(Edition.objects.values_list("pk", "number").order_by("pk"))

    ship_supplementary()

    assert list(Edition.objects.values_list("pk", "number").order_by("pk")) == before


def test_a_new_day_of_the_law_alone_makes_a_new_edition_with_the_same_points(shipped):
    text = load(GUIDANCE)
    first, *others = text.text.sections
    law = replace(first.points[0], law_as_at=date(2026, 12, 1))
    renewed = replace(text.text, sections=(replace(first, points=(law, *first.points[1:])), *others))
    was = _point("G1.1")

    edition = ship_beside(replace(text, text=renewed), Kind.SUPPLEMENTARY)

    assert edition.number == 2
    assert _point("G1.1").law_as_at == date(2026, 12, 1)
    assert _point("G1.1").point_id == was.point_id


def test_what_people_of_the_council_published_since_is_not_overwritten():
    author, approver = UserFactory(roles=("comms_adviser",)), UserFactory(roles=("monitoring_officer",))
    document = DocumentFactory(kind=Kind.SUPPLEMENTARY, slug="supplementary-guidance")
    draft = EditionFactory(
        document=document, number=1, adopted_by="", adopted_on=None, effective_from=today(), created_by=author
    )
    PointVersionFactory(edition=draft, section=SectionFactory(edition=draft, number="G1"), number="G1.1")
    draft.refresh_from_db()
    submit(draft, revision=draft.revision, by=author)
    approve(draft, revision=draft.revision, by=approver)
    publish(draft, revision=draft.revision, by=approver)

    ship_supplementary()

    assert document.editions.get() == draft


def test_a_protocol_of_the_same_name_is_left_alone():
    adopted(title="Handling abuse")

    with pytest.raises(Refused, match="Handling abuse"):
        ship_supplementary()


def test_contents_show_the_protocol_first_then_guidance_then_questions(client, shipped):
    text = _text(client.get(reverse("guidance:contents")))
    marks = [
        "Plain English</strong>",
        'id="handling-abuse"',
        'id="supplementary-guidance"',
        'id="questions-and-answers"',
    ]
    places = [text.index(mark) for mark in marks]

    assert places == sorted(places)
    assert text.count("Supplementary guidance</strong>") == 2
    assert text.count("Questions and answers</strong>") == 1


def test_what_stands_beside_never_takes_the_place_of_the_protocol(shipped):
    protocol_ = adopted()

    assert list(Edition.objects.relied_on()) == [protocol_]
    assert PointVersion.objects.in_force().first().edition == protocol_
    assert {each.document.kind for each in Edition.objects.readable()} == {
        Kind.ADOPTED,
        Kind.SUPPLEMENTARY,
        Kind.QUESTIONS,
    }


def test_kinds_look_different_and_only_what_stands_beside_is_markdown(client, shipped):
    adopted(protocol([("Before you post", ("Read it **twice** <b>first</b>.\n\n- no list",))]))
    council = PointVersion.objects.in_force().first()

    ours = _text(client.get(_point("G1.2").get_absolute_url()))
    theirs = _text(client.get(council.get_absolute_url()))

    assert "guidance-words--supplement" in ours
    assert "Do <strong>not</strong> use what the council pays for:</p> <ul> <li>" in ours
    assert "guidance-words--adopted" in theirs
    assert "<p>Read it **twice** &lt;b&gt;first&lt;/b&gt;.</p>" in theirs
    assert "<strong>twice" not in theirs
    assert "Supplementary guidance</strong>" not in theirs


def test_point_on_law_names_the_law_its_day_and_who_looks_after_it(client, shipped):
    text = _text(client.get(_point("G8.4").get_absolute_url()))

    for told in ("Online Safety Act 2023, section 179", "Law as at", "22 November 2026", "22 May 2027"):
        assert told in text
    assert "Monitoring Officer" in text
    assert "not legal advice" in text
    assert "was to be looked at again" not in text


def test_point_past_its_review_says_so_on_both_its_pages(client, shipped):
    point = _point("G8.4")
    with time_machine.travel("2027-05-23 09:00Z"):
        pages = [client.get(point.get_absolute_url()), client.get(point.get_section_url())]

    assert all("was to be looked at again by 22 May 2027" in _text(page) for page in pages)
    assert _text(pages[1]).count("Review overdue") == 1  # the other points of the section have until November


def test_answer_links_what_it_rests_on_to_what_counts_today(client, shipped):
    answer = _point("Q1.5")
    before = client.get(answer.get_absolute_url()).context["rests_on"]
    adopted(protocol([("x", ("y",))] * 5 + [("What to avoid", ("First.", "Second.", "Third.", "Pass nothing on."))]))
    after = client.get(answer.get_absolute_url()).context["rests_on"]

    assert {(each.number, each.edition.document.kind) for each in before} == {("6.4", "plain"), ("G3.1", "supplement")}
    assert {(each.number, each.edition.document.kind) for each in after} == {("6.4", "adopted"), ("G3.1", "supplement")}


@pytest.mark.parametrize("asked", ["G9.2", "g9.2", "point G9.2", "Q2.1"])
def test_number_of_a_point_beside_comes_first(shipped, asked):
    assert find_points(asked)[0].number == asked[-4:].upper()


def test_number_of_a_section_stands_for_its_points(shipped):
    assert [point.number for point in find_points("G4")] == ["G4.1", "G4.2"]


def test_snippets_and_json_carry_words_without_signs(client, shipped):
    page = _text(client.get(reverse("guidance:search"), {"q": "campaign on your own accounts"}))
    answer = client.get(
        reverse("guidance:search"),
        {"q": "G1.2", "document": "supplementary-guidance"},
        headers={"accept": "application/json"},
    ).json()

    assert "**" not in page
    assert "**" not in answer["results"][0]["text"]
    assert answer["results"][0]["document"] == "supplementary-guidance"


def test_review_without_change_renews_each_point_and_planning_does_not(shipped):
    document = Document.objects.get(slug="supplementary-guidance")
    lead = UserFactory(roles=("comms_lead",))
    plan_review(
        document=document.pk, owner_role="comms_lead", next_review_on=date(2027, 4, 1), note="", seen=0, by=lead
    )
    assert _point("G8.4").review_due_on == LAW_REVIEW

    note_no_change(document=document.pk, next_review_on=date(2027, 9, 1), note="Read it.", seen=1, by=lead)

    assert {_point(number).review_due_on for number in ("G8.4", "G8.1")} == {date(2027, 9, 1)}


def test_review_before_an_edition_says_nothing_of_it(shipped):
    document = Document.objects.get(slug="questions-and-answers")
    lead = UserFactory(roles=("comms_lead",))
    note_no_change(document=document.pk, next_review_on=date(2027, 9, 1), note="Read it.", seen=0, by=lead)
    text = load(QUESTIONS)
    first, *others = text.text.sections
    reworded = replace(first, points=(replace(first.points[0], text="No."), *first.points[1:]))
    with time_machine.travel("2026-12-01 09:00Z"):
        ship_beside(replace(text, text=replace(text.text, sections=(reworded, *others))), Kind.QUESTIONS)

        assert _point("Q1.1").review_due_on == OTHER_REVIEW
    document.refresh_from_db()
    assert document.next_review_on == date(2027, 9, 1)  # what a person set stays


def test_reviews_name_and_count_points_due_by_role(client, shipped):
    reader = UserFactory(roles=("monitoring_officer",))
    seen = {}
    for day in ("2027-03-01", "2027-04-01", "2027-05-23"):
        with time_machine.travel(f"{day} 09:00Z"):
            client.force_login(reader)
            seen[day] = client.get(reverse("guidance:reviews"))
    law = [point for path in (GUIDANCE, ABUSE, QUESTIONS) for point in load(path).text.points if point.is_law]
    due = {day: page.context["due"] for day, page in seen.items()}

    assert [(each.overdue, each.soon) for each in due.values()] == [(0, 0), (0, len(law)), (len(law), 0)]
    assert [group.role for group in due["2027-05-23"].groups] == sorted({OwnerRole(p.owner_role).label for p in law})
    assert "G8.4 When a lie is a crime" in _text(seen["2027-05-23"])
    assert f"{len(law)} points past the review date" in _text(seen["2027-05-23"])


def test_pages_ask_the_database_as_often_for_many_points_as_for_few(client, shipped):
    counts = []
    for number in ("G4", "G11"):
        with CaptureQueriesContext(connection) as asked:
            client.get(reverse("guidance:section", args=["supplementary-guidance", number]))
        counts.append(len(asked))

    assert counts[0] == counts[1]


def test_register_links_to_handling_abuse_only_while_it_is_in_force(client):
    page = reverse("abuse_log:threatened")
    assert "Handling abuse" not in _text(client.get(page))

    ship_supplementary()
    href = reverse("guidance:section", args=["handling-abuse", "G22"])

    assert f'href="{href}"' in _text(client.get(page))
    assert client.get(href).status_code == 200


def test_check_rests_on_points_beside_once_they_are_in_force(shipped):
    rests = points_for({"S6.4", "G3.1", "G99.9"})

    assert {label: version.number for label, version in rests.items()} == {"S6.4": "6.4", "G3.1": "G3.1"}
