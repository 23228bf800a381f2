"""A draft under lock for one verb: its sections and points in their order, and how a change is written down.

A verb opens the draft, changes what it holds in memory, and writes it. Writing numbers what is new, reckons the
fingerprints, saves only the rows that changed, and notes who wrote and that they did.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any, Self
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch

from guidance.editing.numbering import free_number, numbered
from guidance.editing.stages import CHANGED, locked_draft
from guidance.fingerprints import of_edition, of_point
from guidance.lineage import ChangeNote, Lineage
from guidance.models import Edition, EditionEdit, Point, PointVersion, Section
from guidance.permissions import can_edit
from guidance.refusals import Refused, Stale
from guidance.succession import edition_before
from guidance.wording import point_words, stored_words
from portal.foundation.audit.actions import record
from portal.foundation.people.models import User

LONGEST_NUMBER = 20
ASIDE = 1_000_000
"""Beyond every place in an edition: where rows stand while their places are exchanged."""
PLACE = ("section", "number", "order", "hash")
WORDS = (
    "point", "heading", "text", "links", "supplied", "basis", "is_law", "law_as_at", "owner_role", "review_by",
    "officer_approves",
)  # fmt: skip
OF_SECTION = ("number", "order", "title", "printed_title", "lead_in", "lead_in_before")


@dataclass
class Held:
    """A section and its points in their order. `introduced`: the point that its lead-in stands before."""

    section: Section
    points: list[PointVersion]
    introduced: PointVersion | None = None

    @property
    def is_regular(self) -> bool:
        """Whether its points are numbered by their places."""
        return [each.number for each in self.points] == numbered(self.section.number, len(self.points))

    def number_afresh(self) -> None:
        for version, number in zip(self.points, numbered(self.section.number, len(self.points)), strict=True):
            version.number = number


@dataclass
class Draft:
    """What one person is about to change in a draft that nobody else can change meanwhile."""

    edition: Edition
    by: User
    held: list[Held]
    removed: list[PointVersion] = field(default_factory=list)
    emptied: list[Section] = field(default_factory=list)
    _was: dict[UUID, tuple[Any, ...]] = field(default_factory=dict)

    @classmethod
    def opened(cls, edition: Edition, *, revision: int, by: User) -> Self:
        """Locks the draft that `by` had before them at this revision. PermissionDenied, Stale, Refused."""
        edition = locked_draft(edition, revision)
        if not can_edit(by):
            raise PermissionDenied
        draft = cls(edition, by, held_by(edition))
        draft._was = {row.pk: _facts(row) for row in draft._rows()}
        return draft

    def find(self, point_id: str) -> tuple[Held, PointVersion]:
        """A point of the draft and the section that holds it. Stale when it is not there."""
        for held in self.held:
            for version in held.points:
                if version.point_id == point_id:
                    return held, version
        raise Stale(CHANGED)

    def section(self, section_id: UUID) -> Held:
        """A section of the draft. Stale when it is not there."""
        found = next((held for held in self.held if held.section.pk == section_id), None)
        if found is None:
            raise Stale(CHANGED)
        return found

    def new_version(self, **words: object) -> PointVersion:
        """A new point, minted now. It is numbered when the draft is written."""
        point = Point.objects.create(document=self.edition.document)
        return PointVersion(point=point, edition=self.edition, number="", order=0, hash="", **words)

    def take_away(self, held: Held, version: PointVersion) -> None:
        """Out of its section; the lead-in then stands before the point that follows."""
        at = held.points.index(version)
        held.points.remove(version)
        if held.introduced is version:
            held.introduced = held.points[at] if at < len(held.points) else None

    def remove(self, held: Held, version: PointVersion) -> None:
        """Out of the draft."""
        self.take_away(held, version)
        self.removed.append(version)

    def stood_before(self, point_ids: Iterable[str]) -> list[Point]:
        """Those of the points that the edition before has, and so are told of when they go or change."""
        before = edition_before(self.edition)
        return list(Point.objects.filter(pk__in=list(point_ids), versions__edition=before)) if before else []

    def write(self, what: str, verb: str, **ids: str | int | bool | None) -> Edition:
        """Saves what changed. `what`: in words, for the history of the draft, without any of its text. Refused."""
        self._settle()
        if not self._changed():
            return self.edition
        self._save_sections()
        self._save_points()
        Section.objects.filter(pk__in=[section.pk for section in self.emptied]).delete()
        self._forget()
        return noted(self.edition, what, verb, by=self.by, **ids)

    def _rows(self) -> Iterable[Section | PointVersion]:
        return chain.from_iterable((held.section, *held.points) for held in self.held)

    def _settle(self) -> None:
        """Orders and numbers what stands where it will stand."""
        order = 0
        taken = {version.number for held in self.held for version in held.points}
        for place, held in enumerate(self.held, start=1):
            held.section.order = place
            for version in held.points:
                order += 1
                version.order, version.section = order, held.section
                if not version.number:
                    version.number = free_number(held.section.number, taken)
                    taken.add(version.number)
                version.hash = of_point(point_words(version))
            held.section.lead_in_before = held.introduced.number if held.introduced else ""
        self._check_numbers()

    def _check_numbers(self) -> None:
        points = [version.number for held in self.held for version in held.points]
        for numbers in (points, [held.section.number for held in self.held]):
            twice = next((number for number in numbers if numbers.count(number) > 1), None)
            if twice:
                raise Refused(f"Two would have the number {twice}. Number the whole draft afresh, or choose another.")
            if any(len(number) > LONGEST_NUMBER for number in numbers):
                raise Refused(f"A number would be longer than {LONGEST_NUMBER} signs. Give the section a shorter one.")

    def _changed(self) -> bool:
        return bool(self.removed or self.emptied) or any(self._is_changed(row) for row in self._rows())

    def _is_changed(self, row: Section | PointVersion) -> bool:
        return self._was.get(row.pk) != _facts(row)

    def _save_sections(self) -> None:
        rows = [held.section for held in self.held]
        known = [row for row in rows if row.pk in self._was and self._is_changed(row)]
        _step_aside_sections([*known, *self.emptied])
        Section.objects.bulk_create([row for row in rows if row.pk not in self._was])
        Section.objects.bulk_update(known, OF_SECTION)

    def _save_points(self) -> None:
        PointVersion.objects.filter(pk__in=[version.pk for version in self.removed]).delete()
        rows = [version for held in self.held for version in held.points]
        known = [row for row in rows if row.pk in self._was and self._is_changed(row)]
        _step_aside_points(known)
        PointVersion.objects.bulk_create([row for row in rows if row.pk not in self._was])
        PointVersion.objects.bulk_update(known, PLACE)
        for row in known:
            if self._was[row.pk][len(PLACE) :] != _facts(row)[len(PLACE) :]:
                row.save(update_fields=WORDS)

    def _forget(self) -> None:
        """What the draft said about points that left it: nothing leads to them, and of new ones nothing is told."""
        gone = {version.point_id for version in self.removed}
        if not gone:
            return
        Lineage.objects.filter(edition=self.edition, to__in=gone).delete()
        elsewhere = set(
            PointVersion.objects.filter(point__in=gone).exclude(edition=self.edition).values_list("point", flat=True)
        )
        Lineage.objects.filter(edition=self.edition, point__in=gone - elsewhere).delete()
        ChangeNote.objects.filter(edition=self.edition, point__in=gone - elsewhere).delete()


def held_by(edition: Edition) -> list[Held]:
    """The sections and points of an edition in their order. Two queries."""
    versions = PointVersion.objects.select_related("point").defer("search").order_by("order")
    held = []
    for section in edition.sections.order_by("order").prefetch_related(Prefetch("points", versions)):
        points = list(section.points.all())
        section.edition = edition
        for version in points:
            version.edition = edition
        introduced = next((each for each in points if each.number == section.lead_in_before), None)
        held.append(Held(section, points, introduced))
    return held


def noted(edition: Edition, what: str, verb: str, *, by: User, **ids: str | int | bool | None) -> Edition:
    """Keeps the fingerprint of the draft true, and writes down who changed it."""
    Edition.objects.filter(pk=edition.pk).update(content_hash=of_edition(stored_words(edition)))
    EditionEdit.objects.create(edition=edition, by=by, what=what)
    edition.refresh_from_db(fields=["revision", "content_hash"])
    facts: dict[str, str | int | bool | None] = {"edition": edition.number, "revision": edition.revision}
    record(f"guidance.{verb}", by=by, about=edition, data=facts | ids)
    return edition


def _facts(row: Section | PointVersion) -> tuple[Any, ...]:
    if isinstance(row, Section):
        return tuple(getattr(row, name) for name in OF_SECTION)
    # Lists and not the rows behind foreign keys, so that what is compared is what is stored.
    names = ("section_id", *PLACE[1:], "point_id", *WORDS[1:])
    return tuple(_copy(getattr(row, name)) for name in names)


def _copy(value: Any) -> Any:
    return list(value) if isinstance(value, list) else value


def _step_aside_sections(rows: list[Section]) -> None:
    """Numbers and places are unique at every moment, so those that change are first put out of each other's way."""
    final = _put_aside(rows)
    Section.objects.bulk_update(rows, ["number", "order"])
    _put_back(rows, final)


def _step_aside_points(rows: list[PointVersion]) -> None:
    final = _put_aside(rows)
    PointVersion.objects.bulk_update(rows, ["number", "order"])
    _put_back(rows, final)


def _put_aside(rows: Sequence[Section | PointVersion]) -> list[tuple[str, int]]:
    final = [(row.number, row.order) for row in rows]
    for at, row in enumerate(rows):
        row.number, row.order = f"aside{at}", ASIDE + at
    return final


def _put_back(rows: Sequence[Section | PointVersion], final: Sequence[tuple[str, int]]) -> None:
    for row, (number, order) in zip(rows, final, strict=True):
        row.number, row.order = number, order
