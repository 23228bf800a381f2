"""Asking for pages as somebody, in tests."""

from typing import Any
from uuid import UUID, uuid4

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal.foundation.people.models import User
from reviews.advice import actions
from reviews.advice.models import AnswerDraft, Request

GET_PAGES = ("request", "check", "sent", "reply", "withdraw")
DESK_PAGES = ("desk_request", "ask_member", "answer", "points", "escalate", "return_to_desk", "decline")
DESK_PAGES += ("hand_over", "redirect", "mark_duplicate", "desk_reopen", "share_with_mo")
POSTS = ("submit", "close")
DESK_POSTS = ("claim", "accept", "note")


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def url(name: str, pk: UUID | None = None, **more: Any) -> str:
    return reverse(f"advice:{name}", kwargs={"pk": pk, **more} if pk else None)


def get(user: User, name: str, pk: UUID | None = None, **more: Any) -> Any:
    return signed_in(user).get(url(name, pk, **more))


def post(user: User, name: str, pk: UUID | None = None, data: dict[str, Any] | None = None, **more: Any) -> Any:
    return signed_in(user).post(url(name, pk, **more), data or {})


def let_go_out(item: Request) -> Request:
    """Let the moment be over for which an answer is held, as the worker would find it."""
    held = AnswerDraft.objects.filter(item=item, send_at__isnull=False)
    held.update(send_at=timezone.now())
    for draft in held:
        actions.release(draft=draft)
    return Request.objects.get(pk=item.pk)


def text_of(response: HttpResponse) -> str:
    return response.content.decode()


def absent() -> UUID:
    """An id that no request has."""
    return uuid4()
