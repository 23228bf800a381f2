"""Confirmations, a review and drafts for the demo council: some have confirmed, some have not."""

from collections.abc import Mapping
from datetime import timedelta
from uuid import uuid4

from django.utils import timezone

from guidance.confirming.actions import confirm
from guidance.models import Edition, SleepingDraft, Statement, deleted_after, in_a_year
from guidance.permissions import can_confirm
from guidance.reviewing.actions import note_no_change
from guidance.sleeping.actions import sleep_on
from portal.foundation.people.models import User


def load_confirmations(people: Mapping[str, User]) -> None:
    """Two members have confirmed what is in force, the others are asked; the text was reviewed once."""
    edition, statement = Edition.objects.relied_on().get(), Statement.objects.current()
    for name in ("member2", "member3"):
        if can_confirm(people[name]):
            confirm(edition=edition.pk, statement=statement.pk, by=people[name])
    if not edition.document.steps_taken():
        note_no_change(
            document=edition.document_id,
            next_review_on=in_a_year(),
            note="Read with the advisers. Nothing to change.",
            seen=0,
            by=people["comms.lead"],
        )


def load_drafts(people: Mapping[str, User]) -> None:
    """The member sleeps on two drafts: one to be read again tomorrow, one that is due."""
    member = people["member"]
    sleep_on(
        key=uuid4(),
        wording="Whoever thought of these bollards has never pushed a pram. Shame on the lot of them!",
        when="morning",
        by=member,
    )
    remind_at = timezone.now() - timedelta(hours=1)
    SleepingDraft.objects.create(
        owner=member,
        wording="The bus shelter on Mill Lane is still broken. I asked again today and was told to wait. Again!",
        kept_at=remind_at - timedelta(hours=14),
        remind_at=remind_at,
        delete_at=deleted_after(remind_at),
    )
