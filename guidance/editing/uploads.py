"""From an upload to what the import reads."""

from typing import Any

from django.core.files.uploadedfile import UploadedFile

from guidance.importing import LARGEST, ParsedProtocol, Unreadable, parse


def read_upload(upload: "UploadedFile[Any]") -> ParsedProtocol:
    """The sections and points of a file. Raises Unreadable, whose sentence is for the person who chose it."""
    raw = upload.read(LARGEST + 1)
    if len(raw) > LARGEST:
        raise Unreadable(f"The file is too large to be a protocol: the limit is {LARGEST // 1_000_000} MB.")
    try:
        return parse(raw.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise Unreadable("The file is not UTF-8 text: save it as plain text in UTF-8.") from error
