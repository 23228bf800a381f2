"""The pages of signing in, as a person meets them: restyled, in plain words, without a way to sign up."""

import time
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client
from django.urls import reverse

from tests.factories.people import PASSWORD, UserFactory
from tests.look.pages import Page, read

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def second_factor_is_asked(settings: Any) -> None:
    settings.DEMO = False


def get(client: Client, name: str) -> Page:
    response = client.get(reverse(name))
    assert response.status_code == 200
    return read(response.content.decode())


@pytest.fixture
def signed_in(client: Client) -> Client:
    """Just signed in with a password; the password was asked again for enrolment."""
    user = UserFactory(roles=("member",))
    client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return client


@pytest.fixture
def enrolled(signed_in: Client) -> Client:
    """As signed_in, with an authenticator app."""
    signed_in.get(reverse("mfa_activate_totp"))
    signed_in.post(reverse("mfa_activate_totp"), {"code": current_code(signed_in)})
    return signed_in


def current_code(client: Client) -> str:
    return str(format_hotp_value(hotp_value(client.session["mfa.totp.secret"], int(time.time()) // 30)))


def test_sign_in_page_offers_help_and_guidance_and_no_sign_up(client: Client) -> None:
    page = get(client, "account_login")
    hrefs = [link.attrs["href"] for link in page.tags("a")]
    assert "/threatened/" in hrefs
    assert "/guidance/" in hrefs
    assert "/account/password/reset/" in hrefs
    assert [href for href in hrefs if "signup" in href] == []


def test_wrong_password_keeps_the_address_and_says_so_in_the_title(client: Client) -> None:
    response = client.post(reverse("account_login"), {"login": "nobody@council.example", "password": "wrong"})
    page = read(response.content.decode())
    assert page.tags("title")[0].text.startswith("Error: Sign in")
    assert page.named("login")[0].attrs["value"] == "nobody@council.example"
    assert "value" not in page.named("password")[0].attrs


def test_missing_answers_are_named_and_linked(client: Client) -> None:
    page = read(client.post(reverse("account_login"), {}).content.decode())
    links = {link.text: link.attrs["href"] for link in page.tags("a") if link.attrs["href"].startswith("#id")}
    assert links == {"Enter an email address": "#id_login", "Enter your password": "#id_password"}


def test_junk_for_a_password_is_answered_with_a_page(client: Client) -> None:
    for junk in ("\x00", "x" * 1_000_000, "\u202e"):
        response = client.post(reverse("account_login"), {"login": junk, "password": junk})
        assert response.status_code == 200


def test_sign_up_is_closed(client: Client) -> None:
    assert get(client, "account_signup").tags("h1")[0].text == "Accounts are by invitation"


def test_enrolment_shows_the_square_and_the_key(signed_in: Client) -> None:
    page = get(signed_in, "mfa_activate_totp")
    square = next(image for image in page.tags("img"))
    assert square.attrs["src"].startswith("data:image/svg+xml;base64,")
    assert signed_in.session["mfa.totp.secret"] in page.tags("details")[0].text
    assert page.named("code")[0].attrs["autocomplete"] == "one-time-code"


def test_wrong_code_shows_the_same_square_again(signed_in: Client) -> None:
    before = get(signed_in, "mfa_activate_totp").tags("img")[0].attrs["src"]
    response = signed_in.post(reverse("mfa_activate_totp"), {"code": "000000"})
    page = read(response.content.decode())
    assert page.tags("title")[0].text.startswith("Error: Set up your authenticator app")
    assert page.tags("img")[0].attrs["src"] == before


def test_recovery_codes_are_shown_after_enrolment(enrolled: Client) -> None:
    page = get(enrolled, "mfa_view_recovery_codes")
    codes = [item.text for item in page.tags("li") if item.text.isdecimal()]
    assert len(codes) == len(set(codes)) == 10


@pytest.mark.parametrize(
    ("name", "heading"),
    [
        ("mfa_index", "Your second step"),
        ("mfa_deactivate_totp", "Remove your authenticator app"),
        ("mfa_generate_recovery_codes", "Make recovery codes"),
        ("account_change_password", "Change your password"),
        ("account_email", "Your email address"),
        ("usersessions_list", "Where you are signed in"),
        ("account_logout", "Sign out"),
    ],
)
def test_account_pages_have_one_heading_that_the_title_repeats(enrolled: Client, name: str, heading: str) -> None:
    page = get(enrolled, name)
    assert [h1.text for h1 in page.tags("h1")] == [heading]
    assert page.tags("title")[0].text.startswith(heading)


def test_second_step_is_asked_at_the_next_sign_in(enrolled: Client) -> None:
    user_id = enrolled.session["_auth_user_id"]
    email = UserFactory._meta.model.objects.get(pk=user_id).email
    other = Client()
    response = other.post(reverse("account_login"), {"login": email, "password": PASSWORD}, follow=True)
    page = read(response.content.decode())
    assert page.tags("h1")[0].text == "Enter your code"
    assert page.named("code")[0].attrs["inputmode"] == "numeric"


def test_reset_says_the_same_whether_the_address_is_known(client: Client) -> None:
    user = UserFactory(roles=("member",))
    pages = [
        client.post(reverse("account_reset_password"), {"email": email}, follow=True).content
        for email in (user.email, "nobody@council.example")
    ]
    assert pages[0] == pages[1]
    assert read(pages[0].decode()).tags("h1")[0].text == "Check your email"


def test_dead_reset_link_says_what_to_do(client: Client) -> None:
    response = client.get("/account/password/reset/key/1-set-password/", follow=True)
    assert read(response.content.decode()).tags("h1")[0].text == "This link does not work"
