"""Nobody brings into force what only they have seen; the database holds it, whatever the code forgets.

Deliberate faults that turn these red, each tried: the trigger `guidance_four_eyes` dropped; `guidance_is_author`
always false; `guidance_text_touched` counting nothing; `is_author` left out of `approve`; the revision not compared
in `locked_draft`; `missing_for_publication` always empty.
"""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction

from guidance.editing.stages import (
    approvals,
    approve,
    discard,
    missing_for_publication,
    publish,
    send_back,
    submit,
)
from guidance.lineage import ChangeNote, Lineage
from guidance.models import (
    Document,
    Edition,
    EditionEdit,
    EditionStep,
    Kind,
    OwnerRole,
    Point,
    PointVersion,
    Section,
    Stage,
    today,
)
from guidance.refusals import Refused, Stale
from portal.foundation.audit.models import Event
from tests.factories.guidance import DocumentFactory, EditionFactory, PointVersionFactory, SectionFactory
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    names = ("comms_adviser", "comms_lead", "monitoring_officer", "member")
    return {name: UserFactory(roles=(name,)) for name in names}


@pytest.fixture
def draft(people) -> Edition:
    """A first draft of supplementary guidance with two points, written by the adviser."""
    return supplementary(people["comms_adviser"], texts=("Publish your house rules.", "Hide, mute, then block."))


def supplementary(author, *, texts, is_law: bool = False, document=None) -> Edition:
    document = document or DocumentFactory(kind=Kind.SUPPLEMENTARY)
    edition = EditionFactory(
        document=document, adopted_by="", adopted_on=None, effective_from=today(), created_by=author,
        number=document.editions.count() + 1,
    )  # fmt: skip
    section = SectionFactory(edition=edition, number="G1", title="Blocking")
    for place, text in enumerate(texts, start=1):
        law = {"is_law": True, "basis": "Defamation Act 2013, section 1", "law_as_at": date(2026, 11, 1)}
        PointVersionFactory(
            edition=edition, section=section, number=f"G1.{place}", order=place, text=text, **(law if is_law else {})
        )
    return fresh(edition)


def fresh(edition: Edition) -> Edition:
    return Edition.objects.select_related("document").get(pk=edition.pk)


def sent_for_review(edition: Edition, author) -> Edition:
    submit(edition, revision=edition.revision, by=author)
    return fresh(edition)


def approved(edition: Edition, author, approver) -> Edition:
    edition = sent_for_review(edition, author)
    approve(edition, revision=edition.revision, by=approver)
    return fresh(edition)


def test_draft_goes_through_four_eyes_into_force(draft, people):
    assert draft.stage == Stage.DRAFT
    draft = sent_for_review(draft, people["comms_adviser"])
    assert draft.stage == Stage.IN_REVIEW

    approve(draft, revision=draft.revision, by=people["comms_lead"])
    assert draft.stage == Stage.APPROVED
    published = publish(draft, revision=draft.revision, by=people["comms_lead"])

    assert (published.stage, published.published_by) == (Stage.PUBLISHED, people["comms_lead"])
    assert list(Edition.objects.readable()) == [published]
    verbs = list(Event.objects.order_by("seq").values_list("verb", flat=True))
    assert verbs == ["guidance.submitted", "guidance.approved", "guidance.published"]


def test_who_wrote_on_it_does_not_approve_it(draft, people):
    lead = people["comms_lead"]
    EditionEdit.objects.create(edition=draft, by=lead, what="Point G1.1 reworded")
    draft = sent_for_review(fresh(draft), people["comms_adviser"])

    with pytest.raises(Refused, match="You wrote on this draft"):
        approve(draft, revision=draft.revision, by=lead)
    with pytest.raises(IntegrityError, match="who wrote on a text does not approve it"), transaction.atomic():
        step(draft, EditionStep.Kind.APPROVED, lead)


def test_who_began_it_does_not_approve_it(people):
    draft = sent_for_review(supplementary(people["comms_lead"], texts=("Be kind.",)), people["comms_lead"])

    with pytest.raises(IntegrityError, match="who wrote on a text does not approve it"), transaction.atomic():
        step(draft, EditionStep.Kind.APPROVED, people["comms_lead"])


@pytest.mark.parametrize("name", ["comms_adviser", "member"])
def test_approving_and_publishing_need_leave(draft, people, name):
    draft = approved(draft, people["comms_adviser"], people["comms_lead"])
    other = UserFactory(roles=(name,))

    for verb in (approve, publish, send_back):
        with pytest.raises(PermissionDenied):
            verb(draft, revision=draft.revision, by=other, **({"note": "No."} if verb is send_back else {}))


def test_submitting_needs_leave(draft, people):
    with pytest.raises(PermissionDenied):
        submit(draft, revision=draft.revision, by=people["member"])


CHANGES = {
    "a point reworded": lambda edition: edition.point_versions.filter(number="G1.1").update(text="Say it kindly."),
    "a heading": lambda edition: edition.point_versions.filter(number="G1.1").update(heading="House rules"),
    "a basis": lambda edition: edition.point_versions.filter(number="G1.2").update(basis="Good practice"),
    "an owner": lambda edition: edition.point_versions.filter(number="G1.2").update(owner_role=OwnerRole.COMMS_LEAD),
    "a point renumbered": lambda edition: edition.point_versions.filter(number="G1.2").update(number="G1.3"),
    "a point taken out": lambda edition: edition.point_versions.filter(number="G1.2").delete(),
    "a point added": lambda edition: PointVersionFactory(
        edition=edition, section=edition.sections.get(), number="G1.9", order=9
    ),
    "a section added": lambda edition: SectionFactory(edition=edition, number="G2", title="Comments", order=2),
    "a section retitled": lambda edition: edition.sections.update(title="Blocking people"),
    "a lead-in": lambda edition: edition.sections.update(lead_in="On your own pages:"),
    "the day": lambda edition: Edition.objects.filter(pk=edition.pk).update(effective_from=today() + timedelta(9)),
    "the front": lambda edition: Edition.objects.filter(pk=edition.pk).update(front=["Draft"]),
    "a change note": lambda edition: ChangeNote.objects.create(edition=edition, note="New.", reason="Asked."),
    "a split": lambda edition: Lineage.objects.create(
        edition=edition, kind=Lineage.Kind.SPLIT, reason="Two things.",
        point=edition.point_versions.get(number="G1.1").point, to=edition.point_versions.get(number="G1.2").point,
    ),
}  # fmt: skip


def test_any_of_100_changes_after_an_approval_voids_it(draft, people):
    draft = sent_for_review(draft, people["comms_adviser"])
    voided = 0
    for turn in range(100):
        change = list(CHANGES.values())[turn % len(CHANGES)]
        with transaction.atomic():
            draft = fresh(draft)
            if draft.stage != Stage.IN_REVIEW:
                submit(draft, revision=draft.revision, by=people["comms_adviser"])
            approve(draft, revision=draft.revision, by=people["comms_lead"])
            change(draft)
            after = fresh(draft)
            assert after.revision > draft.revision
            assert (after.stage, approvals(after)) == (Stage.DRAFT, [])
            with pytest.raises(Refused):
                publish(after, revision=after.revision, by=people["comms_lead"])
            with pytest.raises(IntegrityError, match="as another person approved it"), transaction.atomic():
                freeze(after, people["comms_lead"])
            voided += 1
            transaction.set_rollback(True)
        # The outer transaction of the test goes on; what this turn wrote is gone.
    assert voided == 100


def test_approval_of_words_that_changed_meanwhile_is_refused(draft, people):
    read = sent_for_review(draft, people["comms_adviser"])
    CHANGES["a point reworded"](read)

    with pytest.raises(Stale):
        approve(read, revision=read.revision, by=people["comms_lead"])
    with pytest.raises(IntegrityError, match="the text changed since it was read"), transaction.atomic():
        step(read, EditionStep.Kind.APPROVED, people["comms_lead"])


def test_a_saved_older_row_never_sets_the_count_back(draft):
    older = fresh(draft)
    CHANGES["a point reworded"](draft)
    now = fresh(draft).revision

    older.save()

    assert fresh(draft).revision == now


def test_what_was_not_sent_for_review_is_not_approved(draft, people):
    with pytest.raises(Refused, match="sent for review"):
        approve(draft, revision=draft.revision, by=people["comms_lead"])
    with pytest.raises(IntegrityError, match="was not sent for review"), transaction.atomic():
        step(draft, EditionStep.Kind.APPROVED, people["comms_lead"])


def test_sent_back_text_needs_a_new_round(draft, people):
    draft = approved(draft, people["comms_adviser"], people["comms_lead"])
    with pytest.raises(Refused, match="Say why"):
        send_back(draft, revision=draft.revision, note=" ", by=people["monitoring_officer"])

    send_back(draft, revision=draft.revision, note="G1.2 is too harsh.", by=people["monitoring_officer"])

    assert (draft.stage, approvals(draft)) == (Stage.RETURNED, [])
    with pytest.raises(IntegrityError, match="as another person approved it"), transaction.atomic():
        freeze(draft, people["comms_lead"])
    assert sent_for_review(draft, people["comms_adviser"]).stage == Stage.IN_REVIEW


def test_law_needs_the_monitoring_officer(people):
    draft = supplementary(people["comms_adviser"], texts=("An untrue claim can cost you money.",), is_law=True)
    draft = approved(draft, people["comms_adviser"], people["comms_lead"])

    assert missing_for_publication(draft) == [
        "The Monitoring Officer has to approve it, since it touches the protocol, the law or the Code."
    ]
    with pytest.raises(IntegrityError, match="law and Code need the Monitoring Officer"), transaction.atomic():
        freeze(draft, people["comms_lead"])
    approve(draft, revision=draft.revision, by=people["monitoring_officer"])
    assert publish(draft, revision=draft.revision, by=people["comms_lead"]).stage == Stage.PUBLISHED


def test_law_that_stays_as_it_was_needs_no_monitoring_officer_again(people):
    adviser, lead = people["comms_adviser"], people["comms_lead"]
    first = supplementary(adviser, texts=("An untrue claim can cost you money.",), is_law=True)
    first = approved(first, adviser, people["monitoring_officer"])
    publish(first, revision=first.revision, by=lead)
    second = copied(first, adviser)
    PointVersionFactory(edition=second, section=second.sections.get(), number="G1.2", order=2, text="Be brief.")
    second = fresh(second)
    added = second.point_versions.get(number="G1.2").point
    ChangeNote.objects.create(edition=second, point=added, note="Added.", reason="Asked for.")
    second = approved(fresh(second), adviser, lead)

    assert missing_for_publication(second) == []
    assert publish(second, revision=second.revision, by=lead).stage == Stage.PUBLISHED


def test_lead_in_that_turns_the_sense_of_law_needs_the_monitoring_officer_and_a_note(people):
    """Deliberate faults, each tried: the lead-in left out of `_law`, of `guidance_law_changed`, of `said_in`."""
    adviser, lead = people["comms_adviser"], people["comms_lead"]
    first = supplementary(adviser, texts=("Publish confidential things.",), is_law=True)
    first.sections.update(lead_in="Members must not:")
    first = approved(fresh(first), adviser, people["monitoring_officer"])
    publish(first, revision=first.revision, by=lead)
    second = copied(first, adviser)
    second.sections.update(lead_in="Members may at any time:")
    second = approved(fresh(second), adviser, lead)

    assert missing_for_publication(second) == [
        "The Monitoring Officer has to approve it, since it touches the protocol, the law or the Code.",
        "No change note tells of G1.1.",
    ]
    with pytest.raises(IntegrityError, match="law and Code need the Monitoring Officer"), transaction.atomic():
        freeze(second, lead)


def test_no_edition_begins_before_the_one_it_follows(people):
    """As-at answers of past days stay as they were. Deliberate fault, tried: `_newest_day` always None."""
    adviser, lead, officer = people["comms_adviser"], people["comms_lead"], people["monitoring_officer"]
    first = approved(supplementary(adviser, texts=("You may reply.",)), adviser, lead)
    publish(first, revision=first.revision, by=lead)
    second = copied(first, adviser)
    Edition.objects.filter(pk=second.pk).update(effective_from=today() - timedelta(100))
    second = approved(fresh(second), adviser, officer)

    assert len(missing_for_publication(second)) == 2
    with pytest.raises(IntegrityError, match="does not begin before the one it follows"), transaction.atomic():
        freeze(second, lead)


def test_who_began_a_draft_cannot_be_forgotten(draft, people):
    with pytest.raises(IntegrityError, match="who began an edition stays"), transaction.atomic():
        Edition.objects.filter(pk=draft.pk).update(created_by=None)


def test_title_of_a_draft_that_was_thrown_away_is_free_again(draft, people):
    slug = draft.document.slug

    discard(draft, revision=draft.revision, by=people["comms_adviser"])

    assert not Document.objects.filter(slug=slug).exists()


def test_what_is_still_to_come_is_seen_by_editors_only(people):
    adviser, lead = people["comms_adviser"], people["comms_lead"]
    coming = supplementary(adviser, texts=("You may reply.",))
    Edition.objects.filter(pk=coming.pk).update(effective_from=today() + timedelta(9))
    coming = approved(fresh(coming), adviser, lead)
    publish(coming, revision=coming.revision, by=lead)

    assert not Edition.objects.visible_to(people["member"]).exists()
    assert not Document.objects.read_now().exists()
    assert Edition.objects.visible_to(adviser).exists()


def test_law_that_is_no_longer_called_law_needs_the_monitoring_officer(people):
    adviser, lead = people["comms_adviser"], people["comms_lead"]
    first = supplementary(adviser, texts=("An untrue claim can cost you money.",), is_law=True)
    first = approved(first, adviser, people["monitoring_officer"])
    publish(first, revision=first.revision, by=lead)
    second = copied(first, adviser)
    second.point_versions.update(is_law=False)
    second = approved(fresh(second), adviser, lead)

    assert len(missing_for_publication(second)) == 1
    with pytest.raises(IntegrityError, match="law and Code need the Monitoring Officer"), transaction.atomic():
        freeze(second, lead)


def test_adopted_text_names_the_minute_and_needs_the_monitoring_officer(people):
    draft = EditionFactory(created_by=people["comms_adviser"])
    PointVersionFactory(edition=draft)
    draft = approved(fresh(draft), people["comms_adviser"], people["monitoring_officer"])

    with pytest.raises(Refused, match="minute"):
        publish(draft, revision=draft.revision, by=people["comms_lead"])
    with pytest.raises(IntegrityError, match="names the minute of its decision"), transaction.atomic():
        freeze(draft, people["comms_lead"])


def test_protocol_is_not_in_force_before_it_was_adopted(people):
    draft = EditionFactory(created_by=people["comms_adviser"], minute="41", effective_from=date(2019, 12, 2))
    PointVersionFactory(edition=draft)
    draft = approved(fresh(draft), people["comms_adviser"], people["monitoring_officer"])

    with pytest.raises(Refused, match="before the council adopted it"):
        publish(draft, revision=draft.revision, by=people["comms_lead"])


def test_change_without_a_note_is_not_published(people):
    adviser, lead = people["comms_adviser"], people["comms_lead"]
    first = approved(supplementary(adviser, texts=("You may reply.",)), adviser, lead)
    publish(first, revision=first.revision, by=lead)
    second = copied(first, adviser)
    second.point_versions.update(text="You must reply.")
    second = approved(fresh(second), adviser, lead)

    with pytest.raises(Refused, match=r"No change note tells of G1\.1"):
        publish(second, revision=second.revision, by=lead)


def test_what_people_wrote_is_never_published_by_the_system(draft, people):
    draft = approved(draft, people["comms_adviser"], people["comms_lead"])

    with pytest.raises(Refused, match="a person publishes it"):
        publish(draft, by=None)
    with pytest.raises(IntegrityError, match="published by a person"), transaction.atomic():
        freeze(draft, None)


@pytest.mark.parametrize("table", ["guidance_editionstep", "guidance_editionedit"])
def test_steps_and_edits_are_never_changed(draft, people, table):
    EditionEdit.objects.create(edition=draft, by=people["comms_adviser"], what="Point G1.1 reworded")
    sent_for_review(fresh(draft), people["comms_adviser"])

    with pytest.raises(Exception, match="permission denied"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET at = now()")


def test_draft_can_be_thrown_away_and_a_published_edition_cannot(draft, people):
    with pytest.raises(PermissionDenied):
        discard(draft, revision=draft.revision, by=UserFactory(roles=("comms_adviser",)))
    sent = sent_for_review(draft, people["comms_adviser"])
    discard(sent, revision=sent.revision, by=people["comms_adviser"])

    assert not Edition.objects.exists()
    assert [model.objects.count() for model in (PointVersion, Section, EditionStep)] == [0, 0, 0]
    assert Point.objects.count() == 2  # an id that was minted is never given again
    assert Event.objects.filter(verb="guidance.discarded").exists()


def test_drafts_are_seen_by_editors_only(draft, people):
    assert draft in Edition.objects.visible_to(people["comms_adviser"])
    assert draft not in Edition.objects.visible_to(people["member"])


def step(edition: Edition, kind: str, by) -> EditionStep:
    """As if the code had forgotten every rule."""
    return EditionStep.objects.create(
        edition=edition, number=edition.steps.count() + 1, kind=kind, revision=edition.revision, by=by
    )


def freeze(edition: Edition, by) -> None:
    """As if the code had forgotten every rule."""
    Edition.objects.filter(pk=edition.pk).update(state="published", published_at="2026-11-22T12:00Z", published_by=by)


def copied(edition: Edition, author) -> Edition:
    """The next draft of the same document, with the same words."""
    new = EditionFactory(
        document=edition.document, number=edition.number + 1, adopted_by="", adopted_on=None,
        effective_from=today() + timedelta(1), created_by=author,
    )  # fmt: skip
    old = edition.sections.get()
    section = SectionFactory(edition=new, number=old.number, title=old.title, lead_in=old.lead_in)
    for version in edition.point_versions.defer("search"):
        version.pk, version.edition, version.section, version._state.adding = None, new, section, True
        version.save(force_insert=True)
    return fresh(new)
