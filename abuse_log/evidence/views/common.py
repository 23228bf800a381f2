"""What pages of the evidence share, and what the page of a record shows of it."""

from typing import Any

from django.shortcuts import get_object_or_404

from abuse_log.evidence.models import Exhibit, Redaction
from abuse_log.models import Incident
from abuse_log.permissions import May


def for_record(incident: Incident, may: May) -> dict[str, Any]:
    """For the page of a record: how many there are. Nothing of what they show."""
    return {"exhibit_count": incident.exhibits.count(), "may": may}


def covered_copy(exhibit: Exhibit) -> Redaction | None:
    """The latest copy with parts covered that was asked for, made or not yet.

    Where there is one, officers see it and nothing else of the picture.
    """
    return exhibit.redactions.with_files().order_by("-number").first()


def find_exhibit(incident: Incident, number: int) -> Exhibit:
    """An exhibit of this record; Http404 when there is none of that number."""
    return get_object_or_404(Exhibit.objects.with_files(), incident=incident, number=number)
