"""Advice requests and what belongs to one."""

from reviews.advice.elections.models import PreElectionPeriod, PreElectionPeriodQuerySet
from reviews.advice.models.absences import Absence
from reviews.advice.models.answers import (
    Answer,
    AnswerDraft,
    Citation,
    CitationQuerySet,
    CitationReview,
    SecondLook,
    Usefulness,
)
from reviews.advice.models.papers import Message, Note, Picture, Transition, WordingVersion
from reviews.advice.models.requests import Request, RequestQuerySet
from reviews.advice.models.reuses import Reuse
from reviews.advice.models.routes import PrivateRoute
from reviews.advice.models.texts import StandardText, StandardTextPoint, StandardTextVersion
from reviews.advice.reports.models import CheckedReport, CountedMonth

__all__ = [
    "Absence",
    "Answer",
    "AnswerDraft",
    "CheckedReport",
    "Citation",
    "CitationQuerySet",
    "CitationReview",
    "CountedMonth",
    "Message",
    "Note",
    "Picture",
    "PreElectionPeriod",
    "PreElectionPeriodQuerySet",
    "PrivateRoute",
    "Request",
    "RequestQuerySet",
    "Reuse",
    "SecondLook",
    "StandardText",
    "StandardTextPoint",
    "StandardTextVersion",
    "Transition",
    "Usefulness",
    "WordingVersion",
]
