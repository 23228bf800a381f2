"""The tables of this room. All but the law and the Code stand behind row-level security (migration ``0002_wall``)."""

from reviews.conduct.models.cases import Case, Declaration, Grant, Step
from reviews.conduct.models.law import ReadingRule, Sanction, TimeLimit
from reviews.conduct.models.letters import AgendaPaper, Letter, LetterTemplate
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
from reviews.conduct.models.publishing import Publication, PublicationPdf, PublicText

__all__ = [
    "AgendaPaper",
    "Allegation",
    "Alleged",
    "Case",
    "Cited",
    "CodeEdition",
    "CodeParagraph",
    "Complainant",
    "Contact",
    "Declaration",
    "Grant",
    "Letter",
    "LetterTemplate",
    "Need",
    "Paper",
    "PaperFile",
    "PublicText",
    "Publication",
    "PublicationPdf",
    "ReadingRule",
    "Referred",
    "Sanction",
    "Sending",
    "Step",
    "Subject",
    "TimeLimit",
]
