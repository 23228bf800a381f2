"""The plain-English edition that the portal ships: its own words, with the numbers of the protocol it explains."""

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from guidance.importing.links import find_links
from guidance.importing.parsed import ParsedPoint, ParsedProtocol, ParsedSection

EDITION = Path(__file__).with_name("edition.toml")
TERMS = Path(__file__).with_name("terms.toml")


@dataclass(frozen=True, slots=True)
class Details:
    """What the edition says about itself. The law is that of England on `law_as_at`."""

    title: str
    summary: str
    language: str
    law_as_at: date
    caution: str


@cache
def load() -> ParsedProtocol:
    """The shipped edition, labels filled. `lines` are empty: it comes from no printed file."""
    return ParsedProtocol(tuple(_section(section) for section in _edition()["sections"]))


@cache
def terms() -> tuple[tuple[str, tuple[str, ...], str], ...]:
    """The words that the edition explains: term, other forms, number of the point."""
    listed = tomllib.loads(TERMS.read_text(encoding="utf-8"))["terms"]
    return tuple((each["term"], tuple(each.get("also", ())), each["point"]) for each in listed)


@cache
def details() -> Details:
    """The title of the edition, and how far it may be trusted."""
    edition = _edition()
    return Details(**{name: edition[name] for name in Details.__dataclass_fields__})


def _edition() -> dict[str, Any]:
    return tomllib.loads(EDITION.read_text(encoding="utf-8"))


def _section(section: dict[str, Any]) -> ParsedSection:
    return ParsedSection(
        number=str(section["number"]),
        title=section["title"],
        lead_in=section.get("lead_in", ""),
        points=tuple(_point(point) for point in section["points"]),
        lead_in_before=section.get("lead_in_before", ""),
    )


def _point(point: dict[str, Any]) -> ParsedPoint:
    return ParsedPoint(
        number=point["number"],
        heading=point.get("heading", ""),
        text=point["text"],
        lines=(),
        labels=tuple(point["labels"]),
        links=find_links(point["text"]),
    )
