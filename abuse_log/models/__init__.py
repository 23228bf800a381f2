"""What a record is made of. Other apps import from here."""

from abuse_log.evidence.models import CustodyEntry, Description, Dispatch, Exhibit, Pack, Redaction, Stamp
from abuse_log.models.content import Account, Words
from abuse_log.models.incident import Incident, neutral_reference
from abuse_log.models.particulars import Link, Particulars
from abuse_log.models.police import PoliceReport, PoliceUpdate
from abuse_log.models.ring import RingRequest
from abuse_log.models.risk import RiskLevel
from abuse_log.models.steps import PageStep, StandStep, SupportStep
from abuse_log.models.tracks import Decision, PlatformReport, PlatformUpdate
from abuse_log.models.wishes import ReminderWishes

__all__ = [
    "Account",
    "CustodyEntry",
    "Decision",
    "Description",
    "Dispatch",
    "Exhibit",
    "Incident",
    "Link",
    "Pack",
    "PageStep",
    "Particulars",
    "PlatformReport",
    "PlatformUpdate",
    "PoliceReport",
    "PoliceUpdate",
    "Redaction",
    "ReminderWishes",
    "RingRequest",
    "RiskLevel",
    "Stamp",
    "StandStep",
    "SupportStep",
    "Words",
    "neutral_reference",
]
