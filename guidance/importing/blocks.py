"""From lines to blocks, and from blocks to an outline: heading, sub-heading, lead-in, paragraph, list.

Everything here goes by shape: what a block looks like and what stands above and below it. No heading of any
particular protocol is known.
"""

from dataclasses import dataclass
from enum import Enum

from guidance.importing.lines import Hint, Line, starts_lower

HEADING_WORDS = 12
HEADING_LENGTH = 100
COLON_HEADING_WORDS = 8
TOPIC_WORDS = 6
TOPIC_PARAGRAPHS = 5  # these two bound how far the outline looks ahead
TOPICS = 20
TELEPHONE_DIGITS = 8
TIGHT_HEADING = 60  # characters; above it, a line followed by text is a wrapped paragraph
LONG_LINE = 80

TALKING = frozenset({"i", "it", "they", "we", "you", "please", "there"})
_HANGING = """
a am an and are be been being but by can could do example examples following had has have if include included
includes including is may might must nor not or our please shall should that the their these this those to was
were which will would your always never also below
"""
HANGING = frozenset(_HANGING.split())
"""Words that cannot end a name: after one of them a sentence goes on."""
VERBS = HANGING & frozenset(
    {"are", "can", "could", "do", "has", "have", "is", "may", "must", "shall", "should", "was", "were", "will"}
)
COLON_NAME_WORDS = 4


class Kind(Enum):
    HEADING = "heading"
    SUB_HEADING = "sub-heading"
    LEAD_IN = "lead-in"
    PROSE = "prose"
    LIST = "list"


@dataclass(frozen=True, slots=True)
class Block:
    """Lines with no blank line between them, of one nature."""

    lines: tuple[Line, ...]

    @property
    def first(self) -> Line:
        return self.lines[0]

    @property
    def text(self) -> str:
        return " ".join(line.text for line in self.lines)

    @property
    def is_list(self) -> bool:
        return bool(self.first.marker) and not self.first.is_heading_mark

    @property
    def is_indented(self) -> bool:
        return not self.first.marker and self.first.indent > 0

    @property
    def is_single(self) -> bool:
        return len(self.lines) == 1


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of the outline. A list may gather several blocks; a `bare` sub-heading has no marker."""

    kind: Kind
    blocks: tuple[Block, ...]
    bare: bool = False

    @property
    def lines(self) -> tuple[Line, ...]:
        return tuple(line for block in self.blocks for line in block.lines)

    @property
    def text(self) -> str:
        return " ".join(line.text for line in self.lines)

    @property
    def line(self) -> int:
        return self.blocks[0].first.number


def blocks_of(lines: list[Line]) -> list[Block]:
    titles = titles_of(lines)
    blocks: list[Block] = []
    current: list[Line] = []
    for line in lines:
        apart = bool(current) and (line.number in titles or current[0].number in titles)
        if current and (apart or _parts(current, line)):
            blocks.append(Block(tuple(current)))
            current = []
        current.append(line)
    if current:
        blocks.append(Block(tuple(current)))
    return blocks


def titles_of(lines: list[Line]) -> frozenset[int]:
    """The lines of headings that count 1, 2, 3 ... where no heading is marked: short names with text below."""
    if any(line.is_heading_mark for line in lines):
        return frozenset()
    titles: list[int] = []
    for above, line, below in zip([None, *lines], lines, lines[1:], strict=False):
        whole = line.printed_number.rstrip(".)")
        if whole == str(len(titles) + 1) and _is_numbered_title(above, line, below):
            titles.append(line.number)
    return frozenset(titles) if len(titles) > 1 else frozenset()


def _is_numbered_title(above: Line | None, line: Line, below: Line) -> bool:
    if line.indent or line.marker.startswith("(") or not looks_like_heading(line.text):
        return False
    if (above is not None and above.text.endswith(":")) or _last_word(line.text) in HANGING:
        return False
    if below.marker:
        return not below.printed_number.rstrip(".)").isdigit()
    return below.gap or (not runs_on(line.text, below.text) and 3 * len(line.text) <= 2 * len(below.text))


def outline_of(blocks: list[Block]) -> list[Piece]:
    return _Outliner(blocks).outline()


def is_finished(text: str) -> bool:
    """Does the text end as a sentence ends?"""
    return text.rstrip("'\"’”)]")[-1:] in (".", "!", "?", "…")


def runs_on(before: str, after: str) -> bool:
    """Does a sentence begun in one line go on in the next?"""
    return starts_lower(after) or before.endswith(",") or _last_word(before) in HANGING


def looks_like_heading(text: str) -> bool:
    """A short line that starts a name and does not end a sentence. A colon at its end is judged elsewhere."""
    words = text.split(maxsplit=HEADING_WORDS)
    if len(words) > HEADING_WORDS or len(text) > HEADING_LENGTH:
        return False
    start = text.lstrip("'\"‘“(")[:1]
    if not (start.isupper() or start.isdigit()) or text[-1] in ".,;!…":
        return False
    if "://" in text or "@" in text or sum(char.isdigit() for char in text) >= TELEPHONE_DIGITS:
        return False
    return words[0].lower() not in TALKING and any(char.isalpha() for char in text)


def _parts(current: list[Line], line: Line) -> bool:
    """Does the line begin another block than the lines above it?"""
    first, above = current[0], current[-1]
    if line.hint is Hint.ROW and not first.is_heading_mark:
        return False
    if line.gap or line.is_heading_mark or first.is_heading_mark or first.hint is Hint.CAPTION:
        return True
    if first.marker:
        return not line.marker and line.indent == 0 and not runs_on(above.text, line.text)
    if line.marker:
        return True
    tight_heading = len(current) == 1 and first.indent == 0 and len(first.text) < TIGHT_HEADING
    return tight_heading and looks_like_heading(first.text) and len(line.text) > LONG_LINE


def _last_word(text: str) -> str:
    return text.rsplit(maxsplit=1)[-1].rstrip(":").lower()


class _Outliner:
    """Walks the blocks once, from the top; what went before decides what an ambiguous line is."""

    def __init__(self, blocks: list[Block]) -> None:
        self._blocks = blocks
        self._titles = titles_of([line for block in blocks for line in block.lines])
        self._levels = sorted({b.first.level for b in blocks if b.first.is_heading_mark})
        self._top = self._section_level()
        self._topics: frozenset[int] = frozenset()
        self._pieces: list[Piece] = []

    def outline(self) -> list[Piece]:
        at = 0
        while at < len(self._blocks):
            piece = self._piece(at)
            self._pieces.append(piece)
            at += len(piece.blocks)
        return self._pieces

    def _piece(self, at: int) -> Piece:
        block = self._blocks[at]
        if block.first.hint is Hint.CAPTION:
            return Piece(Kind.SUB_HEADING, (block,))
        if at in self._topics or (block.first.is_heading_mark and block.first.level > self._top):
            return Piece(Kind.SUB_HEADING, (block,), bare=not block.first.marker)
        if self._is_heading(at):
            return Piece(Kind.HEADING, (block,))
        if block.is_list and self._begins_topics(at):
            return Piece(Kind.SUB_HEADING, (block,))
        if block.is_list:
            return Piece(Kind.LIST, self._whole_list(at))
        paragraph = self._whole_paragraph(at)
        kind = Kind.LEAD_IN if self._introduces_list(paragraph, at + len(paragraph)) else Kind.PROSE
        return Piece(kind, paragraph)

    def _begins_topics(self, at: int) -> bool:
        """A lone short bullet between paragraphs, with others like it below, is a name and not an item."""
        above = self._pieces[-1].kind if self._pieces else None
        if above not in (Kind.PROSE, Kind.HEADING) or not _is_topic(self._blocks[at]):
            return False
        self._topics = self._topics_from(at)
        return at in self._topics

    def _introduces_list(self, paragraph: tuple[Block, ...], end: int) -> bool:
        """Does a colon lead to a list of points? (It may lead to named topics instead: then those are set.)"""
        if not paragraph[-1].text.endswith(":"):
            return False
        if end > max(self._topics, default=0):
            self._topics = self._topics_from(end)
        follows = self._at(end)
        return follows is not None and follows.is_list and end not in self._topics

    def _at(self, at: int) -> Block | None:
        return self._blocks[at] if at < len(self._blocks) else None

    def _section_level(self) -> int:
        """Of marked headings ("#", "##"): the level of sections, below a single title at the very top."""
        if not self._levels:
            return 0
        first = self._blocks[0].first
        tops = [b for b in self._blocks if b.first.level == self._levels[0]]
        is_title = len(tops) == 1 and first.level == self._levels[0]
        return self._levels[1] if is_title and len(self._levels) > 1 else self._levels[0]

    def _is_heading(self, at: int) -> bool:
        block, follows = self._blocks[at], self._at(at + 1)
        if self._levels or block.first.number in self._titles:
            return block.first.is_heading_mark or not self._levels
        if not block.is_single or block.is_indented or follows is None:
            return False
        if block.is_list and not _is_numbered_heading(block, follows):
            return False
        text = block.text
        if not looks_like_heading(text):
            return False
        if text.endswith(":"):
            return self._is_heading_with_colon(text, follows)
        # A short sentence without its full stop, at the end of a section, is no heading of an empty one.
        return not (self._pieces and _is_bare_name(follows) and VERBS & _words(text))

    def _is_heading_with_colon(self, text: str, follows: Block) -> bool:
        """So is "Bad habits:", but not "You must:", for there the list finishes a sentence."""
        words = text.split()
        if len(words) > COLON_HEADING_WORDS or _last_word(text) in HANGING or "following" in text.lower():
            return False
        if not follows.is_list:
            return True
        above = self._pieces[-1].kind if self._pieces else None
        if above is Kind.PROSE:
            return len(words) >= COLON_NAME_WORDS and not (HANGING | TALKING) & _words(text)
        return above not in (Kind.HEADING, Kind.SUB_HEADING)

    def _whole_list(self, at: int) -> tuple[Block, ...]:
        """A list goes on over blank lines, over indented lines, and over lines that start in mid-sentence."""
        end = at + 1
        while (block := self._at(end)) and (block.is_list or block.is_indented or starts_lower(block.text)):
            if block.first.is_heading_mark or block.first.hint is Hint.CAPTION or self._is_heading(end):
                break
            end += 1
        return tuple(self._blocks[at:end])

    def _whole_paragraph(self, at: int) -> tuple[Block, ...]:
        """A paragraph goes on below a blank line that cut a sentence in two."""
        end = at + 1
        while (block := self._at(end)) and not block.first.marker and starts_lower(block.first.text):
            if is_finished(self._blocks[end - 1].lines[-1].text):
                break
            end += 1
        return tuple(self._blocks[at:end])

    def _topics_from(self, start: int) -> frozenset[int]:
        """Named topics that a colon promised: short names, each with its paragraphs, with a bullet or not.

        A topic has no list and no more paragraphs than the first. With two bullets or more, the last of them
        marks the last topic.
        """
        topics: list[int] = []
        at, most = start, 0
        while (name := self._at(at)) and _is_topic(name) and not self._levels and len(topics) < TOPICS:
            count = self._paragraphs_from(at + 1, most or TOPIC_PARAGRAPHS)
            follows = self._at(at + 1 + count)
            is_longer = follows is not None and (_is_plain_paragraph(follows) or _is_proper_list(follows))
            if not count or is_longer:
                break
            topics.append(at)
            at, most = at + 1 + count, most or count
        bulleted = [topic for topic in topics if self._blocks[topic].first.marker]
        if len(bulleted) > 1:
            topics = topics[: topics.index(bulleted[-1]) + 1]
        return frozenset(topics) if len(topics) > 1 else frozenset()

    def _paragraphs_from(self, start: int, most: int) -> int:
        """How many plain paragraphs stand here, counting no further than `most`."""
        end = start
        while end - start < most and (block := self._at(end)) and _is_plain_paragraph(block):
            end += 1
        return end - start


def _is_proper_list(block: Block) -> bool:
    return block.is_list and not _is_topic(block)


def _is_numbered_heading(block: Block, follows: Block) -> bool:
    """Not so if another short line numbered alike comes next: then both are items of a spaced-out list.

    Nor is a clause, whose number has parts ("2.1") or is a letter.
    """
    if not block.first.printed_number.strip(".()").isdigit():
        return False
    alike = follows.first.is_numbered and _depth(follows) == _depth(block)
    return not (alike and follows.is_single and looks_like_heading(follows.text))


def _depth(block: Block) -> int:
    return block.first.marker.rstrip(".)").count(".")


def _is_bare_name(block: Block) -> bool:
    plain = block.is_single and not block.is_list and not block.is_indented
    return plain and looks_like_heading(block.text) and not block.text.endswith(":")


def _words(text: str) -> frozenset[str]:
    return frozenset(text.rstrip(":").split())


def _is_topic(block: Block) -> bool:
    return (
        block.is_single
        and not block.is_indented
        and not block.first.is_numbered
        and not block.text.endswith(":")
        and looks_like_heading(block.text)
        and len(block.text.split()) <= TOPIC_WORDS
    )


def _is_plain_paragraph(block: Block) -> bool:
    return not block.first.marker and not block.is_indented and not looks_like_heading(block.text)
