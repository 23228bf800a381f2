"""What somebody does on the pages of a code-of-conduct case, in small steps: by what stands on buttons and boxes."""

import re
from datetime import date, timedelta
from io import BytesIO

from django.utils import timezone
from PIL import Image
from playwright.sync_api import FilePayload, Locator, Page

from tests import cluster
from tests.journeys.conftest import People, Person, Site

REFERENCE = re.compile(r"COC-\d{4}-\w+")
CODE = re.compile(r"\b(?:\w{4}-){4}\w{4}\b")


def fill(person: Person, **said: str) -> None:
    """Fill boxes by the words above them; an underscore stands for a space."""
    for label, words in said.items():
        box(person, label.replace("_", " ")).fill(words)


def box(person: Person, label: str) -> Locator:
    return person.page.get_by_label(re.compile(rf"^\s*{re.escape(label)}", re.IGNORECASE)).first


def tick(person: Person, *labels: str) -> None:
    for label in labels:
        person.page.get_by_label(label, exact=True).first.check()


def fill_day(page: Page, day: date, group: str = "") -> None:
    """The three boxes of a day; of several days on a page the one whose words are ``group``."""
    place = page.get_by_role("group", name=group).last if group else page
    for label, value in (("Day", day.day), ("Month", day.month), ("Year", day.year)):
        place.get_by_label(label, exact=True).first.fill(str(value))


def ahead(days: int) -> date:
    return timezone.localdate() + timedelta(days=days)


def say_yes_to_all(person: Person, answer: str = "Yes") -> None:
    """Choose the same in each question of the page that offers it."""
    for choice in person.page.get_by_label(answer, exact=True).all():
        choice.check()


def text(person: Person) -> str:
    return person.page.locator("main").inner_text()


def found(person: Person, pattern: re.Pattern[str]) -> str:
    match = pattern.search(text(person))
    assert match is not None, text(person)
    return match[0]


def unfold(person: Person, title: str) -> None:
    """Read a letter or paper on one's own page."""
    person.page.locator("summary", has_text=title).first.click()


def open_case(person: Person, reference: str) -> None:
    """From the list of one's matters to the case; whoever is asked about a conflict says that there is none."""
    person.open("/records/matters/")
    person.click("link", reference)
    if person.page.url.endswith("/declare/"):
        tick(person, "No")
        person.click("button", "Answer")


def step(person: Person, title: str, **said: str) -> None:
    """From the case page through the page of one step, back to the case."""
    person.click("link", title)
    fill(person, **said)
    person.click("button", title)
    assert person.sees("What can be done now") or person.sees("On record"), text(person)


def record(person: Person, title: str, **said: str) -> None:
    """From the case page to the page of one fact, with its boxes filled; ``Record`` is for the caller."""
    person.click("link", title)
    fill(person, **said)


def new_paper(person: Person, kind: str) -> None:
    person.follow(person.page.get_by_role("link", name=re.compile(rf"^{re.escape(kind)}\s*: write one$")))


def write(person: Person, kind: str, words: str) -> None:
    """Write a paper of the case; it is open afterwards."""
    new_paper(person, kind)
    fill(person, What_it_says=words)
    person.click("button", "Save")
    assert person.sees(words)


def let_in(officer: Person, capacity: str, *names: str) -> None:
    """From the case page: give each of them a part; the case is open again afterwards."""
    officer.click("link", "Who has a part in the case")
    for name in names:
        officer.click("link", capacity)
        officer.page.get_by_label("Who?").select_option(label=name)
        fill(officer, **{"Why do they need a part in the case?": "Needed for this case."})
        officer.click("button", "Let them in")
        assert officer.sees(name)
    officer.click("link", "Case")


def declared(people: People, email: str, reference: str, *, scripts: bool = True) -> Person:
    """Somebody who was let in comes to the case, for the first time or again."""
    person = people.person(scripts=scripts, email=f"{email}@council.example")
    open_case(person, reference)
    return person


def hearing_begins(site: Site) -> None:
    """Let the hour of the hearing that was arranged last have come: its row is moved by the owner, nothing else is."""
    cluster.servers.psql(
        "SET session_replication_role = replica;"
        "UPDATE conduct_hearing SET starts_at = now() - interval '1 hour' WHERE id = "
        "(SELECT id FROM conduct_hearing ORDER BY at DESC LIMIT 1)",
        site.environment["DATABASE_URL"].split("@/")[1].split("?")[0],
    )


def send_letters(officer: Person, kind: str, reasons: str, *to: str) -> None:
    """From the case page: the same letter to each of them, with what its template leaves blank."""
    officer.click("link", "Letters and notices")
    for party in to:
        officer.page.get_by_label("Which letter?").select_option(label=kind)
        tick(officer, party)
        officer.click("button", "Fill in the letter")
        words = box(officer, "Words")
        words.fill(re.sub(r"\[[^\]]+\]", reasons, words.input_value()))
        officer.click("button", "Save without sending")
        officer.page.get_by_label(party, exact=True).check()
        tick(officer, "In the portal")
        officer.click("button", "Send, and write it down")
        officer.click("link", "Letters")
    officer.click("link", "The case")


def picture() -> FilePayload:
    data = BytesIO()
    Image.new("RGB", (120, 80), "teal").save(data, "PNG")
    return {"name": "post.png", "mimeType": "image/png", "buffer": data.getvalue()}
