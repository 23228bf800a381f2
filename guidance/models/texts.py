"""Documents, their editions, and points whose identity comes before their text.

A point is minted once and keeps its id through every edition; what an edition holds are versions of points.
Which edition is in force is never stored: it follows from the dates when somebody asks, so no job has to run
at midnight. What must hold is held by the database (migration 0002): a published edition, its sections and
its point versions never change again.
"""

import re
from dataclasses import dataclass
from datetime import date
from typing import Self
from uuid import uuid4

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.text import Truncator

from guidance.lineage import Lineage
from guidance.models.days import in_a_year, today
from guidance.models.owners import OwnerRole

POINT_ID_LETTERS = "23456789bcdfghjkmnpqrstvwxz"
"""No vowels and nothing that looks like something else: an id can be read out and never spells a word."""
POINT_ID_LENGTH = 10
FINGERPRINT = r"^[0-9a-f]{64}$"
POINT_NUMBER = r"^[0-9A-Za-z]+(\.[0-9A-Za-z]+)*$"


def mint_point_id() -> str:
    """A new permanent id for a point: random, never made from its number or its words."""
    return get_random_string(POINT_ID_LENGTH, POINT_ID_LETTERS)


@dataclass(frozen=True)
class Piece:
    """A run of words, and the address that it leads to, if any."""

    text: str
    href: str = ""


class Kind(models.TextChoices):
    """The two kinds of text, which are never mixed to the eye."""

    ADOPTED = "adopted", "Adopted protocol"
    PLAIN = "plain", "Plain English"

    @property
    def first_owner(self) -> OwnerRole:
        """Who looks after a new document of this kind, until somebody decides otherwise."""
        return OwnerRole.MONITORING_OFFICER if self == Kind.ADOPTED else OwnerRole.COMMS_LEAD


class DocumentQuerySet(models.QuerySet["Document"]):
    """Documents, as those ask who look after them."""

    def kept(self) -> Self:
        """Those that have an edition in force or to come, and so somebody who relies on them."""
        live = Q(state=Edition.State.PUBLISHED) | Q(state=Edition.State.WITHDRAWN, withdrawn_on__gt=today())
        return self.filter(Exists(Edition.objects.filter(live, document=OuterRef("pk")))).order_by("title", "pk")

    def overdue(self, on: date | None = None) -> Self:
        """Kept documents whose review date has passed (today in Europe/London when no day is given)."""
        return self.kept().filter(next_review_on__lt=on or today())


class Document(models.Model):
    """A protocol of the council, or the plain-English text that the portal ships."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    slug = models.SlugField(max_length=80, unique=True)
    title = models.CharField(max_length=200)
    kind = models.CharField(max_length=10, choices=Kind)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    owner_role = models.CharField(
        max_length=32,
        choices=OwnerRole,
        default=OwnerRole.MONITORING_OFFICER,
        db_default=OwnerRole.MONITORING_OFFICER,
        help_text="Who looks after it.",
    )
    next_review_on = models.DateField(default=in_a_year)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(owner_role__in=OwnerRole.values), name="guidance_document_owner_known"),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="guidance_document_kind_known"),
            models.CheckConstraint(condition=~Q(title="") & ~Q(slug=""), name="guidance_document_named"),
            models.UniqueConstraint(
                fields=["kind"], condition=Q(kind="plain"), name="guidance_one_plain_english_document"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_adopted(self) -> bool:
        """Whether the council adopted this text, so that it may be cited as the protocol."""
        return self.kind == Kind.ADOPTED

    @property
    def is_review_overdue(self) -> bool:
        """Whether the review date has passed; on the day itself it has not."""
        return self.next_review_on < today()

    def steps_taken(self) -> int:
        """How many review steps there are: what a page has seen, so that an older page is noticed."""
        return self.review_steps.count()


class EditionQuerySet(models.QuerySet["Edition"]):
    """Which editions count on a day. A day is a date in Europe/London; today when none is given."""

    def once_in_force(self, on: date | None = None) -> Self:
        """Editions that have come into force by that day, whatever became of them."""
        begun = self.filter(effective_from__lte=on or today()).exclude(state=Edition.State.DRAFT)
        return begun.exclude(withdrawn_on__lte=F("effective_from"))  # withdrawn before its day ever came

    def in_force(self, on: date | None = None) -> Self:
        """Of each document the one edition in force that day: the latest begun and not withdrawn by then."""
        day = on or today()
        standing = Q(state=Edition.State.PUBLISHED) | Q(state=Edition.State.WITHDRAWN, withdrawn_on__gt=day)
        latest = (
            Edition.objects.filter(standing, document=OuterRef("document"), effective_from__lte=day)
            .order_by("-effective_from", "-number")
            .values("pk")[:1]
        )
        return self.filter(pk=Subquery(latest))

    def relied_on(self, on: date | None = None) -> Self:
        """What members rely on: what the council adopted; the plain English only while nothing is adopted."""
        adopted = Edition.objects.in_force(on).filter(document__kind=Kind.ADOPTED)
        return self.in_force(on).filter(Q(document__kind=Kind.ADOPTED) | ~Exists(adopted))

    def not_confirmed_by(self, member: models.Model) -> Self:
        """Those that this person has confirmed with no statement."""
        return self.exclude(acknowledgements__member=member.pk)


class Edition(models.Model):
    """One text of a document: a draft that may change, or a published text that never does."""

    class State(models.TextChoices):
        """A draft becomes published, and a published edition may be withdrawn. There is no way back."""

        DRAFT = "draft", "Draft"
        PUBLISHED = "published", "Published"
        WITHDRAWN = "withdrawn", "Withdrawn"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    document = models.ForeignKey(Document, models.PROTECT, related_name="editions")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    effective_from = models.DateField(help_text="In force from 00:00 of this day, Europe/London.")
    withdrawn_on = models.DateField(null=True, blank=True, help_text="Not in force from 00:00 of this day.")
    adopted_by = models.CharField(max_length=200, blank=True, help_text="The body of the council that decided.")
    adopted_on = models.DateField(null=True, blank=True)
    content_hash = models.CharField(max_length=64)
    front = ArrayField(models.TextField(), default=list, blank=True, help_text="Lines printed above the first section.")
    import_notes = models.JSONField(
        default=dict, blank=True, help_text="What the import repaired and what it only noticed."
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    objects = EditionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["document", "number"], name="guidance_edition_number_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="guidance_edition_number_from_one"),
            models.CheckConstraint(condition=Q(content_hash__regex=FINGERPRINT), name="guidance_edition_fingerprint"),
            models.CheckConstraint(
                condition=Q(state="draft", published_at=None)
                | Q(state__in=["published", "withdrawn"], published_at__isnull=False),
                name="guidance_edition_published_when",
            ),
            models.CheckConstraint(
                condition=Q(state="withdrawn", withdrawn_on__isnull=False)
                | (~Q(state="withdrawn") & Q(withdrawn_on=None)),
                name="guidance_edition_withdrawn_when",
            ),
        ]
        indexes = [models.Index(fields=["document", "effective_from", "number"], name="guidance_edition_by_day")]

    def __str__(self) -> str:
        return f"{self.document}, edition {self.number}"

    def get_absolute_url(self) -> str:
        """The contents of this edition, in force or not."""
        return reverse("guidance:edition", args=[self.document.slug, self.number])

    @property
    def is_draft(self) -> bool:
        """Whether the text may still change and nobody outside may see it."""
        return self.state == self.State.DRAFT

    @property
    def short_hash(self) -> str:
        """The first 12 digits of the fingerprint: enough to compare by eye."""
        return self.content_hash[:12]


class SectionQuerySet(models.QuerySet["Section"]):
    """Sections as a reader meets them."""

    def in_order(self) -> Self:
        """As printed, with the number of their points as `points_held`."""
        return self.annotate(points_held=models.Count("points")).order_by("order")


class Section(models.Model):
    """A section of one edition: its title and its lead-in, word for word."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    edition = models.ForeignKey(Edition, models.CASCADE, related_name="sections")
    number = models.CharField(max_length=20)
    title = models.TextField()
    printed_title = models.TextField(blank=True, help_text="The heading as printed; empty when none was.")
    lead_in = models.TextField(blank=True)
    lead_in_before = models.CharField(
        max_length=20,
        blank=True,
        help_text="The number of the point that the lead-in introduces; empty: the first.",
    )
    order = models.PositiveIntegerField()

    objects = SectionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["edition", "number"], name="guidance_section_number_once"),
            models.UniqueConstraint(fields=["edition", "order"], name="guidance_section_order_once"),
            models.CheckConstraint(condition=Q(number__regex=POINT_NUMBER), name="guidance_section_numbered"),
            models.CheckConstraint(condition=~Q(title=""), name="guidance_section_titled"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    def get_absolute_url(self) -> str:
        """The section as it is in force: the newest text under this number, which need not be this one."""
        return reverse("guidance:section", args=[self.edition.document.slug, self.number])

    def get_edition_url(self) -> str:
        """The section as its own edition words it, in force or not."""
        return reverse("guidance:edition_section", args=[self.edition.document.slug, self.edition.number, self.number])


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
        """The points that members rely on that day (today when none is given), in reading order."""
        editions = Edition.objects.relied_on(on).values("pk")
        return self.with_place().filter(edition__in=editions).order_by("edition__document__title", "edition", "order")

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

    objects = PointVersionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["edition", "point"], name="guidance_point_once_an_edition"),
            models.UniqueConstraint(fields=["edition", "number"], name="guidance_point_number_once"),
            models.UniqueConstraint(fields=["edition", "order"], name="guidance_point_order_once"),
            models.CheckConstraint(condition=Q(number__regex=POINT_NUMBER), name="guidance_point_numbered"),
            models.CheckConstraint(condition=~Q(text=""), name="guidance_point_worded"),
            models.CheckConstraint(condition=Q(hash__regex=FINGERPRINT), name="guidance_point_fingerprint"),
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
        """The heading, or the first words of a point that has none."""
        return self.heading or Truncator(self.text).words(8)

    @property
    def citation_label(self) -> str:
        """How an answer names this version: "5.2 Think first, edition 1"."""
        return f"{self.number} {self.short_title}, edition {self.edition.number}"

    @property
    def short_hash(self) -> str:
        """The first 12 digits of the fingerprint: enough to compare by eye."""
        return self.hash[:12]

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
