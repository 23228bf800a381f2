"""A template of a statement as a Word file (.docx), for an officer to draft from. A few parts of OOXML, by hand."""

import zipfile
from collections.abc import Iterable, Sequence
from io import BytesIO
from xml.sax.saxutils import escape

TYPES = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/word/document.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
RELATIONS = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="main" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"'
    ' Target="word/document.xml"/></Relationships>'
)
DOCUMENT = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>{body}</w:body>'
    "</w:document>"
)


def paragraph(words: str, *, is_heading: bool = False) -> str:
    look = "<w:rPr><w:b/></w:rPr>" if is_heading else ""
    said = "".join(
        sign for sign in words if sign in "\t\n" or (sign.isprintable() and not "\ud800" <= sign <= "\udfff")
    )
    return f'<w:p><w:r>{look}<w:t xml:space="preserve">{escape(said)}</w:t></w:r></w:p>'


def statement(title: str, exhibits: Iterable[Sequence[str]], *, fingerprint: str) -> bytes:
    """The file as bytes. Each exhibit: its label, its hash, what it shows, and how, when and by whom it was made."""
    body = [
        paragraph(title, is_heading=True),
        paragraph("Draft for an officer to take from. The person who makes the statement uses their own words."),
        paragraph("Name, and the capacity in which I write:"),
        paragraph("What happened, in the order in which it happened:"),
        paragraph("What it did to me:"),
        paragraph("Exhibits", is_heading=True),
    ]
    for label, digest, shows, made in exhibits:
        body.append(paragraph(f"I produce {label}. It shows: {shows or '(to be said)'}. {made}"))
        body.append(paragraph(f"SHA-256 of {label}: {digest}"))
    body.append(paragraph(f"The bundle that holds these files has the fingerprint {fingerprint}."))
    body.append(paragraph("Signature and date:"))
    return _packed("".join(body))


def _packed(body: str) -> bytes:
    written = BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        parts = {
            "[Content_Types].xml": TYPES,
            "_rels/.rels": RELATIONS,
            "word/document.xml": DOCUMENT.format(body=body),
        }
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name), content)
    return written.getvalue()
