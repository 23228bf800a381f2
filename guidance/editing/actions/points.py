"""What may be done to the points of a draft. Each verb is one transaction on the locked draft, and each is noted.

`revision`: that of the text which `by` had before them. All raise PermissionDenied, Stale and Refused.
`keep_numbers`: nobody else's number changes, and a point that comes gets the next free one; else the points of
the sections concerned are numbered by their places.
"""

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from uuid import UUID

from django.db import transaction

from guidance.editing.actions import steps
from guidance.editing.drafting import Draft, Held, noted
from guidance.grounds import cited_by, pin
from guidance.lineage import Lineage
from guidance.models import Edition, PointVersion
from guidance.refusals import Refused
from guidance.standing import standing_of
from portal.foundation.people.models import User

MOST_PARTS = 10
ABOUT = ("basis", "is_law", "law_as_at", "owner_role", "review_by", "officer_approves")


@dataclass(frozen=True)
class Words:
    """What a point says, and what it rests on."""

    text: str
    heading: str = ""
    basis: str = ""
    is_law: bool = False
    law_as_at: date | None = None
    owner_role: str = ""
    review_by: date | None = None


@transaction.atomic
def change_point(edition: Edition, *, point_id: str, words: Words, number: str, revision: int, by: User) -> Edition:
    """Gives a point other words, or another number."""
    draft = Draft.opened(edition, revision=revision, by=by)
    _, version = draft.find(point_id)
    was = version.number
    _check(words)
    if version.text != words.text:
        version.supplied = []
        version.links = [pair for pair in version.links if pair[0] in words.text]
    for name, value in asdict(words).items():
        setattr(version, name, value)
    version.number = number
    return draft.write(f"Point {was} edited", "point_edited", point=point_id)


@transaction.atomic
def add_point(
    edition: Edition,
    *,
    section: UUID,
    after: str,
    words: Words,
    keep_numbers: bool,
    revision: int,
    by: User,
    rests_on: Sequence[PointVersion] = (),
    officer_approves: bool = False,
) -> PointVersion:
    """Adds a point to a section, after another one or (after nothing) at its beginning.

    `rests_on`: what it is pinned to. `officer_approves`: the Monitoring Officer approves it and every change of it.
    """
    draft = Draft.opened(edition, revision=revision, by=by)
    held = draft.section(section)
    _check(words)
    version = draft.new_version(**asdict(words), officer_approves=officer_approves)
    held.points.insert(_place_after(held, after), version)
    _number([held], keep_numbers)
    draft.write("A point added", "point_added", point=version.point_id)
    pin(version, rests_on)
    return version


@transaction.atomic
def take_out(edition: Edition, *, point_id: str, keep_numbers: bool, revision: int, by: User) -> Edition:
    """Takes a point out. Its permanent address stays, and will say that it was withdrawn."""
    draft = Draft.opened(edition, revision=revision, by=by)
    held, version = draft.find(point_id)
    draft.remove(held, version)
    _number([held], keep_numbers)
    return draft.write(f"Point {version.number} taken out", "point_taken_out", point=point_id)


@transaction.atomic
def move_point(edition: Edition, *, point_id: str, where: str, keep_numbers: bool, revision: int, by: User) -> Edition:
    """Moves a point. `where`: "up", "down", "start:SECTION" or "after:POINT" with their ids."""
    draft = Draft.opened(edition, revision=revision, by=by)
    held, version = draft.find(point_id)
    was, at = version.number, held.points.index(version)
    draft.take_away(held, version)
    target, place = _target(draft, held, at, where)
    target.points.insert(place, version)
    if target is not held and keep_numbers:
        version.number = ""
    _number([held, target], keep_numbers)
    return draft.write(f"Point {was} moved", "point_moved", point=point_id)


@transaction.atomic
def split_point(
    edition: Edition,
    *,
    point_id: str,
    texts: Sequence[str],
    reason: str,
    keep_numbers: bool,
    revision: int,
    by: User,
) -> Edition:
    """Makes several points out of one. The first keeps its address; from there a link leads to the others as well."""
    if not 2 <= len(texts) <= MOST_PARTS or not all(text.strip() for text in texts):
        raise Refused(f"A point is split into 2 to {MOST_PARTS} texts, none of them empty.")
    draft = Draft.opened(edition, revision=revision, by=by)
    held, version = draft.find(point_id)
    about = {name: getattr(version, name) for name in ABOUT}
    links, was = version.links, version.number
    version.text, version.supplied = texts[0], []
    parts = [draft.new_version(text=text, **about) for text in texts[1:]]
    for part in (version, *parts):
        part.links = [pair for pair in links if pair[0] in part.text]
    at = held.points.index(version) + 1
    held.points[at:at] = parts
    _number([held], keep_numbers)
    draft.write(f"Point {was} split", "point_split", point=point_id)
    steps.split(draft, version, [part.point for part in parts], reason)
    return draft.edition


@transaction.atomic
def join_points(
    edition: Edition,
    *,
    point_id: str,
    others: Collection[str],
    reason: str,
    keep_numbers: bool,
    revision: int,
    by: User,
) -> Edition:
    """Puts the texts of other points of the section behind or before that of this one, which they go on in."""
    draft = Draft.opened(edition, revision=revision, by=by)
    held, version = draft.find(point_id)
    joined = [each for each in held.points if each is version or each.point_id in set(others)]
    if len(joined) < 2 or len(joined) != len(set(others) | {point_id}):
        raise Refused("Choose other points of the same section.")
    gone, was = [each for each in joined if each is not version], version.number
    told = steps.about_to_leave(draft, [each.point_id for each in gone])
    version.text = _joined([each.text for each in joined], is_markdown=draft.edition.document.text_kind.is_markdown)
    version.links = [pair for each in joined for pair in each.links]
    version.supplied = []
    version.officer_approves = any(each.officer_approves for each in joined)
    grounds = [cited for each in gone for cited in cited_by(each)]
    for each in gone:
        draft.remove(held, each)
    _number([held], keep_numbers)
    draft.write(f"Points joined in {was}", "points_joined", point=point_id)
    pin(version, grounds)
    steps.merge(draft, [each.point_id for each in gone], version, reason, told)
    return draft.edition


@transaction.atomic
def identify(edition: Edition, *, point_id: str, earlier: str, revision: int, by: User) -> PointVersion:
    """Says which point this is: an earlier one of the document that is not in the draft, or (no id) a new one."""
    draft = Draft.opened(edition, revision=revision, by=by)
    held, version = draft.find(point_id)
    known = next((each for each in earlier_points(draft.edition) if each.point_id == earlier), None)
    if earlier and known is None:
        raise Refused("That is no earlier point of this document, or it stands in the draft already.")
    if not earlier and not version.point.versions.exclude(edition=draft.edition).exists():
        raise Refused("It is a new point already.")
    kept = (*asdict(Words("")), "officer_approves", "number", "links", "supplied", "labels")
    about, grounds = {name: getattr(version, name) for name in kept}, cited_by(version)
    at = held.points.index(version)
    new = draft.new_version() if known is None else PointVersion(point=known.point, edition=draft.edition, order=0)
    for name, value in about.items():
        setattr(new, name, value)
    new.officer_approves = new.officer_approves or _was_kept(new.point_id)
    is_introduced = held.introduced is version
    draft.remove(held, version)
    held.points.insert(at, new)
    held.introduced = new if is_introduced else held.introduced
    Lineage.objects.filter(edition=draft.edition, kind=Lineage.Kind.MERGED, point=new.point).delete()
    draft.write(f"Point {version.number} told which one it is", "point_identified", point=new.point_id, was=point_id)
    pin(new, grounds)
    return new


@transaction.atomic
def pin_afresh(edition: Edition, *, point_id: str, revision: int, by: User) -> Edition:
    """Says that a point still holds: it rests on the same points as they stand in force now, without those gone."""
    draft = Draft.opened(edition, revision=revision, by=by)
    _, version = draft.find(point_id)
    standing = standing_of(cited_by(version))
    if not standing:
        raise Refused("It rests on no point.")
    now = [each.now for each in standing.values() if each.now is not None]
    version.grounds.all().delete()
    pin(version, now)
    return noted(draft.edition, f"What {version.number} rests on read again", "point_pinned", point=point_id, by=by)


def _was_kept(point_id: str) -> bool:
    """Whether any version of it was for the Monitoring Officer to approve, which stays so."""
    return PointVersion.objects.filter(point=point_id, officer_approves=True).exists()


def earlier_points(edition: Edition) -> list[PointVersion]:
    """The newest version of each point of the document that other editions had and this one has not."""
    here = edition.point_versions.values("point")
    others = PointVersion.objects.with_place().select_related("point", "section", "edition__document")
    others = others.filter(edition__document=edition.document_id).exclude(edition=edition).exclude(point__in=here)
    published = others.exclude(edition__state=Edition.State.DRAFT)
    newest = published.order_by("point", "-edition__effective_from", "-edition__number").distinct("point")
    return sorted(newest, key=lambda version: (-version.edition.number, version.order))


def _check(words: Words) -> None:
    if not words.text.strip():
        raise Refused("A point says something: write its text.")
    if words.is_law and not (words.basis.strip() and words.law_as_at):
        raise Refused("A point that states the law or the Code names it, and the day on which it was looked up.")


def _number(sections: Sequence[Held], keep_numbers: bool) -> None:
    for held in () if keep_numbers else sections:
        held.number_afresh()


def _place_after(held: Held, point_id: str) -> int:
    """The place behind a point of the section; 0 when none is named."""
    if not point_id:
        return 0
    places = [at for at, each in enumerate(held.points, start=1) if each.point_id == point_id]
    if not places:
        raise Refused("Choose a place in the section.")
    return places[0]


def _target(draft: Draft, held: Held, at: int, where: str) -> tuple[Held, int]:
    """The section and the place in it that a point was told to go to; `at` is where it stood."""
    way, _, name = where.partition(":")
    if way == "up":
        return held, max(at - 1, 0)
    if way == "down":
        return held, min(at + 1, len(held.points))
    for each in draft.held:
        if way == "start" and str(each.section.pk) == name:
            return each, 0
        if way == "after" and name in {version.point_id for version in each.points}:
            return each, _place_after(each, name)
    raise Refused("Choose where the point is to stand.")


def _joined(texts: Sequence[str], *, is_markdown: bool) -> str:
    return ("\n\n" if is_markdown else "\n").join(texts)
