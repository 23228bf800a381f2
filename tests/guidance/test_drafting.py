"""The verbs of writing on a draft: what each changes, what it leaves on record, and what it refuses.

Deliberate faults that turn these red are named where they are not plain, and were tried.
"""

from datetime import date, timedelta

import pytest

from guidance.editing import stages
from guidance.editing.actions import beginning, points, sections
from guidance.editing.actions.points import Words
from guidance.lineage import ChangeNote, Lineage
from guidance.models import Edition, EditionEdit, Kind
from guidance.refusals import Refused
from guidance.succession import points_without_note
from portal.foundation.audit.models import Event
from tests.factories.drafts import LATER, TEXTS, at, fresh, is_whole, last, next_edition, seen, texts
from tests.factories.guidance import adopted, protocol
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def adviser():
    return UserFactory(roles=("comms_adviser",))


@pytest.fixture
def draft(adviser) -> Edition:
    return next_edition(adviser)


@pytest.fixture
def notes(adviser) -> Edition:
    """A new document beside the protocol, with one section of two points that nobody has read."""
    edition = beginning.begin_new(Kind.SUPPLEMENTARY, title="House rules", effective_from=LATER, by=adviser)
    section = sections.add_section(
        edition, title="Comments", lead_in="", after=None, keep_numbers=False, revision=0, by=adviser
    )
    for text in ("Publish your rules.", "Hide, mute, then block."):
        points.add_point(
            edition,
            section=section.pk,
            after=last(edition),
            words=Words(text),
            keep_numbers=False,
            **seen(edition, adviser),
        )
    return fresh(edition)


def test_edit_changes_the_words_and_is_noted(draft, adviser):
    point = at(draft, "1.2")
    words = Words("You must sleep on it.", "Sleep", "Good practice", review_by=date(2027, 5, 1))

    points.change_point(draft, point_id=point.point_id, words=words, number="1.2", **seen(draft, adviser))

    now = at(draft, "1.2")
    assert (now.point_id, now.text, now.heading, now.basis, now.review_by) == (
        point.point_id, "You must sleep on it.", "Sleep", "Good practice", date(2027, 5, 1)
    )  # fmt: skip
    assert is_whole(draft)
    assert list(draft.edits.values_list("by", "what")) == [(adviser.pk, "Point 1.2 edited")]
    event = Event.objects.get(verb="guidance.point_edited")
    assert (event.actor_id, set(event.data)) == (adviser.pk, {"edition", "revision", "point"})


def test_edit_that_changes_nothing_leaves_no_trace(draft, adviser):
    point = at(draft, "1.2")
    before = fresh(draft).revision

    points.change_point(draft, point_id=point.point_id, words=Words(point.text), number="1.2", **seen(draft, adviser))

    assert (fresh(draft).revision, draft.edits.count()) == (before, 0)


def test_number_of_another_point_is_refused(draft, adviser):
    with pytest.raises(Refused, match=r"the number 1\.1"):
        points.change_point(
            draft, point_id=at(draft, "1.2").point_id, words=Words("Sleep."), number="1.1", **seen(draft, adviser)
        )


def test_law_without_its_day_is_refused(draft, adviser):
    words = Words("It is the law.", is_law=True, basis="Defamation Act 2013")
    with pytest.raises(Refused, match="looked up"):
        points.change_point(
            draft, point_id=at(draft, "1.2").point_id, words=words, number="1.2", **seen(draft, adviser)
        )


@pytest.mark.parametrize(
    ("keep_numbers", "numbers"),
    [(False, ["1.1", "1.2", "1.3", "1.4", "2.1"]), (True, ["1.1", "1.4", "1.2", "1.3", "2.1"])],
)
def test_added_point_is_numbered_by_its_place_or_keeps_the_others(draft, adviser, keep_numbers, numbers):
    first = at(draft, "1.1")
    points.add_point(
        draft, section=first.section_id, after=first.point_id, words=Words("Check the picture."),
        keep_numbers=keep_numbers, **seen(draft, adviser),
    )  # fmt: skip

    assert [number for number, _ in texts(draft)] == numbers
    assert [text for _, text in texts(draft)][1] == "Check the picture."
    assert is_whole(draft)


@pytest.mark.parametrize(("keep_numbers", "numbers"), [(False, ["1.1", "1.2", "2.1"]), (True, ["1.1", "1.3", "2.1"])])
def test_point_taken_out_is_withdrawn_at_publication(draft, adviser, keep_numbers, numbers):
    gone = at(draft, "1.2").point_id
    points.take_out(draft, point_id=gone, keep_numbers=keep_numbers, **seen(draft, adviser))

    assert [number for number, _ in texts(draft)] == numbers
    assert points_without_note(fresh(draft)) == ["1.2"]
    assert is_whole(draft)


MOVES = {
    "up": ("1.2", "up", ["Sleep on it.", "Read it again.", "Ask a friend.", "Be kind."]),
    "up from the top": ("1.1", "up", ["Read it again.", "Sleep on it.", "Ask a friend.", "Be kind."]),
    "down": ("1.2", "down", ["Read it again.", "Ask a friend.", "Sleep on it.", "Be kind."]),
    "after another": ("1.1", "after 1.3", ["Sleep on it.", "Ask a friend.", "Read it again.", "Be kind."]),
    "to another section": ("1.1", "after 2.1", ["Sleep on it.", "Ask a friend.", "Be kind.", "Read it again."]),
    "to its beginning": ("1.1", "start 2", ["Sleep on it.", "Ask a friend.", "Read it again.", "Be kind."]),
}


@pytest.mark.parametrize("name", MOVES)
def test_point_is_moved(draft, adviser, name):
    number, where, expected = MOVES[name]
    way, _, to = where.partition(" ")
    if to:
        place = str(draft.sections.get(number=to).pk) if way == "start" else at(draft, to).point_id
        where = f"{way}:{place}"
    points.move_point(
        draft, point_id=at(draft, number).point_id, where=where, keep_numbers=False, **seen(draft, adviser)
    )

    assert [text for _, text in texts(draft)] == expected
    assert is_whole(draft)
    regular = [f"{section.number}.{n}" for section in draft.sections.order_by("order")
               for n in range(1, section.points.count() + 1)]  # fmt: skip
    assert [number for number, _ in texts(draft)] == regular


def test_lead_in_goes_along_with_the_point_it_introduces(draft, adviser):
    draft.sections.filter(number="1").update(lead_in="Always:", lead_in_before="1.2")
    points.move_point(
        draft, point_id=at(draft, "1.1").point_id, where="down", keep_numbers=False, **seen(draft, adviser)
    )
    assert draft.sections.get(number="1").lead_in_before == "1.1"

    points.take_out(draft, point_id=at(draft, "1.1").point_id, keep_numbers=False, **seen(draft, adviser))
    assert draft.sections.get(number="1").lead_in_before == "1.1"
    assert at(draft, "1.1").text == "Read it again."


def test_split_keeps_the_address_and_leads_on_to_the_others(draft, adviser):
    point = at(draft, "1.2").point_id
    points.split_point(
        draft, point_id=point, texts=["Sleep.", "Then look again."], reason="Two things.", keep_numbers=False,
        **seen(draft, adviser),
    )  # fmt: skip

    assert texts(draft)[1:3] == [("1.2", "Sleep."), ("1.3", "Then look again.")]
    assert at(draft, "1.2").point_id == point
    step = Lineage.objects.get(kind="split")
    assert (step.point_id, step.to_id, step.reason, step.made_by) == (
        point,
        at(draft, "1.3").point_id,
        "Two things.",
        adviser,
    )
    assert is_whole(draft)


def test_what_was_split_may_be_split_again_and_old_links_reach_all_parts(draft, adviser):
    point = at(draft, "1.2").point_id
    for number, parts in (("1.2", ["A.", "B."]), ("1.3", ["B1.", "B2."]), ("1.2", ["A1.", "A2."])):
        points.split_point(
            draft, point_id=at(draft, number).point_id, texts=parts, reason="Two things.", keep_numbers=False,
            **seen(draft, adviser),
        )  # fmt: skip

    reached = set(Lineage.objects.filter(kind="split", point=point).values_list("to", flat=True))
    assert reached == {at(draft, number).point_id for number in ("1.3", "1.4", "1.5")}


def test_split_without_a_reason_changes_nothing(draft, adviser):
    with pytest.raises(Refused, match="reason"):
        points.split_point(
            draft, point_id=at(draft, "1.2").point_id, texts=["A.", "B."], reason=" ", keep_numbers=False,
            **seen(draft, adviser),
        )  # fmt: skip


def test_split_of_what_nobody_has_read_needs_no_reason_and_no_record(notes, adviser):
    points.split_point(
        notes, point_id=at(notes, "G1.2").point_id, texts=["Hide.", "Block."], reason="", keep_numbers=False,
        **seen(notes, adviser),
    )  # fmt: skip

    assert [number for number, _ in texts(notes)] == ["G1.1", "G1.2", "G1.3"]
    assert not Lineage.objects.exists()


def test_joined_points_go_on_in_the_one(draft, adviser):
    into, gone = at(draft, "1.2").point_id, at(draft, "1.1").point_id
    points.join_points(
        draft, point_id=into, others=[gone], reason="One thing.", keep_numbers=False, **seen(draft, adviser)
    )

    assert texts(draft)[0] == ("1.1", "Read it again.\nSleep on it.")
    assert at(draft, "1.1").point_id == into
    step = Lineage.objects.get(kind="merged")
    assert (step.point_id, step.to_id, step.was, step.now) == (gone, into, "1.1", "1.1")
    assert is_whole(draft)


def test_steps_that_led_to_a_joined_point_lead_on(draft, adviser):
    """Fault: leave `merge` without what was told before; the part of a split is then lost."""
    source = at(draft, "1.2").point_id
    split = {"texts": ["Sleep.", "Look."], "reason": "Two things.", "keep_numbers": False}
    points.split_point(draft, point_id=source, **split, **seen(draft, adviser))
    into = at(draft, "1.4").point_id
    points.join_points(
        draft, point_id=into, others=[at(draft, "1.3").point_id], reason="", keep_numbers=False, **seen(draft, adviser)
    )

    assert list(Lineage.objects.values_list("kind", "point", "to")) == [("split", source, into)]


def test_join_of_points_that_do_not_stand_together_is_refused(draft, adviser):
    for others in ([], [at(draft, "2.1").point_id], [at(draft, "1.1").point_id], ["zzzzzzzzzz"]):
        with pytest.raises(Refused):
            points.join_points(
                draft, point_id=at(draft, "1.1").point_id, others=others, reason="So.", keep_numbers=False,
                **seen(draft, adviser),
            )  # fmt: skip


def test_new_point_that_leaves_takes_along_what_was_told_of_it(draft, adviser):
    source = at(draft, "1.2").point_id
    points.split_point(
        draft, point_id=source, texts=["Sleep.", "Look."], reason="Two.", keep_numbers=False, **seen(draft, adviser)
    )
    part = at(draft, "1.3").point_id
    sections.write_note(draft, point_id=part, note="New.", reason="Asked.", is_minor=False, **seen(draft, adviser))
    sections.write_note(
        draft, point_id=source, note="Shorter.", reason="Asked.", is_minor=False, **seen(draft, adviser)
    )

    points.take_out(draft, point_id=part, keep_numbers=False, **seen(draft, adviser))

    assert not Lineage.objects.exists()
    assert list(ChangeNote.objects.values_list("point", flat=True)) == [source]


def test_point_is_told_to_be_an_earlier_one_or_a_new_one(adviser):
    old = adopted(protocol(TEXTS))
    draft = adopted(
        protocol([("Before you post", ["A wholly other rule.", "Sleep on it."]), TEXTS[1]]), is_published=False
    )
    taken, earlier = at(old, "1.1").point_id, at(old, "1.3").point_id
    assert at(draft, "1.1").point_id == taken
    assert [each.point_id for each in points.earlier_points(draft)] == [earlier]

    points.identify(draft, point_id=taken, earlier=earlier, **seen(draft, adviser))
    assert (at(draft, "1.1").point_id, at(draft, "1.1").text) == (earlier, "A wholly other rule.")

    points.identify(draft, point_id=earlier, earlier="", **seen(draft, adviser))
    new = at(draft, "1.1").point_id
    assert new not in {taken, earlier}
    with pytest.raises(Refused, match="new point already"):
        points.identify(draft, point_id=new, earlier="", **seen(draft, adviser))
    with pytest.raises(Refused, match="no earlier point"):
        points.identify(draft, point_id=new, earlier=at(draft, "2.1").point_id, **seen(draft, adviser))
    assert is_whole(draft)


def test_section_in_front_renumbers_or_keeps(draft, adviser):
    sections.add_section(draft, title="First of all", lead_in="", after=None, keep_numbers=True, **seen(draft, adviser))
    assert list(draft.sections.order_by("order").values_list("number", flat=True)) == ["3", "1", "2"]

    sections.number_afresh(draft, **seen(draft, adviser))
    assert list(draft.sections.order_by("order").values_list("number", flat=True)) == ["3", "4", "5"]
    assert [number for number, _ in texts(draft)] == ["4.1", "4.2", "4.3", "5.1"]
    assert is_whole(draft)


def test_section_is_edited_and_an_empty_one_taken_out(draft, adviser):
    section = draft.sections.get(number="2")
    sections.change_section(
        draft, section=section.pk, title="People", lead_in="Always:", number="9", **seen(draft, adviser)
    )
    assert at(draft, "9.1").section_title == "People"
    with pytest.raises(Refused, match="still holds points"):
        sections.take_out_section(draft, section=section.pk, **seen(draft, adviser))
    points.take_out(draft, point_id=at(draft, "9.1").point_id, keep_numbers=False, **seen(draft, adviser))
    sections.take_out_section(draft, section=section.pk, **seen(draft, adviser))

    assert draft.sections.count() == 1
    assert is_whole(draft)


def test_particulars_of_a_protocol_and_of_what_stands_beside_it(draft, notes, adviser):
    said = {
        "effective_from": LATER + timedelta(1),
        "adopted_by": "Cabinet",
        "adopted_on": date(2026, 11, 3),
        "minute": "41",
    }
    sections.change_particulars(draft, **said, **seen(draft, adviser))
    sections.change_particulars(notes, **said, **seen(notes, adviser))

    draft, notes = fresh(draft), fresh(notes)
    assert (draft.effective_from, draft.adopted_by, draft.minute) == (LATER + timedelta(1), "Cabinet", "41")
    assert (notes.effective_from, notes.adopted_by, notes.adopted_on, notes.minute) == (
        LATER + timedelta(1),
        "",
        None,
        "",
    )
    with pytest.raises(Refused, match="who adopted"):
        sections.change_particulars(draft, **said | {"adopted_on": None}, **seen(draft, adviser))


def test_minor_is_refused_where_a_duty_changed(draft, adviser):
    point = at(draft, "1.2").point_id
    points.change_point(
        draft, point_id=point, words=Words("You must sleep on it."), number="1.2", **seen(draft, adviser)
    )
    with pytest.raises(Refused, match="no minor change"):
        sections.write_note(
            draft, point_id=point, note="Clearer.", reason="Asked.", is_minor=True, **seen(draft, adviser)
        )

    sections.write_note(
        draft, point_id=point, note="A duty now.", reason="Asked.", is_minor=False, **seen(draft, adviser)
    )
    assert points_without_note(fresh(draft)) == []


def test_who_edited_does_not_approve(draft, adviser):
    lead = UserFactory(roles=("comms_lead",))
    sections.write_note(draft, point_id="", note="So.", reason="So.", is_minor=False, **seen(draft, lead))
    assert EditionEdit.objects.get().by == lead
    draft = fresh(draft)
    stages.submit(draft, revision=draft.revision, by=adviser)

    with pytest.raises(Refused, match="You wrote on this draft"):
        stages.approve(draft, revision=draft.revision, by=lead)
