"""How a notice comes before the public and goes again (guard CG9): a text written anew, then a separate act."""

import re
import uuid
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from guidance.editing.care import Care, care_for
from portal.foundation.audit.actions import record
from portal.foundation.outbox import actions as outbox
from portal.foundation.outbox.models import Item
from portal.foundation.people.models import Term, User
from reviews.conduct.actions.refusals import MovedOn, NotNow, Refused
from reviews.conduct.facts import newest_findings
from reviews.conduct.identity import acting_as, acting_as_system
from reviews.conduct.models import Case, Complainant, Contact, Finding, Paper, Publication, PublicText, Step, Subject
from reviews.conduct.permissions import capacity_in
from reviews.conduct.states import Verb
from reviews.conduct.visibility import Artefact, Capacity
from reviews.conduct.wording import LONGEST

SHORTEST_NAME = 3
"""A part of a name shorter than this is in too many words to be looked for."""


@dataclass(frozen=True)
class Redacted:
    """The text for the public, and the ground on which it may come out."""

    title: str
    words: str
    outcome: str
    names_member: bool
    consent_on: date | None = None
    consent: str = ""


def can_publish(user: User, case: Case) -> bool:
    return capacity_in(user, case) == Capacity.HOLDER


def write_public_text(*, notice: Paper, text: Redacted, by: User) -> PublicText:
    """Write the text for the public, sealed until it is published. Publishes nothing.

    Raises Refused when it is the notice itself, tells who complained, names a member who is not to be named, or has no
    breach and no consent.
    """
    with acting_as(by.pk):
        case = notice.case
        if not can_publish(by, case) or notice.kind != Artefact.NOTICE or notice.subject is None:
            raise Refused("The holding officer writes the text for the public, from a decision notice.")
        _refuse_words(notice, text)
        _refuse_ground(notice, text)
        made = PublicText(
            case=case, notice=notice, title=text.title, words=text.words, outcome=text.outcome,
            names_member=text.names_member, consent_on=text.consent_on, consent=text.consent, written_by=by,
        )  # fmt: skip
        made.save(force_insert=True)
        record("conduct.public_text.written", by=by, about=case, data={"text": str(made.pk), "outcome": text.outcome})
        return made


def publish(*, text: PublicText, show_until: date, reason: str, care_words: str, by: User) -> Publication:
    """Publish it, as an act of its own. The PDF follows, and the end comes by itself.

    Raises Refused for anybody but the holding officer, without a reason, after the end of the member's term, and inside
    a pre-election period without saying why it comes out now; MovedOn for a text that is not the latest; NotNow while
    the notice about this member is shown already, this text was taken down, or before the decision was taken.
    """
    with acting_as(by.pk):
        case, notice = text.case, text.notice
        if not can_publish(by, case):
            raise Refused("Only the holding officer publishes a notice.")
        Case.objects.select_for_update(no_key=True).get(pk=case.pk)
        if PublicText.objects.filter(notice=notice).latest("written_at", "id") != text:
            raise MovedOn("Somebody wrote a later text for the public. Read that one first.")
        if Publication.objects.shown().filter(text__notice=notice).exists():
            raise NotNow("The notice about this member is published already. Take that one down first.")
        if Publication.objects.filter(text=text).exists():
            raise NotNow("This text was taken down. Write the text for the public anew; then that one can come out.")
        _refuse_time(notice, show_until)
        _refuse_unreasoned(reason, care_words)
        _refuse_ground(notice, _as_written(text))
        made = _publication(text, show_until=show_until, reason=reason, care=care_words, by=by)
        made.save(force_insert=True)
        record("conduct.notice.published", by=by, about=case, data={"publication": str(made.pk), "rule": made.rule})
        _later(made)
        return made


def unpublish(*, publication: Publication, reason: str, by: User) -> Publication:
    """Take it down at once. Raises Refused without a reason or for anybody else; MovedOn when it is down already."""
    if not reason.strip():
        raise Refused("Say why the notice is taken down.")
    with acting_as(by.pk):
        text = PublicText.objects.select_related("case").filter(publication=publication).first()
        if text is None or not can_publish(by, text.case):
            raise Refused("Only the holding officer takes a notice down.")
        Case.objects.select_for_update(no_key=True).get(pk=text.case_id)
        publication = Publication.objects.get(pk=publication.pk)
        if publication.unpublished_at is not None:
            raise MovedOn("This notice was taken down already.")
        publication.unpublished_by = by
        _end(publication, reason)
        record("conduct.notice.unpublished", by=by, about=text.case, data={"publication": str(publication.pk)})
        return publication


def unpublish_due(item: Item) -> None:
    """The work of the outbox kind "conduct.unpublish": its time is over. The page was gone since its last day."""
    with acting_as_system():
        publication = Publication.objects.over().filter(pk=uuid.UUID(item.payload["publication"])).first()
        if publication is not None:
            _end(publication, "The time for which it was to be shown is over.")
            record("conduct.notice.ended", by=None, about=publication)


def longest_shown(notice: Paper) -> date | None:
    """The last day of the term of office of the notice's member; None when they hold none."""
    if notice.subject is None:
        return None
    return Term.objects.filter(user=notice.subject.member).on(timezone.localdate()).values_list(
        "ends_on", flat=True
    ).first()  # fmt: skip


def care_now() -> Care | None:
    """What asks for care today, such as a pre-election period."""
    return care_for(timezone.localdate())


def _publication(text: PublicText, *, show_until: date, reason: str, care: str, by: User) -> Publication:
    notice, subject = text.notice, text.notice.subject
    return Publication(
        text=text,
        title=text.title,
        words=text.words,
        member_name=subject.name if subject and text.names_member else "",
        decided_on=notice.dated_on or timezone.localtime(notice.written_at).date(),
        rule=Publication.Rule.BREACH if text.outcome == PublicText.Outcome.BREACH else Publication.Rule.CONSENT,
        reason=reason,
        care=care,
        show_until=show_until,
        published_by=by,
    )


def _end(publication: Publication, reason: str) -> None:
    publication.unpublished_at, publication.unpublished_because = timezone.now(), reason
    publication.save(update_fields=["unpublished_at", "unpublished_by", "unpublished_because"])


def _later(made: Publication) -> None:
    payload = {"publication": str(made.pk)}
    outbox.add("conduct.make_notice", key=f"conduct.make_notice:{made.pk}", payload=payload)
    morning_after = datetime.combine(
        made.show_until + timedelta(days=1), time(0, 5), tzinfo=timezone.get_default_timezone()
    )
    outbox.add("conduct.unpublish", key=f"conduct.unpublish:{made.pk}", payload=payload, due_at=morning_after)


def _refuse_words(notice: Paper, text: Redacted) -> None:
    if not text.title.strip() or not text.words.strip() or len(text.words) > LONGEST:
        raise Refused("The text for the public has a title and words, at most 50,000 characters.")
    if _plain(text.words) == _plain(notice.words):
        raise Refused("This is the notice itself. The text for the public is written anew, without what is not theirs.")
    said = f"{text.title}\n{text.words}"
    for private in _private_words(notice.case):
        if _tells(said, private):
            raise Refused("The text tells who complained, or how to reach them. Take that out.")
    for subject in Subject.objects.filter(case=notice.case).select_related("member"):
        is_named = _tells(said, subject.name)
        if is_named and subject != notice.subject:
            raise Refused("The text names another member of the case. Take that out.")
        if is_named and not text.names_member:
            raise Refused("The text names the member, who is not to be named. Take the name out.")


def _private_words(case: Case) -> list[str]:
    contacts = Contact.objects.filter(case=case)
    known = [word for one in contacts for word in (one.email, one.telephone, one.address)]
    return [*(one.name for one in Complainant.objects.filter(case=case)), *known, case.reference]


def _tells(said: str, private: str) -> bool:
    """Whether the text holds these words, whatever their case and spaces."""
    wanted = " ".join(private.split()).casefold()
    if len(wanted) < SHORTEST_NAME:
        return False
    return re.search(rf"(?<!\w){re.escape(wanted)}(?!\w)", " ".join(said.split()).casefold()) is not None


def _plain(words: str) -> str:
    return " ".join(words.split()).casefold()


def _refuse_ground(notice: Paper, text: Redacted) -> None:
    if text.outcome not in PublicText.Outcome.values:
        raise Refused("Say whether a breach was found.")
    if text.outcome == PublicText.Outcome.BREACH:
        if not Step.objects.filter(case=notice.case, verb=Verb.DECIDE).exists():
            raise NotNow("No decision of a panel is recorded in this case, so no breach can be published.")
        if not _breach_was_found(notice):
            raise NotNow("The panel found no breach by this member, so none can be published of them.")
        return
    if text.consent_on is None or not text.consent.strip():
        raise Refused("Without a breach the member must agree. Enter the day on which they did, and how.")
    if text.consent_on > timezone.localdate():
        raise Refused("The day on which the member agreed is in the past.")


def _breach_was_found(notice: Paper) -> bool:
    """Whether the newest finding for some allegation against the member of the notice is a breach."""
    found = newest_findings(notice.case).items()
    return any(
        finding is not None and alleged.subject_id == notice.subject_id and finding.outcome != Finding.Outcome.NO_BREACH
        for alleged, finding in found
    )


def _refuse_time(notice: Paper, show_until: date) -> None:
    last = longest_shown(notice)
    if last is None:
        raise Refused("This member’s term of office is over, so the notice is not published any more.")
    if not timezone.localdate() <= show_until <= last:
        raise Refused("A notice is shown from today until the end of the member’s term at most.")


def _refuse_unreasoned(reason: str, care_words: str) -> None:
    if not reason.strip():
        raise Refused("Say why the notice is published.")
    if care_now() is not None and not care_words.strip():
        raise Refused("A pre-election period is in force. Say why the notice comes out now.")


def _as_written(text: PublicText) -> Redacted:
    return Redacted(text.title, text.words, text.outcome, text.names_member, text.consent_on, text.consent)
