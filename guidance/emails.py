"""Mail about the guidance: that something waits, and where. Which text, and what changed, stands on the page.

Only the mail to those who follow the guidance names a text, for what is in force is public; it names no person.

Each function answers None when there is nothing to send any more.
"""

from django.core.mail import EmailMessage
from django.urls import reverse

from guidance.comparing import compare
from guidance.following.actions import not_mailed_otherwise
from guidance.following.links import stop_url
from guidance.models import Document, Edition, Feedback, FeedbackStep, Follow, SleepingDraft
from guidance.permissions import can_confirm
from guidance.reviewing.actions import owners_of
from guidance.succession import edition_before, texts_of
from portal.foundation.deadlines.words import day_in_words
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


def edition_in_force(item: Item) -> EmailMessage | None:
    """To one who follows, of an edition that is still in force. Nobody who stopped, left, or is asked to confirm it."""
    edition = Edition.objects.readable().select_related("document").filter(pk=item.payload["edition"]).first()
    if edition is None:
        return None
    follows = Follow.objects.telling_of(edition).values("reader")
    readers = User.objects.active().filter(pk=item.payload["reader"]).filter(pk__in=follows)
    reader = not_mailed_otherwise(readers, edition).first()
    if reader is None:
        return None
    stop = stop_url(reader)
    context = {
        "document": edition.document.title,
        "edition": str(edition.number),
        "day": day_in_words(edition.effective_from),
        "stop": stop,
        **_what_changed(edition),
    }
    message = write(
        to=reader.email,
        subject=f"A new edition is in force: {edition.document.title}",
        template="guidance_edition_in_force",
        context=context,
    )
    message.extra_headers |= {"List-Unsubscribe": f"<{stop}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    return message


def _what_changed(edition: Edition) -> dict[str, str]:
    """How many points changed against the edition before, in words, and the address that shows them."""
    before = edition_before(edition)
    if before is None:
        points = edition.point_versions.count()
        return {"changed": f"It is new, with {_points(points)}", "address": edition.get_absolute_url()}
    sections = compare(texts_of(before), texts_of(edition))
    points = sum(not point.is_same for section in sections for point in section.points)
    address = reverse("guidance:compare", args=[edition.document.slug, before.number, edition.number])
    return {"changed": f"{_points(points)} changed".capitalize(), "address": address}


def _points(number: int) -> str:
    return f"{number or 'no'} point{'' if number == 1 else 's'}"


def feedback_answered(item: Item) -> EmailMessage | None:
    """To the sender, unless there is a later step by now, which has its own mail or needs none."""
    return _to_sender(item, "a reply to what you told us", FeedbackStep.Kind.ANSWERED)


def feedback_in_force(item: Item) -> EmailMessage | None:
    """To the sender, when an edition that answers it is in force."""
    return _to_sender(item, "the guidance was changed", FeedbackStep.Kind.IN_FORCE)


def _to_sender(item: Item, news: str, kind: FeedbackStep.Kind) -> EmailMessage | None:
    feedback = Feedback.objects.select_related("by").filter(pk=item.payload["feedback"]).first()
    if feedback is None or not feedback.by.is_active:
        return None
    newest = feedback.steps.order_by("-number").first()
    if newest is None or newest.kind != kind or item.payload.get("step", str(newest.number)) != str(newest.number):
        return None
    return write(
        to=feedback.by.email,
        subject=f"{feedback.reference}: {news}",
        template="guidance_feedback",
        context={"reference": feedback.reference, "id": str(feedback.pk)},
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
