"""Finding a record, and what of the lists somebody may know."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Protocol, TypeVar
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import Model, Q, QuerySet
from django.http import Http404

from portal.foundation.people.models import User
from portal.foundation.people.requests import SignedInRequest
from portal.foundation.records import permissions
from portal.foundation.records.rooms import Card, Room, all_rooms, room_at, room_of


class AboutRecord(Protocol):
    about_kind: str
    about_id: UUID


Row = TypeVar("Row", bound=AboutRecord)
Thing = TypeVar("Thing", bound=Model)


def enter(request: SignedInRequest) -> User:
    """Whoever works in the records office; 403 for anybody else."""
    if not permissions.can_enter(request.user):
        raise PermissionDenied
    return request.user


def card_at(request: SignedInRequest, room: str, pk: UUID) -> tuple[Room, Card]:
    """A record that this person may know to be there; 404 for what they may not know, as for what is not there."""
    found = room_at(room)
    card = found.card_of(request.user, pk) if found and permissions.can_enter(request.user) else None
    if found is None or card is None:
        raise Http404
    return found, card


def theirs(user: User, rows: "QuerySet[Thing]") -> "QuerySet[Thing]":
    """Without the lines about records of a room in which a line alone tells too much, unless they may know of them."""
    for room in all_rooms():
        if room.seen is not None:
            rows = rows.exclude(Q(about_kind=room.kind) & ~Q(about_id__in=room.seen(user)))
    return rows


def known_to(user: User, rows: Iterable[Row], *, whole: bool = False) -> list[Row]:
    """Those of the rows whose records this person may know of, or read whole: one question a room."""
    kept = list(rows)
    ids: defaultdict[str, set[UUID]] = defaultdict(set)
    for row in kept:
        ids[row.about_kind].add(row.about_id)
    known = {kind: room_of(kind).known(user, of_kind, whole) for kind, of_kind in ids.items()}
    return [row for row in kept if row.about_id in known[row.about_kind]]
