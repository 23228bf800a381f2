"""What readers searched for and did not find: the words, the day and how often, never who.

Editors learn from it which words the guidance lacks. Kept is no user, address, session or time of day, and nothing
that looks like a person's own: words with an @, with five digits or more in a row, a telephone number, a postcode, or
a word so long that it is a key or an address.

Written by one small statement when the answer is already on its way (`CountsAfterwards`). Why not otherwise: to count
in memory would lose all at each restart and differ by process; to queue a message would put what somebody typed into
Redis; to write before answering would let a reader wait for a lock. GET stays safe in the sense of RFC 9110, section
9.2.1: like a log line, the count alters nothing that anybody asked for, is bounded, and may fail without a sign.

A flood of junk cannot fill the table: so many different words a day and no more, ninety days, and the limit of searches
per address stands before it.
"""

import logging
import re
import unicodedata
from datetime import date, timedelta
from typing import TypedDict

from django.db import DatabaseError, connection, transaction
from django.db.models import Max, Sum
from django.http import HttpResponse

from guidance.models import SearchRate, SearchTally, today
from guidance.models.searching import LONGEST_WORDS

KEPT_FOR = timedelta(days=90)
MOST_A_DAY = 500
"""Different words that are counted on one day; a few more when several are written at the same instant."""
LONGEST_WORD = 30
WAITS_FOR_A_LOCK = "100ms"
"""A thread that has answered is soon wanted for the next reader."""
_DIGITS = re.compile(r"\d(?:[\s().+/-]{0,2}\d){4,}")
_POSTCODE = re.compile(r"\b[a-z]{1,2}\d[a-z\d]?\s*\d[a-z]{2}\b")
_COUNT = """
    INSERT INTO guidance_searchtally AS tally (day, words, asked)
    SELECT %(day)s, %(words)s, 1
    WHERE EXISTS (SELECT FROM guidance_searchtally WHERE day = %(day)s AND words = %(words)s)
       OR (SELECT count(*) FROM guidance_searchtally WHERE day = %(day)s) < %(most)s
    ON CONFLICT (day, words) DO UPDATE SET asked = tally.asked + 1
"""
log = logging.getLogger(__name__)


class Sought(TypedDict):
    """Words, how often they were asked, and on which day last (Europe/London)."""

    words: str
    times: int
    last: date


class CountsAfterwards(HttpResponse):
    """An answer that counts what was asked in vain once the server has sent it."""

    in_vain: str = ""

    def close(self) -> None:
        """Called by the server after the last byte."""
        asked, self.in_vain = self.in_vain, ""
        if asked:
            count(asked)
        super().close()


def fit_to_keep(asked: str) -> str:
    """The words as they are counted; empty when they may tell of a person, or say nothing."""
    words = " ".join(unicodedata.normalize("NFKC", asked).lower().split())
    is_own = "@" in words or _DIGITS.search(words) or _POSTCODE.search(words)
    if is_own or not words.isprintable() or any(len(word) > LONGEST_WORD for word in words.split()):
        return ""
    return words[:LONGEST_WORDS].strip()


def count(asked: str) -> None:
    """Adds one to the words of today (Europe/London). A count that fails is lost, and nobody waits for it."""
    words = fit_to_keep(asked)
    if not words:
        return
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT set_config('lock_timeout', %s, true)", [WAITS_FOR_A_LOCK])
            cursor.execute(_COUNT, {"day": today(), "words": words, "most": MOST_A_DAY})
    except DatabaseError:
        log.warning("guidance.search_not_counted")


def in_vain(limit: int) -> list[Sought]:
    """What was asked in vain in the last ninety days, most often first."""
    kept = SearchTally.objects.filter(day__gt=today() - KEPT_FOR).values("words")
    found = kept.annotate(times=Sum("asked"), last=Max("day")).order_by("-times", "-last", "words")
    return [Sought(words=row["words"], times=row["times"], last=row["last"]) for row in found[:limit]]


def forget() -> int:
    """Drops tallies of ninety days and more ago, and the counts of addresses in past minutes. How many tallies."""
    SearchRate.objects.past().delete()
    dropped, _ = SearchTally.objects.filter(day__lte=today() - KEPT_FOR).delete()
    return dropped
