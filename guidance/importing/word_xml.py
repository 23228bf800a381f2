"""The XML parts of a Word file: opened with limits, without entities, without anything from outside.

Names are compared without their namespace, since Word writes two (transitional and strict).
"""

import lzma
import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from guidance.importing.lines import Unreadable

LARGEST_PART = 12_000_000
"""Bytes of one part when unpacked: a protocol of a hundred pages has about 1,000,000."""
MOST_ENTRIES = 5_000
DAMAGED = "The Word file is damaged or cut short: open it in Word, save it again and try once more."


class _NoDoctype(ElementTree.TreeBuilder):
    """A document type is where entities are declared. No Word file has one."""

    def doctype(self, name: str, pubid: str | None, system: str | None) -> None:
        """Called by the parser before any entity could be used."""
        raise Unreadable("The Word file declares XML entities, which no protocol needs: it was not read.")


def opened(data: bytes) -> zipfile.ZipFile:
    """The package. Raises `Unreadable`."""
    try:
        package = zipfile.ZipFile(BytesIO(data))
    except (zipfile.BadZipFile, ValueError, EOFError, OSError) as error:
        raise Unreadable(
            "The file is damaged or cut short: it looks like a Word file, but cannot be opened."
        ) from error
    if len(package.infolist()) > MOST_ENTRIES:
        raise Unreadable("The file holds more parts than any Word file needs: it was not read.")
    return package


def part(package: zipfile.ZipFile, name: str) -> bytes:
    """One part, unpacked no further than `LARGEST_PART`. Raises `Unreadable`, or KeyError when there is none."""
    info = package.getinfo(name)
    if info.flag_bits & 1:
        raise Unreadable("The file is protected by a password: save a copy without one.")
    try:
        with package.open(info) as stream:
            content = stream.read(LARGEST_PART + 1)
    except (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError, NotImplementedError) as error:
        raise Unreadable(DAMAGED) from error
    if len(content) > LARGEST_PART:
        raise Unreadable("The Word file unpacks to far more than a protocol needs: it was not read.")
    return content


def tree(package: zipfile.ZipFile, name: str) -> Element | None:
    """The root of one part; None when the file has no such part. Raises `Unreadable`."""
    try:
        content = part(package, name)
    except KeyError:
        return None
    try:
        return ElementTree.fromstring(content, ElementTree.XMLParser(target=_NoDoctype()))
    except (ElementTree.ParseError, LookupError, ValueError) as error:
        raise Unreadable(DAMAGED) from error


def local(element: Element) -> str:
    """The name without its namespace."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def children(element: Element | None, name: str) -> Iterator[Element]:
    """The children of that name; none where there is no element."""
    return (child for child in (() if element is None else element) if local(child) == name)


def first(element: Element | None, name: str) -> Element | None:
    return next(children(element, name), None)


def value(element: Element | None, name: str) -> str:
    """An attribute by its name without namespace; empty where there is none."""
    if element is None:
        return ""
    return next((text for key, text in element.items() if key.rpartition("}")[2] == name), "")
