"""How a custody log is hashed, and how it is checked. Pure; a bundle carries the same rule in words and in verify.html.

The hash of an entry is the SHA-256 of these eight values in UTF-8, each followed by one line feed: seq, at, actor,
role, action, what, object_sha256, prev_hash. The first entry's prev_hash is 64 zeros.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

from abuse_log.evidence.models.custody import NO_HASH, CustodyEntry

FIELDS = ("seq", "at", "actor", "role", "action", "what", "object_sha256", "prev_hash")
Line = Mapping[str, str | int]


def written_time(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def line_of(entry: CustodyEntry) -> dict[str, str | int]:
    """One entry as it stands in custody_log.jsonl: a pseudonym, and no name."""
    if entry.at is None:
        raise ValueError("An entry that was not saved has no place in the chain.")
    return {
        "seq": entry.seq,
        "at": written_time(entry.at),
        "actor": entry.pseudonym,
        "role": entry.role,
        "action": entry.action,
        "what": entry.what,
        "object_sha256": entry.object_hash,
        "prev_hash": entry.prev_hash,
        "hash": entry.hash,
    }


def lines_of(entries: Iterable[CustodyEntry]) -> list[str]:
    """The lines of custody_log.jsonl, each with its line feed. Time stamps are made over them: they never change."""
    return [json.dumps(line_of(entry), ensure_ascii=False) + "\n" for entry in entries]


def digest_of(lines: Iterable[str]) -> str:
    """The SHA-256 of these lines as they stand in the file: what an authority stamps once a day."""
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def hash_of(line: Line) -> str:
    return hashlib.sha256("".join(f"{line[name]}\n" for name in FIELDS).encode()).hexdigest()


def first_broken(lines: Iterable[Line]) -> int | None:
    """The number, from 1, of the first line that does not follow; None when the chain holds."""
    before = NO_HASH
    for number, line in enumerate(lines, start=1):
        if line["seq"] != number or line["prev_hash"] != before or hash_of(line) != line["hash"]:
            return number
        before = str(line["hash"])
    return None
