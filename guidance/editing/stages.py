"""The way of a draft: sent for review, approved by somebody else, published; or sent back, or thrown away.

| from                | verb      | to        | who may                                        | guard                |
|---------------------|-----------|-----------|------------------------------------------------|----------------------|
| draft, sent back    | submit    | in review | editors                                        | it has points        |
| in review, approved | approve   | approved  | those who publish, but nobody who wrote on it  | the words were read  |
| in review, approved | send back | sent back | those who publish                              | a reason             |
| approved            | publish   | published | those who publish                              | nothing is missing   |
| any draft           | discard   | gone      | who began it, and those who publish            | never published      |

What asks for special care, such as a pre-election period, needs the Monitoring Officer's office whatever the text is
(guidance/editing/care.py).

A step counts for one revision of the text, which the database counts (migration 0011): whatever is edited
afterwards makes it a draft again, and the approval void. The database also refuses an approval by an author, and
a publication without one.
"""

from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max, Q
from django.utils import timezone

from guidance.definitions import dangling_sentence
from guidance.editing.care import Care, care_for
from guidance.fingerprints import of_edition
from guidance.models import Edition, EditionStep, PointVersion, Stage, today
from guidance.permissions import can_approve, can_discard, can_edit, can_publish, is_author
from guidance.printing.actions import print_later
from guidance.refusals import Refused, Stale
from guidance.succession import edition_before, points_without_note, record_sure_steps
from guidance.wording import stored_words
from portal.foundation.audit.actions import record
from portal.foundation.people.models import User
from portal.foundation.people.permissions import is_monitoring_officer

LAW, KEPT = Q(is_law=True), Q(officer_approves=True)
CHANGED = "Somebody changed the draft since you opened this page. Read it once more."


@transaction.atomic
def submit(edition: Edition, *, revision: int, note: str = "", by: User) -> EditionStep:
    """Sends a draft for review. `revision`: that of the text `by` had before them. PermissionDenied, Stale, Refused."""
    edition = locked_draft(edition, revision)
    if not can_edit(by):
        raise PermissionDenied
    if edition.stage not in {Stage.DRAFT, Stage.RETURNED}:
        raise Refused("It was sent for review already.")
    if not edition.point_versions.exists():
        raise Refused("There is no point in it yet.")
    return _step(edition, EditionStep.Kind.SUBMITTED, note, by=by)


@transaction.atomic
def approve(edition: Edition, *, revision: int, note: str = "", by: User) -> EditionStep:
    """Approves the words of one revision, never one's own. PermissionDenied, Stale, Refused."""
    edition = locked_draft(edition, revision)
    if is_author(by, edition):
        raise Refused("You wrote on this draft, so somebody else approves it.")
    if not can_approve(by, edition):
        raise PermissionDenied
    if edition.stage not in {Stage.IN_REVIEW, Stage.APPROVED}:
        raise Refused("Only a draft that was sent for review can be approved.")
    if has_approved(edition, by, care_for(edition.effective_from)):
        raise Refused("You have approved it already.")
    return _step(edition, EditionStep.Kind.APPROVED, note, by=by, as_monitoring_officer=is_monitoring_officer(by))


@transaction.atomic
def send_back(edition: Edition, *, revision: int, note: str, by: User) -> EditionStep:
    """Sends a draft back to its authors with a reason. PermissionDenied, Stale, Refused."""
    edition = locked_draft(edition, revision)
    if not can_publish(by):
        raise PermissionDenied
    if edition.stage not in {Stage.IN_REVIEW, Stage.APPROVED}:
        raise Refused("Only a draft that was sent for review can be sent back.")
    if not note.strip():
        raise Refused("Say why it is sent back.")
    return _step(edition, EditionStep.Kind.RETURNED, note, by=by)


@transaction.atomic
def publish(edition: Edition, *, revision: int | None = None, by: User | None) -> Edition:
    """Freezes a draft for ever. It comes into force by itself on its day.

    `by=None`: the system, for what no person of the portal wrote. PermissionDenied, Stale, Refused.
    """
    edition = locked_draft(edition, revision)
    if by is not None and not can_publish(by):
        raise PermissionDenied
    if by is None and has_authors(edition):
        raise Refused("People wrote on this draft, so a person publishes it once another has approved it.")
    if by is not None and (missing := missing_for_publication(edition)):
        raise Refused(missing[0])
    if dangling := dangling_sentence(edition):
        raise Refused(dangling)
    return _freeze(edition, by=by)


@transaction.atomic
def discard(edition: Edition, *, revision: int, by: User) -> None:
    """Throws a draft away with all that was written on it. The audit keeps that there was one."""
    edition = locked_draft(edition, revision)
    if not can_discard(by, edition):
        raise PermissionDenied
    record("guidance.discarded", by=by, about=edition, data={"edition": edition.number})
    document = edition.document
    edition.delete()
    if not document.editions.exists():
        # Its points keep their ids, so the document stays; but nobody is to find its name taken by nothing.
        document.slug = f"thrown-away-{document.pk}"
        document.save(update_fields=["slug"])


def has_authors(edition: Edition) -> bool:
    """Whether any person of the portal wrote on it."""
    return edition.created_by_id is not None or edition.edits.exists()


def needs_monitoring_officer(edition: Edition) -> bool:
    """Whether the Monitoring Officer has to approve: the adopted protocol, law, the Code, or a point kept for them."""
    return edition.document.is_adopted or _changed(edition, LAW) or _changed(edition, KEPT)


def has_approved(edition: Edition, by: User, care: Care | None) -> bool:
    """Whether this person's approval of the present words stands. What asks for special care asks anew."""
    given = edition.steps.filter(revision=edition.revision, kind=EditionStep.Kind.APPROVED, by=by)
    if care is not None and is_monitoring_officer(by):
        given = given.filter(at__gte=care.since)
    return given.exists()


def wants_officer(edition: Edition, given: list[EditionStep]) -> bool:
    """Whether the approval of the Monitoring Officer's office is still needed."""
    care = care_for(edition.effective_from)
    is_given = any(step.as_monitoring_officer for step in given)
    return (needs_monitoring_officer(edition) and not is_given) or (care is not None and not care.is_taken(given))


def approvals(edition: Edition) -> list[EditionStep]:
    """The approvals that count: of the present words, since they were last sent back."""
    here = list(edition.steps.filter(revision=edition.revision).select_related("by").order_by("number"))
    last_return = max((step.number for step in here if step.kind == EditionStep.Kind.RETURNED), default=0)
    return [step for step in here if step.kind == EditionStep.Kind.APPROVED and step.number > last_return]


def missing_for_publication(edition: Edition) -> list[str]:
    """What is still missing before it can be published: one sentence each; none when nothing is."""
    given = approvals(edition)
    missing = []
    if not given:
        missing.append("Somebody who did not write on it has to approve it.")
    if needs_monitoring_officer(edition) and not any(step.as_monitoring_officer for step in given):
        missing.append(f"The Monitoring Officer has to approve it, since it touches {_officers(edition)}.")
    care = care_for(edition.effective_from)
    if care is not None and not care.is_taken(given):
        missing.append(care.sentence)
    if edition.document.is_adopted and not edition.minute.strip():
        missing.append("The minute of the council’s decision is not named.")
    if (newest := _newest_day(edition)) is not None and edition.effective_from < newest:
        missing.append("It would begin before the edition that it follows, and change what was in force on past days.")
    if edition.adopted_on is not None and edition.effective_from < edition.adopted_on:
        missing.append(
            "It would be in force before the council adopted it. Set its first day to the day of adoption or later."
        )
    if not edition.document.is_adopted and edition.effective_from < today():
        missing.append("Its first day in force has passed. Set it to today or later.")
    if numbers := points_without_note(edition):
        missing.append(f"No change note tells of {', '.join(numbers)}.")
    if dangling := dangling_sentence(edition):
        missing.append(dangling)
    return missing


def _officers(edition: Edition) -> str:
    """What of it needs the Monitoring Officer, in words."""
    if edition.document.is_adopted or _changed(edition, LAW):
        return "the protocol, the law or the Code"
    return "a point of which they approve every change"


def _changed(edition: Edition, which: Q) -> bool:
    before = edition_before(edition)
    return (_said(before, which) if before else {}) != _said(edition, which)


def _said(edition: Edition, which: Q) -> dict[str, tuple[str, ...]]:
    """What such points say, with the section's title and lead-in, which decide the sense, and who looks after them."""
    rows = PointVersion.objects.filter(which, edition=edition).values_list(
        "point_id", "hash", "basis", "law_as_at", "owner_role", "section__title", "section__lead_in"
    )
    return {point: tuple(map(str, facts)) for point, *facts in rows}


def _newest_day(edition: Edition) -> date | None:
    """The first day of the newest edition that is published, in force or still to come."""
    published = edition.document.editions.filter(state=Edition.State.PUBLISHED)
    newest: date | None = published.aggregate(newest=Max("effective_from"))["newest"]
    return newest


def locked_draft(edition: Edition, revision: int | None) -> Edition:
    """The edition under lock, still a draft with the words that were read. Stale, Refused."""
    locked = Edition.objects.select_for_update(of=["self", "document"]).select_related("document")
    found = locked.filter(pk=edition.pk).first()
    if found is None:
        raise Stale("Somebody threw the draft away.")
    if not found.is_draft:
        raise Refused(f"Edition {found.number} of {found.document} has been published already.")
    if revision is not None and found.revision != revision:
        raise Stale(CHANGED)
    return found


def _step(
    edition: Edition, kind: EditionStep.Kind, note: str, *, by: User, as_monitoring_officer: bool = False
) -> EditionStep:
    step = EditionStep.objects.create(
        edition=edition,
        number=edition.steps.count() + 1,
        kind=kind,
        revision=edition.revision,
        as_monitoring_officer=as_monitoring_officer,
        note=note.strip(),
        by=by,
    )
    data: dict[str, str | int | bool | None] = {"edition": edition.number, "revision": edition.revision}
    record(f"guidance.{kind}", by=by, about=edition, data=data | {"as_monitoring_officer": as_monitoring_officer})
    return step


def _freeze(edition: Edition, *, by: User | None) -> Edition:
    edition.content_hash = of_edition(stored_words(edition))
    edition.state, edition.published_at, edition.published_by = Edition.State.PUBLISHED, timezone.now(), by
    edition.save(update_fields=["content_hash", "state", "published_at", "published_by"])
    record_sure_steps(edition)
    print_later(edition)
    data: dict[str, str | int | bool | None] = {
        "edition": edition.number,
        "hash": edition.content_hash,
        "in_force_from": edition.effective_from.isoformat(),
    }
    record("guidance.published", by=by, about=edition, data=data)
    return edition
