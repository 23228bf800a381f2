"""Who can reach what: nothing leaks through pages, lists, counts, search, pictures or mail.

Faults that were tried, each of which turns tests here red: `_on_desk` without `office_only=False`; `_has_stake` that
finds nobody; `_asked_by_or_for` without `office_only=False`; `matching` that finds what was withdrawn; no event in
`note_read`; notes drawn on the member's page.
"""

import pytest
from django.conf import settings
from django.test import Client
from django.utils.module_loading import import_string

from portal.foundation.audit.models import Event
from portal.foundation.outbox.models import Item
from portal.foundation.people.models import Role, User
from reviews.advice import actions, permissions
from reviews.advice.models import Picture, Request
from reviews.advice.states import State
from tests.advice.pages import DESK_PAGES, DESK_POSTS, GET_PAGES, POSTS, absent, get, post, signed_in, text_of, url
from tests.factories.advice import Desk, plain_advice
from tests.factories.files import StoredFileFactory
from tests.factories.people import DelegationFactory, RoleGrantFactory, UserFactory

pytestmark = pytest.mark.django_db
CANARY = "zygoquartz"
"""A word that stands nowhere else in the portal."""


def person(*roles: str) -> User:
    made: User = UserFactory(roles=roles)
    return made


def helper(member: User, grade: str) -> User:
    made: User = DelegationFactory(member=member, grade=grade).delegate
    return made


def sees(user: User, item: Request) -> bool:
    return Request.objects.visible_to(user).filter(pk=item.pk).exists()


@pytest.mark.parametrize("state", [state for state in State.values if state != State.DRAFT])
def test_ordinary_request_is_seen_by_its_member_and_those_who_advise(state: str) -> None:
    desk = Desk()
    item = desk.in_state(state)

    assert sees(desk.member, item)
    assert sees(person("comms_adviser"), item)
    assert sees(person("comms_lead"), item)
    assert not sees(person("member"), item)


def test_draft_is_seen_by_its_member_only() -> None:
    desk = Desk()
    item = desk.draft()

    seen_by = {role for role in Role.values if sees(person(role), item)}

    assert seen_by == set()
    assert sees(desk.member, item)
    assert not sees(helper(desk.member, "act"), item)


def test_request_for_the_office_only_is_seen_by_the_office_and_its_member() -> None:
    desk = Desk()
    item = desk.office_only()

    seen_by = {role for role in Role.values if sees(person(role), item)}

    assert seen_by == {"monitoring_officer", "deputy_monitoring_officer"}
    assert sees(desk.member, item)


def test_monitoring_officer_sees_what_was_ever_escalated_and_nothing_else() -> None:
    desk = Desk()
    escalated, plain = desk.escalated(), desk.assigned()
    returned = desk.escalated()
    returned = actions.return_to_desk(item=returned, by=desk.officer, version=returned.version, text="Go on.")

    found = set(Request.objects.visible_to(desk.officer))

    assert found == {escalated, returned}
    assert plain not in found


@pytest.mark.parametrize(
    ("grade", "is_seen", "may_act"),
    [("record", False, False), ("summaries", False, False), ("content", True, False), ("act", True, True)],
)
def test_delegate_sees_and_acts_as_far_as_their_grade(grade: str, is_seen: bool, may_act: bool) -> None:
    desk = Desk()
    item = desk.awaiting()
    delegate = helper(desk.member, grade)

    assert sees(delegate, item) is is_seen
    assert permissions.can_reply(delegate, item) is may_act


@pytest.mark.parametrize("grade", ["record", "summaries", "content", "act"])
def test_delegate_never_sees_what_is_for_the_office_only(grade: str) -> None:
    desk = Desk()
    delegate = helper(desk.member, grade)

    assert not sees(delegate, desk.office_only())
    assert not sees(delegate, desk.draft(office_only=True))


def test_delegate_sees_the_draft_that_they_began_for_the_member() -> None:
    desk = Desk()
    delegate = helper(desk.member, "act")
    item = desk.draft(asked_by=delegate)

    assert sees(delegate, item)
    assert sees(desk.member, item)


def test_delegate_cannot_turn_a_draft_into_one_for_the_office_only() -> None:
    desk = Desk()
    delegate = helper(desk.member, "act")
    item = desk.draft(asked_by=delegate)

    with pytest.raises(actions.NotAllowed):
        actions.save_draft(item=item, by=delegate, version=item.version, step="readers", answers={"office_only": True})


def test_delegate_loses_sight_when_the_member_takes_the_help_back() -> None:
    desk = Desk()
    item = desk.submitted()
    delegation = DelegationFactory(member=desk.member, grade="act")
    assert sees(delegation.delegate, item)

    delegation.revoked_at, delegation.revoked_by = delegation.appointed_at, desk.member
    delegation.save()

    assert not sees(delegation.delegate, item)


@pytest.mark.parametrize("role", ["comms_adviser", "comms_lead", "monitoring_officer", "deputy_monitoring_officer"])
def test_officer_never_handles_a_request_of_their_own(role: str) -> None:
    desk = Desk()
    item = desk.escalated()
    RoleGrantFactory(user=desk.member, role=role)
    desk.member.forget_roles()

    assert sees(desk.member, item)
    assert not Request.objects.handled_by(desk.member).exists()
    assert get(desk.member, "desk_request", item.pk).status_code == 404
    assert not permissions.handles(desk.member, item)


def test_adviser_who_helps_the_member_does_not_advise_on_their_requests() -> None:
    desk = Desk()
    item = desk.submitted()
    RoleGrantFactory(user=desk.adviser, role="delegate")
    DelegationFactory(member=desk.member, delegate=desk.adviser, grade="record")
    desk.adviser.forget_roles()

    assert not Request.objects.handled_by(desk.adviser).exists()
    assert not permissions.can_claim(desk.adviser, item)


@pytest.mark.parametrize("role", ["member", "delegate", "comms_lead", "administrator", "auditor"])
def test_page_of_what_is_not_theirs_is_the_same_as_of_what_does_not_exist(role: str) -> None:
    item = Desk().office_only()
    client = signed_in(person(role))

    for name in (*GET_PAGES, *DESK_PAGES):
        foreign, nothing = client.get(url(name, item.pk)), client.get(url(name, absent()))

        assert (foreign.status_code, nothing.status_code) == (404, 404)
        assert foreign.content == nothing.content


def test_post_to_what_is_not_theirs_is_the_same_as_to_what_does_not_exist() -> None:
    item = Desk().office_only()
    client = signed_in(person("comms_lead"))

    for name in (*POSTS, *DESK_POSTS, "reply", "withdraw", "ask_member", "answer", "escalate", "decline"):
        foreign = client.post(url(name, item.pk), {"version": item.version})
        nothing = client.post(url(name, absent()), {"version": item.version})

        assert (foreign.status_code, nothing.status_code) == (404, 404)
        assert foreign.content == nothing.content


def test_every_page_leads_a_stranger_to_sign_in() -> None:
    item = Desk().submitted()

    for name in (*GET_PAGES, *DESK_PAGES, *POSTS, *DESK_POSTS):
        for answer in (Client().get(url(name, item.pk)), Client().post(url(name, item.pk))):
            assert answer.status_code == 302
            assert answer.headers["Location"].startswith("/account/login/")


def test_picture_is_served_to_readers_of_the_request_only() -> None:
    desk = Desk()
    item = desk.office_only()
    picture = Picture.objects.create(item=item, file=StoredFileFactory(uploaded_by=desk.member), by=desk.member)
    where = {"picture": picture.pk}

    assert get(desk.member, "picture", item.pk, **where).status_code == 200
    assert get(desk.officer, "picture", item.pk, **where).status_code == 200
    assert get(desk.adviser, "picture", item.pk, **where).status_code == 404
    assert get(person("member"), "picture", item.pk, **where).status_code == 404
    assert get(desk.member, "picture", desk.submitted().pk, **where).status_code == 404


def test_note_reaches_no_page_and_no_mail_of_the_member() -> None:
    desk = Desk()
    delegate = helper(desk.member, "act")
    item = desk.escalated(view=f"{CANARY} in the view")
    actions.note(item=item, by=desk.officer, text=f"{CANARY} in a note")
    item = actions.return_to_desk(item=item, by=desk.officer, version=item.version, text=f"{CANARY} on return")
    item = actions.answer(item=item, by=desk.adviser, version=item.version, advice=plain_advice())

    for user in (desk.member, delegate):
        for address in (url("home"), url("request", item.pk), url("sent", item.pk), url("withdraw", item.pk)):
            assert CANARY not in text_of(signed_in(user).get(address))
    assert CANARY in text_of(get(desk.adviser, "desk_request", item.pk))
    assert not [letter for letter in _letters() if CANARY in letter]


def test_office_only_text_reaches_nothing_that_communications_can_open() -> None:
    desk = Desk()
    item = desk.office_only(
        draft_wording=CANARY, question=CANARY, urgent_reason=CANARY, is_urgent=True, topics=["staff"]
    )
    actions.note(item=item, by=desk.officer, text=CANARY)
    item = actions.ask_member_as_mo(item=item, by=desk.officer, version=item.version, text=CANARY)
    item = actions.reply(item=item, by=desk.member, version=item.version, text=CANARY, wording=f"{CANARY} anew")
    actions.answer_as_mo(item=item, by=desk.officer, version=item.version, advice=plain_advice(text=CANARY))
    client = signed_in(desk.adviser)

    for view in ("new", "mine", "waiting", "escalated", "open", "closed"):
        for query in ("", f"?q={CANARY}", f"?q={item.reference}", "?topic=staff", "?platform=facebook"):
            page = text_of(client.get(f"/advice/desk/list/{view}/{query}"))
            assert str(item.pk) not in page
            assert page.replace(f'value="{CANARY}"', "").count(CANARY) == 0
            assert "(0)" in page
            assert "(1)" not in page
    assert Request.objects.filter(pk=item.pk, search=None).exists()
    assert not Request.objects.on_desk(desk.adviser).exists()
    assert not [item for item in Item.objects.all() if item.payload.get("person") == str(desk.adviser.pk)]
    assert not [letter for letter in _letters() if CANARY in letter]


def test_each_look_at_a_request_for_the_office_only_is_written_down() -> None:
    desk = Desk()
    item = desk.office_only()
    before = Event.objects.filter(is_read=True).count()

    get(desk.officer, "desk_request", item.pk)
    get(desk.member, "request", item.pk)

    reads = Event.objects.filter(is_read=True, verb="advice.read", about_id=str(item.pk))
    assert Event.objects.filter(is_read=True).count() == before + 2
    assert {read.actor_id for read in reads} == {desk.officer.pk, desk.member.pk}


def test_look_at_an_ordinary_request_is_not_written_down() -> None:
    desk = Desk()
    item = desk.assigned()

    get(desk.adviser, "desk_request", item.pk)

    assert not Event.objects.filter(is_read=True, about_id=str(item.pk)).exists()


def test_withdrawn_request_no_longer_shows_its_content_to_those_who_advise() -> None:
    desk = Desk()
    item = desk.withdrawn(draft_wording=CANARY, question=CANARY)
    picture = Picture.objects.create(item=item, file=StoredFileFactory(uploaded_by=desk.member), by=desk.member)

    pages = [
        get(desk.adviser, "desk_request", item.pk),
        signed_in(desk.adviser).get("/advice/desk/list/closed/"),
    ]

    assert not [page for page in pages if CANARY in text_of(page)]
    assert item.reference in text_of(pages[0])
    assert item.reference not in text_of(signed_in(desk.adviser).get(f"/advice/desk/list/closed/?q={CANARY}"))
    assert item.reference not in text_of(signed_in(desk.adviser).get("/advice/desk/list/closed/?topic=local_issue"))
    assert get(desk.adviser, "picture", item.pk, picture=picture.pk).status_code == 404
    assert CANARY in text_of(get(desk.member, "request", item.pk))
    assert post(desk.adviser, "note", item.pk, {"text": "x"}).status_code == 403


def test_draft_answer_is_seen_by_its_writer_only() -> None:
    desk = Desk()
    item = desk.assigned()
    actions.keep_answer_draft(item=item, by=desk.adviser, advice=plain_advice(text=CANARY))

    other = person("comms_lead")
    actions.claim(item=item, by=other, version=item.version)

    assert CANARY not in text_of(get(other, "answer", item.pk))
    assert CANARY not in text_of(get(desk.member, "request", item.pk))


def _letters() -> list[str]:
    """Every mail that the outbox would send now or later, as text; what is done later may add more of them."""
    letters, done = [], set()
    while items := list(Item.objects.filter(kind__startswith="advice.").exclude(pk__in=done)):
        for item in items:
            done.add(item.pk)
            letter = import_string(settings.OUTBOX_KINDS[item.kind])(item)
            if letter is not None:
                letters.append(f"{letter.subject}\n{letter.body}\n{letter.to}")
    return letters
