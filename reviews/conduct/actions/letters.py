"""Letters, notices and agenda papers: written, corrected, sent. Each verb is one transaction in its actor’s name."""

from collections.abc import Collection, Mapping
from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone

from portal.foundation.audit.actions import record
from portal.foundation.deadlines.models import Calendar
from portal.foundation.deadlines.working_days import CalendarName
from portal.foundation.outbox import actions as outbox
from portal.foundation.people.models import User
from reviews.conduct import clocks
from reviews.conduct.actions.informing import note_told
from reviews.conduct.actions.moving import locked
from reviews.conduct.actions.refusals import MovedOn, Refused
from reviews.conduct.clocks import limit_on
from reviews.conduct.filling import Party
from reviews.conduct.identity import acting_as
from reviews.conduct.models import (
    AgendaPaper,
    Case,
    Complainant,
    Contact,
    Grant,
    Letter,
    LetterTemplate,
    Need,
    Paper,
    Sending,
    Subject,
)
from reviews.conduct.permissions import can_write, grant_of, may_hold
from reviews.conduct.prints import is_in_large_print, order, print_of
from reviews.conduct.states import CLOSED_STATES, Limit, State
from reviews.conduct.visibility import Artefact
from reviews.conduct.wording import LONGEST, BadTemplate, blanks_left, check

OVERTAKEN = "Somebody else changed this template since you opened it. Compare before you save yours."
UPDATES = (LetterTemplate.Kind.UPDATE_COMPLAINANT, LetterTemplate.Kind.UPDATE_MEMBER)
KINDS = (Artefact.LETTER, Artefact.NOTICE, Artefact.HEARING)
Template = LetterTemplate.Kind
TELLS: Mapping[str, Collection[str]] = {
    **dict.fromkeys(CLOSED_STATES, (Template.CLOSING,)),
    State.NO_FURTHER_ACTION: (Template.NO_ACTION, Template.CLOSING),
    State.WITHDRAWN: (Template.WITHDRAWN, Template.CLOSING),
    State.RESOLVED: (Template.INFORMAL, Template.CLOSING),
    State.LOCAL_RESOLUTION: (Template.CLOSING,),
    State.DECIDED: (Template.DECISION_NOTICE,),
    State.FOLLOW_UP: (Template.CLOSING,),
}
"""Where a case stands: the letters that tell a party so with the reasons. Whoever is sent one counts as told (CG8)."""


def change_template(*, kind: str, title: str, words: str, why: str, seen: int, by: User) -> LetterTemplate:
    """The next edition of a template; letters written before keep theirs.

    ``seen`` is the number of the edition that the page was made from. Raises Refused for anybody but the Monitoring
    Officer's office, a field that is not known and an empty reason; MovedOn when somebody was quicker.
    """
    if not may_hold(by):
        raise Refused("The Monitoring Officer’s office words the letters.")
    if not (title.strip() and words.strip() and why.strip()):
        raise Refused("A template has a title and words, and each edition says what was changed.")
    try:
        check(title)
        check(words)
    except BadTemplate as bad:
        raise Refused(str(bad)) from bad
    with acting_as(by.pk):
        made = LetterTemplate(kind=kind, number=seen + 1, title=title, words=words, why=why, made_by=by)
        if LetterTemplate.objects.current().get(kind=kind).number != seen:
            raise MovedOn(OVERTAKEN)
        try:
            with transaction.atomic():
                made.save(force_insert=True)
        except IntegrityError as taken:  # editions are never changed, so there is no row to lock
            raise MovedOn(OVERTAKEN) from taken
        record("conduct.template.changed", by=by, about=made, data={"kind": kind, "edition": made.number})
        return made


def write_letter(
    *,
    case: Case,
    template: LetterTemplate,
    party: Party,
    title: str,
    words: str,
    by: User,
    replaces: Paper | None = None,
) -> Paper:
    """A letter to one party, from a template; the PDF follows. ``replaces`` names the version that it corrects."""
    with acting_as(by.pk):
        paper = _write(case, Artefact.LETTER, title=title, words=words, by=by, subject=party.subject, replaces=replaces)
        Letter(case=case, paper=paper, template=template, to=party.grant, format=party.format).save(force_insert=True)
        return paper


def write_notice(
    *, case: Case, template: LetterTemplate, subject: Subject, title: str, words: str, by: User,
    replaces: Paper | None = None,
) -> Paper:  # fmt: skip
    """The decision notice about one member, unpublished: both sides may be sent it (CSPL 2019)."""
    with acting_as(by.pk):
        if subject.case_id != case.pk:
            raise Refused("Choose a member of this case.")
        paper = _write(case, Artefact.NOTICE, title=title, words=words, by=by, subject=subject, replaces=replaces)
        Letter(case=case, paper=paper, template=template).save(force_insert=True)
        return paper


def write_agenda_paper(
    *, case: Case, version: str, paragraphs: Collection[str], meeting_on: date, title: str, words: str, by: User
) -> Paper:
    """A paper for the agenda, in its public or its exempt version.

    Raises Refused when the exempt one names no paragraph of Schedule 12A, the public one names any, or the clear days
    cannot be kept any more.
    """
    if (version == AgendaPaper.Version.EXEMPT) != bool(paragraphs):
        raise Refused("The exempt version names a paragraph of Schedule 12A, and the public version names none.")
    with acting_as(by.pk):
        last = publish_by(meeting_on)
        if last < timezone.localdate():
            raise Refused("The clear days before that meeting cannot be kept any more. Choose a later day.")
        paper = _write(case, Artefact.HEARING, title=title, words=words, by=by)
        AgendaPaper(
            case=case, paper=paper, version=version, paragraphs=sorted(paragraphs), meeting_on=meeting_on,
            publish_by=last,
        ).save(force_insert=True)  # fmt: skip
        return paper


def publish_by(meeting_on: date) -> date:
    """The last day on which the agenda may come out, by the limit in force and the calendar of clear days."""
    days = limit_on(Limit.AGENDA, timezone.now()).amount
    return Calendar.objects.working(CalendarName.CLEAR_DAYS).clear_days_before(meeting_on, days)


def dispatch(*, paper: Paper, to: Party, way: str, note: str, made_outside: bool, by: User) -> Sending:
    """Record that a paper went to a party, and by which way; in the portal they read it from then on.

    Raises Refused for a member who is not notified, another member's part (guard CG12), a format that must be made
    outside and was not, a way without account, and a paper that was corrected or was sent to them already.
    """
    with acting_as(by.pk):
        if not can_write(by, paper.case, paper.kind) or paper.kind not in KINDS:
            raise Refused("This paper is not yours to send.")
        locked(paper.case)
        grant = _addressee(paper, to)
        if Paper.objects.filter(replaces=paper).exists():
            raise MovedOn("This paper was corrected. Send the newer one.")
        if Sending.objects.filter(paper=paper, to=grant).exists():
            raise Refused("This paper was sent to them already.")
        _refuse_way(paper, to, grant, way, made_outside)
        sent = Sending(case=paper.case, paper=paper, to=grant, way=way, reason=note, sent_by=by)
        sent.save(force_insert=True)
        _note_update(sent, to, by)
        record("conduct.sent", by=by, about=paper.case, data={"paper": str(paper.pk), "to": str(grant.pk), "way": way})
        _tell(paper.case, grant, sent)
        _count_as_told(paper, grant, way, by)
        return sent


def make_again(*, paper: Paper, is_large: bool, by: User) -> None:
    """Order a PDF that failed or is late, or one in large print. Raises Refused when it is there or is being made."""
    with acting_as(by.pk):
        if paper.kind not in KINDS or not can_write(by, paper.case, paper.kind):
            raise Refused("This paper is not yours to have made.")
        held = locked(paper.case)
        if not print_of(paper, is_large=is_large).can_be_ordered:
            raise Refused("This PDF is there, or is being made just now. Load the page again.")
        order(paper, is_large=is_large and not is_in_large_print(paper), by=by)
        record("conduct.pdf_ordered", by=by, about=held, data={"paper": str(paper.pk), "large": is_large})


def _note_update(sent: Sending, to: Party, by: User) -> None:
    """A letter that says how it stands is what the update of the month asks for; the time to the next begins anew."""
    written = Letter.objects.filter(paper=sent.paper_id, template__kind__in=UPDATES).exists()
    running = clocks.newest(sent.case, Limit.UPDATE) if written else None
    complainant = Complainant.objects.filter(grant=sent.to).first()
    if running is None or running.state == running.State.STOPPED or not (complainant or to.subject):
        return
    subject = None if complainant else to.subject
    note_told(locked(sent.case), on=timezone.localdate(), way=sent.way, by=by, complainant=complainant, subject=subject)


def _addressee(paper: Paper, to: Party) -> Grant:
    if to.grant is None:
        raise Refused("This member is not notified yet. Notify them first; then the letter can go.")
    if to.grant.case_id != paper.case_id:
        raise Refused("Choose somebody who has a part in this case.")
    serves = to.grant.serves_id or (to.subject.pk if to.subject else None)
    if serves is not None and paper.subject_id not in (None, serves):
        raise Refused("This paper concerns another member.")
    written = Letter.objects.filter(paper=paper).first()
    if written is not None and written.to_id not in (None, to.grant.pk):
        raise Refused("This letter was written to somebody else.")
    return to.grant


def _refuse_way(paper: Paper, to: Party, grant: Grant, way: str, made_outside: bool) -> None:
    if way not in Sending.Way.values:
        raise Refused("Choose how it is sent.")
    written = Letter(format=to.format)
    if to.format == Need.Format.LARGE_PRINT and print_of(paper, is_large=True).file is None:
        raise Refused("They need large print, and this is not made in large print yet. Have it made first.")
    contact = Contact.objects.filter(complainant__grant=grant).first()
    if way == Sending.Way.EMAIL and grant.person_id is None and contact is not None and not contact.email:
        raise Refused("They gave no e-mail address. Post it, or let them read it here with their code.")
    if written.made_outside and not made_outside:
        raise Refused(f"They need it in this format: {written.made_outside.lower()}. Have it made first, then say so.")


def _tell(case: Case, grant: Grant, sent: Sending) -> None:
    """Whoever has an account is told that something waits; whoever has none, by a mail as neutral to their address."""
    if grant.person_id is not None:
        payload = {"case": str(case.pk), "person": str(grant.person_id)}
        outbox.add("conduct.for_you", key=f"conduct.for_you:sent:{sent.pk}", payload=payload)
    elif sent.way in (Sending.Way.PORTAL, Sending.Way.EMAIL):
        outbox.add("conduct.for_party", key=f"conduct.for_party:{sent.pk}", payload={"grant": str(grant.pk)})


def _count_as_told(paper: Paper, grant: Grant, way: str, by: User) -> None:
    """The letter is the telling: nobody has to record it once more."""
    written = Letter.objects.filter(paper=paper).select_related("template").first()
    stands = Case.objects.get(pk=paper.case_id).state
    if written is None or written.template.kind not in TELLS.get(stands, ()):
        return
    complainant = Complainant.objects.filter(grant=grant).first()
    subject = Subject.objects.filter(grant=grant).first()
    if complainant or subject:
        today = timezone.localdate()
        note_told(locked(paper.case), on=today, way=way, by=by, complainant=complainant, subject=subject)


def _write(
    case: Case, kind: Artefact, *, title: str, words: str, by: User, subject: Subject | None = None,
    replaces: Paper | None = None,
) -> Paper:  # fmt: skip
    grant = grant_of(by, case)
    if grant is None or not can_write(by, case, kind):
        raise Refused("This is not yours to write in this case.")
    if not title.strip() or not words.strip() or len(words) > LONGEST:
        raise Refused("Give it a title and words, at most 50,000 characters.")
    if left := blanks_left(words):
        raise Refused(f"There is a blank left to fill: {left[0]}.")
    if replaces is not None:
        _refuse_replacing(replaces, case, kind)
    paper = Paper(
        case=case, kind=kind, subject=subject, grant=grant, title=title, words=words, replaces=replaces,
        dated_on=timezone.localdate(), typed_by=by,
    )  # fmt: skip
    paper.save(force_insert=True)
    record("conduct.paper.written", by=by, about=case, data={"paper": str(paper.pk), "kind": str(kind)})
    order(paper, is_large=False, by=by)
    if kind != Artefact.LETTER and Need.objects.filter(case=case, format=Need.Format.LARGE_PRINT).exists():
        order(paper, is_large=True, by=by)
    return paper


def _refuse_replacing(replaces: Paper, case: Case, kind: Artefact) -> None:
    if replaces.case_id != case.pk or replaces.kind != kind:
        raise Refused("A correction replaces a paper of the same kind in the same case.")
    Case.objects.select_for_update(no_key=True).get(pk=case.pk)
    if Paper.objects.filter(replaces=replaces).exists():
        raise MovedOn("Somebody else corrected this since you opened it. Compare before you save yours.")
