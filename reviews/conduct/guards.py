"""What a row of the table asks before it is done: one small function for each guard, and the sentence when it says no.

They read what the structured tables and the papers say, in the name of whoever acts. A fact counts for the round in
which it was made: a case that was opened again starts a new one (row 24). Times are UTC, days Europe/London.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from portal.foundation.people.models import User
from reviews.conduct import clocks
from reviews.conduct.facts import (
    entered,
    everybody_told,
    hearing_began,
    hearing_of,
    left_office,
    newest_findings,
    round_began,
    times_reminded,
)
from reviews.conduct.models import (
    Answer,
    CapacityRecord,
    Case,
    ChecklistAnswer,
    Complainant,
    Declaration,
    Factor,
    Finding,
    Grant,
    Hold,
    Investigation,
    LocalRule,
    Noted,
    Paper,
    ResolutionAction,
    Sanction,
    SanctionImposed,
    Sending,
    Stage,
    Step,
    Subject,
)
from reviews.conduct.states import OPTIONAL_STATES, Guard, Limit, Row, Verb
from reviews.conduct.visibility import Artefact, Capacity

G = Guard
REMINDERS_BEFORE_CLOSING = 2
"""Row 23: so many reminders to the complainant before a case is closed without an answer."""


@dataclass(frozen=True)
class Act:
    """What somebody is about to do. ``by`` is None for a complainant who came back with a code."""

    case: Case
    row: Row
    grant: Grant
    by: User | None
    now: datetime
    reason: str = ""
    review_on: date | None = None
    ground: str = ""

    @property
    def today(self) -> date:
        return timezone.localdate(self.now)


def _live(case: Case, capacity: Capacity) -> QuerySet[Grant]:
    return Grant.objects.live().cleared().filter(case=case, capacity=capacity)


def _papers(case: Case, kind: Artefact) -> QuerySet[Paper]:
    return Paper.objects.filter(case=case, kind=kind)


def conflict_clear(act: Act) -> bool:
    if not act.grant.declares_first:
        return True
    if Subject.objects.filter(case=act.case, member=act.by).exists():
        return False
    said = Declaration.objects.filter(case=act.case, person=act.by, made_at__gt=_asked_anew(act.case)).last()
    return said is not None and not said.has_conflict


def _asked_anew(case: Case) -> datetime:
    """Since when an answer about a conflict counts: each reopening asks anew (row 24)."""
    again = Step.objects.filter(case=case, verb=Verb.REOPEN).last()
    return again.at if again is not None else case.received_at - timedelta(days=1)


def holder_declared(act: Act) -> bool:
    return _live(act.case, Capacity.HOLDER).exists()


def identity_recorded(act: Act) -> bool:
    asked = Complainant.objects.filter(case=act.case).exclude(protection=Complainant.Protection.NOT_ASKED)
    written = _papers(act.case, Artefact.IDENTITY_REQUEST).filter(grant=OuterRef("grant"))
    return not asked.exclude(Exists(written)).exists()


def unanswered_long_enough(act: Act) -> bool:
    clock = clocks.newest(act.case, Limit.COMPLAINANT_ANSWERS)
    if clock is None or clock.due_at is None or clock.due_at >= act.now:
        return False
    return times_reminded(act.case) >= REMINDERS_BEFORE_CLOSING


def checklist_done(act: Act) -> bool:
    answered = ChecklistAnswer.objects.newest(act.case)
    return set(answered) == set(ChecklistAnswer.Question.values) and _capacity(act.case) is not None


def a_test_failed(act: Act) -> bool:
    return Answer.NO in ChecklistAnswer.objects.newest(act.case).values()


def tests_passed(act: Act) -> bool:
    return not a_test_failed(act)


def _capacity(case: Case) -> CapacityRecord | None:
    return CapacityRecord.objects.filter(case=case).last()


def identity_decided(act: Act) -> bool:
    return not Complainant.objects.filter(case=act.case, protection=Complainant.Protection.ASKED).exists()


def withdrawal_offered(act: Act) -> bool:
    return not Complainant.objects.filter(case=act.case, protection=Complainant.Protection.REFUSED).exists()


def subjects_notified(act: Act) -> bool:
    return not Subject.objects.filter(case=act.case, notified_at=None, delay_reason="").exists()


def factors(act: Act) -> bool:
    return Factor.objects.filter(case=act.case, at__gte=round_began(act.case)).exists()


def assessment_view(act: Act) -> bool:
    if not clocks.local_rule(LocalRule.Key.ASSESSMENT_VIEW, act.now):
        return True
    return _views(act.case).filter(written_at__gte=round_began(act.case)).exists()


def statutory_view(act: Act) -> bool:
    """Asked of the database, which keeps this guard too: the clerk may know that a view is there, and not read it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT public.conduct_has_view(%s, %s)", [act.case.pk, act.today])
        return bool(cursor.fetchone()[0])


def _views(case: Case) -> QuerySet[Paper]:
    return _papers(case, Artefact.VIEW).filter(grant__capacity=Capacity.COUNCILS_IP)


def plan(act: Act) -> bool:
    return ResolutionAction.objects.filter(case=act.case, outcome=ResolutionAction.Outcome.OPEN).exists()


def _outcomes(act: Act) -> set[str]:
    """How the actions of this stage stand: those that are open, and those settled since it began."""
    done = Q(outcome=ResolutionAction.Outcome.OPEN) | Q(settled_at__gte=entered(act.case))
    return set(ResolutionAction.objects.filter(done, case=act.case).values_list("outcome", flat=True))


def actions_done(act: Act) -> bool:
    return _outcomes(act) == {ResolutionAction.Outcome.DONE}


def action_failed(act: Act) -> bool:
    return ResolutionAction.Outcome.FAILED in _outcomes(act)


def investigator_ready(act: Act) -> bool:
    planned = Investigation.objects.filter(case=act.case, at__gte=round_began(act.case)).last()
    if planned is None or planned.target_on < act.today:
        return False
    return _live(act.case, Capacity.INVESTIGATOR).filter(pk=planned.investigator_id).exists()


def _parties(case: Case) -> list[Grant | None]:
    """The part of each complainant and each subject member; None for a member who has not been notified."""
    complaining = [found.grant for found in Complainant.objects.filter(case=case).select_related("grant")]
    return [*complaining, *(subject.grant for subject in Subject.objects.filter(case=case).select_related("grant"))]


def draft_sent(act: Act) -> bool:
    sent = Sending.objects.filter(
        case=act.case, paper__kind=Artefact.DRAFT_REPORT, sent_at__gte=entered(act.case)
    ).values_list("to_id", flat=True)
    return {grant.pk if grant else None for grant in _parties(act.case)} <= set(sent)


def comments_time(act: Act) -> bool:
    clock = clocks.newest(act.case, Limit.DRAFT_COMMENTS)
    if clock is not None and clock.due_at is not None and clock.due_at < act.now:
        return True
    said = _papers(act.case, Artefact.DRAFT_COMMENTS).filter(written_at__gte=entered(act.case))
    return {grant.pk if grant else None for grant in _parties(act.case)} <= set(said.values_list("grant_id", flat=True))


def report_written(act: Act) -> bool:
    return _papers(act.case, Artefact.FINAL_REPORT).filter(written_at__gte=entered(act.case)).exists()


def complainant_consulted(act: Act) -> bool:
    return Noted.objects.of(act.case, Noted.Kind.CONSULTED).filter(at__gte=round_began(act.case)).exists()


def committee_told(act: Act) -> bool:
    return Noted.objects.of(act.case, Noted.Kind.COMMITTEE).filter(at__gte=round_began(act.case)).exists()


def panel_ready(act: Act) -> bool:
    least = clocks.local_rule(LocalRule.Key.PANEL_AT_LEAST, act.now)
    return _live(act.case, Capacity.PANEL).count() >= least and _live(act.case, Capacity.CLERK).exists()


def hearing_date(act: Act) -> bool:
    hearing = hearing_of(act.case)
    report = Step.objects.filter(case=act.case, verb=Verb.FINISH_REPORT).last()
    if hearing is None or report is None:
        return False
    held_on, reported_on = timezone.localdate(hearing.starts_at), timezone.localdate(report.at)
    least = timedelta(days=clocks.limit_on(Limit.HEARING_AT_LEAST, report.at).amount)
    keeps_least = hearing.is_agreed_early or held_on >= reported_on + least
    return keeps_least and clocks.agenda_day(held_on, act.now) >= act.today


def hearing_held(act: Act) -> bool:
    return hearing_began(act.case, act.now)


def findings_whole(act: Act) -> bool:
    return None not in newest_findings(act.case).values()


def sanctions_valid(act: Act) -> bool:
    valid = Sanction.objects.on(act.today)
    for finding in newest_findings(act.case).values():
        if finding is None:
            continue
        imposed = SanctionImposed.objects.filter(finding=finding)
        if imposed.exclude(sanction__in=valid).exists():
            return False
        if (finding.outcome == Finding.Outcome.WITH_ACTION) != imposed.exists():
            return False
    return True


def sanctions_settled(act: Act) -> bool:
    imposed = SanctionImposed.objects.filter(case=act.case, outcome=SanctionImposed.Outcome.OPEN)
    return not imposed.filter(finding__in=[f for f in newest_findings(act.case).values() if f]).exists()


def both_told(act: Act) -> bool:
    return everybody_told(act.case)


def reason_given(act: Act) -> bool:
    return bool(act.reason.strip())


def asked_to_withdraw(act: Act) -> bool:
    asked = Noted.objects.of(act.case, Noted.Kind.WITHDRAWAL).filter(at__gte=round_began(act.case)).last()
    if asked is None:
        return False
    return not Step.objects.filter(case=act.case, verb=Verb.CONTINUE_ANYWAY, at__gte=asked.at).exists()


def review_date(act: Act) -> bool:
    latest = clocks.last_day(Limit.HOLD_REVIEW, act.now)
    return act.ground in Hold.Ground.values and act.review_on is not None and act.today < act.review_on <= latest


def subject_has_left(act: Act) -> bool:
    subjects = Subject.objects.filter(case=act.case).select_related("member")
    return any(left_office(subject, act.today) for subject in subjects)


def new_material(act: Act) -> bool:
    closed = act.case.closed_at or act.case.received_at
    return Noted.objects.of(act.case, Noted.Kind.NEW_MATERIAL).filter(at__gte=closed).exists()


CHECKS: Mapping[Guard, tuple[Callable[[Act], bool], str]] = {
    G.CONFLICT_CLEAR: (conflict_clear, "Say first whether a conflict of interest stands against it."),
    G.HOLDER_DECLARED: (
        holder_declared,
        "The holding officer must say first whether they have a conflict of interest.",
    ),
    G.IDENTITY_RECORDED: (identity_recorded, "Write down first why the name should be withheld."),
    G.QUESTION: (reason_given, "Say what is missing."),
    G.UNANSWERED_LONG_ENOUGH: (
        unanswered_long_enough,
        "The complainant still has time to answer, or has not been reminded twice.",
    ),
    G.CHECKLIST_DONE: (checklist_done, "Answer each question of the checklist, and record the capacity, first."),
    G.TEST_FAILED: (a_test_failed, "No test of the checklist has failed."),
    G.TESTS_PASSED: (tests_passed, "A test of the checklist has failed, so this case is out of scope."),
    G.IDENTITY_DECIDED: (identity_decided, "Decide first whether the complainant’s name is withheld."),
    G.WITHDRAWAL_OFFERED: (
        withdrawal_offered,
        "The offer to withdraw before the name is disclosed has not run out.",
    ),
    G.SUBJECTS_NOTIFIED: (subjects_notified, "Notify each subject member first, or record why that must wait."),
    G.FACTORS: (factors, "Record first what you assessed."),
    G.ASSESSMENT_VIEW: (assessment_view, "The council’s Independent Person has not given a view yet."),
    G.PLAN: (plan, "Write down first what is to be done, by whom and by when."),
    G.ACTIONS_DONE: (actions_done, "Not each action is done."),
    G.ACTION_FAILED: (action_failed, "No action has failed or been refused."),
    G.INVESTIGATOR_READY: (
        investigator_ready,
        "Name an investigating officer without a conflict, the scope and a target date ahead first.",
    ),
    G.DRAFT_SENT: (draft_sent, "Send the draft report to each complainant and each subject member first."),
    G.COMMENTS_TIME: (comments_time, "Both sides still have time to comment on the draft report."),
    G.REPORT_WRITTEN: (report_written, "Write the final report first."),
    G.STATUTORY_VIEW: (
        statutory_view,
        "The council’s Independent Person must give a dated view after the final report (Localism Act 2011, "
        "section 28(7)(a)).",
    ),
    G.COMPLAINANT_CONSULTED: (complainant_consulted, "Consult the complainant first, and record that you did."),
    G.COMMITTEE_TOLD: (committee_told, "Report it to the committee first, and record that you did."),
    G.PANEL_READY: (panel_ready, "Name a whole panel and a clerk first, each without a conflict of interest."),
    G.HEARING_DATE: (
        hearing_date,
        "Set a hearing on a day that leaves the least time after the report, and the clear days for the agenda.",
    ),
    G.HEARING_HELD: (hearing_held, "The hearing has not begun."),
    G.FINDINGS_WHOLE: (findings_whole, "Record a finding for each allegation against each member first."),
    G.SANCTIONS_VALID: (
        sanctions_valid,
        "Each breach with action needs a sanction that is valid today, and nothing else may have one.",
    ),
    G.SANCTIONS_SETTLED: (sanctions_settled, "A sanction is neither complied with, nor refused, nor reported."),
    G.BOTH_TOLD: (both_told, "Record first that each complainant and each subject member was told."),
    G.REASON: (reason_given, "Give your reasons."),
    G.ASKED_TO_WITHDRAW: (asked_to_withdraw, "No request to withdraw waits for an answer."),
    G.REVIEW_DATE: (review_date, "Give the ground, and a day to look again, after today and within the limit."),
    G.SUBJECT_HAS_LEFT: (subject_has_left, "No subject member is recorded as having left office."),
    G.NEW_MATERIAL: (new_material, "Record the new material first."),
}


NOT_ARRANGED = "The council’s arrangements do not have this stage today."


def stage_is_there(act: Act) -> bool:
    """Whether the council's arrangements of today have the stage to which the row leads."""
    return act.row.to not in OPTIONAL_STATES or Stage.objects.on(act.today).filter(key=act.row.to).exists()


def refusals(act: Act) -> list[str]:
    """The sentence of each guard of the row that says no, in the order of the row; first whether the stage is there."""
    absent = [] if stage_is_there(act) else [NOT_ARRANGED]
    return absent + [sentence for check, sentence in (CHECKS[guard] for guard in act.row.guards) if not check(act)]
