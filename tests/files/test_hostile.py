"""Files sent in bad faith: answered fast, in little memory, never shown as they came, never under their own name.

The faults that were tried: default limits of Pillow; the original served in place of the copy; `inline`; no sandbox;
the sender's name put into the header as it is.
"""

import io
import resource
import subprocess
import sys
import time
import uuid
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from PIL import Image
from pytest_django.fixtures import Settings

from portal.foundation.files import responses, safe_copy
from portal.foundation.files.actions import make_safe_copy, take_in
from portal.foundation.files.models import StoredFile
from portal.foundation.files.uploads import BoundedUploadHandler
from portal.foundation.outbox.models import Item
from tests.factories.files import StoredFileFactory, picture, upload
from tests.factories.people import UserFactory
from tests.files.hostile import HTML, MAYBE, NAMES, REFUSED, SCRIPT, SVG

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.files.pages")]
MEGABYTE = 1024 * 1024


def send(client: Client, *files: SimpleUploadedFile, line: str = "") -> HttpResponse:
    return client.post("/send/", {"pictures": list(files), "line": line})


def objects(store: Path) -> list[Path]:
    return [path for path in store.rglob("*") if path.is_file()]


def assert_saved_never_run(response: Any) -> None:
    """Everything that keeps a browser from showing or running a download from the portal's address."""
    assert response["Content-Disposition"].startswith('attachment; filename="picture-')
    assert response["Content-Disposition"].isascii()
    assert response["Content-Type"] in {"image/png", "image/jpeg", "image/webp"}
    assert response["X-Content-Type-Options"] == "nosniff"
    policy = response["Content-Security-Policy"].split("; ")
    assert {"sandbox", "default-src 'none'"} <= set(policy)
    assert response["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "no-store" in response["Cache-Control"]


def test_there_are_enough_of_them() -> None:
    assert len(REFUSED) + len(MAYBE) + len(NAMES) >= 80


@pytest.mark.parametrize("name", REFUSED)
def test_refused_at_the_door_by_name(client: Client, store: Path, name: str) -> None:
    UserFactory()
    start = time.monotonic()

    response = send(client, upload(REFUSED[name], name))

    assert time.monotonic() - start < 5
    assert response.status_code == 422
    (problem,) = response.json()["pictures"]
    assert name in problem or not REFUSED[name]
    assert objects(store) == []
    assert not StoredFile.objects.exists()


@pytest.mark.parametrize("name", MAYBE)
def test_shown_only_as_a_copy_of_its_pixels(client: Client, store: Path, name: str) -> None:
    UserFactory()
    start = time.monotonic()
    response = send(client, upload(MAYBE[name], name))
    assert time.monotonic() - start < 5
    assert response.status_code in (200, 422), name
    if response.status_code == 422:
        return
    stored = StoredFile.objects.get()
    assert client.get(f"/safe/{stored.pk}/").status_code == 404

    start = time.monotonic()
    make_safe_copy(Item(kind="files.safe_copy", payload={"file": str(stored.pk)}))
    assert time.monotonic() - start < 5

    original = client.get(f"/original/{stored.pk}/")
    assert b"".join(original.streaming_content) == MAYBE[name]
    assert_saved_never_run(original)
    copy = client.get(f"/safe/{stored.pk}/")
    if StoredFile.objects.get().state == "refused":
        assert copy.status_code == 404
        return
    assert_saved_never_run(copy)
    shown = b"".join(copy.streaming_content)
    assert int(copy["Content-Length"]) == len(shown)
    for trace in (SCRIPT, HTML, SVG, b"<?php", b"%PDF", b"PK\x03\x04", b"alert("):
        assert trace not in shown
    assert all(store in path.parents for path in objects(store))


@pytest.mark.parametrize("name", NAMES, ids=range(len(NAMES)))
def test_names_reach_neither_the_store_nor_a_header(client: Client, store: Path, name: str) -> None:
    sent = SimpleUploadedFile("x.png", picture())
    sent._name = name

    stored = take_in(sent, by=UserFactory(), room="advice")

    assert all(len(path.name) == 32 and path.name.isalnum() for path in objects(store))
    kept = StoredFile.objects.get().name
    assert kept.isprintable()
    assert not set(kept) & set("/\\\r\n\0\u202e\u2066\u200f")
    response = client.get(f"/original/{stored.pk}/")
    assert_saved_never_run(response)
    disposition = response["Content-Disposition"]
    assert disposition.startswith(f"attachment; filename=\"picture-{stored.pk.hex[:8]}.png\"; filename*=UTF-8''")
    assert disposition.endswith(".png")
    assert disposition.count('"') == 2
    assert "Set-Cookie" not in response.headers


def test_one_byte_too_many_is_refused_and_not_kept(client: Client, settings: Settings, store: Path) -> None:
    UserFactory()
    settings.FILES_MAX_BYTES = MEGABYTE
    settings.FILE_UPLOAD_HANDLERS = ["portal.foundation.files.uploads.BoundedUploadHandler"]
    fits = picture() + bytes(MEGABYTE - len(picture()))

    assert send(client, upload(fits)).status_code == 200
    for more in (1, 3 * MEGABYTE):
        response = send(client, upload(fits + bytes(more), "large.png"))
        assert response.json() == {
            "pictures": ["“large.png” is larger than 1 MB. Send a smaller version of it, such as a screenshot."]
        }
    assert len(objects(store)) == 1


def test_bounded_upload_handler_drops_what_is_too_much(settings: Settings) -> None:
    """Red when it keeps all of it: the disk would hold whatever is sent."""
    settings.FILES_MAX_BYTES = 1000
    handler = BoundedUploadHandler()
    handler.new_file("pictures", "x.png", "image/png", None)

    for start in range(0, 10_000, 500):
        handler.receive_data_chunk(bytes(500), start)
    upload = handler.file_complete(10_000)

    assert upload.size == 10_000
    assert len(upload.read()) == 1500
    handler.upload_interrupted()
    assert upload.file.closed


def test_bounded_upload_handler_keeps_what_fits_whole(client: Client, settings: Settings) -> None:
    UserFactory()
    settings.FILE_UPLOAD_HANDLERS = ["portal.foundation.files.uploads.BoundedUploadHandler"]
    contents = [picture(kind) + bytes(length) for kind, length in (("PNG", 0), ("JPEG", 70_000), ("WEBP", 2_000_000))]

    response = send(client, *[upload(content, f"{number}.x") for number, content in enumerate(contents)])

    pks = [uuid.UUID(pk) for pk in response.json()["files"]]
    kept = [b"".join(responses.original(StoredFile.objects.get(pk=pk)).streaming_content) for pk in pks]
    assert kept == contents


def test_form_names_each_refused_file_and_says_what_is_lost(client: Client) -> None:
    UserFactory()

    response = send(client, upload(b"", "a.png"), upload(picture(), "b.png"), upload(HTML, "c.png"))

    assert response.json() == {
        "pictures": [
            "“a.png” is empty. Choose the picture again.",
            "“c.png” cannot be read as a PNG, JPEG or WebP picture. Take a screenshot of it, or save it as JPEG.",
            "Choose your pictures again: a browser forgets them when a page is shown with an error.",
        ]
    }


def test_form_refuses_more_files_than_it_takes(client: Client) -> None:
    response = send(client, *[upload(name=f"{number}.png") for number in range(4)])

    assert response.json()["pictures"][0] == "You chose 4 files; at most 3 pictures can be sent here."


def test_form_without_a_file_asks_for_one(client: Client) -> None:
    assert client.post("/send/", {"line": ""}).json() == {"pictures": ["Choose a picture."]}


def test_form_with_another_error_says_that_pictures_are_lost(client: Client) -> None:
    problems = send(client, upload(), line="much too long for this field").json()

    assert problems["pictures"] == [
        "Choose your pictures again: a browser forgets them when a page is shown with an error."
    ]


def test_download_of_a_damaged_object_gives_nothing_of_it(client: Client, store: Path) -> None:
    stored = StoredFileFactory()
    (store / stored.safe_object).write_bytes(HTML)
    (store / stored.original_object).unlink()

    for address in (f"/safe/{stored.pk}/", f"/original/{stored.pk}/"):
        response = client.get(address)
        assert (response.status_code, response["Content-Type"]) == (503, "text/plain; charset=utf-8")
        assert response.content.decode() == responses.UNREADABLE


@pytest.mark.parametrize("state", ["waiting", "refused"])
def test_download_without_a_copy_is_not_found(client: Client, state: str) -> None:
    stored = StoredFileFactory(state=state)

    assert client.get(f"/safe/{stored.pk}/").status_code == 404


def test_download_by_head_tells_the_same_headers(client: Client) -> None:
    stored = StoredFileFactory()

    assert_saved_never_run(client.head(f"/safe/{stored.pk}/"))


def largest() -> dict[str, bytes]:
    """The heaviest pictures that are taken in, each to be turned upright as well."""
    upright = Image.Exif()
    upright[0x0112] = 6
    noise = Image.effect_noise((400, 400), 60).convert("RGB")
    clear = noise.convert("RGBA")
    clear.putalpha(120)
    made = {
        "progressive.jpg": (noise.resize((5000, 5000)), "JPEG", {"progressive": True, "subsampling": 0, "quality": 70}),
        "clear.png": (clear.resize((5000, 5000), Image.Resampling.NEAREST), "PNG", {"compress_level": 1}),
        "clear.webp": (clear.resize((4032, 3024)), "WEBP", {"quality": 60, "method": 0}),
    }
    contents = {}
    for name, (image, kind, options) in made.items():
        written = io.BytesIO()
        image.save(written, kind, exif=upright, **options)
        contents[name] = written.getvalue()
    return contents


def peak_of(content: bytes) -> tuple[int, int]:
    """The exit status and the most memory, in bytes, of the process that makes the copy."""
    watch = (
        "import resource, subprocess, sys;"
        "command = [sys.executable, '-I', sys.argv[1]];"
        "done = subprocess.run(command, stdin=sys.stdin, stdout=subprocess.DEVNULL, check=False);"
        "print(done.returncode, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    )
    command = [sys.executable, "-I", "-c", watch, safe_copy.__file__]
    told = subprocess.run(command, input=content, capture_output=True, check=True).stdout.split()
    return int(told[0]), int(told[1]) * 1024


def test_memory_of_the_largest_pictures_stays_under_300_megabytes() -> None:
    """Red (691 MB) with Pillow's default limits and no limit of the address space: the bomb is unpacked."""
    heavy = largest() | {name: REFUSED[name] for name in ("bomb-13300.png", "bomb-30000.png", "greatest.webp")}

    peaks = {name: peak_of(content) for name, content in heavy.items()}

    assert {name: peak for name, (_, peak) in peaks.items() if peak >= 300 * 1000 * 1000} == {}
    assert [peaks[name][0] for name in ("progressive.jpg", "clear.png", "clear.webp")] == [0, 0, 0]


def test_memory_of_the_web_process_does_not_grow_with_a_bomb(client: Client) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for name in ("bomb-30000.png", "bomb-13300.png", "greatest.webp", "greatest.jpg", "long-text.png"):
        send(client, upload(REFUSED[name], name))

    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50 * 1024
