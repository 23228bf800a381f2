"""What people see is decoded and encoded anew, in a process that can do nothing else."""

import hashlib
import io
import random
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from PIL import Image

from portal.foundation.audit.models import Event
from portal.foundation.files import copying, responses, safe_copy
from portal.foundation.files.actions import make_safe_copy, take_in
from portal.foundation.files.copying import CannotCopy, Interrupted, safe_pieces
from portal.foundation.files.models import StoredFile
from portal.foundation.outbox.models import Item
from portal.foundation.vault.ciphers import CannotUnseal
from tests.conftest import Database
from tests.factories.files import StoredFileFactory, animation, bomb_png, picture, upload
from tests.factories.people import UserFactory

GPS_IFD, ORIENTATION, DESCRIPTION = 0x8825, 0x0112, 0x010E


def exif(orientation: int = 6) -> Image.Exif:
    tags = Image.Exif()
    tags[DESCRIPTION] = "At home, 12 Fictional Row"
    tags[ORIENTATION] = orientation
    tags.get_ifd(GPS_IFD).update({1: "N", 2: (51.0, 30.0, 0.0), 3: "W", 4: (0.0, 7.0, 0.0)})
    return tags


def copied(content: bytes) -> bytes:
    return b"".join(safe_pieces([content]))


def item_for(stored: StoredFile) -> Item:
    return Item(kind="files.safe_copy", payload={"file": str(stored.pk)})


def taken_in(content: bytes) -> StoredFile:
    return take_in(upload(content), by=UserFactory(), room="advice")


def stated(stored: StoredFile) -> StoredFile:
    return StoredFile.objects.get(pk=stored.pk)


def body(response: Any) -> bytes:
    return b"".join(response.streaming_content)


@pytest.mark.django_db
def test_make_safe_copy_gives_a_copy_without_metadata_and_keeps_the_original() -> None:
    """Red when the original is handed out as the copy, or when `info` goes along to the encoder."""
    content = picture("JPEG", (60, 40), exif=exif(), comment=b"secret comment") + b"<script>alert(1)</script>"
    stored = taken_in(content)

    make_safe_copy(item_for(stored))

    stored = stated(stored)
    shown = body(responses.safe_copy(stored))
    assert stored.state == "ready"
    assert (stored.safe_size, stored.safe_sha256) == (len(shown), hashlib.sha256(shown).hexdigest())
    assert hashlib.sha256(body(responses.original(stored))).hexdigest() == hashlib.sha256(content).hexdigest()
    copy = Image.open(io.BytesIO(shown))
    assert (copy.format, copy.size) == ("JPEG", (40, 60))
    assert not copy.getexif()
    for secret in (b"Fictional Row", b"secret comment", b"Exif", b"<script>"):
        assert secret in content
        assert secret not in shown


@pytest.mark.django_db
def test_make_safe_copy_leaves_the_hash_of_the_original_in_the_audit() -> None:
    stored = taken_in(picture())

    make_safe_copy(item_for(stored))

    event = Event.objects.about(stored).get()
    assert (event.verb, event.actor) == ("file.ready", None)
    assert event.data["sha256"] == stored.sha256
    assert "picture" not in str(event.data)


@pytest.mark.django_db
def test_make_safe_copy_twice_changes_nothing(store: Path) -> None:
    """Red when the second run does not look at the state: it would leave an object behind and a second event."""
    stored = taken_in(picture())
    make_safe_copy(item_for(stored))
    first, before = stated(stored), sorted(store.rglob("*"))

    make_safe_copy(item_for(stored))

    again = stated(stored)
    assert (again.safe_object, again.safe_sha256) == (first.safe_object, first.safe_sha256)
    assert sorted(store.rglob("*")) == before
    assert Event.objects.about(stored).count() == 1


def test_make_safe_copy_in_two_workers_at_once_counts_once(committed_db: Database, store: Path) -> None:
    """Red when the outcome is written without asking again under a lock, or the loser's object is left behind."""
    stored = taken_in(picture("JPEG", (1500, 1500)))

    def work(_: int) -> None:
        make_safe_copy(item_for(stored))
        connection.close()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(work, range(2)))

    assert Event.objects.about(stored).count() == 1
    assert len([path for path in store.rglob("*") if path.is_file()]) == 2
    assert body(responses.safe_copy(stated(stored)))


@pytest.mark.django_db
@pytest.mark.parametrize("content", [picture("JPEG")[:300], picture("PNG")[:90], picture("WEBP")[:70]])
def test_make_safe_copy_of_a_damaged_picture_is_refused_with_a_reason(content: bytes, store: Path) -> None:
    stored = StoredFileFactory(state="waiting", content=content)

    make_safe_copy(item_for(stored))

    stored = stated(stored)
    assert (stored.state, stored.refused_why) == ("refused", copying.DAMAGED)
    assert stored.safe_object == ""
    assert body(responses.original(stored)) == content
    assert len([path for path in store.rglob("*") if path.is_file()]) == 1
    assert Event.objects.about(stored).get().verb == "file.refused"


@pytest.mark.django_db
def test_make_safe_copy_of_a_damaged_store_is_an_error_so_that_it_is_tried_again(store: Path) -> None:
    stored = StoredFileFactory(state="waiting")
    path = store / stored.original_object
    content = path.read_bytes()
    path.write_bytes(content[:-1])

    with pytest.raises(CannotUnseal):
        make_safe_copy(item_for(stored))
    assert stated(stored).state == "waiting"

    path.write_bytes(content)
    make_safe_copy(item_for(stored))
    assert stated(stored).state == "ready"


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_copy_is_upright(kind: str, orientation: int) -> None:
    """Red when the orientation is dropped without being obeyed."""
    copy = Image.open(io.BytesIO(copied(picture(kind, (60, 40), exif=exif(orientation)))))

    assert copy.size == ((40, 60) if orientation >= 5 else (60, 40))
    assert not copy.getexif()


@pytest.mark.parametrize(
    ("kind", "mode", "expected"),
    [
        ("PNG", "1", ("PNG", "L")),
        ("PNG", "L", ("PNG", "L")),
        ("PNG", "LA", ("PNG", "RGBA")),
        ("PNG", "P", ("PNG", "RGB")),
        ("PNG", "RGB", ("PNG", "RGB")),
        ("PNG", "RGBA", ("PNG", "RGBA")),
        ("PNG", "I;16", ("PNG", "L")),
        ("JPEG", "L", ("JPEG", "L")),
        ("JPEG", "RGB", ("JPEG", "RGB")),
        ("JPEG", "CMYK", ("JPEG", "RGB")),
        ("WEBP", "RGB", ("JPEG", "RGB")),
        ("WEBP", "RGBA", ("JPEG", "RGB")),
    ],
)
def test_copy_of_every_mode(kind: str, mode: str, expected: tuple[str, str]) -> None:
    copy = Image.open(io.BytesIO(copied(picture(kind, mode=mode))))

    assert (copy.format, copy.mode) == expected


def test_copy_of_sixteen_bits_keeps_light_and_dark() -> None:
    written = io.BytesIO()
    grey = Image.new("I;16", (2, 1))
    grey.putpixel((1, 0), 65535)
    grey.save(written, "PNG")

    copy = Image.open(io.BytesIO(copied(written.getvalue())))

    assert (copy.getpixel((0, 0)), copy.getpixel((1, 0))) == (0, 255)


def test_copy_without_transparency_stands_on_white() -> None:
    written = io.BytesIO()
    Image.new("RGBA", (8, 8), (0, 0, 0, 0)).save(written, "WEBP", lossless=True)

    assert Image.open(io.BytesIO(copied(written.getvalue()))).getpixel((4, 4)) == (255, 255, 255)


def test_copy_of_a_telephones_jpeg_with_more_behind_it_is_the_first_picture() -> None:
    first, second = Image.new("RGB", (30, 20), "red"), Image.new("RGB", (30, 20), "blue")
    written = io.BytesIO()
    first.save(written, "MPO", save_all=True, append_images=[second])

    copy = Image.open(io.BytesIO(copied(written.getvalue())))

    assert copy.format == "JPEG"
    assert copy.getpixel((5, 5))[0] > 240


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (animation("PNG"), safe_copy.ANIMATED),
        (animation("WEBP"), safe_copy.ANIMATED),
        (bomb_png(5001, 5000, rows=1), safe_copy.TOO_MANY_PIXELS),
        (bomb_png(13_300, 13_300), safe_copy.TOO_MANY_PIXELS),
        (bomb_png(30_000, 30_000, rows=1), safe_copy.TOO_MANY_PIXELS),
    ],
)
def test_copy_refuses_by_itself_what_the_door_should_have_refused(content: bytes, why: int) -> None:
    with pytest.raises(CannotCopy) as refused:
        copied(content)

    assert str(refused.value) == copying.WHY[why]


def test_copy_survives_random_damage() -> None:
    """A damaged picture is a copy or a refusal, never anything else."""
    chance = random.Random(11)
    sources = [picture(kind, (30, 20)) for kind in ("PNG", "JPEG", "WEBP")]

    for number in range(24):
        broken = bytearray(sources[number % 3])
        for _ in range(1 + number % 5):
            broken[chance.randrange(len(broken))] ^= 1 << chance.randrange(8)
        with suppress(CannotCopy):
            Image.open(io.BytesIO(copied(bytes(broken)))).load()


def test_copy_of_a_child_that_hangs_is_ended(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    hanging = tmp_path / "hanging.py"
    hanging.write_text("import time; time.sleep(60)")
    monkeypatch.setattr(copying, "PROGRAM", hanging)
    monkeypatch.setattr(copying, "SECONDS", 0.3)

    with pytest.raises(Interrupted):
        copied(bytes(300_000))


def test_copy_that_costs_too_much_time_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    spinning = tmp_path / "spinning.py"
    spinning.write_text("import resource as r; r.setrlimit(r.RLIMIT_CPU, (1, 2))\nwhile True: pass")
    monkeypatch.setattr(copying, "PROGRAM", spinning)

    with pytest.raises(CannotCopy) as refused:
        copied(picture())

    assert str(refused.value) == copying.TOO_SLOW


def in_the_cell(program: str) -> "subprocess.CompletedProcess[str]":
    """Run a line of Python where the picture would be decoded."""
    folder = Path(safe_copy.__file__).parent
    code = (
        f"import sys; sys.path.insert(0, {str(folder)!r}); import safe_copy, socket, os; safe_copy.shut_in(); {program}"
    )
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd="/")


@pytest.mark.parametrize(
    ("program", "error"),
    [
        ("socket.socket()", "Too many open files"),
        ("open('/etc/passwd')", "Too many open files"),
        ("open('/tmp/portal-escape', 'w')", "Too many open files"),
        ("bytearray(300 * 1024 * 1024)", "MemoryError"),
    ],
)
def test_cell_has_no_way_out(program: str, error: str) -> None:
    """Red when a limit of `shut_in` is left out."""
    done = in_the_cell(program)

    assert done.returncode == 1
    assert error in done.stderr.splitlines()[-1]


def test_cell_limits_its_time() -> None:
    done = in_the_cell("print(safe_copy.resource.getrlimit(safe_copy.resource.RLIMIT_CPU))")

    assert done.stdout.strip() == "(20, 21)"


def test_cell_knows_neither_django_nor_the_environment() -> None:
    imports = Path(safe_copy.__file__).read_text()

    assert "django" not in imports.lower()
    assert "portal." not in imports.split('"""', 2)[2]
