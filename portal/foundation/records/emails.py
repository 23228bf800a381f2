from django.contrib.auth import get_user_model
from django.core.mail import EmailMessage

from portal.foundation.outbox import mail
from portal.foundation.outbox.models import Item
from portal.foundation.records.permissions import can_see_due


def audit_head(item: Item) -> EmailMessage | None:
    """The head of the audit's chain for one auditor, to be kept where the portal cannot reach."""
    auditor = get_user_model().objects.holding("auditor").filter(pk=item.payload["auditor"]).first()
    if auditor is None:
        return None
    seq, _, digest = item.payload["head"].partition(":")
    return mail.write(
        to=auditor.email,
        subject=f"Audit: event {seq} is the last",
        template="audit_head",
        context={"seq": seq, "hash": digest},
    )


WHEN = {
    "30": "records reach the end of their time in 30 days",
    "7": "records reach the end of their time in a week",
    "now": "records wait for your decision",
}


def due(item: Item) -> EmailMessage | None:
    """Records that reach the end of their time: for the office that holds them, or for whoever decides. Names none."""
    person = get_user_model().objects.filter(pk=item.payload["person"]).first()
    if person is None or not can_see_due(person):
        return None
    return mail.write(
        to=person.email,
        subject=f"Records office: {WHEN[item.payload['when']]}",
        template="records_due",
        context={"what": WHEN[item.payload["when"]].capitalize(), "path": "/records-office/due/"},
    )
