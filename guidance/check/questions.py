"""The questions before a post. Each is asked so that "yes" is a reason to think again. Pure."""

from collections.abc import Collection
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Question:
    """`labels` name what the question rests on; `guidance.check.resting` finds the points in force for them."""

    id: str
    text: str
    advice: str
    labels: tuple[str, ...]


QUESTIONS: tuple[Question, ...] = (
    Question(
        "state",
        "Are you angry, tired or in a hurry, or have you had a drink?",
        "Keep it as a draft and read it again tomorrow.",
        ("S6.1",),
    ),
    Question(
        "decide",
        "Will you help to decide this matter, such as a planning or licensing case?",
        "Write nothing that sounds as if your mind were made up.",
        ("S8.4.1",),
    ),
    Question(
        "meeting",
        "Are you in a council meeting right now?",
        "Wait until it is over, or until you have asked how posting would look.",
        ("S7.5", "G2.3"),
    ),
    Question(
        "council",
        "Could a reader think that the council is speaking?",
        "Say whose view it is: yours, your group’s or your party’s.",
        ("S6.3",),
    ),
    Question(
        "person",
        "Is it about a person rather than a policy or a party?",
        "Argue with the policy, and leave the person out.",
        ("S5.7", "S11.1a"),
    ),
    Question(
        "group",
        "Does it go to a group or into a direct message?",
        "Write it as if everybody will see it, since somebody may pass it on.",
        ("S7.6", "G5.1"),
    ),
    Question(
        "private",
        "Does it quote or use something private or confidential?",
        "Leave it out. If you think that the public should know, ask first.",
        ("S6.2", "S8.3.2"),
    ),
    Question(
        "picture",
        "Is there a picture that somebody else made, or that shows people?",
        "Make sure that whoever made it agrees, and whoever can be recognised; for a child, a parent.",
        ("S8.2.1", "S8.3.1"),
    ),
    Question(
        "share",
        "Are you liking or sharing somebody else’s post?",
        "Read all of it, and look at who wrote it: passing it on can count as saying it.",
        ("S6.4", "G3.1"),
    ),
    Question(
        "election",
        "Is an election near, or does it ask for votes?",
        "Use nothing that the council pays for, and find out whether it needs an imprint.",
        ("S4.5", "G1.2"),
    ),
    Question(
        "staff",
        "Does it name council staff, or could people tell who is meant?",
        "Raise it with a senior officer instead; staff cannot answer you in public.",
        ("S5.3", "S11.3a", "G14.1"),
    ),
    Question(
        "truth",
        "Is there anything in it that you could not prove to be true?",
        "Take it out, or check it first. An untrue claim about somebody can cost you money.",
        ("S8.1.1",),
    ),
)
IDS: frozenset[str] = frozenset(question.id for question in QUESTIONS)


def raised(yes: Collection[str]) -> tuple[Question, ...]:
    """The questions that were answered with yes, in the order in which they are asked."""
    return tuple(question for question in QUESTIONS if question.id in yes)
