"""How a mail of the portal is written: plain text, one reader, a reference and a link, never content."""

import json

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.core.validators import validate_email
from django.template import Context
from django.template.engine import Engine

from portal.foundation.vault.ciphers import seal, unseal

from .models import Item

LONGEST_SUBJECT = 150
HEADERS = {
    # Asks out-of-office answers to stay away (RFC 3834, and what Exchange reads instead).
    "Auto-Submitted": "auto-generated",
    "X-Auto-Response-Suppress": "All",
}


class NotAnAddress(ValueError):
    """Mail cannot go there. The message does not repeat the address."""


class Wiped(Exception):
    """The sealed text is gone: the mail was sent or has died."""


def write(*, to: str, subject: str, template: str, context: dict[str, str]) -> EmailMessage:
    """A mail with the text of `templates/emails/TEMPLATE.txt`.

    The template also knows `portal_url` and `council`. Line breaks and control characters in the subject become
    spaces, so that nothing can add a header. Raises NotAnAddress.
    """
    known = {"portal_url": settings.PORTAL_URL, "council": settings.COUNCIL_NAME}
    text = Engine.get_default().get_template(f"emails/{template}.txt")
    return compose(to=to, subject=subject, body=text.render(Context(known | context, autoescape=False)))


def compose(*, to: str, subject: str, body: str) -> EmailMessage:
    try:
        validate_email(to)
    except ValidationError as refused:
        raise NotAnAddress("This is not an address for e-mail.") from refused
    return EmailMessage(subject=one_line(subject), body=encodable(body), to=[to], headers=dict(HEADERS))


def one_line(text: str) -> str:
    """The text on one line without control characters, at most 150 characters long."""
    printable = "".join(character if character.isprintable() else " " for character in encodable(text))
    return " ".join(printable.split())[:LONGEST_SUBJECT]


def encodable(text: str) -> str:
    """The text with a question mark for what no mail can carry: lone surrogates."""
    return text.encode(errors="replace").decode().replace("\0", "")


def seal_mail(*, key: str, to: str, subject: str, body: str) -> bytes:
    """A whole mail, sealed for the item with that key."""
    plain = json.dumps({"to": to, "subject": subject, "body": body})
    return seal(plain.encode(), context=Item(dedupe_key=key).sealed_context)


def open_sealed(item: Item) -> EmailMessage:
    """The mail inside a sealed item. Raises Wiped, CannotUnseal, NotAnAddress."""
    if item.sealed is None:
        raise Wiped
    return compose(**json.loads(unseal(bytes(item.sealed), context=item.sealed_context)))
