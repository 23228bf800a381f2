"""The mails of this room. Each says that something waits, by a neutral reference and a neutral address, and no more.

Each is written in the name of the person it goes to: what they may not see cannot be told, and is dropped.
"""

import uuid

from django.core.mail import EmailMessage
from django.urls import reverse

from portal.foundation.deadlines.models import Clock, Reminder
from portal.foundation.outbox import mail
from portal.foundation.outbox.models import Item
from portal.foundation.people.models import Role, User
from reviews.conduct.cover import may_cover, tell_of_unheld
from reviews.conduct.identity import acting_as, acting_as_system, acting_by_hash
from reviews.conduct.models import Case, Contact, Grant, Sending
from reviews.conduct.visibility import Capacity


def for_you(item: Item) -> EmailMessage | None:
    """Something waits for this person in a case that is open to them now; dropped when it is not any more."""
    return _to(uuid.UUID(item.payload["person"]), uuid.UUID(item.payload["case"]))


def _to(person_id: uuid.UUID, case_id: uuid.UUID) -> EmailMessage | None:
    person = User.objects.active().filter(pk=person_id).first()
    return None if person is None else _waits(case_id, person)


def limit(item: Item) -> EmailMessage | None:
    """A time limit comes near, or is over: to whoever holds the case now. Dropped when its clock does not run.

    While nobody holds it, whoever may cover is told that something needs a holding officer.
    """
    reminder = Reminder.objects.filter(pk=uuid.UUID(item.payload["reminder"])).first()
    if reminder is None or not is_wanted(reminder):
        return None
    with acting_as_system():
        held = Grant.objects.live().as_(Capacity.HOLDER).filter(case=reminder.about_id)
        holder = held.select_related("person").first()
    if holder is None or holder.person is None or not holder.person.is_active:
        tell_of_unheld(reminder.about_id, key=str(reminder.pk))
        return None
    return _waits(reminder.about_id, holder.person)


def needs_holder(item: Item) -> EmailMessage | None:
    """Something needs a holding officer: which, is not said. Dropped when somebody holds it by now, it is closed, or
    this person neither may cover it nor looks after accounts any more.
    """
    person = User.objects.active().filter(pk=uuid.UUID(item.payload["person"])).first()
    case_id = uuid.UUID(item.payload["case"])
    if person is None or not _is_unheld(case_id):
        return None
    if may_cover(case_id).filter(pk=person.pk).exists():
        path = reverse("conduct:cover")
    elif person.has_role(Role.ADMINISTRATOR):
        path = reverse("people:list")
    else:
        return None
    return mail.write(
        to=person.email, subject="Something needs a holding officer", template="conduct_needs_holder",
        context={"path": path},
    )  # fmt: skip


def _is_unheld(case_id: uuid.UUID) -> bool:
    with acting_as_system():
        held = Grant.objects.live().as_(Capacity.HOLDER).filter(case=case_id, person__is_active=True)
        return Case.objects.filter(pk=case_id, closed_at=None).exists() and not held.exists()


def is_wanted(reminder: Reminder) -> bool:
    """A clock's warning is for a clock that runs; the day of an agenda, or of a hold, is no clock."""
    name = reminder.rule.rpartition(".")[0]
    clock = Clock.objects.filter(about_kind=reminder.about_kind, about_id=reminder.about_id, name=name).first()
    return clock is None or clock.state == Clock.State.RUNNING


def _waits(case_id: uuid.UUID, person: User) -> EmailMessage | None:
    with acting_as(person.pk):
        case = Case.objects.visible_to(person).filter(pk=case_id).first()
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


def for_party(item: Item) -> EmailMessage | None:
    """Something waits for a party. One without an account gets it at the address they gave, with the way to the page
    where their code is asked for; dropped when they gave none.
    """
    with acting_as_system():
        grant = Grant.objects.filter(pk=uuid.UUID(item.payload["grant"]), revoked_at=None).first()
    if grant is None:
        return None
    if grant.person_id is not None:
        return _to(grant.person_id, grant.case_id)
    with acting_by_hash(bytes(grant.code_hash or b"")):
        contact = Contact.objects.filter(complainant__grant=grant).select_related("case").first()
        if contact is None or not contact.email:
            return None
        reference = contact.case.neutral_reference
        return mail.write(
            to=contact.email,
            subject=f"{reference}: something waits for you",
            template="conduct_for_party",
            context={"reference": reference, "path": reverse("conduct:come_back")},
        )
