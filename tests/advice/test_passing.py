"""Handing over, showing another way, closing as asked twice, opening again, the private way, and calls."""

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from portal.foundation.people.models import User
from reviews.advice import actions
from reviews.advice.models import PrivateRoute, Request
from reviews.advice.states import State
from tests.advice.pages import get, post, signed_in, text_of, url
from tests.factories.advice import Desk
from tests.factories.people import DelegationFactory, UserFactory

pytestmark = pytest.mark.django_db

REDIRECTING = {"redirect_to": "records", "text": "Typed words"}
REASON = {"text": "Typed words"}


def typed(name: str, desk: Desk) -> dict[str, Any]:
    """What fills in the form of a verb."""
    if name == "hand_over":
        return {"to": str(UserFactory(roles=("comms_adviser",)).pk), "text": "Typed words"}
    if name == "mark_duplicate":
        return {"of": str(desk.submitted().pk)}
    return {"redirect": REDIRECTING, "desk_reopen": REASON, "share_with_mo": {}}[name]


def staged(name: str, state: str) -> tuple[Desk, Request]:
    desk = Desk()
    if name == "share_with_mo":
        desk.officer = UserFactory(roles=("deputy_monitoring_officer",))
        return desk, desk.kept_for_deputy()
    return desk, desk.in_state(state)


def who(desk: Desk, part: str) -> User:
    """Who does it; the lead is made when a test needs one."""
    found: User = UserFactory(roles=("comms_lead",)) if part == "lead" else getattr(desk, part)
    return found


VERBS = [
    ("hand_over", "assigned", "adviser", State.ASSIGNED),
    ("redirect", "assigned", "adviser", State.REDIRECTED),
    ("mark_duplicate", "submitted", "adviser", State.CLOSED),
    ("desk_reopen", "closed", "lead", State.REOPENED),
    ("share_with_mo", "escalated", "officer", State.ESCALATED),
]


@pytest.mark.parametrize(("name", "state", "part", "to"), VERBS, ids=[row[0] for row in VERBS])
class TestVerbs:
    def test_happy(self, name: str, state: str, part: str, to: str) -> None:
        desk, item = staged(name, state)

        page = get(who(desk, part), name, item.pk)
        done = post(who(desk, part), name, item.pk, {"version": item.version, **typed(name, desk)})

        assert page.status_code == 200
        assert done.headers["Location"] == item.get_desk_url()
        assert (Request.objects.get(pk=item.pk).state, Request.objects.get(pk=item.pk).version) == (
            to,
            item.version + 1,
        )

    def test_anonymous_and_strangers(self, name: str, state: str, part: str, to: str) -> None:
        desk, item = staged(name, state)
        data = {"version": item.version, **typed(name, desk)}

        assert Client().post(url(name, item.pk), data).status_code == 302
        for person in (desk.member, UserFactory(roles=("member",)), UserFactory(roles=("auditor",))):
            assert post(person, name, item.pk, data).status_code == 404
        assert Request.objects.get(pk=item.pk).version == item.version

    def test_wrong_state_method_and_stale(self, name: str, state: str, part: str, to: str) -> None:
        desk, item = staged(name, state)
        doer = who(desk, part)
        data = typed(name, desk)

        stale = post(doer, name, item.pk, {"version": item.version - 1, **data})
        other = desk.declined() if part != "officer" else desk.answered_by_office()
        wrong = post(doer, name, other.pk, {"version": other.version, **data})

        assert signed_in(doer).put(url(name, item.pk)).status_code == 405
        assert stale.status_code == 409
        assert "Somebody changed this request after you opened the page." in text_of(stale)
        assert "text" not in data or "Typed words" in text_of(stale)
        assert wrong.status_code in (403, 409)
        assert get(doer, name, other.pk).status_code == 403

    def test_junk(self, name: str, state: str, part: str, to: str) -> None:
        desk, item = staged(name, state)
        data = typed(name, desk)

        for junk in ("\x00", "x" * 500_000, "9" * 50):
            assert post(who(desk, part), name, item.pk, dict.fromkeys(data, junk)).status_code in (200, 409)


def test_hand_over_offers_no_one_with_a_part_in_it_and_says_who_has_it() -> None:
    desk = Desk()
    item = desk.assigned()
    helper = UserFactory(roles=("comms_adviser", "delegate"))
    DelegationFactory(member=desk.member, delegate=helper)
    free = UserFactory(roles=("comms_lead",))

    page = text_of(get(desk.adviser, "hand_over", item.pk))
    refused = post(desk.adviser, "hand_over", item.pk, {"version": item.version, "to": str(helper.pk)})
    post(desk.adviser, "hand_over", item.pk, {"version": item.version, "to": str(free.pk), "text": "The depot knows."})

    assert str(free.pk) in page
    assert str(helper.pk) not in page
    assert f'value="{desk.adviser.pk}"' not in page
    assert "There is a problem" in text_of(refused)
    assert Request.objects.get(pk=item.pk).adviser == free
    assert "The depot knows." in text_of(get(free, "desk_request", item.pk))


def test_duplicate_offers_the_same_members_requests_only_and_links_them() -> None:
    desk = Desk()
    item, twin = desk.submitted(), desk.submitted()
    private, other = desk.office_only(), Desk().submitted()

    page = text_of(get(desk.adviser, "mark_duplicate", item.pk))
    for wrong in (private, other, item):
        refused = post(desk.adviser, "mark_duplicate", item.pk, {"version": item.version, "of": str(wrong.pk)})
        assert "There is a problem" in text_of(refused)
    post(desk.adviser, "mark_duplicate", item.pk, {"version": item.version, "of": str(twin.pk)})

    assert str(twin.pk) in page
    assert not {str(private.pk), str(other.pk)} & set(page.split('"'))
    assert f'Closed as asked twice: see <a class="govuk-link" href="{twin.get_desk_url()}">' in text_of(
        get(desk.adviser, "desk_request", item.pk)
    )


def test_private_route_names_a_deputy_and_keeps_what_was_decided() -> None:
    officer = UserFactory(roles=("monitoring_officer",))
    deputy = UserFactory(roles=("deputy_monitoring_officer",))

    named = post(officer, "private_route", data={"deputy": str(deputy.pk)})
    refused = post(officer, "private_route", data={"deputy": str(officer.pk)})
    post(deputy, "private_route", data={"deputy": ""})
    page = text_of(get(deputy, "private_route"))

    assert named.headers["Location"] == url("private_route")
    assert "There is a problem" in text_of(refused)
    assert [route.deputy for route in PrivateRoute.objects.order_by("at")] == [deputy, None]
    assert f"{deputy} reads first" in page
    for role in ("member", "comms_lead", "administrator", "auditor"):
        assert get(UserFactory(roles=(role,)), "private_route").status_code == 403


CALL = {
    "kind": "before",
    "question": "Typed words",
    "draft_wording": "The brook is high.",
    "topics": ["local_issue"],
    "platforms": ["facebook"],
    "account": "member",
}


def test_call_becomes_the_members_own_request_once() -> None:
    desk = Desk()
    data = {**CALL, "once": str(uuid4()), "member": str(desk.member.pk), "is_urgent": "on", "urgent_reason": "Press"}

    first = post(desk.adviser, "log_call", data=data)
    second = post(desk.adviser, "log_call", data=data)

    item = Request.objects.get()
    assert first.headers["Location"] == second.headers["Location"] == item.get_desk_url()
    assert (item.member, item.asked_by, item.logged_by) == (desk.member, desk.member, desk.adviser)
    assert (item.state, item.is_urgent, item.wordings.get().text) == (State.SUBMITTED, True, "The brook is high.")
    assert "Written down by the Communications Team on" in text_of(get(desk.member, "request", item.pk))


def test_call_says_what_is_missing_and_keeps_what_was_typed() -> None:
    desk = Desk()
    data = {"once": str(uuid4()), "member": str(desk.member.pk), "kind": "posted", "question": "Typed words"}

    done = text_of(post(desk.adviser, "log_call", data={**data, "topics": ["staff"]}))

    assert "Typed words" in done
    assert "Answer this: what is the exact wording?" in done
    assert "Answer this: which account is it?" in done
    assert not Request.objects.exists()


@pytest.mark.parametrize("once", ["", "x", "\x00"])
def test_call_takes_no_junk(once: str) -> None:
    desk = Desk()
    junk = {**dict.fromkeys(CALL, "\x00"), "once": once, "member": "x" * 5000, "day_year": "10000"}

    assert post(desk.adviser, "log_call", data=junk).status_code == 200


def test_call_is_never_for_oneself_nor_for_whom_one_helps_nor_under_anothers_id() -> None:
    desk = Desk(adviser=UserFactory(roles=("comms_adviser", "delegate")))
    DelegationFactory(member=desk.member, delegate=desk.adviser)
    other = UserFactory(roles=("member",))
    theirs = Desk(member=other).submitted()

    helped = post(desk.adviser, "log_call", data={**CALL, "once": str(uuid4()), "member": str(desk.member.pk)})
    taken = post(desk.adviser, "log_call", data={**CALL, "once": str(theirs.pk), "member": str(other.pk)})

    assert "There is a problem" in text_of(helped)
    assert taken.status_code == 403
    assert Request.objects.get() == theirs


def test_deputy_alone_sees_and_the_officer_after_it_is_shown() -> None:
    desk, item = staged("share_with_mo", "")
    officer = UserFactory(roles=("monitoring_officer",))

    before = get(officer, "desk_request", item.pk).status_code
    actions.share_with_mo(item=item, by=desk.officer, version=item.version)

    assert (before, get(officer, "desk_request", item.pk).status_code) == (404, 200)
