"""What became of the question and answer that was written after a request: for the desk's page only."""

from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse

from guidance.models import Edition, PointVersion, today
from portal.foundation.deadlines.words import day_in_words
from reviews.advice.models import Request


@dataclass(frozen=True)
class Reused:
    """One line, and where it leads; nowhere when nothing is left to read."""

    text: str
    href: str = ""


def reused_after(item: Request) -> list[Reused]:
    """What was written after it, oldest first. Two queries; one when nothing was."""
    points = list(item.reuses.values_list("point", flat=True))
    if not points:
        return []
    versions = PointVersion.objects.with_place().filter(point__in=points).order_by("edition__number")
    by_point: dict[str, list[PointVersion]] = {}
    for version in versions:
        by_point.setdefault(version.point_id, []).append(version)
    in_force = set(Edition.objects.in_force().values_list("pk", flat=True))
    return [_became(by_point.get(point, []), in_force) for point in points]


def _became(versions: list[PointVersion], in_force: set[UUID]) -> Reused:
    for version in versions:
        if version.edition_id in in_force:
            return Reused(f"Published as {version.number}", version.get_absolute_url())
    for version in versions:
        if version.edition.state == Edition.State.PUBLISHED and version.edition.effective_from > today():
            day = day_in_words(version.edition.effective_from)
            return Reused(f"Published as {version.number} from {day} on", version.edition.get_absolute_url())
        if version.edition.is_draft:
            href = reverse("guidance:draft", args=[version.edition_id]) + f"#point-{version.point_id}"
            return Reused(f"In a draft of the guidance as {version.number}", href)
    return Reused("A question and answer was written after it, and is no longer published")
