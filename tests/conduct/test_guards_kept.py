"""What the database keeps by itself, whatever the app's role writes; and what the structured facts refuse.

Deliberate faults that turn these red: the trigger `conduct_case_moves` dropped, or without the view;
`conduct_names_first`, `conduct_offer_first` or `conduct_sanction_valid` dropped.
"""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.utils import IntegrityError, ProgrammingError
from django.utils import timezone

from portal.foundation.deadlines.models import Clock, Reminder
from portal.foundation.outbox.models import Item
from reviews.conduct import clocks
from reviews.conduct.actions import assessing, deciding
from reviews.conduct.actions.deciding import Advised
from reviews.conduct.actions.grants import give_grant
from reviews.conduct.actions.refusals import NotNow, Refused
from reviews.conduct.emails import limit as limit_mail
from reviews.conduct.facts import referral_is_due
from reviews.conduct.identity import acting_as
from reviews.conduct.models import (
    Case,
    Complainant,
    Contact,
    Finding,
    Grant,
    Noted,
    Paper,
    Sanction,
    SanctionImposed,
    Subject,
    TimeLimit,
)
from reviews.conduct.states import Guard, Limit, State, Verb, row_for
from reviews.conduct.visibility import Artefact, Capacity
from tests.conduct.stage import MEET, Stage

At = Callable[[State], Stage]
DECISIONS = (
    (State.FINAL_REPORT, State.CLOSED_NO_BREACH),
    (State.FINAL_REPORT, State.LOCAL_RESOLUTION),
    (State.HEARING_SCHEDULED, State.DECIDED),
)


def update(stage: Stage, words: str, *values: Any) -> None:
    """Straight SQL as the app's role, in the name of the holding officer."""
    statement = "UPDATE conduct_case SET " + words + " WHERE id = %s"
    with acting_as(stage.holder.pk), connection.cursor() as cursor:
        cursor.execute(statement, [*values, stage.case.pk])


def decide_by_sql(stage: Stage, to: State) -> None:
    update(stage, "state = %s, version = version + 1, state_since = %s", to, timezone.now())


@pytest.mark.parametrize(("state", "to"), DECISIONS)
def test_no_decision_after_an_investigation_without_a_dated_view(state: State, to: State, at: At) -> None:
    stage = at(state)

    with pytest.raises(IntegrityError, match="Independent Person"):
        decide_by_sql(stage, to)


@pytest.mark.parametrize(("state", "to"), DECISIONS)
def test_decision_with_a_view_after_the_report_is_taken(state: State, to: State, at: At) -> None:
    stage = at(state)
    stage.tick()
    MEET[Guard.STATUTORY_VIEW](stage)

    decide_by_sql(stage, to)

    assert stage.fresh().state == to


@pytest.mark.parametrize("fault", ["before", "dated ahead", "members"])
def test_view_that_does_not_count(fault: str, at: At) -> None:
    stage = at(State.FINAL_REPORT)
    author = Capacity.COUNCILS_IP if fault != "members" else Capacity.HOLDER
    written_at = timezone.now() - timedelta(days=1) if fault == "before" else timezone.now() + timedelta(minutes=1)
    dated_on = timezone.localdate() + timedelta(days=fault == "dated ahead")
    stage.paper(Artefact.VIEW, author, dated_on=dated_on, written_at=written_at)

    with pytest.raises(IntegrityError, match="Independent Person"):
        decide_by_sql(stage, State.CLOSED_NO_BREACH)


@pytest.mark.parametrize(
    ("state", "words", "message"),
    [
        (State.RECEIVED, "state = 'assessment', version = version + 1", "does not go"),
        (State.RECEIVED, "state = 'appealed', version = version + 1", "does not go"),
        (State.RECEIVED, "state = 'acknowledged'", "new version"),
        (State.ON_HOLD, "state = 'decided', held_in = '', review_on = NULL, version = version + 1", "does not go"),
        (State.ON_HOLD, "held_in = 'decided'", "goes back"),
    ],
)
def test_case_goes_along_the_arrows_alone(state: State, words: str, message: str, at: At) -> None:
    with pytest.raises(IntegrityError, match=message):
        update(at(state), words)


def test_name_comes_before_notification(at: At) -> None:
    stage = at(State.JURISDICTION_REVIEW)
    with acting_as(stage.holder.pk):
        Complainant.objects.filter(case=stage.case).update(protection="asked")

    with pytest.raises(NotNow, match="Decide first"):
        assessing.notify_subject(subject=stage.subject(), words="You were rude.", by=stage.holder)
    grant = Grant(case=stage.case, person=stage.cast.member, capacity=Capacity.SUBJECT, given_by=stage.holder)
    with acting_as(stage.holder.pk):
        grant.save(force_insert=True)
    with pytest.raises(IntegrityError, match="comes first"), acting_as(stage.holder.pk):
        Subject.objects.filter(case=stage.case).update(grant=grant, notified_at=timezone.now())


def test_refusal_offers_withdrawal_before_a_name_is_disclosed(at: At) -> None:
    stage = at(State.JURISDICTION_REVIEW)
    with acting_as(stage.holder.pk):
        Complainant.objects.filter(case=stage.case).update(protection="asked")
    complainant = stage.complainant()

    made = assessing.decide_identity(complainant=complainant, is_granted=False, reasons="No harm.", by=stage.holder)

    assert made.offered_until == date(2026, 3, 9)
    with pytest.raises(NotNow, match="has not run out"):
        assessing.disclose_identity(complainant=complainant, by=stage.holder)
    with pytest.raises(NotNow, match="has not run out"):
        assessing.notify_subject(subject=stage.subject(), words="You were rude.", by=stage.holder)
    stage.wait(8)
    assessing.disclose_identity(complainant=complainant, by=stage.holder)
    assert stage.complainant().protection == "disclosed"


def test_database_does_not_disclose_a_name_while_the_offer_runs(at: At) -> None:
    stage = at(State.RECEIVED)
    with acting_as(stage.holder.pk):
        mine = Complainant.objects.filter(case=stage.case)
        mine.update(protection="refused", offered_until=date(9000, 1, 1))
        with pytest.raises(IntegrityError, match="offered before"), transaction.atomic():
            mine.update(protection="disclosed")


@pytest.mark.parametrize("key", ["suspension", "disqualification", "allowances"])
def test_sanction_that_does_not_exist_is_refused_twice(key: str, at: At) -> None:
    stage = at(State.HEARING_SCHEDULED)
    MEET[Guard.FINDINGS_WHOLE](stage)
    clerk, sanction = stage.cast.person(Capacity.CLERK), Sanction.objects.get(key=key)
    with acting_as(clerk.pk):
        finding = Finding.objects.get(case=stage.case)

    with pytest.raises(Refused, match=sanction.why_not):
        deciding.impose(finding=finding, sanction=sanction, by=clerk)
    row = SanctionImposed(case=stage.case, finding=finding, sanction=sanction, decided_on=date(2026, 3, 9), by=clerk)
    with pytest.raises(IntegrityError, match="No law"), acting_as(clerk.pk):
        row.save(force_insert=True)


def test_sanction_that_needs_legal_advice_is_recorded_only_with_it(at: At) -> None:
    stage = at(State.HEARING_SCHEDULED)
    MEET[Guard.FINDINGS_WHOLE](stage)
    clerk, sanction = stage.cast.person(Capacity.CLERK), Sanction.objects.get(key="premises")
    with acting_as(clerk.pk):
        finding = Finding.objects.get(case=stage.case)
    today = timezone.localdate()
    told = {"finding": finding, "sanction": sanction, "by": clerk}

    for advised in (None, Advised(today, " "), Advised(today + timedelta(days=1), "Jo Solicitor")):
        with pytest.raises(Refused):
            deciding.impose(**told, advised=advised)
    row = SanctionImposed(case=stage.case, finding=finding, sanction=sanction, decided_on=today, by=clerk)
    with pytest.raises(IntegrityError, match="legal advice"), transaction.atomic(), acting_as(clerk.pk):
        row.save(force_insert=True)
    row.advised_by, row.advised_on = "Jo Solicitor", today + timedelta(days=1)
    with pytest.raises(IntegrityError, match="legal advice"), transaction.atomic(), acting_as(clerk.pk):
        row.save(force_insert=True)
    made = deciding.impose(**told, advised=Advised(today, "Jo Solicitor, Legal Services"))

    assert (made.advised_on, made.advised_by) == (today, "Jo Solicitor, Legal Services")


def test_sanction_that_ended_is_refused(at: At) -> None:
    stage = at(State.HEARING_SCHEDULED)
    MEET[Guard.FINDINGS_WHOLE](stage)
    MEET[Guard.SANCTIONS_VALID](stage)
    Sanction.objects.filter(key="training").update(valid_to=timezone.localdate() - timedelta(days=1))
    row = row_for(Verb.DECIDE, State.HEARING_SCHEDULED)
    assert row is not None
    MEET[Guard.HEARING_HELD](stage)
    MEET[Guard.STATUTORY_VIEW](stage)
    stage.said = {"reason": "As the panel found."}

    with pytest.raises(NotNow, match="valid today"):
        stage.take(row)


def test_finding_names_paragraphs_that_the_allegation_cites(at: At) -> None:
    stage = at(State.HEARING_SCHEDULED)
    clerk = stage.cast.person(Capacity.CLERK)

    with pytest.raises(Refused, match="has not begun"):
        deciding.find(alleged=stage.alleged, outcome="no_breach", reasons="Not rude.", by=clerk)
    stage.wait(31)
    with pytest.raises(Refused, match="names the paragraphs"):
        deciding.find(alleged=stage.alleged, outcome="breach_no_action", reasons="Rude.", by=clerk)
    with pytest.raises(Refused, match="somebody else"):
        deciding.find(alleged=stage.alleged, outcome="no_breach", reasons="Not rude.", by=stage.holder)


def test_facts_are_only_added_to(at: At) -> None:
    stage = at(State.ASSESSMENT)

    with pytest.raises(ProgrammingError), acting_as(stage.holder.pk):
        stage.case.checklist.update(answer="no")


def test_member_is_not_sent_contact_details(at: At) -> None:
    stage = at(State.JURISDICTION_REVIEW)
    with acting_as(stage.holder.pk):
        assert Contact.objects.get(case=stage.case).email == "rosa@resident.example"

    with pytest.raises(Refused, match="contact details"):
        assessing.notify_subject(subject=stage.subject(), words="From ROSA@resident.example", by=stage.holder)


def test_member_who_is_notified_reads_what_was_written_for_them(at: At) -> None:
    stage = at(State.JURISDICTION_REVIEW)

    assessing.notify_subject(subject=stage.subject(), words="You are said to have been rude.", by=stage.holder)

    with acting_as(stage.cast.member.pk):
        assert [paper.words for paper in Paper.objects.filter(case=stage.case)] == ["You are said to have been rude."]
    clock = clocks.newest(stage.case, Limit.NOTIFY_SUBJECT)
    assert clock is not None
    assert clock.state == Clock.State.STOPPED


def test_talk_with_the_members_independent_person_is_never_written(at: At) -> None:
    stage = at(State.ASSESSMENT)
    today = timezone.localdate()

    with pytest.raises(Refused, match="never what was said"):
        assessing.note(case=stage.case, kind="members_ip", on=today, words="They said …", by=stage.holder)
    with pytest.raises(IntegrityError), acting_as(stage.holder.pk):
        Noted(case=stage.case, kind="members_ip", on=today, words="They said …", by=stage.holder).save()


def test_independent_person_does_not_serve_both_sides(at: At) -> None:
    stage = at(State.ASSESSMENT)
    with acting_as(stage.holder.pk):
        part = Grant.objects.get(case=stage.case, capacity=Capacity.COUNCILS_IP)
        Grant.objects.filter(pk=part.pk).update(revoked_at=timezone.now(), revoked_by=stage.holder)

    part = {"case": stage.case, "person": stage.cast.person(Capacity.COUNCILS_IP), "capacity": Capacity.MEMBERS_IP}
    with pytest.raises(Refused, match="may not have that part"):
        give_grant(reason="Asked", by=stage.holder, serves=stage.subject(), **part)
    row = Grant(given_by=stage.holder, serves=stage.subject(), **part)
    with pytest.raises(IntegrityError, match="both sides"), acting_as(stage.holder.pk):
        row.save(force_insert=True)


def test_suspicion_prompts_until_it_is_answered(at: At) -> None:
    stage = at(State.ASSESSMENT)
    today = timezone.localdate()
    assessing.note(case=stage.case, kind="interest", on=today, by=stage.holder)
    with acting_as(stage.holder.pk):
        assert referral_is_due(stage.case)
    stage.tick()

    assessing.note(case=stage.case, kind="no_referral", on=today, words="The police know.", by=stage.holder)

    with acting_as(stage.holder.pk):
        assert not referral_is_due(stage.case)


def test_limit_that_is_entered_tomorrow_holds_from_tomorrow(at: At) -> None:
    at(State.RECEIVED)
    today = timezone.localdate()
    TimeLimit.objects.create(
        key="jurisdiction", amount=7, unit="working_days", basis="New", valid_from=today + timedelta(days=1)
    )

    assert clocks.limit_on(Limit.JURISDICTION, timezone.now()).amount == 5
    assert clocks.limit_on(Limit.JURISDICTION, timezone.now() + timedelta(days=1)).amount == 7


def test_board_shows_what_is_overdue_and_what_comes_next(at: At) -> None:
    stage = at(State.ACKNOWLEDGED)
    stage.wait(8)

    standing = clocks.overdue_and_next(stage.case)

    assert [due.limit for due in standing.overdue] == [Limit.JURISDICTION, Limit.NOTIFY_SUBJECT]
    assert standing.next is not None
    assert (standing.next.limit, standing.next.due_at.date()) == (Limit.ASSESSMENT, date(2026, 3, 30))


def test_warning_comes_fifteen_days_into_the_assessment_and_goes_to_whoever_holds_the_case(at: At) -> None:
    stage = at(State.ACKNOWLEDGED)
    reminder = Reminder.objects.about(stage.case).get(rule="conduct.assessment.1.before")
    item = Item(kind="conduct.limit", payload={"reminder": str(reminder.pk)})

    mail = limit_mail(item)

    assert timezone.localdate(reminder.due_at) == date(2026, 3, 23)
    assert mail is not None
    assert mail.to == [stage.holder.email]
    clocks.stop(stage.case, (Limit.ASSESSMENT,), at=timezone.now(), by=stage.holder)
    assert limit_mail(item) is None
    reminder.refresh_from_db()
    assert reminder.state == Reminder.State.CANCELLED


def test_last_party_told_ends_the_time_to_send_a_decision(at: At) -> None:
    stage = at(State.WITHDRAWN)
    today = timezone.localdate()
    running = clocks.newest(stage.case, Limit.SEND_DECISION)

    assessing.record_told(case=stage.case, on=today, way="post", by=stage.holder, complainant=stage.complainant())
    half = clocks.newest(stage.case, Limit.SEND_DECISION)
    assessing.record_told(case=stage.case, on=today, way="post", by=stage.holder, subject=stage.subject())
    whole = clocks.newest(stage.case, Limit.SEND_DECISION)

    assert [clock.state for clock in (running, half, whole) if clock] == ["running", "running", "stopped"]


def test_agenda_keeps_the_clear_days_and_the_least_time_after_the_report(at: At) -> None:
    stage = at(State.FINAL_REPORT)
    row = row_for(Verb.SCHEDULE_HEARING, State.FINAL_REPORT)
    assert row is not None

    def heard_in(days: int, *, agreed: bool = False) -> Case:
        stage.tick()
        starts_at = timezone.now() + timedelta(days=days)
        deciding.arrange_hearing(
            case=stage.case, starts_at=starts_at, place="Room 1", by=stage.holder, is_agreed_early=agreed
        )
        return stage.take(row)

    for days, agreed in ((13, False), (7, True)):
        with pytest.raises(NotNow, match="least time"):
            heard_in(days, agreed=agreed)

    assert heard_in(8, agreed=True).state == State.HEARING_SCHEDULED  # Tuesday to Wednesday: five clear days between
    assert clocks.agenda_day(date(2026, 12, 10), timezone.now()) == date(2026, 12, 2)
