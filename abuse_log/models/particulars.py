"""What is told of a record later, in any order or never. One row at most; the lists never load it.

Fields follow the three readers to whom a member may one day give them (the police, a platform, the Monitoring
Officer). There is none for a claimed name, for suspected further accounts, or for the health of an author.
"""

import uuid
from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone

from abuse_log.models.incident import Incident
from abuse_log.taxonomy import (
    AskedToStop,
    Behaviour,
    Capacity,
    Effect,
    Harm,
    Hostility,
    Known,
    Safeguarding,
    Target,
    Visibility,
    YesNo,
)
from portal.foundation.people.models import User
from portal.foundation.vault.fields import EncryptedTextField


def _one(choices: type[models.TextChoices]) -> "models.CharField[str, str]":
    return models.CharField(max_length=16, choices=choices.choices, blank=True)


def _many(choices: type[models.TextChoices]) -> "ArrayField[list[str], list[str]]":
    return ArrayField(models.CharField(max_length=16, choices=choices.choices), default=list, blank=True)


ONE_OF: dict[str, type[models.TextChoices]] = {
    "capacity": Capacity,
    "about_office": YesNo,
    "in_election": YesNo,
    "visibility": Visibility,
    "asked_to_stop": AskedToStop,
    "is_ongoing": YesNo,
    "others_targeted": YesNo,
}
SOME_OF: dict[str, type[models.TextChoices]] = {
    "effects": Effect,
    "hostility": Hostility,
    "harms": Harm,
    "targets": Target,
    "known": Known,
    "safeguarding": Safeguarding,
}


class Particulars(models.Model):
    """Everything of 3.1 of the domain brief that is not needed to save. All free text is sealed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    incident = models.OneToOneField(Incident, on_delete=models.PROTECT, related_name="particulars")
    # in what office, and whether the office or an election was named
    capacity = _one(Capacity)
    about_office = _one(YesNo)
    in_election = _one(YesNo)
    office_words = EncryptedTextField(blank=True)
    # where exactly
    visibility = _one(Visibility)
    thread_link = EncryptedTextField(blank=True)
    post_id = EncryptedTextField(blank=True)
    issue = EncryptedTextField(blank=True)
    # in person
    place = EncryptedTextField(blank=True)
    vehicle = EncryptedTextField(blank=True)
    appearance = EncryptedTextField(blank=True)
    known = _many(Known)
    safety_words = EncryptedTextField(blank=True)
    # what it did, and what is wanted
    effects = _many(Effect)
    effect_words = EncryptedTextField(blank=True)
    outcome_sought = EncryptedTextField(blank=True)
    asked_to_stop = _one(AskedToStop)
    asked_to_stop_on = models.DateField(null=True, blank=True)
    asked_to_stop_how = EncryptedTextField(blank=True)
    # hostility, as perceived
    hostility = _many(Hostility)
    hostility_words = EncryptedTextField(blank=True)
    # a threat
    harms = _many(Harm)
    targets = _many(Target)
    threat_when = EncryptedTextField(blank=True)
    threat_means = EncryptedTextField(blank=True)
    prior_contact = EncryptedTextField(blank=True)
    # how often, and who else
    is_ongoing = _one(YesNo)
    times_counted = models.PositiveIntegerField(null=True, blank=True)
    frequency = EncryptedTextField(blank=True)
    witnesses = EncryptedTextField(blank=True)
    others_targeted = _one(YesNo)
    others_words = EncryptedTextField(blank=True)
    safeguarding = _many(Safeguarding)
    safeguarding_words = EncryptedTextField(blank=True)

    class Meta:
        verbose_name_plural = "particulars"
        constraints = [
            *(
                models.CheckConstraint(
                    condition=Q((name, "")) | Q((f"{name}__in", choices.values)), name=f"abuse_log_told_{name}"
                )
                for name, choices in ONE_OF.items()
            ),
            *(
                models.CheckConstraint(
                    condition=Q((f"{name}__contained_by", choices.values)), name=f"abuse_log_told_{name}"
                )
                for name, choices in SOME_OF.items()
            ),
        ]

    def __str__(self) -> str:
        return f"particulars of {self.incident_id}"


class LinkQuerySet(models.QuerySet["Link"]):
    def among(self, incident: Incident) -> Self:
        """The links of one record, to what came before it and to what came after."""
        return self.filter(Q(incident=incident) | Q(earlier=incident))

    def with_records(self) -> Self:
        return self.select_related("incident", "earlier")


class Link(models.Model):
    """A person says that two records of one member belong together. Nothing links by itself."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="links")
    earlier = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="linked_from")
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = LinkQuerySet.as_manager()

    class Meta:
        ordering = ["added_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["incident", "earlier"], name="abuse_log_link_once"),
            models.CheckConstraint(condition=~Q(incident=models.F("earlier")), name="abuse_log_link_to_another"),
        ]

    def __str__(self) -> str:
        return f"{self.incident_id} belongs to {self.earlier_id}"

    def other(self, incident: Incident) -> Incident:
        """The record at the other end."""
        return self.earlier if self.incident_id == incident.pk else self.incident


PARTICULARS = frozenset(field.name for field in Particulars._meta.local_fields) - {"id", "incident"}
"""The names of all that can be told later."""
LABELS: dict[str, type[models.TextChoices]] = {"behaviours": Behaviour, **SOME_OF}


def particulars_of(incident: Incident) -> Particulars:
    """What was told of this record; a blank row, not saved, when nothing was."""
    try:
        return incident.particulars
    except Particulars.DoesNotExist:
        return Particulars(incident=incident)
