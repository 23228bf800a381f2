"""What somebody brings from the check before posting into a new request.

It waits in the session, which the database holds sealed, and never in an address. So it lasts through signing in,
and is gone when the request begins or the session ends.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.contrib.sessions.backends.base import SessionBase

from guidance.check.questions import IDS, raised
from reviews.advice.choices import Kind, Topic

KEY = "advice.carried"
TOPICS: Mapping[str, Topic] = {
    "decide": Topic.PLANNING,
    "person": Topic.EQUALITY,
    "private": Topic.CONFIDENTIAL,
    "picture": Topic.PICTURES,
    "election": Topic.ELECTION,
    "staff": Topic.STAFF,
    "truth": Topic.LEGAL,
}
"""What a question of the check touches on, in the words of the advice form."""


@dataclass(frozen=True, slots=True)
class Carried:
    """The ids of the questions answered with yes, and the wording."""

    yes: tuple[str, ...]
    wording: str

    @property
    def questions(self) -> tuple[str, ...]:
        """The questions in words."""
        return tuple(question.text for question in raised(self.yes))

    @property
    def answers(self) -> dict[str, object]:
        """What is filled in beforehand; the member sees each page all the same, and may change it."""
        topics = dict.fromkeys(TOPICS[question.id] for question in raised(self.yes) if question.id in TOPICS)
        return {
            "kind": Kind.BEFORE,
            "draft_wording": self.wording if self.wording.strip() else "",
            "topics": [str(topic) for topic in topics],
            "question": "\n".join(["Before posting I answered these with yes:", *self.questions]) if self.yes else "",
        }


def keep(session: SessionBase, carried: Carried) -> None:
    """Put it into the session, instead of what waited there."""
    session[KEY] = {"yes": list(carried.yes), "wording": carried.wording}


def waiting(session: SessionBase) -> Carried | None:
    """What waits in this session, if anything does. A question that a newer release no longer asks is left out."""
    kept = session.get(KEY)
    if kept is None:
        return None
    return Carried(tuple(known for known in kept["yes"] if known in IDS), kept["wording"])


def forget(session: SessionBase) -> None:
    """Take it out of the session."""
    session.pop(KEY, None)
