"""How sections and points are numbered: 1 and 1.1 in a protocol, G1 and G1.1, Q1 and Q1.1 in what stands beside it."""

import re
from collections.abc import Collection, Iterable
from itertools import count

from guidance.models import BESIDE, Kind, Section

LETTERS = {Kind.SUPPLEMENTARY: "G", Kind.QUESTIONS: "Q"}
_COUNTED = re.compile(r"([A-Za-z]*)([0-9]+)")


def numbered(section: str, points: int) -> list[str]:
    """The numbers of so many points by their places: 5.1, 5.2 and on."""
    return [f"{section}.{place}" for place in range(1, points + 1)]


def free_number(section: str, taken: Collection[str]) -> str:
    """The number after the last one of a section."""
    start = f"{section}."
    last = max((_whole(number.removeprefix(start)) for number in taken if number.startswith(start)), default=0)
    return next(number for place in count(last + 1) if (number := f"{start}{place}") not in taken)


def section_numbers(kind: str, first: str, sections: int) -> list[str]:
    """Numbers for so many sections, counted from the first one as it is; from 1 when that one counts nothing."""
    letters, start = _parts(first) or (LETTERS.get(Kind(kind), ""), 1)
    return [f"{letters}{place}" for place in range(start, start + sections)]


def next_section_number(kind: str, taken: Collection[str]) -> str:
    """The number after the last section."""
    parts = [found for number in taken if (found := _parts(number))]
    letters = parts[0][0] if parts else LETTERS.get(Kind(kind), "")
    last = max((place for some, place in parts if some == letters), default=0)
    return next(number for place in count(last + 1) if (number := f"{letters}{place}") not in taken)


def first_section_number(kind: str) -> str:
    """For a new document: beside the protocol no two sections have the same number, in whatever document."""
    if kind not in BESIDE:
        return "1"
    known: Iterable[str] = Section.objects.filter(edition__document__kind=kind).values_list("number", flat=True)
    return next_section_number(kind, set(known))


def _parts(number: str) -> tuple[str, int] | None:
    found = _COUNTED.fullmatch(number)
    return (found[1], int(found[2])) if found else None


def _whole(rest: str) -> int:
    return int(rest) if rest.isdecimal() and len(rest) < 10 else 0
