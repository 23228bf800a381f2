"""Reads back the mails that demo mode writes into a folder instead of sending them."""

import email
import email.policy
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from pathlib import Path

from django.conf import settings

NEWEST = 50
"""How many mails the page shows."""
DIVIDER = b"-" * 79
"""Django's file backend ends each mail of one connection with this line."""


@dataclass(frozen=True)
class Letter:
    """A mail as its reader would see it; `at` is in UTC."""

    at: datetime
    to: str
    subject: str
    text: str


def letters() -> list[Letter]:
    """The newest mails first; none when nothing was sent yet."""
    folder = Path(getattr(settings, "EMAIL_FILE_PATH", "") or "/nowhere")
    files = sorted(folder.glob("*.log"), reverse=True)[:NEWEST] if folder.is_dir() else []
    found = [letter for path in files for letter in _read(path)]
    return sorted(found, key=lambda letter: letter.at, reverse=True)[:NEWEST]


def _read(path: Path) -> list[Letter]:
    parts = [part.strip() for part in path.read_bytes().split(DIVIDER)]
    return [_letter(part) for part in parts if part]


def _letter(raw: bytes) -> Letter:
    message = email.message_from_bytes(raw, policy=email.policy.default)
    body = message.get_body(("plain",))
    return Letter(
        at=parsedate_to_datetime(str(message["Date"])),
        to=str(message["To"]),
        subject=str(message["Subject"]),
        text=body.get_content() if body else "",
    )
