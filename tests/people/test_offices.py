"""Wards and terms of office, and what an end of them ends."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from portal.foundation.audit.models import Event
from portal.foundation.people import actions
from portal.foundation.people.models import Role, Term, User, Ward
from tests.factories.people import TermFactory, UserFactory, WardFactory
from tests.people.conftest import SignIn, count_queries

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def boxes(field: str, day: date) -> dict[str, str]:
    return {f"{field}_day": str(day.day), f"{field}_month": str(day.month), f"{field}_year": str(day.year)}


def term_typed(ward: Ward | None, first: date, last: date, kind: str = "elected") -> dict[str, str]:
    chosen = {"ward": str(ward.pk) if ward else "", "kind": kind}
    return {**chosen, **boxes("starts_on", first), **boxes("ends_on", last)}


def test_administrator_enters_a_term_and_the_person_is_a_member(admin: User, nobody: User, sign_in: SignIn) -> None:
    ward, today = WardFactory(), timezone.localdate()
    browser, where = sign_in(admin), reverse("people:start_term", args=[nobody.pk])
    assert ward.name in browser.get(where).content.decode()
    answer = browser.post(where, term_typed(ward, today, today + 1400 * DAY))
    assert answer.headers["Location"] == nobody.get_absolute_url()
    assert User.objects.get(pk=nobody.pk).is_member
    assert Term.objects.get(user=nobody).ward == ward
    assert Event.objects.get(verb="people.term_started").actor_id == admin.pk


def test_term_to_come_opens_nothing_yet(admin: User, nobody: User) -> None:
    today = timezone.localdate()
    actions.start_term(nobody, kind="co_opted", ward=None, starts_on=today + DAY, ends_on=today + 9 * DAY, by=admin)
    assert not User.objects.get(pk=nobody.pk).is_member


@pytest.mark.parametrize(
    ("days", "kind", "has_ward", "field"),
    [
        (-1, "elected", True, "ends_on"),
        (3000, "elected", True, "ends_on"),
        (10, "elected", False, "ward"),
        (10, "co_opted", True, "ward"),
        (10, "king", True, "kind"),
    ],
)
def test_term_that_makes_no_sense_is_an_error_beside_the_field(
    *, days: int, kind: str, has_ward: bool, field: str, admin: User, nobody: User, sign_in: SignIn
) -> None:
    today = timezone.localdate()
    typed = term_typed(WardFactory() if has_ward else None, today, today + days * DAY, kind)
    answer = sign_in(admin).post(reverse("people:start_term", args=[nobody.pk]), typed)
    assert list(answer.context["form"].errors) == [field]
    assert Term.objects.count() == 0


@pytest.mark.parametrize("junk", ["junk", "\0", "x" * 1_000_000])
def test_junk_ward_is_an_error(junk: str, admin: User, nobody: User, sign_in: SignIn) -> None:
    today = timezone.localdate()
    typed = term_typed(None, today, today) | {"ward": junk}
    answer = sign_in(admin).post(reverse("people:start_term", args=[nobody.pk]), typed)
    assert list(answer.context["form"].errors) == ["ward"]


def test_second_term_at_the_same_time_is_refused(admin: User, member: User, sign_in: SignIn) -> None:
    today = timezone.localdate()
    typed = term_typed(WardFactory(), today, today + DAY)
    answer = sign_in(admin).post(reverse("people:start_term", args=[member.pk]), typed)
    assert answer.context["form"].non_field_errors() == [f"{member} has another term of office on some of these days."]


def test_ward_that_does_not_exist_yet_is_refused(admin: User, nobody: User) -> None:
    today = timezone.localdate()
    with pytest.raises(actions.Refused, match="does not exist"):
        actions.start_term(
            nobody,
            kind="elected",
            ward=WardFactory(valid_from=today + DAY),
            starts_on=today,
            ends_on=today,
            by=admin,
        )


def test_political_assistant_is_no_member(admin: User) -> None:
    today = timezone.localdate()
    assistant = UserFactory(is_political_assistant=True)
    with pytest.raises(actions.Refused, match="political assistant"):
        actions.start_term(assistant, kind="co_opted", ward=None, starts_on=today, ends_on=today, by=admin)


def test_administrator_puts_nobody_and_not_themself_into_office_without_the_right(admin: User, nobody: User) -> None:
    today = timezone.localdate()
    for user, by in ((admin, admin), (admin, nobody)):
        with pytest.raises(PermissionDenied):
            actions.start_term(user, kind="co_opted", ward=None, starts_on=today, ends_on=today, by=by)


def test_term_ended_yesterday_ends_access_at_once(admin: User, member: User, sign_in: SignIn) -> None:
    browser = sign_in(member)
    assert browser.get(reverse("people:delegates")).status_code == 200
    term = member.terms.get()
    answer = sign_in(admin).post(
        reverse("people:end_term", args=[term.pk]), boxes("last_day", timezone.localdate() - DAY)
    )
    assert answer.headers["Location"] == member.get_absolute_url()
    assert browser.get(reverse("people:delegates")).status_code == 403
    assert Event.objects.get(verb="people.term_ended").data["ends_on_before"] == term.ends_on.isoformat()


def test_last_day_outside_the_term_is_an_error(admin: User, sign_in: SignIn) -> None:
    term = TermFactory()
    typed = boxes("last_day", term.ends_on + DAY)
    answer = sign_in(admin).post(reverse("people:end_term", args=[term.pk]), typed)
    assert answer.context["form"].errors["last_day"] == ["The last day must be within the term"]


def test_term_that_is_over_is_not_ended_again(admin: User, sign_in: SignIn) -> None:
    term = TermFactory(ends_on=timezone.localdate() - DAY)
    typed = boxes("last_day", term.starts_on)
    answer = sign_in(admin).post(reverse("people:end_term", args=[term.pk]), typed)
    assert answer.context["form"].non_field_errors() == ["This term is over already."]


# --- wards -------------------------------------------------------------------------------------------------


def test_administrator_adds_and_ends_a_ward(admin: User, sign_in: SignIn) -> None:
    browser = sign_in(admin)
    browser.post(reverse("people:add_ward"), {"name": "Old Dock", **boxes("valid_from", date(2026, 5, 7))})
    ward = Ward.objects.get(name="Old Dock")
    assert "Old Dock" in browser.get(reverse("people:wards")).content.decode()
    browser.post(reverse("people:end_ward", args=[ward.pk]), boxes("last_day", date(2030, 5, 1)))
    ward.refresh_from_db()
    assert ward.valid_to == date(2030, 5, 1)


def test_ward_twice_is_an_error(admin: User, sign_in: SignIn) -> None:
    WardFactory(name="Old Dock")
    typed = {"name": "old dock", **boxes("valid_from", date(2026, 5, 7))}
    answer = sign_in(admin).post(reverse("people:add_ward"), typed)
    assert answer.context["form"].errors["name"] == ["There is already a ward of this name. End it first."]


@pytest.mark.parametrize("name", ["", "x" * 81, "a\0b", "two\nlines"])
def test_bad_name_of_a_ward_is_an_error(name: str, admin: User, sign_in: SignIn) -> None:
    typed = {"name": name, **boxes("valid_from", date(2026, 5, 7))}
    assert list(sign_in(admin).post(reverse("people:add_ward"), typed).context["form"].errors) == ["name"]


def test_ward_that_has_an_end_gets_no_other(admin: User, sign_in: SignIn) -> None:
    ward = WardFactory(valid_to=timezone.localdate())
    where = reverse("people:end_ward", args=[ward.pk])
    answer = sign_in(admin).post(where, boxes("last_day", timezone.localdate() + DAY))
    assert answer.context["form"].errors["last_day"] == ["This ward already has a last day."]


def test_ward_does_not_end_before_it_begins(admin: User) -> None:
    ward = WardFactory(valid_from=timezone.localdate())
    with pytest.raises(actions.Refused, match="same as or after"):
        actions.end_ward(ward, last_day=timezone.localdate() - DAY, by=admin)


def test_actions_on_wards_ask_for_the_right(officer: User) -> None:
    with pytest.raises(PermissionDenied):
        actions.add_ward(name="Old Dock", valid_from=timezone.localdate(), by=officer)
    with pytest.raises(PermissionDenied):
        actions.end_ward(WardFactory(), last_day=timezone.localdate(), by=officer)


def test_list_of_wards_takes_the_same_number_of_queries_for_any_length(admin: User, sign_in: SignIn) -> None:
    WardFactory()
    browser = sign_in(admin)
    few = count_queries(browser, reverse("people:wards"))
    WardFactory.create_batch(9)
    assert count_queries(browser, reverse("people:wards")) == few


def test_member_role_is_kept_for_the_next_term(admin: User, member: User) -> None:
    term = member.terms.get()
    after = term.ends_on + DAY
    actions.start_term(member, kind="co_opted", ward=None, starts_on=after, ends_on=after, by=admin)
    assert member.grants.filter(role=Role.MEMBER).count() == 1
