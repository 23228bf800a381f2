"""G13: six tasks with nothing but Tab, Shift+Tab, Enter, Space and typing, and each page at 400 % zoom.

At each stop the focus must be seen: an outline or a shadow on what has it, inside the window. 400 % of a window that
is 1280 pixels wide leaves 320 pixels; no page may then scroll sideways.

Deliberate faults that turn it red: `outline: none; box-shadow: none` on links, a link without an address in the way of
a task, a table wider than 320 pixels.
"""

import re
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Page

from tests.journeys.conftest import PASSWORD, People, Site

MOST_STOPS = 150
SEEN = """() => {
  const it = document.activeElement, box = it.getBoundingClientRect();
  if (it === document.body) return {name: '', what: 'body', isSeen: true};
  const marks = (style) => {
    const outline = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0
      && !/rgba\\(.*, 0\\)|transparent/.test(style.outlineColor);
    return outline || style.boxShadow !== 'none';
  };
  const label = it.labels && it.labels[0];
  const isMarked = marks(getComputedStyle(it)) || (label && marks(getComputedStyle(label, '::before')));
  const isInside = box.width > 0 && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
  const name = it.getAttribute('aria-label') || (label ? label.innerText : '') || it.innerText || it.value || '';
  return {name: name.replace(/\\s+/g, ' ').trim(), what: it.tagName.toLowerCase(), isSeen: isMarked && isInside};
}"""
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
MAKE = """
from datetime import date
from django.contrib.auth.hashers import make_password
from guidance.actions import withdraw
from guidance.models import today
from tests.factories.guidance import adopted, protocol
from tests.factories.people import UserFactory
same = ("Be kind.", "Be brief.")
for day, first in ((date(2020, 1, 1), "Wait a day."), (date(2021, 1, 1), "Wait for two whole days.")):
    edition = adopted(protocol([("Posts", (first, *same))]), title="Keyboard protocol", effective_from=day)
for edition in edition.document.editions.all():
    withdraw(edition, withdrawn_on=today(), by=None)
for place in ("one", "two"):
    UserFactory(roles=("member",), email=f"keyboard.{place}@council.example", password=make_password(PASSWORD))
""".replace("PASSWORD", repr(PASSWORD))
"""Two editions to compare, which nobody relies on any more, and two members who have confirmed nothing."""


@pytest.fixture(scope="module")
def made(site: Site) -> None:
    site.manage("shell", "-c", MAKE)


@dataclass
class Keyboard:
    """Somebody without a mouse."""

    page: Page
    unseen: list[str] = field(default_factory=list)
    sideways: list[str] = field(default_factory=list)

    def to(self, name: str, *, key: str = "Tab") -> None:
        """Goes on from stop to stop until the one whose name begins so."""
        stops = []
        for _ in range(MOST_STOPS):
            self.page.keyboard.press(key)
            stop = self.page.evaluate(SEEN)
            if not stop["isSeen"]:
                self.unseen.append(f"{self.page.url}: {stop['what']} {stop['name']!r}")
            if stop["name"].startswith(name):
                return
            stops.append(stop["name"])
        raise AssertionError(f"{name!r} is not reached on {self.page.url}: {stops[:40]}")

    def press(self, name: str) -> None:
        """Goes to a link or a button, presses Enter, and looks at the page that comes."""
        self.to(name)
        with self.page.expect_navigation(wait_until="load"):
            self.page.keyboard.press("Enter")
        self.zoom()

    def choose(self, name: str) -> None:
        self.to(name)
        self.page.keyboard.press("Space")

    def write(self, name: str, words: str) -> None:
        self.to(name)
        self.page.keyboard.insert_text(words)

    def open(self, address: str) -> None:
        self.page.goto(address)
        self.zoom()

    def zoom(self) -> None:
        self.page.set_viewport_size({"width": 320, "height": 256})
        if (over := self.page.evaluate(SIDEWAYS)) > 0:
            self.sideways.append(f"{self.page.url} is {over} pixels wider than 320")
        self.page.set_viewport_size({"width": 1280, "height": 900})

    def sees(self, words: str) -> bool:
        return words in self.page.locator("main").inner_text()


def find_and_read_a_point(keyboard: Keyboard, site: Site) -> None:
    keyboard.open(site.url + "/guidance/")
    keyboard.write("Search", "5.2")
    keyboard.press("Search")
    keyboard.press("5.2")
    assert re.search(r"/guidance/point/\w+/$", keyboard.page.url)
    keyboard.to("Link to this point")
    keyboard.to("5 Good habits", key="Shift+Tab")  # back to the way up
    assert keyboard.sees("Fingerprint")


def compare_two_editions(keyboard: Keyboard, site: Site) -> None:
    keyboard.open(site.url + "/guidance/keyboard-protocol/history/")
    keyboard.to("From")
    keyboard.page.keyboard.type("Edition 1")
    keyboard.to("To")
    keyboard.page.keyboard.type("Edition 2")
    keyboard.press("Compare")
    assert keyboard.sees("1 point reworded, 0 new, 0 withdrawn, 0 moved.")
    keyboard.to("2 points with the same words")
    keyboard.page.keyboard.press("Enter")
    assert keyboard.sees("Be brief.")


def confirm_the_guidance(keyboard: Keyboard, site: Site) -> None:
    keyboard.open(site.url + "/")
    keyboard.press("Confirm: ")
    keyboard.press("Confirm")
    assert keyboard.sees("Your confirmation is kept")
    assert keyboard.sees("There is nothing for you to confirm now")


def check_before_posting(keyboard: Keyboard, site: Site) -> None:
    keyboard.open(site.url + "/")
    keyboard.press("Check before you post")
    keyboard.choose("Are you angry")
    keyboard.write("What do you want to post?", "Ring Jo on 07700 900123.")
    keyboard.press("Check")
    assert keyboard.sees("Think again before you post")
    assert keyboard.sees("07700 900123")


def ask_for_advice(keyboard: Keyboard, site: Site) -> None:
    keyboard.open(site.url + "/")
    keyboard.press("Ask for advice")
    keyboard.press("Start")
    keyboard.choose("The Communications Team")
    keyboard.press("Continue")
    keyboard.choose("Something I have not posted yet")
    keyboard.press("Continue")
    keyboard.choose("Facebook")
    keyboard.press("Continue")
    assert "/account/" in keyboard.page.url


@pytest.mark.parametrize(
    ("scripts", "who"), [(True, "one"), (False, "two")], ids=["with-javascript", "without-javascript"]
)
@pytest.mark.usefixtures("made")
def test_six_tasks_by_keyboard_alone(people: People, site: Site, scripts: bool, who: str) -> None:
    keyboard = Keyboard(people.person(scripts=scripts).page)
    keyboard.open(site.url + "/account/login/")
    keyboard.write("Email", f"keyboard.{who}@council.example")
    keyboard.write("Password", PASSWORD)
    keyboard.press("Sign in")

    for task in (
        find_and_read_a_point,
        compare_two_editions,
        confirm_the_guidance,
        check_before_posting,
        ask_for_advice,
    ):
        task(keyboard, site)

    assert keyboard.unseen == []
    assert keyboard.sideways == []
