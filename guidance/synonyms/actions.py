"""What may be done to the groups of synonyms: ship, add, end. Each leaves its event; none touches the guidance."""

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from guidance.models import SynonymGroup
from guidance.permissions import can_publish
from guidance.synonyms import shipped
from portal.foundation.audit.actions import record
from portal.foundation.people.models import User


class Refused(Exception):
    """The group cannot be kept; the message is one sentence for the person who asked."""


@transaction.atomic
def ship_synonyms() -> int:
    """Adds the shipped groups that were never here. What an editor ended stays ended. Returns how many were added."""
    known = {tuple(words) for words in SynonymGroup.objects.values_list("words", flat=True)}
    new = [SynonymGroup(words=words) for words in shipped.groups() if tuple(words) not in known]
    SynonymGroup.objects.bulk_create(new, ignore_conflicts=True)
    if new:
        record("guidance.synonyms_shipped", by=None, about=new[0], data={"groups": len(new)})
    return len(new)


@transaction.atomic
def add_group(words: list[str], *, by: User) -> SynonymGroup:
    """Keeps a group: two or more different words or phrases. Raises Refused when it is in use already."""
    if not can_publish(by):
        raise PermissionDenied
    group = SynonymGroup(words=sorted({word.lower() for word in words}), added_by=by)
    if len(group.words) < 2:
        raise Refused("Enter at least two different words or phrases.")
    try:
        with transaction.atomic():
            group.save(force_insert=True)
    except IntegrityError:
        raise Refused("This group is in the list already.") from None
    record("guidance.synonyms_added", by=by, about=group, data={"words": len(group.words)})
    return group


@transaction.atomic
def end_group(group: SynonymGroup, *, by: User) -> SynonymGroup:
    """Takes a group out of use; it stays on the record. Raises Refused when it was ended already."""
    if not can_publish(by):
        raise PermissionDenied
    group = SynonymGroup.objects.select_for_update().get(pk=group.pk)
    if group.ended_at is not None:
        raise Refused("This group was ended already.")
    group.ended_at, group.ended_by = timezone.now(), by
    group.save(update_fields=["ended_at", "ended_by"])
    record("guidance.synonyms_ended", by=by, about=group)
    return group
