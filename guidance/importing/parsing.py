"""From the outline to sections and points, with the proof at the end."""

from dataclasses import dataclass, field
from itertools import pairwise

from guidance.importing.blocks import Kind, Piece, blocks_of, looks_like_heading, outline_of
from guidance.importing.clauses import Clauses
from guidance.importing.lines import Hint, Line, Unreadable, checked, lines_of
from guidance.importing.links import find_links
from guidance.importing.lists import items_of, log_markers
from guidance.importing.notices import notice_missing_stops, notice_repeated_lead_ins, notice_wording
from guidance.importing.numbering import Kept, kept_numbers
from guidance.importing.parsed import Log, ParsedPoint, ParsedProtocol, ParsedSection
from guidance.importing.proof import prove

MOST_POINTS = 2_000
UNTITLED = "Introduction"


@dataclass(slots=True)
class _Draft:
    """A section while it grows."""

    number: str
    title: str
    printed: str
    line: int
    lead_in: str = ""
    lead_in_before: str = ""
    points: list[ParsedPoint] = field(default_factory=list)
    sub_heading: str = ""
    sub_heading_line: int = 0

    def add(self, text: str, lines: tuple[int, ...], supplied: tuple[int, ...] = ()) -> None:
        number = f"{self.number}.{len(self.points) + 1}"
        links = find_links(text)
        self.points.append(
            ParsedPoint(number, self.sub_heading, text, lines, links=links, supplied=supplied),
        )
        self.sub_heading = ""

    def introduce(self, text: str, line: int, log: Log) -> None:
        """A section keeps one lead-in; a further one becomes the heading of the point it introduces."""
        if self.sub_heading:
            self.add(text, (line,))
        elif not self.lead_in:
            self.lead_in, self.lead_in_before = text, f"{self.number}.{len(self.points) + 1}"
        else:
            self.head(text, line)
            log.notice("N-2", line, "A second lead-in in one section; kept as the heading of the next point.")

    def head(self, text: str, line: int) -> None:
        self.sub_heading, self.sub_heading_line = text, line

    def finished(self) -> ParsedSection:
        if self.sub_heading:
            left_over, self.sub_heading = self.sub_heading, ""
            self.add(left_over, (self.sub_heading_line,))
        return ParsedSection(
            self.number,
            self.title,
            self.lead_in,
            tuple(self.points),
            printed=self.printed,
            lead_in_before=self.lead_in_before,
            line=self.line,
        )


def parse(text: str) -> ParsedProtocol:
    """Sections and points of a protocol, by shape; the words are those of the file, proved before it returns.

    Raises `Unreadable` for what is empty, binary, too large, without headings, or could not be read without
    losing, adding or moving a word.
    """
    text = checked(text)
    return parse_lines(lines_of(text), text, Log())


def parse_lines(lines: list[Line], source: str, log: Log) -> ParsedProtocol:
    """Sections and points of lines that any reader made; `source` holds the words as that reader found them.

    `log` may hold what the reader mended and noticed. Raises `Unreadable`.
    """
    pieces = outline_of(blocks_of(lines))
    front, pieces = _front(pieces)
    _log_front(front, lines, log)
    log_markers(lines, log)
    kept = kept_numbers(pieces)
    sections = tuple(draft.finished() for draft in _drafts(pieces, kept, log))
    _notice(sections, lines, log)
    _notice_numbers(kept, sections, lines, log)
    repairs = tuple(sorted(log.repairs, key=lambda repair: repair.line))
    notices = tuple(sorted(log.notices, key=lambda notice: notice.line))
    protocol = ParsedProtocol(sections, repairs, notices, tuple(piece.text for piece in front))
    prove(protocol, lines, source)
    return protocol


def _front(pieces: list[Piece]) -> tuple[list[Piece], list[Piece]]:
    """Headings on top of a heading, above all text: a printed title, a version line. They are no sections."""
    end = 0
    for at, (piece, below) in enumerate(pairwise(pieces)):
        if not _is_front(piece, at):
            break
        if below.kind is Kind.HEADING:
            end = at + 1
    return pieces[:end], pieces[end:]


def _is_front(piece: Piece, at: int) -> bool:
    first = piece.blocks[0].first
    if first.is_numbered or piece.kind is Kind.HEADING or first.hint is Hint.CAPTION:
        return not first.is_numbered
    short = all(looks_like_heading(line.text) and not line.marker for line in piece.lines)
    return at == 0 and piece.kind is Kind.PROSE and short


def _log_front(front: list[Piece], lines: list[Line], log: Log) -> None:
    if front:
        log.notice("N-1", front[0].line, "A title is printed above the first section; kept apart from it.")
        return
    blank = lines[0].number - 1 if lines else 0
    what = "No title is printed: the title is given at import."
    log.repair("G-13", 1, f"{blank} blank lines at the top were set aside. {what}" if blank else what)


def _drafts(pieces: list[Piece], kept: Kept | None, log: Log) -> list[_Draft]:
    if not any(piece.kind is Kind.HEADING for piece in pieces):
        raise Unreadable("No headings were found: a heading is a short line of its own with text below it.")
    drafts: list[_Draft] = []
    points = 0
    for heading, body in _chapters(pieces):
        draft = _begun(len(drafts) + 1, heading, kept, log) if heading else _untitled(body[0].line, kept, log)
        _grow(draft, body, kept, log)
        drafts.append(draft)
        points += len(draft.points)
        if points > MOST_POINTS:
            raise Unreadable(f"The file gives more than {MOST_POINTS:,} points: too many for a protocol.")
    if not points:
        raise Unreadable("No headings with text below them were found.")
    return drafts


def _chapters(pieces: list[Piece]) -> list[tuple[Piece | None, list[Piece]]]:
    """Each heading with what stands below it; text above the first heading has none."""
    chapters: list[tuple[Piece | None, list[Piece]]] = []
    for piece in pieces:
        if piece.kind is Kind.HEADING:
            chapters.append((piece, []))
        elif not chapters:
            chapters.append((None, [piece]))
        else:
            chapters[-1][1].append(piece)
    return chapters


def _untitled(line: int, kept: Kept | None, log: Log) -> _Draft:
    number = "1" if kept is None else kept.sections[0]
    log.notice("N-3", line, f"Text above the first heading became section {number}, “{UNTITLED}”.")
    return _Draft(number, UNTITLED, "", line)


def _begun(order: int, piece: Piece, kept: Kept | None, log: Log) -> _Draft:
    title = piece.text
    if title.endswith(":"):
        title = title.rstrip(": ")
        log.repair("G-4", piece.line, "A heading ended with a colon; the title is kept without it.")
    number = str(order) if kept is None else kept.sections[piece.line]
    return _Draft(number, title, piece.text, piece.line)


def _grow(draft: _Draft, body: list[Piece], kept: Kept | None, log: Log) -> None:
    if kept is None or not any(line.number in kept.points for piece in body for line in piece.lines):
        for piece in body:
            _grow_points(draft, piece, log)
        return
    clauses = Clauses(kept.points, log)
    for piece in body:
        clauses.take(piece)
    draft.points, draft.lead_in = list(clauses.points()), clauses.lead_in


def _grow_points(draft: _Draft, piece: Piece, log: Log) -> None:
    if piece.kind is Kind.SUB_HEADING:
        _set_sub_heading(draft, piece, log)
    elif piece.kind is Kind.LEAD_IN:
        draft.introduce(piece.text, piece.line, log)
    elif piece.kind is Kind.LIST:
        for item in items_of(piece.lines, log):
            draft.add(item.text, tuple(item.lines), tuple(item.supplied))
    else:
        draft.add(piece.text, tuple(line.number for line in piece.lines))
        for block in piece.blocks[1:]:
            what = "A blank line cut a sentence in two; the paragraph was joined with a single space."
            log.repair("G-6", block.first.number, what)


def _set_sub_heading(draft: _Draft, piece: Piece, log: Log) -> None:
    if draft.sub_heading:
        draft.add(piece.text, (piece.line,))
        return
    draft.head(piece.text, piece.line)
    first = piece.blocks[0].first
    if not first.is_heading_mark and first.hint is not Hint.CAPTION:
        printed = "without a marker" if piece.bare else "as a list item"
        log.repair("G-8", piece.line, f"A sub-heading was printed {printed}; read as a sub-heading.")


def _notice(sections: tuple[ParsedSection, ...], lines: list[Line], log: Log) -> None:
    for section in sections:
        _log_mended_links(section, log)
        notice_missing_stops(section, log)
        if not section.points:
            log.notice("N-4", section.line, f"Section {section.number} has a heading and no text of its own.")
    notice_repeated_lead_ins(sections, log)
    notice_wording(lines, log)


def _notice_numbers(kept: Kept | None, sections: tuple[ParsedSection, ...], lines: list[Line], log: Log) -> None:
    numbered = next((line.number for line in lines if line.is_numbered), 0)
    if kept is None and numbered:
        what = "Printed numbers were set aside: points are numbered afresh, so check references between them."
        log.notice("N-5", numbered, what)
    lettered = [section for section in sections if section.number.isalpha()] if kept else []
    if lettered:
        names = ", ".join(f"{section.number} “{section.title}”" for section in lettered)
        log.notice("N-8", lettered[0].line, f"Sections without a printed number were given letters: {names}.")


def _log_mended_links(section: ParsedSection, log: Log) -> None:
    for point in section.points:
        for printed, address in point.links:
            if " " in printed:
                what = f"A space broke a web address; the link of {point.number} leads to {address}."
                log.repair("G-10", point.lines[-1], what)
