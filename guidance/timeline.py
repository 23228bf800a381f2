"""When each edition of a document was in force: pure reckoning with dates (Europe/London days)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol


class Dated(Protocol):
    """What the reckoning needs to know of a published edition."""

    number: int
    effective_from: date
    withdrawn_on: date | None


@dataclass(frozen=True)
class Span:
    """An edition in force from 00:00 of `starts` until 00:00 of `ends`; None: until something changes it."""

    number: int
    starts: date
    ends: date | None

    @property
    def last(self) -> date | None:
        """The last day in force."""
        return self.ends and self.ends - timedelta(days=1)


def spans(editions: Iterable[Dated]) -> list[Span]:
    """The spans of a document in their order; a day in none of them had no edition in force.

    Give published and withdrawn editions, never drafts. An edition may come back after a withdrawn one.
    """
    known = list(editions)
    turns = sorted({e.effective_from for e in known} | {e.withdrawn_on for e in known if e.withdrawn_on})
    found: list[Span] = []
    for day, until in zip(turns, [*turns[1:], None], strict=True):
        standing = [e for e in known if e.effective_from <= day and (e.withdrawn_on is None or e.withdrawn_on > day)]
        if not standing:
            continue
        number = max(standing, key=lambda e: (e.effective_from, e.number)).number
        if found and found[-1].number == number and found[-1].ends == day:
            found.append(Span(number, found.pop().starts, until))
        else:
            found.append(Span(number, day, until))
    return found


def standing(found: Iterable[Span], on: date) -> int | None:
    """The number of the edition in force on a day; None when there was none."""
    return next((s.number for s in found if s.starts <= on and (s.ends is None or on < s.ends)), None)


def ended(found: Iterable[Span], numbers: Iterable[int], on: date) -> date | None:
    """The day from which none of these editions was in force any more, as known on a day; None if one still is."""
    wanted, last = set(numbers), None
    for span in found:
        if span.starts > on or span.number not in wanted:
            continue
        if span.ends is None or span.ends > on:
            return None
        last = span.ends
    return last
