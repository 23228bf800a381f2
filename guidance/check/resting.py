"""Which points in force the questions and hints rest on."""

from collections.abc import Collection, Sequence
from functools import cache

from guidance import plain_english
from guidance.models import Edition, PointVersion


def points_for(labels: Collection[str]) -> dict[str, PointVersion]:
    """The point in force for each label, by label; a label that nothing in force covers is left out.

    A point that carries the label comes first. An adopted protocol comes without labels: there the point counts
    that has the number which the plain-English edition gives to the label. What stands beside the protocol is named
    by its number, such as G9.2.
    """
    resting = resting_on(labels, list(PointVersion.objects.in_force()))
    if len(resting) == len(set(labels)):
        return resting
    # A protocol that is numbered in its own way: the plain English still explains what the question is about.
    plain = PointVersion.objects.with_place().filter(
        edition__in=Edition.objects.in_force(), edition__document__kind="plain"
    )
    return resting_on(labels, list(plain.order_by("order"))) | resting


def resting_on(labels: Collection[str], in_force: Sequence[PointVersion]) -> dict[str, PointVersion]:
    """The same among these points, in reading order, as if they were what is in force."""
    numbers = {label: number for label in labels if (number := _numbers().get(label))}
    found = _adopted(in_force)
    resting = {version.number: version for version in in_force if version.is_markdown and version.number in labels}
    resting |= {label: found[number] for label, number in numbers.items() if number in found}
    for version in reversed(in_force):
        resting |= {label: version for label in version.labels if label in labels}
    return resting


def _adopted(in_force: Sequence[PointVersion]) -> dict[str, PointVersion]:
    """The points of the one adopted protocol by number, when its numbers are those of the plain English.

    Else a number names one thing here and another there, and a question would lead to a point about something else:
    the same rule as that of the notes beside adopted points.
    """
    adopted = [version for version in in_force if not version.labels and not version.is_markdown]
    by_number = {version.number: version for version in reversed(adopted)}
    is_one = len({version.edition_id for version in adopted}) == 1
    return by_number if is_one and set(by_number) >= set(_numbers().values()) else {}


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
