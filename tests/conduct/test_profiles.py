"""Looks of the investigating officer at public profiles (Regulation of Investigatory Powers Act 2000, part II).

Deliberate faults that turn these red: `at_profile` compares the account alone; `plain_account` keeps capitals;
`is_repeated` always false; the third look refused without the fields for its reason; `_tell_holder` left out;
`who=` left out of `log_look`.
"""

from datetime import timedelta

import pytest
import time_machine
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from portal.foundation.outbox.models import Item
from portal.foundation.people.models import User
from reviews.conduct.actions.looking import Seen, log_look
from reviews.conduct.actions.refusals import Refused
from reviews.conduct.identity import acting_as
from reviews.conduct.models import Case, ProfileLook
from reviews.conduct.profiles import plain_account
from reviews.conduct.visibility import Capacity
from tests.conduct.pages import ABSENT, ask, signed_in, words
from tests.factories import conduct
from tests.factories.people import UserFactory

ONCE = {"account": "@Ada.Member", "purpose": "Whether the post is still there.", "seen": "It is."}
AGAIN = {"because": "The post was changed.", "advice": "not_needed"}


@pytest.fixture
def house(db: None) -> tuple[Case, User, User]:
    case, holder = conduct.held_case()
    investigator = UserFactory(roles=("investigator",))
    conduct.let_in(case, investigator, Capacity.INVESTIGATOR, holder)
    return case, holder, investigator


def looks(case: Case, reader: User) -> list[ProfileLook]:
    with acting_as(reader.pk):
        return list(ProfileLook.objects.filter(case=case).order_by("at"))


def told(case: Case) -> int:
    return Item.objects.filter(dedupe_key__startswith="conduct.for_you:look:").count()


@pytest.mark.parametrize(
    "typed",
    [
        "ada.member", " @Ada.Member ", "ADA.MEMBER", "https://www.social.example/@ada.member/",
        "social.example/ADA.member", "http://m.social.example/ada.member/status/123?x=1", "\u200bada.member",
        "//social.example/in/ada.member", "https://social.example/profile.php?id=ada.member",
    ],
)  # fmt: skip
def test_profile_has_one_spelling(typed: str) -> None:
    assert plain_account(typed) == "ada.member"


@pytest.mark.parametrize("typed", ["", "@", "/", "https://[", "\u200b", "http://social.example/"])
def test_what_names_no_profile_is_taken_as_it_is(typed: str) -> None:
    assert plain_account(typed) != "ada.member"


def test_third_look_warns_and_asks_for_a_reason_and_is_never_lost(house: tuple[Case, User, User]) -> None:
    case, holder, investigator = house
    spellings = [
        {},
        {"account": "ADA.member"},
        {"account": "Ada M.", "address": "https://www.social.example/ada.member"},
    ]
    for spelling in spellings[:2]:
        assert ask(investigator, "profiles", case, **ONCE | spelling).status_code == 302

    warned = ask(investigator, "profiles", case, **ONCE | spellings[2])

    assert (warned.status_code, len(looks(case, holder)), told(case)) == (200, 2, 0)
    assert "You looked at this profile 2 times within 30 days" in words(warned)
    assert "Say why you look at this profile once more" in words(warned)
    assert ONCE["purpose"] in words(warned)
    assert ask(investigator, "profiles", case, **ONCE | spellings[2] | AGAIN).status_code == 302
    assert [look.is_repeated for look in looks(case, holder)] == [False, False, True]
    assert told(case) == 1
    assert "A public profile was looked at again" in words(ask(holder, "case", case))
    assert "A public profile was looked at again" in words(signed_in(holder).get(reverse("conduct:list")))
    assert AGAIN["because"] in words(ask(holder, "profiles", case))


def test_look_of_long_ago_or_at_another_profile_asks_for_nothing(house: tuple[Case, User, User]) -> None:
    case, holder, investigator = house
    for days, account in ((40, "@ada.member"), (31, "@ada.member"), (0, "@someone.else"), (0, "@ada.member")):
        with time_machine.travel(timezone.now() - timedelta(days=days)):
            log_look(case=case, look=Seen(**ONCE | {"account": account}), by=investigator)
    assert not any(look.is_repeated for look in looks(case, holder))


def test_action_asks_for_the_reason_too(house: tuple[Case, User, User]) -> None:
    case, holder, investigator = house
    for _ in range(2):
        log_look(case=case, look=Seen(**ONCE), by=investigator)
    for half in ({}, {"because": "x"}, {"advice": "not_taken"}, {"because": "x", "advice": "junk"}):
        with pytest.raises(Refused):
            log_look(case=case, look=Seen(**ONCE | half), by=investigator)
    assert len(looks(case, holder)) == 2


def test_only_the_investigator_logs_and_only_who_oversees_reads(house: tuple[Case, User, User]) -> None:
    case, holder, investigator = house
    clerk, nowhere = UserFactory(), words(ask(investigator, "profiles", ABSENT))
    conduct.let_in(case, clerk, Capacity.CLERK, holder)
    assert ask(None, "profiles", case).status_code == 302
    stranger = ask(conduct.deputy(), "profiles", case)
    assert (stranger.status_code, words(stranger)) == (404, nowhere)
    assert ask(clerk, "profiles", case).status_code == 403
    assert "Log a look" not in words(ask(holder, "profiles", case))
    assert ask(holder, "profiles", case, **ONCE).status_code == 403
    with pytest.raises(Refused):
        log_look(case=case, look=Seen(**ONCE), by=holder)


@pytest.mark.parametrize(
    "typed",
    [
        {"account": "\x00", "purpose": "\x00", "seen": "x"},
        {"account": "@", "purpose": "x", "seen": "x"},
        {"account": "a" * 100_000, "address": "https://[" + "x" * 600, "purpose": "x", "seen": "x"},
        {},
    ],
)
def test_bad_input_logs_nothing(house: tuple[Case, User, User], typed: dict[str, str]) -> None:
    case, holder, investigator = house
    answer = ask(investigator, "profiles", case, **{"csrf": "x", **typed})
    assert (answer.status_code, looks(case, holder)) == (200, [])
    assert "There is a problem" in words(answer)


def test_log_is_only_added_to_and_a_repeated_look_says_why(house: tuple[Case, User, User]) -> None:
    case, _holder, investigator = house
    log_look(case=case, look=Seen(**ONCE), by=investigator)
    for change in ("DELETE FROM conduct_profilelook", "UPDATE conduct_profilelook SET is_repeated = false"):
        with acting_as(investigator.pk), pytest.raises(DatabaseError), transaction.atomic():
            connection.cursor().execute(change)
    with acting_as(investigator.pk), pytest.raises(DatabaseError), transaction.atomic():
        ProfileLook(case=case, account="a", purpose="b", seen="c", is_repeated=True, by=investigator).save()
