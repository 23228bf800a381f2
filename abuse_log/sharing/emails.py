"""Mail about sharing: a neutral reference and a link, one reader each; None when there is nothing to send any more."""

from django.core.mail import EmailMessage
from django.urls import reverse

from abuse_log.models import Incident, InterestRequest, Share
from abuse_log.permissions import can_read, can_see_numbers, reach
from abuse_log.sharing.actions import is_late, officers_of
from portal.foundation.outbox import mail
from portal.foundation.outbox.actions import Entry, add_all
from portal.foundation.outbox.models import Item
from portal.foundation.people.models import User


def _reader(item: Item, name: str) -> User | None:
    return User.objects.active().filter(pk=item.payload[name]).first()


def _write(reader: User, reference: str, path: str) -> EmailMessage:
    return mail.write(
        to=reader.email,
        subject=f"Something waits for you: {reference}",
        template="record_waits",
        context={"reference": reference, "path": path},
    )


def shared(item: Item) -> EmailMessage | None:
    """To one officer: a record was shared with their office, or still waits for it."""
    officer = _reader(item, "officer")
    if officer is None:
        return None
    share = Share.objects.visible_to(officer).select_related("incident").filter(pk=item.payload["share"]).first()
    return None if share is None else _write(officer, share.incident.neutral_reference, share.get_absolute_url())


def share_late(item: Item) -> None:
    """A time has passed: when the step is still owed, each officer who is there now gets a mail of their own."""
    share = Share.objects.select_related("incident__member").filter(pk=item.payload["share"]).first()
    step = item.payload["step"]
    if share is None or not is_late(share, step):
        return
    add_all(
        Entry(
            "record.shared",
            f"record.shared:{share.pk}:{one.pk}:{step}",
            {"share": str(share.pk), "officer": str(one.pk)},
        )
        for one in officers_of(share.audience, but=share.incident.member)
    )


def handed_over(item: Item) -> EmailMessage | None:
    """To a helper who still may read: please look through this."""
    helper = _reader(item, "helper")
    incident = Incident.objects.select_related("member").filter(pk=item.payload["record"]).first()
    if helper is None or incident is None or not can_read(reach(helper, incident.member)):
        return None
    return _write(helper, incident.neutral_reference, incident.get_absolute_url())


def interest(item: Item) -> EmailMessage | None:
    """To an officer while it waits, or to the member once it is answered."""
    reader = _reader(item, "reader")
    asked = InterestRequest.objects.filter(pk=item.payload["interest"]).first()
    if reader is None or asked is None:
        return None
    is_for_member = reader.pk == asked.member_id
    if is_for_member != (asked.answered_at is not None) or not _sees(reader, asked):
        return None
    return _write(reader, "a request", reverse("abuse_log:interest" if is_for_member else "abuse_log:interests"))


def _sees(reader: User, asked: InterestRequest) -> bool:
    return InterestRequest.objects.visible_to(reader).filter(pk=asked.pk).exists()


def briefing(item: Item) -> EmailMessage | None:
    """To a safety lead or the Monitoring Officer's office: the page of last month is there."""
    reader = _reader(item, "reader")
    if reader is None or not can_see_numbers(reader):
        return None
    return _write(reader, "the page of the month", reverse("abuse_log:briefing", args=[item.payload["month"]]))
