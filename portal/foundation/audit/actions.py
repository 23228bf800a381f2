"""Write down that something was done or read.

Call these inside the transaction of the deed, as its last step: the newest event is locked until the transaction ends,
so that the chain has one order, and work that is rolled back leaves no event.
"""

from collections.abc import Mapping
from typing import Any, Protocol

from django.db import models

from portal.foundation.audit.models import Event

Fact = str | int | bool | None
LONGEST_FACT = 200
"""Characters. Facts are ids, field names and states; anything longer is somebody's text and has no place here."""


class Actor(Protocol):
    """The people that events name; the audit knows no more of them."""

    pk: Any

    def role_names(self) -> tuple[str, ...]: ...


def record(
    verb: str,
    *,
    by: Actor | None,
    about: models.Model,
    data: Mapping[str, Fact] | None = None,
    acting_for: Actor | None = None,
) -> None:
    """Write the event of one action, such as "advice.submitted". `by=None` means the portal itself.

    Raises TypeError or ValueError for data that is not short facts by name.
    """
    _write(verb, by=by, about=about, data=data, acting_for=acting_for, is_read=False)


def record_read(
    verb: str,
    *,
    by: Actor | None,
    about: models.Model,
    data: Mapping[str, Fact] | None = None,
    acting_for: Actor | None = None,
) -> None:
    """Write that somebody was shown something confidential. `by=None`: somebody without an account."""
    _write(verb, by=by, about=about, data=data, acting_for=acting_for, is_read=True)


def _write(
    verb: str,
    *,
    by: Actor | None,
    about: models.Model,
    data: Mapping[str, Fact] | None,
    acting_for: Actor | None,
    is_read: bool,
) -> None:
    for name, fact in (data or {}).items():
        _check_fact(name, fact)
    Event.objects.create(
        actor_id=by.pk if by else None,
        actor_roles=",".join(by.role_names()) if by else "",
        acting_for_id=acting_for.pk if acting_for else None,
        verb=verb,
        about_kind=about._meta.label_lower,
        about_id=str(about.pk),
        data=dict(data or {}),
        is_read=is_read,
    )


def _check_fact(name: str, fact: object) -> None:
    if fact is not None and not isinstance(fact, str | int | bool):
        raise TypeError(f"The audit takes text, numbers and yes or no; {name} is {type(fact).__name__}.")
    if isinstance(fact, str) and (len(fact) > LONGEST_FACT or "\0" in fact):
        raise ValueError(f"The audit takes ids and field names, never text; {name} is too long for that.")
