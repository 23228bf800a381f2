"""From a file to lines: what can be read at all, what is a list marker, and what is a word."""

import re
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

LARGEST = 5_000_000  # bytes of a file, characters of a text: some 1,500 pages, far above any protocol
MOST_LINES = 20_000

GLYPHS = "•●▪◦‣·∙\uf0b7"
DASHES = "-–—"
_BULLET = re.compile(rf"(?:([{GLYPHS}])\s*|([{DASHES}*+]|#{{1,6}})\s+)(?=\S)")
_NUMBER = re.compile(r"\(?(\d{1,2}(?:\.\d{1,2}){0,3}|[a-z]|[ivx]{2,5})([.)]{0,2})\s+(?=\S)")
_CONTROL = re.compile(r"[\x01-\x08\x0e-\x1b\x7f]")
RULER = "-=_*~•–—· \t"
_TAB = 4
TIGHT_TITLE = 60  # characters: above a first number with no blank line between, what is longer is a sentence
ROMANS = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii", "xiii", "xiv", "xv")


class Unreadable(Exception):
    """The file cannot be imported; `sentence` tells the person at the keyboard why, in one sentence."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class Hint(Enum):
    """What the structure of a file says of a line, where its shape would not tell."""

    NONE = "none"
    ROW = "row"
    """It goes on with the item above: a further cell, a further paragraph of one item."""
    CAPTION = "caption"
    """It names what stands below it: the head of a table."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line that holds words. `gap`: a blank line stands above it; `text` is without the marker.

    The marker of a heading may carry its number: "## 2.1". `auto`: the number is not among the words of the file,
    since the word processor that made it prints it by itself.
    """

    number: int
    indent: int
    marker: str
    text: str
    gap: bool
    auto: bool = False
    hint: Hint = Hint.NONE

    @property
    def is_heading_mark(self) -> bool:
        return self.marker.startswith("#")

    @property
    def level(self) -> int:
        """How deep a marked heading is, from 1; 0 for any other line."""
        return self.marker.count("#")

    @property
    def printed_number(self) -> str:
        """The number as printed, with its brackets or stop: "2.1", "(a)"; empty if there is none."""
        return self.marker.lstrip("# ") if self.is_numbered else ""

    @property
    def is_numbered(self) -> bool:
        return self.auto or self.marker.endswith(")") or any(char.isdigit() for char in self.marker)


def contents_of(path: Path | str, most: int) -> bytes:
    """The bytes of a file: one more than `most` when there are more. Raises `Unreadable`."""
    try:
        with Path(path).open("rb") as file:
            return file.read(most + 1)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else "the name is not usable"
        raise Unreadable(f"The file cannot be opened: {reason}.") from error


def read_protocol(path: Path | str) -> str:
    """The text of the file, which must be UTF-8 (a byte order mark is fine) and at most `LARGEST` bytes.

    Raises `Unreadable`.
    """
    raw = contents_of(path, LARGEST)
    if len(raw) > LARGEST:
        raise _too_large()
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Unreadable("The file is UTF-16, not UTF-8: save it as plain text in UTF-8.")
    if b"\x00" in raw:
        raise _binary()
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unreadable(
            f"The file is not UTF-8 text (byte {error.start + 1}): save it as plain text in UTF-8."
        ) from error


def checked(text: str) -> str:
    """The text with plain line ends and no byte order mark. Raises `Unreadable` if it is no text to store."""
    if len(text) > LARGEST:
        raise _too_large()
    if "\x00" in text:
        raise _binary()
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        raise Unreadable("The file is empty.")
    if text.count("\n") >= MOST_LINES:
        raise Unreadable(f"The file has more than {MOST_LINES:,} lines: too many for a protocol.")
    control = _CONTROL.search(text)
    if control:
        line = text.count("\n", 0, control.start()) + 1
        raise Unreadable(f"The file holds a control character (line {line}): save it as plain text in UTF-8.")
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise Unreadable("The text holds half a character (a lone surrogate): it cannot be stored.") from error
    return text


def words_in(text: str) -> list[str]:
    """The file's words: all that white space parts, in order.

    Set aside are the byte order mark, list markers and heading marks at the start of a line, clause numbers
    that count on from one another, and ruled lines. Nothing else: punctuation belongs to its word.
    """
    return [word for line in lines_of(checked(text)) for word in line.text.split()]


def lines_of(text: str) -> list[Line]:
    """The lines that hold words, measured from the left edge of the text."""
    rows = [(number, row.expandtabs(_TAB)) for number, row in enumerate(text.split("\n"), start=1)]
    filled = [(number, row) for number, row in rows if row.strip(RULER).strip()]
    edge = min((_indent(row) for _, row in filled), default=0)
    reader = Markers()
    lines: list[Line] = []
    for number, row in filled:
        gap = not lines or number > lines[-1].number + 1
        marker, rest = reader.part(row.strip(), None if gap else lines[-1])
        lines.append(Line(number, _indent(row) - edge, marker, rest, gap))
    return lines


class Markers:
    """Tells a list marker from a word, which takes the line above and the numbers already met."""

    def __init__(self) -> None:
        self._in_list = False
        self._expected: set[tuple[int, ...]] = {(1,), (1, 1)}

    def part(self, body: str, above: Line | None) -> tuple[str, str]:
        """The marker (empty if there is none) and the rest of the line."""
        if above is None:
            self._in_list = False
        marker, rest = self._bullet(body, above) or self._number(body, above) or ("", body)
        self._in_list = self._in_list or bool(marker)
        return marker, rest

    def number_of_heading(self, body: str) -> tuple[str, str]:
        """The number at the start of a heading, if it counts on from one met before, and the rest."""
        found = _NUMBER.match(body)
        if not found or not found.group(1)[0].isdigit() or starts_lower(body[found.end() :]):
            return "", body
        return (found.group().strip(), body[found.end() :]) if self._counts_on(found.group(1)) else ("", body)

    def _bullet(self, body: str, above: Line | None) -> tuple[str, str] | None:
        found = _BULLET.match(body)
        if not found:
            return None
        marker, rest = found.group(1) or found.group(2), body[found.end() :]
        if marker.startswith("#"):
            number, rest = self.number_of_heading(rest)
            return f"{marker} {number}".rstrip(), rest
        # A wrapped sentence may have a dash at the start of a line: that dash is the author's.
        wrapped = above is not None and not self._in_list and not above.text.endswith(":")
        if marker in DASHES and wrapped and starts_lower(rest):
            return None
        return marker, rest

    def _number(self, body: str, above: Line | None) -> tuple[str, str] | None:
        """A number is a marker only if it counts on from one met before: "5.30 pm" stays two words."""
        found = _NUMBER.match(body)
        if not found:
            return None
        name, ends, rest = found.group(1), found.group(2), body[found.end() :]
        if not (above is None or self._in_list or above.text.endswith(":") or _is_below_title(above, rest)):
            return None
        marked = ")" in ends or (name.isdigit() and bool(ends))
        plausible = not starts_lower(rest) if "." in name else marked
        if not (plausible and self._counts_on(name)):
            return None
        return found.group().strip(), rest

    def _counts_on(self, name: str) -> bool:
        """Is it the next number somewhere? If so, those after it are awaited."""
        keys = _keys(name)
        if not any(key in self._expected or key in ((-1, 1), (-2, 1)) for key in keys):
            return False
        for key in keys:
            self._expected |= {(*key[:-1], key[-1] + 1), (*key, 1), (key[0] + 1, 1)}
        return True


def _keys(name: str) -> list[tuple[int, ...]]:
    """What a name may stand for: (2, 1); letters count as -1, roman numbers as -2, and "i" is both."""
    if name[0].isdigit():
        return [tuple(int(n) for n in name.split("."))]
    keys: list[tuple[int, ...]] = [(-1, ord(name) - ord("a") + 1)] if len(name) == 1 else []
    return [*keys, (-2, ROMANS.index(name) + 1)] if name in ROMANS else keys


def _is_below_title(above: Line, rest: str) -> bool:
    """Directly below a short line of its own, such as a title, a number may begin."""
    short = above.gap and not above.marker and len(above.text) < TIGHT_TITLE
    return short and above.text[-1] not in ".,;!" and rest[:1].isupper()


def starts_lower(text: str) -> bool:
    """Does the text start in the middle of a sentence, as far as its first letter tells?"""
    return text.lstrip("'\"‘“([")[:1].islower()


def _indent(row: str) -> int:
    return len(row) - len(row.lstrip())


def _too_large() -> Unreadable:
    return Unreadable(f"The file is too large to be a protocol: the limit is {LARGEST // 1_000_000} MB.")


def _binary() -> Unreadable:
    return Unreadable("The file is not text but a binary file: save it as plain text in UTF-8.")
