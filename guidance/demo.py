"""Confirmations and a review for the demo council: some have confirmed, some have not."""

from collections.abc import Mapping

from guidance.confirming.actions import confirm
from guidance.models import Edition, Statement, in_a_year
from guidance.permissions import can_confirm
from guidance.reviewing.actions import note_no_change
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
