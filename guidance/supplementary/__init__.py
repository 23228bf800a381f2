"""What the portal ships beside the protocol: supplementary guidance, handling abuse, and questions with answers.

All in the project's own words, as TOML with Markdown in it. What a point does not say of itself holds from its section,
and then from its file: so a point whose law was looked at again needs one new date, and not the whole file.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from guidance.importing.parsed import ParsedPoint, ParsedProtocol, ParsedSection
from guidance.models.owners import OwnerRole
from guidance.models.shapes import SEE

_HERE = Path(__file__).parent
GUIDANCE = _HERE / "guidance.toml"
ABUSE = _HERE / "abuse.toml"
QUESTIONS = _HERE.parent / "questions" / "questions.toml"


@dataclass(frozen=True, slots=True)
class Shipped:
    """One document of the release. `written_on` is the day on which its words were last gone through as a whole."""

    title: str
    written_on: date
    owner_role: OwnerRole
    text: ParsedProtocol

    @property
    def first_review(self) -> date:
        """The day on which the first of its points is to be looked at again."""
        return min(point.review_by for point in self.text.points if point.review_by)


@cache
def load(path: Path) -> Shipped:
    """One of GUIDANCE, ABUSE and QUESTIONS. Raises KeyError or ValueError when the file is not whole."""
    told = tomllib.loads(path.read_text(encoding="utf-8"))
    return Shipped(
        title=told["title"],
        written_on=told["written_on"],
        owner_role=OwnerRole(told["owner_role"]),
        text=ParsedProtocol(tuple(_section(section, told) for section in told["sections"])),
    )


@cache
def topics() -> tuple[str, ...]:
    """The topics that the supplementary guidance is about, one a section, as the members' demands name them."""
    told = tomllib.loads(GUIDANCE.read_text(encoding="utf-8"))
    return tuple(section["topic"] for section in told["sections"])


def _section(section: Mapping[str, Any], file: Mapping[str, Any]) -> ParsedSection:
    return ParsedSection(
        number=section["number"],
        title=section["title"],
        lead_in=section.get("lead_in", ""),
        points=tuple(_point(point, {**file, **section}) for point in section["points"]),
    )


def _point(point: Mapping[str, Any], around: Mapping[str, Any]) -> ParsedPoint:
    """What states the law is looked at again sooner."""
    told = {**around, **point}
    is_law = told.get("is_law", False)
    return ParsedPoint(
        number=told["number"],
        heading=told["heading"],
        text=told["text"],
        lines=(),
        labels=tuple(f"{SEE}{ref}" for ref in told.get("see", ())),
        basis=told["basis"],
        is_law=is_law,
        law_as_at=told["law_as_at"] if is_law else None,
        owner_role=OwnerRole(told["owner_role"]),
        review_by=point.get("review_by", around["review_law_by" if is_law else "review_by"]),
    )
