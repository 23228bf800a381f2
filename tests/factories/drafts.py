"""Drafts for tests: what one looks like now, and whether all that is reckoned from its words is true."""

from datetime import timedelta
from typing import Any

from guidance.editing.actions import beginning
from guidance.fingerprints import of_edition, of_point
from guidance.models import Edition, PointVersion, today
from guidance.wording import point_words, stored_words
from portal.foundation.people.models import User
from tests.factories.guidance import adopted, protocol

TEXTS = (("Before you post", ("Read it again.", "Sleep on it.", "Ask a friend.")), ("Other people", ("Be kind.",)))
LATER = today() + timedelta(days=28)


def next_edition(by: User) -> Edition:
    """The next edition of a protocol in force: 1.1, 1.2, 1.3, 2.1."""
    return beginning.begin_next(adopted(protocol(TEXTS)).document_id, effective_from=LATER, by=by)


def fresh(edition: Edition) -> Edition:
    return Edition.objects.select_related("document").get(pk=edition.pk)


def seen(edition: Edition, by: User) -> dict[str, Any]:
    return {"revision": fresh(edition).revision, "by": by}


def at(edition: Edition, number: str) -> PointVersion:
    return edition.point_versions.get(number=number)


def last(edition: Edition) -> str:
    return edition.point_versions.order_by("order").values_list("point", flat=True).last() or ""


def texts(edition: Edition) -> list[tuple[str, str]]:
    return list(edition.point_versions.order_by("order").values_list("number", "text"))


def is_whole(edition: Edition) -> bool:
    """Whether every fingerprint is that of the words, and the places count from 1."""
    rows = list(edition.point_versions.order_by("order").defer("search"))
    held = fresh(edition).content_hash == of_edition(stored_words(edition))
    return held and all(row.hash == of_point(point_words(row)) and row.order == n for n, row in enumerate(rows, 1))
