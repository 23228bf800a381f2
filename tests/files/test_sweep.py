import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from portal.foundation.files import responses
from portal.foundation.files.actions import sweep_orphans, take_in
from portal.foundation.files.storage import DurableStorage
from portal.foundation.files.tasks import sweep_orphans as sweep_task
from tests.conftest import Database
from tests.factories.files import StoredFileFactory, picture, upload
from tests.factories.people import UserFactory


def objects(store: Path) -> list[Path]:
    return sorted(path for path in store.rglob("*") if path.is_file())


def test_take_in_rolled_back_leaves_an_object_that_is_swept_a_day_later(committed_db: Database, store: Path) -> None:
    """Red when sweeping does not wait: an object whose row is not committed yet would be lost."""
    owner = UserFactory()
    kept = take_in(upload(), by=owner, room="advice")
    with transaction.atomic():
        take_in(upload(), by=owner, room="advice")
        transaction.set_rollback(True)
    assert len(objects(store)) == 2

    assert sweep_orphans() == 0
    for path in objects(store):
        old = (timezone.now() - timedelta(days=1, minutes=1)).timestamp()
        os.utime(path, (old, old))
    assert sweep_orphans() == 1

    assert [str(path.relative_to(store)) for path in objects(store)] == [kept.original_object]
    assert b"".join(responses.original(kept).streaming_content) == picture()


@pytest.mark.django_db
def test_sweep_keeps_originals_and_safe_copies(store: Path) -> None:
    """Red when only one of the two columns is asked."""
    StoredFileFactory.create_batch(3)
    StoredFileFactory(state="waiting")

    assert sweep_orphans(timezone.now() + timedelta(days=9)) == 0
    assert len(objects(store)) == 7


@pytest.mark.django_db
def test_sweep_of_an_empty_store_does_nothing() -> None:
    sweep_task()

    assert sweep_orphans() == 0


def test_durable_storage_keeps_whole_files_without_an_address(tmp_path: Path) -> None:
    storage = DurableStorage(location=tmp_path, file_permissions_mode=0o600, directory_permissions_mode=0o700)

    name = storage.save("ab/cd", ContentFile(b"sealed"))

    assert (tmp_path / name).read_bytes() == b"sealed"
    with pytest.raises(ValueError, match="no address"):
        storage.url(name)
