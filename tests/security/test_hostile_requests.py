"""Requests that no browser makes: none is an error of ours, and none leaves its words in a log.

Deliberate faults that turn these red: let SessionStore take any key; hand Django the charset that was claimed; take
LEAVE_OUT or `gunicorn.error` out of the logs; take handler500 out of portal/urls.py.
"""

import logging
from collections.abc import Callable, Iterable
from typing import Any
from wsgiref.types import StartResponse, WSGIEnvironment

import pytest
from django.core.exceptions import DisallowedHost
from django.core.handlers.wsgi import WSGIRequest
from django.test import Client, RequestFactory

from portal.home.logs import WithoutContent, json_lines
from portal.wsgi import NO_FORM, OnlyUtf8, application
from tests import cluster
from tests.conftest import Database
from tests.factories.people import PASSWORD, UserFactory

CANARY = "zq7canary"


def begin(status: str, headers: list[tuple[str, str]], error: object = None) -> Callable[[bytes], object]:
    return bytes


def as_django_reads(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    return [WSGIRequest(environ).GET["q"].encode()]


@pytest.mark.django_db
@pytest.mark.parametrize("key", [r'"abcdefgh\000"', r'"\000\000\000\000\000\000\000\000"', "é" * 40, "a" * 5_000, ""])
def test_session_cookie_of_junk_is_no_session(key: str) -> None:
    answer = Client(raise_request_exception=False).get("/", headers={"cookie": f"session={key}"})

    assert (answer.status_code, answer.headers["Location"]) == (302, "/account/login/?next=/")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "to",
    [
        "//[",
        "//[::1",
        "http://[",
        "//elsewhere.example",
        "http://127.0.0.1/",
        "/\\elsewhere.example",
        "\t//x.example",
        "",
    ],
)
def test_sign_in_leads_nowhere_else_and_reads_junk(to: str) -> None:
    UserFactory(email="asha@council.example")
    visitor = Client(raise_request_exception=False)
    typed = {"login": "asha@council.example", "password": PASSWORD, "next": to}

    page = visitor.get("/account/login/", {"next": to})
    answer = visitor.post("/account/login/", typed)

    assert page.status_code == 200
    assert (answer.status_code, answer.headers["Location"]) == (302, "/")


@pytest.mark.parametrize(
    "content_type",
    [
        *(
            f"text/plain; charset={name}"
            for name in ("base64", "undefined", "idna", "utf-7", "ascii", "utf-16", '"hex"')
        ),
        "text/plain; charset*=utf-8''base64",
        "text/plain; charset=\0",
        "text/plain; a*=junk''x",
        "text/plain; a*=undefined''x",
    ],
)
def test_claimed_charset_is_no_error(content_type: str) -> None:
    environ = RequestFactory().get(f"/?q={CANARY}").environ | {"CONTENT_TYPE": content_type}

    assert list(OnlyUtf8(as_django_reads)(environ, begin)) == [CANARY.encode()]


@pytest.mark.parametrize(
    ("content_type", "handed_on"),
    [
        ("", ""),
        ("application/x-www-form-urlencoded", "application/x-www-form-urlencoded"),
        ("application/x-www-form-urlencoded; charset=UTF-8", "application/x-www-form-urlencoded; charset=UTF-8"),
        ("multipart/form-data; boundary=b", "multipart/form-data; boundary=b"),
        ("multipart/form-data; boundary=b; charset=utf-7", NO_FORM),
    ],
)
def test_only_utf8_is_a_form(content_type: str, handed_on: str) -> None:
    door = OnlyUtf8(lambda environ, start_response: [environ["CONTENT_TYPE"].encode()])

    assert list(door({"CONTENT_TYPE": content_type}, begin)) == [handed_on.encode()]


def test_web_server_comes_in_by_that_door() -> None:
    assert isinstance(application, OnlyUtf8)


def logged(name: str, sentence: str, *args: object, error: BaseException | None = None) -> str:
    trouble: Any = (type(error), error, error.__traceback__) if error else None
    record = logging.LogRecord(name, logging.WARNING, __file__, 1, sentence, args, trouble)
    assert WithoutContent().filter(record)
    return json_lines().format(record)


@pytest.mark.parametrize(
    ("name", "sentence", "args"),
    [
        ("django.request", "%s: %s", ("Gone", f"/people/join/{CANARY}:sig/")),
        ("django.request", "%s: %s", ("Not Found", f"/account/password/reset/key/0-{CANARY}/")),
        ("django.security.csrf", "Forbidden (%s): %s", ("CSRF cookie not set.", f"/people/join/{CANARY}/")),
        (
            "django.security.csrf",
            "Forbidden (%s): %s",
            (f"Referer checking failed - https://x.example/?q={CANARY}) does not match any trusted origins.", "/"),
        ),
        (
            "gunicorn.error",
            f"Invalid request from ip=::1: Invalid HTTP request line: 'GET /?q=é{CANARY}\n{CANARY}'",
            (),
        ),
    ],
)
def test_log_does_not_quote_the_request(name: str, sentence: str, args: tuple[object, ...]) -> None:
    assert CANARY not in logged(name, sentence, *args)


def test_log_does_not_quote_the_error_of_a_request() -> None:
    refused = DisallowedHost(f"Invalid HTTP_HOST header: '{CANARY}'.")

    assert CANARY not in logged("django.security.DisallowedHost", str(refused), error=refused)
    assert CANARY not in logged("gunicorn.error", "Error handling request %s %s", "GET", f"/?q={CANARY}", error=refused)


def test_log_of_the_web_server_goes_through_the_same_filter() -> None:
    quiet = logging.getLogger("gunicorn.error")

    assert (quiet.handlers, quiet.propagate) == ([], True)


def test_plain_sentences_stay_in_the_log() -> None:
    assert "Worker (pid:7) exited with code 1" in logged("gunicorn.error", "Worker (pid:%s) exited with code %s", 7, 1)
    assert "Not Found: /guidance/nowhere/" in logged("django.request", "%s: %s", "Not Found", "/guidance/nowhere/")


def test_database_that_is_away_is_503_and_says_when_to_come_again(committed_db: Database) -> None:
    cluster.servers.psql(f"ALTER DATABASE {committed_db.name} WITH ALLOW_CONNECTIONS false")
    cluster.servers.psql(
        f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{committed_db.name}'"
    )
    visitor = Client(raise_request_exception=False)
    member = Client(raise_request_exception=False, headers={"cookie": f"session={'a' * 32}"})

    for path in ("/guidance/", "/account/login/"):
        answer = visitor.get(path) if path == "/guidance/" else member.get(path)
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "10")
        assert "no-store" in answer.headers["Cache-Control"]
        assert "Permissions-Policy" in answer.headers
        assert "Content-Security-Policy" in answer.headers
        assert "The portal is busy" in answer.content.decode()
