"""The tables of this room. All but the law and the Code stand behind row-level security (migration ``0002_wall``)."""

from reviews.conduct.models.cases import Case, Declaration, Grant, Step
from reviews.conduct.models.intake import Asked, Consent, Draft, DraftFile, IndependentTalk
from reviews.conduct.models.law import ReadingRule, Sanction, TimeLimit
from reviews.conduct.models.papers import Paper, PaperFile, Sending
from reviews.conduct.models.parties import (
    Allegation,
    Alleged,
    Cited,
    CodeEdition,
    CodeParagraph,
    Complainant,
    Contact,
    Need,
    Referred,
    Subject,
)

__all__ = [
    "Allegation",
    "Alleged",
    "Asked",
    "Case",
    "Cited",
    "CodeEdition",
    "CodeParagraph",
    "Complainant",
    "Consent",
    "Contact",
    "Declaration",
    "Draft",
    "DraftFile",
    "Grant",
    "IndependentTalk",
    "Need",
    "Paper",
    "PaperFile",
    "ReadingRule",
    "Referred",
    "Sanction",
    "Sending",
    "Step",
    "Subject",
    "TimeLimit",
]
