"""The portal reminds a complainant of a question that waits (rows 3 and 23). It decides nothing (guard CG11).

Whoever has neither an account nor an e-mail address is reminded by the holding officer, who is told so and puts on
record that they did.
"""

import uuid

from django.db import IntegrityError, transaction
from django.utils import timezone

from portal.foundation.audit.actions import record
from portal.foundation.deadlines.models import Reminder
from portal.foundation.outbox import actions as outbox
from portal.foundation.outbox.models import Item
from reviews.conduct.actions.receiving import tell_party
from reviews.conduct.emails import is_wanted
from reviews.conduct.identity import acting_as_system, acting_by_hash
from reviews.conduct.models import Case, Contact, Grant, Noted
from reviews.conduct.states import State
from reviews.conduct.visibility import Capacity


def remind(item: Item) -> None:
    """The work of the outbox kind "conduct.remind". Nothing is done when the question does not wait any more."""
    reminder = Reminder.objects.filter(pk=uuid.UUID(item.payload["reminder"])).first()
    if reminder is None or not is_wanted(reminder):
        return
    with acting_as_system():
        case = Case.objects.filter(pk=reminder.about_id, state=State.AWAITING_COMPLAINANT).first()
        if case is None:
            return
        asked = Grant.objects.live().as_(Capacity.COMPLAINANT).filter(case=case).select_related("case", "person")
        parts = [(part, can_be_mailed(part)) for part in asked]
        for part in (part for part, is_reached in parts if is_reached):
            _remind(case, part, reminder)
        if not all(is_reached for _, is_reached in parts):
            _tell_holder(case, reminder)


def can_be_mailed(part: Grant) -> bool:
    """Whether a complainant has an account in use, or gave an e-mail address."""
    if part.person is not None:
        return part.person.is_active
    with acting_by_hash(bytes(part.code_hash or b"")):
        contact = Contact.objects.filter(complainant__grant=part).first()
        return contact is not None and bool(contact.email)


def _remind(case: Case, part: Grant, reminder: Reminder) -> None:
    """Once for each reminder and complainant, however often a worker gets to it."""
    noted = Noted(pk=uuid.uuid5(reminder.pk, str(part.pk)), case=case, kind=Noted.Kind.REMINDED, grant=part)
    noted.on = timezone.localdate()
    try:
        with transaction.atomic():
            noted.save(force_insert=True)
    except IntegrityError:  # the portal adds such a fact and reads none, so it cannot ask first
        return
    tell_party(part, f"remind:{reminder.pk}")
    record("conduct.reminded", by=None, about=case, data={"to": str(part.pk)})


def _tell_holder(case: Case, reminder: Reminder) -> None:
    holder = Grant.objects.filter(case=case, capacity=Capacity.HOLDER, revoked_at=None).first()
    if holder is not None and holder.person_id is not None:
        payload = {"case": str(case.pk), "person": str(holder.person_id)}
        outbox.add("conduct.for_you", key=f"conduct.for_you:remind:{reminder.pk}:{holder.person_id}", payload=payload)
