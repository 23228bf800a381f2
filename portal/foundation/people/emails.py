"""What people are told by mail: that something waits, and where. No names, no roles."""

from django.core.mail import EmailMessage

from portal.foundation.outbox.mail import write
from portal.foundation.outbox.models import Item
from portal.foundation.people.models import Delegation, Invitation, SensitiveRequest, User

STEPS = {
    "asked": "has been asked for, and waits for a second person",
    "confirmed": "has been confirmed by a second person, and is done",
    "refused": "has been refused or withdrawn; nothing changes",
}


def invitation(item: Item) -> EmailMessage | None:
    """The link that opens an account. It is made here, so that no table holds it."""
    invited = Invitation.objects.open().filter(pk=item.payload["invitation"]).first()
    if invited is None:
        return None
    return write(
        to=invited.email,
        subject="Open your account on the members’ portal",
        template="people_invitation",
        context={"path": invited.link()},
    )


def sensitive(item: Item) -> EmailMessage | None:
    """To the person concerned and the auditors: what two people decide was asked, confirmed or refused."""
    request = SensitiveRequest.objects.filter(pk=item.payload["request"]).first()
    reader = _reader(item)
    if request is None or reader is None:
        return None
    return write(
        to=reader.email,
        subject="A change that needs two people",
        template="people_sensitive",
        context={"path": request.get_absolute_url(), "step": STEPS[item.payload["step"]]},
    )


def delegate_appointed(item: Item) -> EmailMessage | None:
    delegation = Delegation.objects.to_come().with_people().filter(pk=item.payload["delegation"]).first()
    if delegation is None or not delegation.delegate.is_active:
        return None
    return write(
        to=delegation.delegate.email,
        subject="You have been asked to help a member",
        template="people_delegate_appointed",
        context={},
    )


def delegate_of_several(item: Item) -> EmailMessage | None:
    """To the Monitoring Officer: somebody helps a second or later member."""
    delegation = Delegation.objects.filter(pk=item.payload["delegation"]).first()
    reader = _reader(item)
    if delegation is None or reader is None:
        return None
    return write(
        to=reader.email,
        subject="A delegate now helps more than one member",
        template="people_delegate_of_several",
        context={"path": f"/people/{delegation.delegate_id}/"},
    )


def second_factor_reset(item: Item) -> EmailMessage | None:
    reader = _reader(item)
    if reader is None:
        return None
    return write(
        to=reader.email,
        subject="Your second step for signing in was reset",
        template="people_second_factor_reset",
        context={},
    )


def _reader(item: Item) -> User | None:
    return User.objects.active().filter(pk=item.payload["to"]).first()
