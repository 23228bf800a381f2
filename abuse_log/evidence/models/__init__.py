"""What the evidence of a record is made of; `abuse_log.models` hands it on."""

from abuse_log.evidence.models.custody import CustodyEntry
from abuse_log.evidence.models.exhibit import Description, Exhibit
from abuse_log.evidence.models.pack import Dispatch, Pack
from abuse_log.evidence.models.redaction import Redaction
from abuse_log.evidence.models.stamp import Stamp

__all__ = ["CustodyEntry", "Description", "Dispatch", "Exhibit", "Pack", "Redaction", "Stamp"]
