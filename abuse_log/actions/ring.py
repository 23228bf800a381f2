"""Let the safety leads ring a member."""

from django.db import transaction
from django.utils import timezone

from abuse_log.actions.common import require
from abuse_log.actions.refusals import AlreadyAnswered, NobodyToRing
from abuse_log.models import RingRequest
from abuse_log.permissions import can_see_rings, members_to_record_for
from portal.foundation.audit.actions import record
from portal.foundation.outbox.actions import add as add_to_outbox
from portal.foundation.people.models import Role, User


@transaction.atomic
def ask_to_be_rung(*, member: User, by: User) -> RingRequest:
    """Tell the safety leads to ring this member, and nothing else. Raises `NobodyToRing`.

    While one request waits, another adds nothing and tells nobody again.
    """
    require(members_to_record_for(by).filter(pk=member.pk).exists())
    leads = list(User.objects.holding(Role.SAFETY_LEAD))
    if not leads:
        raise NobodyToRing
    User.objects.select_for_update(no_key=True).get(pk=member.pk)
    waiting = RingRequest.objects.unanswered().filter(member=member).first()
    if waiting is not None:
        return waiting
    ring = RingRequest.objects.create(member=member, asked_by=by)
    for lead in leads:
        payload = {"ring_request": str(ring.pk), "safety_lead": str(lead.pk)}
        add_to_outbox("record.ring_member", key=f"record.ring_member:{ring.pk}:{lead.pk}", payload=payload)
    record("record.ring_asked", by=by, about=ring, acting_for=None if member.pk == by.pk else member)
    return ring


@transaction.atomic
def answer_ring(*, ring: RingRequest, by: User) -> RingRequest:
    """A safety lead says that they have rung. Raises `AlreadyAnswered`."""
    require(can_see_rings(by))
    locked = RingRequest.objects.select_for_update(no_key=True).get(pk=ring.pk)
    if locked.answered_at is not None:
        raise AlreadyAnswered
    locked.answered_at, locked.answered_by = timezone.now(), by
    locked.save(update_fields=["answered_at", "answered_by"])
    record("record.ring_answered", by=by, about=locked, acting_for=None)
    return locked
