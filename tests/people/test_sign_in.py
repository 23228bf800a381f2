"""Signing in: the second factor, the life of a session, secrets at rest, and what a stranger learns (nothing)."""

import base64
import re
import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.contrib.auth.hashers import make_password
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from portal.foundation.outbox.mail import open_sealed
from portal.foundation.outbox.models import Item
from portal.foundation.people.middleware import LONGEST_SESSION, RESET_TAKES, WITHOUT_SECOND_FACTOR
from portal.foundation.people.models import Role, User
from portal.foundation.people.sessions import SessionStore
from portal.foundation.vault.ciphers import CannotUnseal
from tests.factories.people import PASSWORD, UserFactory
from tests.people.conftest import SignIn

pytestmark = pytest.mark.django_db
SAMPLES = ("x", "1", str(uuid4()), "2345678923", "ADV-2026-0001")
"""Something for each kind of address to hold; what it means does not matter, since nobody gets there."""


@pytest.fixture(autouse=True)
def fresh_limits() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def with_second_factor(settings: Any) -> None:
    settings.DEMO = False


def sign_in_by_password(client: Client, user: User) -> Any:
    return client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})


def code_of(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def seed_on_the_page(client: Client) -> str:
    """The seed that enrolment shows, once it has asked for the password again."""
    page = client.get(reverse("mfa_activate_totp"), follow=True)
    if "password" in page.context["form"].fields:
        page = client.post(page.redirect_chain[-1][0], {"password": PASSWORD}, follow=True)
    secret: str = page.context["form"].secret
    return secret


def addresses(patterns: list[Any], before: str = "", room: str = "") -> Iterator[tuple[str, str]]:
    """Every address that has a name, as (name with its room, a path that leads there)."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{room}{pattern.namespace}:" if pattern.namespace else room
            yield from addresses(pattern.url_patterns, before, inner)
        elif isinstance(pattern, URLPattern) and pattern.name:
            name = f"{room}{pattern.name}"
            yield name, path_to(name, pattern)


def path_to(name: str, pattern: URLPattern) -> str:
    given = {key: sample(converter) for key, converter in pattern.pattern.converters.items()}
    if not given and pattern.pattern.regex.groups:
        given = dict.fromkeys(pattern.pattern.regex.groupindex, "x")
    return reverse(name, kwargs=given)


def sample(converter: Any) -> Any:
    text = next(text for text in SAMPLES if re.fullmatch(converter.regex, text))
    return converter.to_python(text)


# --- the second factor -------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", [Role.MEMBER, Role.MONITORING_OFFICER, Role.ADMINISTRATOR, Role.COMMS_LEAD])
def test_without_second_factor_every_address_leads_to_enrolment(
    role: Role, with_second_factor: None, sign_in: SignIn
) -> None:
    """Turns red when `SecondFactorRequired` is taken out of MIDDLEWARE, or an address is added to its list."""
    browser = sign_in(UserFactory(roles=(role,)))
    reached = set()
    for name, path in addresses(get_resolver().url_patterns):
        for method in (browser.get, browser.post):
            answer = method(path)
            if answer.headers.get("Location") != reverse("mfa_activate_totp"):
                reached.add(name)
        if not browser.session.get("_auth_user_id"):  # signing out was one of them
            browser.force_login(User.objects.get(email=UserFactory(roles=(role,)).email))
    assert reached <= WITHOUT_SECOND_FACTOR
    assert {"mfa_activate_totp", "account_logout"} <= reached


def test_list_of_what_is_open_without_second_factor_names_addresses_that_exist() -> None:
    known = {name for name, _ in addresses(get_resolver().url_patterns)}
    assert known >= WITHOUT_SECOND_FACTOR


def test_enrolment_opens_the_portal(with_second_factor: None, client: Client, nobody: User) -> None:
    sign_in_by_password(client, nobody)
    assert client.get(reverse("people:who_may")).headers["Location"] == reverse("mfa_activate_totp")
    secret = seed_on_the_page(client)
    client.post(reverse("mfa_activate_totp"), {"code": code_of(secret)})
    assert client.get(reverse("people:who_may")).status_code == 200

    stored = Authenticator.objects.get(user=nobody, type=Authenticator.Type.TOTP)
    assert secret not in str(stored.data)
    assert get_adapter().decrypt(stored.data["secret"]) == secret


def test_recovery_codes_alone_are_no_second_factor(with_second_factor: None, nobody: User, sign_in: SignIn) -> None:
    Authenticator.objects.create(user=nobody, type=Authenticator.Type.RECOVERY_CODES, data={"seed": "x"})
    answer = sign_in(nobody).get(reverse("people:who_may"))
    assert answer.headers["Location"] == reverse("mfa_activate_totp")


def test_middleware_writes_nothing(with_second_factor: None, nobody: User, sign_in: SignIn) -> None:
    browser = sign_in(nobody)
    browser.get(reverse("people:who_may"))
    with CaptureQueriesContext(connection) as caught:
        browser.get(reverse("people:who_may"))
    assert [query["sql"] for query in caught if not query["sql"].startswith("SELECT")] == []


def test_code_is_asked_after_the_password_and_works_once(
    with_second_factor: None, client: Client, nobody: User
) -> None:
    secret = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
    TOTP.activate(nobody, secret)
    answer = sign_in_by_password(client, nobody)
    assert answer.headers["Location"] == reverse("mfa_authenticate")
    assert client.get(reverse("people:who_may")).status_code == 302
    code = code_of(secret)
    client.post(reverse("mfa_authenticate"), {"code": code})
    assert client.get(reverse("people:who_may")).status_code == 200

    thief = Client()
    sign_in_by_password(thief, nobody)
    thief.post(reverse("mfa_authenticate"), {"code": code})
    assert thief.get(reverse("people:who_may")).status_code == 302


def test_seed_in_the_database_is_sealed_and_bound() -> None:
    sealed = get_adapter().encrypt("JBSWY3DPEHPK3PXP")
    assert "JBSWY3DPEHPK3PXP" not in sealed
    assert b"JBSWY3DPEHPK3PXP" not in base64.b64decode(sealed)
    assert get_adapter().decrypt(sealed) == "JBSWY3DPEHPK3PXP"


@pytest.mark.parametrize("token", ["JBSWY3DPEHPK3PXP", "", "not base64!", "AAAA"])
def test_plain_or_damaged_seed_is_refused(token: str) -> None:
    with pytest.raises(CannotUnseal):
        get_adapter().decrypt(token)


def test_seed_is_sealed_while_somebody_enrols(with_second_factor: None, client: Client, nobody: User) -> None:
    """Between two pages the session holds the seed, and the session lies in the database."""
    sign_in_by_password(client, nobody)
    secret = seed_on_the_page(client)
    stored = Session.objects.get(pk=client.session.session_key).session_data
    assert SessionStore().decode(stored)["mfa.totp.secret"] == secret
    assert secret.encode() not in base64.b64decode(stored)


@pytest.mark.parametrize("damaged", ["", "x", "AAAA", "%%%"])
def test_damaged_session_is_an_empty_one(damaged: str) -> None:
    assert SessionStore().decode(damaged) == {}


# --- the life of a session ---------------------------------------------------------------------------------


def test_session_ends_after_thirty_idle_minutes(nobody: User, client: Client) -> None:
    start = timezone.now()
    with time_machine.travel(start, tick=False):
        sign_in_by_password(client, nobody)
        client.get(reverse("people:who_may"))
    with time_machine.travel(start + timedelta(minutes=29), tick=False):
        assert client.get(reverse("people:who_may")).status_code == 200
    with time_machine.travel(start + timedelta(minutes=58), tick=False):
        assert client.get(reverse("people:who_may")).status_code == 200
    with time_machine.travel(start + timedelta(minutes=89), tick=False):
        assert client.get(reverse("people:who_may")).status_code == 302


def test_session_ends_after_twelve_hours_however_busy(nobody: User, client: Client) -> None:
    start = timezone.now()
    with time_machine.travel(start, tick=False) as clock:
        sign_in_by_password(client, nobody)
        for _ in range(12 * 60 // 20 - 1):
            clock.shift(20 * 60)
            assert client.get(reverse("people:who_may")).status_code == 200
        clock.move_to(start + timedelta(seconds=LONGEST_SESSION))
        assert client.get(reverse("people:who_may")).status_code == 302


def test_signing_in_again_starts_a_new_twelve_hours(nobody: User, client: Client) -> None:
    start = timezone.now()
    with time_machine.travel(start, tick=False) as clock:
        sign_in_by_password(client, nobody)
        clock.move_to(start + timedelta(seconds=LONGEST_SESSION))
        assert client.get(reverse("people:who_may")).status_code == 302
        sign_in_by_password(client, nobody)
        assert client.get(reverse("people:who_may")).status_code == 200


def test_session_is_written_once_a_minute_at_most(nobody: User, sign_in: SignIn) -> None:
    browser = sign_in(nobody)
    browser.get(reverse("people:who_may"))
    with CaptureQueriesContext(connection) as caught:
        for _ in range(5):
            browser.get(reverse("people:who_may"))
    assert not [query for query in caught if "UPDATE" in query["sql"]]


def test_signing_in_changes_the_key_of_the_session(nobody: User, client: Client) -> None:
    client.get(reverse("account_login"))
    before = client.session.session_key
    sign_in_by_password(client, nobody)
    assert client.session.session_key != before


def test_new_password_ends_the_other_sessions(nobody: User, client: Client) -> None:
    thief = Client()
    sign_in_by_password(thief, nobody)
    sign_in_by_password(client, nobody)
    new = "three quiet otters"
    client.post(reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert client.get(reverse("people:who_may")).status_code == 200
    assert thief.get(reverse("people:who_may")).status_code == 302


def test_old_cookie_is_worth_nothing_after_signing_out(nobody: User, client: Client, settings: Any) -> None:
    sign_in_by_password(client, nobody)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    client.post(reverse("account_logout"))
    thief = Client()
    thief.cookies[settings.SESSION_COOKIE_NAME] = cookie
    assert thief.get(reverse("people:who_may")).status_code == 302


# --- strangers ---------------------------------------------------------------------------------------------


def test_nobody_signs_up(client: Client) -> None:
    new = {"email": "new@council.example", "password1": PASSWORD, "password2": PASSWORD}
    client.post(reverse("account_signup"), new)
    assert not User.objects.filter(email="new@council.example").exists()


def asked_to_reset(client: Client, email: str) -> tuple[Any, list[str]]:
    with CaptureQueriesContext(connection) as caught:
        answer = client.post(reverse("account_reset_password"), {"email": email})
    writes = [query["sql"].split()[2] for query in caught if query["sql"].startswith("INSERT")]
    return answer, writes


def test_password_reset_is_the_same_for_known_and_unknown_addresses(nobody: User) -> None:
    """Turns red when the mail is sent in the request, or only for an account that exists."""
    known, known_writes = asked_to_reset(Client(), nobody.email)
    unknown, unknown_writes = asked_to_reset(Client(), "stranger@council.example")
    assert (known.status_code, known.headers["Location"]) == (unknown.status_code, unknown.headers["Location"])
    assert known_writes.count('"outbox_item"') == unknown_writes.count('"outbox_item"') == 1
    assert mail.outbox == []
    items = Item.objects.filter(kind="people.sign_in_mail")
    assert {item.sealed is None for item in items} == {False}
    assert not any(nobody.email.encode() in bytes(item.sealed or b"") for item in items)


def test_password_reset_takes_the_same_time_for_known_and_unknown_addresses(nobody: User) -> None:
    """Turns red when `EvenReset` is taken out of MIDDLEWARE: the work itself takes some five milliseconds."""
    for email in (nobody.email, "stranger@council.example"):
        began = time.perf_counter()
        asked_to_reset(Client(), email)
        assert time.perf_counter() - began >= RESET_TAKES


def test_reset_link_leads_to_the_portal_whatever_the_host_header_says(
    nobody: User, client: Client, settings: Any
) -> None:
    settings.PORTAL_URL = "https://portal.council.example"
    request = {"email": nobody.email}
    client.post(reverse("account_reset_password"), request, headers={"host": "127.0.0.1:6666"})
    body = mail_inside(Item.objects.get())
    assert "https://portal.council.example/account/password/reset/key/" in body
    assert "127.0.0.1" not in body


def mail_inside(item: Item) -> str:
    message = open_sealed(item)
    assert message is not None
    return str(message.body)


def test_wrong_password_says_the_same_for_known_and_unknown_addresses(nobody: User) -> None:
    answers = [
        Client().post(reverse("account_login"), {"login": email, "password": "wrong wrong wrong"})
        for email in (nobody.email, "stranger@council.example")
    ]
    texts = [str(answer.context["form"].errors) for answer in answers]
    assert texts[0] == texts[1]


def test_guessing_stops_after_five(nobody: User) -> None:
    for _ in range(5):
        Client().post(reverse("account_login"), {"login": nobody.email, "password": "wrong wrong wrong"})
    browser = Client()
    sign_in_by_password(browser, nobody)
    assert "_auth_user_id" not in browser.session


def test_hundred_people_behind_one_address_sign_in(settings: Any) -> None:
    """Before a meeting. Turns red with allauth's own limit of 30 a minute for one address."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # the limit is meant, not argon2
    for user in UserFactory.create_batch(100, password=make_password(PASSWORD)):
        browser = Client()
        sign_in_by_password(browser, user)
        assert browser.session["_auth_user_id"] == str(user.pk)


@pytest.mark.parametrize("login", ["\0", "x" * 1_000_000, "a@b", "\ud800".encode("utf-8", "surrogatepass")])
def test_junk_at_the_door_is_no_failure(login: Any, client: Client) -> None:
    for name, field in (("account_login", "login"), ("account_reset_password", "email")):
        assert client.post(reverse(name), {field: login, "password": "\0"}).status_code in (200, 302)


def test_nobody_adds_or_removes_their_own_address(nobody: User, client: Client) -> None:
    sign_in_by_password(client, nobody)
    client.post(reverse("account_email"), {"email": "other@elsewhere.example", "action_add": ""})
    client.post(reverse("account_email"), {"email": nobody.email, "action_remove": ""})
    assert [address.email for address in nobody.emailaddress_set.all()] == [nobody.email]
