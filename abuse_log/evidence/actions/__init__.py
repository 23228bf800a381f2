"""Everything that changes the evidence of a record: one transaction, one custody entry, one audit event."""

from abuse_log.evidence.actions.covering import NothingToCover, cover
from abuse_log.evidence.actions.custody import note_view
from abuse_log.evidence.actions.exhibits import add_exhibit, describe

__all__ = ["NothingToCover", "add_exhibit", "cover", "describe", "note_view"]
