"""What is taken into a record, what is refused, and that whatever is kept lies inert.

Deliberate faults, each tried: the content type of a film in place of none (every kind red); `check_file` that asks the
name (three hundred red); the original in place of the copy (photographs red). 500 photographs were not tried.
"""

import hashlib
import os
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from abuse_log.evidence.actions import add_exhibit
from abuse_log.evidence.models import Exhibit
from abuse_log.models import Incident
from portal.foundation.files import kinds
from portal.foundation.files.actions import make_safe_copy, original_pieces, safe_copy_pieces
from portal.foundation.files.models import StoredFile
from portal.foundation.outbox.models import Item
from tests.abuse_log.evidence.samples import GOOD, hostile, photograph
from tests.factories.abuse_log import IncidentFactory
from tests.factories.files import picture, upload

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("store")]
PHOTOGRAPHS = 500 if os.environ.get("PORTAL_FAULTS") == "full" else 8


@pytest.fixture
def incident() -> Incident:
    return IncidentFactory()


@pytest.fixture
def browser(incident: Incident) -> Client:
    client = Client()
    client.force_login(incident.member)
    return client


def url(incident: Incident, name: str, *args: object) -> str:
    return reverse(f"abuse_log:{name}", args=[incident.neutral_reference, *args])


def take(browser: Client, incident: Incident, name: str, content: bytes) -> Any:
    sent = SimpleUploadedFile("x", content)
    sent._name = name
    return browser.post(url(incident, "evidence_take"), {"file": sent})


@pytest.mark.parametrize("name", GOOD)
def test_every_kind_is_sealed_and_only_saved(name: str, incident: Incident, browser: Client) -> None:
    media_type, content = GOOD[name]

    answer = take(browser, incident, name, content)

    assert (answer.status_code, answer.json()) == (200, {"said": "Saved and sealed"})
    stored = incident.exhibits.get().stored
    assert (stored.media_type, stored.state) == (media_type, "sealed")
    assert not Item.objects.filter(kind="files.safe_copy").exists()
    assert browser.get(url(incident, "exhibit_file", 1)).status_code == 404
    saved = browser.get(url(incident, "exhibit_original", 1))
    assert b"".join(saved.streaming_content) == content
    assert saved["Content-Type"] == "application/octet-stream"
    assert saved["Content-Disposition"].startswith('attachment; filename="file-')
    assert "sandbox" in saved["Content-Security-Policy"]
    page = browser.get(url(incident, "exhibit", 1)).content.decode()
    assert "Do not open a file from somebody you do not trust" in page
    assert not any(tag in page for tag in ("<video", "<audio", "<iframe", "<img", "<embed", "<object"))


def test_three_hundred_hostile_files_are_refused_or_inert(incident: Incident, browser: Client) -> None:
    sent = hostile()
    assert len(sent) >= 300
    odd = []
    for name, content in sent:
        answer = take(browser, incident, name, content)
        said = answer.json()["said"] if answer.status_code in (200, 422) else ""
        if not said.endswith(".") and not said.startswith("Saved and sealed"):
            odd.append((name, answer.status_code, said))
    assert odd == []
    kept = [exhibit.stored for exhibit in Exhibit.objects.with_files()]
    contents = {hashlib.sha256(content).hexdigest(): content for _, content in sent}
    assert [each.name for each in kept if kinds.sniff(contents[each.sha256]) != each.media_type] == []
    assert not any({*stored.name} & {*"/\\\0\r\n\u202e"} for stored in kept)
    for stored in kept:
        if stored.is_picture:
            assert stored.state == "waiting"  # nothing of it is shown before its pixels were copied
        else:
            assert stored.state == "sealed"
    assert {stored.media_type for stored in kept} <= set(kinds.MEDIA_TYPES) - {"application/zip"}


@pytest.mark.parametrize(
    ("name", "family"), [("clip.mp4", "video"), ("letter.eml", "mail"), ("letter.pdf", "document")]
)
def test_limit_of_each_family_holds_to_the_byte(
    name: str, family: str, incident: Incident, browser: Client, settings: Settings
) -> None:
    settings.FILES_LIMITS = {**settings.FILES_LIMITS, family: 20_000}
    fits = GOOD[name][1].ljust(20_000, b" ")

    assert take(browser, incident, name, fits).status_code == 200
    refused = take(browser, incident, name, fits + b" ")

    assert refused.status_code == 422
    assert refused.json()["said"] == f"“{name}” is larger than 0.0191 MB. Send a shorter part of it."


def test_upload_handler_bounds_each_kind_by_its_own_limit(
    incident: Incident, browser: Client, settings: Settings
) -> None:
    """Red when the limit of pictures cuts films short, or that of films lets pictures fill the disk."""
    settings.FILE_UPLOAD_HANDLERS = ["portal.foundation.files.uploads.BoundedUploadHandler"]
    settings.FILES_MAX_BYTES = 100_000
    settings.FILES_LIMITS = {**settings.FILES_LIMITS, "video": 400_000}
    long = GOOD["clip.mp4"][1] + bytes(300_000)

    assert take(browser, incident, "clip.mp4", long).status_code == 200
    assert b"".join(original_pieces(incident.exhibits.get().stored)) == long
    assert take(browser, incident, "large.png", picture() + bytes(100_000)).status_code == 422


def test_other_rooms_take_pictures_only(settings: Settings) -> None:
    assert kinds.families_in("advice") == {"picture"}
    assert kinds.families_in("abuse_log") == {"picture", "heic", "video", "voice", "mail", "document"}


def test_several_at_once_without_a_script(incident: Incident, browser: Client) -> None:
    """What can be kept is kept, whatever is wrong with the others."""
    files = [
        upload(picture(), "a.png"),
        upload(b"", "b.pdf"),
        upload(GOOD["letter.eml"][1], "c.eml"),
        upload(b"?", "d.doc"),
    ]

    page = browser.post(url(incident, "evidence_add"), {"uploads": files}).content.decode()

    assert [exhibit.stored.media_type for exhibit in incident.exhibits.with_files()] == ["image/png", "message/rfc822"]
    assert "“b.pdf” is empty" in page
    assert "“d.doc” is of no kind that is kept here" in page
    assert "so is every file that is not named above" in page


def test_one_file_at_a_time_is_asked_for(incident: Incident, browser: Client) -> None:
    for sent in ({}, {"file": [upload(), upload(picture("JPEG"))]}):
        answer = browser.post(url(incident, "evidence_take"), sent)
        assert (answer.status_code, answer.json()) == (422, {"said": "Send one file at a time."})
    assert browser.get(url(incident, "evidence_take")).status_code == 405


def test_sent_again_after_a_lost_answer_is_kept_once(incident: Incident, browser: Client) -> None:
    answers = [take(browser, incident, "clip.mp4", GOOD["clip.mp4"][1]).json()["said"] for _ in range(3)]
    assert answers == ["Saved and sealed"] * 3
    assert incident.exhibits.count() == 1


def test_photographs_keep_their_hash_and_their_copies_tell_no_place(incident: Incident) -> None:
    """8 here; 500 with PORTAL_FAULTS=full, the most that one record holds."""
    for number in range(PHOTOGRAPHS):
        content = photograph(number)
        exhibit = add_exhibit(incident=incident, by=incident.member, upload=upload(content, f"{number}.jpg"))
        make_safe_copy(Item(payload={"file": str(exhibit.stored_id)}))
        stored = StoredFile.objects.get(pk=exhibit.stored_id)
        assert stored.sha256 == hashlib.sha256(content).hexdigest()
        assert b"".join(original_pieces(stored)) == content
        copy = b"".join(safe_copy_pieces(stored))
        assert copy.startswith(b"\xff\xd8\xff")
        assert not [trace for trace in (b"Exif", b"GPS", b"Camera of Sam", b"2026:06") if trace in copy]
    assert incident.exhibits.count() == PHOTOGRAPHS
