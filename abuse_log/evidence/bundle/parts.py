"""One file of a bundle."""

from collections.abc import Iterator
from dataclasses import dataclass

from portal.foundation.files.actions import original_pieces, safe_copy_pieces
from portal.foundation.files.models import StoredFile


@dataclass(frozen=True)
class FilePart:
    """Where it goes, from where it comes, which exhibit it shows, and why parts of it are covered."""

    path: str
    stored: StoredFile
    is_copy: bool
    label: str
    reason: str = ""

    def pieces(self) -> Iterator[bytes]:
        return safe_copy_pieces(self.stored) if self.is_copy else original_pieces(self.stored)
