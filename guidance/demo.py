"""What the demo council did with the guidance: confirmed it, reviewed it, said what is wrong, slept on drafts."""

from collections.abc import Mapping
from datetime import timedelta
from uuid import uuid4

from django.utils import timezone

from guidance.confirming.actions import confirm
from guidance.feedback import actions as feedback
from guidance.following.actions import follow
from guidance.models import Edition, PointVersion, SleepingDraft, Statement, deleted_after, in_a_year
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


FEEDBACK = (
    ("member", "5.2", "unclear", "What counts as filmed? Our licensing panels are only recorded as sound."),
    ("member2", "9.7", "missing", "Please add how to reach them at the weekend."),
    ("delegate", "8.3", "out_of_date", "The picture library that we all use has new terms of use."),
)


def load_feedback(people: Mapping[str, User]) -> None:
    """One is open, one has a reply, one is closed; and somebody follows everything."""
    edition = Edition.objects.relied_on().get()
    sent = [
        feedback.send(
            PointVersion.objects.get(edition=edition, number=number), reason=reason, words=words, by=people[name]
        )
        for name, number, reason, words in FEEDBACK
    ]
    replied = {"words": "Good point. The next edition will say it.", "outcome": "will_change"}
    feedback.answer(sent[1], seen=0, by=people["comms.lead"], **replied)
    feedback.close(sent[2], seen=0, by=people["comms"])
    follow(everything=True, documents=[], by=people["comms"])


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
