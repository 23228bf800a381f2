"""A parsed protocol as plain data, and back. What comes back is checked as what a stranger sent."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any, TypeVar

from guidance.importing.parsed import Notice, ParsedPoint, ParsedProtocol, ParsedSection, Repair

R = TypeVar("R", Repair, Notice)


class NotAProtocol(Exception):
    """The data is not what `to_data` makes."""


def to_data(protocol: ParsedProtocol) -> dict[str, Any]:
    """The protocol as dictionaries, lists, strings and whole numbers."""
    return asdict(protocol)


def from_data(data: object) -> ParsedProtocol:
    """The protocol again. Raises NotAProtocol for anything that `to_data` would not have made."""
    held = _held(data)
    return ParsedProtocol(
        sections=tuple(_section(_held(item)) for item in _list(held.get("sections"))),
        repairs=_remarks(Repair, held.get("repairs")),
        notices=_remarks(Notice, held.get("notices")),
        front=_texts(held.get("front")),
    )


def _section(held: dict[str, object]) -> ParsedSection:
    printed = held.get("printed")
    return ParsedSection(
        number=_text(held.get("number")),
        title=_text(held.get("title")),
        lead_in=_text(held.get("lead_in")),
        points=tuple(_point(_held(item)) for item in _list(held.get("points"))),
        printed=None if printed is None else _text(printed),
        lead_in_before=_text(held.get("lead_in_before")),
        line=_whole(held.get("line")),
    )


def _point(held: dict[str, object]) -> ParsedPoint:
    return ParsedPoint(
        number=_text(held.get("number")),
        heading=_text(held.get("heading")),
        text=_text(held.get("text")),
        lines=_wholes(held.get("lines")),
        labels=_texts(held.get("labels")),
        links=tuple(_pair(item) for item in _list(held.get("links"))),
        supplied=_wholes(held.get("supplied")),
    )


def _remarks(kind: type[R], value: object) -> tuple[R, ...]:
    held = (_held(item) for item in _list(value))
    return tuple(kind(_text(item.get("ref")), _whole(item.get("line")), _text(item.get("what"))) for item in held)


def _pair(value: object) -> tuple[str, str]:
    printed, address = _two(_list(value))
    return _text(printed), _text(address)


def _two(items: Sequence[object]) -> tuple[object, object]:
    if len(items) != 2:
        raise NotAProtocol
    return items[0], items[1]


def _held(value: object) -> dict[str, object]:
    if not isinstance(value, dict):
        raise NotAProtocol
    return value


def _list(value: object) -> Sequence[object]:
    if not isinstance(value, list | tuple):
        raise NotAProtocol
    return value


def _texts(value: object) -> tuple[str, ...]:
    return tuple(_text(item) for item in _list(value))


def _wholes(value: object) -> tuple[int, ...]:
    return tuple(_whole(item) for item in _list(value))


def _text(value: object) -> str:
    if not isinstance(value, str) or "\x00" in value:
        raise NotAProtocol
    return value


def _whole(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise NotAProtocol
    return value
