"""What of a record can be recognised elsewhere, as keyed hashes: sealed text is matched without being opened."""

import uuid

from django.db import models
from django.db.models import Q

from abuse_log.models.incident import Incident


class TraceKind(models.TextChoices):
    """What is the same. Nothing is concluded about a person."""

    HANDLE = "handle", "The same account name"
    USER_ID = "user_id", "The same account number of the platform"
    PROFILE = "profile", "The same profile"
    LINK = "link", "The same link"
    FILE = "file", "The same file"


class Trace(models.Model):
    """One keyed hash. Rows follow the record by its own actions and go when their account goes."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="traces")
    kind = models.CharField(max_length=7, choices=TraceKind.choices)
    digest = models.CharField(max_length=64)

    class Meta:
        indexes = [models.Index(fields=["digest"], name="abuse_log_trace_digest")]
        constraints = [
            models.UniqueConstraint(fields=["incident", "kind", "digest"], name="abuse_log_trace_once"),
            models.CheckConstraint(condition=Q(kind__in=TraceKind.values), name="abuse_log_trace_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} ({self.incident_id})"
