"""What belongs to one request: the wording in its versions, pictures, messages, internal notes and its history."""

import hashlib
import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone

from portal.foundation.files.models import StoredFile
from portal.foundation.people.models import User
from portal.foundation.vault.fields import EncryptedTextField
from reviews.advice.choices import EscalationReason
from reviews.advice.models.requests import Request
from reviews.advice.states import State, Verb


def fingerprint(text: str) -> str:
    """SHA-256 of the text in UTF-8, as 64 hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()


class WordingVersion(models.Model):
    """The exact wording as it was sent, with line breaks. Advice is bound to one version; none is ever changed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    item = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="wordings")
    number = models.PositiveSmallIntegerField()
    text = EncryptedTextField()
    sha256 = models.CharField(max_length=64)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["item", "number"]
        constraints = [
            models.UniqueConstraint(fields=["item", "number"], name="advice_wording_number_once"),
            models.CheckConstraint(
                condition=Q(sha256__regex="^[0-9a-f]{64}$"), name="advice_wording_fingerprint_whole"
            ),
        ]

    def __str__(self) -> str:
        return f"Wording {self.number}"

    def is_intact(self) -> bool:
        """Whether the text is still the one that was fingerprinted."""
        return fingerprint(self.text) == self.sha256


class Picture(models.Model):
    """A picture that the member sent with the request."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    item = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="pictures")
    file = models.OneToOneField(StoredFile, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return "Picture"


class Message(models.Model):
    """Between the member and those who advise. The member reads every one of these."""

    class Sort(models.TextChoices):
        QUESTION = "question", "Question"
        REPLY = "reply", "Reply"
        DECLINED = "declined", "Not taken up"
        FOLLOW_UP = "more", "Asked once more"
        REDIRECTED = "redirect", "Shown another way"

    class Sender(models.TextChoices):
        MEMBER = "member", "The member"
        COMMUNICATIONS = "communications", "Communications Team"
        OFFICE = "office", "The Monitoring Officer’s office"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    item = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="messages")
    sort = models.CharField(max_length=8, choices=Sort.choices)
    sender = models.CharField(max_length=14, choices=Sender.choices)
    text = EncryptedTextField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(sort__in=("reply", "more"), sender="member")
                | ~Q(sort__in=("reply", "more")) & ~Q(sender="member"),
                name="advice_message_replies_are_the_members",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_sort_display()} from {self.get_sender_display()}"


class Note(models.Model):
    """Internal to those who advise. A table of its own, so that no page or mail of the member can pick one up."""

    class Sort(models.TextChoices):
        NOTE = "note", "Note"
        ESCALATED = "escalated", "Adviser’s view"
        RETURNED = "returned", "From the Monitoring Officer’s office"
        HANDED = "handed", "Handed over"
        HERE = "here", "Answered here, though reasons spoke for the Monitoring Officer"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    item = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="notes")
    sort = models.CharField(max_length=9, choices=Sort.choices, default=Sort.NOTE)
    reason = models.CharField(max_length=16, choices=EscalationReason.choices, blank=True)
    text = EncryptedTextField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(sort="escalated") & ~Q(reason="") | ~Q(sort="escalated") & Q(reason=""),
                name="advice_note_reason_when_escalated",
            ),
        ]

    def __str__(self) -> str:
        return self.get_sort_display()


class Transition(models.Model):
    """One row for each change of state; written once. ``version`` is the request's version after the change."""

    id = models.BigAutoField(primary_key=True)
    item = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="history")
    version = models.PositiveIntegerField()
    verb = models.CharField(max_length=16, choices=Verb.choices)
    from_state = models.CharField(max_length=16, choices=State.choices)
    to_state = models.CharField(max_length=16, choices=State.choices)
    by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+", null=True, blank=True, help_text="Empty: the portal itself."
    )
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["item", "version"]
        constraints = [
            models.UniqueConstraint(fields=["item", "version"], name="advice_transition_version_once"),
            models.CheckConstraint(condition=Q(verb__in=Verb.values), name="advice_transition_known_verb"),
            models.CheckConstraint(
                condition=Q(from_state__in=State.values, to_state__in=State.values),
                name="advice_transition_known_states",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_verb_display()}: {self.from_state} to {self.to_state}"
