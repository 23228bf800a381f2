"""What the portal does by itself when the time for a reply has passed. Never anything that decides for a person."""

from django.db import transaction

from reviews.advice.actions.steps import begin, finish
from reviews.advice.models import Request
from reviews.advice.states import Verb


@transaction.atomic
def close_unanswered(*, item: Request, version: int) -> Request:
    """Close a request whose question to the member had no reply for ten working days. They can open it again."""
    locked, step = begin(item, Verb.CLOSE_UNANSWERED, by=None, version=version)
    return finish(locked, step, by=None)


@transaction.atomic
def close_answered(*, item: Request, version: int) -> Request:
    """Close an answered request about which nothing more was asked for ten working days."""
    locked, step = begin(item, Verb.CLOSE_ANSWERED, by=None, version=version)
    return finish(locked, step, by=None)
