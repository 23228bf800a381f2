"""References, legal holds, retention and what is left of a record that was disposed of, disclosures."""

from portal.foundation.records.models.counters import Counter
from portal.foundation.records.models.disclosures import Disclosure, Law, PersonSearch, Redaction
from portal.foundation.records.models.holds import Hold
from portal.foundation.records.models.retention import (
    Certificate,
    Disposal,
    DraftsGone,
    RetentionChange,
    RetentionRule,
    Tombstone,
)

__all__ = [
    "Certificate",
    "Counter",
    "Disclosure",
    "Disposal",
    "DraftsGone",
    "Hold",
    "Law",
    "PersonSearch",
    "Redaction",
    "RetentionChange",
    "RetentionRule",
    "Tombstone",
]
