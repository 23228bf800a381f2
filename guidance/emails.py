"""Mail about the guidance: that something waits, and where. Which text, and what changed, stands on the page.

Each function answers None when there is nothing to send any more.
"""

from django.core.mail import EmailMessage

from guidance.models import Document, Edition, SleepingDraft
from guidance.permissions import can_confirm
from guidance.reviewing.actions import owners_of
from portal.foundation.outbox.mail import write
from portal.foundation.outbox.models import Item
from portal.foundation.people.models import User


def confirm(item: Item) -> EmailMessage | None:
    """To one member in office who has not confirmed an edition that is in force."""
    member = User.objects.active().filter(pk=item.payload["member"]).first()
    if member is None or not can_confirm(member):
        return None
    edition = Edition.objects.relied_on().not_confirmed_by(member).filter(pk=item.payload["edition"])
    if not edition.exists():
        return None
    return write(
        to=member.email,
        subject="Something to confirm on the members’ portal",
        template="guidance_confirm",
        context={},
    )


def review_due(item: Item) -> EmailMessage | None:
    """To one who looks after a document, unless it was reviewed or planned anew in the meantime."""
    document = Document.objects.kept().filter(pk=item.payload["document"]).first()
    if document is None or str(document.steps_taken()) != item.payload["steps"]:
        return None
    reader = next((owner for owner in owners_of(document) if str(owner.pk) == item.payload["to"]), None)
    if reader is None:
        return None
    return write(
        to=reader.email,
        subject="A review date on the members’ portal",
        template="guidance_review_due",
        context={},
    )


def slept_on(item: Item) -> EmailMessage | None:
    """To the owner of a draft, unless it was thrown away or has had its time. Not a word of it, nor that it is one."""
    draft = SleepingDraft.objects.select_related("owner").filter(pk=item.payload["draft"]).first()
    if draft is None or not draft.owner.is_active:
        return None
    if not SleepingDraft.objects.visible_to(draft.owner).filter(pk=draft.pk).exists():
        return None
    return write(
        to=draft.owner.email,
        subject="Something waits for you on the members’ portal",
        template="guidance_slept_on",
        context={"path": draft.get_absolute_url()},
    )
