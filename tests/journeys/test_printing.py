"""Somebody takes the guidance to a meeting on paper: the PDF that the worker made, and a page from the browser.

Deliberate faults that turn these red, each tried: leave the task out of settings.OUTBOX_KINDS; leave print.css out of
the page of a section.
"""

import time

import pytest

from tests.journeys.conftest import People, Site

PLAIN = "/guidance/plain-english"


@pytest.mark.parametrize("scripts", [True, False])
def test_pdf_of_the_edition_in_force_is_saved(people: People, site: Site, scripts: bool) -> None:
    reader = people.person(scripts=scripts)
    end = time.monotonic() + 60
    while site.status(f"{PLAIN}/edition-1.pdf") != 200:
        assert time.monotonic() < end, site.logs()
        time.sleep(0.5)
    reader.open("/guidance/")

    with reader.page.expect_download() as saved:
        reader.page.locator(f'a[href="{PLAIN}/edition-1.pdf"]').click()

    assert saved.value.suggested_filename == "plain-english-edition-1.pdf"
    assert saved.value.path().read_bytes().startswith(b"%PDF-1.7")
    assert people.violations == []


def test_section_on_paper_has_addresses_and_nothing_to_press(people: People, site: Site) -> None:
    reader = people.person(scripts=True)
    reader.open(f"{PLAIN}/section-2/")
    reader.page.emulate_media(media="print")
    paper = reader.page.locator("body").inner_text()

    address = reader.page.locator(".guidance-point__number").first.get_attribute("href")
    assert f"{site.url}{address}" in paper
    assert "Plain English" in paper
    assert "edition 1, in force from" in paper
    for pressed in ("Members’ portal", "Cookies", "Next", "I am being threatened"):
        assert pressed not in paper
