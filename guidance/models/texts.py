"""Documents, their editions and sections. What an edition holds are versions of points (guidance/models/points.py).

Which edition is in force is never stored: it follows from the dates when somebody asks, so no job has to run
at midnight. What must hold is held by the database (migration 0002): a published edition, its sections and
its point versions never change again.
"""

from datetime import date
from typing import Self
from uuid import uuid4

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils import timezone

from guidance.models.days import in_a_year, today
from guidance.models.kinds import BESIDE, Kind, reading_order
from guidance.models.owners import OwnerRole
from guidance.models.shapes import FINGERPRINT, POINT_NUMBER
from guidance.models.stages import EditionEdit, EditionStep, Stage
from portal.foundation.people.models import User
from portal.foundation.people.permissions import COMMS, MONITORING_OFFICERS

EDITORS = (*COMMS, *MONITORING_OFFICERS)
"""Who writes on drafts, and so who sees them."""


class DocumentQuerySet(models.QuerySet["Document"]):
    """Documents, as those ask who look after them."""

    def kept(self) -> Self:
        """Those that have an edition in force or to come, and so somebody who relies on them."""
        live = Q(state=Edition.State.PUBLISHED) | Q(state=Edition.State.WITHDRAWN, withdrawn_on__gt=today())
        return self.filter(Exists(Edition.objects.filter(live, document=OuterRef("pk")))).order_by("title", "pk")

    def read_now(self) -> Self:
        """Those of which an edition is in force today; nobody learns from it of what is still to come."""
        return self.filter(pk__in=Edition.objects.in_force().values("document")).order_by("title", "pk")

    def overdue(self, on: date | None = None) -> Self:
        """Kept documents whose review date has passed (today in Europe/London when no day is given)."""
        return self.kept().filter(next_review_on__lt=on or today())


class Document(models.Model):
    """A protocol of the council, the plain-English text that the portal ships, or what stands beside them."""

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
    def text_kind(self) -> Kind:
        """Its kind, with what follows from it."""
        return Kind(self.kind)

    @property
    def is_beside(self) -> bool:
        """Whether it stands beside the protocol, and never in its place."""
        return self.kind in BESIDE

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
        beside = Q(document__kind__in=BESIDE)
        return self.in_force(on).filter(~beside & (Q(document__kind=Kind.ADOPTED) | ~Exists(adopted)))

    def readable(self, on: date | None = None) -> Self:
        """What members read that day: what they rely on, and the guidance in force beside it."""
        relied_on = Edition.objects.relied_on(on).values("pk")
        return self.in_force(on).filter(Q(document__kind__in=BESIDE) | Q(pk__in=relied_on))

    def in_reading_order(self) -> Self:
        """The protocol first, then what stands beside it."""
        return self.select_related("document").order_by(reading_order(), "document__title", "number")

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """What has come into force to everybody; drafts, and what is still to come, to those who write on them."""
        if isinstance(user, User) and user.has_role(*EDITORS):
            return self
        return self.once_in_force()

    def drafts(self) -> Self:
        """What is written on, or on its way to publication."""
        return self.filter(state=Edition.State.DRAFT)

    def at(self, *kinds: str) -> Self:
        """Drafts whose newest step on the present words is one of these (values of EditionStep.Kind)."""
        steps = EditionStep.objects.filter(edition=OuterRef("pk"), revision=OuterRef("revision")).order_by("-number")
        return self.drafts().alias(newest_step=Subquery(steps.values("kind")[:1])).filter(newest_step__in=kinds)

    def written_by(self, person: models.Model) -> Self:
        """Those that this person began or wrote on."""
        written = EditionEdit.objects.filter(edition=OuterRef("pk"), by=person.pk)
        return self.filter(Q(created_by=person.pk) | Exists(written))

    def written_by_others_than(self, person: models.Model) -> Self:
        """Those that this person neither began nor wrote on."""
        return self.exclude(pk__in=Edition.objects.written_by(person).values("pk"))

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
    minute = models.CharField(max_length=200, blank=True, db_default="", help_text="Where the decision is recorded.")
    revision = models.PositiveIntegerField(
        default=0,
        db_default=0,
        editable=False,
        help_text="Counts the changes of a draft. Only the database counts (migration 0011).",
    )
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
    def stage(self) -> Stage:
        """How far the text has come. A step counts only for the very words that it was taken on."""
        if not self.is_draft:
            return Stage(self.state)
        newest = self.steps.filter(revision=self.revision).order_by("-number").first()
        return newest.leads_to if newest else Stage.DRAFT

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
