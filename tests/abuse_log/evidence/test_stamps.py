"""Time stamps from real local authorities (`openssl ts`): kept raw, verified, pending in words, never in the way.

Deliberate faults, each tried: no nonce given to the check (replay test red); a stamp settled without a check (wrong
authority test red); a failure raised in place of noted (silent authority test red); a seal written into the custody
log for a time stamp of that log (its test red: the log would grow, and be stamped, for ever).
"""

import hashlib
import subprocess
import urllib.request
from datetime import UTC, datetime, timedelta
from http.client import BadStatusLine
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.fixtures import Settings

from abuse_log.evidence import chain, tsp
from abuse_log.evidence.actions import add_exhibit, note_view, stamping
from abuse_log.evidence.models import CustodyEntry, Exhibit, Stamp
from abuse_log.evidence.taxonomy import Deed
from portal.foundation.outbox.models import Item
from tests.abuse_log.evidence.conftest import Authorities
from tests.factories.abuse_log import IncidentFactory
from tests.factories.files import picture, upload

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("store")]


def exhibit() -> Exhibit:
    incident = IncidentFactory()
    return add_exhibit(incident=incident, by=incident.member, upload=upload(picture()))


def work() -> None:
    for item in Item.objects.filter(kind="record.stamp", due_at__lte=timezone.now()):
        stamping.get_stamp(item)


def page_of(made: Exhibit) -> str:
    browser = Client()
    browser.force_login(made.incident.member)
    address = reverse("abuse_log:exhibit", args=[made.incident.neutral_reference, made.number])
    return browser.get(address).content.decode()


def test_both_authorities_stamp_each_upload_and_openssl_agrees(authorities: Authorities, tmp_path: Path) -> None:
    made = exhibit()
    assert {stamp.state for stamp in made.incident.stamps.all()} == {"pending"}
    assert "The portal asks again by itself" in page_of(made)

    work()

    stamps = {stamp.authority: stamp for stamp in made.incident.stamps.all()}
    assert {name: stamp.state for name, stamp in stamps.items()} == {"one": "verified", "chain": "verified"}
    for name, stamp in stamps.items():
        raw = tmp_path / f"{name}.tsr"
        raw.write_bytes(bytes(stamp.response))
        command = ["openssl", "ts", "-verify", "-digest", made.stored.sha256, "-in", str(raw), "-CAfile"]
        assert subprocess.run([*command, str(authorities.folder / f"{name}.pem")], check=False).returncode == 0
        assert abs(stamp.stamped_at - timezone.now()) < timedelta(minutes=1)
    assert "received and verified" in page_of(made)
    seals = made.incident.custody.filter(action="seal")
    assert {(seal.role, seal.what) for seal in seals} == {("portal", "E001, one"), ("portal", "E001, chain")}


def test_answer_that_one_tool_cannot_read_is_checked_by_the_other(authorities: Authorities) -> None:
    """`openssl ts` puts certificates in an order that is not DER's, which rfc3161-client may refuse."""
    authority = stamping.authorities()["chain"]
    digest = hashlib.sha256(b"x").digest()
    raw = tsp.ask(authority, tsp.question(digest, 7))
    assert tsp.check(raw, digest=digest, nonce=7, authority=authority).by in ("openssl", "rfc3161-client")
    for wrong in ({"nonce": 8}, {"digest": hashlib.sha256(b"y").digest()}):
        with pytest.raises(tsp.Wrong):
            tsp.check(raw, **{"digest": digest, "nonce": 7, "authority": authority, **wrong})


def test_answer_to_another_question_or_by_a_stranger_does_not_count(authorities: Authorities) -> None:
    one, chain = stamping.authorities()["one"], stamping.authorities()["chain"]
    digest, nonce = hashlib.sha256(b"x").digest(), 2**62 + 5
    raw = tsp.ask(one, tsp.question(digest, nonce))
    assert tsp.check(raw, digest=digest, nonce=nonce, authority=one).by == "rfc3161-client"
    given: dict[str, Any] = {"digest": digest, "nonce": nonce, "authority": one}
    for wrong in ({"nonce": 1}, {"digest": hashlib.sha256(b"y").digest()}, {"authority": chain}):
        with pytest.raises(tsp.Wrong):
            tsp.check(raw, **{**given, **wrong})
    for junk in (b"", b"\x30\x03", raw[:-1], b"<html>not here</html>"):
        with pytest.raises(tsp.Wrong):
            tsp.check(junk, **given)


def test_silent_authority_is_asked_again_and_blocks_nobody(settings: Settings, authorities: Authorities) -> None:
    nowhere = {"name": "away", "url": "http://127.0.0.1:9/", "roots": str(authorities.folder / "one.pem")}
    settings.TIMESTAMP_AUTHORITIES = [nowhere]
    made = exhibit()
    work()

    stamp = made.incident.stamps.get()
    assert (stamp.state, stamp.trouble, stamp.attempts) == ("pending", "silent", 1)
    again = Item.objects.get(dedupe_key=f"record.stamp:{stamp.pk}:1")
    assert timedelta(seconds=50) < again.due_at - timezone.now() <= timedelta(minutes=1)
    assert "the authority did not answer at the last of 1 attempt." in page_of(made)
    settings.TIMESTAMP_AUTHORITIES = [{**authorities.rows("one")[0], "name": "away"}]
    stamping.get_stamp(again)
    assert made.incident.stamps.get().state == "verified"


def test_answer_that_does_not_verify_is_kept_and_asked_again(settings: Settings, authorities: Authorities) -> None:
    row = authorities.rows("one")[0] | {"roots": str(authorities.folder / "chain.pem")}
    settings.TIMESTAMP_AUTHORITIES = [row]
    made = exhibit()
    work()
    stamp = made.incident.stamps.get()
    assert (stamp.state, stamp.trouble, bool(stamp.response)) == ("pending", "wrong", True)
    assert not made.incident.custody.filter(action="seal").exists()


def test_waits_grow_to_six_hours_and_never_end() -> None:
    assert [stamping.wait_after(n) for n in (1, 2, 5, 9, 500)] == [
        timedelta(minutes=1),
        timedelta(minutes=2),
        timedelta(minutes=16),
        timedelta(minutes=256),
        timedelta(hours=6),
    ]


def test_without_authorities_the_page_says_so() -> None:
    made = exhibit()
    assert not Stamp.objects.exists()
    assert "No time-stamp authority is set up here" in page_of(made)


def test_verified_stamp_is_never_changed(authorities: Authorities) -> None:
    made = exhibit()
    work()
    for change in ({"state": "pending"}, {"response": b"other"}, {"object_hash": "0" * 64}):
        with pytest.raises(DatabaseError), transaction.atomic():
            made.incident.stamps.update(**change)


def test_authority_that_does_not_speak_http_is_asked_again(
    authorities: Authorities, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Such an error is no OSError. Fault: leave `HTTPException` out of `ask`: the item fails, and dies in the end."""

    def gibberish(*args: object, **more: object) -> None:
        raise BadStatusLine("220 mail.example ESMTP")

    made = exhibit()
    monkeypatch.setattr(urllib.request, "urlopen", gibberish)
    work()
    assert {(stamp.state, stamp.trouble, stamp.attempts) for stamp in made.incident.stamps.all()} == {
        ("pending", "silent", 1)
    }


def day_of_logs() -> int:
    """What the beat pokes, and the worker does, on one day."""
    found = stamping.stamp_logs()
    for item in Item.objects.filter(kind="record.stamp_log"):
        stamping.stamp_log(item)
    work()
    return found


def test_custody_log_is_stamped_once_a_day_while_it_grows(authorities: Authorities) -> None:
    made = exhibit()
    incident = made.incident
    work()
    assert [day_of_logs(), day_of_logs()] == [1, 0]  # an upload and two seals; a second poke finds nothing
    stamps = incident.stamps.of_custody()
    assert {(stamp.what, stamp.lines, stamp.state) for stamp in stamps} == {("Lines 1 to 3", 3, "verified")}
    assert incident.custody.count() == 3
    log = "".join(chain.lines_of(incident.custody.all()))
    assert {stamp.object_hash for stamp in stamps} == {hashlib.sha256(log.encode()).hexdigest()}

    note_view(exhibit=made, by=incident.member, deed=Deed.VIEW_COPY)
    with time_machine.travel(timezone.now() + timedelta(days=1)):
        assert [day_of_logs(), day_of_logs()] == [1, 0]
    assert sorted(incident.stamps.of_custody().values_list("lines", "authority")) == [
        (3, "chain"), (3, "one"), (4, "chain"), (4, "one"),
    ]  # fmt: skip
    browser = Client()
    browser.force_login(incident.member)
    page = browser.get(reverse("abuse_log:custody", args=[incident.neutral_reference])).content.decode()
    assert "Lines 1 to 4, one:" in page


def test_without_authorities_no_log_waits_for_a_stamp() -> None:
    exhibit()
    assert stamping.stamp_logs() == 0


def test_line_of_the_log_is_written_as_it_always_was() -> None:
    """Time stamps that were given years ago are over these very bytes."""
    entry = CustodyEntry(
        seq=1, at=datetime(2026, 6, 1, 9, tzinfo=UTC), pseudonym="0a1b2c3d4e5f", role="member", action="upload",
        what="E001", object_hash="a" * 64, prev_hash="0" * 64, hash="b" * 64,
    )  # fmt: skip
    assert chain.lines_of([entry]) == [
        '{"seq": 1, "at": "2026-06-01T09:00:00.000000Z", "actor": "0a1b2c3d4e5f", "role": "member", '
        f'"action": "upload", "what": "E001", "object_sha256": "{"a" * 64}", "prev_hash": "{"0" * 64}", '
        f'"hash": "{"b" * 64}"}}\n'
    ]
