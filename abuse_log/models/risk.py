"""How urgent a record was found to be, and by whom. Rows are only ever added (a trigger holds it)."""

import uuid
from datetime import datetime

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone

from abuse_log import risk
from abuse_log.models.incident import Incident
from abuse_log.models.particulars import Link, particulars_of
from abuse_log.taxonomy import Risk
from portal.foundation.people.models import User
from portal.foundation.vault.fields import EncryptedTextField


class RiskLevel(models.Model):
    """One level; the one with the highest number holds. No row at all: keep a record.

    Set by the rules (nobody, codes of the rules that raised it) or by a person (a reason, and the codes of all rules
    that held then: they have been weighed and raise nothing again).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="risk_levels")
    number = models.PositiveSmallIntegerField()
    level = models.PositiveSmallIntegerField(choices=Risk.choices)
    rules = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    reason = EncryptedTextField(blank=True)
    set_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    set_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["incident", "number"], name="abuse_log_risk_number"),
            models.CheckConstraint(condition=Q(level__in=Risk.values), name="abuse_log_known_risk"),
            models.CheckConstraint(
                condition=Q(set_by=None) | ~Q(reason=""), name="abuse_log_risk_by_a_person_has_a_reason"
            ),
            models.CheckConstraint(
                condition=Q(set_by__isnull=False) | (Q(reason="") & Q(rules__len__gt=0)),
                name="abuse_log_risk_by_rules_names_them",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_level_display()} ({self.incident_id})"

    @property
    def is_today(self) -> bool:
        return self.level == Risk.TODAY

    @property
    def why(self) -> list[str]:
        """The rules, in words."""
        return risk.reasons(self.rules)


def happened(incident: Incident) -> datetime:
    """The best known time of what happened: then, else when it was seen, else when it was recorded (UTC)."""
    return incident.occurred_at or incident.seen_at or incident.recorded_at


def facts_of(incident: Incident) -> risk.Facts:
    """What the rules look at, as the record and its links stand now."""
    told = particulars_of(incident)
    here = happened(incident)
    linked = Link.objects.among(incident).with_records()
    return risk.Facts(
        behaviours=frozenset(incident.behaviours),
        impact=incident.impact,
        known=frozenset(told.known),
        harms=frozenset(told.harms),
        safeguarding=frozenset(told.safeguarding),
        hostility=frozenset(told.hostility),
        asked_to_stop=told.asked_to_stop,
        others_targeted=told.others_targeted,
        apart=tuple(abs(happened(link.other(incident)) - here).days for link in linked),
    )
