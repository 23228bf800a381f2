"""The states of a code-of-conduct case and the one table of what may happen to it (brief, sections 6 and 6.1).

Pure: nothing is read here. ``guards`` answers what a row asks, ``permissions`` in which capacity somebody stands, and
``actions`` does what the row says. The limits behind each clock are dated rows (``models.TimeLimit``).
No clock decides anything (guard CG11): each step has a person who takes it.
"""

from collections.abc import Collection
from dataclasses import dataclass

from django.db import models

from reviews.conduct.visibility import Capacity


class State(models.TextChoices):
    RECEIVED = "received", "Received"
    ACKNOWLEDGED = "acknowledged", "Acknowledged"
    AWAITING_COMPLAINANT = "awaiting_complainant", "Waiting for the complainant"
    JURISDICTION_REVIEW = "jurisdiction_review", "Can we look at it?"
    ASSESSMENT = "assessment", "Should we look at it?"
    INFORMAL_RESOLUTION = "informal_resolution", "Being resolved informally"
    INVESTIGATION = "investigation", "Being investigated"
    DRAFT_REPORT = "draft_report", "Draft report out for comments"
    FINAL_REPORT = "final_report", "Final report"
    LOCAL_RESOLUTION = "local_resolution", "Being resolved locally"
    HEARING_SCHEDULED = "hearing_scheduled", "Hearing to be held"
    DECIDED = "decided", "Decided"
    FOLLOW_UP = "follow_up", "Sanctions being followed up"
    ON_HOLD = "on_hold", "On hold"
    REOPENED = "reopened", "Opened again"
    CLOSED_OUT_OF_SCOPE = "closed_out_of_scope", "Closed: out of scope"
    NO_FURTHER_ACTION = "no_further_action", "No further action"
    RESOLVED = "resolved", "Resolved informally"
    CLOSED_NO_BREACH = "closed_no_breach", "Closed: no breach"
    WITHDRAWN = "withdrawn", "Withdrawn"
    CLOSED = "closed", "Closed"
    REVIEW_REQUESTED = "review_requested", "Review asked for"
    """Not in force today: kept for the reform of standards (brief, section 3). No row of the table leads here."""
    APPEALED = "appealed", "Appealed"
    """Not in force today, as above."""


CLOSED_STATES = (
    State.CLOSED_OUT_OF_SCOPE,
    State.NO_FURTHER_ACTION,
    State.CLOSED_NO_BREACH,
    State.WITHDRAWN,
    State.CLOSED,
)
"""What ends a case. Each needs reasons and the notification of both sides (guard CG8): where the brief lets the letters
follow within days, the clock ``SEND_DECISION`` runs until both are recorded as told; elsewhere it is asked first."""
SWITCHED_OFF = (State.REVIEW_REQUESTED, State.APPEALED)
OPTIONAL_STATES = (State.INFORMAL_RESOLUTION, State.LOCAL_RESOLUTION)
"""Stages that a council may leave out of its arrangements (``models.Stage`` says since when, and until when)."""
OPEN_STATES = tuple(state for state in State if state not in (*CLOSED_STATES, *SWITCHED_OFF))
RUNNING_STATES = tuple(state for state in OPEN_STATES if state != State.ON_HOLD)


class Verb(models.TextChoices):
    RECEIVE = "receive", "Received"
    ACKNOWLEDGE = "acknowledge", "Acknowledged"
    ASK_COMPLAINANT = "ask_complainant", "Question to the complainant"
    HEAR_FROM_COMPLAINANT = "hear_from_complainant", "Answer of the complainant"
    CLOSE_UNANSWERED = "close_unanswered", "Closed, since the complainant did not answer"
    REVIEW_JURISDICTION = "review_jurisdiction", "Jurisdiction looked at"
    FIND_OUT_OF_SCOPE = "find_out_of_scope", "Found out of scope"
    BEGIN_ASSESSMENT = "begin_assessment", "Assessment begun"
    TAKE_NO_ACTION = "take_no_action", "No further action"
    RESOLVE_INFORMALLY = "resolve_informally", "Informal resolution begun"
    RESOLUTION_DONE = "resolution_done", "Resolved informally"
    RESOLUTION_FAILED = "resolution_failed", "Informal resolution failed"
    INVESTIGATE = "investigate", "Investigation begun"
    SEND_DRAFT = "send_draft", "Draft report sent for comments"
    FINISH_REPORT = "finish_report", "Final report handed in"
    FIND_NO_BREACH = "find_no_breach", "Closed: no breach"
    RESOLVE_LOCALLY = "resolve_locally", "Local resolution begun"
    SCHEDULE_HEARING = "schedule_hearing", "Hearing arranged"
    LOCAL_DONE = "local_done", "Resolved locally"
    LOCAL_FAILED = "local_failed", "Local resolution failed; hearing arranged"
    DECIDE = "decide", "Decision of the panel recorded"
    FOLLOW_UP = "follow_up", "Sanctions being followed up"
    CLOSE = "close", "Closed"
    WITHDRAW = "withdraw", "Withdrawn"
    CONTINUE_ANYWAY = "continue_anyway", "Continued in the public interest"
    HOLD = "hold", "Put on hold"
    REVIEW_HOLD = "review_hold", "Hold looked at again, and kept"
    RESUME = "resume", "Taken up again"
    REFER_TO_POLICE = "refer_to_police", "Referred to the police"
    REFER_ELSEWHERE = "refer_elsewhere", "Referred to another body"
    SUBJECT_LEFT = "subject_left", "Continued after the member left office"
    CLOSE_SUBJECT_LEFT = "close_subject_left", "Closed, since the member left office"
    REOPEN = "reopen", "Opened again"


class Guard(models.TextChoices):
    """What a row asks before it is done. ``guards`` has one function for each, and a sentence for when it says no."""

    CONFLICT_CLEAR = "conflict_clear", "CG4: whoever acts has declared that no conflict stands against it"
    HOLDER_DECLARED = "holder_declared", "Row 2: the holding officer has answered the question about a conflict"
    IDENTITY_RECORDED = "identity_recorded", "The request about the name is recorded"
    QUESTION = "question", "What is missing is said"
    UNANSWERED_LONG_ENOUGH = "unanswered_long_enough", "Row 23: the limit has passed and two reminders were sent"
    CHECKLIST_DONE = "checklist_done", "Each question of the jurisdiction checklist is answered, and capacity recorded"
    TEST_FAILED = "test_failed", "At least one test of the checklist failed"
    TESTS_PASSED = "tests_passed", "Each test of the checklist is met or unclear"
    IDENTITY_DECIDED = "identity_decided", "CG5: the request about the name is decided"
    WITHDRAWAL_OFFERED = "withdrawal_offered", "CG6: withdrawal was offered before a name is disclosed"
    SUBJECTS_NOTIFIED = "subjects_notified", "Each subject member is notified, or a reason for delay is recorded"
    FACTORS = "factors", "Assessment factors are recorded"
    ASSESSMENT_VIEW = (
        "assessment_view",
        "The Independent Person’s view at assessment, when the council’s rule asks for it",
    )
    PLAN = "plan", "What is to be done, by whom and by when"
    ACTIONS_DONE = "actions_done", "Row 10, 22: each action is done"
    ACTION_FAILED = "action_failed", "Row 10, 22: an action failed, or was refused"
    INVESTIGATOR_READY = "investigator_ready", "An investigating officer without conflict, scope and target date"
    DRAFT_SENT = "draft_sent", "The draft report is sent to each complainant and each subject member"
    COMMENTS_TIME = "comments_time", "Both sides had their time to comment on the draft"
    REPORT_WRITTEN = "report_written", "The final report is written"
    STATUTORY_VIEW = (
        "statutory_view",
        "CG1: a dated view of the Independent Person after the final report (section 28(7)(a))",
    )
    COMPLAINANT_CONSULTED = "complainant_consulted", "The complainant was consulted"
    COMMITTEE_TOLD = "committee_told", "Row 13: reported to the committee"
    PANEL_READY = "panel_ready", "A panel and a clerk without conflict"
    HEARING_DATE = (
        "hearing_date",
        "A date that keeps the least time after the report, and the clear days for the agenda",
    )
    HEARING_HELD = "hearing_held", "The hearing has begun"
    FINDINGS_WHOLE = "findings_whole", "CG12: one finding for each allegation and member"
    SANCTIONS_VALID = "sanctions_valid", "CG7: only sanctions valid on the day of the decision"
    SANCTIONS_SETTLED = "sanctions_settled", "Each sanction is complied with, refused or reported"
    BOTH_TOLD = "both_told", "CG8: the notification of both sides is recorded"
    REASON = "reason", "Reasons are given"
    ASKED_TO_WITHDRAW = "asked_to_withdraw", "The complainant asked to withdraw"
    REVIEW_DATE = "review_date", "A ground for the hold, and a date to look again within the limit"
    SUBJECT_HAS_LEFT = "subject_has_left", "A subject member has left office"
    NEW_MATERIAL = "new_material", "New material is recorded"


class Limit(models.TextChoices):
    """Keys of ``TimeLimit`` (brief, 5.3). The value is also the name of the clock."""

    ACKNOWLEDGE = "acknowledge", "Acknowledge the complaint"
    IDENTITY = "identity", "Decide the request about the name"
    OFFER_WITHDRAWAL = "offer_withdrawal", "Offer to withdraw before a name is disclosed"
    NOTIFY_SUBJECT = "notify_subject", "Notify the subject member"
    COMMENTS = "comments", "Comments of the subject member"
    JURISDICTION = "jurisdiction", "Look at jurisdiction"
    ASSESSMENT = "assessment", "Decide the assessment"
    COMPLAINANT_ANSWERS = "complainant_answers", "Answer of the complainant"
    FIRST_REMINDER = "first_reminder", "First reminder to the complainant"
    SECOND_REMINDER = "second_reminder", "Second reminder to the complainant"
    SEND_DECISION = "send_decision", "Send a decision with reasons"
    RESOLUTION = "resolution", "Informal resolution"
    INVESTIGATION = "investigation", "Investigation to final report"
    INVESTIGATION_AT_MOST = "investigation_at_most", "Investigation at most"
    UPDATE = "update", "Tell both sides how it stands"
    DRAFT_COMMENTS = "draft_comments", "Comments on the draft report"
    HEARING = "hearing", "Hearing after the final report"
    HEARING_AT_LEAST = "hearing_at_least", "Hearing not before"
    AGENDA = "agenda", "Agenda and report before the hearing"
    NOTICE = "notice", "Decision notice"
    FULL_REASONS = "full_reasons", "Full reasons"
    HOLD_REVIEW = "hold_review", "Look again at a hold"
    LATE_COMPLAINT = "late_complaint", "Complaint after the conduct"


@dataclass(frozen=True)
class Row:
    """From, verb, to, who may, guards, what the clocks do. ``to=None`` stays where it is (a flag, an event)."""

    verb: Verb
    from_states: Collection[State]
    to: State | None
    who: Collection[Capacity]
    guards: tuple[Guard, ...] = ()
    starts: tuple[Limit, ...] = ()
    stops: tuple[Limit, ...] = ()
    pauses: tuple[Limit, ...] = ()
    """Stand still while the case is where this row leads. A hold pauses whatever runs; an end stops it."""
    number: str = ""
    """The row of the brief."""


HOLDER = (Capacity.HOLDER,)
OFFICE = (Capacity.HOLDER, Capacity.SUPPORT)
DECISION_CLOCKS = (Limit.ASSESSMENT, Limit.COMMENTS)
FROM_RECEIPT = (Limit.ACKNOWLEDGE, Limit.IDENTITY, Limit.ASSESSMENT)
"""Counted from the receipt of the complaint; after a reopening, from that."""
REMINDERS = {Limit.COMPLAINANT_ANSWERS: (Limit.FIRST_REMINDER, Limit.SECOND_REMINDER)}
"""On which day of a limit the portal reminds whoever is to answer, counted from its beginning (rows 3 and 23)."""
GO_ON_WHILE_HELD = (Limit.UPDATE,)
"""A hold is no reason to leave both sides without news."""
L, G, V, S = Limit, Guard, Verb, State

ROWS: tuple[Row, ...] = (
    Row(V.ACKNOWLEDGE, (S.RECEIVED,), S.ACKNOWLEDGED, OFFICE,
        (G.CONFLICT_CLEAR, G.HOLDER_DECLARED, G.IDENTITY_RECORDED),
        starts=(L.JURISDICTION, L.NOTIFY_SUBJECT, L.ASSESSMENT), stops=(L.ACKNOWLEDGE,), number="2"),
    Row(V.ASK_COMPLAINANT, (S.ACKNOWLEDGED,), S.AWAITING_COMPLAINANT, HOLDER, (G.CONFLICT_CLEAR, G.QUESTION),
        starts=(L.COMPLAINANT_ANSWERS,), pauses=(L.JURISDICTION, L.NOTIFY_SUBJECT, L.ASSESSMENT), number="3"),
    Row(V.HEAR_FROM_COMPLAINANT, (S.AWAITING_COMPLAINANT,), S.ACKNOWLEDGED, (*OFFICE, Capacity.COMPLAINANT),
        (G.CONFLICT_CLEAR,), stops=(L.COMPLAINANT_ANSWERS,), number="3"),
    Row(V.CLOSE_UNANSWERED, (S.AWAITING_COMPLAINANT,), S.CLOSED_OUT_OF_SCOPE, HOLDER,
        (G.CONFLICT_CLEAR, G.UNANSWERED_LONG_ENOUGH, G.REASON), starts=(L.SEND_DECISION,), number="23"),
    Row(V.REVIEW_JURISDICTION, (S.ACKNOWLEDGED, S.REOPENED), S.JURISDICTION_REVIEW, HOLDER, (G.CONFLICT_CLEAR,),
        number="4, 24"),
    Row(V.FIND_OUT_OF_SCOPE, (S.JURISDICTION_REVIEW,), S.CLOSED_OUT_OF_SCOPE, HOLDER,
        (G.CONFLICT_CLEAR, G.CHECKLIST_DONE, G.TEST_FAILED, G.REASON), starts=(L.SEND_DECISION,), number="5"),
    Row(V.BEGIN_ASSESSMENT, (S.JURISDICTION_REVIEW, S.REOPENED), S.ASSESSMENT, HOLDER,
        (G.CONFLICT_CLEAR, G.CHECKLIST_DONE, G.TESTS_PASSED, G.IDENTITY_DECIDED, G.WITHDRAWAL_OFFERED,
         G.SUBJECTS_NOTIFIED), starts=(L.COMMENTS,), stops=(L.JURISDICTION, L.NOTIFY_SUBJECT), number="6, 24"),
    Row(V.TAKE_NO_ACTION, (S.ASSESSMENT,), S.NO_FURTHER_ACTION, HOLDER,
        (G.CONFLICT_CLEAR, G.FACTORS, G.ASSESSMENT_VIEW, G.REASON), starts=(L.SEND_DECISION,), number="7"),
    Row(V.RESOLVE_INFORMALLY, (S.ASSESSMENT,), S.INFORMAL_RESOLUTION, HOLDER,
        (G.CONFLICT_CLEAR, G.FACTORS, G.PLAN), starts=(L.RESOLUTION,), stops=DECISION_CLOCKS, number="8"),
    Row(V.INVESTIGATE, (S.ASSESSMENT,), S.INVESTIGATION, HOLDER,
        (G.CONFLICT_CLEAR, G.FACTORS, G.ASSESSMENT_VIEW, G.INVESTIGATOR_READY),
        starts=(L.INVESTIGATION, L.INVESTIGATION_AT_MOST, L.UPDATE), stops=DECISION_CLOCKS, number="9"),
    Row(V.RESOLUTION_DONE, (S.INFORMAL_RESOLUTION,), S.RESOLVED, HOLDER, (G.CONFLICT_CLEAR, G.ACTIONS_DONE, G.REASON),
        stops=(L.RESOLUTION,), number="10"),
    Row(V.RESOLUTION_FAILED, (S.INFORMAL_RESOLUTION,), S.ASSESSMENT, HOLDER,
        (G.CONFLICT_CLEAR, G.ACTION_FAILED, G.REASON), starts=(L.ASSESSMENT,), stops=(L.RESOLUTION,), number="10"),
    Row(V.SEND_DRAFT, (S.INVESTIGATION,), S.DRAFT_REPORT, (Capacity.INVESTIGATOR,), (G.CONFLICT_CLEAR, G.DRAFT_SENT),
        starts=(L.DRAFT_COMMENTS,), number="11"),
    Row(V.FINISH_REPORT, (S.DRAFT_REPORT,), S.FINAL_REPORT, (Capacity.INVESTIGATOR,),
        (G.CONFLICT_CLEAR, G.COMMENTS_TIME, G.REPORT_WRITTEN), starts=(L.HEARING,),
        stops=(L.DRAFT_COMMENTS, L.INVESTIGATION, L.INVESTIGATION_AT_MOST, L.UPDATE), number="11"),
    Row(V.FIND_NO_BREACH, (S.FINAL_REPORT,), S.CLOSED_NO_BREACH, HOLDER,
        (G.CONFLICT_CLEAR, G.STATUTORY_VIEW, G.REASON), starts=(L.SEND_DECISION,), number="12"),
    Row(V.RESOLVE_LOCALLY, (S.FINAL_REPORT,), S.LOCAL_RESOLUTION, HOLDER,
        (G.CONFLICT_CLEAR, G.STATUTORY_VIEW, G.COMPLAINANT_CONSULTED, G.COMMITTEE_TOLD, G.PLAN),
        starts=(L.RESOLUTION,), stops=(L.HEARING,), number="13"),
    Row(V.SCHEDULE_HEARING, (S.FINAL_REPORT,), S.HEARING_SCHEDULED, HOLDER,
        (G.CONFLICT_CLEAR, G.PANEL_READY, G.HEARING_DATE), number="14"),
    Row(V.DECIDE, (S.HEARING_SCHEDULED,), S.DECIDED, (Capacity.CLERK,),
        (G.CONFLICT_CLEAR, G.HEARING_HELD, G.STATUTORY_VIEW, G.FINDINGS_WHOLE, G.SANCTIONS_VALID, G.REASON),
        starts=(L.NOTICE, L.FULL_REASONS), stops=(L.HEARING,), number="15"),
    Row(V.FOLLOW_UP, (S.DECIDED,), S.FOLLOW_UP, HOLDER, (G.CONFLICT_CLEAR, G.BOTH_TOLD),
        stops=(L.NOTICE, L.FULL_REASONS), number="16"),
    Row(V.CLOSE, (S.FOLLOW_UP,), S.CLOSED, HOLDER, (G.CONFLICT_CLEAR, G.SANCTIONS_SETTLED, G.REASON, G.BOTH_TOLD),
        number="16"),
    Row(V.WITHDRAW, OPEN_STATES, S.WITHDRAWN, HOLDER, (G.CONFLICT_CLEAR, G.ASKED_TO_WITHDRAW, G.REASON),
        starts=(L.SEND_DECISION,), number="17"),
    Row(V.CONTINUE_ANYWAY, OPEN_STATES, None, HOLDER, (G.CONFLICT_CLEAR, G.ASKED_TO_WITHDRAW, G.REASON),
        number="17"),
    Row(V.HOLD, RUNNING_STATES, S.ON_HOLD, HOLDER, (G.CONFLICT_CLEAR, G.REASON, G.REVIEW_DATE),
        starts=(L.HOLD_REVIEW,), number="18"),
    Row(V.REVIEW_HOLD, (S.ON_HOLD,), None, HOLDER, (G.CONFLICT_CLEAR, G.REASON, G.REVIEW_DATE),
        starts=(L.HOLD_REVIEW,), stops=(L.HOLD_REVIEW,), number="18"),
    Row(V.RESUME, (S.ON_HOLD,), None, HOLDER, (G.CONFLICT_CLEAR, G.REASON), stops=(L.HOLD_REVIEW,), number="18"),
    Row(V.REFER_TO_POLICE, OPEN_STATES, None, HOLDER, (G.CONFLICT_CLEAR, G.REASON), number="19"),
    Row(V.REFER_ELSEWHERE, OPEN_STATES, None, HOLDER, (G.CONFLICT_CLEAR, G.REASON), number="19"),
    Row(V.SUBJECT_LEFT, OPEN_STATES, None, HOLDER, (G.CONFLICT_CLEAR, G.SUBJECT_HAS_LEFT, G.REASON), number="20a"),
    Row(V.CLOSE_SUBJECT_LEFT, OPEN_STATES, S.CLOSED, HOLDER,
        (G.CONFLICT_CLEAR, G.SUBJECT_HAS_LEFT, G.REASON), starts=(L.SEND_DECISION,), number="20a"),
    Row(V.REOPEN, CLOSED_STATES, S.REOPENED, HOLDER, (G.CONFLICT_CLEAR, G.NEW_MATERIAL, G.REASON),
        starts=(L.JURISDICTION, L.ASSESSMENT), stops=(L.SEND_DECISION,), number="20"),
    Row(V.LOCAL_DONE, (S.LOCAL_RESOLUTION,), S.CLOSED, HOLDER,
        (G.CONFLICT_CLEAR, G.ACTIONS_DONE, G.REASON, G.BOTH_TOLD), number="22"),
    Row(V.LOCAL_FAILED, (S.LOCAL_RESOLUTION,), S.HEARING_SCHEDULED, HOLDER,
        (G.CONFLICT_CLEAR, G.ACTION_FAILED, G.PANEL_READY, G.HEARING_DATE, G.REASON), starts=(L.HEARING,),
        stops=(L.RESOLUTION,), number="22"),
    Row(V.CLOSE, (S.RESOLVED,), S.CLOSED, HOLDER, (G.CONFLICT_CLEAR, G.REASON, G.BOTH_TOLD), number="25"),
)  # fmt: skip


def row_for(verb: Verb, state: str) -> Row | None:
    """The row of the table for a verb in a state; None when it may not happen there."""
    return next((row for row in ROWS if row.verb == verb and state in row.from_states), None)


def may_take(verb: Verb, capacity: str) -> bool:
    """Whether somebody in this capacity takes the verb: every row of it names them, so the answer tells of no state."""
    rows = [row for row in ROWS if row.verb == verb]
    return bool(rows) and all(capacity in row.who for row in rows)


def arrows() -> frozenset[tuple[State, State]]:
    """Each change of state that the table knows, but the way back from a hold. The database keeps the same list."""
    return frozenset((before, row.to) for row in ROWS if row.to is not None for before in row.from_states)
