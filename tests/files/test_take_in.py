import hashlib
import stat
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone
from pytest_django.fixtures import Settings

from portal.foundation.files import responses
from portal.foundation.files.actions import RefusedFile, make_safe_copy, take_in
from portal.foundation.files.models import StoredFile
from portal.foundation.outbox.models import Item
from tests.factories.files import StoredFileFactory, picture, upload
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db


def objects(store: Path) -> list[Path]:
    return sorted(path for path in store.rglob("*") if path.is_file())


def content_of(response: object) -> bytes:
    return b"".join(response.streaming_content)


def test_take_in_seals_and_hashes_the_original(store: Path) -> None:
    """Red when the upload is written as it came."""
    content, owner = picture("JPEG"), UserFactory()

    stored = take_in(upload(content, "march.jpg"), by=owner, room="advice")

    stored = StoredFile.objects.get(pk=stored.pk)
    (sealed,) = objects(store)
    assert content[:64] not in sealed.read_bytes()
    assert content_of(responses.original(stored)) == content
    assert (stored.sha256, stored.size) == (hashlib.sha256(content).hexdigest(), len(content))
    assert (stored.name, stored.media_type, stored.room) == ("march.jpg", "image/jpeg", "advice")
    assert (stored.state, stored.uploaded_by) == ("waiting", owner)


def test_take_in_keeps_objects_from_other_users_of_the_machine(store: Path) -> None:
    take_in(upload(), by=UserFactory(), room="advice")

    (sealed,) = objects(store)
    assert stat.S_IMODE(sealed.stat().st_mode) == 0o600
    assert {stat.S_IMODE(folder.stat().st_mode) for folder in (sealed.parent, store)} == {0o700}


def test_take_in_asks_for_the_safe_copy_once() -> None:
    stored = take_in(upload(), by=UserFactory(), room="advice")

    (item,) = Item.objects.filter(kind="files.safe_copy")
    assert item.payload == {"file": str(stored.pk)}


def test_take_in_believes_no_length_that_is_told(settings: Settings, store: Path) -> None:
    """Red when the limit is asked of `upload.size` only. Nothing is left of what was written."""
    settings.FILES_MAX_BYTES = 300_000
    liar = upload(picture() + bytes(400_000))
    liar.size = 1000

    with pytest.raises(RefusedFile, match="is larger than"):
        take_in(liar, by=UserFactory(), room="advice")

    assert objects(store) == []
    assert not StoredFile.objects.exists()


def test_take_in_takes_exactly_the_limit(settings: Settings) -> None:
    content = picture()
    settings.FILES_MAX_BYTES = len(content)

    assert take_in(upload(content), by=UserFactory(), room="advice").size == len(content)
    with pytest.raises(RefusedFile, match="is larger than"):
        take_in(upload(content + b"\0"), by=UserFactory(), room="advice")


def test_take_in_says_when_the_disk_does_not_take_it(store: Path) -> None:
    store.parent.mkdir(exist_ok=True)
    store.write_text("a file where the folder should be")

    with pytest.raises(RefusedFile, match="could not be stored just now"):
        take_in(upload(), by=UserFactory(), room="advice")


@pytest.mark.parametrize(
    "changes",
    [
        {"sha256": "0" * 64},
        {"size": 1},
        {"media_type": "image/webp"},
        {"original_object": "elsewhere"},
        {"room": "conduct"},
        {"at": timezone.now() - timedelta(days=5)},
    ],
)
def test_original_cannot_be_changed_in_the_database(changes: dict[str, object]) -> None:
    """Red without the trigger of migration files.0002."""
    stored = StoredFileFactory()

    with pytest.raises(DatabaseError, match="an original is never changed"), transaction.atomic():
        StoredFile.objects.filter(pk=stored.pk).update(**changes)


@pytest.mark.parametrize(
    ("start", "changes"),
    [
        ("waiting", {"state": "ready"}),
        ("ready", {"state": "waiting"}),
        ("waiting", {"state": "refused"}),
        ("waiting", {"refused_why": "why"}),
        ("waiting", {"safe_object": "elsewhere"}),
    ],
)
def test_states_are_held_by_the_database(start: str, changes: dict[str, object]) -> None:
    stored = StoredFileFactory(state=start)

    with pytest.raises(IntegrityError), transaction.atomic():
        StoredFile.objects.filter(pk=stored.pk).update(**changes)


def test_empty_file_is_refused_by_the_database() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        StoredFileFactory(size=0)


def test_uploader_is_protected() -> None:
    stored = StoredFileFactory()

    assert StoredFile._meta.get_field("uploaded_by").remote_field.on_delete.__name__ == "PROTECT"
    assert str(stored) == str(stored.pk)


def test_file_that_is_gone_has_no_safe_copy_to_make() -> None:
    stored = take_in(upload(), by=UserFactory(), room="advice")
    item = Item.objects.get(kind="files.safe_copy")
    StoredFile.objects.filter(pk=stored.pk).delete()

    make_safe_copy(item)


@pytest.mark.parametrize("length", [1, 64 * 1024, 200_000])
def test_upload_is_read_in_pieces(length: int, store: Path) -> None:
    """The original may be longer than a chunk and any length."""
    content = picture() + bytes(length)

    stored = take_in(upload(content), by=UserFactory(), room="advice")

    assert content_of(responses.original(stored)) == content
