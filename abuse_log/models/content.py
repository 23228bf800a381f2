"""What is shown only to who asks for it: the exact words and the accounts. Read is logged."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone

from abuse_log.models.incident import Incident
from abuse_log.taxonomy import Barred, IdentifiedBy, Platform, Relationship, WordsKind
from portal.foundation.people.models import User
from portal.foundation.vault.fields import EncryptedTextField


class Words(models.Model):
    """Words as they were, pasted and never changed: more of them is another row."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="words")
    kind = models.CharField(max_length=6, choices=WordsKind.choices, default=WordsKind.SAID)
    text = EncryptedTextField()
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["added_at", "id"]
        verbose_name_plural = "words"
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=WordsKind.values), name="abuse_log_words_kind"),
        ]

    def __str__(self) -> str:
        return f"words of {self.incident_id}"


ACCOUNT_CHOICES: dict[str, type[models.TextChoices]] = {
    "relationship": Relationship,
    "identified_by": IdentifiedBy,
    "barred": Barred,
}


class Account(models.Model):
    """An account from which something came: not a person, and never merged with another by itself."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="accounts")
    platform = models.CharField(max_length=10, choices=Platform.choices, blank=True)
    handle = EncryptedTextField(blank=True)
    display_name = EncryptedTextField(blank=True)
    profile_link = EncryptedTextField(blank=True)
    platform_user_id = EncryptedTextField(blank=True)
    relationship = models.CharField(max_length=10, choices=Relationship.choices, blank=True)
    identified_by = models.CharField(max_length=8, choices=IdentifiedBy.choices, blank=True)
    barred = models.CharField(max_length=10, choices=Barred.choices, blank=True)
    barred_on = models.DateField(null=True, blank=True)
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["added_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(platform="") | Q(platform__in=Platform.values), name="abuse_log_account_platform"
            ),
            *(
                models.CheckConstraint(
                    condition=Q((name, "")) | Q((f"{name}__in", choices.values)), name=f"abuse_log_account_{name}"
                )
                for name, choices in ACCOUNT_CHOICES.items()
            ),
            models.CheckConstraint(condition=Q(barred_on=None) | ~Q(barred=""), name="abuse_log_account_barred_since"),
        ]

    def __str__(self) -> str:
        return f"account of {self.incident_id}"
