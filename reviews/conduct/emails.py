"""The mails of this room. Each says that something waits, by a neutral reference and a neutral address, and no more.

Each is written in the name of the person it goes to: what they may not see cannot be told, and is dropped.
"""

import uuid

from django.core.mail import EmailMessage
from django.urls import reverse

from portal.foundation.outbox import mail
from portal.foundation.outbox.models import Item
from portal.foundation.people.models import User
from reviews.conduct.identity import acting_as
from reviews.conduct.models import Case, Sending


def for_you(item: Item) -> EmailMessage | None:
    """Something waits for this person in a case that is open to them now; dropped when it is not any more."""
    person = User.objects.active().filter(pk=uuid.UUID(item.payload["person"])).first()
    if person is None:
        return None
    with acting_as(person.pk):
        case = Case.objects.visible_to(person).filter(pk=uuid.UUID(item.payload["case"])).first()
        if case is None:
            return None
        return mail.write(
            to=person.email,
            subject=f"{case.neutral_reference}: something waits for you",
            template="conduct_for_you",
            context={"reference": case.neutral_reference, "path": case.get_absolute_url()},
        )


def shown(item: Item) -> EmailMessage | None:
    """A decision notice was shown to this person, who has no part in the case and is not told its reference."""
    person = User.objects.active().filter(pk=uuid.UUID(item.payload["person"])).first()
    if person is None:
        return None
    with acting_as(person.pk):
        sending = Sending.objects.filter(to_person=person, pk=uuid.UUID(item.payload["sending"])).first()
    if sending is None:
        return None
    reference = sending.pk.hex[:8].upper()
    return mail.write(
        to=person.email,
        subject=f"{reference}: something waits for you",
        template="conduct_for_you",
        context={"reference": reference, "path": reverse("conduct:shown", args=[sending.paper_id])},
    )
