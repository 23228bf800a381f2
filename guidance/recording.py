"""What an editor adds to the record of an edition: splits, merges, and change notes. None can be taken back.

While the edition is a draft they go with it when it is thrown away. `by=None` means the system.
"""

from collections.abc import Collection

from django.core.exceptions import PermissionDenied
from django.db import transaction

from guidance.lineage import ChangeNote, Lineage
from guidance.models import Edition, Feedback, Point, PointVersion
from guidance.permissions import can_edit, can_publish
from guidance.succession import is_minor_possible
from portal.foundation.audit.actions import record
from portal.foundation.people.models import User

LONGEST_WORDS = 2_000


class NotRecorded(Exception):
    """The record cannot be made; the message is one sentence for the person who asked."""


@transaction.atomic
def record_split(point: Point, *, into: Collection[Point], edition: Edition, reason: str, by: User | None) -> None:
    """Records that from this edition on a point goes on as these others, whether or not it stands there too."""
    if len(into) < 2 and not edition.point_versions.filter(point=point).exists():
        raise NotRecorded("A point that is gone is split into at least two others.")
    _record_steps(Lineage.Kind.SPLIT, [(point, other) for other in into], edition, reason, by)


@transaction.atomic
def record_merge(points: Collection[Point], *, into: Point, edition: Edition, reason: str, by: User | None) -> None:
    """Records that from this edition on these points go on in another one. One alone: it was replaced by it."""
    _record_steps(Lineage.Kind.MERGED, [(point, into) for point in points], edition, reason, by)


@transaction.atomic
def note_change(
    edition: Edition,
    *,
    note: str,
    reason: str,
    point: Point | None = None,
    is_minor: bool = False,
    answers: Feedback | None = None,
    by: User | None,
) -> ChangeNote:
    """Adds a change note, for one point or for the whole edition. `answers`: what a reader told that led to it.

    "Minor" is refused when the words of the rule of `guidance.substance` changed, or a point came or went.
    """
    _check_leave(by, edition)
    note, reason = _words(note, "change note"), _words(reason, "reason")
    if is_minor and not is_minor_possible(edition, point.pk if point else None):
        raise NotRecorded("This is no minor change: a duty, a permission, a number, a date or a whole point changed.")
    if point is not None and point.document_id != edition.document_id:
        raise NotRecorded("The point belongs to another document.")
    made = ChangeNote.objects.create(
        edition=edition, point=point, note=note, reason=reason, is_minor=is_minor, answers=answers, made_by=by
    )
    data: dict[str, str | int | bool | None] = {"edition": edition.number, "point": point.pk if point else None}
    record("guidance.change_noted", by=by, about=made, data=data | {"is_minor": is_minor})
    return made


def _record_steps(
    kind: Lineage.Kind, pairs: list[tuple[Point, Point]], edition: Edition, reason: str, by: User | None
) -> None:
    _check_leave(by, edition)
    reason = _words(reason, "reason")
    if not pairs:
        raise NotRecorded("Say which points.")
    _check_places(pairs, edition)
    now = dict(edition.point_versions.values_list("point_id", "number"))
    steps = [
        Lineage(
            edition=edition,
            kind=kind,
            point=point,
            to=to,
            was=_last_number(point, edition),
            now=now[to.pk],
            reason=reason,
            made_by=by,
        )
        for point, to in pairs
    ]
    if _is_recorded(kind, pairs, edition):
        raise NotRecorded("That has been recorded for this edition already.")
    Lineage.objects.bulk_create(steps)
    for step in steps:
        record(f"guidance.{kind.value}", by=by, about=step, data={"point": step.point_id, "to": step.to_id})


def _is_recorded(kind: Lineage.Kind, pairs: list[tuple[Point, Point]], edition: Edition) -> bool:
    """A point goes on in one other only when they were joined; what was split may be split once more."""
    known = Lineage.objects.filter(edition=edition, kind=kind, point__in=[point for point, _ in pairs])
    if kind == Lineage.Kind.SPLIT:
        known = known.filter(to__in=[to for _, to in pairs])
    return known.exists()


def _check_places(pairs: list[tuple[Point, Point]], edition: Edition) -> None:
    """Both ends belong to the document; each successor stands in the edition, each source in an earlier one."""
    if any(point == to for point, to in pairs) or len(set(pairs)) != len(pairs):
        raise NotRecorded("A point cannot go on in itself, or twice in the same one.")
    if any(point.document_id != edition.document_id for pair in pairs for point in pair):
        raise NotRecorded("A point belongs to another document.")
    to = {to.pk for _, to in pairs}
    if edition.point_versions.filter(point__in=to).count() != len(to):
        raise NotRecorded("Every point that another goes on in must stand in this edition.")
    sources = {point.pk for point, _ in pairs}
    earlier = PointVersion.objects.filter(point__in=sources).exclude(edition=edition).values("point").distinct()
    if earlier.count() != len(sources):
        raise NotRecorded("A point that goes on in another must stand in an edition before this one.")


def _last_number(point: Point, edition: Edition) -> str:
    before = point.versions.exclude(edition=edition).order_by("-edition__effective_from", "-edition__number")
    return before.values_list("number", flat=True)[0]


def _check_leave(by: User | None, edition: Edition) -> None:
    """Whoever writes on a draft tells what it changes; what is published is for those who publish."""
    if by is not None and not (can_edit(by) if edition.is_draft else can_publish(by)):
        raise PermissionDenied


def _words(typed: str, what: str) -> str:
    words = typed.strip()
    if not words:
        raise NotRecorded(f"Write the {what}.")
    if len(words) > LONGEST_WORDS:
        raise NotRecorded(f"The {what} must be {LONGEST_WORDS:,} characters or fewer.")
    if "\0" in words or words.encode("utf-8", "ignore").decode() != words:
        raise NotRecorded(f"The {what} holds characters that cannot be stored.")
    return words
