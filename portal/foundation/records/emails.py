from django.contrib.auth import get_user_model
from django.core.mail import EmailMessage

from portal.foundation.outbox import mail
from portal.foundation.outbox.models import Item


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
