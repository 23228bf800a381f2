"""From an upload to what the import reads."""

from typing import Any

from django.core.files.uploadedfile import UploadedFile

from guidance.importing import ParsedProtocol, read_apart

FILE_KINDS = (".txt", ".md", ".docx", ".pdf")
"""How the names of files end that can be read."""


def read_upload(upload: "UploadedFile[Any]") -> ParsedProtocol:
    """The sections and points of a file. Raises Unreadable, whose sentence is for the person who chose it."""
    return read_apart(upload.name or "", upload.read())
