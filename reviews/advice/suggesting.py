"""What speaks for passing a request to the Monitoring Officer: advice to the adviser, never a block.

Reckoned when a page is shown, from what the member chose, from the hints of the one check and from a few words; nothing
of it is stored. What these lists miss they miss silently, so no reason means nothing.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from guidance.check.hints import KINDS, hints
from reviews.advice.choices import EscalationReason, Kind, Topic
from reviews.advice.elections.flags import Flag
from reviews.advice.models import Request
from reviews.advice.states import State

AT_THE_DESK = (State.SUBMITTED, State.ASSIGNED, State.FOLLOW_UP, State.REOPENED)
BY_TOPIC: Mapping[str, str] = {
    Topic.PLANNING: EscalationReason.QUASI_JUDICIAL,
    Topic.ELECTION: EscalationReason.ELECTION,
    Topic.STAFF: EscalationReason.PERSON,
    Topic.MEMBER: EscalationReason.PERSON,
    Topic.CONFIDENTIAL: EscalationReason.CONFIDENTIAL,
    Topic.LEGAL: EscalationReason.LEGAL,
    Topic.EQUALITY: EscalationReason.EQUALITY,
    Topic.INTERESTS: EscalationReason.INTERESTS,
}
BY_HINT: Mapping[str, str] = {
    "reference": EscalationReason.QUASI_JUDICIAL,
    "confidential": EscalationReason.CONFIDENTIAL,
    "officer": EscalationReason.PERSON,
    "election": EscalationReason.ELECTION,
}
ONCE_POSTED: Mapping[str, str] = dict.fromkeys(
    ("email", "telephone", "postcode", "national_insurance"), EscalationReason.DATA_BREACH
)
"""Hints on data of people. Before a post they are for the member to mend; once it is out it may be a breach."""


def _words(*words: str) -> re.Pattern[str]:
    """No quantifier inside a quantifier, so that no text makes the search slow."""
    return re.compile(r"(?<!\w)(?:" + "|".join(words) + r")(?!\w)", re.IGNORECASE)


BY_WORDS: Mapping[str, re.Pattern[str]] = {
    EscalationReason.LEGAL: _words(
        "solicitors?", "(?:could|may|to|will) sue|suing|sued", "libel\\w{0,4}", "slander\\w{0,4}", "defam\\w{0,8}"
    ),
    EscalationReason.QUASI_JUDICIAL: _words("(?:planning|licensing) (?:application|committee|hearing|panel)"),
    EscalationReason.INTERESTS: _words("(?:declare|declared|pecuniary|registrable|registerable) (?:an )?interests?"),
    EscalationReason.EQUALITY: _words("harass\\w{0,8}", "bully\\w{0,4}|bullie[ds]", "discriminat\\w{0,6}"),
    EscalationReason.LIVE_MATTER: _words(
        "police",
        "arrest(?:ed|s)?",
        "charged with",
        "(?:county|crown|high|in|magistrates['’]?|to) court",
        "ombudsman",
        "(?:code of conduct|standards) complaint",
    ),
    EscalationReason.SAFEGUARDING: _words(
        "safeguarding",
        "suicid\\w{0,4}",
        "self-?harm\\w{0,4}",
        "kill (?:me|you|him|her|them|myself)",
        "death threats?",
        "threat\\w{0,7} to (?:harm|hurt|kill)",
    ),
    EscalationReason.DATA_BREACH: _words("data breach", "leaked", "personal data", "wrong (?:address|list|person)"),
    EscalationReason.MEDIA: _words("journalists?", "reporters?", "newspapers?", "the press", "press enquir(?:y|ies)"),
}


@dataclass(frozen=True)
class Suggestion:
    """One reason of the list, and what speaks for it."""

    reason: str
    because: tuple[str, ...]

    @property
    def label(self) -> str:
        return EscalationReason(self.reason).label

    @property
    def comes_first(self) -> bool:
        """Whether somebody may be in danger, so that the emergency numbers come before anything else."""
        return self.reason == EscalationReason.SAFEGUARDING


def suggestions(item: Request, flags: Sequence[Flag]) -> list[Suggestion]:
    """The reasons that speak for it, in the order of the list; none once the Monitoring Officer has had the request.

    ``flags`` are those of the pre-election periods. One statement, for the latest wording.
    """
    if item.state not in AT_THE_DESK or item.with_office or item.escalated_at is not None:
        return []
    found: dict[str, list[str]] = {}
    for reason, because in _found(item, flags):
        if because not in found.setdefault(reason, []):
            found[reason].append(because)
    return [Suggestion(reason, tuple(found[reason])) for reason in EscalationReason.values if reason in found]


def _found(item: Request, flags: Sequence[Flag]) -> Iterator[tuple[str, str]]:
    for topic, reason in BY_TOPIC.items():
        if topic in item.topics:
            yield reason, f"topic: {Topic(topic).label}"
    if flags:
        yield EscalationReason.ELECTION, "it falls into a pre-election period"
    wording = item.wordings.last()
    text = f"{item.question}\n\n{wording.text if wording else ''}"
    by_hint = {**BY_HINT, **ONCE_POSTED} if item.kind == Kind.POSTED else BY_HINT
    for hint in hints(text):
        if hint.kind in by_hint:
            yield by_hint[hint.kind], f"{KINDS[hint.kind].name[0].lower()}{KINDS[hint.kind].name[1:]}"
    for reason, pattern in BY_WORDS.items():
        if match := pattern.search(text):
            yield reason, f"the words “{' '.join(match.group().split())}”"
