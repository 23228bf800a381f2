"""The board, what is there for cover, an emergency, and taking over.

Deliberate faults that turn these red: counting cases without `visible_to`; sorting by anything but the next due time;
a query a row; leaving `conduct_is_unheld` out of `conduct_free`.
"""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from portal.foundation.outbox.models import Item
from portal.foundation.people.models import User
from reviews.conduct.actions.grants import declare, take_over
from reviews.conduct.actions.refusals import Refused
from reviews.conduct.board import board_rows
from reviews.conduct.identity import acting_as
from reviews.conduct.models import Case, Grant
from reviews.conduct.visibility import Capacity
from tests.factories import conduct
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db
LIST = "/records/matters/"


def page(person: User, url: str = LIST) -> str:
    client = Client()
    client.force_login(person)
    return client.get(url).content.decode()


def post(person: User, url: str, **data: str) -> int:
    client = Client()
    client.force_login(person)
    return client.post(url, data).status_code


def test_overdue_is_said_in_words_and_comes_first() -> None:
    holder = conduct.officer()
    late = conduct.received(at=timezone.now() - timedelta(days=40)).case
    fresh = conduct.received().case

    shown = page(holder)

    assert shown.index(late.reference) < shown.index(fresh.reference)
    assert "1 overdue" in shown
    assert '<strong class="govuk-tag govuk-tag--red">Overdue</strong>' in shown


def test_case_in_which_one_is_conflicted_is_in_no_list_and_no_count() -> None:
    holder, deputy = conduct.officer(), conduct.deputy()
    case = conduct.received(at=timezone.now() - timedelta(days=40)).case
    declare(case=case, has_conflict=True, words="My cousin.", by=holder, hand_to=deputy)

    everything = [page(holder), page(holder, f"{LIST}?show=closed"), page(holder, f"{LIST}cover/"), page(holder, "/")]

    assert [case.neutral_reference in shown for shown in everything] == [False] * 4
    assert "overdue" not in everything[0].lower()


def test_list_asks_the_same_number_of_questions_for_three_and_thirty() -> None:
    holder = conduct.officer()
    client = Client()
    client.force_login(holder)
    client.get(LIST)  # the first visit of a session writes it
    counts = []
    for wanted in (3, 27):
        for _ in range(wanted):
            conduct.received()
        with CaptureQueriesContext(connection) as asked:
            client.get(LIST)
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_pages_of_the_board_hold_each_case_once() -> None:
    holder = conduct.officer()
    made = {conduct.received().case.pk for _ in range(5)}
    with acting_as(holder.pk):
        found, after = [], ""
        for _ in range(3):
            rows, after = board_rows(Case.objects.on_board(holder), after, limit=2)
            found += [row.id for row in rows]
    assert (len(found), set(found), after) == (5, made, "")


@pytest.mark.parametrize("junk", ["x", "9" * 70, "1_zz", "\x00", "٣_" + "0" * 32])
def test_junk_place_is_the_first_page(junk: str) -> None:
    holder = conduct.officer()
    case = conduct.received().case
    client = Client()
    client.force_login(holder)
    assert case.reference in client.get(LIST, {"after": junk}).content.decode()
    assert client.get(f"{LIST}cover/", {"after": junk}).status_code == 200


def test_for_cover_tells_reference_and_day_and_nothing_else() -> None:
    member = conduct.member()
    case, _ = conduct.held_case(member)
    shown = page(conduct.deputy(), f"{LIST}cover/")
    assert case.reference in shown
    assert member.full_name not in shown
    assert "Rosa" not in shown


def test_cover_is_for_the_office_alone() -> None:
    client = Client()
    client.force_login(UserFactory(roles=("administrator",)))
    assert client.get(f"{LIST}cover/").status_code == 403
    assert Client().get(f"{LIST}cover/").status_code == 302


def test_emergency_opens_and_the_holder_is_told() -> None:
    case, holder = conduct.held_case()
    deputy = conduct.deputy()

    status = post(deputy, f"{LIST}emergency/", reference=case.reference.lower(), reason="The holder is in hospital.")

    assert status == 302
    with acting_as(deputy.pk):
        assert Grant.objects.of(deputy).get().capacity == Capacity.BREAK_GLASS
    assert Item.objects.filter(
        kind="conduct.for_you", payload__person=str(holder.pk), dedupe_key__contains="emerg"
    ).exists()


@pytest.mark.parametrize("given", [{"reference": "COC-1"}, {"reason": "x"}, {"reference": "\x00", "reason": "\x00"}])
def test_emergency_without_a_case_or_a_reason_keeps_what_was_typed(given: dict[str, str]) -> None:
    conduct.held_case()
    client = Client()
    client.force_login(conduct.deputy())
    assert client.post(f"{LIST}emergency/", given).status_code == 200


def unheld() -> Case:
    """A case whose holding officer has left the council."""
    case, holder = conduct.held_case()
    User.objects.filter(pk=holder.pk).update(is_active=False)
    return case


def test_unheld_case_is_taken_over() -> None:
    case, deputy = unheld(), conduct.deputy()
    url = reverse("conduct:take_over", args=[case.pk])
    assert "Nobody holds it" in page(deputy, f"{LIST}cover/")

    assert post(deputy, url, reason="The officer has left.") == 302

    with acting_as(deputy.pk):
        assert Grant.objects.of(deputy).live().get().capacity == Capacity.HOLDER
        assert Grant.objects.filter(capacity=Capacity.HOLDER, revoked_at=None).count() == 1


def test_whoever_opened_it_in_an_emergency_may_take_it_over() -> None:
    case, deputy = unheld(), conduct.deputy()
    conduct.deputy()
    post(deputy, f"{LIST}emergency/", reference=case.reference, reason="Nobody answers.")
    take_over(case_id=case.pk, reason="The officer has left.", by=deputy)
    with acting_as(deputy.pk):
        assert [grant.capacity for grant in Grant.objects.of(deputy).live()] == [Capacity.HOLDER]


def test_held_case_is_not_taken() -> None:
    case, holder = conduct.held_case()
    deputy = conduct.deputy()
    with pytest.raises(Refused):
        take_over(case_id=case.pk, reason="I would like it.", by=deputy)
    with acting_as(holder.pk):
        assert Grant.objects.of(holder).live().get().capacity == Capacity.HOLDER


def test_party_or_conflicted_officer_cannot_take_over() -> None:
    holder, conflicted, deputy = conduct.officer(), conduct.deputy(), conduct.deputy()
    case = conduct.received().case
    declare(case=case, has_conflict=True, words="x", by=holder, hand_to=conflicted)
    declare(case=case, has_conflict=True, words="x", by=conflicted, hand_to=deputy)
    User.objects.filter(pk=deputy.pk).update(is_active=False)
    client = Client()
    client.force_login(conflicted)
    absent = client.get(f"{LIST}cover/00000000-0000-4000-8000-000000000000/take/")
    answer = client.get(reverse("conduct:take_over", args=[case.pk]))
    assert (answer.status_code, answer.content) == (404, absent.content)
    with pytest.raises(Refused):
        take_over(case_id=case.pk, reason="x", by=conflicted)


def test_navigation_shows_the_room_to_whoever_has_a_part() -> None:
    case, holder = conduct.held_case()
    clerk, stranger = UserFactory(), UserFactory()
    conduct.let_in(case, clerk, Capacity.CLERK, holder)
    assert [f'href="{LIST}"' in page(person, "/") for person in (holder, clerk, stranger)] == [True, True, False]


def test_home_names_what_waits_by_a_neutral_reference() -> None:
    case, holder = conduct.held_case()
    shown = page(holder, "/")
    assert f"Matter {case.neutral_reference}" in shown
    assert "COC-" not in shown
