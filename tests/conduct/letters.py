"""What the tests of letters share."""

from io import BytesIO
from typing import Any

from django.test import Client
from django.urls import reverse
from docx import Document

from portal.foundation.people.models import User
from reviews.conduct.actions.letters import write_letter
from reviews.conduct.actions.receiving import WhoComplains
from reviews.conduct.filling import Party, parties_of
from reviews.conduct.identity import acting_as
from reviews.conduct.models import (
    Case,
    LetterTemplate,
    Paper,
)

HOSTILE = '#read("/etc/passwd") *b* _e_ $x^2$ `c` @l <w:p/> </w:t> & "q" \\u{41} =HYPERLINK("http://x.example") {{ y }}'
ROSA = WhoComplains(name="Rosa Complainant", email="rosa@resident.example")


def kind(name: str) -> LetterTemplate:
    return LetterTemplate.objects.current().get(kind=name)


def party(case: Case, holder: User, capacity: str) -> Party:
    """The first party of a capacity; of a member who is not notified by that word."""
    with acting_as(holder.pk):
        return next(one for one in parties_of(case) if one.capacity.startswith(capacity))


def a_letter(case: Case, holder: User, to: str = "Complainant", **how: Any) -> Paper:
    usual: dict[str, Any] = {"title": "A letter", "words": "Words of it.", "template": kind("acknowledgement")}
    return write_letter(case=case, party=party(case, holder, to), by=holder, **(usual | how))


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def url(name: str, *args: object) -> str:
    return reverse(f"conduct:{name}", args=args)


def word_text(content: bytes) -> str:
    return "\n".join(paragraph.text for paragraph in Document(BytesIO(content)).paragraphs)


def parties_unnotified(case: Case, holder: User) -> list[Party]:
    with acting_as(holder.pk):
        return [one for one in parties_of(case) if one.grant is None]
