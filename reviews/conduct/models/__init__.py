"""The tables of this room. All but the law and the Code stand behind row-level security (migration ``0002_wall``)."""

from reviews.conduct.models.assessing import (
    Answer,
    CapacityRecord,
    ChecklistAnswer,
    Factor,
    IdentityDecision,
    Noted,
)
from reviews.conduct.models.cases import Case, Declaration, Grant, Step
from reviews.conduct.models.deciding import (
    Finding,
    FoundBreached,
    Hearing,
    Hold,
    Investigation,
    ResolutionAction,
    SanctionImposed,
    Told,
)
from reviews.conduct.models.intake import Asked, Consent, Draft, DraftFile, IndependentTalk, NewCode, Reply
from reviews.conduct.models.keeping import KeptFrom
from reviews.conduct.models.law import LocalRule, ReadingRule, Sanction, Stage, TimeLimit, Transition
from reviews.conduct.models.letters import AgendaPaper, Letter, LetterTemplate
from reviews.conduct.models.looking import ProfileLook
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
    Struck,
    Subject,
    ToldWords,
)
from reviews.conduct.models.publishing import Publication, PublicationPdf, PublicText
from reviews.conduct.models.reports import CommitteeReport

__all__ = [
    "AgendaPaper",
    "Allegation",
    "Alleged",
    "Answer",
    "Asked",
    "CapacityRecord",
    "Case",
    "ChecklistAnswer",
    "Cited",
    "CodeEdition",
    "CodeParagraph",
    "CommitteeReport",
    "Complainant",
    "Consent",
    "Contact",
    "Declaration",
    "Draft",
    "DraftFile",
    "Factor",
    "Finding",
    "FoundBreached",
    "Grant",
    "Hearing",
    "Hold",
    "IdentityDecision",
    "IndependentTalk",
    "Investigation",
    "KeptFrom",
    "Letter",
    "LetterTemplate",
    "LocalRule",
    "Need",
    "NewCode",
    "Noted",
    "Paper",
    "PaperFile",
    "ProfileLook",
    "PublicText",
    "Publication",
    "PublicationPdf",
    "ReadingRule",
    "Referred",
    "Reply",
    "ResolutionAction",
    "Sanction",
    "SanctionImposed",
    "Sending",
    "Stage",
    "Step",
    "Struck",
    "Subject",
    "TimeLimit",
    "Told",
    "ToldWords",
    "Transition",
]
