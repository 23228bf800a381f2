"""Confirmations, a review and a draft for the demo council: some have confirmed, some have not."""

from collections.abc import Mapping
from datetime import timedelta

from guidance.confirming.actions import confirm
from guidance.editing import stages
from guidance.editing.actions import beginning, points, sections
from guidance.editing.actions.points import Words
from guidance.models import Edition, Kind, Statement, in_a_year, today
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


def load_drafts(people: Mapping[str, User]) -> None:
    """Guidance that an adviser wrote and sent for review; nobody has approved it yet."""
    adviser, title = people["comms"], "Live streams of council events"
    if Edition.objects.filter(document__title=title).exists():
        return
    day = today() + timedelta(days=28)
    draft = beginning.begin_new(Kind.SUPPLEMENTARY, title=title, effective_from=day, by=adviser)
    section = sections.add_section(
        draft, title="Before you go live", lead_in="", after=None, keep_numbers=False, revision=0, by=adviser
    )
    after = ""
    for text in ("Tell people at the event that you are streaming.", "Have somebody with you who reads the comments."):
        draft.refresh_from_db()
        version = points.add_point(
            draft, section=section.pk, after=after, words=Words(text), keep_numbers=False, revision=draft.revision,
            by=adviser,
        )  # fmt: skip
        after = version.point_id
    draft.refresh_from_db()
    stages.submit(draft, revision=draft.revision, note="For the spring.", by=adviser)
