"""That an answer still holds: who may say so, of what, and what is kept of it.

Deliberate faults that turn these red: no permission asked in `confirm_holds`; `seen` not compared; the grant or the
trigger on advice_citationreview left out; the mark left out of the page.
"""

from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction

from guidance.models import PointVersion
from portal.foundation.audit.models import Event
from portal.foundation.outbox.models import Item
from portal.foundation.people.models import User
from reviews.advice import actions, emails
from reviews.advice.marks import answers_of
from reviews.advice.models import CitationReview, Request
from reviews.advice.telling import tell_of_changes
from tests.advice.pages import get, post, text_of, url
from tests.factories.advice import Desk, plain_advice
from tests.factories.guidance import adopted, protocol
from tests.factories.people import DelegationFactory, UserFactory

pytestmark = pytest.mark.django_db
NEXT, AFTER = date(2021, 1, 1), date(2022, 1, 1)


def posts(*texts: str, **more: object):
    return adopted(protocol([("Posts", texts)]), **more)


@pytest.fixture
def desk() -> Desk:
    posts("Wait a day.", "Be kind.")
    return Desk()


@pytest.fixture
def lead() -> User:
    return UserFactory(roles=("comms_lead",))


def advice():
    return plain_advice(no_point_reason="", points=list(PointVersion.objects.in_force()))


def answered(desk: Desk) -> Request:
    return desk.answered(advice())


def answered_by_office(desk: Desk, **more: object) -> Request:
    item = desk.office_only() if more else desk.escalated()
    return actions.answer_as_mo(item=item, by=desk.officer, version=item.version, advice=advice())


def seen(item: Request) -> str:
    return answers_of(item)[-1].seen


def holds(item: Request, by: User, shown: str | None = None):
    return post(by, "still_holds", item.pk, {"seen": seen(item) if shown is None else shown})


CHANGED = "Point 1.1 has changed since this answer (edition 1 to 2)."


def test_mark_stands_on_both_pages_until_the_lead_finds_that_the_answer_holds(desk: Desk, lead: User) -> None:
    item = answered(desk)
    assert CHANGED not in text_of(get(desk.member, "request", item.pk))
    posts("Wait two days.", "Be kind.", effective_from=NEXT)

    for reader, page in ((desk.member, "request"), (desk.adviser, "desk_request"), (lead, "desk_request")):
        shown = text_of(get(reader, page, item.pk))
        assert shown.count(CHANGED) == 2
        assert ("The answer still holds" in shown) == (reader == lead)
    assert holds(item, lead).headers["Location"] == item.get_desk_url()

    shown = text_of(get(desk.member, "request", item.pk))
    assert "The guidance has changed since this answer" not in shown
    assert "that the answer still holds" in shown
    kept = CitationReview.objects.get()
    assert (kept.by, kept.found.text) == (lead, "Wait two days.")
    event = Event.objects.get(verb="advice.still_holds")
    assert (event.actor_id, event.data["points"]) == (lead.pk, 1)


def test_page_leads_to_both_wordings_and_to_the_comparison(desk: Desk) -> None:
    item = answered(desk)
    posts("Wait two days.", "Be kind.", effective_from=NEXT)
    point = PointVersion.objects.in_force().get(number="1.1").point_id

    shown = text_of(get(desk.member, "request", item.pk))

    for edition in (1, 2):
        assert f'href="/guidance/point/{point}/edition/{edition}/"' in shown
    assert 'href="/guidance/social-media-protocol/compare/1/2/"' in shown


def test_later_change_asks_again_and_a_change_elsewhere_does_not(desk: Desk, lead: User) -> None:
    item = answered(desk)
    posts("Wait two days.", "Be kind.", effective_from=NEXT)
    holds(item, lead)
    posts("Wait two days.", "Be kind.", "Be brief.", effective_from=AFTER)
    assert answers_of(item)[-1].open_marks == ()

    posts("Wait three days.", "Be kind.", "Be brief.", effective_from=date(2023, 1, 1))

    assert [mark.sentence for mark in answers_of(item)[-1].open_marks] == [
        "Point 1.1 has changed since this answer (edition 1 to 4)."
    ]


def test_pressing_twice_keeps_one(desk: Desk, lead: User) -> None:
    item = answered(desk)
    posts("Wait two days.", effective_from=NEXT)
    shown = seen(item)

    assert [holds(item, lead, shown).status_code for _ in range(2)] == [302, 302]
    assert CitationReview.objects.count() == 2
    assert Event.objects.filter(verb="advice.still_holds").count() == 1


@pytest.mark.parametrize("junk", ["", "0" * 32, "x" * 100_000, "\0", "é"])
def test_page_from_before_another_edition_is_refused(desk: Desk, lead: User, junk: str) -> None:
    item = answered(desk)
    posts("Wait two days.", "Be kind.", effective_from=NEXT)

    answer = holds(item, lead, junk)

    assert answer.status_code == 409
    assert "The guidance or the answer changed while this page was open." in text_of(answer)
    assert not CitationReview.objects.exists()


def test_what_was_seen_before_a_further_edition_is_refused(desk: Desk, lead: User) -> None:
    item = answered(desk)
    posts("Wait two days.", "Be kind.", effective_from=NEXT)
    shown = seen(item)
    posts("Wait three days.", "Be kind.", effective_from=AFTER)

    assert holds(item, lead, shown).status_code == 409
    assert not CitationReview.objects.exists()


def test_office_finds_of_its_own_answers_and_the_lead_does_not(desk: Desk, lead: User) -> None:
    item = answered_by_office(desk)
    posts("Wait two days.", "Be kind.", effective_from=NEXT)

    assert holds(item, lead).status_code == 403
    assert holds(item, UserFactory(roles=("deputy_monitoring_officer",))).status_code == 302
    assert CitationReview.objects.count() == 1


def test_office_only_request_is_not_there_for_communications(desk: Desk, lead: User) -> None:
    item = answered_by_office(desk, office_only=True)
    posts("Wait two days.", "Be kind.", effective_from=NEXT)

    assert [holds(item, by).status_code for by in (lead, desk.adviser)] == [404, 404]
    assert holds(item, desk.officer).status_code == 302


def test_nobody_else_may_and_nobody_in_their_own_cause(desk: Desk) -> None:
    item = answered(desk)
    posts("Wait two days.", "Be kind.", effective_from=NEXT)
    helper: User = UserFactory(roles=("comms_lead", "delegate"))
    DelegationFactory(member=desk.member, delegate=helper)
    shown = seen(item)

    assert holds(item, desk.adviser, shown).status_code == 403
    assert [holds(item, by, shown).status_code for by in (desk.member, desk.officer, helper)] == [404, 404, 404]
    with pytest.raises(actions.NotAllowed):
        actions.confirm_holds(item=item, by=helper, seen=shown)
    assert not CitationReview.objects.exists()


def test_request_without_an_answer_cannot_be_found_to_hold(desk: Desk, lead: User) -> None:
    item = desk.assigned()

    assert holds(item, lead, "x").status_code == 403


def test_stranger_and_wrong_method(client, desk: Desk, lead: User) -> None:
    item = answered(desk)

    assert client.post(url("still_holds", item.pk)).headers["Location"].startswith("/account/login/")
    assert get(lead, "still_holds", item.pk).status_code == 405


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE advice_citationreview SET at = now()",
        "DELETE FROM advice_citationreview",
        "TRUNCATE advice_citationreview",
    ],
)
def test_what_was_found_stays(desk: Desk, lead: User, sql: str) -> None:
    item = answered(desk)
    posts("Wait two days.", effective_from=NEXT)
    holds(item, lead)

    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def test_triggers_hold_what_the_grants_would_let_through() -> None:
    table = "tgrelid = 'advice_citationreview'::regclass AND NOT tgisinternal"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT tgname, tgenabled FROM pg_trigger WHERE {table} ORDER BY tgname")
        assert cursor.fetchall() == [("advice_citationreview_stays", "O"), ("advice_citationreview_stays_whole", "O")]


def test_member_is_told_once_that_the_guidance_changed_and_not_once_it_holds(desk: Desk, lead: User) -> None:
    """Faults that turn this red, tried: the mark's fingerprint left out of the key; the marks not asked on sending."""
    item = answered(desk)
    tell_of_changes()
    assert not Item.objects.filter(kind="advice.guidance_changed").exists()
    posts("Wait two days.", "Be kind.", effective_from=NEXT)
    tell_of_changes()
    tell_of_changes()
    told = Item.objects.get(kind="advice.guidance_changed")
    mail = emails.guidance_changed(told)
    assert mail is not None
    assert (mail.to, "Say what" in mail.body) == ([desk.member.email], False)

    holds(item, lead)
    assert emails.guidance_changed(told) is None
    posts("Wait a week.", "Be kind.", effective_from=AFTER)
    tell_of_changes()
    assert Item.objects.filter(kind="advice.guidance_changed").count() == 2
