"""What the tests of letters share."""

from io import BytesIO
from typing import Any

from django.test import Client
from django.urls import reverse
from django.utils import timezone
from docx import Document

from portal.foundation.people.models import User
from reviews.conduct.actions.letters import write_letter
from reviews.conduct.actions.receiving import WhoComplains
from reviews.conduct.filling import Party, parties_of
from reviews.conduct.identity import acting_as
from reviews.conduct.models import (
    Case,
    Grant,
    LetterTemplate,
    Paper,
    Subject,
)
from reviews.conduct.visibility import Capacity
from tests.factories import conduct

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


def notified(case: Case, member: User, holder: User) -> Grant:
    """As the notification of the member leaves it."""
    with acting_as(holder.pk):
        grant = Grant(case=case, person=member, capacity=Capacity.SUBJECT, given_by=holder)
        grant.save(force_insert=True)
        conduct.tell_words(Subject.objects.get(case=case, member=member), holder)
        Subject.objects.filter(case=case, member=member).update(grant=grant, notified_at=timezone.now())
        return grant


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
