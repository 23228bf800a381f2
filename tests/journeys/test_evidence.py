"""A member keeps evidence and hands it on, with and without JavaScript; a lost connection loses nothing.

Deliberate faults: no way to ask for another attempt; a file that is sent again is kept twice.
"""

import re
import socket
import time
import zipfile
from io import BytesIO
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from PIL import Image, ImageDraw
from playwright.sync_api import FilePayload, Route

from tests.abuse_log.evidence.samples import GOOD
from tests.factories.files import upload
from tests.journeys.conftest import People, Person


def screenshot(number: int) -> FilePayload:
    picture = Image.new("RGB", (360, 240), (250, 250, 240 - number))
    ImageDraw.Draw(picture).text((20, 20 + number), f"Where is my bin? {number}", fill="black")
    written = BytesIO()
    picture.save(written, "PNG")
    return {"name": f"bins-{number}.png", "mimeType": "image/png", "buffer": written.getvalue()}


def film() -> FilePayload:
    return {"name": "clip.mp4", "mimeType": "video/mp4", "buffer": GOOD["clip.mp4"][1]}


def new_record(people: People, *, scripts: bool) -> Person:
    member = people.person(scripts=scripts, email="member3@council.example")
    member.open("/records/new/")
    member.page.get_by_label("One line about what happened").fill("Many remarks about bins")
    member.click("button", "Save", exact=False)
    return member


def until(member: Person, words: str) -> None:
    """Open the page again until the worker has come by."""
    end = time.monotonic() + 40
    while not member.sees(words):
        assert time.monotonic() < end, member.site.logs()
        time.sleep(0.5)
        member.page.reload()
    member.look()


def open_first(member: Person) -> None:
    member.follow(member.page.get_by_role("link", name=re.compile("^Open the list of files|^Open")).first)
    member.click("link", "E001")


def test_lost_connection_half_way_through_twenty_files_loses_none(people: People) -> None:
    member = new_record(people, scripts=True)
    member.click("link", "Add pictures and other files")
    sent: list[int] = []

    def lose_the_eleventh(route: Route) -> None:
        sent.append(1)
        if len(sent) == 11:
            route.fetch()  # it arrives, and the answer is lost: sent again it must not be kept twice
        if 11 <= len(sent) <= 13:
            route.abort("connectionreset")
        else:
            route.continue_()

    member.page.route("**/evidence/take/", lose_the_eleventh)
    member.page.get_by_label("Files", exact=True).set_input_files([screenshot(number) for number in range(20)])
    member.page.get_by_role("button", name="Save and seal").click()
    member.page.get_by_text("19 saved and sealed. 1 could not be sent: try them again.").wait_for(timeout=60_000)
    member.look()
    member.page.get_by_role("button", name="Try bins-10.png again").click()
    member.page.get_by_text("20 saved and sealed.", exact=True).wait_for(timeout=30_000)
    member.click("link", "Go back to the record")
    assert member.sees("20 sealed")
    assert people.violations == []


def test_connection_cut_half_way_keeps_nothing_half_and_takes_it_again(people: People) -> None:
    """Fault: a file that is kept before its last byte has come."""
    member = new_record(people, scripts=False)
    record = member.page.url
    member.click("link", "Add pictures and other files")
    token = member.page.locator("main input[name=csrfmiddlewaretoken]").get_attribute("value")
    sent = encode_multipart(BOUNDARY, {"csrfmiddlewaretoken": token, "file": upload(screenshot(7)["buffer"], "7.png")})
    cookies = "; ".join(f"{one['name']}={one['value']}" for one in member.page.context.cookies())
    head = (
        f"POST {urlsplit(record).path}evidence/take/ HTTP/1.1\r\nHost: {urlsplit(record).netloc}\r\n"
        f"Cookie: {cookies}\r\nContent-Type: {MULTIPART_CONTENT}\r\nContent-Length: {len(sent)}\r\n\r\n"
    ).encode()
    with socket.create_connection((str(urlsplit(record).hostname), urlsplit(record).port or 80)) as cut:
        cut.sendall(head + sent[: len(sent) // 2])
    with socket.create_connection((str(urlsplit(record).hostname), urlsplit(record).port or 80)) as whole:
        whole.sendall(head + sent)
        answer = b""
        while b"</html>" not in answer and (more := whole.recv(65_536)):
            answer += more
    assert b"HTTP/1.1 200" in answer
    assert b"Saved and sealed" in answer  # nothing had stayed of the one before
    assert "Internal Server Error" not in (member.site.state / "web.log").read_text()


@pytest.mark.parametrize("scripts", [True, False], ids=["with-javascript", "without-javascript"])
def test_keep_cover_and_hand_on(people: People, tmp_path: Path, *, scripts: bool) -> None:
    member = new_record(people, scripts=scripts)
    member.click("link", "Add pictures and other files")
    member.page.get_by_label("Files", exact=True).set_input_files([screenshot(1), film()])
    if scripts:
        member.page.get_by_role("button", name="Save and seal").click()
        member.page.get_by_text("2 saved and sealed.", exact=True).wait_for()
        member.click("link", "Go back to the record")
    else:
        member.click("button", "Save and seal")
    assert member.page.locator("main img").count() == 0

    open_first(member)
    until(member, "Show the picture and cover parts of it")
    assert member.page.locator("main img").count() == 0
    member.click("link", "Say what it is")
    member.page.get_by_label("What it shows").fill("The first remark")
    member.click("button", "Save")
    member.click("link", "Show the picture and cover parts of it")
    cover(member, draws=scripts)
    until(member, "E001-R1: made")
    member.click("link", "E001-R1")
    member.click("link", "Show the copy")
    assert member.page.locator("main img").evaluate("image => image.complete && image.naturalWidth") == 360

    hand_on(member, tmp_path)
    assert people.violations == []


def cover(member: Person, *, draws: bool) -> None:
    """By drawing with a mouse, or by the keyboard alone."""
    if draws:
        area = member.page.locator(".evidence-cover").bounding_box()
        assert area is not None
        member.page.mouse.move(area["x"] + 20, area["y"] + 20)
        member.page.mouse.down()
        member.page.mouse.move(area["x"] + 120, area["y"] + 90, steps=4)
        member.page.mouse.up()
        assert member.sees("1 box drawn")
    else:
        member.page.locator('input[value="A1"]').focus()
        member.page.keyboard.press("Space")
        member.page.keyboard.press("Tab")
        member.page.keyboard.press("Space")
        assert member.page.locator('input[value="B1"]').is_checked()
    member.page.get_by_label("Why are these parts covered?").fill("A name")
    member.click("button", "Make the copy")


def hand_on(member: Person, folder: Path) -> None:
    """A pack for the police is made, taken out, and noted as given."""
    member.click("link", "Exhibit E001")
    member.click("link", "Evidence")
    member.click("link", "Record")
    member.click("link", "Make or open packs")
    member.click("button", "Make the pack")
    assert member.sees("Choose who it is for")
    member.page.get_by_label("The police", exact=True).check()
    member.click("button", "Make the pack")
    until(member, "Fingerprint to read out")
    with member.page.expect_download() as taking:
        member.page.get_by_role("button", name="Take out the pack (ZIP)").click()
    taking.value.save_as(folder / "pack.zip")
    with zipfile.ZipFile(folder / "pack.zip") as bundle:
        names = {name.split("/", 1)[1] for name in bundle.namelist()}
    assert {"00_READ_ME_FIRST.html", "verify.html", "data/evidence/E001_original.png"} <= names
    member.page.get_by_label("To whom did you give it?").fill("PC Example")
    member.page.get_by_label("On a memory stick").check()
    for part, typed in (("Day", "1"), ("Month", "6"), ("Year", "2026")):
        member.page.get_by_label(part, exact=True).fill(typed)
    member.click("button", "Note it")
    assert member.sees("PC Example")
    member.click("link", "Packs")
    member.click("link", "Record")
    member.click("link", "Read who did what with the evidence")
    assert member.sees("Pack handed over: Pack 1 for police")
    assert member.sees("Checked just now: the list holds together")
