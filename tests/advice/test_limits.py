"""Junk in the words of the newer verbs: it is kept whole, or refused and nothing is kept. Forms refuse it first.

Fault that was tried: `LongTextField` without its longest length.
"""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import DataError, transaction

from reviews.advice import actions
from reviews.advice.forms.acting import AnswerForm, AskForm, ReplyForm
from reviews.advice.models import Request
from tests.factories.advice import ANSWERS, Desk, plain_advice
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db
LONG = "".join(chr(0x4E00 + number % 20_000) + " " for number in range(25_000))
"""50,000 characters, 20,000 different words: the most that a search index could meet."""
JUNK = ("a\x00b", "a\ud800b")


def follow_up(desk: Desk, text: str) -> Request:
    item = desk.answered()
    return actions.follow_up(item=item, by=desk.member, version=item.version, text=text)


def reopen(desk: Desk, text: str) -> Request:
    item = desk.closed()
    return actions.reopen(item=item, by=desk.member, version=item.version, text=text)


def redirect(desk: Desk, text: str) -> Request:
    item = desk.submitted()
    return actions.redirect(item=item, by=desk.adviser, version=item.version, redirect_to="complaint", text=text)


def hand_over(desk: Desk, text: str) -> Request:
    item = desk.assigned()
    to = UserFactory(roles=("comms_lead",))
    return actions.hand_over(item=item, by=desk.adviser, version=item.version, to=to, text=text)


def log_call(desk: Desk, text: str) -> Request:
    return actions.log_call(member=desk.member, answers={**ANSWERS, "question": text}, by=desk.adviser)


def hold(desk: Desk, text: str) -> Request:
    item = desk.assigned()
    return actions.hold_answer(item=item, by=desk.adviser, version=item.version, advice=plain_advice(text=text)).item


def second_look(desk: Desk, text: str) -> Request:
    item = desk.assigned()
    advice = plain_advice(stance="advise_against", text=text)
    look = actions.ask_second_look(item=item, by=desk.adviser, version=item.version, advice=advice)
    return actions.take_second_look(look=look, by=UserFactory(roles=("comms_lead",)), agrees=True, note=text).item


DEEDS = (follow_up, reopen, redirect, hand_over, log_call, hold, second_look)
KEPT: dict[Callable[..., Request], Callable[[Request], str]] = {
    follow_up: lambda item: item.messages.get().text,
    reopen: lambda item: item.messages.get().text,
    redirect: lambda item: item.messages.get().text,
    hand_over: lambda item: item.notes.get().text,
    log_call: lambda item: item.question,
    hold: lambda item: item.answer_drafts.get().text,
    second_look: lambda item: item.second_looks.get().note,
}


@pytest.mark.parametrize("deed", DEEDS, ids=lambda deed: deed.__name__)
def test_fifty_thousand_characters_are_kept_whole(deed: Callable[..., Request]) -> None:
    item = Request.objects.get(pk=deed(Desk(), LONG).pk)

    assert KEPT[deed](item) == LONG


@pytest.mark.parametrize("deed", DEEDS, ids=lambda deed: deed.__name__)
@pytest.mark.parametrize("text", JUNK, ids=["nul", "surrogate"])
def test_junk_is_kept_whole_or_leaves_nothing(deed: Callable[..., Request], text: str) -> None:
    desk = Desk()
    desk.member.refresh_from_db()

    try:
        with transaction.atomic():
            item = deed(desk, text)
    except (ValueError, DataError):  # UnicodeEncodeError is a ValueError
        assert not Request.objects.exists()
    else:
        assert KEPT[deed](Request.objects.get(pk=item.pk)) == text


@pytest.mark.parametrize("form", [AnswerForm, AskForm, ReplyForm])
@pytest.mark.parametrize("text", [*JUNK, LONG], ids=["nul", "surrogate", "long"])
def test_form_refuses_junk_beside_the_field_and_keeps_it(form: Any, text: str) -> None:
    filled = form({"version": "1", "text": text})

    assert not filled.is_valid()
    assert list(filled.errors) == ["text"]
    assert filled["text"].value() == text
