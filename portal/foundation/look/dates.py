"""What a person types into the boxes of a date and a time, read without guessing.

Pure functions: no settings, no clock. The sentences follow the date input of the GOV.UK Design System
("must include a month", "must be a real date"). Years are limited to 1900 to 2100.
"""

import re
from datetime import date, datetime, time
from typing import NamedTuple

EARLIEST_YEAR = 1900
LATEST_YEAR = 2100

MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)

NUMBER = re.compile(r"[0-9]{1,2}")
DIGITS = re.compile(r"[0-9]{1,9}")
FOUR_DIGIT_TIME = re.compile(r"([01][0-9]|2[0-3])([0-5][0-9])")
TIME = re.compile(r"(?P<hour>[0-9]{1,2})(?:[:.](?P<minute>[0-5][0-9]))? ?(?P<half>am|pm|a\.m\.?|p\.m\.?)?")
NOON = {"noon", "midday", "12 noon", "12noon", "12 midday"}
LONGEST_BOX = 40


class TypedDate(NamedTuple):
    """The boxes as they were typed, kept so that they can be shown again."""

    day: str = ""
    month: str = ""
    year: str = ""
    time: str = ""


class Unread(Exception):
    """What was typed is no date or no time.

    `complaint` is a sentence without its subject ("must include a month"); `boxes` are the boxes to mend.
    """

    def __init__(self, complaint: str, *boxes: str) -> None:
        super().__init__(complaint)
        self.complaint = complaint
        self.boxes = boxes


def read_date(typed: TypedDate) -> date | None:
    """The date in the boxes; None when all three are empty; raises Unread."""
    boxes = {"day": typed.day, "month": typed.month, "year": typed.year}
    missing = [name for name, text in boxes.items() if not text.strip()]
    if len(missing) == len(boxes):
        return None
    if missing:
        raise Unread(f"must include a {' and '.join(missing)}", *missing)
    day, month, year = _day(typed.day), _month(typed.month), _year(typed.year)
    wrong = [name for name, number in (("day", day), ("month", month), ("year", year)) if number is None]
    if day is None or month is None or year is None:
        raise Unread("must be a real date", *wrong)
    if len(typed.year.strip()) != 4:
        raise Unread("must have a year with 4 numbers, like 2026", "year")
    if not EARLIEST_YEAR <= year <= LATEST_YEAR:
        raise Unread(f"must be between {EARLIEST_YEAR} and {LATEST_YEAR}", "year")
    try:
        return date(year, month, day)
    except ValueError:
        raise Unread("must be a real date", "day") from None


def read_time(text: str) -> time | None:
    """The time in the box, as 5pm, 5.30pm, 17:00, 1730 or noon; None when it is empty; raises Unread.

    "5:30" alone is refused: it may be morning or afternoon, and a wrong guess would move a deadline.
    """
    if len(text) > LONGEST_BOX:
        raise Unread("must be a real time, like 5pm or 17:00", "time")
    words = " ".join(text.lower().split())
    if not words:
        return None
    if words in NOON:
        return time(12)
    if four := FOUR_DIGIT_TIME.fullmatch(words):
        return time(int(four[1]), int(four[2]))
    found = TIME.fullmatch(words)
    if found is None:
        raise Unread("must be a real time, like 5pm or 17:00", "time")
    minute = int(found["minute"] or 0)
    if found["half"]:
        return _twelve_hours(int(found["hour"]), minute, afternoon=found["half"].startswith("p"))
    return _twenty_four_hours(found["hour"], minute, says_minutes=found["minute"] is not None)


def require_date(typed: TypedDate) -> date:
    """As read_date, but empty boxes are refused too."""
    day = read_date(typed)
    if day is None:
        raise Unread("must include a day, month and year", "day", "month", "year")
    return day


def require_time(text: str) -> time:
    """As read_time, but an empty box is refused too."""
    moment = read_time(text)
    if moment is None:
        raise Unread("must be filled in, like 5pm or 17:00", "time")
    return moment


def in_boxes(moment: date | datetime) -> TypedDate:
    """The boxes that say this date, and this time when it has one, in the moment's own time zone."""
    clock = short_time(moment.time()) if isinstance(moment, datetime) else ""
    return TypedDate(str(moment.day), str(moment.month), str(moment.year), clock)


def short_time(moment: time) -> str:
    """5pm, 5:30pm: the plain way to write a time."""
    minutes = f":{moment.minute:02}" if moment.minute else ""
    return f"{moment.hour % 12 or 12}{minutes}{'pm' if moment.hour >= 12 else 'am'}"


def _day(text: str) -> int | None:
    digits = text.strip()
    return int(digits) if NUMBER.fullmatch(digits) and 1 <= int(digits) <= 31 else None


def _month(text: str) -> int | None:
    word = text.strip().lower()
    if NUMBER.fullmatch(word):
        return int(word) if 1 <= int(word) <= 12 else None
    if len(word) < 3:
        return None
    return next((number for number, name in enumerate(MONTHS, start=1) if name.startswith(word)), None)


def _year(text: str) -> int | None:
    digits = text.strip()
    return int(digits) if DIGITS.fullmatch(digits) else None


def _twelve_hours(hour: int, minute: int, *, afternoon: bool) -> time:
    if not 1 <= hour <= 12:
        raise Unread("must be a real time, like 5pm or 17:00", "time")
    return time(hour % 12 + (12 if afternoon else 0), minute)


def _twenty_four_hours(hour: str, minute: int, *, says_minutes: bool) -> time:
    number = int(hour)
    if number > 23 or (number == 0 and not says_minutes):
        raise Unread("must be a real time, like 5pm or 17:00", "time")
    is_plain = number > 12 or (says_minutes and (number == 12 or hour.startswith("0")))
    if not is_plain:
        raise Unread("must say am or pm, like 5pm, or use the 24-hour clock, like 17:00", "time")
    return time(number, minute)
