"""How a mail is written: text only, no header but ours, whatever the words."""

from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest
from django.conf import settings as live_settings
from django.utils.module_loading import import_string
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from portal.foundation.outbox import mail

OUR_HEADERS = {
    "Content-Type",
    "MIME-Version",
    "Content-Transfer-Encoding",
    "Subject",
    "From",
    "To",
    "Date",
    "Message-ID",
    "Auto-Submitted",
    "X-Auto-Response-Suppress",
}
HOSTILE = ["a\r\nBcc: thief@elsewhere.example", "a\nb", "a\0b", "\ud800", "\u202egnp.exe", "é" * 500, "", "\x85x"]


@pytest.fixture
def letters(settings: Settings, tmp_path: Path) -> None:
    folder = tmp_path / "emails"
    folder.mkdir()
    (folder / "hello.txt").write_text("{{ council }}: {{ reference }} at {{ portal_url }}{{ path }}\n")
    [engine] = settings.TEMPLATES
    settings.TEMPLATES = [{**engine, "DIRS": [tmp_path]}]


@pytest.mark.usefixtures("letters")
def test_write_renders_plain_text_without_escaping() -> None:
    letter = mail.write(
        to="reader@council.example",
        subject="Your request ADV-2026-0001",
        template="hello",
        context={"reference": "Ada's", "path": "/advice/"},
    )

    assert letter.body == "Merebridge City Council: Ada's at http://localhost:8000/advice/\n"
    assert (letter.subject, letter.to) == ("Your request ADV-2026-0001", ["reader@council.example"])
    assert letter.message().get_content_type() == "text/plain"


@pytest.mark.parametrize("text", HOSTILE)
def test_subject_cannot_add_a_header(text: str) -> None:
    raw = mail.compose(to="reader@council.example", subject=text, body=text).message().as_bytes()

    assert set(message_from_bytes(raw, policy=default).keys()) <= OUR_HEADERS


@given(st.text(st.characters(exclude_categories=()), max_size=300))
def test_any_words_make_a_mail_with_our_headers_only(text: str) -> None:
    raw = mail.compose(to="reader@council.example", subject=text, body=text).message().as_bytes()

    assert set(message_from_bytes(raw, policy=default).keys()) <= OUR_HEADERS


@pytest.mark.parametrize(
    "to", ["", "nobody", "a@council.example\nBcc: b@elsewhere.example", "a@b.example, c@d.example"]
)
def test_address_that_is_none_is_refused_without_repeating_it(to: str) -> None:
    with pytest.raises(mail.NotAnAddress) as refused:
        mail.compose(to=to, subject="A letter", body="Hello")

    assert str(refused.value) == "This is not an address for e-mail."


def test_machines_are_asked_not_to_answer() -> None:
    letter = mail.compose(to="reader@council.example", subject="A letter", body="Hello").message()

    assert (letter["Auto-Submitted"], letter["X-Auto-Response-Suppress"]) == ("auto-generated", "All")


PORTAL_KINDS = dict(live_settings.OUTBOX_KINDS)


@pytest.mark.parametrize("kind", PORTAL_KINDS)
def test_every_kind_of_the_portal_names_a_function(kind: str) -> None:
    assert callable(import_string(PORTAL_KINDS[kind]))
