"""A whole portal for the browser journeys: gunicorn, a Celery worker with its beat, PostgreSQL, Redis, Chromium.

Nothing is shortened: the processes are those of `make run`, on a database of their own.
"""

import contextlib
import hashlib
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Locator, Page, ViewportSize, sync_playwright

from portal import run
from portal.servers import CHECKOUT
from tests import cluster

AXE = (Path(__file__).parent / "axe.min.js").read_text()
PASSWORD = run.DEMO_PASSWORD
FULL = os.environ.get("PORTAL_FAULTS") == "full"
WIDTHS = (1280, 360) if FULL else (360,)
OFFICERS_WAYS = (
    "test_desk.py", "test_elections.py", "test_importing.py", "test_publishing.py", "test_searches.py",
    "test_readers.py", "test_shared_records.py", "test_note_a_review", "test_escalate",
    "test_ask_about_something_posted", "test_only_the_monitoring_officer",
)  # fmt: skip
"""Ways that are gone in `make faults` only; their pages have tests of their own in `make test`."""
BOTH_WAYS = ("test_record_and_be_reminded", "test_check_before_you_post")
"""What somebody meets first, upset or in a hurry, is gone with and without JavaScript each time; `make faults` goes all
ways both ways.
"""
DESK: ViewportSize = {"width": 1280, "height": 900}
PHONE: ViewportSize = {"width": 360, "height": 740}
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
FLAGS += ["--disable-component-update", "--disable-sync"]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    later = [item for item in items if not FULL and "tests/journeys/" in item.nodeid and _waits_for_faults(item)]
    config.hook.pytest_deselected(items=later)
    items[:] = [item for item in items if item not in later]


def _waits_for_faults(item: pytest.Item) -> bool:
    way = getattr(item, "callspec", None)
    is_without = way is not None and way.params.get("scripts") is False
    is_officers = any(name in item.nodeid for name in OFFICERS_WAYS)
    return is_officers or (is_without and not any(name in item.nodeid for name in BOTH_WAYS))


@dataclass
class Site:
    """The running portal: where it answers, and its processes."""

    url: str
    environment: dict[str, str]
    state: Path
    processes: dict[str, "subprocess.Popen[bytes]"] = field(default_factory=dict)
    signed_in: dict[tuple[str, bool], Any] = field(default_factory=dict)
    """Cookies of those who have signed in on this portal before, with JavaScript and without."""

    def start(self, name: str, command: str) -> None:
        with (self.state / f"{name}.log").open("ab") as log:
            self.processes[name] = subprocess.Popen(
                command,
                shell=True,
                cwd=CHECKOUT,
                env=self.environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def stop(self, name: str, how: signal.Signals = signal.SIGTERM) -> None:
        process = self.processes.pop(name)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, how)
        process.wait(30)

    def manage(self, *arguments: str, owner: bool = False) -> str:
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=CHECKOUT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def status(self, path: str) -> int:
        try:
            with urllib.request.urlopen(self.url + path, timeout=10) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as error:
            return error.code
        except OSError:
            return 0

    def until_ready(self) -> None:
        end = time.monotonic() + 60
        while self.status("/readyz") != 200:
            assert time.monotonic() < end, self.logs()
            time.sleep(0.2)

    def logs(self) -> str:
        return "\n".join(f"{path.name}:\n{path.read_text()[-3000:]}" for path in self.state.glob("*.log"))


def _free_port() -> int:
    with socket.socket() as attempt:
        attempt.bind(("127.0.0.1", 0))
        return int(attempt.getsockname()[1])


@pytest.fixture(scope="session")
def site(demo_template: str) -> Iterator[Site]:
    """The demo council, as `make run` would show it."""
    name = cluster.named("journeys")
    cluster.servers.psql(f"CREATE DATABASE {name} OWNER portal_owner TEMPLATE {demo_template} STRATEGY FILE_COPY")
    port = _free_port()
    state = cluster.servers.state / "journeys"
    state.mkdir()
    environment = {
        **os.environ,
        **cluster.environment(name),
        "PORT": str(port),
        "PORTAL_URL": f"http://localhost:{port}",
    }
    environment |= {"EMAIL_URL": f"filemail:///{state / 'mail'}", "PYTHONWARNINGS": "", "ADVICE_HOLD_SECONDS": "0"}
    environment["CONN_MAX_AGE"] = "60"  # as in production: a connection for each request costs more than most pages
    environment |= {"STATIC_ROOT": str(cluster.shared / "collected")}  # collected once for all workers
    # A database of its own in Redis: this worker must not take what other tests look for.
    socket_path = environment["REDIS_URL"].removeprefix("unix://")
    environment["CELERY_BROKER_URL"] = f"redis+socket://{socket_path}?virtual_host=1"
    place = Site(f"http://localhost:{port}", environment, state)
    with cluster.once("static") as is_first:
        if is_first:
            place.manage("collectstatic", "--noinput")
    place.start("web", run.web_command(port))
    place.start("worker", run.worker_command(state))
    try:
        place.until_ready()
        yield place
    finally:
        for process in list(place.processes):
            place.stop(process)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Headless Chromium from PATH; its absence is a failure, never a skip.

    Playwright keeps an event loop while it lives, in which Django's ORM refuses to work; so it ends with the module.
    """
    found = shutil.which("chromium") or shutil.which("google-chrome")
    assert found, "Chromium is not on PATH: apt-get install chromium"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=found, args=FLAGS)
        yield chromium
        chromium.close()


@dataclass
class Person:
    """Somebody at a browser: signs in, reads, clicks, and meets axe on every page."""

    page: Page
    site: Site
    scripts: bool
    is_watched: bool = True
    """Whether axe looks at each new page."""
    kinds: set[str] | None = None
    """On a long way axe looks at each kind of page once, as these people meet it; None: at each new page."""
    violations: list[str] = field(default_factory=list)
    size: ViewportSize = field(default_factory=lambda: DESK)

    def open(self, path: str) -> None:
        self.page.goto(path if path.startswith("http") else self.site.url + path)
        self.look()

    def click(self, role: str, name: str, *, exact: bool = True) -> None:
        """Press a button or follow a link by what it says."""
        self.follow(self.page.get_by_role(role, name=name, exact=exact).first)

    def follow(self, target: Locator) -> None:
        """Press what leads to another page, and wait until that page is there."""
        with self.page.expect_navigation(wait_until="load"):
            target.click()
        self.look()

    def look(self) -> None:
        """axe, and no page wider than a small phone. `make look` has it at three widths, `make faults` at two."""
        if not (self.scripts and self.is_watched) or self._is_of_known_kind() or self._is_known():
            return
        for width in WIDTHS:
            self.page.set_viewport_size({"width": width, "height": 900})
            for violation in self.found_by_axe():
                targets = "; ".join(str(node["target"]) for node in violation["nodes"][:3])
                self.violations.append(f"{self.page.url} at {width}: {violation['id']} {targets}")
        overflow = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if overflow > 0:
            self.violations.append(f"{self.page.url} is {overflow} pixels wider than a phone")
        self.page.set_viewport_size(self.size)

    def found_by_axe(self) -> list[dict[str, Any]]:
        """What axe finds on the page as it is now. Of what passes it reports nothing, which is most of its work."""
        if not self.page.evaluate("'axe' in window"):
            self.page.evaluate(AXE)
        found = self.page.evaluate(
            "axe.run(document, {resultTypes: ['violations'], reporter: 'no-passes',"
            " runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']})"
        )
        return list(found["violations"])

    def _is_of_known_kind(self) -> bool:
        """Whether these people have met a page of this address before; an error on it makes it another."""
        if self.kinds is None:
            return False
        path = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}|\d+", "·", urlsplit(self.page.url).path)
        kind = f"{path}{' with an error' if self.page.locator('.govuk-error-summary').count() else ''}"
        is_known = kind in self.kinds
        self.kinds.add(kind)
        return is_known

    def _is_known(self) -> bool:
        """Whether axe has seen this page in this run, for any worker. The file is made by the first who meets the page,
        and it is their journey that turns red.
        """
        words = self._words() if FULL else self._shape()
        seen = cluster.shared / "seen-by-axe"
        seen.mkdir(exist_ok=True)
        try:
            (seen / hashlib.sha256(words.encode()).hexdigest()).touch(exist_ok=False)
        except FileExistsError:
            return True
        return False

    def _words(self) -> str:
        """The very page; ids, tokens, dates and references do not make it another."""
        return re.sub(
            r"[0-9a-f]{8}-[0-9a-f-]{27}|[A-Za-z0-9]{64}|\d+|(?:ADV|REC|ABU|COC)-[\w-]+", "·", self.page.content()
        )

    def _shape(self) -> str:
        """What the page is built of: its address without ids, and each kind of element on it once. Other words, or one
        row more, do not make it another.
        """
        path = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}|\d+|[A-Z]{3}-[\w-]+", "·", urlsplit(self.page.url).path)
        built_of = self.page.evaluate(
            "[...new Set([...document.querySelectorAll('body *')].map(one => [one.tagName, one.className, ..."
            "one.getAttributeNames().filter(name => name !== 'id'), one.type, one.role].join(' ')))].sort().join('\\n')"
        )
        return f"{path}\n{built_of}"

    def sign_in(self, email: str) -> None:
        self.open("/account/login/")
        self.page.get_by_label("Email").fill(email)
        self.page.get_by_label("Password", exact=True).fill(PASSWORD)
        self.click("button", "Sign in")

    def come_in(self, email: str) -> None:
        """Signed in and at the first page: through the pages the first time, later with the session of that time."""
        if cookie := self.site.signed_in.get((email, self.scripts)):
            self.page.context.add_cookies([cookie])
            self.open("/")
        else:
            self.sign_in(email)
            cookies = self.page.context.cookies()
            self.site.signed_in[email, self.scripts] = next(each for each in cookies if each["name"] == "session")

    def sees(self, words: str) -> bool:
        return words in self.page.locator("main").inner_text()


@pytest.fixture
def people(site: Site, browser: Browser) -> Iterator["People"]:
    crowd = People(site, browser)
    yield crowd
    crowd.close()


class People:
    """Each person has a browser context of their own, so that they can be signed in at the same time."""

    def __init__(self, site: Site, browser: Browser) -> None:
        self.kinds: set[str] | None = None
        self.site = site
        self.browser = browser
        self.is_watched = True
        self.persons: list[Person] = []

    def person(self, *, scripts: bool, email: str = "", is_on_phone: bool = False) -> Person:
        size = PHONE if is_on_phone else DESK
        context = self.browser.new_context(
            java_script_enabled=scripts,
            locale="en-GB",
            timezone_id="Europe/London",
            viewport=size,
            is_mobile=is_on_phone,
            has_touch=is_on_phone,
        )
        context.set_default_timeout(15_000)
        person = Person(context.new_page(), self.site, scripts, size=size, is_watched=self.is_watched, kinds=self.kinds)
        self.persons.append(person)
        if email:
            person.come_in(email)
        return person

    @property
    def violations(self) -> list[str]:
        return [violation for person in self.persons for violation in person.violations]

    def close(self) -> None:
        for person in self.persons:
            person.page.context.close()
