"""What the importer hands over, and the half of the proof that reads it back."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import TypedDict


@dataclass(frozen=True, slots=True)
class ParsedPoint:
    """One list item or paragraph.

    `number` is "5.2", or "5.2.a" for (a) below a printed 5.2.
    `heading` the sub-heading printed above it, if any; `text` the printed words (a line
    break parts a rule from its explanation); `lines` the file's lines, counted from 1, that it stands on.
    `links` pairs each address as printed with the address to follow: they differ when a break was mended.
    `supplied` counts, from 0 among the words of `text`, the dashes that the importer put in and nobody wrote.
    The last five come with a text that the portal ships: what the point rests on, whether it states the law or the
    Code and as at which day, who looks after it and until when it is reviewed. A file of a protocol says none of this.
    """

    number: str
    heading: str
    text: str
    lines: tuple[int, ...]
    labels: tuple[str, ...] = ()
    links: tuple[tuple[str, str], ...] = ()
    supplied: tuple[int, ...] = ()
    basis: str = ""
    is_law: bool = False
    law_as_at: date | None = None
    owner_role: str = ""
    review_by: date | None = None


@dataclass(frozen=True, slots=True)
class ParsedSection:
    """A top-level heading and what stands under it.

    `number` is the printed one where the document counts in one system, else the section's place from 1; what the
    portal ships beside the protocol is numbered G1, G2 ... and Q1, Q2 ...
    `printed` is the heading as the file has it (None: the same as `title`; empty: the importer's own title).
    `lead_in_before` is the number of the point that the lead-in introduces: not always the first.
    """

    number: str
    title: str
    lead_in: str
    points: tuple[ParsedPoint, ...]
    printed: str | None = None
    lead_in_before: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Repair:
    """A mend of the mark-up that the importer made. `line` counts from 1."""

    ref: str
    line: int
    what: str


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that looks wrong and was left as published. `line` counts from 1."""

    ref: str
    line: int
    what: str


@dataclass(frozen=True, slots=True)
class ParsedProtocol:
    """A whole protocol. `front` holds the short lines above the first section, such as a printed title."""

    sections: tuple[ParsedSection, ...]
    repairs: tuple[Repair, ...] = ()
    notices: tuple[Notice, ...] = ()
    front: tuple[str, ...] = ()

    @property
    def points(self) -> tuple[ParsedPoint, ...]:
        return tuple(point for section in self.sections for point in section.points)


class Remark(TypedDict):
    ref: str
    line: int
    what: str


class Summary(TypedDict):
    sections: int
    points: int
    repairs: list[Remark]
    notices: list[Remark]


@dataclass(slots=True)
class Log:
    """Collects what the importer did and saw while it reads."""

    repairs: list[Repair] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)

    def repair(self, ref: str, line: int, what: str) -> None:
        self.repairs.append(Repair(ref, line, what))

    def notice(self, ref: str, line: int, what: str) -> None:
        self.notices.append(Notice(ref, line, what))


def summary(protocol: ParsedProtocol) -> Summary:
    """The answer of `import_protocol --json`: two counts and two lists."""
    return {
        "sections": len(protocol.sections),
        "points": len(protocol.points),
        "repairs": [_remark(repair) for repair in protocol.repairs],
        "notices": [_remark(notice) for notice in protocol.notices],
    }


def words_of(protocol: ParsedProtocol) -> list[str]:
    """The printed words in their printed order: front, headings, lead-ins, sub-headings, points.

    A heading counts as printed, with the colon that its title has lost; a dash that the importer put in does
    not count. Nothing else is forgiven: equality with `words_in(text)` proves the import word for word.
    """
    words = [word for line in protocol.front for word in line.split()]
    for section in protocol.sections:
        words.extend(_words_of_section(section))
    return words


def _words_of_section(section: ParsedSection) -> Iterator[str]:
    yield from (section.title if section.printed is None else section.printed).split()
    introduced = section.lead_in_before or (section.points[0].number if section.points else "")
    for point in section.points:
        if point.number == introduced:
            yield from section.lead_in.split()
        yield from point.heading.split()
        supplied = frozenset(point.supplied)
        yield from (word for at, word in enumerate(point.text.split()) if at not in supplied)


def _remark(remark: Repair | Notice) -> Remark:
    return {"ref": remark.ref, "line": remark.line, "what": remark.what}
