"""Word's automatic numbers: what numbering.xml makes the word processor print before a paragraph.

The words of the file do not hold them, yet people cite by them. Source of the rules: ECMA-376 part 1, 17.9.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from guidance.importing.word_xml import children, first, local, value

BULLET = "•"
MOST = 999
"""A list that counts further than any protocol does is held at this number."""
_PLACE = re.compile(r"%([1-9])")
_NUMBER = re.compile(r"\(?(?:\d{1,3}(?:\.\d{1,3})*|[A-Za-z]{1,5})\)?[.)]{0,2}")
_WITHIN = re.compile(r"\d{1,3}(?:\.\d{1,3})*")


@dataclass(frozen=True, slots=True)
class Level:
    """How one level of a list counts and prints: `text` is a pattern such as "%1.%2"."""

    form: str = "decimal"
    text: str = "%1."
    start: int = 1
    legal: bool = False


@dataclass(slots=True)
class Counting:
    """One list of the file while it counts. Lists with one definition count on from each other."""

    levels: Mapping[int, Level]
    counts: dict[int, int] = field(default_factory=dict)

    def next_label(self, depth: int) -> str:
        level = self.levels.get(depth, Level())
        self.counts[depth] = min(self.counts.get(depth, level.start - 1) + 1, MOST)
        for deeper in [other for other in self.counts if other > depth]:
            del self.counts[deeper]
        if level.form == "bullet":
            return BULLET
        return "" if level.form == "none" else _tidy(_PLACE.sub(lambda place: self._shown(place, level), level.text))

    def _shown(self, place: re.Match[str], level: Level) -> str:
        depth = int(place.group(1)) - 1
        other = self.levels.get(depth, Level())
        return _written(self.counts.setdefault(depth, other.start), "decimal" if level.legal else other.form)


class Numbering:
    """The lists of a file. `label` gives what is printed before the next paragraph of a list; empty: nothing."""

    def __init__(self, root: Element | None) -> None:
        self._countings: dict[str, Counting] = {}
        self._lists: dict[str, str] = {}
        self._restarts: dict[str, dict[int, int]] = {}
        for part in () if root is None else root:
            if local(part) == "abstractNum":
                levels = {int(value(lvl, "ilvl") or 0): _level(lvl) for lvl in children(part, "lvl")}
                self._countings[value(part, "abstractNumId")] = Counting(levels)
            elif local(part) == "num":
                self._read_list(part)

    def label(self, list_id: str, depth: int) -> str:
        counting = self._countings.get(self._lists.get(list_id, ""))
        if counting is None:
            return ""
        for level, start in self._restarts.pop(list_id, {}).items():
            counting.counts[level] = start - 1
        return counting.next_label(depth)

    def _read_list(self, part: Element) -> None:
        list_id = value(part, "numId")
        self._lists[list_id] = value(first(part, "abstractNumId"), "val")
        for override in children(part, "lvlOverride"):
            start = value(first(override, "startOverride"), "val")
            if start.isdecimal() and value(override, "ilvl").isdecimal():
                self._restarts.setdefault(list_id, {})[int(value(override, "ilvl"))] = min(int(start), MOST)


def _level(lvl: Element) -> Level:
    start = value(first(lvl, "start"), "val")
    return Level(
        form=value(first(lvl, "numFmt"), "val") or "decimal",
        text=value(first(lvl, "lvlText"), "val"),
        start=min(int(start), MOST) if start.isdecimal() else 0,
        legal=first(lvl, "isLgl") is not None,
    )


def _tidy(label: str) -> str:
    """The label, or only its number where words stand around it ("Article 4")."""
    label = " ".join(label.split()).rstrip(":")
    if _NUMBER.fullmatch(label):
        return label
    within = _WITHIN.search(label)
    return within.group() if within else ""


def _written(count: int, form: str) -> str:
    if form in ("lowerLetter", "upperLetter"):
        letters = chr(ord("a") + (count - 1) % 26) * ((count - 1) // 26 + 1)
        return letters.upper() if form == "upperLetter" else letters
    if form in ("lowerRoman", "upperRoman"):
        return _roman(count).upper() if form == "upperRoman" else _roman(count)
    return f"{count:02}" if form == "decimalZero" else str(count)


def _roman(count: int) -> str:
    steps = ((100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
    text = ""
    for worth, letters in steps:
        while count >= worth:
            text, count = text + letters, count - worth
    return text
