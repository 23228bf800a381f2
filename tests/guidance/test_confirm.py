"""The member's page: what changed first, the statement, one button; and what is kept when it is pressed."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from guidance.confirming import actions
from guidance.importing import ParsedPoint, ParsedProtocol, ParsedSection
from guidance.models import Acknowledgement, Edition, Statement
from portal.foundation.audit.models import Event
from portal.foundation.people.models import Delegation, User
from tests.factories.guidance import adopted, plain, protocol
from tests.factories.people import DelegationFactory, UserFactory

pytestmark = pytest.mark.django_db
PAGE = "/guidance/confirm/"
FIRST = (("Before you post", ("Wait | Read it once more.", "Sleep on it.")), ("Others", ("Keep confidences.",)))
SECOND = (("Before you post", ("Wait | Read it twice more.", "Ask when in doubt.")), ("Others", ("Keep confidences.",)))


@pytest.fixture
def member() -> User:
    return UserFactory(roles=("member",))


@pytest.fixture
def browser(client: Client, member: User) -> Client:
    client.force_login(member)
    return client


def said(edition: Edition) -> dict[str, object]:
    return {"edition": edition.pk, "statement": Statement.objects.current().pk}


def text(answer) -> str:
    return " ".join(answer.content.decode().split())


def confirmed(edition: Edition, member: User) -> Acknowledgement:
    return actions.confirm(edition=edition.pk, statement=Statement.objects.current().pk, by=member)


def test_confirming_keeps_who_which_text_and_which_statement(browser: Client, member: User) -> None:
    edition = adopted()

    answer = browser.post(PAGE, said(edition))

    assert (answer.status_code, answer.headers["Location"]) == (302, PAGE)
    kept = Acknowledgement.objects.get()
    statement = Statement.objects.get()
    assert (kept.member, kept.edition, kept.edition_hash) == (member, edition, edition.content_hash)
    assert (kept.statement, kept.statement_hash) == (statement, statement.hash)
    assert Event.objects.get(verb="guidance.confirmed").actor_id == member.pk


def test_confirming_twice_changes_nothing(browser: Client) -> None:
    edition = adopted()
    browser.post(PAGE, said(edition))
    first = Acknowledgement.objects.get()

    assert browser.post(PAGE, said(edition)).status_code == 302

    assert Acknowledgement.objects.get().at == first.at
    assert Event.objects.filter(verb="guidance.confirmed").count() == 1


def test_page_says_that_it_is_no_proof_of_reading_and_who_sees_what(browser: Client) -> None:
    adopted()

    page = text(browser.get(PAGE))

    assert "It is no proof that you have read anything" in page
    assert "The Monitoring Officer and the deputy can see from now on that you confirmed" in page
    assert Statement.objects.current().text in page


def test_shipped_statement_never_speaks_of_reading() -> None:
    assert "read" not in Statement.objects.get(number=1).text.lower()


def test_first_confirmation_has_nothing_to_compare(browser: Client) -> None:
    adopted()

    page = text(browser.get(PAGE))

    assert "You have not confirmed an edition of this text before" in page
    assert "What changed since you last confirmed" not in page


def as_shown(page: str) -> str:
    """The words of a page as somebody hears them who cannot see what is struck through."""
    return " ".join(re.sub(r"<[^>]+>", "", page).split())


def test_what_changed_comes_before_the_statement_word_by_word(browser: Client, member: User) -> None:
    confirmed(adopted(protocol(FIRST)), member)
    adopted(protocol(SECOND), effective_from=date(2021, 1, 1))

    page = as_shown(text(browser.get(PAGE)))

    places = [
        page.index(words)
        for words in (
            "What changed since you last confirmed",
            "2 points reworded, 0 new, 0 withdrawn, 0 moved.",
            "Read it [removed: once ] [added: twice ] more.",
            "[removed: Sleep on it.] [added: Ask when in doubt.]",
            "What you confirm",
        )
    ]
    assert places == sorted(places)
    assert "Keep confidences." not in page


def led(title: str, lead_in: str, *points: tuple[str, str]) -> ParsedProtocol:
    held = tuple(ParsedPoint(number, "", words, ()) for number, words in points)
    return ParsedProtocol((ParsedSection("1", title, lead_in, held),))


def test_added_withdrawn_and_renumbered_points_are_told_apart(browser: Client, member: User) -> None:
    before = led("Posts", "", ("1.1", "Stays."), ("1.2", "Goes."), ("1.3", "Is renumbered."))
    after = led("Posts", "", ("1.1", "Stays."), ("1.2", "Is renumbered."), ("1.3", "Comes."))
    confirmed(adopted(before), member)
    adopted(after, effective_from=date(2021, 1, 1))

    page = as_shown(text(browser.get(PAGE)))

    assert "0 points reworded, 1 new, 1 withdrawn, 0 moved." in page
    assert "1.2 Withdrawn [removed: Goes.]" in page
    assert "Point 1.3 New point [added: Comes.]" in page
    assert "The same words under another number: 1.3 is now point 1.2." in page
    assert "Stays." not in page


def test_title_and_lead_in_of_a_section_count_as_words(browser: Client, member: User) -> None:
    confirmed(adopted(led("Posts", "Before you post:", ("1.1", "Stays."))), member)
    adopted(led("Posting", "Before you press send:", ("1.1", "Stays.")), effective_from=date(2021, 1, 1))

    page = as_shown(text(browser.get(PAGE)))

    assert "1 section with another title or introduction." in page
    assert "1. [removed: Posts] [added: Posting]" in page
    assert "Before you [removed: post:] [added: press send:]" in page


def test_changes_are_counted_from_what_this_member_confirmed(browser: Client, member: User) -> None:
    confirmed(adopted(protocol(FIRST)), member)
    adopted(protocol(SECOND), effective_from=date(2021, 1, 1))
    adopted(protocol(FIRST), effective_from=date(2022, 1, 1))

    assert "Edition 3 says the same, word for word" in text(browser.get(PAGE))


def test_adopted_words_are_not_compared_with_plain_english(browser: Client, member: User) -> None:
    confirmed(plain(), member)
    adopted()

    assert "You have not confirmed an edition of this text before" in text(browser.get(PAGE))


def test_each_document_in_force_is_confirmed_by_itself(browser: Client) -> None:
    one, two = adopted(title="A protocol"), adopted(title="B protocol")

    browser.post(PAGE, said(one))

    page = text(browser.get(PAGE))
    assert "B protocol, edition 1" in page
    browser.post(PAGE, said(two))
    assert "There is nothing for you to confirm now" in text(browser.get(PAGE))


def test_nothing_to_confirm_without_guidance(browser: Client) -> None:
    assert "There is nothing for you to confirm now" in text(browser.get(PAGE))


def test_edition_to_come_is_not_asked_for_before_its_day(browser: Client) -> None:
    edition = adopted(effective_from=date(2027, 3, 28))
    stamps = (datetime(2027, 3, 27, 23, 59, tzinfo=UTC), datetime(2027, 3, 28, 0, 0, tzinfo=UTC))

    with time_machine.travel(stamps[0], tick=False), pytest.raises(actions.Stale):
        confirmed(edition, UserFactory(roles=("member",)))
    with time_machine.travel(stamps[1], tick=False):
        assert confirmed(edition, UserFactory(roles=("member",))).edition == edition


def test_edition_of_a_summer_day_begins_an_hour_before_utc_midnight() -> None:
    edition = adopted(effective_from=date(2027, 7, 1))

    with time_machine.travel(datetime(2027, 6, 30, 23, 0, tzinfo=UTC), tick=False):
        assert confirmed(edition, UserFactory(roles=("member",))).edition == edition


def test_stranger_is_asked_to_sign_in(client: Client) -> None:
    for method in (client.get, client.post):
        assert method(PAGE).headers["Location"].startswith("/account/login/")


@pytest.mark.parametrize("role", ["comms_lead", "monitoring_officer", "administrator", "delegate", "auditor"])
def test_only_members_confirm(client: Client, role: str) -> None:
    edition = adopted()
    client.force_login(UserFactory(roles=(role,)))

    assert [client.get(PAGE).status_code, client.post(PAGE, said(edition)).status_code] == [403, 403]
    assert not Acknowledgement.objects.exists()


def test_delegate_who_acts_cannot_confirm_for_the_member() -> None:
    delegation: Delegation = DelegationFactory()

    with pytest.raises(PermissionDenied):
        confirmed(adopted(), delegation.delegate)


def test_member_whose_term_is_over_cannot_confirm(member: User) -> None:
    member.terms.update(ends_on=timezone.localdate() - timedelta(days=1))

    with pytest.raises(PermissionDenied):
        confirmed(adopted(), User.objects.get(pk=member.pk))


def test_wrong_method_is_refused(browser: Client) -> None:
    assert browser.put(PAGE).status_code == 405
    assert browser.delete(PAGE).status_code == 405


def test_page_of_an_edition_since_replaced_is_refused_and_shows_the_new_one(browser: Client) -> None:
    old = adopted(protocol(FIRST))
    adopted(protocol(SECOND), effective_from=date(2021, 1, 1))

    answer = browser.post(PAGE, said(old))

    assert answer.status_code == 409
    assert "Nothing was saved yet" in text(answer)
    assert "edition 2" in text(answer)
    assert not Acknowledgement.objects.exists()


def test_page_with_a_statement_since_replaced_is_refused(browser: Client) -> None:
    typed = said(adopted())
    actions.write_statement(text="I know the rules.", seen=1, by=UserFactory(roles=("monitoring_officer",)))

    answer = browser.post(PAGE, typed)

    assert answer.status_code == 409
    assert "I know the rules." in text(answer)
    assert not Acknowledgement.objects.exists()


@pytest.mark.parametrize("junk", ["", "x", "\0", "\ud800", "1" * 100_000, "00000000-0000-4000-8000-000000000000"])
def test_junk_is_a_stale_page_never_a_fault(browser: Client, junk: str) -> None:
    edition = adopted()
    spoilt = junk.encode("utf-8", "replace").decode()

    assert browser.post(PAGE, said(edition) | {"edition": spoilt}).status_code == 409
    assert browser.post(PAGE, said(edition) | {"statement": spoilt}).status_code == 409


@pytest.fixture
def officer_page() -> Callable[[str], Client]:
    def as_role(role: str) -> Client:
        client = Client()
        client.force_login(UserFactory(roles=(role,)))
        return client

    return as_role


STATEMENT = "/guidance/confirmations/statement/"


def test_monitoring_officer_writes_a_statement(officer_page: Callable[[str], Client]) -> None:
    browser = officer_page("monitoring_officer")

    answer = browser.post(STATEMENT, {"text": "I know the rules.", "seen": "1"})

    assert answer.headers["Location"] == reverse("guidance:confirmations")
    current = Statement.objects.current()
    assert (current.number, current.text) == (2, "I know the rules.")
    assert Event.objects.get(verb="guidance.statement_written").about_id == str(current.pk)


def test_confirmed_members_stay_confirmed_when_the_statement_changes(member: User) -> None:
    edition = adopted()
    confirmed(edition, member)
    actions.write_statement(text="I know the rules.", seen=1, by=UserFactory(roles=("monitoring_officer",)))

    assert not Edition.objects.relied_on().not_confirmed_by(member).exists()


def test_statement_written_on_an_old_page_is_refused_with_both_texts(officer_page: Callable[[str], Client]) -> None:
    actions.write_statement(text="Theirs.", seen=1, by=UserFactory(roles=("monitoring_officer",)))
    browser = officer_page("deputy_monitoring_officer")

    answer = browser.post(STATEMENT, {"text": "Mine.", "seen": "1"})

    assert answer.status_code == 409
    assert "Theirs." in text(answer)
    assert "Mine." in text(answer)
    assert Statement.objects.count() == 2


@pytest.mark.parametrize("typed", ["", "   ", "x" * 1_001, "a\0b", "\u0000"])
def test_statement_that_cannot_be_kept_is_refused_beside_the_field(
    officer_page: Callable[[str], Client], typed: str
) -> None:
    answer = officer_page("monitoring_officer").post(STATEMENT, {"text": typed, "seen": "1"})

    assert answer.status_code == 200
    assert "There is a problem" in text(answer)
    assert Statement.objects.count() == 1


@pytest.mark.parametrize("role", ["member", "comms_lead", "administrator"])
def test_nobody_else_writes_the_statement(officer_page: Callable[[str], Client], role: str) -> None:
    browser = officer_page(role)

    assert browser.get(STATEMENT).status_code == 403
    assert browser.post(STATEMENT, {"text": "Mine.", "seen": "1"}).status_code == 403
    assert Statement.objects.count() == 1


def test_stranger_and_wrong_method_at_the_statement(client: Client, officer_page: Callable[[str], Client]) -> None:
    assert client.post(STATEMENT).status_code == 302
    assert officer_page("monitoring_officer").put(STATEMENT).status_code == 405
