"""Word files (.docx): the body with its tables, its automatic numbers printed, tracked changes taken as accepted.

What is not the body is not read, and said so: headers and footers, footnotes, comments, a table of contents.
"""

import zipfile
from collections.abc import Iterator
from dataclasses import replace
from xml.etree.ElementTree import Element

from guidance.importing.lines import MOST_LINES, Hint, Unreadable
from guidance.importing.parsed import Log, ParsedProtocol
from guidance.importing.parsing import parse_lines
from guidance.importing.rows import Row, is_number, lines_from, plain, with_bold_headings
from guidance.importing.word_numbers import BULLET, Numbering
from guidance.importing.word_styles import Styles, is_on
from guidance.importing.word_xml import DAMAGED, children, first, local, tree, value

BODY = "word/document.xml"
DEEPEST = 40
"""Tables in tables, and other wrappings, before a file is taken for an attack."""
WRAPPINGS = frozenset({"sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag", "Choice", "AlternateContent"})
DROPPED = frozenset({"del", "moveFrom", "Fallback", "pPr", "rPr", "instrText", "txbxContent"})
SPACES = frozenset({"tab", "ptab", "br", "cr"})
HEADS = frozenset({"no", "number", "ref", "reference", "para", "paragraph", "item", "clause", "point", "rule", "#"})
LONGEST_HEAD = 40
TOO_DEEP = "The Word file nests its tables too deeply to be read as a protocol."


def read_word(package: zipfile.ZipFile, log: Log) -> ParsedProtocol:
    """The protocol in an opened .docx. Raises `Unreadable`."""
    root = tree(package, BODY)
    body = first(root, "body")
    if root is None or body is None:
        raise Unreadable(DAMAGED)
    styles = Styles(tree(package, "word/styles.xml"))
    reader = _Reader(styles, Numbering(tree(package, "word/numbering.xml")))
    rows = [row for row in reader.rows_in(body) if row.text.strip()]
    _notice_unread(root, reader, log)
    source = " ".join(_words(body, styles, 0))
    return parse_lines(lines_from(with_bold_headings(rows)), source, log)


def _notice_unread(root: Element, reader: "_Reader", log: Log) -> None:
    names = {local(element) for element in root.iter()}
    if reader.contents_at:
        log.notice("N-10", reader.contents_at, "A table of contents repeats the headings; it was set aside.")
    if names & {"footnoteReference", "endnoteReference"}:
        log.notice("N-11", 1, "The file has footnotes or endnotes, which are not part of its body; they were not read.")
    if names & {"ins", "del", "moveFrom", "moveTo"}:
        log.notice("N-12", 1, "The file has tracked changes; it was read as if all of them were accepted.")


class _Reader:
    """Walks the body once, in its order, since automatic numbers count as they are met."""

    def __init__(self, styles: Styles, numbering: Numbering) -> None:
        self._styles = styles
        self._numbering = numbering
        self._count = 0
        self._in_list = False
        self.contents_at = 0

    def rows_in(self, holder: Element, depth: int = 0) -> Iterator[Row]:
        if depth > DEEPEST:
            raise Unreadable(TOO_DEEP)
        for child in holder:
            name = local(child)
            if name == "p":
                yield from self._paragraph(child, depth)
            elif name == "tbl":
                yield from self._table(child, depth + 1)
            elif name in WRAPPINGS:
                yield from self.rows_in(child, depth + 1)

    def _paragraph(self, paragraph: Element, depth: int) -> Iterator[Row]:
        self._count += 1
        if self._count > MOST_LINES:
            raise Unreadable(f"The file has more than {MOST_LINES:,} paragraphs: too many for a protocol.")
        style = _style_of(paragraph)
        text = plain("".join(_inline(paragraph)))
        if self._styles.is_contents(style):
            self.contents_at = self.contents_at or self._count
        elif text or self._is_in_list(paragraph, style):
            yield self._row(paragraph, style, text)
        for box in _boxes(paragraph):
            yield from self.rows_in(box, depth + 1)

    def _is_in_list(self, paragraph: Element, style: str) -> bool:
        return bool(self._list_of(paragraph, style)[0])

    def _list_of(self, paragraph: Element, style: str) -> tuple[str, int]:
        own = first(first(paragraph, "pPr"), "numPr")
        of_style, depth_of_style = self._styles.list_of(style)
        list_id = value(first(own, "numId"), "val") or of_style
        depth = value(first(own, "ilvl"), "val") or depth_of_style
        return ("" if list_id == "0" else list_id), min(int(depth), 8) if depth.isdecimal() else 0

    def _row(self, paragraph: Element, style: str, text: str) -> Row:
        list_id, depth = self._list_of(paragraph, style)
        # An empty paragraph of a list counts too: in a table it is the cell that only shows the number.
        label = self._numbering.label(list_id, depth) if list_id else ""
        level = self._styles.level(style, first(paragraph, "pPr"))
        within = bool(label) and self._in_list
        self._in_list = bool(label) and not level
        return Row(
            self._count,
            text,
            level=level,
            label="" if level and label == BULLET else label,
            auto=True,
            indent=2 * depth,
            gap=not within,
            bold=_is_bold(paragraph, bold_by_style=self._styles.is_bold(style)),
        )

    def _table(self, table: Element, depth: int) -> Iterator[Row]:
        rows = list(_table_rows(table, depth))
        for place, row in enumerate(rows):
            cells = [list(self.rows_in(cell, depth + 1)) for cell in _cells(row, depth)]
            cells = [cell for cell in cells if any(line.text or line.label for line in cell)]
            self._in_list = False
            if len(cells) == 1:
                yield from cells[0]
            elif cells and place == 0 and len(rows) > 1 and _is_head(row, cells):
                words = " ".join(line.text for cell in cells for line in cell)
                yield Row(cells[0][0].number, words, hint=Hint.CAPTION)
            elif cells:
                yield from _one_item(cells, gap=place == 0)


def _one_item(cells: list[list[Row]], *, gap: bool) -> Iterator[Row]:
    """A row of a table is one item: the number and its text, or a rule and what explains it."""
    head, *rest = cells[0]
    others = [line for cell in cells[1:] for line in cell]
    if not head.text and is_number(head.label):
        head, label, auto, rest = others[0], head.label, True, [*rest, *others[1:]]
    elif not rest and is_number(head.text):
        head, label, auto, rest = others[0], head.text, False, others[1:]
    else:
        label, auto, rest = head.label or BULLET, head.auto, [*rest, *others]
    if head.level and label == BULLET:
        label = ""
    yield replace(head, label=label, auto=auto, gap=gap, indent=0)
    for line in rest:
        if line.label and is_number(line.label):
            yield replace(line, gap=False, indent=line.indent + 2)
        else:
            yield replace(line, label="", level=0, gap=False, hint=Hint.ROW)


def _is_head(row: Element, cells: list[list[Row]]) -> bool:
    """The head of a table is marked as one, begins with a name for numbers, or is bold throughout."""
    marked = is_on(first(first(row, "trPr"), "tblHeader"))
    lines = [line for cell in cells for line in cell]
    named = cells[0][0].text.lower().rstrip(".:") in HEADS and all(len(line.text) <= LONGEST_HEAD for line in lines)
    return bool(marked) or named or all(line.bold and not is_number(line.text) for line in lines)


def _table_rows(table: Element, depth: int) -> Iterator[Element]:
    return _found(table, "tr", depth)


def _cells(row: Element, depth: int) -> Iterator[Element]:
    return _found(row, "tc", depth)


def _found(holder: Element, name: str, depth: int) -> Iterator[Element]:
    if depth > DEEPEST:
        raise Unreadable(TOO_DEEP)
    for child in holder:
        if local(child) == name:
            yield child
        elif local(child) in WRAPPINGS:
            yield from _found(child, name, depth + 1)


def _style_of(paragraph: Element) -> str:
    return value(first(first(paragraph, "pPr"), "pStyle"), "val")


def _inline(paragraph: Element) -> Iterator[str]:
    """The words of a paragraph, without what was deleted and without text boxes."""
    for element in _kept(paragraph):
        name = local(element)
        if name == "t":
            yield element.text or ""
        elif name in SPACES:
            yield " "
        elif name == "noBreakHyphen":
            yield "-"


def _boxes(paragraph: Element) -> Iterator[Element]:
    return (element for element in _kept(paragraph, boxes=True) if local(element) == "txbxContent")


def _kept(paragraph: Element, *, boxes: bool = False) -> Iterator[Element]:
    """All that a paragraph holds, in its order; of a text box, at most the box itself."""
    waiting = list(reversed(paragraph))
    while waiting:
        element = waiting.pop()
        name = local(element)
        if name not in DROPPED:
            yield element
            waiting.extend(reversed(element))
        elif boxes and name == "txbxContent":
            yield element


def _is_bold(paragraph: Element, *, bold_by_style: bool) -> bool:
    runs = [run for run in _kept(paragraph) if local(run) == "r" and any(t.text for t in children(run, "t"))]
    said = [is_on(first(first(run, "rPr"), "b")) for run in runs]
    return bool(runs) and all(bold_by_style if bold is None else bold for bold in said)


def _words(holder: Element, styles: Styles, depth: int) -> Iterator[str]:
    """The words of the body by a second, plainer walk that knows no rows: the other half of the proof."""
    if depth > 2 * DEEPEST:
        raise Unreadable(TOO_DEEP)
    for child in holder:
        name = local(child)
        if name == "p":
            if not styles.is_contents(_style_of(child)):
                yield "".join(_inline(child))
            for box in _boxes(child):
                yield from _words(box, styles, depth + 1)
        elif name in WRAPPINGS or name in ("tbl", "tr", "tc"):
            yield from _words(child, styles, depth + 1)
