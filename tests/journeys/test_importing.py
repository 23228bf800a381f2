"""A Word file becomes a draft by page, is corrected by hand, and accepted."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from django.utils import timezone
from docx import Document

from tests.journeys.conftest import People
from tests.journeys.test_publishing import fill_day


def word_file(title: str) -> dict[str, object]:
    """A small protocol with headings by style and a list, as Word saves it."""
    document = Document()
    document.add_heading(title, 0)
    for heading, points in (
        ("Before you post", ["Read it agian.", "Sleep on a reply that was written in anger."]),
        ("Other people", ["Ask before you publish a picture of somebody."]),
    ):
        document.add_heading(heading, 1)
        for point in points:
            document.add_paragraph(point, style="List Bullet")
    data = BytesIO()
    document.save(data)
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    return {"name": "protocol.docx", "mimeType": kind, "buffer": data.getvalue()}


@pytest.mark.parametrize("scripts", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_import_a_word_file_correct_it_and_accept_it(people: People, scripts: bool) -> None:
    title = f"Online protocol {'with' if scripts else 'without'} scripts"
    adviser = people.person(scripts=scripts, email="comms@council.example")
    adviser.open("/guidance/drafts/")
    adviser.click("button", "Import a file")
    page = adviser.page
    page.get_by_label("File").set_input_files({"name": "p.docx", "mimeType": "text/plain", "buffer": b"no Word file"})
    page.get_by_label("A new document", exact=True).check()
    page.get_by_label("Title (of a new document)").fill(title)
    page.get_by_label("Adopted by").fill("Full Council")
    page.get_by_label("Minute", exact=False).fill("Minute 41 of 3 November 2026")
    fill_day(adviser, "adopted_on", date(2026, 11, 3))
    fill_day(adviser, "effective_from", timezone.localdate() + timedelta(days=60))
    adviser.click("button", "Read the file")
    assert adviser.sees("There is a problem")
    page.get_by_label("File").set_input_files(word_file(title))
    adviser.click("button", "Read the file")

    assert adviser.sees("The file is read.")
    assert adviser.sees("The text: 3 points")
    adviser.click("link", "Edit point 1.1")
    page.locator("#id_text").fill("Read it again.")
    adviser.click("button", "Save")
    assert adviser.sees("Read it again.")
    adviser.click("button", "Send for review")

    officer = people.person(scripts=scripts, email="mo@council.example")
    officer.open("/")
    officer.click("link", f"Approve: {title}", exact=False)
    officer.click("button", "Approve these words")
    officer.click("button", "Publish")
    assert officer.sees("Published, still to come")
    assert officer.sees(title)
    assert people.violations == []
