"""What the guidance remembers: the texts, who confirmed them, and when each is to be reviewed."""

from guidance.models.confirming import Acknowledgement, Asking, Statement
from guidance.models.days import LONDON, in_a_year, months_later, today
from guidance.models.definitions import Definition, DefinitionQuerySet
from guidance.models.feedback import Feedback, FeedbackQuerySet, FeedbackStep
from guidance.models.following import Follow, FollowQuerySet, Telling
from guidance.models.grounds import Ground, GroundQuerySet
from guidance.models.kinds import BESIDE, Kind
from guidance.models.owners import OwnerRole
from guidance.models.points import Piece, Point, PointVersion, PointVersionQuerySet
from guidance.models.prints import EditionPdf, EditionPdfQuerySet
from guidance.models.reviewing import ReviewStep
from guidance.models.searching import SearchRate, SearchTally
from guidance.models.shapes import FINGERPRINT, POINT_ID_LENGTH, POINT_ID_LETTERS, POINT_NUMBER, mint_point_id
from guidance.models.sleeping import SleepingDraft, SleepingDraftQuerySet, deleted_after
from guidance.models.stages import EditionEdit, EditionStep, Stage
from guidance.models.synonyms import SynonymGroup, SynonymGroupQuerySet
from guidance.models.texts import EDITORS, Document, Edition, EditionQuerySet, Section, SectionQuerySet

__all__ = [
    "BESIDE",
    "EDITORS",
    "FINGERPRINT",
    "LONDON",
    "POINT_ID_LENGTH",
    "POINT_ID_LETTERS",
    "POINT_NUMBER",
    "Acknowledgement",
    "Asking",
    "Definition",
    "DefinitionQuerySet",
    "Document",
    "Edition",
    "EditionEdit",
    "EditionPdf",
    "EditionPdfQuerySet",
    "EditionQuerySet",
    "EditionStep",
    "Feedback",
    "FeedbackQuerySet",
    "FeedbackStep",
    "Follow",
    "FollowQuerySet",
    "Ground",
    "GroundQuerySet",
    "Kind",
    "OwnerRole",
    "Piece",
    "Point",
    "PointVersion",
    "PointVersionQuerySet",
    "ReviewStep",
    "SearchRate",
    "SearchTally",
    "Section",
    "SectionQuerySet",
    "SleepingDraft",
    "SleepingDraftQuerySet",
    "Stage",
    "Statement",
    "SynonymGroup",
    "SynonymGroupQuerySet",
    "Telling",
    "deleted_after",
    "in_a_year",
    "mint_point_id",
    "months_later",
    "today",
]
