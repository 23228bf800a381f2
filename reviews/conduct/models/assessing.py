"""What is found out and decided on the way: jurisdiction, capacity, assessment, the name, and dated facts.

Only ever added to: the newest answer to a question counts, and the older ones stay. Times are UTC, days Europe/London.
"""

import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from portal.foundation.vault.fields import EncryptedTextField
from reviews.conduct.models.cases import Case, Grant
from reviews.conduct.models.parties import Complainant, Subject


class Answer(models.TextChoices):
    YES = "yes", "Yes"
    NO = "no", "No"
    UNCLEAR = "unclear", "Not clear"


class ChecklistQuerySet(models.QuerySet["ChecklistAnswer"]):
    def newest(self, case: Case) -> dict[str, str]:
        """The answer that counts, by question."""
        return dict(self.filter(case=case).order_by("at", "id").values_list("question", "answer"))


class ChecklistAnswer(models.Model):
    """One test of jurisdiction, answered. A wrong form, or no paragraph quoted, is no test (brief, 5.1)."""

    class Question(models.TextChoices):
        NAMED = "named", "Is a member named?"
        OURS = "ours", "Is it a member of this council, or of one of its parishes?"
        IN_OFFICE = "in_office", "Were they in office at the time?"
        CODE_IN_FORCE = "code_in_force", "Was the relevant Code in force at the time?"
        IN_CAPACITY = "in_capacity", "Did they act in the capacity of a councillor?"
        WOULD_BREACH = "would_breach", "If it is proven, would it breach the Code?"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="checklist")
    question = models.CharField(max_length=16, choices=Question.choices)
    answer = models.CharField(max_length=8, choices=Answer.choices)
    words = EncryptedTextField(blank=True, max_length=2000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)

    objects = ChecklistQuerySet.as_manager()

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(question__in=["named", "ours", "in_office", "code_in_force", "in_capacity", "would_breach"])
                & Q(answer__in=Answer.values),
                name="conduct_checklist_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.question} of {self.case}"


class CapacityRecord(models.Model):
    """Whether somebody acted as a councillor: what was looked at, and the conclusion (brief, section 4).

    The test is the impression of a reasonable member of the public who knows all the facts. A disclaimer decides
    nothing.
    """

    class Conclusion(models.TextChoices):
        OFFICIAL = "official", "Acted as a councillor"
        IMPRESSION = "gives_impression", "Gave the impression of acting as a councillor"
        MISUSE = "misuse_of_position", "Misused the position"
        PRIVATE = "private", "Acted privately"
        UNCLEAR = "unclear", "Not clear"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="capacity_records")
    subject = models.ForeignKey(
        Subject, on_delete=models.PROTECT, related_name="capacity_records", null=True, blank=True
    )
    """The member whom it concerns; None for all of them."""
    account = EncryptedTextField(blank=True, max_length=300)
    bio_tells_role = models.CharField("Does the profile name the office or the party?", max_length=8, choices=Answer)
    name_has_title = models.CharField("Does the name say Cllr or Councillor?", max_length=8, choices=Answer)
    council_marks = models.CharField("Council e-mail, logo or photographs?", max_length=8, choices=Answer)
    council_business = models.CharField("Is it about council business or casework?", max_length=8, choices=Answer)
    answers_resident = models.CharField("Does it answer a resident?", max_length=8, choices=Answer)
    used_before = models.CharField("Was the account used for the office before?", max_length=8, choices=Answer)
    has_disclaimer = models.CharField("Is there a disclaimer?", max_length=8, choices=Answer)
    council_resources = models.CharField("Council device or resources?", max_length=8, choices=Answer)
    private_group = EncryptedTextField("In a private group: who is in it?", blank=True, max_length=1000)
    seen_by = EncryptedTextField("Who would reasonably see it?", blank=True, max_length=1000)
    conclusion = models.CharField(max_length=20, choices=Conclusion.choices)
    reasons = EncryptedTextField(max_length=5000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    conclusion__in=["official", "gives_impression", "misuse_of_position", "private", "unclear"]
                ),
                name="conduct_capacity_known",
            ),
        ]

    def __str__(self) -> str:
        return f"Capacity in {self.case}"


class Factor(models.Model):
    """One thing that was weighed when it was assessed whether the case should be taken up (brief, 5.1)."""

    class Kind(models.TextChoices):
        INFORMATION = "information", "Whether there is enough information"
        SERIOUSNESS = "seriousness", "Seriousness and proportion"
        TIME = "time", "Time that has gone by"
        DECIDED_BEFORE = "decided_before", "The same or a similar complaint was decided before"
        MOTIVE = "motive", "Trivial, vexatious, malicious, tit for tat or politically motivated"
        REMEDIED = "remedied", "An apology or a remedy was given already"
        OTHER_REMEDY = "other_remedy", "Another remedy is better"
        BETWEEN_MEMBERS = "between_members", "Member against member: more room for robust debate, not for abuse"
        STILL_MEMBER = "still_member", "Whether they are still a member"
        PUBLIC_INTEREST = "public_interest", "Resources against the public interest"
        PATTERN = "pattern", "A pattern of behaviour"
        OVERLAP = "overlap", "Police or a court deal with it too"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="factors")
    kind = models.CharField(max_length=16, choices=Kind.choices)
    words = EncryptedTextField(blank=True, max_length=2000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.kind} in {self.case}"


class IdentityDecision(models.Model):
    """Whether a complainant's name is withheld (guards CG5 and CG6). A refusal offers withdrawal first."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="identity_decisions")
    complainant = models.ForeignKey(Complainant, on_delete=models.PROTECT, related_name="decisions")
    is_granted = models.BooleanField()
    reasons = EncryptedTextField(max_length=5000)
    offered_until = models.DateField(null=True, blank=True)
    """Last day of the offer to withdraw, after a refusal."""
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(is_granted=True, offered_until=None) | Q(is_granted=False, offered_until__isnull=False),
                name="conduct_identity_refusal_offers",
            ),
        ]

    def __str__(self) -> str:
        return f"Decision about a name in {self.case}"


class NotedQuerySet(models.QuerySet["Noted"]):
    def of(self, case: Case, *kinds: str) -> Self:
        return self.filter(case=case, kind__in=kinds)


class Noted(models.Model):
    """A dated fact of a case that a guard asks for, or that has to be on record."""

    class Kind(models.TextChoices):
        QUESTION = "question", "What the complainant was asked"
        REMINDED = "reminded", "The complainant was reminded"
        WITHDRAWAL = "withdrawal", "The complainant asked to withdraw"
        CONSULTED = "consulted", "The complainant was consulted about a local resolution"
        COMMITTEE = "committee", "Reported to the committee"
        CRIME = "crime", "A crime is suspected"
        INTEREST = "interest", "An offence about a disclosable pecuniary interest is suspected (section 34)"
        NO_REFERRAL = "no_referral", "Decided not to refer what was suspected"
        NEW_MATERIAL = "new_material", "New material"
        MORE_TIME = "more_time", "More time was given"
        MEMBERS_IP = "members_ip", "The member spoke with their Independent Person"
        NO_CONTACT = "no_contact", "What looked like contact details, and is none"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="noted")
    kind = models.CharField(max_length=16, choices=Kind.choices)
    on = models.DateField()
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="noted", null=True, blank=True)
    grant = models.ForeignKey(Grant, on_delete=models.PROTECT, related_name="noted", null=True, blank=True)
    """The complainant's part in the case, when it is theirs."""
    words = EncryptedTextField(blank=True, max_length=5000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    """None when a complainant without an account wrote it."""
    at = models.DateTimeField(default=timezone.now, editable=False)

    objects = NotedQuerySet.as_manager()

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            # Guard CG3: what a member says to their Independent Person is never stored, only that they spoke.
            models.CheckConstraint(condition=~Q(kind="members_ip") | Q(words=""), name="conduct_noted_talk_is_private"),
        ]
        indexes = [models.Index(fields=["case", "kind"], name="conduct_noted_of_case")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} in {self.case}"
