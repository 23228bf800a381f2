"""The lists: their addresses, filters, what to do now, giving several at once, and the next request."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from portal.foundation.people.models import User
from reviews.advice import actions
from reviews.advice.models import Request
from reviews.advice.states import State
from tests.advice.pages import get, post, signed_in, text_of
from tests.factories.advice import Desk, plain_advice
from tests.factories.people import DelegationFactory, UserFactory

pytestmark = pytest.mark.django_db


def listed(user: User, view: str, query: str = "", *, office: bool = False) -> set[str]:
    """References in the list itself, without what to do now."""
    rows = text_of(signed_in(user).get(f"{_address(view, office)}?{query}")).partition('id="list"')[2]
    return {item.reference for item in Request.objects.exclude(reference="") if item.get_desk_url() in rows}


def _address(view: str, office: bool = False) -> str:
    return f"/advice/{'monitoring-officer' if office else 'desk'}/list/{view}/"


def due(item: Request, *, hours: int) -> Request:
    """Let the answer be due so many hours from now."""
    moment = timezone.now() + timedelta(hours=hours)
    Request.objects.filter(pk=item.pk).update(due_at=moment, act_by=moment)
    return Request.objects.get(pk=item.pk)


def test_today_and_overdue_hold_what_the_desk_must_do() -> None:
    desk = Desk()
    late, far = due(desk.assigned(), hours=-1), due(desk.assigned(), hours=100)
    passed_on = due(desk.escalated(), hours=-1)
    end = timezone.localtime().replace(hour=23, minute=59, second=58)
    soon = desk.submitted()
    Request.objects.filter(pk=soon.pk).update(due_at=end, act_by=end)

    assert listed(desk.adviser, "overdue") == {late.reference}
    assert listed(desk.adviser, "today") == {soon.reference}
    assert listed(desk.adviser, "open") == {late.reference, far.reference, passed_on.reference, soon.reference}


def test_each_list_of_its_own_holds_its_requests_only() -> None:
    desk = Desk()
    again, opened, answered = desk.follow_up(), desk.reopened(), desk.answered()
    look = desk.assigned()
    against = plain_advice(stance="advise_against")
    actions.ask_second_look(item=look, by=desk.adviser, version=look.version, advice=against)
    colleague = UserFactory(roles=("comms_lead",))

    assert listed(colleague, "again") == {again.reference, opened.reference}
    assert listed(colleague, "looks") == {look.reference}
    assert listed(desk.adviser, "looks") == set()
    assert listed(colleague, "all") == {again.reference, opened.reference, answered.reference, look.reference}


def test_office_marks_what_is_private_and_lists_it() -> None:
    desk = Desk()
    passed_on, private = desk.escalated(), desk.office_only()

    page = text_of(signed_in(desk.officer).get(_address("open", office=True)))

    assert page.count("Monitoring Officer only</strong>") == 1
    assert listed(desk.officer, "private", office=True) == {private.reference}
    assert listed(desk.officer, "open", office=True) == {passed_on.reference, private.reference}


def test_filters_come_from_what_is_known() -> None:
    desk = Desk()
    mine, free = desk.assigned(), desk.submitted()
    urgent = desk.submitted(is_urgent=True, urgent_reason="Press")
    everything = {mine.reference, free.reference, urgent.reference}

    assert listed(desk.adviser, "open", f"holder={desk.adviser.pk}") == {mine.reference}
    assert listed(desk.adviser, "open", "holder=nobody") == {free.reference, urgent.reference}
    assert listed(desk.adviser, "open", "urgent=yes") == {urgent.reference}
    for junk in (f"holder={desk.member.pk}", "holder=%00", "urgent=maybe", "order=member", "holder=x&urgent=x"):
        assert listed(desk.adviser, "open", junk) == everything


def test_top_names_the_next_three_that_one_can_go_on_with() -> None:
    desk = Desk()
    order = [due(desk.assigned(), hours=hours) for hours in (3, 1, 2, 4)]
    due(desk.awaiting(), hours=0)
    due(Desk().assigned(), hours=0)

    page = text_of(signed_in(desk.adviser).get(_address("new")))
    top = page.partition('id="now"')[2].partition("</section>")[0]

    places = [top.find(order[number].reference) for number in (1, 2, 0)]
    assert places == sorted(places)
    assert -1 not in places
    assert order[3].reference not in top


def give(by: User, items: list[Request], to: Any, query: str = "") -> Any:
    data = {"pick": [f"{item.pk}:{item.version}" for item in items], "to": str(getattr(to, "pk", to))}
    return signed_in(by).post(f"/advice/desk/list/open/assign/{query}", data)


def test_several_are_given_at_once_and_the_place_is_kept() -> None:
    desk = Desk()
    first, second = desk.submitted(), desk.submitted()
    colleague = UserFactory(roles=("comms_adviser",))

    done = give(desk.adviser, [first], colleague, "?topic=local_issue&junk=1")
    mine = give(desk.adviser, [second], desk.adviser)

    assert done.headers["Location"] == "/advice/desk/list/open/?topic=local_issue"
    assert mine.headers["Location"] == "/advice/desk/list/open/"
    assert [Request.objects.get(pk=item.pk).adviser for item in (first, second)] == [colleague, desk.adviser]


def test_all_on_the_page_are_chosen_by_an_address_that_keeps_the_filters() -> None:
    """Faults tried: the rows without `checked`; the address without the filters."""
    desk = Desk()
    items = [desk.submitted(is_urgent=True, urgent_reason="Now.") for _ in range(2)]
    desk.submitted()
    shown = text_of(signed_in(desk.adviser).get("/advice/desk/list/open/?urgent=yes"))
    href = "/advice/desk/list/open/?urgent=yes&all=yes"
    assert f'href="{href.replace("&", "&amp;")}#list">Choose all on this page' in shown
    assert shown.count(" checked") == 0
    chosen = text_of(signed_in(desk.adviser).get(href))
    assert chosen.count(" checked") == len(items)
    assert chosen.index(">Assign</button>") < chosen.index('name="pick"')
    assert "Choose none" in chosen


def test_what_could_not_be_given_is_said_and_the_rest_is_given() -> None:
    colleague = UserFactory(roles=("comms_adviser", "delegate"))
    desk, helped = Desk(), Desk()
    DelegationFactory(member=helped.member, delegate=colleague)
    good, ended, stale, theirs = desk.submitted(), desk.declined(), desk.submitted(), helped.submitted()
    private = desk.office_only()
    actions.claim(item=stale, by=desk.adviser, version=stale.version)
    client = signed_in(desk.adviser)

    client.post(
        "/advice/desk/list/open/assign/",
        {
            "pick": [f"{item.pk}:{item.version}" for item in (good, ended, stale, theirs, private)]
            + ["junk", "\x00:1"],
            "to": str(colleague.pk),
        },
    )
    page = text_of(client.get("/advice/desk/list/open/"))

    assert "1 request is with" in page
    assert f"{stale.reference}: Somebody changed this request" in page
    assert f"{ended.reference}: This cannot be done now" in page
    assert f"{theirs.reference}: Choose a colleague at the desk who has no part" in page
    assert "One of the requests is not there." in page
    assert private.reference not in page
    assert Request.objects.get(pk=good.pk).adviser == colleague
    assert [Request.objects.get(pk=item.pk).version for item in (ended, theirs, private)] == [
        ended.version,
        theirs.version,
        private.version,
    ]


def test_giving_needs_the_desk_a_person_and_a_request() -> None:
    desk = Desk()
    item = desk.submitted()

    for by in (desk.member, desk.officer, UserFactory(roles=("auditor",))):
        assert give(by, [item], by).status_code == 403
    for items, to in (([], desk.adviser), ([item], desk.member), ([item], "\x00"), ([item], "")):
        assert give(desk.adviser, items, to).status_code == 302
    assert Client().post("/advice/desk/list/open/assign/").status_code == 302
    assert signed_in(desk.adviser).get("/advice/desk/list/open/assign/").status_code == 405
    assert signed_in(desk.adviser).post("/advice/desk/list/nonsense/assign/", {"to": "x"}).status_code == 404
    assert Request.objects.get(pk=item.pk).state == State.SUBMITTED


def test_next_request_goes_round_what_there_is_to_do() -> None:
    desk = Desk()
    first, second = due(desk.assigned(), hours=1), due(desk.assigned(), hours=2)
    done = due(desk.answered(), hours=0)

    assert get(desk.adviser, "next", first.pk).headers["Location"] == second.get_desk_url()
    assert get(desk.adviser, "next", second.pk).headers["Location"] == first.get_desk_url()
    assert get(desk.adviser, "next", done.pk).headers["Location"] == first.get_desk_url()
    assert get(desk.member, "next", first.pk).status_code == 404
    assert post(desk.adviser, "next", first.pk).status_code == 405
    alone = Desk()
    assert get(alone.officer, "next", alone.office_only().pk).headers["Location"] == _address("mine", office=True)
