"""Follow the guidance, stop following it, and tell those who follow of an edition that came into force.

Who is told of an edition: whoever followed its document, or everything, when it came into force, and still does; one
mail each, however many of their followings it concerns. Not told are:

- members in office, of what they are asked to confirm: that request is their mail about the edition;
- whoever was asked to confirm it before their office ended;
- leavers: a closed account gets nothing.
"""

from collections.abc import Collection
from datetime import datetime, time
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from guidance.models import LONDON, Asking, Document, Edition, Follow, Telling
from portal.foundation.audit.actions import record
from portal.foundation.outbox.actions import Entry, add_all
from portal.foundation.people.models import Role, User

KIND = "guidance.edition_in_force"


@transaction.atomic
def follow(*, everything: bool, documents: Collection[UUID], by: User) -> None:
    """From now on `by` follows exactly this: all documents, those named, both, or nothing."""
    User.objects.select_for_update(no_key=True).get(pk=by.pk)  # so that two presses take turns
    wanted: set[UUID | None] = set(Document.objects.read_now().filter(pk__in=documents).values_list("pk", flat=True))
    if everything:
        wanted.add(None)
    now = {each.document_id: each for each in Follow.objects.of(by)}
    _end([each for document, each in now.items() if document not in wanted])
    new = [Follow(reader=by, document_id=document) for document in wanted if document not in now]
    Follow.objects.bulk_create(new)
    if new or now.keys() != wanted:
        record("guidance.followed", by=by, about=by, data={"documents": len(wanted - {None}), "all": everything})


@transaction.atomic
def stop(reader: User) -> int:
    """Ends all that this person follows, as the link in a mail asks; how much there was. A second time finds none.

    Whoever holds the link may press it, so the event names nobody as its author.
    """
    ended = _end(list(Follow.objects.of(reader).select_for_update()))
    if ended:
        record("guidance.following_stopped", by=None, about=reader, data={"ended": ended})
    return ended


def _end(follows: list[Follow]) -> int:
    return Follow.objects.filter(pk__in=[each.pk for each in follows], ended_at=None).update(ended_at=timezone.now())


def tell_followers() -> int:
    """Puts the mails about editions that came into force into the outbox; how many.

    It asks what is owed and not what day it is: it may run at any time, as often as one likes, by several at once, and
    what a day without it missed is made up for by the next run.
    """
    return sum(_tell(edition) for edition in Edition.objects.readable())


@transaction.atomic
def _tell(edition: Edition) -> int:
    follows = Follow.objects.telling_of(edition).filter(since__lt=came_into_force_at(edition))
    readers = User.objects.active().filter(pk__in=follows.values("reader"))
    waiting = not_mailed_otherwise(readers, edition).exclude(pk__in=edition.tellings.values("reader"))
    tellings = [Telling(edition=edition, reader_id=pk) for pk in waiting.order_by("pk").values_list("pk", flat=True)]
    Telling.objects.bulk_create(tellings, ignore_conflicts=True)
    add_all(
        Entry(
            KIND,
            key=f"{KIND}:{edition.pk}:{telling.reader_id}",
            payload={"edition": str(edition.pk), "reader": str(telling.reader_id)},
        )
        for telling in tellings
    )
    return len(tellings)


def came_into_force_at(edition: Edition) -> datetime:
    """00:00 of its first day (Europe/London), or the moment of its publication when that was later."""
    begins = datetime.combine(edition.effective_from, time(), LONDON)
    return max(begins, edition.published_at) if edition.published_at else begins


def not_mailed_otherwise(readers: QuerySet[User], edition: Edition) -> QuerySet[User]:
    """Without those whose mail about this edition is the request to confirm it."""
    asked = readers.exclude(pk__in=Asking.objects.filter(edition=edition).values("member"))
    if not Edition.objects.relied_on().filter(pk=edition.pk).exists():
        return asked
    return asked.exclude(pk__in=User.objects.holding(Role.MEMBER).values("pk"))
