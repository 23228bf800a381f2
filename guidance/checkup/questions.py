"""The questions of the account check-up. Each is asked so that "yes" is what to aim for. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum


class Danger(IntEnum):
    """What it can cost to leave something undone; the lower, the sooner it is to be done."""

    TAKEOVER = 1
    HOME = 2
    ROLE = 3
    COMPANY = 4

    @property
    def heading(self) -> str:
        """The heading above what is to be done."""
        return HEADINGS[self]


HEADINGS: Mapping[Danger, str] = {
    Danger.TAKEOVER: "Do these first: so that nobody takes your accounts",
    Danger.HOME: "Then these: so that nobody finds your home",
    Danger.ROLE: "Then these: so that readers know who is speaking",
    Danger.COMPANY: "And these: who you are seen with",
}

YES, NOT_YET, NOT_FOR_ME = "yes", "not_yet", "not_for_me"
ANSWERS: tuple[tuple[str, str], ...] = (
    (YES, "Yes"),
    (NOT_YET, "Not yet, or I do not know"),
    (NOT_FOR_ME, "Does not apply to me"),
)


@dataclass(frozen=True, slots=True)
class Question:
    """`labels` name the points it rests on; `to_do` and `how` are what is said to who has not done it yet."""

    id: str
    text: str
    danger: Danger
    to_do: str
    how: str
    labels: tuple[str, ...]


QUESTIONS: tuple[Question, ...] = (
    Question(
        "second_factor",
        "Do you sign in with a passkey or a second step on each account?",
        Danger.TAKEOVER,
        "Turn on a passkey, or a code from an app, for each account",
        "Begin with your e-mail: it can reset all the others. Keep the spare codes on paper, away from the phone.",
        ("S5.5",),
    ),
    Question(
        "recovery",
        "Are the e-mail address and phone number for getting an account back still yours, and yours alone?",
        Danger.TAKEOVER,
        "Renew the recovery e-mail and phone number",
        "Look under security in the settings of each account. Take out old numbers and any address that others read.",
        ("S5.5",),
    ),
    Question(
        "passwords",
        "Has each account a password of its own, kept in a password manager?",
        Danger.TAKEOVER,
        "Give each account a password of its own",
        "Let a password manager make and keep them. Change first those that you use in more than one place.",
        ("S5.5",),
    ),
    Question(
        "helpers",
        "Do you know everybody who can post on your pages and groups, and do they all still need it?",
        Danger.TAKEOVER,
        "Go through who else can post for you",
        "Take out who has left. Leave at least one other whom you trust, and ask them for a second step too.",
        ("S5.6", "S6.3"),
    ),
    Question(
        "pictures",
        "Are your pictures free of your front door, your street, your car and the children’s school?",
        Danger.HOME,
        "Take down pictures that show where you live",
        "Look through old albums and cover pictures as well. A house number or a view from the window is enough.",
        ("S7.1", "S8.3.1"),
    ),
    Question(
        "routes",
        "Is your location switched off in posts, and in running and cycling apps?",
        Danger.HOME,
        "Switch off location, and hide where your routes begin",
        "Turn it off for the camera too. Post about an event when you have left it, unless being found is the point.",
        ("S7.1", "S5.5"),
    ),
    Question(
        "address",
        "Have you searched for your own name, and is your home address nowhere that you could have it removed?",
        Danger.HOME,
        "Search for your name, and have your address taken down",
        # Localism Act 2011, section 32: an interest whose publication could lead to violence or intimidation.
        "Look at old leaflets, company and domain records, and property pages. If you fear for your safety, ask the "
        "Monitoring Officer whether your address in the public register of interests may be withheld.",
        ("S8.3.1", "S9.1"),
    ),
    Question(
        "privacy",
        "Have you looked in the last year at who can see your posts, your friends and your details?",
        Danger.HOME,
        "Go through the privacy settings of each account",
        "Look at your profile as a stranger would see it. Limit old posts, and who may tag you or find you by number.",
        ("S5.5", "S7.1"),
    ),
    Question(
        "profile",
        "Do the name and the description of your councillor account say who you are and whose view it is?",
        Danger.ROLE,
        "Say in your profile who you are and whose views these are",
        "Use “Cllr” and your name. Do not use the council’s badge, or anything that looks as if the council spoke.",
        ("S5.1", "S6.3"),
    ),
    Question(
        "separate",
        "Do you keep council work and private life in separate accounts?",
        Danger.ROLE,
        "Think about an account of its own for council work",
        "Then keep to it: council matters there, family and friends on the other.",
        ("S5.3", "S10.5"),
    ),
    Question(
        "councillor",
        "On your private account, would a stranger see nothing that looks like a councillor at work?",
        Danger.ROLE,
        "Read your private account as a stranger would",
        "Take out council pictures, titles and casework. “Views my own” does not keep the Code of Conduct away.",
        ("S5.4", "S10.3"),
    ),
    Question(
        "company",
        "Have you looked lately at whom you follow, which groups you are in, and what you have liked?",
        Danger.COMPANY,
        "Go through whom you follow and what you have liked",
        "Leave what you would not wish to explain. Think about people with a case before the council, and declare "
        "what you must.",
        ("S7.7", "S6.4"),
    ),
)


def to_do(answers: Mapping[str, str]) -> tuple[Question, ...]:
    """What was answered with "not yet", the most dangerous first."""
    open_still = [question for question in QUESTIONS if answers.get(question.id) == NOT_YET]
    return tuple(sorted(open_still, key=lambda question: question.danger))
