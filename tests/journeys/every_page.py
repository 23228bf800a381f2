"""Every page of the demo council as each of its people meets it: a picture and axe at three widths.

`make look` runs this, `make test` does not: it takes half an hour and more. The pictures and an index of them stand
in `.local/look/`. Pages are found by following links from the start page, so that what no link leads to is not seen;
of pages with the same address pattern each person looks at two. Deliberate fault: an `alt` left out in a template.
"""

import re
from collections import Counter, deque
from html import escape
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.urls import Resolver404, resolve
from playwright.sync_api import Error

from portal.servers import CHECKOUT
from tests.journeys.conftest import People, Person
from tests.journeys.test_cases import come_back, complain
from tests.security.walls import PEOPLE

PICTURES = CHECKOUT / ".local" / "look"
WIDTHS = (1280, 768, 360)
ALIKE = 2
IN_EACH_STATE = {"conduct:case": 30, "conduct:mine": 10, "conduct:step": 30, "conduct:record": 30}
"""Pages that are another page in each state of a case."""
NEVER = re.compile(r"^/(static|account/logout|demo/mail/.+)")


def pattern(path: str) -> str:
    """The name of the address pattern, which is the same for two records; nothing for what is not ours."""
    try:
        return resolve(path).view_name or path.strip("/").replace("/", "-")
    except Resolver404:
        return ""


def links(person: Person) -> list[str]:
    found = person.page.eval_on_selector_all("a[href]", "all => all.map(each => each.href)")
    here = urlsplit(person.site.url)
    parts = [urlsplit(link) for link in found]
    return [each.path for each in parts if each.netloc == here.netloc and not NEVER.match(each.path)]


def photograph(person: Person, folder: Path, name: str) -> list[str]:
    """One picture for each width; what axe or a ruler finds wrong."""
    wrong = []
    for width in WIDTHS:
        person.page.set_viewport_size({"width": width, "height": 900})
        person.page.screenshot(path=folder / f"{name}-{width}.png", full_page=True)
        wrong += [f"{person.page.url} at {width}: {found['id']}" for found in person.found_by_axe()]
        if person.page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            wrong.append(f"{person.page.url} is wider than {width} pixels")
    return wrong


def walk(person: Person, folder: Path, start: str = "/") -> list[str]:
    seen: set[str] = set()
    met: Counter[str] = Counter()
    wrong: list[str] = []
    ahead = deque([start])
    while ahead:
        path = ahead.popleft()
        name = pattern(path)
        if path in seen or not name or met[name] >= IN_EACH_STATE.get(name, ALIKE):
            continue
        seen.add(path)
        try:
            answer = person.page.goto(person.site.url + path)
        except Error as error:
            if "Download is starting" not in str(error):
                raise
            continue
        if answer is None or "text/html" not in answer.headers.get("content-type", ""):
            continue
        assert answer.status < 500, path
        met[name] += 1
        wrong += photograph(person, folder, f"{name.replace(':', '.')}-{met[name]}")
        ahead.extend(links(person))
    return wrong


def index() -> None:
    """One page that shows all pictures, by person."""
    pictures = sorted(PICTURES.glob("*/*-360.png"))
    rows = (
        f"<h2>{escape(f'{each.parent.name}: {each.stem[:-4]}')}</h2>"
        + "".join(
            f"<a href='{each.parent.name}/{each.name.replace('-360', f'-{width}')}'>{width}</a> " for width in WIDTHS
        )
        for each in pictures
    )
    (PICTURES / "index.html").write_text(f"<!doctype html><title>Every page</title>{''.join(rows)}")


@pytest.mark.parametrize("email", ["", *PEOPLE.values()])
def test_every_page(people: People, email: str) -> None:
    folder = PICTURES / (email.partition("@")[0] or "nobody")
    folder.mkdir(parents=True, exist_ok=True)
    wrong = walk(people.person(scripts=True, email=email), folder)
    index()
    assert not wrong, "\n".join(wrong)


def test_every_page_of_somebody_with_a_code(people: People) -> None:
    """Who complained without an account; the pages of the form on the way are those of their journey."""
    visitor = people.person(scripts=True)
    _, code = complain(visitor)
    come_back(visitor, code)
    folder = PICTURES / "with-a-code"
    folder.mkdir(parents=True, exist_ok=True)
    wrong = walk(visitor, folder, urlsplit(visitor.page.url).path)
    index()
    assert not wrong + people.violations, "\n".join(wrong + people.violations)
