"""Every rule that the database holds is broken once."""

from collections.abc import Callable
from datetime import date
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from guidance.models import (
    POINT_ID_LENGTH,
    POINT_ID_LETTERS,
    Document,
    Edition,
    Kind,
    Piece,
    Point,
    PointVersion,
    mint_point_id,
)
from tests.factories.guidance import (
    DocumentFactory,
    EditionFactory,
    PointFactory,
    PointVersionFactory,
    SectionFactory,
    adopted,
)

pytestmark = pytest.mark.django_db


def _refused(name: str, do: Callable[[], object]) -> None:
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        do()
    assert name in str(refusal.value)


def test_document_slug_twice_refused():
    DocumentFactory(slug="protocol")
    _refused("guidance_document_slug", lambda: DocumentFactory(slug="protocol"))


def test_document_of_unknown_kind_refused():
    _refused("guidance_document_kind_known", lambda: DocumentFactory(kind="rumour"))


@pytest.mark.parametrize("given", [{"title": ""}, {"slug": ""}])
def test_document_without_name_refused(given):
    _refused("guidance_document_named", lambda: DocumentFactory(**given))


def test_second_plain_english_document_refused():
    DocumentFactory(kind=Kind.PLAIN)
    _refused("guidance_one_plain_english_document", lambda: DocumentFactory(kind=Kind.PLAIN))


def test_document_changing_kind_refused():
    document = DocumentFactory()
    _refused(
        "a document stays of its kind",
        lambda: Document.objects.filter(pk=document.pk).update(kind=Kind.PLAIN),
    )


def test_edition_number_twice_in_a_document_refused():
    edition = EditionFactory(number=4)
    _refused("guidance_edition_number_once", lambda: EditionFactory(document=edition.document, number=4))


def test_edition_number_nought_refused():
    _refused("guidance_edition_number_from_one", lambda: EditionFactory(number=0))


def test_edition_without_fingerprint_refused():
    _refused("guidance_edition_fingerprint", lambda: EditionFactory(content_hash="unknown"))


def test_draft_with_time_of_publication_refused():
    _refused("guidance_edition_published_when", lambda: EditionFactory(published_at=timezone.now()))


def test_edition_published_at_no_time_refused():
    edition = PointVersionFactory().edition
    _refused(
        "guidance_edition_published_when",
        lambda: Edition.objects.filter(pk=edition.pk).update(state=Edition.State.PUBLISHED),
    )


def test_edition_withdrawn_on_no_day_refused():
    edition = adopted()
    _refused(
        "guidance_edition_withdrawn_when",
        lambda: Edition.objects.filter(pk=edition.pk).update(state=Edition.State.WITHDRAWN),
    )


@pytest.mark.parametrize("given", [{"adopted_by": ""}, {"adopted_by": "  "}, {"adopted_on": None}])
def test_adopted_edition_without_body_or_day_refused(given):
    _refused("an adopted edition names who adopted it and when", lambda: EditionFactory(**given))


def test_plain_english_adopted_by_somebody_refused():
    plain = DocumentFactory(kind=Kind.PLAIN)
    _refused("plain English is adopted by nobody", lambda: EditionFactory(document=plain))


def test_edition_that_begins_published_refused():
    _refused(
        "an edition begins as a draft",
        lambda: EditionFactory(state=Edition.State.PUBLISHED, published_at=timezone.now()),
    )


def test_edition_moved_to_another_document_refused():
    edition = EditionFactory()
    other = DocumentFactory()
    _refused(
        "an edition stays with its document",
        lambda: Edition.objects.filter(pk=edition.pk).update(document=other),
    )


def test_edition_without_points_published_refused():
    edition = EditionFactory()
    _refused(
        "an edition without points is not published",
        lambda: Edition.objects.filter(pk=edition.pk).update(
            state=Edition.State.PUBLISHED, published_at=timezone.now()
        ),
    )


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("guidance_section_number_once", {"number": "1", "order": 2}),
        ("guidance_section_order_once", {"number": "2", "order": 1}),
        ("guidance_section_numbered", {"number": "one!", "order": 2}),
        ("guidance_section_titled", {"number": "2", "order": 2, "title": ""}),
    ],
)
def test_section_refused(name, given):
    section = SectionFactory()
    _refused(name, lambda: SectionFactory(edition=section.edition, **given))


def test_section_of_no_edition_refused():
    _refused("frozen", lambda: SectionFactory.build(edition_id=uuid4(), edition=None).save())


@pytest.mark.parametrize("point_id", ["5.2", "think-1st!", "aaaaaaaaaa", ""])
def test_point_id_that_was_not_minted_refused(point_id):
    document = DocumentFactory()
    _refused("guidance_point_id_minted", lambda: Point.objects.create(id=point_id, document=document))


def test_minted_ids_are_short_and_differ():
    minted = {mint_point_id() for _ in range(1000)}

    assert len(minted) == 1000
    assert {len(point_id) for point_id in minted} == {POINT_ID_LENGTH}
    assert set("".join(minted)) <= set(POINT_ID_LETTERS)


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("guidance_point_number_once", {"number": "1.1", "order": 2}),
        ("guidance_point_order_once", {"number": "1.2", "order": 1}),
        ("guidance_point_numbered", {"number": "one!", "order": 2}),
        ("guidance_point_worded", {"number": "1.2", "order": 2, "text": ""}),
        ("guidance_point_fingerprint", {"number": "1.2", "order": 2, "hash": "x"}),
    ],
)
def test_point_version_refused(name, given):
    version = PointVersionFactory()
    _refused(name, lambda: PointVersionFactory(edition=version.edition, section=version.section, **given))


def test_point_twice_in_an_edition_refused():
    version = PointVersionFactory()
    _refused(
        "guidance_point_once_an_edition",
        lambda: PointVersionFactory(
            edition=version.edition, section=version.section, point=version.point, number="1.2", order=2
        ),
    )


def test_point_version_in_a_section_of_another_edition_refused():
    version = PointVersionFactory()
    elsewhere = SectionFactory()
    _refused(
        "the section belongs to another edition",
        lambda: PointVersion.objects.filter(pk=version.pk).update(section=elsewhere),
    )


def test_point_version_of_a_point_of_another_document_refused():
    version = PointVersionFactory()
    elsewhere = PointFactory()
    _refused(
        "the point belongs to another document",
        lambda: PointVersion.objects.filter(pk=version.pk).update(point=elsewhere),
    )


def test_retitled_section_of_a_draft_is_found_under_its_new_title():
    version = PointVersionFactory(section__title="Parking")

    version.section.title = "Elections"
    version.section.save()

    assert PointVersion.objects.filter(search="elections").get() == version
    assert not PointVersion.objects.filter(search="parking").exists()


def test_citation_label_names_number_heading_and_edition():
    version = PointVersionFactory(number="5.2", heading="Think first", edition__number=1)

    assert version.citation_label == "5.2 Think first, edition 1"


def test_point_without_heading_is_named_by_its_first_words():
    version = PointVersion(number="5.2", text="One two three four five six seven eight nine ten.")

    assert version.short_title == "One two three four five six seven eight…"
    version.text = "One two three four five six seven eight. Nine."
    assert version.short_title == "One two three four five six seven eight"


def test_paragraphs_follow_the_mended_address_and_only_web_addresses():
    version = PointVersion(
        text="See www.a .example now.\n\nOr javascript:x",
        links=[["www.a .example", "https://www.a.example"], ["javascript:x", "javascript:x"]],
    )

    assert version.paragraphs == [
        [Piece("See "), Piece("www.a .example", "https://www.a.example"), Piece(" now.")],
        [Piece("Or javascript:x")],
    ]


def test_point_addresses_name_the_id_and_never_the_number():
    version = adopted(effective_from=date(2020, 1, 1)).point_versions.get(number="1.2")

    assert version.get_absolute_url() == f"/guidance/point/{version.point_id}/"
    assert version.get_wording_url() == f"/guidance/point/{version.point_id}/edition/1/"
    assert version.point.get_absolute_url() == version.get_absolute_url()
