"""Three ways to begin a draft: the next edition, a new document, a file."""

from datetime import date

import pytest

from guidance.editing.actions import beginning, points, sections
from guidance.editing.actions.points import Words
from guidance.models import Edition, Kind, PointVersion
from guidance.refusals import Refused
from tests.factories.drafts import LATER, TEXTS, at, fresh, last, next_edition, seen, texts
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


def test_next_edition_begins_with_every_field_of_the_one_before(adviser):
    old = adopted(protocol(TEXTS))
    draft = beginning.begin_next(old.document_id, effective_from=LATER, by=adviser)
    fields = [
        field.attname for field in PointVersion._meta.concrete_fields
        if field.name not in {"id", "edition", "section", "search"}
    ]  # fmt: skip

    assert list(draft.point_versions.order_by("order").values_list(*fields)) == list(
        old.point_versions.order_by("order").values_list(*fields)
    )
    names = ("number", "title", "printed_title", "lead_in", "lead_in_before", "order")
    assert list(draft.sections.order_by("order").values_list(*names)) == list(
        old.sections.order_by("order").values_list(*names)
    )
    assert (draft.number, draft.created_by, draft.content_hash) == (2, adviser, old.content_hash)
    assert (draft.adopted_by, draft.minute, draft.effective_from) == ("Full Council", "", LATER)


def test_one_draft_of_a_document_at_a_time(draft, adviser):
    with pytest.raises(Refused, match="a draft of this document already"):
        beginning.begin_next(draft.document_id, effective_from=LATER, by=adviser)


def test_what_was_never_published_has_no_next_edition(notes, adviser):
    with pytest.raises(Refused, match="No edition"):
        beginning.begin_next(notes.document_id, effective_from=LATER, by=adviser)


def test_new_documents_are_numbered_on(notes, adviser):
    other = beginning.begin_new(Kind.SUPPLEMENTARY, title="Pictures", effective_from=LATER, by=adviser)
    sections.add_section(other, title="People", lead_in="", after=None, keep_numbers=False, **seen(other, adviser))

    assert texts(notes) == [("G1.1", "Publish your rules."), ("G1.2", "Hide, mute, then block.")]
    assert other.sections.get().number == "G2"


@pytest.mark.parametrize(
    ("kind", "title"), [(Kind.ADOPTED, "Mine"), (Kind.SUPPLEMENTARY, "House rules"), (Kind.QUESTIONS, "???")]
)
def test_new_document_that_cannot_be_is_refused(notes, adviser, kind, title):
    with pytest.raises(Refused):
        beginning.begin_new(kind, title=title, effective_from=LATER, by=adviser)


def test_import_of_the_same_words_after_an_edit_is_another_text(adviser):
    """Fault: the fingerprint of an edited draft left as it was; the import then takes it for its own."""
    particulars = {"title": "Protocol", "adopted_by": "Cabinet", "adopted_on": date(2026, 1, 1), "minute": "4"}
    draft = beginning.take_in(protocol(TEXTS), **particulars, effective_from=LATER, by=adviser)
    assert beginning.take_in(protocol(TEXTS), **particulars, effective_from=LATER, by=adviser) == draft
    points.take_out(draft, point_id=at(draft, "1.1").point_id, keep_numbers=False, **seen(draft, adviser))

    with pytest.raises(Refused, match="a draft of this document already"):
        beginning.take_in(protocol(TEXTS), **particulars, effective_from=LATER, by=adviser)


def test_import_tells_at_which_point_it_mended(adviser):
    particulars = {"title": "Protocol", "adopted_by": "Cabinet", "adopted_on": date(2026, 1, 1), "minute": "4"}
    parsed = protocol([("A", ["One.", "Two.", "Three.", "Four."])])  # the repair is on line 4, where 1.4 stands

    draft = beginning.take_in(parsed, **particulars, effective_from=LATER, by=adviser)

    assert fresh(draft).import_notes["repairs"][0]["point"] == at(draft, "1.4").point_id
    assert fresh(draft).import_notes["notices"][0]["point"] == ""
