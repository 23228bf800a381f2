"""What letters are made from, and what is known of each. Templates hold no fact of a case and need no wall."""

import uuid
from collections.abc import Iterable
from typing import Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.utils import timezone

from reviews.conduct.exempt import Paragraph
from reviews.conduct.models.cases import Case, Grant
from reviews.conduct.models.papers import Paper
from reviews.conduct.models.parties import Need


class LetterTemplateQuerySet(models.QuerySet["LetterTemplate"]):
    def current(self) -> Self:
        """The latest edition of each kind."""
        newest = LetterTemplate.objects.filter(kind=OuterRef("kind")).order_by("-number").values("pk")[:1]
        return self.filter(pk=Subquery(newest))


class LetterTemplate(models.Model):
    """One edition of the wording of one kind of letter, in force from when it was made until the next. Never changed.

    ``made_by`` is empty for what came with the portal.
    """

    class Kind(models.TextChoices):
        ACKNOWLEDGEMENT = "acknowledgement", "Acknowledgement"
        QUESTION = "question", "Question to the complainant"
        IDENTITY = "identity", "Decision about the name, with the offer to withdraw"
        NOTIFICATION = "notification", "Notification of the subject member"
        NO_ACTION = "no-action", "Assessment: no further action"
        INFORMAL = "informal", "Assessment: informal resolution"
        INVESTIGATION = "investigation", "Assessment: investigation"
        DRAFT_REPORT = "draft-report", "Cover of the draft report"
        FINAL_REPORT = "final-report", "Cover of the final report"
        HEARING = "hearing", "Invitation to the hearing"
        DECISION_NOTICE = "decision-notice", "Decision notice"
        CLOSING = "closing", "Closing letter"
        WITHDRAWN = "withdrawn", "Withdrawal accepted"
        CONTINUED = "continued", "Continued after a wish to withdraw"
        UPDATE_COMPLAINANT = "update-complainant", "How it stands: to the complainant"
        UPDATE_MEMBER = "update-member", "How it stands: to the subject member"
        HOLD = "hold", "Put on hold"
        SUPPORT = "support", "Who can support you"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=24, choices=Kind.choices)
    number = models.PositiveIntegerField(editable=False)
    title = models.CharField(max_length=120)
    words = models.TextField(max_length=20_000)
    why = models.CharField(max_length=300)
    """What was changed and why."""
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="conduct_templates", null=True, blank=True
    )
    made_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = LetterTemplateQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "number"], name="conduct_template_edition_once"),
            models.CheckConstraint(condition=~Q(words="") & ~Q(title=""), name="conduct_template_says_something"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, edition {self.number}"


class Letter(models.Model):
    """That a paper is a letter or a notice: from which template, to whom, in which format. The words are the paper's.

    ``to`` is empty for a notice, which goes to both sides, and for a member who is not notified yet: then the paper's
    ``subject`` says who.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="letters")
    paper = models.OneToOneField(Paper, on_delete=models.PROTECT, related_name="letter")
    template = models.ForeignKey(LetterTemplate, on_delete=models.PROTECT, related_name="letters")
    to = models.ForeignKey(Grant, on_delete=models.PROTECT, related_name="letters", null=True, blank=True)
    format = models.CharField(max_length=12, choices=Need.Format.choices, default=Need.Format.USUAL)

    class Meta:
        ordering = ["paper__written_at", "id"]

    def __str__(self) -> str:
        return f"Letter in {self.case}"

    @property
    def is_large(self) -> bool:
        return self.format == Need.Format.LARGE_PRINT

    @property
    def made_outside(self) -> str:
        """The format that the portal cannot make, in words; empty for one that it can."""
        can = (Need.Format.USUAL, Need.Format.LARGE_PRINT)
        return "" if self.format in can else str(self.get_format_display())


class AgendaPaper(models.Model):
    """That a paper is for the agenda of a hearing: for the public part, or exempt by Schedule 12A and kept out of it.

    ``publish_by`` is the last day on which agenda and paper may come out (LGA 1972, section 100B: clear days).
    """

    class Version(models.TextChoices):
        PUBLIC = "public", "For the public part of the agenda"
        EXEMPT = "exempt", "Exempt, kept out of the public part"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="agenda_papers")
    paper = models.OneToOneField(Paper, on_delete=models.PROTECT, related_name="agenda")
    version = models.CharField(max_length=6, choices=Version.choices)
    paragraphs = ArrayField(models.CharField(max_length=1), default=list, blank=True)
    meeting_on = models.DateField()
    publish_by = models.DateField()

    class Meta:
        ordering = ["paper__written_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(version="exempt", paragraphs__len__gte=1) | Q(version="public", paragraphs__len=0),
                name="conduct_agenda_exempt_by_paragraph",
            ),
            models.CheckConstraint(
                condition=Q(paragraphs__contained_by=list(Paragraph.values)), name="conduct_agenda_known_paragraphs"
            ),
            models.CheckConstraint(
                condition=Q(publish_by__lt=models.F("meeting_on")), name="conduct_agenda_out_before_meeting"
            ),
        ]

    def __str__(self) -> str:
        return f"Agenda paper in {self.case}"

    @property
    def paragraph_words(self) -> Iterable[str]:
        return [Paragraph(number).label for number in self.paragraphs]
