"""Write a BagIt bag (RFC 8493, version 1.0) into a ZIP file, piece by piece, with its manifests by hand.

Both manifests have two spaces between hash and path, as `sha256sum --check` wants them. What stands in `data/` is the
payload; all else that is there when the bag is closed is in the tag manifest. The time stamps of the bundle itself
come later and are in neither, since they are made over the tag manifest.
"""

import hashlib
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import IO

MANIFEST, TAG_MANIFEST = "manifest-sha256.txt", "tagmanifest-sha256.txt"
PLAIN = 0o644 << 16


@dataclass
class Bag:
    """One bag on its way. `folder` is the one folder in the ZIP file that holds it."""

    target: IO[bytes]
    folder: str
    made_at: datetime
    payload: dict[str, str] = field(default_factory=dict)
    tags: dict[str, str] = field(default_factory=dict)
    octets: int = 0

    def __post_init__(self) -> None:
        self.archive = zipfile.ZipFile(self.target, "w", zipfile.ZIP_STORED)

    def add(self, path: str, pieces: Iterable[bytes]) -> str:
        """Put one file in; its SHA-256. Below data/ it is payload, elsewhere a tag file."""
        digest, size = hashlib.sha256(), 0
        with self.archive.open(self._info(path), "w", force_zip64=True) as place:
            for piece in pieces:
                digest.update(piece)
                size += len(piece)
                place.write(piece)
        is_payload = path.startswith("data/")
        (self.payload if is_payload else self.tags)[path] = digest.hexdigest()
        self.octets += size if is_payload else 0
        return digest.hexdigest()

    def text(self, path: str, words: str) -> str:
        return self.add(path, [words.encode()])

    def close_payload(self) -> str:
        """Write the manifest of the payload; its SHA-256. Nothing may be added below data/ afterwards."""
        return self.text(MANIFEST, _lines(self.payload))

    def close(self, about: dict[str, str]) -> str:
        """Write what BagIt asks for and the tag manifest; the SHA-256 of the latter."""
        self.text("bagit.txt", "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n")
        oxum = {"Bagging-Date": self.made_at.date().isoformat(), "Payload-Oxum": f"{self.octets}.{len(self.payload)}"}
        self.text("bag-info.txt", "".join(f"{name}: {value}\n" for name, value in (about | oxum).items()))
        tag_hash = self.text(TAG_MANIFEST, _lines(self.tags))
        self.archive.close()
        return tag_hash

    def _info(self, path: str) -> zipfile.ZipInfo:
        moment = self.made_at.astimezone(UTC)
        info = zipfile.ZipInfo(f"{self.folder}/{path}", moment.timetuple()[:6])
        info.external_attr = PLAIN
        return info


def _lines(hashes: dict[str, str]) -> str:
    return "".join(f"{digest}  {path}\n" for path, digest in sorted(hashes.items()))


def with_more(bundle: IO[bytes], files: Mapping[str, bytes]) -> int:
    """Add those files that are not in it yet at the end of a closed ZIP file, in its folder; how many they were."""
    with zipfile.ZipFile(bundle, "a", zipfile.ZIP_STORED) as archive:
        known = set(archive.namelist())
        first = archive.infolist()[0]
        folder = first.filename.split("/")[0]
        missing = {name: content for path, content in files.items() if (name := f"{folder}/{path}") not in known}
        for name, content in missing.items():
            info = zipfile.ZipInfo(name, first.date_time)
            info.external_attr = PLAIN
            archive.writestr(info, content)
    return len(missing)
