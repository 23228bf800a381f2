"""The one door for a file: tells what it is from its content, never from its name, and reads what can be read.

Whatever the file holds, the answer is a `ParsedProtocol` or `Unreadable` with one sentence. What strangers sent goes
through `guidance.importing.apart`, which calls this in a process that can do nothing else.
"""

import re
import zipfile

from guidance.importing.lines import Unreadable
from guidance.importing.parsed import Log, ParsedProtocol
from guidance.importing.pdf import read_pdf
from guidance.importing.plain_text import decoded, read_text
from guidance.importing.word import BODY, read_word
from guidance.importing.word_xml import opened, part

LARGEST_FILE = 20_000_000
"""Bytes of a Word or PDF file, pictures and all. Text has its own limit."""
TOO_LARGE = f"The file is too large to be a protocol: the limit is {LARGEST_FILE // 1_000_000} MB."
SAVE_AS = "save it as Word (.docx), PDF with text, Markdown or plain text"
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\x00", b"MM\x00*", b"BM")
_WEB_PAGE = re.compile(rb"\s*<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_PDF_WITHIN = 1024
"""The signature of a PDF may stand anywhere in its first bytes (ISO 32000-1, annex H)."""


def read_document(name: str, data: bytes) -> ParsedProtocol:
    """Sections and points of a protocol in plain text, Markdown, Word (.docx) or PDF with a text layer.

    `name` is only looked at to say more when the content tells nothing. Raises `Unreadable`.
    """
    log = Log()
    if not data:
        raise Unreadable("The file is empty.")
    if len(data) > LARGEST_FILE:
        raise Unreadable(TOO_LARGE)
    if data.startswith(b"PK"):
        return read_word(_word_package(data), log)
    if b"%PDF-" in data[:_PDF_WITHIN]:
        return read_pdf(data, log)
    _refuse_other_kinds(name, data)
    return read_text(decoded(data, log), log)


def _refuse_other_kinds(name: str, data: bytes) -> None:
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        what = "The file is in the old Word format (.doc), or protected by a password"
        raise Unreadable(f"{what}: open it in Word and {SAVE_AS}.")
    if data.startswith(b"{\\rtf"):
        raise Unreadable(f"The file is Rich Text (.rtf): {SAVE_AS}.")
    is_riff_picture = data.startswith(b"RIFF") and data[8:12] == b"WEBP"
    if data.startswith(_PICTURES) or is_riff_picture or data[4:8] == b"ftyp":
        raise Unreadable(f"The file is a picture or a video, which has no words to read: {SAVE_AS}.")
    if _WEB_PAGE.match(data):
        raise Unreadable(f"The file is a web page: {SAVE_AS}.")
    if name.lower().endswith((".docx", ".docm", ".pdf")):
        raise Unreadable("The file is damaged or cut short: its content is not what its name says.")


def _word_package(data: bytes) -> zipfile.ZipFile:
    """The package of a .docx, for nothing else that comes as a zip is read."""
    package = opened(data)
    names = {info.filename for info in package.infolist()}
    if any(name.lower().endswith("vbaproject.bin") for name in names) or _has_macros(package, names):
        raise Unreadable("The Word file may hold macros (.docm): save it as .docx, without macros.")
    if BODY in names:
        return package
    if "mimetype" in names and b"opendocument" in part(package, "mimetype"):
        raise Unreadable(f"The file is in the OpenDocument format (.odt or like it): {SAVE_AS}.")
    if names & {"xl/workbook.xml", "ppt/presentation.xml"}:
        raise Unreadable(f"The file is a spreadsheet or a presentation: {SAVE_AS}.")
    raise Unreadable(f"The file is a zip archive and no Word file: {SAVE_AS}.")


def _has_macros(package: zipfile.ZipFile, names: set[str]) -> bool:
    return "[Content_Types].xml" in names and b"macroenabled" in part(package, "[Content_Types].xml").lower()
