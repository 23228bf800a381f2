"""What a record is made of. Other apps import from here."""

from abuse_log.evidence.models import CustodyEntry, Description, Dispatch, Exhibit, Pack, Redaction, Stamp
from abuse_log.models.content import Account, Words
from abuse_log.models.incident import Incident, neutral_reference
from abuse_log.models.ring import RingRequest
from abuse_log.models.tracks import Decision, PlatformReport, PlatformUpdate

__all__ = [
    "Account",
    "CustodyEntry",
    "Decision",
    "Description",
    "Dispatch",
    "Exhibit",
    "Incident",
    "Pack",
    "PlatformReport",
    "PlatformUpdate",
    "Redaction",
    "RingRequest",
    "Stamp",
    "Words",
    "neutral_reference",
]
