"""Which papers people write in a case, in whose name, and to whom they may be sent. Pure."""

from collections.abc import Mapping

from reviews.conduct.visibility import PARTIES, TABLE, Artefact, Capacity, Reach, reach

STRUCTURED = frozenset(
    {Artefact.IDENTITY, Artefact.CONTACT, Artefact.NEEDS, Artefact.HISTORY, Artefact.PEOPLE, Artefact.LOOK}
)  # fmt: skip
"""What has tables of its own and is never a paper."""
IN_NAME_OF: Mapping[Artefact, frozenset[Capacity]] = {
    Artefact.COMPLAINT: frozenset({Capacity.COMPLAINANT}),
    Artefact.IDENTITY_REQUEST: frozenset({Capacity.COMPLAINANT}),
    Artefact.RESPONSE: frozenset({Capacity.SUBJECT}),
    Artefact.DRAFT_COMMENTS: PARTIES,
    Artefact.VIEW: frozenset({Capacity.COUNCILS_IP}),
}
"""What the holding officer writes down for somebody else, word for word, as it came by letter or telephone."""
SENDERS = frozenset({Capacity.HOLDER, Capacity.SUPPORT, Capacity.INVESTIGATOR, Capacity.CLERK})
DATED = frozenset({Artefact.VIEW})
"""Papers on which the law or a guard asks for the day."""
HINTS: Mapping[Artefact, str] = {
    Artefact.COMPLAINT: "What the complainant added, or the complaint without what the member may not see.",
    Artefact.ASSESSMENT: "Your reasoning; the checklist and the factors have pages of their own.",
    Artefact.VIEW: "Dated. It is a condition of the decision (Localism Act 2011, section 28(7)).",
    Artefact.WORKING_NOTE: "Yours and the other investigating officers’ alone. The holding officer does not read it.",
    Artefact.PRIVATE_NOTE: "The holding officer’s alone, legal advice too. Nobody else ever reads it.",
    Artefact.DRAFT_REPORT: "Both sides read it when you send it, and comment.",
    Artefact.NOTICE: "Read by all who work on the case. The parties read it when it is sent.",
}


def kinds_to_write(capacity: str) -> list[Artefact]:
    """The kinds of paper that somebody in this capacity may add."""
    writes = (Reach.WRITE, Reach.HAND_IN, Reach.OWN, Reach.OWN_OR_SENT)
    return [kind for kind in TABLE if kind not in STRUCTURED and reach(capacity, kind) in writes]


def readers_in_words(kind: Artefact) -> str:
    """Who reads a paper of the kind without its being sent, as one line."""
    whole = (Reach.READ, Reach.WRITE, Reach.HAND_IN)
    names = [capacity.label for capacity, cell in TABLE[kind].items() if cell in whole]
    return ", ".join(name[0].lower() + name[1:] for name in names)


def is_sent(kind: str) -> bool:
    """Whether a paper of the kind is ever sent to somebody."""
    return any(cell in (Reach.SENT, Reach.OWN_OR_SENT) for cell in TABLE[Artefact(kind)].values())


def can_be_sent_to(kind: str, capacity: str) -> bool:
    return reach(capacity, kind) in (Reach.SENT, Reach.OWN_OR_SENT)


def can_send(capacity: str, kind: str) -> bool:
    """Whether somebody in this capacity sends papers of the kind: those that they write."""
    return capacity in SENDERS and is_sent(kind) and reach(capacity, kind) in (Reach.WRITE, Reach.HAND_IN)
