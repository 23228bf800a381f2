"""How a notice comes before the public: a text written anew behind the wall, and its publication outside it."""

import uuid
from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from portal.foundation.vault.fields import EncryptedTextField
from reviews.conduct.models.cases import Case
from reviews.conduct.models.papers import Paper


class PublicText(models.Model):
    """The redacted text of a decision notice, written anew, sealed until it is published. The latest counts.

    Without a breach nothing is written down without the member's consent, and the member is named only when they asked
    for it (brief, 5.4).
    """

    class Outcome(models.TextChoices):
        BREACH = "breach", "The Code was breached"
        NO_BREACH = "no_breach", "The Code was not breached, or no finding was made"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="public_texts")
    notice = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="public_texts")
    title = EncryptedTextField(max_length=150)
    words = EncryptedTextField()
    outcome = models.CharField(max_length=9, choices=Outcome.choices)
    names_member = models.BooleanField()
    consent_on = models.DateField(null=True, blank=True)
    """The day on which the member agreed to publication."""
    consent = EncryptedTextField(blank=True, max_length=500)
    """How they said so, and whether they asked to be named."""
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["-written_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome="breach") | Q(outcome="no_breach", consent_on__isnull=False),
                name="conduct_public_text_breach_or_consent",
            ),
        ]

    def __str__(self) -> str:
        return f"Public text in {self.case}"


class PublicationQuerySet(models.QuerySet["Publication"]):
    def shown(self, on: date | None = None) -> Self:
        """What the world sees on a day of Europe/London."""
        return self.filter(unpublished_at=None, show_until__gte=on or timezone.localdate())

    def over(self) -> Self:
        return self.filter(unpublished_at=None, show_until__lt=timezone.localdate())


class Publication(models.Model):
    """A notice that the holding officer published: plain words, for everybody, until its last day. Outside the wall.

    A trigger of the migration ``letters_wall`` asks once more for what the action asks (guard CG9).
    """

    class Rule(models.TextChoices):
        BREACH = "breach", "A breach of the Code was found"
        CONSENT = "consent", "The member agreed"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    text = models.OneToOneField(PublicText, on_delete=models.PROTECT, related_name="publication", null=True, blank=True)
    """None once its case is disposed of: what was published is kept longer (docs/adr/0011)."""
    title = models.CharField(max_length=150)
    words = models.TextField()
    member_name = models.CharField(max_length=200, blank=True)
    decided_on = models.DateField()
    rule = models.CharField(max_length=7, choices=Rule.choices)
    reason = EncryptedTextField(max_length=500)
    care = EncryptedTextField(blank=True, max_length=500)
    """Inside a pre-election period: why it comes out now."""
    show_until = models.DateField()
    """The last day on which it is shown; at most the end of the member's term."""
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    published_at = models.DateTimeField(default=timezone.now, editable=False)
    unpublished_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    unpublished_at = models.DateTimeField(null=True, blank=True, editable=False)
    unpublished_because = EncryptedTextField(blank=True, max_length=500)

    objects = PublicationQuerySet.as_manager()

    class Meta:
        ordering = ["-published_at", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(rule__in=["breach", "consent"]), name="conduct_publication_known_rule"),
            models.CheckConstraint(condition=~Q(words="") & ~Q(title=""), name="conduct_publication_says_something"),
            models.CheckConstraint(
                condition=Q(decided_on__lte=F("show_until")), name="conduct_publication_ends_after_decision"
            ),
        ]
        indexes = [models.Index(fields=["-published_at", "id"], name="conduct_published")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("conduct:notice", args=[self.pk])

    @property
    def is_shown(self) -> bool:
        return self.unpublished_at is None and self.show_until >= timezone.localdate()


class PublicationPdf(models.Model):
    """The PDF of a published notice, as public as its words; made once by the worker and never changed."""

    publication = models.OneToOneField(Publication, on_delete=models.PROTECT, primary_key=True, related_name="pdf")
    content = models.BinaryField()
    made_at = models.DateTimeField(default=timezone.now, editable=False)

    def __str__(self) -> str:
        return f"PDF of {self.publication_id}"
