"""What in a text looks like a way to reach somebody: found, marked and taken out. Pure.

The subject member reads the complaint without contact details (brief, section 6). A person decides; this only finds:
e-mail addresses, telephone numbers and postcodes of this country, and what a complainant gave as their own, in any
spelling. What stands in files, and numbers written as words, it does not find.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

TAKEN_OUT = "[contact details taken out]"
AT = r"(?:@|[(\[{] ?at ?[)\]}])"
DOT = r"(?:\.|[(\[{] ?dot ?[)\]}])"
NAME, HOST = r"(?<![\w.+'-])[\w.+'-]++", r"[\w-]++"
EMAIL = re.compile(
    rf"{NAME}\s{{0,3}}{AT}\s{{0,3}}{HOST}(?:\s{{0,3}}{DOT}\s{{0,3}}{HOST})+|{NAME} at {HOST}(?: dot {HOST})+"
)
TELEPHONE = re.compile(r"(?<![\w.])(?:(?:\+|00)?44[\s.-]{0,3}(?:\(0\)|0)?|\(?0)(?:[\s().-]{0,3}\d){9,10}(?!\d)")
POSTCODE = re.compile(r"\b[a-z]{1,2}\d[a-z\d]?\s{0,3}\d[a-z]{2}\b")
SHORTEST_NUMBER, LONGEST_NUMBER = 9, 10
"""Digits of a telephone number of this country behind its first 0 or 44."""
SHORTEST_PART = 5


@dataclass(frozen=True)
class Piece:
    """A stretch of a text, and whether it looks like contact details."""

    words: str
    is_marked: bool


def pieces(text: str, known: Iterable[str] = ()) -> list[Piece]:
    """The text in order, cut where contact details begin and end. ``known``: what complainants gave as their own."""
    ends = [0, *(end for span in _spans(text, known) for end in span), len(text)]
    cut = [Piece(text[begin:end], number % 2 == 1) for number, (begin, end) in enumerate(pairwise(ends))]
    return [piece for piece in cut if piece.words]


def found(text: str, known: Iterable[str] = ()) -> list[str]:
    """What looks like contact details, as it stands in the text."""
    return [piece.words.strip() for piece in pieces(text, known) if piece.is_marked]


def taken_out(text: str, known: Iterable[str] = ()) -> str:
    """The text with a note in the place of each."""
    return "".join(TAKEN_OUT if piece.is_marked else piece.words for piece in pieces(text, known))


def _spans(text: str, known: Iterable[str]) -> list[tuple[int, int]]:
    """Where they are, in order, joined where they meet."""
    plain, places = _plain(text)
    begun = sorted((places[begin], places[end - 1] + 1) for begin, end in _found_in(plain, known))
    joined: list[tuple[int, int]] = []
    for begin, end in begun:
        if joined and begin <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((begin, end))
    return joined


def _plain(text: str) -> tuple[str, list[int]]:
    """Small letters without width, accents' forms or invisible signs; and where each stands in the text."""
    signs: list[str] = []
    places: list[int] = []
    for place, sign in enumerate(text):
        for one in unicodedata.normalize("NFKC", sign).casefold():
            if unicodedata.category(one) not in ("Cf", "Cs"):
                signs.append(" " if one.isspace() else one)
                places.append(place)
    return "".join(signs), places


def _found_in(plain: str, known: Iterable[str]) -> Iterator[tuple[int, int]]:
    for pattern in (EMAIL, POSTCODE):
        yield from (match.span() for match in pattern.finditer(plain))
    for match in TELEPHONE.finditer(plain):
        if _is_number(match.group()):
            yield match.span()
    for detail in known:
        for pattern in _spellings(_plain(detail)[0].strip()):
            yield from (match.span() for match in pattern.finditer(plain))


def _national(digits: str) -> str:
    """Behind the 0 or the 44 with which it begins; empty for what begins with neither."""
    trunk = re.match(r"(?:00)?44(?:0)?|0", digits)
    return digits[trunk.end() :] if trunk else ""


def _digits(text: str) -> str:
    return "".join(sign for sign in text if sign.isdecimal())


def _is_number(text: str) -> bool:
    return SHORTEST_NUMBER <= len(_national(_digits(text))) <= LONGEST_NUMBER


def _spellings(detail: str) -> Iterator[re.Pattern[str]]:
    """What finds one detail that was given, however it is spelled: an e-mail address, a number, or a postal address."""
    if not detail:
        return
    if "@" in detail:
        name, _, host = detail.partition("@")
        signs = rf"\s{{0,3}}(?:{AT}| at )\s{{0,3}}".join(_with_dots(part) for part in (name, host))
        yield re.compile(rf"(?<![\w]){signs}(?![\w])")
        return
    digits = _digits(detail)
    if len(digits) >= SHORTEST_NUMBER and not re.search(r"[^\W\d_]", detail):
        number = _national(digits) or digits
        begins = r"(?<!\d)(?:(?:\+|00)?44\W{0,3})?(?:\(?0\)?\W{0,3})?"
        yield re.compile(begins + r"\D{0,3}".join(number) + r"(?!\d)")
        return
    for place, part in enumerate(re.split(r"[,;\n]| {3,}", detail)):
        yield from _of_address(part, is_first=place == 0)


def _with_dots(text: str) -> str:
    return rf"\s{{0,3}}(?:{DOT}| dot )\s{{0,3}}".join(re.escape(part) for part in text.split("."))


def _of_address(part: str, *, is_first: bool) -> Iterator[re.Pattern[str]]:
    """The first line, and each that has a number; of one that begins with a number, that and the next word do."""
    words = re.findall(r"\w+", part)
    if (
        not words
        or (not is_first and not any(sign.isdecimal() for sign in part))
        or len("".join(words)) < SHORTEST_PART
    ):
        return
    told = words[:2] if words[0][0].isdecimal() and len(words) > 1 else words
    yield re.compile(r"\b" + r"[\W_]{1,4}".join(re.escape(word) for word in told) + r"\b")
