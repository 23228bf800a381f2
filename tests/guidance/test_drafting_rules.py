"""What holds for every verb of writing: who may, on which words, never once published; and it voids an approval."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction

from guidance.editing import stages
from guidance.editing.actions import points, sections
from guidance.editing.actions.points import Words
from guidance.editing.changes import changed_points
from guidance.models import Edition, Stage
from guidance.refusals import Refused, Stale
from guidance.succession import edition_before
from tests.factories.drafts import LATER, at, fresh, is_whole, next_edition, seen
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db
BEGUN = {"after": "", "words": Words("More."), "keep_numbers": False}
WHY = {"reason": "So.", "keep_numbers": False}
DECISION = {"adopted_by": "Cabinet", "adopted_on": date(2026, 1, 1), "minute": "41"}
NOTE = {"note": "So.", "reason": "So.", "is_minor": False}
SECTION = {"lead_in": "", "number": "1"}
VERBS = {
    "change": (points.change_point, lambda e: {"point_id": point(e, "1.2"), "words": Words("Rest."), "number": "1.2"}),
    "add": (points.add_point, lambda e: {"section": at(e, "1.1").section_id, **BEGUN}),
    "take out": (points.take_out, lambda e: {"point_id": point(e, "1.1"), "keep_numbers": False}),
    "move": (points.move_point, lambda e: {"point_id": point(e, "1.1"), "where": "down", "keep_numbers": False}),
    "split": (points.split_point, lambda e: {"point_id": point(e, "1.2"), "texts": ["A.", "B."], **WHY}),
    "join": (points.join_points, lambda e: {"point_id": point(e, "1.2"), "others": [point(e, "1.1")], **WHY}),
    "identify": (points.identify, lambda e: {"point_id": point(e, "2.1"), "earlier": ""}),
    "add section": (
        sections.add_section,
        lambda e: {"title": "More", "lead_in": "", "after": None, "keep_numbers": True},
    ),
    "section": (sections.change_section, lambda e: {"section": at(e, "1.1").section_id, "title": "Rest", **SECTION}),
    "particulars": (sections.change_particulars, lambda e: {"effective_from": LATER + timedelta(1), **DECISION}),
    "note": (sections.write_note, lambda e: {"point_id": point(e, "1.1"), **NOTE}),
    "afresh": (sections.number_afresh, lambda e: {}),
    "take out section": (sections.take_out_section, lambda e: {"section": e.sections.get(number="2").pk}),
}
NEED_SOMETHING = ("afresh", "take out section")


@pytest.fixture
def adviser():
    return UserFactory(roles=("comms_adviser",))


@pytest.fixture
def draft(adviser) -> Edition:
    return next_edition(adviser)


def point(edition: Edition, number: str) -> str:
    return at(edition, number).point_id


def do(name: str, edition: Edition, **by) -> None:
    verb, said = VERBS[name]
    verb(edition, **said(edition), **by)


def ready(draft: Edition, verb: str, adviser) -> Edition:
    """Two of the verbs need something to do."""
    if verb == "afresh":
        points.change_point(
            draft, point_id=at(draft, "1.3").point_id, words=Words("Ask."), number="1.9", **seen(draft, adviser)
        )
    if verb == "take out section":
        points.take_out(draft, point_id=at(draft, "2.1").point_id, keep_numbers=False, **seen(draft, adviser))
    return fresh(draft)


@pytest.mark.parametrize("verb", VERBS)
def test_each_verb_is_for_editors_on_the_words_they_had_before_them(draft, adviser, verb):
    """Faults: `can_edit` left out of `Draft.opened`; the revision not compared; no EditionEdit in `noted`."""
    draft = ready(draft, verb, adviser)
    member, edits = UserFactory(roles=("member",)), draft.edits.count()

    with pytest.raises(PermissionDenied):
        do(verb, draft, revision=draft.revision, by=member)
    with pytest.raises(Stale):
        do(verb, draft, revision=draft.revision - 1, by=adviser)
    assert (fresh(draft).revision, draft.edits.count()) == (draft.revision, edits)

    do(verb, draft, revision=draft.revision, by=adviser)
    assert fresh(draft).revision > draft.revision
    assert draft.edits.count() == edits + 1
    assert is_whole(draft)


@pytest.mark.parametrize("verb", VERBS)
def test_no_verb_touches_a_published_edition(draft, adviser, verb):
    draft = ready(draft, verb, adviser)
    sections.change_particulars(draft, effective_from=LATER, **DECISION, **seen(draft, adviser))
    sections.write_note(draft, point_id="", **NOTE, **seen(draft, adviser))
    for changed in changed_points(fresh(draft), edition_before(draft), []):
        sections.write_note(draft, point_id=changed.point_id, **NOTE, **seen(draft, adviser))
    draft, officer = fresh(draft), UserFactory(roles=("monitoring_officer",))
    stages.submit(draft, revision=draft.revision, by=adviser)
    stages.approve(draft, revision=draft.revision, by=officer)
    stages.publish(draft, revision=draft.revision, by=officer)

    with pytest.raises(Refused, match="published already"):
        do(verb, draft, revision=draft.revision, by=adviser)


def test_each_of_100_edits_after_an_approval_voids_it(draft, adviser):
    """Fault: the trigger `guidance_text_touched` counts nothing."""
    lead, names = UserFactory(roles=("comms_lead",)), [name for name in VERBS if name not in NEED_SOMETHING]
    stages.submit(draft, revision=fresh(draft).revision, by=adviser)
    draft, voided = fresh(draft), 0
    stages.approve(draft, revision=draft.revision, by=lead)
    for turn in range(100):
        with transaction.atomic():
            assert draft.stage == Stage.APPROVED
            do(names[turn % len(names)], draft, revision=draft.revision, by=adviser)
            after = fresh(draft)
            assert (after.stage, stages.approvals(after)) == (Stage.DRAFT, [])
            with pytest.raises(Refused):
                stages.publish(after, revision=after.revision, by=lead)
            voided += 1
            transaction.set_rollback(True)
    assert voided == 100
