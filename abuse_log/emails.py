"""Mail about records: a neutral reference and a link, one reader each. What it is about stands nowhere in it.

Each function answers None when there is nothing to send any more: an outcome was noted, the reader has left, the
delegation has ended.
"""

from uuid import UUID

from django.core.mail import EmailMessage
from django.db import transaction

from abuse_log.actions.common import lock
from abuse_log.keeping import asked_by, keep
from abuse_log.models import Incident, RingRequest
from abuse_log.permissions import Reach, acting_helpers_of, can_see_rings, reach
from abuse_log.planning import Wanted
from portal.foundation.outbox import mail
from portal.foundation.outbox.actions import add as add_to_outbox
from portal.foundation.outbox.models import Item
from portal.foundation.people.models import User


def reminder(item: Item) -> EmailMessage | None:
    """To the member; each helper who acts for the member gets a mail of their own."""
    found = asked_by(UUID(item.payload["reminder"]), _kept)
    if found is None:
        return None
    fired, incident = found
    for helper in acting_helpers_of(incident.member):
        add_to_outbox(
            "record.reminder_helper",
            key=f"record.reminder_helper:{fired.pk}:{fired.snoozes}:{helper.pk}",
            payload={"reminder": str(fired.pk), "helper": str(helper.pk)},
        )
    return _reminder_mail(incident, incident.member)


def _kept(incident: Incident) -> list[Wanted]:
    """The plan, by which a rule that repeats waits for its next time."""
    with transaction.atomic():
        return keep(lock(incident), acted=False)


def reminder_helper(item: Item) -> EmailMessage | None:
    """To a helper who acts for the member, if they still do."""
    found = asked_by(UUID(item.payload["reminder"]))
    helper = User.objects.active().filter(pk=item.payload["helper"]).first()
    if found is None or helper is None or reach(helper, found[1].member) < Reach.ACT:
        return None
    return _reminder_mail(found[1], helper)


def _reminder_mail(incident: Incident, reader: User) -> EmailMessage | None:
    if not reader.is_active:
        return None
    return mail.write(
        to=reader.email,
        subject=f"Your reminder: {incident.neutral_reference}",
        template="record_reminder",
        context={
            "reference": incident.neutral_reference,
            "path": incident.get_absolute_url(),
        },
    )


def ring_member(item: Item) -> EmailMessage | None:
    """To one safety lead: somebody asks to be rung. Who, stands on the page."""
    ring = RingRequest.objects.unanswered().filter(pk=item.payload["ring_request"]).first()
    lead = User.objects.active().filter(pk=item.payload["safety_lead"]).first()
    if ring is None or lead is None or not can_see_rings(lead):
        return None
    return mail.write(
        to=lead.email, subject="Please ring somebody: open the portal now", template="record_ring_member", context={}
    )
