"""What the guidance remembers: the texts, who confirmed them, and when each is to be reviewed."""

from guidance.models.confirming import Acknowledgement, Asking, Statement
from guidance.models.days import LONDON, in_a_year, months_later, today
from guidance.models.owners import OwnerRole
from guidance.models.reviewing import ReviewStep
from guidance.models.sleeping import SleepingDraft, SleepingDraftQuerySet, deleted_after
from guidance.models.synonyms import SynonymGroup, SynonymGroupQuerySet
from guidance.models.texts import (
    FINGERPRINT,
    POINT_ID_LENGTH,
    POINT_ID_LETTERS,
    POINT_NUMBER,
    Document,
    Edition,
    EditionQuerySet,
    Kind,
    Piece,
    Point,
    PointVersion,
    PointVersionQuerySet,
    Section,
    SectionQuerySet,
    mint_point_id,
)

__all__ = [
    "FINGERPRINT",
    "LONDON",
    "POINT_ID_LENGTH",
    "POINT_ID_LETTERS",
    "POINT_NUMBER",
    "Acknowledgement",
    "Asking",
    "Document",
    "Edition",
    "EditionQuerySet",
    "Kind",
    "OwnerRole",
    "Piece",
    "Point",
    "PointVersion",
    "PointVersionQuerySet",
    "ReviewStep",
    "Section",
    "SectionQuerySet",
    "SleepingDraft",
    "SleepingDraftQuerySet",
    "Statement",
    "SynonymGroup",
    "SynonymGroupQuerySet",
    "deleted_after",
    "in_a_year",
    "mint_point_id",
    "months_later",
    "today",
]
