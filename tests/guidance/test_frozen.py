"""A published text never changes. The deliberate fault: drop a trigger of migration 0002, and these turn red."""

from datetime import date

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from guidance.models import Edition, Point, PointVersion, Section
from tests.factories.guidance import PointFactory, PointVersionFactory, SectionFactory, adopted

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "change",
    [
        {"number": 9},
        {"effective_from": date(2030, 1, 1)},
        {"adopted_by": "Somebody else"},
        {"content_hash": "0" * 64},
        {"import_notes": {}},
        {"state": "draft", "published_at": None},
        {"state": "withdrawn", "withdrawn_on": date(2030, 1, 1), "adopted_by": "Somebody else"},
    ],
)
def test_published_edition_cannot_be_changed(change):
    edition = adopted()

    with pytest.raises(IntegrityError, match="a published edition is frozen"), transaction.atomic():
        Edition.objects.filter(pk=edition.pk).update(**change)


def test_withdrawn_edition_cannot_come_back():
    edition = adopted()
    Edition.objects.filter(pk=edition.pk).update(state="withdrawn", withdrawn_on=date(2030, 1, 1))

    with pytest.raises(IntegrityError, match="a published edition is frozen"), transaction.atomic():
        Edition.objects.filter(pk=edition.pk).update(state="published", withdrawn_on=None)


@pytest.mark.parametrize("change", [{"title": "Other"}, {"lead_in": "More"}, {"order": 9}])
def test_section_of_a_published_edition_cannot_be_changed(change):
    edition = adopted()

    with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
        Section.objects.filter(edition=edition, number="1").update(**change)


@pytest.mark.parametrize("change", [{"text": "Other"}, {"heading": "More"}, {"labels": []}, {"section_title": "x"}])
def test_point_of_a_published_edition_cannot_be_changed(change):
    edition = adopted()

    with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
        PointVersion.objects.filter(edition=edition, number="1.1").update(**change)


def test_nothing_can_be_added_to_a_published_edition():
    edition = adopted()
    point = PointFactory(document=edition.document)

    with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
        SectionFactory(edition=edition, number="9", order=9)
    with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
        PointVersionFactory(edition=edition, section=edition.sections.first(), point=point, number="9.9", order=9)


def test_point_cannot_be_moved_out_of_a_published_edition_into_a_draft():
    version = adopted().point_versions.get(number="1.1")
    draft = SectionFactory(edition__document=version.edition.document)

    with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
        PointVersion.objects.filter(pk=version.pk).update(edition=draft.edition, section=draft)


@pytest.mark.parametrize("table", ["guidance_edition", "guidance_section", "guidance_pointversion"])
def test_nothing_published_can_be_deleted(table):
    adopted()

    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table}")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE guidance_point SET created_at = now()",
        "DELETE FROM guidance_point",
        "TRUNCATE guidance_point CASCADE",
        "TRUNCATE guidance_edition CASCADE",
        "ALTER TABLE guidance_edition DISABLE TRIGGER ALL",
    ],
)
def test_app_may_not(statement):
    PointFactory()

    with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_draft_can_be_changed_and_deleted():
    version = PointVersionFactory()

    version.text = "Other words."
    version.save()
    version.edition.delete()

    assert not PointVersion.objects.exists()
    assert Point.objects.filter(pk=version.point_id).exists()
