"""The life of a pack: nothing is locked while it is made, what cannot be made says so, and one ZIP file is kept of it.

Deliberate faults, each tried: `_read` and `_file` in one transaction around `build`, and `add_stamp` under the lock of
the record (busy tests red); `content.read(pack) != contents` left out of `_file` (what is covered goes out whole);
`drop_made` left out (an object too many); `before.delete()` left out (a row too many); no `_watch` in `ask_pack`
(killed worker red); `NotTaken` left out (dispatch test red).
"""

import subprocess
import sys
import zipfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any, ClassVar

import pytest
import time_machine
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.fixtures import Settings

from abuse_log import actions
from abuse_log.evidence.actions import add_exhibit, cover, stamping
from abuse_log.evidence.actions.giving import NotTaken, WrongReport, note_dispatch, take_out_pack
from abuse_log.evidence.actions.packs import (
    MOST_BYTES,
    KeepsChanging,
    TooLarge,
    add_stamp,
    ask_pack,
    make_pack,
    watch_pack,
)
from abuse_log.evidence.models import Exhibit, Pack, Redaction
from abuse_log.models import Incident
from portal.embedded import CHECKOUT
from portal.foundation.files.actions import make_safe_copy, original_pieces
from portal.foundation.files.models import StoredFile
from portal.foundation.files.storage import DurableStorage
from portal.foundation.outbox.actions import MAX_ATTEMPTS, drain
from portal.foundation.outbox.models import Item
from tests.abuse_log.evidence.conftest import Authorities
from tests.conftest import Database
from tests.factories.abuse_log import ExhibitFactory, IncidentFactory, noted_police_report
from tests.factories.files import picture, upload
from tests.factories.people import UserFactory

pytestmark = pytest.mark.usefixtures("store")


class Busy(DurableStorage):
    """A storage: just before the next object is written, somebody does something else, on a connection of theirs."""

    meanwhile: ClassVar[list[Callable[[], object]]] = []

    def save(self, name: str | None, content: Any, max_length: int | None = None) -> str:
        while Busy.meanwhile:
            deed = Busy.meanwhile.pop()
            with ThreadPoolExecutor(1) as hand:
                hand.submit(_at_once, deed).result()
        return super().save(name, content, max_length)


def _at_once(deed: Callable[[], object]) -> None:
    """Do it without waiting for a lock."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '300ms'")
        deed()
    finally:
        connection.close()


@pytest.fixture
def busy(store: Path, settings: Settings) -> Path:
    sealed = settings.STORAGES["sealed"] | {"BACKEND": f"{__name__}.Busy"}
    settings.STORAGES = {**settings.STORAGES, "sealed": sealed}
    Busy.meanwhile.clear()
    return store


def asked(incident: Incident, audience: str = "police", exhibits: tuple[int, ...] = (), **more: Any) -> Pack:
    given = {"incident": incident, "by": incident.member, "audience": audience, "exhibits": exhibits}
    return ask_pack(with_words=False, **given, **more)


def made(pack: Pack) -> Pack:
    make_pack(Item(payload={"pack": str(pack.pk)}))
    return Pack.objects.with_files().get(pk=pack.pk)


def names(pack: Pack) -> dict[str, str]:
    assert pack.stored is not None
    with zipfile.ZipFile(BytesIO(b"".join(original_pieces(pack.stored)))) as archive:
        return {name.split("/", 1)[1]: archive.read(name).decode(errors="replace") for name in archive.namelist()}


def page_of(pack: Pack) -> str:
    return browser_of(pack.incident).get(pack.get_absolute_url()).content.decode()


def browser_of(incident: Incident) -> Client:
    browser = Client()
    browser.force_login(incident.member)
    return browser


def objects(store: Path) -> int:
    return sum(path.is_file() for path in store.rglob("*"))


def test_record_stays_editable_while_a_pack_is_made_and_what_changed_is_in_it(
    committed_db: Database, busy: Path
) -> None:
    incident = IncidentFactory()
    shown = add_exhibit(incident=incident, by=incident.member, upload=upload(picture()))
    make_safe_copy(Item(payload={"file": str(shown.stored_id)}))
    pack = asked(incident, "platform", (1,), platform="x")
    shown = Exhibit.objects.with_files().get(pk=shown.pk)

    def work_on_it() -> None:
        change = {"incident": incident, "by": incident.member, "version": 1, "changes": {"summary": "Another line"}}
        actions.change_details(**change)
        cover(exhibit=shown, by=incident.member, boxes=[(0, 0, 9, 9)], reason="A child")

    Busy.meanwhile.append(work_on_it)
    pack = made(pack)

    inside = names(pack)
    assert "Another line" in inside["data/incident.json"]
    assert not [name for name in inside if name.startswith(("data/copies/", "data/evidence/"))]
    assert (pack.state, pack.left_out) == ("ready", [[1, "cover_waiting"]])
    assert objects(busy) == 3  # an original, its safe copy, and one bundle


def test_late_stamps_lock_nothing_and_leave_one_row(
    committed_db: Database, busy: Path, authorities: Authorities
) -> None:
    incident = IncidentFactory()
    pack = made(asked(incident))
    for item in Item.objects.filter(kind="record.stamp"):
        stamping.get_stamp(item)
    first, second = Item.objects.filter(kind="record.pack_stamp")

    def another_worker() -> None:
        actions.change_details(incident=incident, by=incident.member, version=1, changes={"summary": "New"})
        add_stamp(second)

    Busy.meanwhile.append(another_worker)
    with pytest.raises(KeepsChanging):  # it comes second, and the outbox tries again
        add_stamp(first)
    add_stamp(first)

    inside = names(Pack.objects.with_files().get(pk=pack.pk))
    assert {"tsa/bundle-one.tsr", "tsa/bundle-chain.tsr"} <= inside.keys()
    assert StoredFile.objects.filter(media_type="application/zip").count() == 1
    assert objects(busy) == 2  # the one before waits for the sweep; the late one is gone


def test_pack_whose_worker_is_killed_each_time_ends_as_failed(committed_db: Database, busy: Path) -> None:
    """With kill -9, of a real process; eight times, of which seven are counted here."""
    pack = asked(IncidentFactory())
    Item.objects.filter(kind="record.pack").update(attempts=MAX_ATTEMPTS - 1)
    command = [sys.executable, "-m", "tests.faults.drainer"]
    environment = {**committed_db.environment, "LOG_LEVEL": "CRITICAL"}
    with subprocess.Popen(command, cwd=CHECKOUT, env=environment, stdin=subprocess.PIPE) as process:
        assert process.wait(60) == -9
    now = timezone.now()
    Item.objects.filter(kind="record.pack").update(lease_until=now, due_at=now)
    drain()
    assert Item.objects.get(kind="record.pack").died_why == "gave_up"
    assert Pack.objects.get(pk=pack.pk).state == "waiting"

    Item.objects.filter(kind="record.pack_watch").update(due_at=now)
    drain()

    ended = Pack.objects.get(pk=pack.pk)
    assert (ended.state, ended.failed_why) == ("failed", "gave_up")


@pytest.mark.django_db
def test_failed_pack_says_so_and_is_made_again() -> None:
    incident = IncidentFactory()
    ExhibitFactory(incident=incident, number=1)
    pack = asked(incident, "platform", (1,), platform="x")
    watch = Item.objects.get(kind="record.pack_watch")
    with time_machine.travel(watch.due_at, tick=False):
        watch_pack(watch)
    assert Pack.objects.get().state == "waiting"  # the outbox still tries, so it is watched again
    assert Item.objects.filter(kind="record.pack_watch").count() == 2
    Item.objects.filter(kind="record.pack").update(dead_at=timezone.now(), died_why="gave_up")
    watch_pack(watch)

    page = page_of(pack)
    assert "This pack could not be made." in page
    assert "is being made" not in page
    assert made(pack).state == "failed"  # an administrator may revive its item: it has ended
    again = reverse("abuse_log:pack_again", args=[incident.neutral_reference, 1])
    answer = browser_of(incident).post(again)
    assert answer["Location"] == reverse("abuse_log:pack", args=[incident.neutral_reference, 2])
    second = Pack.objects.get(number=2)
    assert (second.state, second.audience, second.platform, second.exhibits) == ("waiting", "platform", "x", [1])
    for change in ({"state": "waiting", "failed_why": ""}, {"failed_why": "replaced"}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Pack.objects.filter(number=1).update(**change)


@pytest.mark.django_db
def test_pack_that_is_late_says_so_and_can_be_replaced() -> None:
    incident = IncidentFactory()
    asked(incident)
    again = reverse("abuse_log:pack_again", args=[incident.neutral_reference, 1])
    browser = browser_of(incident)
    browser.post(again)
    assert Pack.objects.count() == 1  # not yet
    with time_machine.travel(timezone.now() + timedelta(minutes=11), tick=False):
        page = browser.get(Pack.objects.get().get_absolute_url()).content.decode()
        assert "It takes longer than it should:" in page
        assert "Make it again" in page
        assert browser.post(again).status_code == 302
    assert list(Pack.objects.values_list("number", "state", "failed_why")) == [
        (2, "waiting", ""),
        (1, "failed", "replaced"),
    ]
    assert browser.get(again).status_code == 405


@pytest.mark.django_db
def test_more_than_a_gigabyte_is_told_at_once() -> None:
    incident = IncidentFactory()
    ExhibitFactory(incident=incident, number=1, stored__size=MOST_BYTES)
    ExhibitFactory(incident=incident, number=2, stored__size=1)
    with pytest.raises(TooLarge):
        asked(incident, exhibits=(1, 2))
    assert asked(incident, exhibits=(1,)).number == 1


@pytest.mark.django_db
def test_file_whose_cover_was_refused_is_told_on_the_page_and_counted_in_the_bundle() -> None:
    """Faults: `left_out` not given to the read-me; left out of the page (both tried)."""
    incident = IncidentFactory()
    shown = ExhibitFactory(incident=incident, number=1)
    Redaction.objects.create(
        exhibit=shown, number=1, boxes=[], reason="x", asked_by=incident.member, refused_why="It is damaged."
    )
    pack = made(asked(incident, "platform", (1,), platform="x"))
    page = page_of(pack)
    assert "E001. No copy with the parts covered could be made of it, and it never goes out whole" in page
    words = names(pack)["00_READ_ME_FIRST.html"]
    assert "One file that was chosen is not in this bundle" in words
    assert "E001" not in words


@pytest.mark.django_db
def test_dispatch_holds_the_hash_of_the_copy_that_was_given_and_stands_with_the_police_report(
    authorities: Authorities,
) -> None:
    incident = IncidentFactory()
    member = incident.member
    ExhibitFactory(incident=incident, number=1)
    report = noted_police_report(incident, force="Example Police")
    pack = made(asked(incident))
    given: dict[str, Any] = {"pack": pack, "by": member, "to_whom": "PC Example", "way": "stick"}
    given |= {"handed_at": timezone.now(), "receipt": "Receipt 7", "police_report": report}
    assert pack.stored is not None
    with pytest.raises(NotTaken):
        note_dispatch(bundle_hash=pack.stored.sha256, **given)
    early = take_out_pack(pack=pack, by=member).sha256
    for item in Item.objects.filter(kind="record.stamp"):
        stamping.get_stamp(item)
    for item in Item.objects.filter(kind="record.pack_stamp"):
        add_stamp(item)
    late = take_out_pack(pack=pack, by=member).sha256
    assert early != late

    browser = browser_of(incident)
    address = reverse("abuse_log:pack_given", args=[incident.neutral_reference, 1])
    day = timezone.localtime()
    typed = {"to_whom": "PC Example", "way": "stick", "receipt": "Receipt 7", "police_report": "1"}
    typed |= {f"handed_at_{part}": str(getattr(day, part)) for part in ("day", "month", "year")}
    assert "Choose which copy you gave" in browser.post(address, typed).content.decode()
    browser.post(address, typed | {"bundle_hash": "0" * 64})
    assert not pack.dispatches.exists()
    assert browser.post(address, typed | {"bundle_hash": early}).status_code == 302

    kept = pack.dispatches.get()
    assert (kept.bundle_hash, kept.receipt, kept.police_report) == (early, "Receipt 7", report)
    page = browser.get(report.get_absolute_url()).content.decode()
    assert early in page
    assert "Receipt 7" in page
    assert early in names(made(asked(incident)))["data/incident.json"]
    stranger = noted_police_report(IncidentFactory())
    with pytest.raises(WrongReport):
        note_dispatch(bundle_hash=early, **given | {"police_report": stranger})


@pytest.mark.django_db
def test_only_the_member_has_a_pack_made_again() -> None:
    incident = IncidentFactory()
    asked(incident)
    stranger = Client()
    stranger.force_login(UserFactory(roles=("member",)))
    again = reverse("abuse_log:pack_again", args=[incident.neutral_reference, 1])
    assert stranger.post(again).status_code == 404
    assert Client().post(again).status_code == 302
    assert Pack.objects.count() == 1
