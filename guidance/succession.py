"""What became of points between editions: what the texts alone tell, and where an old link leads.

Which edition stands before another follows from the days on which they came into force, as does everything
else that is asked of dates here (Europe/London).
"""

from collections import deque
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, Q

from guidance.comparing import PointText, SectionText, counterparts
from guidance.lineage import ChangeNote, Lineage
from guidance.models import Edition, PointVersion
from guidance.substance import is_minor_allowed
from guidance.timeline import ended, spans, standing

Kind = Lineage.Kind


@dataclass(frozen=True, slots=True)
class Told:
    """A step that follows from two texts alone. `now` is empty for a point that was withdrawn."""

    kind: Lineage.Kind
    point_id: str
    was: str
    now: str


def sure_steps(old: Sequence[SectionText], new: Sequence[SectionText]) -> list[Told]:
    """What certainly became of the points of an edition: never a split or a merge, which only a person can tell."""
    after = {point.id: (section, point) for section in new for point in section.points}
    continues = counterparts(old, new)
    return [step for section in old for point in section.points if (step := _step(section, point, after, continues))]


def _step(
    section: SectionText,
    point: PointText,
    after: dict[str, tuple[SectionText, PointText]],
    continues: dict[str, str],
) -> Told | None:
    if point.id not in after:
        return Told(Kind.WITHDRAWN, point.id, point.number, "")
    here, now = after[point.id]
    if continues.get(here.number) != section.number:
        return Told(Kind.MOVED, point.id, point.number, now.number)
    if now.number != point.number:
        return Told(Kind.RENUMBERED, point.id, point.number, now.number)
    return None


@dataclass(frozen=True, slots=True)
class Landing:
    """Where the permanent address of a point leads: the version in force, or the last there was and when it ended."""

    shown: PointVersion
    in_force: PointVersion | None
    ended: date | None


def land(history: Sequence[PointVersion], editions: Iterable[Edition], on: date) -> Landing:
    """Follows a link on a day. `history`: the versions once in force by then, newest first, at least one.

    `editions`: all published ones of the document, with those that are still to come.
    """
    found = spans(editions)
    current = standing(found, on)
    in_force = next((version for version in history if version.edition.number == current), None)
    since = ended(found, [version.edition.number for version in history], on)
    return Landing(in_force or history[0], in_force, since)


def successors(start: str, links: Iterable[tuple[str, str]], standing: Collection[str]) -> list[str]:
    """The points in force in which a point goes on: along the links, past points that have gone themselves."""
    onward: dict[str, list[str]] = {}
    for was, to in links:
        onward.setdefault(was, []).append(to)
    seen, waiting, found = {start}, deque([start]), []
    while waiting:
        for point_id in onward.get(waiting.popleft(), []):
            if point_id in seen:
                continue
            seen.add(point_id)
            if point_id in standing:
                found.append(point_id)
            else:
                waiting.append(point_id)
    return found


def texts_of(edition: Edition) -> list[SectionText]:
    """The sections and points of an edition, as comparisons take them. Two queries."""
    words = PointVersion.objects.only("point_id", "section_id", "number", "heading", "text").order_by("order")
    sections = edition.sections.order_by("order").prefetch_related(Prefetch("points", words))
    return [
        SectionText(
            section.number,
            section.title,
            section.lead_in,
            tuple(PointText(p.point_id, p.number, p.heading, p.text) for p in section.points.all()),
        )
        for section in sections
    ]


def edition_before(edition: Edition) -> Edition | None:
    """The published edition of the same document that this one follows: the latest that begins no later."""
    earlier = Q(effective_from__lt=edition.effective_from) | Q(
        effective_from=edition.effective_from, number__lt=edition.number
    )
    published = Edition.objects.filter(earlier, document=edition.document_id).exclude(state=Edition.State.DRAFT)
    return published.order_by("-effective_from", "-number").first()


def record_sure_steps(edition: Edition) -> None:
    """Writes what the texts tell of an edition against the one before. For the moment when it is published.

    A point whose split or merge an editor has recorded is not called withdrawn as well.
    """
    before = edition_before(edition)
    if before is None:
        return
    told = set(edition.lineage.to_successors().values_list("point_id", flat=True))
    Lineage.objects.bulk_create(
        Lineage(edition=edition, kind=step.kind, point_id=step.point_id, was=step.was, now=step.now)
        for step in sure_steps(texts_of(before), texts_of(edition))
        if not (step.kind == Kind.WITHDRAWN and step.point_id in told)
    )


@dataclass(frozen=True, slots=True)
class Said:
    """A point of an edition, and all its words with those that stand before them: they decide its sense too."""

    point: PointText
    words: str


def said_in(edition: Edition) -> dict[str, Said]:
    """What an edition says, by the id of the point: the section's title and lead-in count as words of each point."""
    return {
        point.id: Said(point, "\n".join([section.title, section.lead_in, point.heading, point.text]))
        for section in texts_of(edition)
        for point in section.points
    }


def is_minor(was: Said | None, now: Said | None) -> bool:
    """Whether the change of a point may be called minor. One that came or went is never."""
    return is_minor_allowed(was.words if was else "", now.words if now else "")


def points_without_note(edition: Edition) -> list[str]:
    """The numbers of points that came, went or changed in substance and of which no change note tells.

    Numbers of this edition, and for a withdrawn point its last one. Empty for the first edition of a document.
    """
    before = edition_before(edition)
    if before is None:
        return []
    old, new = said_in(before), said_in(edition)
    noted = set(ChangeNote.objects.filter(edition=edition, is_minor=False).values_list("point_id", flat=True))
    changed = [*new, *(gone for gone in old if gone not in new)]
    return [
        (new.get(point_id) or old[point_id]).point.number
        for point_id in changed
        if point_id not in noted and not is_minor(old.get(point_id), new.get(point_id))
    ]


def is_minor_possible(edition: Edition, point_id: str | None) -> bool:
    """Whether what an edition changed at a point, or at all of them, may be called minor."""
    before = edition_before(edition)
    if before is None:
        return False
    old, new = said_in(before), said_in(edition)
    looked_at = [point_id] if point_id else {*old, *new}
    return all(is_minor(old.get(each), new.get(each)) for each in looked_at)
