"""Cuts the text of a point into sentences and words, whether it is literal or Markdown. Pure.

Marks are blanked and not cut out, so that every place is a place in the text as it was given. No pattern has a
quantifier inside a quantifier without bounds, so that no text makes it slow.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple


class Span(NamedTuple):
    """From `start` up to but not including `end`, counted in characters of the text as given."""

    start: int
    end: int


_LINK = re.compile(r"!?\[([^\[\]\n]{0,500})\]\([^()\n]{0,2000}\)")
_ADDRESS = re.compile(r"<?\b(?:https?://|www\.)[^\s<>()]{1,2000}>?|<[\w.+-]{1,64}@[\w.-]{1,250}>")
_LINE_MARK = re.compile(
    r"^[ \t]{0,20}(?:#{1,6}[ \t]+|>[ \t]?|[-*+•–][ \t]+|\d{1,3}[.)][ \t]+|\([a-z\d]{1,3}\)[ \t]+|[a-z]\)[ \t]+"
    r"|(?:`{3,20}|~{3,20})[^\n]{0,80}$|[-=|:* \t]{3,200}$)",
    re.MULTILINE,
)
_EMPHASIS = re.compile(r"\*{1,3}|(?<!\w)_{1,3}(?=\S)|(?<=\S)_{1,3}(?!\w)|~~|`|\\(?=[^\w\s])")
_CELL = re.compile(r"\|")
_LINE = re.compile(r"[^\n\v]+")
_SENTENCE_END = re.compile(r"[.!?…]['\"”’)\]]{0,3}(?=\s+['\"“‘(\[]{0,3}[A-Z0-9£])")
_SHORTENED = re.compile(
    r"(?:^|[\s(])(?:e\.g|i\.e|cf|etc|mr|mrs|ms|dr|cllr|st|no|nos|s|ss|para|p|pp|v|vs|[A-Z])\.$", re.I
)
_ENDS = ".!?:;…"
_WORD = re.compile(r"[^\W_]+(?:['’.&/-][^\W_]+)*")


def plain(text: str) -> str:
    """The text with every mark of Markdown, and every web address, blanked; of the same length."""
    text = _ADDRESS.sub(_blank, _LINK.sub(_link_text, text))
    return _CELL.sub("\v", _EMPHASIS.sub(_blank, _LINE_MARK.sub(_end_of_line, text)))


def _blank(match: re.Match[str]) -> str:
    return " " * len(match[0])


def _end_of_line(match: re.Match[str]) -> str:
    """What a mark begins never goes on from the line above: a harder line end in place of its first sign says so."""
    return "\v" + " " * (len(match[0]) - 1)


def _link_text(match: re.Match[str]) -> str:
    before = match.start(1) - match.start()
    return " " * before + match[1] + " " * (len(match[0]) - before - len(match[1]))


def sentences(text: str) -> Iterator[Span]:
    """The sentences of `plain` text in order. The item of a list, a heading and a cell of a table each count as one."""
    for block in _blocks(text):
        start = block.start
        for match in _SENTENCE_END.finditer(text, block.start, block.end):
            if not _SHORTENED.search(text[max(start, match.start() - 6) : match.start() + 1]):
                yield from _trimmed(text, start, match.end())
                start = match.end()
        yield from _trimmed(text, start, block.end)


def _blocks(text: str) -> Iterator[Span]:
    """Lines, but one that goes on in small letters after an unfinished one belongs to it."""
    start, end, before = -1, -1, ""
    for line in _LINE.finditer(text):
        is_next = text[end : line.start()] == "\n"
        goes_on = is_next and line[0].lstrip()[:1].islower() and before.rstrip()[-1:] not in _ENDS
        if not goes_on:
            if start >= 0:
                yield Span(start, end)
            start = line.start()
        end, before = line.end(), line[0]
    if start >= 0:
        yield Span(start, end)


def _trimmed(text: str, start: int, end: int) -> Iterator[Span]:
    said = text[start:end]
    if said.strip():
        yield Span(start + len(said) - len(said.lstrip()), end - len(said) + len(said.rstrip()))


def words(text: str, span: Span) -> list[re.Match[str]]:
    """The words within the span; what a hyphen joins is one word, and so is a number."""
    return list(_WORD.finditer(text, span.start, span.end))
