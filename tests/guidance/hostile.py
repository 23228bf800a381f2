"""Files that were built to do harm, most of them small on the disk."""

import random
import zipfile
import zlib
from io import BytesIO

from tests.guidance.samples.pdf_files import assembled, one_page

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
HEAD = f'<?xml version="1.0"?><w:document xmlns:w="{W}"><w:body>'
TAIL = "</w:body></w:document>"
PARAGRAPH = "<w:p><w:r><w:t>Be kind.</w:t></w:r></w:p>"


def word(body: str | bytes, **more: bytes) -> bytes:
    """A package with that document.xml and whatever else."""
    target = BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("word/document.xml", body)
        for name, content in more.items():
            package.writestr(name.replace("__", "/").replace("_xml", ".xml"), content)
    return target.getvalue()


def zip_bomb() -> bytes:
    return word(HEAD.encode() + b" " * 60_000_000 + TAIL.encode())


def many_parts() -> bytes:
    target = BytesIO()
    with zipfile.ZipFile(target, "w") as package:
        for number in range(20_000):
            package.writestr(str(number), b"")
    return target.getvalue()


def nested_tables(depth: int) -> bytes:
    return word(HEAD + "<w:tbl><w:tr><w:tc>" * depth + PARAGRAPH + "</w:tc></w:tr></w:tbl>" * depth + TAIL)


def laughs(encoding: str = "utf-8") -> bytes:
    entities = "".join(f'<!ENTITY l{n + 1} "{f"&l{n};" * 10}">' for n in range(9))
    body = HEAD.replace("<w:document", f'<!DOCTYPE w:document [<!ENTITY l0 "lol">{entities}]><w:document')
    return word((body + "<w:p><w:r><w:t>&l9;</w:t></w:r></w:p>" + TAIL).encode(encoding))


def outside() -> bytes:
    body = HEAD.replace("<w:document", '<!DOCTYPE w:document [<!ENTITY x SYSTEM "file:///etc/passwd">]><w:document')
    return word(body + "<w:p><w:r><w:t>&x;</w:t></w:r></w:p>" + TAIL)


def many_attributes() -> bytes:
    """Below the limit of a part, yet half a gigabyte as a tree."""
    return word(HEAD + "<a b=''/>" * 1_300_000 + TAIL)


def million_objects() -> bytes:
    return assembled(
        [b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [] /Count 0 >>", *[b"[]"] * 100_000]
    )


def ring_of_pages() -> bytes:
    ring = b"<< /Type /Pages /Kids [3 0 R 2 0 R] /Count 9 >>"
    return assembled([b"<< /Type /Catalog /Pages 2 0 R >>", ring, b"<< /Type /Pages /Kids [2 0 R] /Count 9 >>"])


def huge_stream() -> bytes:
    packed = zlib.compress(b"(a) Tj " * 14_000_000, 6)
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R /Resources << >> >>"
    stream = b"<< /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream" % (len(packed), packed)
    tree = b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
    return assembled([b"<< /Type /Catalog /Pages 2 0 R >>", tree, page, stream])


def long_stream() -> bytes:
    return one_page("/F1 9 Tf\n" + "0 -1 Td (a) Tj\n" * 400_000)


def deep_array() -> bytes:
    return one_page("/F1 9 Tf (a) Tj", extra="/X " + "[" * 200_000 + "]" * 200_000)


FILES = {
    "zip-bomb.docx": zip_bomb,
    "many-parts.docx": many_parts,
    "nested-60.docx": lambda: nested_tables(60),
    "nested-50000.docx": lambda: nested_tables(50_000),
    "laughs.docx": laughs,
    "laughs-utf-16.docx": lambda: laughs("utf-16"),
    "outside.docx": outside,
    "many-attributes.docx": many_attributes,
    "cut-short.docx": lambda: word(HEAD + PARAGRAPH * 5_000 + TAIL)[:-60],
    "cut-within.docx": lambda: word(HEAD + "".join(map(str, range(90_000))) + TAIL).replace(
        b"PK\x01\x02", b"PK\x01\x03"
    ),
    "no-xml.docx": lambda: word("\x00\x01 not XML <<<"),
    "macros.docx": lambda: word(HEAD + PARAGRAPH + TAIL, word__vbaProject_bin=b"x").replace(
        b"Project_bin", b"Project.bin"
    ),
    "million-objects.pdf": million_objects,
    "ring.pdf": ring_of_pages,
    "huge-stream.pdf": huge_stream,
    "long-stream.pdf": long_stream,
    "deep-array.pdf": deep_array,
    "cut-short.pdf": lambda: one_page("/F1 9 Tf (Be kind.) Tj")[:300],
    "50-MB.txt": lambda: b"Be kind. " * 5_600_000,
    "100-MB.pdf": lambda: b"%PDF-1.7\n" + b"x" * 100_000_000,
    "one-line.txt": lambda: b"Rules\n\n" + b"1.1 (a) - x: " * 380_000,
    "spaces.txt": lambda: b"Rules\n\n" + b" " * 4_900_000 + b"x",
    "brackets.md": lambda: b"# Rules\n\n" + b"[" * 30_000,
    "quotes.md": lambda: b"# Rules\n\n" + b"> " * 100_000 + b"x",
    "noise.txt": lambda: random.Random(7).randbytes(300_000).replace(b"\x00", b"\xff"),
}
