"""The settings refuse to start with one sentence, and are safe when everything is named."""

import os
import subprocess
import sys

import pytest

from portal.servers import CHECKOUT
from tests import cluster

REAL = {
    **cluster.environment(),
    "DEMO": "0",
    "ALLOWED_HOSTS": "portal.council.example",
    "PORTAL_URL": "https://portal.council.example",
}


def start(changes: dict[str, str]) -> "subprocess.CompletedProcess[str]":
    environment = {**REAL, **changes, "PATH": os.environ["PATH"]}
    return subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=CHECKOUT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY is missing"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY is too weak"),
        ({"SECRET_KEY": "a" * 60}, "SECRET_KEY is too weak"),
        ({"ALLOWED_HOSTS": ""}, "ALLOWED_HOSTS is empty"),
        ({"ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS must name each host"),
        ({"ENCRYPTION_KEYS": ""}, "ENCRYPTION_KEYS is missing"),
        ({"ENCRYPTION_KEYS": "one:not-base64"}, "ENCRYPTION_KEYS"),
        ({"PORTAL_URL": ""}, "PORTAL_URL is missing"),
        ({"REDIS_URL": ""}, "REDIS_URL is missing"),
        ({"DEMO": "1"}, "DEMO=1 is refused"),
        ({"TIMESTAMP_AUTHORITIES": '[{"name": "a;b", "url": "x", "roots": "y"}]'}, "each needs name"),
        ({"TIMESTAMP_AUTHORITIES": '[{"name": "a", "url": "file:///", "roots": "y"}]'}, "an address begins with"),
        ({"DEMO": "1", "ALLOWED_HOSTS": "localhost,portal.council.example"}, "DEMO=1 is refused"),
    ],
)
def test_settings_refuse_with_one_sentence(changes: dict[str, str], sentence: str) -> None:
    done = start(changes)

    assert done.returncode != 0
    assert sentence in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_settings_start_when_everything_is_named() -> None:
    done = start({})

    assert done.returncode == 0, done.stderr
