"""Who complains and of whom, and what is alleged, by the Code that was in force. Times are UTC, days Europe/London."""

import uuid
from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from portal.foundation.people.models import User
from portal.foundation.people.permissions import is_monitoring_officer
from portal.foundation.vault.fields import EncryptedTextField
from reviews.conduct.models.cases import Case, Grant


class Complainant(models.Model):
    """One who complains: the name, and what was decided about it (artefact ``identity``). A case may have several."""

    class Protection(models.TextChoices):
        NOT_ASKED = "not_asked", "Not asked for"
        ASKED = "asked", "Asked for, not yet decided"
        GRANTED = "granted", "The name is withheld"
        REFUSED = "refused", "Refused: withdrawal is offered first"
        DISCLOSED = "disclosed", "Refused, and the offer to withdraw has passed"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="complainants")
    grant = models.OneToOneField(Grant, on_delete=models.PROTECT, related_name="complainant")
    name = EncryptedTextField()
    protection = models.CharField(max_length=9, choices=Protection.choices, default=Protection.NOT_ASKED)
    offered_until = models.DateField(null=True, blank=True)
    """Last day of the offer to withdraw before a name is disclosed that was asked to be withheld (guard CG6)."""
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(protection__in=["refused", "disclosed"]) | Q(offered_until__isnull=False),
                name="conduct_complainant_offer_first",
            ),
        ]

    def __str__(self) -> str:
        return f"Complainant of {self.case}"


class Contact(models.Model):
    """How to reach a complainant (artefact ``contact``): not for the member, Independent Persons or panel."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="contacts")
    complainant = models.OneToOneField(Complainant, on_delete=models.PROTECT, related_name="contact")
    email = EncryptedTextField(blank=True, max_length=254)
    telephone = EncryptedTextField(blank=True, max_length=40)
    address = EncryptedTextField(blank=True, max_length=500)

    def __str__(self) -> str:
        return f"Contact details in {self.case}"


class Need(models.Model):
    """What a party needs of us: an adjustment, a format, a way to be reached, and who supports them outside the case.

    Artefact ``needs``. Letters honour it (Equality Act 2010, section 20).
    """

    class Format(models.TextChoices):
        USUAL = "usual", "As usual"
        LARGE_PRINT = "large_print", "Large print"
        EASY_READ = "easy_read", "Easy read"
        BRAILLE = "braille", "Braille"
        AUDIO = "audio", "Audio"
        LANGUAGE = "language", "Another language"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="needs")
    grant = models.OneToOneField(Grant, on_delete=models.PROTECT, related_name="need")
    format = models.CharField(max_length=12, choices=Format.choices, default=Format.USUAL)
    adjustments = EncryptedTextField(blank=True, max_length=2000)
    supporter = EncryptedTextField(blank=True, max_length=500)

    def __str__(self) -> str:
        return f"Needs of a party of {self.case}"


class Subject(models.Model):
    """A member of whom the complaint is made. Each knows only of what is alleged of them (guard CG12)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="subjects")
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="conduct_subjects", null=True, blank=True
    )
    """None until the holding officer says who it is whom the complainant named."""
    named_as = EncryptedTextField(blank=True, max_length=200)
    """As the complainant named them, when they were on no list."""
    body = models.CharField(max_length=120, blank=True)
    """The parish or other authority in whose capacity they acted, when it was not this council's."""
    grant = models.OneToOneField(Grant, on_delete=models.PROTECT, related_name="subject", null=True, blank=True)
    """Given when they are notified; until then they cannot know."""
    notified_at = models.DateTimeField(null=True, blank=True)
    delay_reason = EncryptedTextField(blank=True)
    left_office_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["case", "member"], name="conduct_subject_once"),
            models.CheckConstraint(
                condition=Q(notified_at=None, grant=None) | Q(notified_at__isnull=False, grant__isnull=False),
                name="conduct_subject_notified_has_grant",
            ),
            models.CheckConstraint(
                condition=Q(member__isnull=False) | (~Q(named_as=b"") & Q(notified_at=None)),
                name="conduct_subject_is_named",
            ),
        ]

    def __str__(self) -> str:
        return f"Subject member of {self.case}"

    @property
    def name(self) -> str:
        """Of the member; as the complainant named them while it is not known who that is."""
        return self.member.full_name if self.member else self.named_as


class CodeEditionQuerySet(models.QuerySet["CodeEdition"]):
    def visible_to(self, user: User) -> Self:
        """For the office, which enters them; a case shows its readers what it cites."""
        return self if is_monitoring_officer(user) else self.none()

    def in_force_on(self, day: date) -> Self:
        return self.filter(Q(in_force_until=None) | Q(in_force_until__gte=day), in_force_from__lte=day)


class CodeEdition(models.Model):
    """The Members' Code of Conduct as adopted, in force from a day (Localism Act 2011, section 27(2))."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    title = models.CharField(max_length=120)
    in_force_from = models.DateField(unique=True)
    in_force_until = models.DateField(null=True, blank=True)
    """Last day in force."""

    objects = CodeEditionQuerySet.as_manager()

    class Meta:
        ordering = ["-in_force_from"]
        constraints = [
            models.CheckConstraint(
                condition=Q(in_force_until=None) | Q(in_force_until__gte=F("in_force_from")),
                name="conduct_code_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class CodeParagraph(models.Model):
    """One paragraph of the Code that an allegation may cite."""

    class Category(models.TextChoices):
        RESPECT = "respect", "Respect"
        BULLYING = "bullying", "Bullying, harassment and discrimination"
        IMPARTIALITY = "impartiality", "Impartiality of officers"
        CONFIDENTIALITY = "confidentiality", "Confidentiality and access to information"
        DISREPUTE = "disrepute", "Disrepute"
        POSITION = "position", "Use of position"
        RESOURCES = "resources", "Use of council resources and facilities"
        COMPLYING = "complying", "Complying with the Code"
        INTERESTS = "interests", "Interests"
        GIFTS = "gifts", "Gifts and hospitality"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    edition = models.ForeignKey(CodeEdition, on_delete=models.PROTECT, related_name="paragraphs")
    number = models.CharField(max_length=12)
    words = models.CharField(max_length=500)
    category = models.CharField(max_length=16, choices=Category.choices)
    place = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["edition", "place", "number"]
        constraints = [models.UniqueConstraint(fields=["edition", "number"], name="conduct_paragraph_once")]

    def __str__(self) -> str:
        return f"{self.number} {self.words}"


class Allegation(models.Model):
    """One thing that is alleged: what, and when. Whom it concerns stands in ``Alleged``."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="allegations")
    number = models.PositiveSmallIntegerField()
    words = EncryptedTextField()
    conduct_from = models.DateField()
    conduct_until = models.DateField(null=True, blank=True)
    written_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["number", "id"]
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="conduct_allegation_numbered"),
            models.CheckConstraint(
                condition=Q(conduct_until=None) | Q(conduct_until__gte=F("conduct_from")),
                name="conduct_allegation_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"Allegation {self.number} of {self.case}"


class ToldQuerySet(models.QuerySet["ToldWords"]):
    def newest(self, case: Case) -> dict[uuid.UUID, "ToldWords"]:
        """What counts, by allegation."""
        return {told.allegation_id: told for told in self.filter(case=case).order_by("at", "id")}


class ToldWords(models.Model):
    """An allegation as its members are told of it: without contact details (brief, section 6). The newest counts.

    A subject member and their Independent Person read this alone, and never the allegation as it was typed: the
    database keeps that row from them.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="told_words")
    allegation = models.ForeignKey(Allegation, on_delete=models.PROTECT, related_name="told")
    number = models.PositiveSmallIntegerField()
    conduct_from = models.DateField()
    conduct_until = models.DateField(null=True, blank=True)
    words = EncryptedTextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)

    objects = ToldQuerySet.as_manager()

    class Meta:
        ordering = ["number", "at", "id"]
        constraints = [models.CheckConstraint(condition=~Q(words=b""), name="conduct_told_says_something")]

    def __str__(self) -> str:
        return f"Allegation {self.number} of {self.case} as told"


class Alleged(models.Model):
    """An allegation against one subject member; findings are made for each of these (guard CG12)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="alleged")
    allegation = models.ForeignKey(Allegation, on_delete=models.PROTECT, related_name="against")
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="alleged")
    paragraphs = models.ManyToManyField(CodeParagraph, through="Cited", related_name="+")

    class Meta:
        ordering = ["allegation__number", "id"]
        constraints = [models.UniqueConstraint(fields=["allegation", "subject"], name="conduct_alleged_once")]

    def __str__(self) -> str:
        return f"{self.allegation} against one member"


class CitedQuerySet(models.QuerySet["Cited"]):
    def standing(self) -> Self:
        """Those that were not struck out."""
        return self.filter(struck=None)


class Cited(models.Model):
    """A paragraph of the Code that an allegation cites; of the edition in force on the day of the conduct."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    alleged = models.ForeignKey(Alleged, on_delete=models.PROTECT, related_name="cited")
    paragraph = models.ForeignKey(CodeParagraph, on_delete=models.PROTECT, related_name="+")

    objects = CitedQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["alleged", "paragraph"], name="conduct_cited_once")]

    def __str__(self) -> str:
        return f"Paragraph cited in {self.case}"


class Struck(models.Model):
    """A citation that was made in error, struck out for a reason. It stays and is shown struck; no finding names it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    cited = models.OneToOneField(Cited, on_delete=models.PROTECT, related_name="struck")
    because = EncryptedTextField(max_length=2000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)

    def __str__(self) -> str:
        return f"Citation struck out in {self.case}"


class Referred(models.Model):
    """A point of the protocol that the case refers to. It is guidance: it is never found breached (brief, 5.0)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="referred")
    allegation = models.ForeignKey(Allegation, on_delete=models.PROTECT, related_name="referred")
    point_version = models.ForeignKey("guidance.PointVersion", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["allegation", "point_version"], name="conduct_referred_once")]

    def __str__(self) -> str:
        return f"Point referred to in {self.case}"
