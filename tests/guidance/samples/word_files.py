"""Samples in Word, built as people build them: by styles, by automatic numbers, by tables, by bold type."""

from io import BytesIO

from docx import Document
from docx.document import Document as WordFile
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from tests.guidance.samples.words import BRIDGE, FELL, GLEN, HARBOUR, MOOR, ORCHARD

LEVELS = (("decimal", "%1."), ("decimal", "%1.%2"), ("lowerLetter", "(%3)"), ("lowerRoman", "(%4)"))


def saved(document: WordFile) -> bytes:
    target = BytesIO()
    document.save(target)
    return target.getvalue()


def styles_only() -> tuple[bytes, dict[str, str]]:
    """Heading styles and bullets; nothing has a number."""
    document = Document()
    document.add_paragraph("Moorland Parish", style="Title")
    document.add_heading("Why these rules", 1)
    for text in MOOR[:2]:
        document.add_paragraph(text)
    document.add_heading("Posting about the parish", 1)
    document.add_paragraph("Members should know:")
    for text in MOOR[2:6]:
        document.add_paragraph(text, style="List Bullet")
    document.add_heading("The parish page", 1)
    for text in MOOR[6:]:
        document.add_paragraph(text)
    numbers = ["1.1", "1.2", "2.1", "2.2", "2.3", "2.4", "3.1", "3.2"]
    return saved(document), dict(zip(numbers, MOOR, strict=True))


def automatic_numbers() -> tuple[bytes, dict[str, str]]:
    """One list of four levels, which Word numbers: 1., 1.1, (a), (i). No number is among the words."""
    document, o = Document(), ORCHARD
    numbered = _numbered(document)
    for depth, text in [
        (0, "Purpose"), (1, o[0]), (1, o[1]), (0, "Posting"), (1, o[2]), (1, o[3]), (1, o[4]),
        (2, o[5]), (2, o[6]), (3, "a pupil of any school"), (3, "a patient of any ward"), (2, o[7]), (1, o[8]),
        (0, "Complaints"), (1, o[9]), (1, o[10]),
    ]:  # fmt: skip
        paragraph = document.add_paragraph(style="Heading 1" if depth == 0 else None)
        paragraph.add_run(text)
        paragraph._p.get_or_add_pPr().append(
            parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{depth}"/><w:numId w:val="{numbered}"/></w:numPr>')
        )
    clauses = {"1.1": o[0], "1.2": o[1], "2.1": o[2], "2.2": o[3], "2.3": o[4], "2.3.a": o[5], "2.3.b": o[6]}
    clauses |= {"2.3.b.i": "a pupil of any school", "2.3.b.ii": "a patient of any ward", "2.3.c": o[7], "2.4": o[8]}
    return saved(document), clauses | {"3.1": o[9], "3.2": o[10]}


def table_of_clauses() -> tuple[bytes, dict[str, str]]:
    """Number and text side by side, a banner above each part, letters in a table within a cell."""
    document, h = Document(), HARBOUR
    document.add_heading("Members and the internet", 0)
    table = document.add_table(rows=0, cols=2)
    _row(table, "No.", "Clause")
    for cells in [
        ("1", "Purpose"), ("1.1", h[0]), ("1.2", h[1]), ("2", "Posting"), ("2.1", h[2]), ("2.2", h[6]), ("2.3", h[7]),
        ("3", "Trouble"), ("3.1", f"{h[8]} {h[9]}"), ("3.2", h[10]), ("3.3", h[11]),
    ]:  # fmt: skip
        _row(table, *cells, bold="." not in cells[0])
    inner = table.rows[5].cells[1].add_table(rows=0, cols=2)
    for letter, text in zip("abc", h[3:6], strict=True):
        _row(inner, f"({letter})", text)
    clauses = {"1.1": h[0], "1.2": h[1], "2.1": h[2], "2.1.a": h[3], "2.1.b": h[4], "2.1.c": h[5], "2.2": h[6]}
    return saved(document), clauses | {"2.3": h[7], "3.1": f"{h[8]} {h[9]}", "3.2": h[10], "3.3": h[11]}


def table_of_rules() -> tuple[bytes, dict[str, str]]:
    """A rule in one cell, what explains it in the next."""
    document = Document()
    document.add_heading("Five rules of Glenside", 1)
    table = document.add_table(rows=0, cols=2)
    _row(table, "Rule", "What it means")
    for rule, meaning in GLEN:
        _row(table, rule, meaning)
    # The words above the first row of a table are the heading of its first point.
    clauses = {f"1.{place}": f"{rule} {meaning}" for place, (rule, meaning) in enumerate(GLEN, start=1)}
    return saved(document), clauses | {"1.1": f"Rule What it means {clauses['1.1']}"}


def bold_headings() -> tuple[bytes, dict[str, str]]:
    """No style but Normal: bold paragraphs for headings, numbers and letters typed by hand."""
    document, f = Document(), FELL
    _bold(document, "Fellside: members online")
    for number, title, clauses in [
        ("1", "About", [("1.1", f[0]), ("1.2", f[1])]),
        ("2", "Conduct", [("2.1", f[2]), ("(a)", f[3]), ("(b)", f[4]), ("2.2", f[5])]),
        ("3", "Never", [("3.1", f[6]), ("3.2", f[7])]),
    ]:
        _bold(document, f"{number}.\t{title}")
        for label, text in clauses:
            document.add_paragraph(f"{label}\t{text}")
    _bold(document, "Help")
    document.add_paragraph(f[8])
    numbers = ["1.1", "1.2", "2.1", "2.1.a", "2.1.b", "2.2", "3.1", "3.2", "A.1"]
    return saved(document), dict(zip(numbers, f, strict=True))


def lettered() -> tuple[bytes, dict[str, str]]:
    """Numbered headings by style, and below each nothing but (a), (b), (c)."""
    document = Document()
    document.add_heading("1 Subjects for members of committees", 1)
    for letter, text in zip("abc", BRIDGE[:3], strict=True):
        document.add_paragraph(f"({letter}) {text}")
    document.add_heading("2 Subjects for every member", 1)
    for letter, text in zip("abc", BRIDGE[3:], strict=True):
        document.add_paragraph(f"({letter}) {text}")
    return saved(document), dict(zip(["1.a", "1.b", "1.c", "2.a", "2.b", "2.c"], BRIDGE, strict=True))


def _numbered(document: WordFile) -> int:
    """Puts a list of four levels into the file and gives its id."""
    levels = "".join(
        f'<w:lvl w:ilvl="{depth}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/></w:lvl>'
        for depth, (form, text) in enumerate(LEVELS)
    )
    root = document.part.numbering_part.element
    root.insert(0, parse_xml(f'<w:abstractNum {nsdecls("w")} w:abstractNumId="77">{levels}</w:abstractNum>'))
    root.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="77"><w:abstractNumId w:val="77"/></w:num>'))
    return 77


def _row(table, *texts: str, bold: bool = False) -> None:
    for cell, text in zip(table.add_row().cells, texts, strict=True):
        cell.paragraphs[0].add_run(text).bold = bold


def _bold(document: WordFile, text: str) -> None:
    document.add_paragraph().add_run(text).bold = True
