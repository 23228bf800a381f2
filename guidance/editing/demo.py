"""A draft for the demo council, so that those who approve have something to read."""

from collections.abc import Mapping
from datetime import timedelta

from guidance.editing import stages
from guidance.editing.actions import beginning, points, sections
from guidance.editing.actions.points import Words
from guidance.models import Edition, Kind, today
from portal.foundation.people.models import User


def load_draft_edition(people: Mapping[str, User]) -> None:
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
