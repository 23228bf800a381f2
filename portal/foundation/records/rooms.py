"""What a room says of its records, so that holds, retention and disclosure are done once for all rooms.

`settings.RECORD_ROOMS` names a ``Room`` for each kind of record. The rooms lie above this one, so they are found by
their path, as the kinds of the outbox are.
"""

import uuid
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from portal.foundation.records.models import Disposal
from portal.foundation.records.whole import WholeRecord


class Officer(Protocol):
    """Somebody who signed in, as far as this layer knows them."""

    pk: uuid.UUID

    def role_names(self) -> tuple[str, ...]: ...
    def has_role(self, *roles: str) -> bool: ...


@dataclass(frozen=True)
class Card:
    """What may be said of a record without opening it: that it is there, and who holds it."""

    kind: str
    id: uuid.UUID
    reference: str
    holder: str
    """A value of `Disposal.Holder`."""
    is_sealed: bool
    """Whether it is the Monitoring Officer's office's alone: information governance never opens it."""

    @property
    def slug(self) -> str:
        return self.kind.replace(".", "-")

    @property
    def holder_name(self) -> str:
        return str(Disposal.Holder(self.holder).label)


@dataclass(frozen=True)
class Ended:
    """A record that is over, for retention."""

    id: uuid.UUID
    reference: str
    ended_at: datetime
    holder: str
    record_class: str = ""
    """Which rule it falls under, where a room has several; empty: the room's only one."""
    owner: uuid.UUID | None = None
    """Whose own record it is (see `Disposal.owner`)."""


@dataclass(frozen=True)
class DraftsCleared:
    number: int
    objects: Sequence[str]


def _nobody(user: Officer, pk: uuid.UUID) -> bool:
    return False


@dataclass(frozen=True)
class Room:
    """One kind of record. Each function takes ids, and answers by the walls of its own room.

    ``dispose`` calls the room's own function of the database (disposal, SHA-256, certificate), which alone may delete.
    """

    kind: str
    name: str
    card_of: Callable[[Officer, uuid.UUID], Card | None]
    """For somebody who may know that it is there; None for anybody else."""
    find: Callable[[Officer, str], Card | None]
    of_person: Callable[[Officer, uuid.UUID], list[Card]]
    known: Callable[[Officer, Collection[uuid.UUID], bool], set[uuid.UUID]]
    """Of many at once, those that they may know to be there (False), or read whole (True)."""
    can_open: Callable[[Officer, uuid.UUID], bool]
    """Whether they may read all of it, to hand it out."""
    whole: Callable[[uuid.UUID], WholeRecord]
    """Raises PermissionDenied where nobody reads a whole record."""
    is_from_office: Callable[[uuid.UUID], bool]
    """Whether the Monitoring Officer's office gave what would be disclosed (section 36: another decides then)."""
    ended_by: Callable[[str, datetime, int], list[Ended]]
    """Of one class, those that ended before a time, so many at most; none that is on its way or held."""
    ended: Callable[[uuid.UUID], Ended | None]
    dispose: Callable[[uuid.UUID, str, str], None]
    clear: Callable[[Sequence[str]], None]
    drafts_class: str = ""
    clear_drafts: Callable[[], DraftsCleared] | None = None
    classes: tuple[str, ...] = ()
    """The classes of record, where there are several."""
    days_moved: Callable[[Collection[uuid.UUID]], None] | None = None
    """Told of records whose day was announced, warned of again, moved or given up, inside that transaction."""
    look_over: Callable[[date], None] | None = None
    """Once a night, after all else: what the room itself asks of old records."""
    is_owner: Callable[[Officer, uuid.UUID], bool] = _nobody
    """Whether it is their own record, which they may keep longer."""
    is_hashed_there: bool = False
    """`dispose` makes the hash that is left of a record itself."""
    is_never_opened: bool = False
    """No officer opens a record here from the records office; a hold is lifted by information governance as well, as
    far as they may know of the record, and by those of whom `known` says that they may read it whole."""
    seen: Callable[[Officer], Collection[uuid.UUID]] | None = None
    """Where so much as a line about a record tells too much: those, there or gone, of which they may know."""
    only_here: str = ""
    """Where nobody outside an office may know whether there is a record: what every search for a person then says. Its
    records are not counted with what was found."""

    @property
    def all_classes(self) -> tuple[str, ...]:
        return self.classes or (self.kind,)

    @property
    def slug(self) -> str:
        return self.kind.replace(".", "-")


def all_rooms() -> list[Room]:
    return [room_of(kind) for kind in settings.RECORD_ROOMS]


def room_of(kind: str) -> Room:
    """Raises KeyError for a kind that no room keeps."""
    room: Room = import_string(settings.RECORD_ROOMS[kind])
    return room


def room_at(slug: str) -> Room | None:
    return next((room for room in all_rooms() if room.slug == slug), None)
