"""Samples in PDF: set by typst, and one written by hand, operator by operator."""

import typst

from tests.guidance.samples.words import HARBOUR, MOOR, ORCHARD, WOLD

PAGE = """
#set page(paper: "a5", header: [Wold District Council], footer: context [Page #counter(page).display() of 2])
#set text(size: 11pt, hyphenate: false)
"""


def wrapped_bullets() -> tuple[bytes, dict[str, str]]:
    """Bullets that run over several lines and over the foot of a page; a running header and footer."""
    space = "#v(11cm)\n"
    source = PAGE + "= Members online\n== Good habits\nMembers do well to:\n" + space
    source += "".join(f"- {text}\n" for text in WOLD[:3]) + "== Trouble\n" + "".join(f"- {text}\n" for text in WOLD[3:])
    numbers = ["1.1", "1.2", "1.3", "2.1", "2.2"]
    return typst.compile(source.encode()), dict(zip(numbers, WOLD, strict=True))


def numbered() -> tuple[bytes, dict[str, str]]:
    """1, 1.1, (a) on two pages."""
    o = ORCHARD
    rows = [
        "= Protocol on message boards", "== 1. Purpose", f"1.1 {o[0]}", f"1.2 {o[1]}", "== 2. Posting", f"2.1 {o[2]}",
        f"2.2 {o[3]}", f"2.3 {o[4]}", f"(a) {o[5]}", f"(b) {o[6]}", f"(c) {o[7]}", f"2.4 {o[8]}", "#pagebreak()",
        "== 3. Complaints", f"3.1 {o[9]}", f"3.2 {o[10]}",
    ]  # fmt: skip
    numbers = ["1.1", "1.2", "2.1", "2.2", "2.3", "2.3.a", "2.3.b", "2.3.c", "2.4", "3.1", "3.2"]
    return typst.compile((PAGE + "\n\n".join(rows)).encode()), dict(zip(numbers, o, strict=True))


def by_hand() -> tuple[bytes, dict[str, str]]:
    """One size, one font, bold headings without numbers: what a type-writer program prints."""
    m = MOOR
    rows = [(14, "F2", "Why these rules"), (14, "F1", m[0]), (20, "F1", m[1]), (28, "F2", "Posting")]
    rows += [(14, "F1", f"- {text}") for text in m[2:6]]
    rows += [(28, "F2", "The parish page"), (14, "F1", m[6]), (20, "F1", m[7])]
    numbers = ["1.1", "1.2", "2.1", "2.2", "2.3", "2.4", "3.1", "3.2"]
    return one_page("\n".join(_shown(*row) for row in rows)), dict(zip(numbers, m, strict=True))


def continuous() -> tuple[bytes, dict[str, str]]:
    """1, 2, 3 through sections whose headings have no numbers; narrow, so that every clause is wrapped."""
    h = HARBOUR
    rows = ["#set page(width: 9cm, height: 20cm)", "== About", f"1. {h[0]}", f"2. {h[1]}", "== Rules", f"3. {h[6]}"]
    rows += [f"4. {h[7]}", f"5. {h[8]}", "== Afterwards", f"6. {h[10]}", f"7. {h[11]}"]
    escaped = [row.replace(". ", "\\. ", 1) if row[0].isdigit() else row for row in rows]
    clauses = dict(zip("1234567", [h[0], h[1], h[6], h[7], h[8], h[10], h[11]], strict=True))
    return typst.compile("\n\n".join(escaped).encode()), clauses


def one_page(content: str, *, extra: str = "") -> bytes:
    """A whole PDF with one page of that content, in Helvetica (F1) and its bold (F2)."""
    stream = f"BT 50 800 Td\n{content}\nET".encode("latin-1")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << "
        b"/F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> "
        b"/F2 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold >> >> >> " + extra.encode() + b">>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
    ]
    return assembled(objects)


def assembled(objects: list[bytes]) -> bytes:
    """The objects, numbered from 1, with the table that says where each stands."""
    parts, places, at = [b"%PDF-1.4\n"], [], 9
    for number, held in enumerate(objects, start=1):
        places.append(at)
        parts.append(b"%d 0 obj\n%s\nendobj\n" % (number, held))
        at += len(parts[-1])
    body = b"".join(parts)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    tail = b"xref\n0 %d\n0000000000 65535 f \n%strailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n"
    return body + tail % (size, table, size, len(body))


def _shown(down: int, font: str, text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
    return f"/{font} 9 Tf 0 -{down} Td ({escaped}) Tj"
