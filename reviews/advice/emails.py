"""The mails of the advice room. Each holds a reference and a link, and is dropped when it is no longer right to send.

Every item of the outbox names the request and the one person it is for.
"""

import uuid
from collections.abc import Collection
from datetime import datetime

from django.core.mail import EmailMessage
from django.db.models import F
from django.urls import reverse

from portal.foundation.outbox import mail
from portal.foundation.outbox.models import Item
from portal.foundation.people.models import User
from reviews.advice.models import Request, SecondLook, Transition
from reviews.advice.states import OPEN_STATES, State, Verb


def submitted(item: Item) -> EmailMessage | None:
    return _to_member(item, "advice_submitted", "we have your request", OPEN_STATES)


def question_asked(item: Item) -> EmailMessage | None:
    return _to_member(item, "advice_question_asked", "we have a question for you", (State.AWAITING_MEMBER,))


def escalated(item: Item) -> EmailMessage | None:
    return _to_member(item, "advice_escalated", "it is with the Monitoring Officer", (State.ESCALATED,))


def answered(item: Item) -> EmailMessage | None:
    """Also when the portal has closed it since: a mail that could not go out for days is still the first to tell."""
    closed = Transition.objects.filter(
        item=_id(item, "request"), verb=Verb.CLOSE_ANSWERED, version=F("item__version")
    ).exists()
    states = (State.ANSWERED, State.CLOSED) if closed else (State.ANSWERED,)
    return _to_member(item, "advice_answered", "your answer is ready", states)


def declined(item: Item) -> EmailMessage | None:
    return _to_member(item, "advice_declined", "there is news about your request", (State.DECLINED,))


def redirected(item: Item) -> EmailMessage | None:
    return _to_member(item, "advice_redirected", "there is news about your request", (State.REDIRECTED,))


def duplicate(item: Item) -> EmailMessage | None:
    return _to_member(item, "advice_duplicate", "you asked this before", (State.CLOSED,))


def closed(item: Item) -> EmailMessage | None:
    return _to_member(item, "advice_closed", "we have closed your request", (State.CLOSED,))


def chased(item: Item) -> EmailMessage | None:
    """Only while the same question waits."""
    waits = Request.objects.filter(pk=_id(item, "request"), version=int(item.payload["version"]))
    if not waits.exists():
        return None
    return _to_member(item, "advice_chased", "we still need your reply", (State.AWAITING_MEMBER,))


def still_wanted(item: Item) -> EmailMessage | None:
    """When the time of posting has passed without an answer."""
    return _to_member(item, "advice_still_wanted", "do you still want our help?", OPEN_STATES)


def again(item: Item) -> EmailMessage | None:
    return _to_handler(item, "advice_again", "the member asks once more", (State.FOLLOW_UP, State.REOPENED))


def handed_over(item: Item) -> EmailMessage | None:
    return _to_handler(item, "advice_handed_over", "it is yours now", (State.ASSIGNED, State.FOLLOW_UP))


def warned(item: Item) -> EmailMessage | None:
    """Once before a time and once when it has passed, unless it moved in the meantime."""
    field = "look_by" if item.payload["which"] == "look" else "due_at"
    due = datetime.fromisoformat(item.payload["due"])
    if not Request.objects.filter(pk=_id(item, "request"), **{field: due}).exists():
        return None
    says = "its time has passed" if item.payload["when"] == "late" else "its time is near"
    return _to_handler(item, "advice_warned", says, OPEN_STATES)


def second_look(item: Item) -> EmailMessage | None:
    """To a colleague, while nobody has looked yet."""
    look = SecondLook.objects.filter(pk=_id(item, "look"), by=None).first()
    return _about_a_look(item, look, "advice_second_look", "a colleague asks for a second look")


def second_look_taken(item: Item) -> EmailMessage | None:
    """To whoever asked, while the answer is still theirs to give."""
    look = SecondLook.objects.filter(pk=_id(item, "look")).exclude(by=None).first()
    return _about_a_look(item, look, "advice_second_look_taken", "a colleague has looked")


def _about_a_look(item: Item, look: SecondLook | None, template: str, says: str) -> EmailMessage | None:
    person = _person(item)
    if person is None or look is None:
        return None
    found = Request.objects.handled_by(person).filter(pk=look.item_id, state__in=OPEN_STATES).first()
    return _letter(person, found, template, says, "advice:desk_request")


def new_request(item: Item) -> EmailMessage | None:
    return _to_handler(item, "advice_new_request", "a new request", (State.SUBMITTED,))


def replied(item: Item) -> EmailMessage | None:
    return _to_handler(item, "advice_replied", "the member has replied", (State.ASSIGNED, State.ESCALATED))


def returned(item: Item) -> EmailMessage | None:
    return _to_handler(item, "advice_returned", "it has come back to you", (State.ASSIGNED,))


def for_monitoring_officer(item: Item) -> EmailMessage | None:
    return _to_handler(item, "advice_for_monitoring_officer", "for the Monitoring Officer", (State.ESCALATED,))


def _to_member(item: Item, template: str, says: str, states: Collection[State]) -> EmailMessage | None:
    person = _person(item)
    if person is None:
        return None
    found = Request.objects.asked_by_or_for(person).filter(pk=_id(item, "request"), state__in=states).first()
    return _letter(person, found, template, says, "advice:request")


def _to_handler(item: Item, template: str, says: str, states: Collection[State]) -> EmailMessage | None:
    person = _person(item)
    if person is None:
        return None
    found = Request.objects.handled_by(person).filter(pk=_id(item, "request"), state__in=states).first()
    return _letter(person, found, template, says, "advice:desk_request")


def _letter(person: User, found: Request | None, template: str, says: str, page: str) -> EmailMessage | None:
    if found is None:
        return None
    return mail.write(
        to=person.email,
        subject=f"{found.reference}: {says}",
        template=template,
        context={"reference": found.reference, "path": reverse(page, args=[found.pk])},
    )


def _person(item: Item) -> User | None:
    return User.objects.active().filter(pk=_id(item, "person")).first()


def _id(item: Item, name: str) -> uuid.UUID:
    return uuid.UUID(item.payload[name])
