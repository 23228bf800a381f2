"""The custody log of a record: who did what with which object, in one chain that the database itself makes.

A trigger numbers, dates and chains each entry, and refuses every change of one (migration `custody`).
"""

import uuid

from django.db import models
from django.db.models import Q

from abuse_log.evidence.taxonomy import Deed, Hand
from portal.foundation.people.models import User

NO_HASH = "0" * 64


class CustodyEntry(models.Model):
    """One act or view. `seq`, `at` (UTC), `prev_hash` and `hash` are the trigger's, whatever is given.

    `hash` is the SHA-256 of eight lines of text: see `abuse_log.evidence.chain`.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    incident = models.ForeignKey("abuse_log.Incident", on_delete=models.PROTECT, related_name="custody")
    seq = models.PositiveIntegerField(default=0, editable=False)
    at = models.DateTimeField(null=True, editable=False)
    actor = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    pseudonym = models.CharField(max_length=16)
    role = models.CharField(max_length=8, choices=Hand.choices)
    action = models.CharField(max_length=13, choices=Deed.choices)
    what = models.CharField(max_length=80)
    object_hash = models.CharField(max_length=64, blank=True)
    prev_hash = models.CharField(max_length=64, editable=False)
    hash = models.CharField(max_length=64, editable=False)

    class Meta:
        ordering = ["seq"]
        constraints = [
            models.UniqueConstraint(fields=["incident", "seq"], name="abuse_log_custody_seq"),
            models.CheckConstraint(condition=Q(action__in=Deed.values), name="abuse_log_custody_action"),
            models.CheckConstraint(condition=Q(role__in=Hand.values), name="abuse_log_custody_role"),
            # A line break would let one field pose as two in the text that is hashed.
            models.CheckConstraint(
                condition=~Q(what__contains="\n") & ~Q(pseudonym__contains="\n"), name="abuse_log_custody_one_line"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.what} ({self.seq} of {self.incident_id})"
