"""A whole record, whatever its room, and what is left of it when words are taken out. Pure.

A room builds a ``WholeRecord``; everything after that is done here, so that no room can forget a rule. What was taken
out is nowhere in what these functions give back: the words are gone before anything is written down.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

from portal.foundation.records.folding import fold, pattern, places_of
from portal.foundation.records.labels import mark

EVERYWHERE = "*"
NAME_LEFT_OUT = "[name left out]"
LEFT_OUT = "[left out]"
SHORT_NAME = 4
SHORT_TEXT = 20
"""Characters up to which a whole field is likely to stand elsewhere by chance ("Yes.")."""


class Redacted(Protocol):
    """One mark: words of a field (or everywhere), or the whole field, and the exemption."""

    path: str
    passage: str
    label: str


@dataclass(frozen=True)
class Field:
    """One value with its name. ``path`` is what a mark points at, and never holds anything of a person.

    ``anonymous`` is what stands here in an export without identity; None leaves the value. ``follows`` names fields
    that this one gives away (a hash tells whoever guesses the words that they guessed right), so it goes with them.
    ``offers`` is the exemption to think of first (a value of ``Label``); whoever redacts decides.
    """

    path: str
    name: str
    value: str
    is_text: bool = False
    anonymous: str | None = None
    follows: tuple[str, ...] = ()
    offers: str = ""


@dataclass(frozen=True)
class Section:
    title: str
    fields: tuple[Field, ...]


@dataclass(frozen=True)
class WholeRecord:
    """Everything that is kept about one thing. ``people``: names and addresses that occur, to look for in texts."""

    kind: str
    reference: str
    title: str
    sections: tuple[Section, ...]
    people: tuple[str, ...] = ()

    def fields(self) -> list[Field]:
        return [field for section in self.sections for field in section.fields]

    def field(self, path: str) -> Field | None:
        return next((field for field in self.fields() if field.path == path), None)


def fingerprint(record: WholeRecord) -> str:
    """SHA-256 of the record with nothing taken out, for the tombstone."""
    plain = {"kind": record.kind, "reference": record.reference, "fields": [[f.path, f.value] for f in record.fields()]}
    words = json.dumps(plain, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(words.encode("utf-8", "replace")).hexdigest()


def for_release(record: WholeRecord, marks: Sequence[Redacted], *, has_identity: bool) -> WholeRecord:
    """The record as it may go out: first without the people when that was asked for, then without what is marked."""
    shown = record if has_identity else without_identity(record)
    whole = {each.path for each in marks if not each.passage and each.path != EVERYWHERE}
    touched = {f.path for f in record.fields() if f.path in whole or spans(f.value, _passages(f, marks))}
    sections = tuple(
        Section(section.title, tuple(_released(field, marks, touched) for field in section.fields))
        for section in shown.sections
    )
    return replace(shown, sections=sections, people=())


def without_identity(record: WholeRecord) -> WholeRecord:
    """Names, addresses and offices of people left out of the structured fields. Free text stays as it is."""
    sections = tuple(
        Section(
            section.title,
            tuple(f if f.anonymous is None else replace(f, value=f.anonymous) for f in section.fields),
        )
        for section in record.sections
    )
    return replace(record, sections=sections)


def _released(field: Field, marks: Sequence[Redacted], touched: set[str]) -> Field:
    labels = [each.label for each in marks if each.path == field.path and not each.passage]
    labels += [
        each.label for each in marks for path in touched.intersection(field.follows) if each.path in (path, EVERYWHERE)
    ]
    if labels:
        return replace(field, value=mark(*labels))
    return replace(field, value=without_passages(field.value, _passages(field, marks)))


def _passages(field: Field, marks: Sequence[Redacted]) -> list[Redacted]:
    return [each for each in marks if each.passage and each.path in (field.path, EVERYWHERE)]


def spans(text: str, marks: Iterable[Redacted]) -> list[tuple[int, int, tuple[str, ...]]]:
    """Where the passages stand in the text, joined where they touch, so that no part of two that overlap is left."""
    folded = fold(text)
    found = sorted((start, end, each.label) for each in marks for start, end in places_of(each.passage, folded))
    joined: list[tuple[int, int, tuple[str, ...]]] = []
    for start, end, label in found:
        if joined and start <= joined[-1][1]:
            before = joined.pop()
            joined.append((before[0], max(before[1], end), (*before[2], label)))
        else:
            joined.append((start, end, (label,)))
    return joined


def without_passages(text: str, marks: Iterable[Redacted]) -> str:
    """The text with each passage, wherever it stands and however it was typed, replaced by its mark."""
    kept, at = [], 0
    for start, end, labels in spans(text, marks):
        kept += [text[at:start], mark(*labels)]
        at = end
    return "".join([*kept, text[at:]])


def named_in(record: WholeRecord) -> list[Field]:
    """Free texts in which somebody's name or address still stands, for whoever reads before it goes out."""
    names = [name for name in map(_name_pattern, record.people) if name is not None]
    texts = ((field, fold(field.value).signs) for field in record.fields() if field.is_text)
    return [field for field, signs in texts if any(name.search(signs) for name in names)]


def _name_pattern(name: str) -> "re.Pattern[str] | None":
    """A short name counts as a word of its own only: "Ann" stands in "planning"."""
    sought = pattern(name)
    if sought is None or len(name) > SHORT_NAME:
        return sought
    return re.compile(rf"(?<!\w){sought.pattern}(?!\w)")


def left_elsewhere(record: WholeRecord, marks: Sequence[Redacted], *, has_identity: bool) -> list[Field]:
    """Fields in which words would still go out that were taken out in another place: a draft that a colleague looked
    at often says the same as the answer.
    """
    taken = {_squeezed(words) for mark in marks for words in _taken(record, mark)}
    shown = for_release(record, marks, has_identity=has_identity)
    said = ((field, _squeezed(field.value)) for field in shown.fields())
    return [field for field, words in said if any(part in words for part in taken)]


def _taken(record: WholeRecord, mark: Redacted) -> list[str]:
    """The words that a mark took out. Of a whole field only what a person wrote, and more than a word or two."""
    if mark.passage:
        return [mark.passage] if mark.path != EVERYWHERE and fold(mark.passage).signs.strip() else []
    field = record.field(mark.path)
    is_long = field is not None and field.is_text and len(field.value) > SHORT_TEXT
    return [field.value] if field is not None and is_long else []


def _squeezed(words: str) -> str:
    return " ".join(fold(words).signs.split())


FREE_TEXT = (
    "Names, addresses and offices were left out of the fields that the portal fills in. What people wrote was not "
    "changed by the portal: somebody must read it before this goes out, and take out what tells who it is about."
)


def as_data(record: WholeRecord, *, law: str, made_at: str, has_identity: bool) -> dict[str, Any]:
    """The record as plain values, for JSON and for the template of the PDF. Give it what `for_release` gave back."""
    return {
        "kind": record.kind,
        "title": record.title,
        "reference": record.reference,
        "made_at": made_at,
        "disclosed_under": law,
        "identity": "with identity" if has_identity else "without identity",
        "note": "" if has_identity else FREE_TEXT,
        "sections": [
            {
                "title": section.title,
                "fields": [{"path": f.path, "name": f.name, "value": f.value} for f in section.fields],
            }
            for section in record.sections
        ],
    }
