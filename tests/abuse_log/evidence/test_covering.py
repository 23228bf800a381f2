"""Copies with parts covered: black where it was asked, another hash, the original as it was.

Deliberate faults, each tried: boxes drawn before the picture is turned upright (pixels test red); the original's
media type kept for a copy in another format (kind test red).
"""

from io import BytesIO
from typing import Any

import pytest
import time_machine
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from abuse_log.evidence.actions import add_exhibit, cover
from abuse_log.evidence.actions.covering import make_covered, watch_cover
from abuse_log.evidence.actions.packs import ask_pack
from abuse_log.evidence.models import Exhibit, Redaction
from portal.foundation.files.actions import make_safe_copy, original_pieces
from portal.foundation.outbox.models import Item
from tests.factories.abuse_log import ExhibitFactory, IncidentFactory, ShareFactory
from tests.factories.files import upload
from tests.factories.people import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("store")]


def white(kind: str, size: tuple[int, int] = (80, 40), **options: Any) -> bytes:
    written = BytesIO()
    Image.new("RGB", size, "white").save(written, kind, **options)
    return written.getvalue()


def exhibit(content: bytes) -> Exhibit:
    incident = IncidentFactory()
    made = add_exhibit(incident=incident, by=incident.member, upload=upload(content))
    make_safe_copy(Item(payload={"file": str(made.stored_id)}))
    return Exhibit.objects.with_files().get(pk=made.pk)


def covered(made: Exhibit, *boxes: tuple[int, int, int, int]) -> Redaction:
    asked = cover(exhibit=made, by=made.incident.member, boxes=boxes, reason="A child")
    for _ in range(2):  # the worker may come twice
        make_covered(Item(payload={"redaction": str(asked.pk)}))
    return Redaction.objects.with_files().get(pk=asked.pk)


def post(made: Exhibit, **typed: Any) -> Any:
    browser = Client()
    browser.force_login(made.incident.member)
    return browser.post(reverse("abuse_log:exhibit_cover", args=[made.incident.neutral_reference, 1]), typed)


@pytest.mark.parametrize(("kind", "media_type"), [("PNG", "image/png"), ("JPEG", "image/jpeg"), ("WEBP", "image/jpeg")])
def test_covered_parts_are_black_and_the_original_stays(kind: str, media_type: str) -> None:
    content = white(kind)
    made = exhibit(content)

    copy = covered(made, (0, 0, 5000, 5000))

    assert copy.stored is not None
    assert (copy.label, copy.stored.media_type) == ("E001-R1", media_type)
    assert copy.stored.sha256 != made.stored.sha256
    assert b"".join(original_pieces(made.stored)) == content
    shown = Image.open(BytesIO(b"".join(original_pieces(copy.stored)))).convert("L")
    assert shown.size == (80, 40)
    assert shown.crop((0, 0, 38, 18)).getextrema()[1] < 40
    assert shown.crop((50, 25, 80, 40)).getextrema()[0] > 200
    entry = made.incident.custody.get(action="redact")
    assert (entry.what, entry.object_hash, entry.role) == ("E001-R1", copy.stored.sha256, "member")


def test_boxes_lie_on_the_upright_picture() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    copy = covered(exhibit(white("JPEG", exif=exif)), (0, 0, 10_000, 5000))
    assert copy.stored is not None
    shown = Image.open(BytesIO(b"".join(original_pieces(copy.stored)))).convert("L")
    assert shown.size == (40, 80)
    assert shown.crop((0, 0, 40, 38)).getextrema()[1] < 40
    assert shown.crop((0, 50, 40, 80)).getextrema()[0] > 200


def test_squares_and_boxes_of_the_page_reach_the_copy() -> None:
    made = exhibit(white("PNG"))
    answer = post(made, squares=["A1", "H8"], boxes="100,200,300,400;0,0,1,1", reason="A child")
    assert answer.status_code == 302
    asked = Redaction.objects.get()
    assert asked.boxes == [[100, 200, 300, 400], [0, 0, 1, 1], [0, 0, 1250, 1250], [8750, 8750, 1250, 1250]]
    assert asked.reason == "A child"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"squares": ["A1"]}, "Say why these parts are covered"),
        ({"reason": "A child"}, "Choose what to cover: draw a box, or tick a square"),
        ({"reason": "x", "boxes": "1,2,3"}, "could not be read"),
        ({"reason": "x", "boxes": "a;b"}, "could not be read"),
        ({"reason": "x", "boxes": "0,0,10001,5"}, "all of them on the picture"),
        ({"reason": "x", "boxes": "-1,0,5,5"}, "all of them on the picture"),
        ({"reason": "x", "boxes": ";".join(["1,1,1,1"] * 101)}, "at most 100 boxes"),
        ({"reason": "x", "squares": ["Z9"]}, "Z9"),
    ],
)
def test_bad_input_is_told_and_kept(typed: dict[str, Any], said: str) -> None:
    made = exhibit(white("PNG"))
    page = post(made, **typed).content.decode()
    assert said in page
    assert ('value="A1" checked' in page) == ("A1" in typed.get("squares", []))
    assert not Redaction.objects.exists()


def test_only_a_picture_that_can_be_shown_is_covered() -> None:
    incident = IncidentFactory()
    made = add_exhibit(incident=incident, by=incident.member, upload=upload(white("PNG")))
    assert "Nothing was made" in post(made, squares=["A1"], reason="x").content.decode()


def test_made_copy_is_never_changed() -> None:
    copy = covered(exhibit(white("PNG")), (0, 0, 100, 100))
    for change in ({"stored": None}, {"refused_why": "x"}, {"boxes": []}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Redaction.objects.filter(pk=copy.pk).update(**change)


def test_officers_see_the_covered_copy_and_nothing_else_of_the_picture() -> None:
    """Also while it is being made. Faults: leave `covered_copy` out of `exhibit_file`, or out of `redaction_file`."""
    made = exhibit(white("PNG"))
    incident = made.incident
    ShareFactory(incident=incident)
    browser, ref = Client(), incident.neutral_reference
    browser.force_login(UserFactory(roles=("safety_lead",)))
    whole, show = (reverse(f"abuse_log:{name}", args=[ref, 1]) for name in ("exhibit_file", "exhibit_show"))
    first, second = (reverse("abuse_log:redaction_file", args=[ref, 1, number]) for number in (1, 2))
    assert browser.get(whole).status_code == 200

    asked = cover(exhibit=made, by=incident.member, boxes=[(0, 0, 5000, 5000)], reason="A child")
    assert [browser.get(url).status_code for url in (whole, first)] == [403, 404]
    assert "still being made" in browser.get(show).content.decode()

    make_covered(Item(payload={"redaction": str(asked.pk)}))
    covered(made, (0, 0, 9000, 9000))
    page = browser.get(show).content.decode()
    assert [url in page for url in (whole, first, second)] == [False, False, True]
    assert [browser.get(url).status_code for url in (whole, first, second)] == [403, 403, 200]
    looked = incident.custody.last()
    assert looked is not None
    assert (looked.action, looked.what, looked.role) == ("view-copy", "E001-R2", "officer")


def test_copy_that_nobody_tries_to_make_any_more_is_refused_and_packs_go_on() -> None:
    """Fault, tried: no `_watch` in `cover`."""
    incident = IncidentFactory()
    shown = ExhibitFactory(incident=incident, number=1)
    cover(exhibit=shown, by=incident.member, boxes=[(0, 0, 9, 9)], reason="A child")
    watch = Item.objects.get(kind="record.cover_watch")
    with time_machine.travel(watch.due_at, tick=False):
        watch_cover(watch)
    assert Redaction.objects.waiting().count() == 1  # the outbox still tries
    assert Item.objects.filter(kind="record.cover_watch").count() == 2
    Item.objects.filter(kind="record.cover").update(dead_at=timezone.now(), died_why="gave_up")
    watch_cover(watch)
    assert Redaction.objects.get().refused_why.startswith("The portal tried several times")
    ask_pack(incident=incident, by=incident.member, audience="officer", exhibits=[1], with_words=False)
