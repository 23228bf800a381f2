"""How a structured fact is written into a case: in the name of whoever writes it, under the lock, and audited."""

import uuid
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Protocol

from django.db import models
from django.utils import timezone

from portal.foundation.audit.actions import record
from portal.foundation.people.models import User
from reviews.conduct.actions.moving import locked, part_of
from reviews.conduct.actions.refusals import NotNow, Refused
from reviews.conduct.identity import acting_as
from reviews.conduct.models import Case
from reviews.conduct.states import OPEN_STATES
from reviews.conduct.visibility import Capacity

HOLDER = (Capacity.HOLDER,)
OFFICE = (Capacity.HOLDER, Capacity.SUPPORT)


class OfCase(Protocol):
    """Whatever belongs to a case. Only its id is taken: the case itself is read in the name of whoever acts."""

    case_id: uuid.UUID


@contextmanager
def writing(
    about: Case | OfCase,
    by: User,
    verb: str,
    *,
    who: Collection[Capacity] = HOLDER,
    states: Collection[str] = OPEN_STATES,
) -> Iterator[Case]:
    """The locked case of ``about``, for somebody in one of these capacities, while it is in one of these states.

    Raises Case.DoesNotExist, Conflicted, Refused or NotNow; what the block did is then undone. Audits ``verb`` once.
    """
    case = about if isinstance(about, Case) else Case(pk=about.case_id)
    with acting_as(by.pk):
        grant = part_of(case, by, "")
        if grant.capacity not in who:
            raise Refused("That is for somebody else with a part in this case.")
        held = locked(case)
        if held.state not in states:
            raise NotNow("That cannot be done where the case stands now.")
        yield held
        record(f"conduct.{verb}", by=by, about=held)


def add(row: models.Model) -> None:
    row.save(force_insert=True)


def some(words: str, otherwise: str) -> str:
    """The words, without space around. Raises Refused with the sentence when there are none."""
    if not words.strip():
        raise Refused(otherwise)
    return words.strip()


def not_ahead(day: date) -> date:
    if day > timezone.localdate():
        raise Refused("Give a day that is not in the future.")
    return day


def ahead(day: date) -> date:
    if day <= timezone.localdate():
        raise Refused("Give a day that is still to come.")
    return day


def chosen(value: str, choices: Collection[str]) -> str:
    if value not in choices:
        raise Refused("Choose one of the answers.")
    return value
