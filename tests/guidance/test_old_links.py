"""G1: after 1,000 random edits 10,000 old links lead to the right point, its successors or its pinned words.

PORTAL_FAULTS=full does so; else 300 edits of three documents and 3,000 links. What an edit can do is the same.
The oracle is guidance/measuring_links.py, which `manage.py guidance_report` uses too.

Deliberate faults that turn it red: match points by number before words; follow only the first link of a split; stop
at a successor that is gone itself; show the first wording of a point instead of the last.
"""

import os
import random
from datetime import UTC, datetime

import pytest
import time_machine

from guidance.measuring_links import EDITIONS, EDITS, old_links, write_book, wrong_landings

pytestmark = pytest.mark.django_db
FULL = os.environ.get("PORTAL_FAULTS") == "full"
DOCUMENTS = 10 if FULL else 3
LINKS, PAGES = (10_000, 100) if FULL else (3_000, 50)


@pytest.mark.parametrize("how_many_edits", [1_000 if FULL else 300])
def test_old_links_never_break(client, how_many_edits):
    assert how_many_edits == DOCUMENTS * EDITIONS * EDITS
    books = [write_book(seed) for seed in range(DOCUMENTS)]
    assert [wrong for book in books for wrong in book.wrong] == []
    chance = random.Random(7)

    assert list(wrong_landings(old_links(books, chance, LINKS))) == []
    assert list(_wrong_pages(client, old_links(books, chance, PAGES))) == []


def _wrong_pages(client, links):
    """A sample of the links, each as a page of the portal, and the pinned words beside it."""
    for book, uid, on, at in links:
        text, is_in_force, onward = book.expected(uid, on)
        with time_machine.travel(datetime(on.year, on.month, on.day, 12, tzinfo=UTC), tick=False):
            page = client.get(f"/guidance/point/{book.ids[uid]}/")
            pinned = client.get(f"/guidance/point/{book.ids[uid]}/edition/{at + 1}/")
        if page.status_code != 200 or pinned.status_code != 200:
            yield f"{book.title} point {uid} on {on}: {page.status_code}, {pinned.status_code}"
            continue
        shown = (
            page.context["version"].text,
            page.context["is_in_force"],
            {version.point_id for version in page.context["goes_on_in"]},
        )
        is_linked = all(f'href="/guidance/point/{point_id}/"' in page.content.decode() for point_id in onward)
        if shown != (text, is_in_force, onward) or not is_linked:
            yield f"{book.title} point {uid} on {on}: the wrong page"
        if pinned.context["version"].text != book.editions[at][1][uid][1]:
            yield f"{book.title} point {uid}, edition {at + 1}: other words than were pinned"
