"""Pages of a case as somebody asks for them."""

from typing import Any

from django.http.response import HttpResponseBase
from django.test import Client
from django.urls import reverse

from portal.foundation.people.models import User
from reviews.conduct.models import Case

ABSENT = "00000000-0000-4000-8000-000000000000"


def signed_in(person: User | None) -> Client:
    client = Client()
    if person is not None:
        client.force_login(person)
    return client


def address(name: str, case: Case | str, *parts: object) -> str:
    return reverse(f"conduct:{name}", args=[case.pk if isinstance(case, Case) else case, *parts])


def ask(person: User | None, name: str, case: Case | str, /, *parts: object, **data: Any) -> HttpResponseBase:
    """The page; posted to when there is something to post."""
    client, url = signed_in(person), address(name, case, *parts)
    return client.post(url, data) if data else client.get(url)


def words(answer: HttpResponseBase) -> str:
    return bytes(getattr(answer, "content", b"")).decode()
