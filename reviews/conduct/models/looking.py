"""Looks of the investigating officer at public profiles. Only ever added to. Times are UTC."""

import uuid
from datetime import datetime, timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from portal.foundation.vault.fields import EncryptedTextField
from reviews.conduct.models.cases import Case


class ProfileLookQuerySet(models.QuerySet["ProfileLook"]):
    def at_profile(self, *hashes: str) -> Self:
        """Looks at one profile, by any of the names under which it is known (``profiles.hashes_of``)."""
        known = [one for one in hashes if one]
        return self.filter(Q(account_hash__in=known) | Q(address_hash__in=known))

    def within(self, days: int) -> Self:
        """Of the last so many days."""
        return self.filter(at__gt=timezone.now() - timedelta(days=days))

    def before(self, moment: datetime, pk: uuid.UUID) -> Self:
        """Of a list with the newest first, what comes after that place."""
        return self.filter(Q(at__lt=moment) | Q(at=moment, pk__lt=pk))


class ProfileLook(models.Model):
    """One look at a public profile: which, why, and what was seen, in one line (artefact ``look``).

    To look again and again at what one person publishes may be directed surveillance, which needs an authorisation
    (Regulation of Investigatory Powers Act 2000, sections 26 and 28). So each look is on record, and from the third on
    it has a reason and says whether advice was taken.
    """

    class Advice(models.TextChoices):
        AUTHORISED = "authorised", "Yes, and it is authorised"
        NOT_NEEDED = "not_needed", "Yes, and no authorisation is needed"
        NOT_TAKEN = "not_taken", "No"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="profile_looks")
    account = EncryptedTextField(max_length=200)
    address = EncryptedTextField(blank=True, max_length=500)
    account_hash = models.CharField(max_length=64, editable=False)
    address_hash = models.CharField(max_length=64, blank=True, editable=False)
    """Keyed hashes: looks at one profile are counted whatever the spelling, and the name stays sealed."""
    purpose = EncryptedTextField(max_length=2000)
    seen = EncryptedTextField(max_length=300)
    is_repeated = models.BooleanField(default=False, editable=False)
    because = EncryptedTextField(blank=True, max_length=2000)
    """Why it was looked at once more."""
    advice = models.CharField(max_length=10, choices=Advice.choices, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)

    objects = ProfileLookQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(is_repeated=False, advice="", because=b"")
                | Q(is_repeated=True, advice__in=["authorised", "not_needed", "not_taken"]) & ~Q(because=b""),
                name="conduct_look_repeated_says_why",
            ),
        ]
        indexes = [
            models.Index(fields=["account_hash"], name="conduct_look_account"),
            models.Index(fields=["address_hash"], name="conduct_look_address"),
        ]

    def __str__(self) -> str:
        return f"Look at a profile in {self.case}"
