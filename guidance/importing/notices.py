"""What looks wrong in the wording. It is the council's wording, so it is only pointed out."""

import re
from collections.abc import Sequence

from guidance.importing.blocks import is_finished
from guidance.importing.lines import Line
from guidance.importing.parsed import Log, ParsedPoint, ParsedSection

# Prefixes that English joins with a hyphen, and the common words that have grown together all the same.
_PREFIXED = re.compile(
    r"\b(?:anti|non|self)"
    r"(?!c\b|cs\b|bio|bod|cip|dote|fasc|gen\b|hero|hist|path|qu|racis|semit|sept|social|the|tox|trust|virus"
    r"|chal|conform|ent|etheless|fiction|plus|profit|sens|stop|violen|e\b|ie|ish|less|same)[a-z]{4,}\b",
    re.IGNORECASE,
)
_HYPHENED = re.compile(r"\b[A-Za-z]{2,20}-[A-Za-z]{2,20}\b")
_WORD = re.compile(r"\b[A-Za-z]{5,40}\b")


def notice_missing_stops(section: ParsedSection, log: Log) -> None:
    bare = [point for point in section.points if _lacks_stop(point)]
    if bare:
        numbers = ", ".join(point.number for point in bare)
        what = f"No full stop at the end of {numbers}; left as published."
        log.notice("G-9", bare[0].lines[-1], what)


def notice_repeated_lead_ins(sections: Sequence[ParsedSection], log: Log) -> None:
    first: dict[str, str] = {}
    for section in sections:
        earlier = first.setdefault(section.lead_in, section.number)
        if section.lead_in and earlier != section.number:
            what = f"Section {section.number} repeats the lead-in of section {earlier}; left as published."
            log.notice("N-6", section.line, what)


def notice_wording(lines: Sequence[Line], log: Log) -> None:
    """Words that seem to have lost a hyphen, by their prefix or because the file also has them with it."""
    hyphened = {match.replace("-", "").lower(): match for line in lines for match in _HYPHENED.findall(line.text)}
    for line in lines:
        words = {match.group() for match in _PREFIXED.finditer(line.text)}
        words |= {word for word in _WORD.findall(line.text) if word.lower() in hyphened}
        for word in sorted(words):
            log.notice("G-12", line.number, f"“{word}” may have lost its hyphen; left as published.")


def _lacks_stop(point: ParsedPoint) -> bool:
    """A point that ends with an address needs none: a stop there would break the address."""
    if point.links and point.text.endswith(point.links[-1][0]):
        return False
    return not is_finished(point.text) and not point.text.endswith(":")
