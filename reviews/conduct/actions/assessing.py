"""What the holding officer finds out and decides before and at the assessment (brief, sections 4 to 5.2).

Each verb is one transaction in the name of whoever acts. All raise Case.DoesNotExist for somebody without a part in the
case, Conflicted before the question about a conflict is answered, NotNow in a wrong state, and Refused otherwise.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date

from django.utils import timezone

from portal.foundation.audit.actions import record
from portal.foundation.outbox import actions as outbox
from portal.foundation.people.models import User
from reviews.conduct import clocks
from reviews.conduct.actions.informing import note_told
from reviews.conduct.actions.moving import in_the_name_of, part_of, tell_office
from reviews.conduct.actions.receiving import tell_party
from reviews.conduct.actions.refusals import NotNow, Refused
from reviews.conduct.actions.telling import refuse_details, words_for
from reviews.conduct.actions.writing import OFFICE, add, chosen, not_ahead, some, writing
from reviews.conduct.facts import entered
from reviews.conduct.guards import CHECKS
from reviews.conduct.keeping import write_over
from reviews.conduct.models import (
    Answer,
    CapacityRecord,
    Case,
    ChecklistAnswer,
    Complainant,
    Factor,
    Grant,
    IdentityDecision,
    Noted,
    Paper,
    Sending,
    Subject,
    Told,
)
from reviews.conduct.states import CLOSED_STATES, OPEN_STATES, Guard, Limit, State
from reviews.conduct.visibility import Artefact, Capacity

JURISDICTION_STATES = (State.ACKNOWLEDGED, State.JURISDICTION_REVIEW, State.REOPENED)
BY_ITS_VERB = (Noted.Kind.QUESTION, Noted.Kind.WITHDRAWAL, Noted.Kind.MORE_TIME, Noted.Kind.NO_CONTACT)
"""Kinds of ``Noted`` that are written by what was done, and never by hand."""
Protection = Complainant.Protection


@dataclass(frozen=True)
class Looked:
    """What was looked at for the capacity record (brief, section 4). Answers are ``Answer`` values."""

    account: str = ""
    bio_tells_role: str = Answer.UNCLEAR
    name_has_title: str = Answer.UNCLEAR
    council_marks: str = Answer.UNCLEAR
    council_business: str = Answer.UNCLEAR
    answers_resident: str = Answer.UNCLEAR
    used_before: str = Answer.UNCLEAR
    has_disclaimer: str = Answer.UNCLEAR
    council_resources: str = Answer.UNCLEAR
    private_group: str = ""
    seen_by: str = ""


TEXTS = ("account", "private_group", "seen_by")


def answer_checklist(*, case: Case, answers: Mapping[str, tuple[str, str]], by: User) -> None:
    """Answer tests of jurisdiction: question to (answer, words). The newest answer to a question counts."""
    with writing(case, by, "checklist_answered", states=JURISDICTION_STATES) as held:
        for question, (answer, words) in answers.items():
            chosen(question, ChecklistAnswer.Question.values)
            chosen(answer, Answer.values)
            add(ChecklistAnswer(case=held, question=question, answer=answer, words=words, by=by))


def record_capacity(
    *, case: Case, looked: Looked, conclusion: str, reasons: str, by: User, subject: Subject | None = None
) -> CapacityRecord:
    """Record whether somebody acted as a councillor, with what was looked at and why."""
    facts = asdict(looked)
    with writing(case, by, "capacity_recorded", states=JURISDICTION_STATES) as held:
        chosen(conclusion, CapacityRecord.Conclusion.values)
        for name, value in facts.items():
            if name not in TEXTS:
                chosen(value, Answer.values)
        _of_this_case(held, subject)
        made = CapacityRecord(
            case=held,
            subject=subject,
            conclusion=conclusion,
            reasons=some(reasons, "Give your reasons."),
            by=by,
            **facts,
        )
        add(made)
        return made


def weigh(*, case: Case, factors: Mapping[str, str], by: User) -> None:
    """Record what was weighed at the assessment: kind of factor to a note."""
    with writing(case, by, "factors_weighed", states=(State.ASSESSMENT,)) as held:
        if not factors:
            raise Refused("Choose what you assessed.")
        for kind, words in factors.items():
            add(Factor(case=held, kind=chosen(kind, Factor.Kind.values), words=words, by=by))


def decide_identity(*, complainant: Complainant, is_granted: bool, reasons: str, by: User) -> IdentityDecision:
    """Decide whether a name is withheld. A refusal offers withdrawal first, for the time of the limit (guard CG6).

    The complainant is told that it is decided, and reads the reasons and the offer on their own page.
    """
    with writing(complainant, by, "identity_decided") as held:
        found = _locked_complainant(complainant)
        if found.protection != Protection.ASKED:
            raise NotNow("No request about this name waits for a decision.")
        now = timezone.now()
        until = None if is_granted else clocks.last_day(Limit.OFFER_WITHDRAWAL, now)
        made = IdentityDecision(
            case=held,
            complainant=found,
            is_granted=is_granted,
            reasons=some(reasons, "Give your reasons."),
            offered_until=until,
            by=by,
        )
        add(made)
        _protect(found, Protection.GRANTED if is_granted else Protection.REFUSED, until)
        if not Complainant.objects.filter(case=held, protection=Protection.ASKED).exists():
            clocks.stop(held, (Limit.IDENTITY,), at=now, by=by)
        if until is not None:
            clocks.start(Limit.OFFER_WITHDRAWAL, held, at=now, by=by)
        tell_party(found.grant, f"identity:{made.pk}")
        return made


def disclose_identity(*, complainant: Complainant, by: User) -> None:
    """After a refusal, and when the offer to withdraw has run out: the name is no longer withheld (guard CG6)."""
    with writing(complainant, by, "identity_disclosed") as held:
        found = _locked_complainant(complainant)
        offered = found.offered_until
        if found.protection != Protection.REFUSED or offered is None or timezone.localdate() <= offered:
            raise NotNow(CHECKS[Guard.WITHDRAWAL_OFFERED][1])
        _protect(found, Protection.DISCLOSED, offered)
        tell_party(found.grant, f"disclosed:{found.pk}:{found.version}")
        if not Complainant.objects.filter(case=held, protection=Protection.REFUSED).exists():
            clocks.stop(held, (Limit.OFFER_WITHDRAWAL,), at=timezone.now(), by=by)


def notify_subject(
    *, subject: Subject, words: str, by: User, way: str = Sending.Way.PORTAL, because: str = ""
) -> Grant:
    """Tell a member of what is alleged of them: their part in the case, and the complaint as they get it.

    ``words`` is the complaint without contact details and without what concerns others (guard CG12). Refused while a
    request about a name is open (CG5, CG6), and when what looks like contact details stands in these words or in an
    allegation, unless it is said why it is none (``because``, or ``telling.tell_as``).
    """
    with writing(subject, by, "subject_notified") as held:
        _refuse_before_names(held)
        found = Subject.objects.select_for_update(no_key=True, of=("self",)).select_related("member").get(pk=subject.pk)
        if found.member is None:
            raise NotNow("Say first which member this is.")
        if found.notified_at is not None:
            raise NotNow("This member was notified before.")
        words_for(held, found, by)
        refuse_details(held, some(words, "Write what the member is to get."), because, by)
        now = timezone.now()
        grant = Grant(case=held, person=found.member, capacity=Capacity.SUBJECT, given_by=by, given_at=now)
        grant.reason = "Complained of, and notified"
        add(grant)
        found.grant, found.notified_at = grant, now
        found.save(update_fields=["grant", "notified_at"])
        own = Grant.objects.live().get(case=held, person=by)
        paper = Paper(case=held, kind=Artefact.COMPLAINT, subject=found, grant=own, words=words, written_at=now)
        add(paper)
        add(Sending(case=held, paper=paper, to=grant, way=chosen(way, Sending.Way.values), sent_by=by, sent_at=now))
        outbox.add(
            "conduct.for_you",
            key=f"conduct.for_you:grant:{grant.pk}",
            payload={"case": str(held.pk), "person": str(found.member_id)},
        )
        _stop_notifying(held, by)
        if held.state == State.ASSESSMENT:
            clocks.start(Limit.COMMENTS, held, at=now, by=by)
        return grant


def delay_notification(*, subject: Subject, reason: str, by: User) -> None:
    """Record why a member is not told yet: it would harm the investigation (brief, 5.2)."""
    with writing(subject, by, "notification_delayed") as held:
        found = Subject.objects.select_for_update(no_key=True).get(pk=subject.pk)
        if found.notified_at is not None:
            raise NotNow("This member was notified before.")
        write_over(found, {"delay_reason": some(reason, "Say why the member is not told yet.")})
        _stop_notifying(held, by)


def note(*, case: Case, kind: str, on: date, by: User, words: str = "", subject: Subject | None = None) -> Noted:
    """Record a dated fact (``Noted.Kind``). What a member says to their Independent Person is never written (CG3)."""
    after_the_end = kind == Noted.Kind.NEW_MATERIAL
    with writing(case, by, f"noted.{kind}", states=CLOSED_STATES if after_the_end else OPEN_STATES) as held:
        if chosen(kind, Noted.Kind.values) in BY_ITS_VERB:
            raise Refused("This is recorded by doing it, on a page of its own.")
        if kind == Noted.Kind.MEMBERS_IP and words:
            raise Refused("Only that they spoke is recorded, never what was said.")
        _of_this_case(held, subject)
        made = Noted(case=held, kind=kind, on=not_ahead(on), words=words, subject=subject, by=by)
        add(made)
        return made


def ask_to_withdraw(
    *, case: Case, words: str, by: User | None = None, code: str = "", complainant: Complainant | None = None
) -> Noted:
    """The complainant asks to withdraw; the Monitoring Officer decides (row 17).

    From the complainant (``by`` or a return ``code``), or typed in by the holding officer for the ``complainant``.
    """
    with in_the_name_of(by, code):
        grant = part_of(case, by, code)
        if grant.capacity == Capacity.HOLDER and complainant is not None:
            grant = complainant.grant
        if grant.capacity != Capacity.COMPLAINANT:
            raise Refused("Only whoever complained can ask to withdraw.")
        found = Case.objects.select_for_update(no_key=True).get(pk=case.pk)
        if found.state not in OPEN_STATES:
            raise NotNow("This case is closed.")
        made = Noted(
            case=found, kind=Noted.Kind.WITHDRAWAL, on=timezone.localdate(), grant=grant, words=words, by=by
        )  # fmt: skip
        add(made)
        tell_office(found, f"withdrawal:{made.pk}", but=by)
        record("conduct.withdrawal_asked", by=by, about=found)
        return made


def note_left_office(*, subject: Subject, on: date, by: User) -> None:
    """A subject member resigned, lost the seat or died. The Monitoring Officer decides what follows (row 20a)."""
    with writing(subject, by, "subject_left_office"):
        found = Subject.objects.select_for_update(no_key=True).get(pk=subject.pk)
        found.left_office_on = not_ahead(on)
        found.save(update_fields=["left_office_on"])


def record_told(
    *,
    case: Case,
    on: date,
    way: str,
    by: User,
    complainant: Complainant | None = None,
    subject: Subject | None = None,
    words: str = "",
) -> Told:
    """Record that a party was told where the case stands (guard CG8, and each month of an investigation)."""
    with writing(case, by, "told", who=OFFICE, states=(*OPEN_STATES, *CLOSED_STATES)) as held:
        _of_this_case(held, subject)
        _of_this_case(held, complainant)
        if on < timezone.localdate(entered(held)):
            raise Refused("That day lies before the case came to where it stands.")
        way = chosen(way, Told.Way.values)
        return note_told(held, on=not_ahead(on), way=way, by=by, complainant=complainant, subject=subject, words=words)


def _stop_notifying(case: Case, by: User) -> None:
    if not Subject.objects.filter(case=case, notified_at=None, delay_reason="").exists():
        clocks.stop(case, (Limit.NOTIFY_SUBJECT,), at=timezone.now(), by=by)


def _refuse_before_names(case: Case) -> None:
    waiting = set(Complainant.objects.filter(case=case).values_list("protection", flat=True))
    if Protection.ASKED in waiting:
        raise NotNow(CHECKS[Guard.IDENTITY_DECIDED][1])
    if Protection.REFUSED in waiting:
        raise NotNow(CHECKS[Guard.WITHDRAWAL_OFFERED][1])


def _locked_complainant(complainant: Complainant) -> Complainant:
    found = Complainant.objects.select_for_update(no_key=True, of=("self",)).select_related("grant")
    return found.get(pk=complainant.pk)


def _protect(complainant: Complainant, protection: str, until: date | None) -> None:
    complainant.protection, complainant.offered_until = protection, until
    complainant.version += 1
    complainant.save(update_fields=["protection", "offered_until", "version"])


def _of_this_case(case: Case, thing: Subject | Complainant | None) -> None:
    if thing is not None and thing.case_id != case.pk:
        raise Case.DoesNotExist
