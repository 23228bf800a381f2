"""Which points in force the questions and hints rest on."""

from collections.abc import Collection, Sequence
from functools import cache

from guidance import plain_english
from guidance.models import PointVersion


def points_for(labels: Collection[str]) -> dict[str, PointVersion]:
    """The point in force for each label, by label; a label that nothing in force covers is left out. One query.

    A point that carries the label comes first. An adopted protocol comes without labels: there the point counts
    that has the number which the plain-English edition gives to the label. What stands beside the protocol is named
    by its number, such as G9.2.
    """
    return resting_on(labels, list(PointVersion.objects.in_force()))


def resting_on(labels: Collection[str], in_force: Sequence[PointVersion]) -> dict[str, PointVersion]:
    """The same among these points, in reading order, as if they were what is in force."""
    numbers = {label: number for label in labels if (number := _numbers().get(label))}
    found = {version.number: version for version in reversed(in_force) if not version.labels}
    resting = {version.number: version for version in in_force if version.is_markdown and version.number in labels}
    resting |= {label: found[number] for label, number in numbers.items() if number in found}
    for version in reversed(in_force):
        resting |= {label: version for label in version.labels if label in labels}
    return resting


def in_reading_order(labels: Collection[str]) -> list[PointVersion]:
    """The points in force for these labels, each once, as they stand in the guidance."""
    versions = {version.pk: version for version in points_for(labels).values()}
    return sorted(versions.values(), key=lambda version: (version.edition.document.title, version.order))


@cache
def _numbers() -> dict[str, str]:
    """The number of the plain-English point that covers each label."""
    return {
        label: point.number
        for section in plain_english.load().sections
        for point in section.points
        for label in point.labels
    }
