"""What two people do at the same moment. These commit, so each has a database of its own."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from django.db import OperationalError, connection, transaction

from guidance.models import Document, Edition, Point, PointVersion
from tests.factories.guidance import PointVersionFactory, adopted


@pytest.mark.usefixtures("committed_db")
def test_draft_cannot_be_published_while_its_text_is_being_changed():
    """The share lock of `guidance_must_be_draft`; without it, words could slip in behind the fingerprint."""
    version = PointVersionFactory()
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute("SET lock_timeout = '200ms'")
    publish = "UPDATE guidance_edition SET state = 'published', published_at = now() WHERE id = %s"
    with transaction.atomic():
        PointVersion.objects.filter(pk=version.pk).update(text="Other words.")
        with other.cursor() as cursor, pytest.raises(OperationalError, match="lock timeout"):
            cursor.execute(publish, [version.edition_id])
    other.close()


def _import_once(day: int) -> Edition:
    try:
        return adopted(effective_from=date(2026, 1, day))
    finally:
        connection.close()


@pytest.mark.usefixtures("committed_db")
def test_imports_at_the_same_moment_take_turns():
    with ThreadPoolExecutor(4) as people:
        editions = list(people.map(_import_once, [1, 2, 3, 4]))

    assert sorted(edition.number for edition in editions) == [1, 2, 3, 4]
    assert (Document.objects.count(), Point.objects.count(), PointVersion.objects.count()) == (1, 3, 12)
