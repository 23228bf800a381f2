"""Which points of the guidance fit a request, so that a member may read them before they send it."""

from collections.abc import Mapping

from guidance.check.resting import in_reading_order
from guidance.models import PointVersion
from reviews.advice.choices import Topic
from reviews.advice.models import Request

LABELS: Mapping[str, tuple[str, ...]] = {
    Topic.LOCAL_ISSUE: ("S4.4",),
    Topic.PLANNING: ("S8.4.1",),
    Topic.ELECTION: ("S4.5",),
    Topic.RESIDENT: ("S8.3.1",),
    Topic.STAFF: ("S5.3",),
    Topic.MEMBER: ("S5.7", "S11.1"),
    Topic.CONFIDENTIAL: ("S6.2", "S11.5"),
    Topic.PICTURES: ("S8.2.1",),
    Topic.LEGAL: ("S8.1.1",),
    Topic.EQUALITY: ("S11.1", "S11.2"),
    Topic.ABUSE: ("S9.2", "S9.3"),
    Topic.INTERESTS: ("S7.7",),
    Topic.SETTINGS: ("S5.5", "S5.6"),
    Topic.OTHER: (),
}
"""What each topic rests on, by the labels of the guidance."""


def points_that_fit(item: Request) -> list[PointVersion]:
    """The points in force for the topics that were chosen, in reading order."""
    labels = {label for topic in item.topics for label in LABELS.get(topic, ())}
    return in_reading_order(labels) if labels else []
