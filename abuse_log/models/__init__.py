"""What a record is made of. Other apps import from here."""

from abuse_log.evidence.models import CustodyEntry, Description, Dispatch, Exhibit, Pack, Redaction, Stamp
from abuse_log.life.models import KeptEntry, Takeaway
from abuse_log.models.content import Account, Words
from abuse_log.models.incident import Incident, neutral_reference
from abuse_log.models.particulars import Link, Particulars
from abuse_log.models.police import PoliceReport, PoliceUpdate
from abuse_log.models.ring import RingRequest
from abuse_log.models.risk import RiskLevel
from abuse_log.models.steps import PageStep, StandStep, SupportStep
from abuse_log.models.traces import Trace
from abuse_log.models.tracks import Decision, PlatformReport, PlatformUpdate
from abuse_log.models.wishes import ReminderWishes
from abuse_log.sharing.models import Briefing, Consent, InterestRequest, Share, ShareStep, Spared

__all__ = [
    "Account",
    "Briefing",
    "Consent",
    "CustodyEntry",
    "Decision",
    "Description",
    "Dispatch",
    "Exhibit",
    "Incident",
    "InterestRequest",
    "KeptEntry",
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
    "Share",
    "ShareStep",
    "Spared",
    "Stamp",
    "StandStep",
    "SupportStep",
    "Takeaway",
    "Trace",
    "Words",
    "neutral_reference",
]
