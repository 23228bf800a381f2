"""Points, whose identity comes before their text, and their versions.

A point is minted once and keeps its id through every edition; what an edition holds are versions of points.
"""

import re
from dataclasses import dataclass
from datetime import date
from typing import Self
from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.text import Truncator

from guidance.lineage import Lineage
from guidance.markdown import to_html, without_signs
from guidance.models.days import today
from guidance.models.kinds import Kind, reading_order
from guidance.models.owners import OwnerRole
from guidance.models.reviewing import ReviewStep
from guidance.models.shapes import FINGERPRINT, POINT_ID_LENGTH, POINT_ID_LETTERS, POINT_NUMBER, SEE, mint_point_id
from guidance.models.texts import Document, Edition, Section


@dataclass(frozen=True)
class Piece:
    """A run of words, and the address that it leads to, if any."""

    text: str
    href: str = ""
    explained_at: str = ""
    """The number of the point that explains the words, when that is where they lead."""


class Point(models.Model):
    """One thing that the guidance says, whatever its number and words in an edition. Its id is for ever."""

    id = models.CharField(max_length=POINT_ID_LENGTH, primary_key=True, default=mint_point_id, editable=False)
    document = models.ForeignKey(Document, models.PROTECT, related_name="points")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(id__regex=f"^[{POINT_ID_LETTERS}]{{{POINT_ID_LENGTH}}}$"),
                name="guidance_point_id_minted",
            ),
        ]

    def __str__(self) -> str:
        return self.id

    def get_absolute_url(self) -> str:
        """The permanent address."""
        return reverse("guidance:point", args=[self.id])

    def life(self) -> models.QuerySet[Lineage]:
        """What editions that came into force did to the point, and to others that go on in it, oldest first."""
        steps = Lineage.objects.filter(Q(point=self.pk) | Q(to=self.pk))
        done = steps.filter(edition__in=Edition.objects.once_in_force().values("pk"))
        return done.select_related("edition").order_by("edition__effective_from", "edition__number", "kind", "was")


class PointVersionQuerySet(models.QuerySet["PointVersion"]):
    """Versions of points, as questions a room may ask. The search column stays in the database."""

    def with_place(self) -> Self:
        """With section, edition and document, for a page that names where a point stands."""
        return self.select_related("section", "edition__document").defer("search", "section_title")

    def in_force(self, on: date | None = None) -> Self:
        """The points that members read that day (today when none is given), in reading order."""
        editions = Edition.objects.readable(on).values("pk")
        return self.with_place().filter(edition__in=editions).in_reading_order()

    def in_reading_order(self) -> Self:
        """The protocol first, then what stands beside it, each as printed."""
        kind = reading_order("edition__document__kind")
        return self.order_by(kind, "edition__document__title", "edition", "order")

    def with_reviews(self) -> Self:
        """With the day until which a review of the whole document renewed its points, as `renewed_until`."""
        renewals = ReviewStep.objects.filter(
            kind=ReviewStep.Kind.NO_CHANGE,
            document=OuterRef("edition__document"),
            at__gte=OuterRef("edition__published_at"),
        )
        latest = renewals.order_by("-number").values("next_review_on")[:1]
        return self.annotate(renewed_until=Subquery(latest))

    def once_in_force(self) -> Self:
        """Every version that was ever in force up to today: what a permanent address may still show."""
        return self.with_place().filter(edition__in=Edition.objects.once_in_force().values("pk"))

    def notes_for(self, versions: "list[PointVersion]") -> "dict[str, PointVersion]":
        """The plain English in force beside adopted points, by number; beside anything else there is none.

        Only where both carry the very same numbers: else a number names one thing here and another there, and the
        note would explain what the council never said.
        """
        adopted = {version.edition_id for version in versions if version.edition.document.is_adopted}
        if len(adopted) != 1:
            return {}
        plain = Edition.objects.in_force().filter(document__kind=Kind.PLAIN).values("pk")
        notes = {note.number: note for note in self.with_place().filter(edition__in=plain)}
        numbers = set(self.filter(edition__in=adopted).values_list("number", flat=True))
        return notes if numbers == notes.keys() else {}


class PointVersion(models.Model):
    """A point as one edition words and numbers it. What an answer cites is this."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    point = models.ForeignKey(Point, models.PROTECT, related_name="versions")
    edition = models.ForeignKey(Edition, models.CASCADE, related_name="point_versions")
    section = models.ForeignKey(Section, models.CASCADE, related_name="points")
    number = models.CharField(max_length=20)
    heading = models.TextField(blank=True)
    text = models.TextField()
    labels = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    links = models.JSONField(
        default=list, blank=True, help_text="Pairs: an address as printed, and the address to follow."
    )
    supplied = ArrayField(
        models.PositiveIntegerField(),
        default=list,
        blank=True,
        help_text="Places, from 0 among the words of the text, of dashes that the import put in.",
    )
    basis = models.TextField(
        blank=True, db_default="", help_text="What it rests on: an Act and its section, guidance, a decision."
    )
    is_law = models.BooleanField(default=False, db_default=False, help_text="It states the law or the Code.")
    law_as_at = models.DateField(null=True, blank=True, help_text="The day on which the law was looked up.")
    owner_role = models.CharField(
        max_length=32, choices=OwnerRole, blank=True, db_default="", help_text="Who looks after it."
    )
    review_by = models.DateField(null=True, blank=True)
    order = models.PositiveIntegerField()
    hash = models.CharField(max_length=64)
    # Written by the database from the section (migration 0002): a generated column may only read its own row.
    section_title = models.TextField(blank=True, default="", editable=False)
    search = models.GeneratedField(
        expression=SearchVector("heading", weight="A", config="english")
        + SearchVector("section_title", weight="B", config="english")
        + SearchVector("text", weight="C", config="english"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    # Filled by `with_reviews`; without it no review of the document is known.
    renewed_until: date | None = None

    objects = PointVersionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["edition", "point"], name="guidance_point_once_an_edition"),
            models.UniqueConstraint(fields=["edition", "number"], name="guidance_point_number_once"),
            models.UniqueConstraint(fields=["edition", "order"], name="guidance_point_order_once"),
            models.CheckConstraint(condition=Q(number__regex=POINT_NUMBER), name="guidance_point_numbered"),
            models.CheckConstraint(condition=~Q(text=""), name="guidance_point_worded"),
            models.CheckConstraint(condition=Q(hash__regex=FINGERPRINT), name="guidance_point_fingerprint"),
            models.CheckConstraint(
                condition=Q(is_law=False) | (~Q(basis="") & Q(law_as_at__isnull=False)),
                name="guidance_point_law_dated",
            ),
            models.CheckConstraint(
                condition=Q(owner_role__in=["", *OwnerRole.values]), name="guidance_point_owner_known"
            ),
        ]
        indexes = [GinIndex(fields=["search"], name="guidance_point_search")]

    def __str__(self) -> str:
        return f"{self.number} {self.short_title}"

    def get_absolute_url(self) -> str:
        """The permanent address of the point, which shows the version in force on the day of the visit."""
        return reverse("guidance:point", args=[self.point_id])

    def get_wording_url(self) -> str:
        """The address of exactly this wording, in force or not."""
        return reverse("guidance:wording", args=[self.point_id, self.edition.number])

    def get_section_url(self) -> str:
        """The section that holds the point, as it is in force."""
        return reverse("guidance:section", args=[self.edition.document.slug, self.section.number])

    @property
    def said_before(self) -> str:
        """What the section says before this point, such as “Members must not:”; without it a point may mislead."""
        first = self.section.lead_in_before
        stands_later = not first or _last_number(self.number) >= _last_number(first)
        return self.section.lead_in if stands_later else ""

    @property
    def short_title(self) -> str:
        """The heading, or the first words of a point that has none; a title has no full stop."""
        return self.heading or Truncator(self.text).words(8).removesuffix(".…").removesuffix(".")

    @property
    def citation_label(self) -> str:
        """How an answer names this version: "5.2 Think first, edition 1"."""
        return f"{self.number} {self.short_title}, edition {self.edition.number}"

    @property
    def short_hash(self) -> str:
        """The first 12 digits of the fingerprint: enough to compare by eye."""
        return self.hash[:12]

    @property
    def is_markdown(self) -> bool:
        """Whether the text is written in Markdown; else every sign of it is literal."""
        return self.edition.document.text_kind.is_markdown

    @property
    def rests_on(self) -> list[str]:
        """What an answer names as its grounds: labels of the protocol, or numbers of points."""
        return [label.removeprefix(SEE) for label in self.labels if label.startswith(SEE)]

    @property
    def html(self) -> SafeString:
        """The text for a page. Only for a point that is Markdown."""
        return to_html(self.text)

    @property
    def plain_text(self) -> str:
        """The words alone, for where no signs can be drawn."""
        return without_signs(self.text) if self.is_markdown else self.text

    @property
    def review_due_on(self) -> date | None:
        """When the point is looked at again, by `with_reviews`: its own day, or the document's once that was reviewed.

        "Reviewed, no change" is said of the whole document, and so renews each of its points.
        """
        return (self.renewed_until or self.review_by) if self.review_by else None

    @property
    def is_review_overdue(self) -> bool:
        """Whether its review date has passed; on the day itself it has not."""
        return self.review_due_on is not None and self.review_due_on < today()

    @property
    def paragraphs(self) -> list[list[Piece]]:
        """The text for a page: its lines, each cut into pieces. Only web addresses become links."""
        targets = {printed: target for printed, target in self.links if target.startswith(("https://", "http://"))}
        if not targets:
            return [[Piece(line)] for line in self.text.splitlines() if line.strip()]
        cut = re.compile("(" + "|".join(re.escape(printed) for printed in targets) + ")")
        return [
            [Piece(piece, targets.get(piece, "")) for piece in cut.split(line) if piece]
            for line in self.text.splitlines()
            if line.strip()
        ]


def _last_number(number: str) -> int:
    """The place of a point in its section: 2 of "5.2"."""
    return int("".join(filter(str.isdecimal, number.rpartition(".")[2])) or 0)
