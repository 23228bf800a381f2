"""What this room says of its records to the records office: `settings.RECORD_ROOMS`."""

import uuid
from collections.abc import Collection, Sequence
from datetime import datetime

from django.db import connection

from portal.foundation.files.storage import sealed_storage
from portal.foundation.people.models import User
from portal.foundation.records.models import Disposal, Hold
from portal.foundation.records.rooms import Card, DraftsCleared, Ended, Officer, Room
from reviews.advice.models import Request
from reviews.advice.whole import is_from_office, whole_record

KIND = "advice.request"
DRAFTS = "advice.draft"
DRAFTS_AT_ONCE = 500
MOST_OF_A_PERSON = 200


def holder_of(item: Request) -> str:
    """Who answers for it: the office for what is the office's only, the desk for all else."""
    return Disposal.Holder.OFFICE if item.office_only else Disposal.Holder.DESK


def _card(item: Request | None) -> Card | None:
    if item is None:
        return None
    return Card(KIND, item.pk, item.reference, holder_of(item), is_sealed=item.office_only)


def _person(user: Officer) -> User:
    return User.objects.get(pk=user.pk)


def card_of(user: Officer, pk: uuid.UUID) -> Card | None:
    return _card(Request.objects.known_to_records(_person(user)).filter(pk=pk).first())


def find(user: Officer, reference: str) -> Card | None:
    wanted = reference.strip().upper()
    return _card(Request.objects.known_to_records(_person(user)).filter(reference=wanted).exclude(reference="").first())


def of_person(user: Officer, member: uuid.UUID) -> list[Card]:
    """The requests of a member, newest first, or those that somebody asked for one."""
    known = Request.objects.known_to_records(_person(user))
    found = (known.filter(member=member) | known.filter(asked_by=member)).order_by("-submitted_at", "pk")
    return [card for card in map(_card, found[:MOST_OF_A_PERSON]) if card]


def known(user: Officer, pks: Collection[uuid.UUID], whole: bool) -> set[uuid.UUID]:
    person = _person(user)
    requests = Request.objects.open_to_records(person) if whole else Request.objects.known_to_records(person)
    return set(requests.filter(pk__in=pks).values_list("pk", flat=True))


def can_open(user: Officer, pk: uuid.UUID) -> bool:
    return Request.objects.open_to_records(_person(user)).filter(pk=pk).exists()


def ended_by(_record_class: str, moment: datetime, most: int) -> list[Ended]:
    """The longest ended first, without those that are on their way already, or held."""
    on_their_way = Disposal.objects.open().filter(about_kind=KIND).values("about_id")
    held = Hold.objects.in_force().filter(about_kind=KIND).values("about_id")
    over = Request.objects.filter(submitted_at__isnull=False, ended_at__lt=moment)
    free = over.exclude(pk__in=on_their_way).exclude(pk__in=held).order_by("ended_at", "pk")
    return [ended for ended in map(_ended, free[:most]) if ended]


def ended(pk: uuid.UUID) -> Ended | None:
    return _ended(Request.objects.filter(pk=pk, submitted_at__isnull=False).first())


def _ended(item: Request | None) -> Ended | None:
    if item is None or item.ended_at is None:
        return None
    return Ended(item.pk, item.reference, item.ended_at, holder_of(item))


def dispose(disposal: uuid.UUID, digest: str, certificate: str) -> None:
    """Have the database delete the request. It asks for itself whether it may, and raises DatabaseError if not."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT public.advice_dispose(%s, %s, %s)", [disposal, digest, certificate])


def clear_drafts() -> DraftsCleared:
    with connection.cursor() as cursor:
        cursor.execute("SELECT number, objects FROM public.advice_clear_drafts(%s)", [DRAFTS_AT_ONCE])
        number, objects = cursor.fetchone()
    return DraftsCleared(number, objects)


def clear(objects: Sequence[str]) -> None:
    """Delete sealed objects whose rows are gone. One that is gone already is no error."""
    for name in objects:
        sealed_storage().delete(name)


ROOM = Room(
    kind=KIND,
    name="Advice requests",
    card_of=card_of,
    find=find,
    of_person=of_person,
    known=known,
    can_open=can_open,
    whole=whole_record,
    is_from_office=is_from_office,
    ended_by=ended_by,
    ended=ended,
    dispose=dispose,
    clear=clear,
    drafts_class=DRAFTS,
    clear_drafts=clear_drafts,
)
