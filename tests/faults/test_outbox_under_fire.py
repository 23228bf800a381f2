"""Real processes drain one outbox into a real mail server, and are killed, doubled and poisoned.

PORTAL_FAULTS=full does 10,000 items instead of 300. Each test names the deliberate fault that turns it red.
"""

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db import connection, transaction

from portal import embedded
from portal.foundation.outbox import actions
from portal.foundation.outbox.models import Item
from tests.conftest import Database
from tests.factories.outbox import ItemFactory
from tests.faults.smtp_sink import Sink

FULL = os.environ.get("PORTAL_FAULTS") == "full"
ITEMS = 10_000 if FULL else 300
LETTERS_BETWEEN_KILLS = 200 if FULL else 40
SLOW = 0.004
LONGEST_SECONDS = 600 if FULL else 90


class Drainers:
    """Processes that drain; whoever dies is replaced when `supervise` looks."""

    def __init__(self, database: Database, sink: Sink, number: int) -> None:
        self.environment = {
            **os.environ,
            **database.environment,
            "EMAIL_URL": sink.email_url,
            "OUTBOX_LEASE_SECONDS": "1",
            "LOG_LEVEL": "CRITICAL",
        }
        self.deaths = 0
        self.processes = [self._start() for _ in range(number)]

    def supervise(self) -> None:
        for place, process in enumerate(self.processes):
            if process.poll() is not None:
                self.deaths += 1
                process.communicate()
                assert process.returncode == -signal.SIGKILL, "a drainer ended by itself"
                self.processes[place] = self._start()

    def kill_one(self) -> None:
        self.processes[self.deaths % len(self.processes)].send_signal(signal.SIGKILL)
        self.processes[self.deaths % len(self.processes)].wait()

    def stop(self) -> None:
        for process in self.processes:
            process.kill()
            process.communicate()

    def _start(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-m", "tests.faults.drainer"],
            cwd=embedded.CHECKOUT,
            env=self.environment,
            stdin=subprocess.PIPE,
        )


@contextmanager
def draining(database: Database, folder: Path, *, number: int = 2) -> Iterator[tuple[Drainers, Sink]]:
    with Sink(folder, slow=SLOW) as sink:
        drainers = Drainers(database, sink, number)
        try:
            yield drainers, sink
        finally:
            drainers.stop()


def wait_until_done(drainers: Drainers, sink: Sink, *, letters_between_kills: int = sys.maxsize) -> None:
    """Until nothing waits but what failed, with a kill -9 each time that so many letters have arrived."""
    next_kill, end = letters_between_kills, time.monotonic() + LONGEST_SECONDS
    while Item.objects.waiting().filter(last_error="").exists():
        assert time.monotonic() < end, f"{Item.objects.waiting().count()} still wait"
        if len(sink.letters) >= next_kill:
            drainers.kill_one()
            next_kill += letters_between_kills
        drainers.supervise()
        time.sleep(0.01)


def copies(sink: Sink) -> Counter[str]:
    return Counter(letter.message_id for letter in sink.letters)


def message_ids(kind: str) -> set[str]:
    return set(Item.objects.filter(kind=kind).values_list("message_id", flat=True))


def test_killed_drainers_lose_no_letter_and_copies_can_be_told(committed_db: Database, tmp_path: Path) -> None:
    """Turns red when an item is marked sent before it is sent (letters are lost), or when the Message-ID is made
    at each sending (a copy looks like another letter)."""
    ItemFactory.create_batch(ITEMS)

    with draining(committed_db, tmp_path) as (drainers, sink):
        wait_until_done(drainers, sink, letters_between_kills=LETTERS_BETWEEN_KILLS)

    arrived = copies(sink)
    doubled = arrived.total() - len(arrived)
    print(f"{drainers.deaths} kills, {doubled} copies, at most {max(arrived.values())} of one letter")
    assert arrived.keys() == message_ids("test.letter")
    assert drainers.deaths >= ITEMS // LETTERS_BETWEEN_KILLS - 1
    assert doubled <= drainers.deaths
    assert max(arrived.values()) <= 3
    assert not Item.objects.dead().exists()


def test_two_drainers_send_each_letter_exactly_once(committed_db: Database, tmp_path: Path) -> None:
    """Turns red when a claim and the beginning of an item pay no heed to leases."""
    ItemFactory.create_batch(ITEMS)

    with draining(committed_db, tmp_path) as (drainers, sink):
        wait_until_done(drainers, sink)

    assert copies(sink) == dict.fromkeys(message_ids("test.letter"), 1)
    assert drainers.deaths == 0


def test_claims_made_at_once_neither_overlap_nor_wait(committed_db: Database) -> None:
    """Turns red when FOR UPDATE is dropped (they overlap), or SKIP LOCKED (the second waits for the first)."""
    ItemFactory.create_batch(20)

    with ThreadPoolExecutor(1) as other, transaction.atomic():
        first = actions.claim(10)
        second = other.submit(claim_elsewhere, 10).result(timeout=2)

    assert len({item.pk for item in (*first, *second)}) == 20


def claim_elsewhere(number: int) -> list[Item]:
    try:
        return actions.claim(number)
    finally:
        connection.close()


def test_poisoned_items_block_no_other(committed_db: Database, tmp_path: Path) -> None:
    """Turns red when attempts are counted after the deed (an item that kills its worker never dies), or when a
    fault of one item ends the drain of the others."""
    ItemFactory.create_batch(2, kind="test.killer", attempts=6)
    ItemFactory.create_batch(5, kind="test.broken")
    ItemFactory.create_batch(ITEMS)

    with draining(committed_db, tmp_path) as (drainers, sink):
        wait_until_done(drainers, sink)

    assert copies(sink) == dict.fromkeys(message_ids("test.letter"), 1)
    killers = Item.objects.filter(kind="test.killer").values_list("died_why", "attempts")
    assert list(killers) == [(Item.Death.GAVE_UP, 9)] * 2
    broken = Item.objects.filter(kind="test.broken")
    assert set(broken.values_list("last_error", flat=True)) == {"ZeroDivisionError"}
    assert drainers.deaths == 4


@pytest.mark.parametrize("seed", [1, 2, 3] if FULL else [1])
def test_ill_mail_server_loses_no_letter(seed: int, committed_db: Database, tmp_path: Path) -> None:
    """Five letters of a hundred are put off by the server, and for one the line is cut after it was taken.

    Turns red when any answer but a refusal counts as sent."""
    ItemFactory.create_batch(ITEMS)

    with Sink(tmp_path, refuse=0.05, drop=0.01, seed=seed) as sink:
        drainers = Drainers(committed_db, sink, 2)
        try:
            wait_until_done(drainers, sink)
            put_off = Item.objects.waiting()
            sink.refuse = sink.drop = 0
            put_off.update(due_at=put_off.earliest("created_at").created_at, last_error="")
            wait_until_done(drainers, sink)
        finally:
            drainers.stop()

    assert copies(sink).keys() == message_ids("test.letter")
    assert Item.objects.filter(sent_at=None).count() == 0
