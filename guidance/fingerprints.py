"""What a text is known by: SHA-256 over one canonical form of its words.

The canonical form is JSON with sorted keys, no spaces and unescaped UTF-8, after a line that names the form.
The same words give the same fingerprint on any machine, and a later form cannot be mistaken for this one.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256


@dataclass(frozen=True)
class PointWords:
    """The words of one point as printed, with its number."""

    number: str
    heading: str
    text: str


@dataclass(frozen=True)
class SectionWords:
    """The words of one section as printed, with its points in their order."""

    number: str
    title: str
    lead_in: str
    lead_in_before: str
    points: Sequence[PointWords]


def of_point(words: PointWords) -> str:
    """The fingerprint of one point: 64 hexadecimal digits."""
    return _digest("guidance-point-1", asdict(words))


def of_edition(sections: Iterable[SectionWords]) -> str:
    """The fingerprint of a whole text, independent of who adopted it and when: 64 hexadecimal digits."""
    return _digest("guidance-edition-1", [asdict(section) for section in sections])


def _digest(form: str, content: object) -> str:
    canonical = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return sha256(f"{form}\n{canonical}".encode()).hexdigest()
