"""What one thing is that can be recorded on a page, and what several such pages offer to choose from."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from django.forms import Form

from reviews.conduct.models import Subject
from reviews.conduct.states import CLOSED_STATES, OPEN_STATES
from reviews.conduct.views.common import Part
from reviews.conduct.visibility import Capacity

HOLDER = frozenset({Capacity.HOLDER})
OFFICE = HOLDER | {Capacity.SUPPORT}
ANY_STATE = (*OPEN_STATES, *CLOSED_STATES)
Build = Callable[..., Form]


def nothing(part: Part) -> dict[str, Any]:
    return {}


def no_lines(part: Part) -> list[str]:
    return []


def subjects(part: Part) -> dict[str, Any]:
    return {"subjects": Subject.objects.filter(case=part.case).select_related("member")}


@dataclass(frozen=True)
class Fact:
    """One thing that can be recorded: its words, who may, the form, and the action."""

    title: str
    lead: str
    who: frozenset[Capacity]
    kwargs: Callable[[Part], dict[str, Any]]
    form: Build
    save: Callable[[Part, Any], str | None]
    """May give back a sentence that follows on “Recorded.”"""
    states: Collection[str] = ANY_STATE
    """Where the case page offers it; whether it may be done is for the action to say."""
    needs_some: bool = False
    """Offered only while there is something to choose from: a name that was asked for, a member who is not told."""
    lines: Callable[[Part], list[str]] = no_lines
    """What whoever records it has to know: sentences above the form."""
