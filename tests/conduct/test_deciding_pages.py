"""From the final report to the end, page by page.

Deliberate faults that turn these red: leaving `seen` out of `deciding.find`; asking for no newer finding in
`deciding.impose`; taking `require` out of `findings.find`; offering all sanctions in `findings.impose`.
"""

import copy
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
import time_machine
from django.db import transaction
from django.utils import timezone
from pytest_django.plugin import DjangoDbBlocker

from portal.foundation.people.models import User
from reviews.conduct.actions import assessing, deciding
from reviews.conduct.actions.refusals import MovedOn
from reviews.conduct.identity import acting_as
from reviews.conduct.models import (
    Complainant,
    Finding,
    Hearing,
    Noted,
    ResolutionAction,
    Sanction,
    SanctionImposed,
    Subject,
)
from reviews.conduct.states import Guard, Limit, State
from reviews.conduct.visibility import Capacity
from tests.conduct.pages import ABSENT, address, ask, words
from tests.conduct.stage import MEET, MONDAY, Cast, Stage

C = Capacity
HEARING = {"starts_at_day": "21", "starts_at_month": "9", "starts_at_year": "2026", "starts_at_time": "2pm",
           "place": "Room 1", "public": "open"}  # fmt: skip


@pytest.fixture(scope="module")
def reported(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[tuple[Stage, datetime]]:
    with django_db_blocker.unblock(), time_machine.travel(MONDAY, tick=False) as clock, transaction.atomic():
        stage = Stage(Cast(), clock).begin().go(State.FINAL_REPORT)
        stage.tick()
        MEET[Guard.STATUTORY_VIEW](stage)
        yield stage, timezone.now()
        transaction.set_rollback(True)


@pytest.fixture
def stage(reported: tuple[Stage, datetime], django_db_blocker: DjangoDbBlocker) -> Iterator[Stage]:
    """A case with its final report and the view on it; whatever a test does is undone."""
    made, then = reported
    made.clock.move_to(then)
    with django_db_blocker.unblock(), transaction.atomic():
        yield copy.copy(made)
        transaction.set_rollback(True)


def done(stage: Stage, by: User, name: str, *parts: object, **typed: Any) -> None:
    stage.tick()
    answer = ask(by, name, stage.case, *parts, **typed)
    assert answer.status_code == 302, words(answer)


def step(stage: Stage, by: User, verb: str, **typed: Any) -> None:
    done(stage, by, "step", verb, version=str(stage.fresh().version), **typed)


def clerk_of(stage: Stage) -> User:
    return stage.cast.person(C.CLERK)


def to_hearing(stage: Stage) -> User:
    done(stage, stage.holder, "record", "hearing", **HEARING)
    step(stage, stage.holder, "schedule_hearing")
    stage.clock.move_to(datetime(2026, 9, 21, 17, tzinfo=MONDAY.tzinfo))
    return clerk_of(stage)


def finding(stage: Stage, **other: Any) -> dict[str, Any]:
    typed = {"seen": "0", "outcome": "breach_with_action", "reasons": "It was rude."}
    return typed | {"paragraphs": [str(stage.paragraph.pk)]} | other


def sanction(key: str) -> str:
    return str(Sanction.objects.get(key=key).pk)


def now(day: str = "on") -> dict[str, str]:
    today = timezone.localdate()
    return {f"{day}_day": str(today.day), f"{day}_month": str(today.month), f"{day}_year": str(today.year)}


def test_case_goes_from_the_report_to_the_end_by_its_pages(stage: Stage) -> None:
    clerk, holder = to_hearing(stage), stage.holder
    assert "No finding is recorded yet" in words(ask(clerk, "findings", stage.case))
    done(stage, clerk, "find", stage.alleged.pk, **finding(stage))
    half = words(ask(clerk, "findings", stage.case))
    assert "A breach with action needs something that follows." in half
    assert "still missing for the decision" in half
    tablet = {"sanction": sanction("facilities"), "words": "The tablet."}
    unadvised = words(ask(clerk, "impose", stage.case, stage.alleged.pk, **tablet))
    advised = {"advised_by": "Jo Solicitor", **now("advised_on")}
    done(stage, clerk, "impose", stage.alleged.pk, **tablet, **advised)
    for said in ("Enter the day on which legal advice was taken", "Say who gave the legal advice", "The tablet."):
        assert said in unadvised
    page = words(ask(clerk, "findings", stage.case))
    for said in (
        "Treat others with respect.",
        "It was rude.",
        "The tablet.",
        "from Jo Solicitor",
        "Nothing is missing",
    ):
        assert said in page
    step(stage, clerk, "decide", reason="As found.")
    for party in (f"complainant:{stage.complainant().pk}", f"subject:{stage.subject().pk}"):
        done(stage, holder, "record", "told", whom=party, way="post", **now())
    step(stage, holder, "follow_up")
    with acting_as(holder.pk):
        imposed = str(SanctionImposed.objects.get(case=stage.case).pk)
    settled = {"imposed": imposed, "outcome": "refused", "words": "They kept it."} | now()
    done(stage, holder, "record", "sanction-settled", **settled)
    assert "This was settled before" in words(ask(holder, "record", stage.case, "sanction-settled", **settled))
    for party in (f"complainant:{stage.complainant().pk}", f"subject:{stage.subject().pk}"):
        done(stage, holder, "record", "told", whom=party, way="post", **now())
    step(stage, holder, "close", reason="All is settled.")

    assert stage.fresh().state == State.CLOSED
    assert "They kept it." in words(ask(holder, "findings", stage.case))


def test_hearing_says_who_sits_and_by_when_its_papers_are_out(stage: Stage) -> None:
    form = words(ask(clerk_of(stage), "record", stage.case, "hearing"))
    for person in [*stage.cast.panel, clerk_of(stage)]:
        assert person.full_name in form
    assert "Not before" in form
    done(stage, clerk_of(stage), "record", "hearing", **HEARING)
    page = words(ask(stage.holder, "case", stage.case))
    assert "2pm on Monday 21 September 2026, Room 1. Open to the public." in page
    assert "published by 11 September 2026 at the latest" in page
    assert "takes its place" in words(ask(stage.holder, "record", stage.case, "hearing"))


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"public": "closed"}, "Choose the paragraphs by which the public is kept out"),
        ({"public": "closed", "paragraphs": ["1"]}, "Say why the public must be kept out"),
        ({"paragraphs": ["1"]}, "An open hearing names no paragraph"),
        ({"public": "closed", "paragraphs": ["8"], "closed_because": "x"}, "Choose paragraphs of this list"),
        ({"starts_at_year": "2020"}, "must be after today"),
        ({"starts_at_year": "10000"}, "The day of the hearing must"),
        ({"starts_at_time": "2"}, "The time"),
        ({"place": "\x00"}, "There is a problem"),
    ],
)
def test_hearing_that_cannot_be_is_not_set(stage: Stage, typed: dict[str, Any], said: str) -> None:
    answer = ask(stage.holder, "record", stage.case, "hearing", **(HEARING | typed))
    assert answer.status_code == 200
    assert said in words(answer)
    with acting_as(stage.holder.pk):
        assert not Hearing.objects.filter(case=stage.case).exists()


def test_closed_hearing_names_its_paragraphs(stage: Stage) -> None:
    closed = {"public": "closed", "paragraphs": ["2", "1"], "closed_because": "It names a resident."}
    done(stage, stage.holder, "record", "hearing", **(HEARING | closed | {"starts_at_year": "2099"}))
    page = words(ask(stage.holder, "case", stage.case))
    assert "Without the public, by 1 and 2 of Schedule 12A." in page
    assert "It names a resident." in page


def test_only_the_clerk_records_and_only_while_a_hearing_is_to_be_held(stage: Stage) -> None:
    clerk = clerk_of(stage)
    assert ask(clerk, "find", stage.case, stage.alleged.pk).status_code == 404  # before a hearing nothing is there
    done(stage, stage.holder, "record", "hearing", **HEARING)
    assert ask(clerk, "find", stage.case, stage.alleged.pk, **finding(stage)).status_code == 409
    to_hearing(stage)
    assert ask(clerk, "impose", stage.case, stage.alleged.pk, sanction=sanction("apology")).status_code == 409
    for name in ("find", "impose"):
        assert ask(stage.holder, name, stage.case, stage.alleged.pk, **finding(stage)).status_code == 403
        assert ask(clerk, name, stage.case, ABSENT).status_code == 404
        assert ask(stage.cast.stranger, name, stage.case, stage.alleged.pk).status_code == 404
        assert ask(stage.cast.member, name, stage.case, stage.alleged.pk).status_code == 403
        assert ask(None, name, stage.case, stage.alleged.pk).status_code == 302
    assert ask(stage.cast.stranger, "findings", stage.case).status_code == 404
    assert ask(stage.cast.person(C.MEMBERS_IP), "findings", stage.case).status_code == 403
    seen = words(ask(stage.cast.person(C.PANEL), "findings", stage.case))
    assert "Record the finding" not in seen
    assert "still missing" not in seen
    with acting_as(clerk.pk):
        assert not Finding.objects.filter(case=stage.case).exists()


def test_finding_that_was_recorded_meanwhile_is_shown_and_what_was_typed_is_kept(stage: Stage) -> None:
    clerk = to_hearing(stage)
    done(stage, clerk, "find", stage.alleged.pk, **finding(stage))

    late = ask(clerk, "find", stage.case, stage.alleged.pk, **finding(stage, reasons="It was harsh."))

    shown = words(late)
    assert late.status_code == 200
    for said in ("since you opened the page", "It was rude.", "It was harsh.", 'name="seen" value="1"'):
        assert said in shown
    with acting_as(clerk.pk):
        before = Finding.objects.get(case=stage.case)
    stage.tick()
    again = finding(stage, seen="1", outcome="no_breach", paragraphs=[])
    done(stage, clerk, "find", stage.alleged.pk, **again)
    with pytest.raises(MovedOn):
        deciding.impose(finding=before, sanction=Sanction.objects.get(key="apology"), by=clerk)
    assert "Record what follows" not in words(ask(clerk, "findings", stage.case))


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"outcome": ""}, "Choose what was found"),
        ({"paragraphs": []}, "A breach names the paragraphs"),
        ({"outcome": "no_breach"}, "Without a breach no paragraph was breached"),
        ({"paragraphs": [ABSENT]}, "Choose from the paragraphs that the allegation cites"),
        ({"reasons": " "}, "Give the reasons"),
        ({"reasons": "\x00"}, "Record what the panel found"),
        ({"seen": "junk"}, "Record what the panel found"),
    ],
)
def test_finding_that_is_not_whole_is_not_recorded(stage: Stage, typed: dict[str, Any], said: str) -> None:
    clerk = to_hearing(stage)
    answer = ask(clerk, "find", stage.case, stage.alleged.pk, **finding(stage, **typed))
    assert answer.status_code == 200
    assert said in words(answer)
    with acting_as(clerk.pk):
        assert not Finding.objects.filter(case=stage.case).exists()


def test_what_the_law_does_not_allow_today_cannot_be_chosen_and_the_page_says_why(stage: Stage) -> None:
    clerk = to_hearing(stage)
    done(stage, clerk, "find", stage.alleged.pk, **finding(stage))
    page = words(ask(clerk, "impose", stage.case, stage.alleged.pk))
    assert "What cannot be chosen today" in page
    assert "Suspension. No law lets a council do this today." in page
    assert "Withdraw facilities, such as a device or an e-mail account (legal advice first)" in page
    for key in ("suspension", "disqualification"):
        refused = ask(clerk, "impose", stage.case, stage.alleged.pk, sanction=sanction(key))
        assert "Choose one of this list" in words(refused)
    done(stage, clerk, "impose", stage.alleged.pk, sanction=sanction("apology"))
    twice = ask(clerk, "impose", stage.case, stage.alleged.pk, sanction=sanction("apology"))
    assert "Choose one of this list" in words(twice)
    with acting_as(clerk.pk):
        assert SanctionImposed.objects.filter(case=stage.case).count() == 1


def test_action_is_settled_once(stage: Stage) -> None:
    MEET[Guard.PLAN](stage)
    with acting_as(stage.holder.pk):
        action = ResolutionAction.objects.get(case=stage.case)
    typed = {"action": str(action.pk), "outcome": "done", "words": "They met."}
    done(stage, stage.holder, "record", "action-settled", **typed)
    assert "This was settled before" in words(ask(stage.holder, "record", stage.case, "action-settled", **typed))
    assert "An apology" in words(ask(stage.holder, "case", stage.case))


def test_member_left_and_complainant_withdraws_on_record(stage: Stage) -> None:
    holder = stage.holder
    done(stage, holder, "record", "left", subject=str(stage.subject().pk), **now())
    typed = {"complainant": str(stage.complainant().pk), "words": "She rang: enough of it."}
    done(stage, holder, "record", "withdrawal", **typed)
    page = words(ask(holder, "case", stage.case))
    assert "Left office" in page
    assert "She rang: enough of it." in page
    with acting_as(holder.pk):
        assert Subject.objects.get(case=stage.case).left_office_on == timezone.localdate()
    step(stage, holder, "withdraw", reason="She asked.")
    assert stage.fresh().state == State.WITHDRAWN
    late = ask(holder, "record", stage.case, "withdrawal", **typed)
    assert "This case is closed." in words(late)


def test_more_time_is_given_with_a_reason_that_stays(stage: Stage) -> None:
    holder = stage.holder
    assert "No time runs now" in words(ask(holder, "record", stage.case, "more-time"))
    MEET[Guard.COMPLAINANT_CONSULTED](stage)
    MEET[Guard.COMMITTEE_TOLD](stage)
    MEET[Guard.PLAN](stage)
    step(stage, holder, "resolve_locally")
    typed = {"limit": Limit.RESOLUTION, "reason": "Both were ill."}
    done(stage, holder, "record", "more-time", **typed)
    assert "Informal resolution: Both were ill." in words(ask(holder, "case", stage.case))
    assert "given once" in words(ask(holder, "record", stage.case, "more-time", **typed))
    by_hand = ask(holder, "record", stage.case, "noted", kind=Noted.Kind.MORE_TIME, **now())
    assert by_hand.status_code == 200


def test_name_is_told_only_after_the_offer_is_over(stage: Stage) -> None:
    holder, complainant = stage.holder, stage.complainant()
    assert "No name waits for this" in words(ask(holder, "record", stage.case, "disclosed"))
    with acting_as(holder.pk):
        Complainant.objects.filter(pk=complainant.pk).update(protection="asked")
    assessing.decide_identity(complainant=complainant, is_granted=False, reasons="No fear.", by=holder)
    typed = {"complainant": str(complainant.pk)}
    early = words(ask(holder, "record", stage.case, "disclosed", **typed))
    assert "has not run out" in early
    assert "the offer to withdraw stands until" in early
    stage.wait(60)
    done(stage, holder, "record", "disclosed", **typed)
    assert stage.complainant().protection == Complainant.Protection.DISCLOSED


def test_case_page_offers_what_can_be_recorded_where_it_stands(stage: Stage) -> None:
    page = words(ask(stage.holder, "case", stage.case))
    assert "Set the day of the hearing" in page
    assert "Jurisdiction checklist" not in page
    assert address("findings", stage.case) not in page
