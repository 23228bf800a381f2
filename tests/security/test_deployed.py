"""The web process as it is deployed (no demo mode, behind a proxy that ends TLS): what every answer carries.

Deliberate faults: take SecurityHeaders or CSPMiddleware out of the settings, or set SESSION_COOKIE_SECURE to False.
"""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from email.message import Message

import pytest

from portal.servers import CHECKOUT
from tests import cluster

HOST = "portal.council.example"
PATHS = ["/healthz", "/guidance/", "/guidance/search/?q=libel", "/threatened/", "/account/login/", "/accessibility/"]
PATHS += ["/", "/advice/", "/records/", "/no-such-page/", "/static/no-such-file.css", "/records/REC-2222222222/"]


def answer(port: int, path: str, *, proto: str = "https", host: str = HOST) -> tuple[int, Message, bytes]:
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=20)) as line:
        line.request("GET", path, headers={"Host": host, "X-Forwarded-Proto": proto})
        got = line.getresponse()
        return got.status, got.headers, got.read()


@pytest.fixture(scope="module")
def port(demo_template: str) -> Iterator[int]:
    name = cluster.named("deployed")
    cluster.servers.psql(f"CREATE DATABASE {name} OWNER portal_owner TEMPLATE {demo_template} STRATEGY FILE_COPY")
    with socket.socket() as attempt:
        attempt.bind(("127.0.0.1", 0))
        number = int(attempt.getsockname()[1])
    environment = {**os.environ, **cluster.environment(name)}
    environment |= {"DEMO": "0", "ALLOWED_HOSTS": "portal.council.example", "BEHIND_PROXY": "1", "PYTHONWARNINGS": ""}
    environment["PORTAL_URL"] = "https://portal.council.example"
    gather = [sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity", "0"]
    subprocess.run(gather, cwd=CHECKOUT, env=environment, check=True)
    command = [sys.executable, "-m", "gunicorn", "portal.wsgi", "--preload", "--worker-class", "gthread"]
    command += ["--threads", "4", "--bind", f"127.0.0.1:{number}", "--no-control-socket", "--log-level", "warning"]
    web = subprocess.Popen(command, cwd=CHECKOUT, env=environment, start_new_session=True)
    try:
        end = time.monotonic() + 30
        while web.poll() is None and time.monotonic() < end:
            try:
                answer(number, "/healthz")
                break
            except OSError:
                time.sleep(0.1)
        yield number
    finally:
        os.killpg(web.pid, signal.SIGTERM)
        web.wait(20)


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_has_the_security_headers(port: int, path: str) -> None:
    status, headers, _ = answer(port, path)

    assert status < 500
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]
    seconds = int(headers["Strict-Transport-Security"].split("max-age=")[1].split(";")[0])
    assert seconds >= 365 * 24 * 3600
    assert "includeSubDomains" in headers["Strict-Transport-Security"]


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_has_a_strict_content_policy(port: int, path: str) -> None:
    policy = answer(port, path)[1]["Content-Security-Policy"]

    for rule in ("default-src 'none'", "script-src 'self'", "style-src 'self'", "frame-ancestors 'none'"):
        assert rule in policy
    for rule in ("base-uri 'none'", "object-src 'none'", "form-action 'self'"):
        assert rule in policy
    assert "unsafe" not in policy


def test_cookies_are_bound_to_the_host_and_to_tls(port: int) -> None:
    cookies = answer(port, "/account/login/")[1].get_all("Set-Cookie") or []

    assert cookies
    for cookie in cookies:
        assert cookie.startswith("__Host-")
        assert {"Secure", "HttpOnly", "SameSite=Lax", "Path=/"} <= set(cookie.split("; "))


def test_plain_http_is_sent_to_tls(port: int) -> None:
    status, headers, _ = answer(port, "/guidance/", proto="http")

    assert (status, headers["Location"]) == (301, "https://portal.council.example/guidance/")


def test_demo_mail_does_not_exist_outside_demo_mode(port: int) -> None:
    assert answer(port, "/demo/mail/")[2] == answer(port, "/no-such-page/")[2]


def test_foreign_host_is_refused(port: int) -> None:
    assert answer(port, "/guidance/", host="elsewhere.example")[0] == 400
