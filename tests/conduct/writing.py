"""Filling in the form for complaints, as somebody at a browser does."""

from typing import Any
from urllib.parse import urlencode

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from portal.foundation.people.models import User

FIRST = {"first_on_day": "5", "first_on_month": "10", "first_on_year": "2026"}
FROM = {"conduct_from_day": "5", "conduct_from_month": "10", "conduct_from_year": "2026"}
WORDS = "Called me dishonest in a post. <script>alert(1)</script>"
NAMELESS = {"has_name": "no"}
PAGES: dict[str, dict[str, Any]] = {
    "when": FIRST,
    "what-happened/1": {"words": WORDS, **FROM},
    "contacted": {"has_spoken": "no"},
    "outcome": {"words": "An apology."},
    "you": {"has_name": "yes", "name": "Rosa Complainant"},
    "contact": {"email": "rosa@resident.example"},
    "needs": {"format": "large_print"},
    "name": {"ask": "no"},
}


def write(client: Client, *members: User, root: str = "/complain/", **instead: dict[str, Any]) -> None:
    """All pages up to the one on which it is checked; ``instead`` replaces what is typed on a page."""
    client.post(root)
    pages = {**PAGES, "members": {"listed": [str(one.pk) for one in members]}} | instead
    for page in ("when", "members", "what-happened/1", "contacted", "outcome", "you", "contact", "needs", "name"):
        if page in instead.get("without", ()):
            continue
        answer = client.post(f"{root}{page}/", pages[page])
        assert answer.status_code == 302, (page, answer.context["form"].errors if answer.context else answer)


def version(client: Client, root: str = "/complain/") -> str:
    return str(client.get(f"{root}check/").context["form"].initial["version"])


def send(client: Client, root: str = "/complain/") -> Any:
    """Send it; the page that says so."""
    return client.post(f"{root}check/", {"version": version(client, root)}, follow=True)


def pdf(name: str = "paper.pdf") -> SimpleUploadedFile:
    """A document that would run a script in a careless reader."""
    return SimpleUploadedFile(name, b"%PDF-1.7\n1 0 obj<</OpenAction<</S/JavaScript/JS(app.alert(1))>>>>endobj\n%%EOF")


def raw(client: Client, url: str, **fields: str) -> Any:
    """A form as bytes, so that it can hold what no browser sends."""
    return client.post(url, urlencode(fields), content_type="application/x-www-form-urlencoded")
