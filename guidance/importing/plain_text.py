"""Plain text and Markdown: from bytes to words, in the encodings that councils' computers still write."""

import re
from collections.abc import Iterator
from itertools import pairwise

from markdown_it import MarkdownIt
from markdown_it.token import Token

from guidance.importing.lines import LARGEST, Hint, Line, Unreadable, checked, lines_of
from guidance.importing.parsed import Log, ParsedProtocol
from guidance.importing.parsing import parse_lines

CELL = "\x01"
"""Parts the cells of a Markdown table. No text that was checked holds it."""
SENSIBLE = frozenset("‘’“”–—…•£€§©®°²³½¼¾·×«»´¡¿\xa0ªº™")
"""Besides letters: what Windows-1252 is used for. Anything else shows that it is another encoding."""
MOST_ODD, FEW = 5, 3  # one character in five may be beyond ASCII in an English text; or a few, when it is short
UNKNOWN = "The file is in an encoding that cannot be told: save it as plain text in UTF-8."
BINARY = "The file is not text but a binary file: save it as plain text in UTF-8."
_MARKS = re.compile(r"^ {0,3}#{1,6} \S", re.MULTILINE)


def decoded(data: bytes, log: Log) -> str:
    """The text in UTF-8, UTF-16 with its mark, or Windows-1252 where the result looks like English.

    Raises `Unreadable`.
    """
    if len(data) > LARGEST:
        raise Unreadable(f"The file is too large to be a protocol: the limit is {LARGEST // 1_000_000} MB.")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _decoded(data, "utf-16", log)
    if b"\x00" in data:
        raise Unreadable(BINARY)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return _decoded(data, "cp1252", log)


def _decoded(data: bytes, encoding: str, log: Log) -> str:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise Unreadable(UNKNOWN) from error
    odd = [char for char in text if ord(char) > 127]
    strange = any(not (char in SENSIBLE or ("À" <= char <= "ÿ") or char in "ŒœŠšŽžŸ") for char in odd)
    if "\x00" in text or (encoding == "cp1252" and (strange or len(odd) > max(FEW, len(text) // MOST_ODD))):
        raise Unreadable(UNKNOWN)
    name = {"cp1252": "Windows-1252", "utf-16": "UTF-16"}[encoding]
    log.notice("N-13", 1, f"The file is not UTF-8; it was read as {name}: look at quotation marks, dashes and accents.")
    return text


def read_text(text: str, log: Log) -> ParsedProtocol:
    """The protocol in plain text, or in Markdown when a line of it begins as a Markdown heading does."""
    text = checked(text)
    if not _MARKS.search(text):
        return parse_lines(lines_of(text), text, log)
    rows = _without_markup(text)
    source = "\n".join(rows).replace(CELL, " ")
    return parse_lines(_with_cells("\n".join(rows)), source, log)


def _without_markup(text: str) -> list[str]:
    """The rows of the text, each where it was, with the mark-up of Markdown taken off its words.

    Headings and lists keep their marks, for the parser. HTML is not Markdown here: it stays as it is written.
    """
    printed = text.split("\n")
    rows = [""] * len(printed)
    reader = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = reader.parse(text)
    for before, token in pairwise([Token("", "", 0), *tokens]):
        if token.map is None:
            continue
        start, end = token.map
        if token.type == "inline" and before.type in ("td_open", "th_open"):
            rows[start] += (CELL if rows[start] else "") + _plain(token)
        elif token.type == "inline":
            level = int(before.tag[1]) if before.type == "heading_open" else 0
            for offset, (source, words) in enumerate(_paired(token)):
                rows[start + offset] = _marks_before(printed[start + offset], source, level) + words
        elif token.type in ("fence", "code_block"):
            rows[start:end] = [
                row.strip("`~ ") if row.strip().startswith(("```", "~~~")) else row for row in printed[start:end]
            ]
    return rows


def _paired(token: Token) -> Iterator[tuple[str, str]]:
    """Each row of the source with its words; where they do not pair, the rows as they are."""
    sources, words = token.content.split("\n"), _plain(token).split("\n")
    return zip(sources, words if len(words) == len(sources) else sources, strict=True)


def _marks_before(printed: str, source: str, level: int) -> str:
    if level:
        return "#" * level + " "
    at = printed.find(source.strip())
    return printed[:at].replace(">", " ") if at > 0 else ""


def _plain(token: Token) -> str:
    """The words of a run: no stars, no brackets; an address stays behind the words that lead to it."""
    words, addresses = "", []
    for child in token.children or ():
        if child.type == "link_open":
            addresses.append((str(child.attrs.get("href", "")), len(words)))
        elif child.type == "link_close":
            address, start = addresses.pop()
            label = words[start:].strip()
            words += "" if address.removeprefix("mailto:") == label else f" ({address})"
        elif child.type in ("softbreak", "hardbreak"):
            words += "\n"
        else:
            words += child.content
    return words


def _with_cells(text: str) -> list[Line]:
    """The lines of the text, a row of a table being one item: its first cell, and what the others say of it."""
    lines: list[Line] = []
    for line in lines_of(text):
        first, *others = (cell.strip() for cell in line.text.split(CELL))
        if not others:
            lines.append(line)
            continue
        head = _row_of_table(line, first, [cell for cell in others if cell])
        lines.extend(head)
    return lines


def _row_of_table(line: Line, first: str, others: list[str]) -> list[Line]:
    number, gap = line.number, line.gap
    if not others:
        return [Line(number, 0, "", first, gap)]
    if first and (first.strip("().").replace(".", "").isdigit() or (len(first.strip("().")) == 1 and first[-1] == ")")):
        rest = [Line(number, 0, "", cell, gap=False, hint=Hint.ROW) for cell in others[1:]]
        return [Line(number, 0, first, others[0], gap), *rest]
    rest = [Line(number, 0, "", cell, gap=False, hint=Hint.ROW) for cell in others]
    return [Line(number, 0, "•", first or others[0], gap), *(rest if first else rest[1:])]
