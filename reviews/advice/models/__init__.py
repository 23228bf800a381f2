"""Advice requests and what belongs to one."""

from reviews.advice.models.answers import Answer, AnswerDraft, Citation, CitationQuerySet, CitationReview
from reviews.advice.models.papers import Message, Note, Picture, Transition, WordingVersion
from reviews.advice.models.requests import Request, RequestQuerySet

__all__ = [
    "Answer",
    "AnswerDraft",
    "Citation",
    "CitationQuerySet",
    "CitationReview",
    "Message",
    "Note",
    "Picture",
    "Request",
    "RequestQuerySet",
    "Transition",
    "WordingVersion",
]
