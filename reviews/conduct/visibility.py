"""Who reads and who writes what of a case: the table of the brief (section 6, "Visibility"), as code and as rows.

Pure. A case is opened by a grant on it, in one capacity, and by nothing else: no role opens one. The database keeps
the same table in `conduct_readingrule`, which its policies read; a test proves that both are equal.
"""

from collections.abc import Mapping

from django.db import models


class Capacity(models.TextChoices):
    """In what capacity a grant lets somebody into a case."""

    HOLDER = "holder", "Holding officer"
    SUPPORT = "support", "Support to the Monitoring Officer"
    INVESTIGATOR = "investigator", "Investigating officer"
    COUNCILS_IP = "councils_ip", "The council’s Independent Person"
    MEMBERS_IP = "members_ip", "The member’s Independent Person"
    PANEL = "panel", "Panel member"
    CLERK = "clerk", "Clerk to the panel"
    COMPLAINANT = "complainant", "Complainant"
    SUBJECT = "subject", "Subject member"
    BREAK_GLASS = "break_glass", "Opened in an emergency"


class Artefact(models.TextChoices):
    """What a case is made of. Each walled row of the database belongs to one of these."""

    COMPLAINT = "complaint", "Complaint"
    IDENTITY = "identity", "Who complained"
    CONTACT = "contact", "Contact details"
    IDENTITY_REQUEST = "identity_request", "Request that the name be withheld"
    NEEDS = "needs", "Adjustments and format"
    ASSESSMENT = "assessment", "Checklist, capacity and assessment"
    RESPONSE = "response", "Comments of the subject member"
    VIEW = "view", "View of the Independent Person"
    WORKING_NOTE = "working_note", "Working note of the investigating officer"
    EVIDENCE = "evidence", "Evidence"
    DRAFT_REPORT = "draft_report", "Draft report"
    DRAFT_COMMENTS = "draft_comments", "Comments on the draft report"
    FINAL_REPORT = "final_report", "Final report"
    PRIVATE_NOTE = "private_note", "Private note and legal advice"
    HEARING = "hearing", "Hearing and the papers of the panel"
    DECISION = "decision", "Findings and what follows"
    NOTICE = "notice", "Decision notice"
    LETTER = "letter", "Letter"
    HISTORY = "history", "Steps of the case"
    PEOPLE = "people", "Who has a part in the case"
    LOOK = "look", "Looks at public profiles"


class Reach(models.TextChoices):
    """How far a capacity reaches into an artefact."""

    WRITE = "write", "reads and writes"
    READ = "read", "reads"
    HAND_IN = "hand_in", "reads, and hands it in"
    SENT = "sent", "reads what was sent to them"
    OWN = "own", "writes and reads their own"
    OWN_OR_SENT = "own_or_sent", "writes their own, and reads what was sent to them"


H, S, IO, C, M, P, K, X, B, G = (
    Capacity.HOLDER,
    Capacity.SUPPORT,
    Capacity.INVESTIGATOR,
    Capacity.COUNCILS_IP,
    Capacity.MEMBERS_IP,
    Capacity.PANEL,
    Capacity.CLERK,
    Capacity.COMPLAINANT,
    Capacity.SUBJECT,
    Capacity.BREAK_GLASS,
)
W, R, SENT, OWN = Reach.WRITE, Reach.READ, Reach.SENT, Reach.OWN
BOTH, HAND = Reach.OWN_OR_SENT, Reach.HAND_IN

TABLE: Mapping[Artefact, Mapping[Capacity, Reach]] = {
    Artefact.COMPLAINT: {H: W, S: R, IO: R, C: R, P: R, K: SENT, X: OWN, B: SENT, M: SENT, G: R},
    Artefact.IDENTITY: {H: W, S: R, IO: R, C: R, P: R, X: OWN, B: SENT, M: SENT, G: R},
    Artefact.CONTACT: {H: W, S: R, IO: R, X: OWN, G: R},
    Artefact.IDENTITY_REQUEST: {H: W, S: R, X: OWN, G: R},
    Artefact.NEEDS: {H: W, S: R, IO: R, X: OWN, B: OWN, G: R},
    Artefact.ASSESSMENT: {H: W, S: R, G: R},
    Artefact.RESPONSE: {H: W, S: R, IO: R, C: R, P: R, K: SENT, X: SENT, B: OWN, M: SENT, G: R},
    Artefact.VIEW: {H: W, S: R, C: OWN, P: R, G: R},
    Artefact.WORKING_NOTE: {IO: W},
    Artefact.EVIDENCE: {H: W, S: R, IO: W, C: R, P: R, X: BOTH, B: BOTH, M: SENT, G: R},
    Artefact.DRAFT_REPORT: {H: R, S: R, IO: W, C: R, X: SENT, B: SENT, M: SENT, G: R},
    Artefact.DRAFT_COMMENTS: {H: W, S: R, IO: R, C: R, X: OWN, B: OWN, M: SENT, G: R},
    Artefact.FINAL_REPORT: {H: W, S: R, IO: HAND, C: R, P: R, K: SENT, X: SENT, B: SENT, M: SENT, G: R},
    Artefact.PRIVATE_NOTE: {H: W},
    Artefact.HEARING: {H: W, S: R, C: R, P: R, K: W, X: SENT, B: SENT, M: SENT, G: R},
    Artefact.DECISION: {H: W, S: R, IO: R, C: R, P: R, K: W, G: R},
    Artefact.NOTICE: {H: W, S: R, IO: R, C: R, P: R, K: R, X: SENT, B: SENT, M: SENT, G: R},
    Artefact.LETTER: {H: W, S: W, X: SENT, B: SENT, IO: SENT, C: SENT, M: SENT, P: SENT, K: SENT, G: R},
    Artefact.HISTORY: {H: W, S: W, IO: W, C: R, K: W, G: R},
    Artefact.PEOPLE: {H: W, S: R, IO: R, C: R, P: R, K: R, G: R},
    Artefact.LOOK: {IO: W, H: R, S: R, G: R},
}
"""A cell that is missing is a closed door. The council's Independent Person reads neither contact details nor working
notes; private notes are the holding officer's alone, in an emergency too (section 6). The support writes letters and
takes steps. Where the brief says "summary in decision", the notice carries it and the view itself stays shut."""

DECLARES_FIRST = frozenset({H, S, IO, C, M, P, K, G})
"""Capacities that are asked about a conflict of interest before anything opens (guard CG4). Parties are not asked."""
PARTIES = frozenset({X, B})


def reach(capacity: str, artefact: str) -> Reach | None:
    """The cell of the table; None is a closed door."""
    return TABLE[Artefact(artefact)].get(Capacity(capacity))


def readers(artefact: str, *reaches: Reach) -> frozenset[Capacity]:
    """The capacities with one of these cells in the row."""
    return frozenset(capacity for capacity, cell in TABLE[Artefact(artefact)].items() if cell in reaches)
