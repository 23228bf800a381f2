"""Lines of the page "Who may do what"; the questions themselves are answered in foundation/records/permissions.py."""

from portal.foundation.people.models import Role
from portal.foundation.people.permissions import MONITORING_OFFICERS, Deed

RECORD_OFFICERS: tuple[Role, ...] = (Role.INFORMATION_GOVERNANCE, *MONITORING_OFFICERS)

DEEDS: tuple[Deed, ...] = (
    Deed(
        "Place and lift a legal hold, and hand out a whole record",
        RECORD_OFFICERS,
        "With a reason, written down. Of a request for the Monitoring Officer’s office only, information governance "
        "sees the reference and the holder; that office hands it out and lifts its own holds.",
    ),
    Deed("Find which records there are about a person", RECORD_OFFICERS, "Reference and holder only, with a reason."),
    Deed(
        "Approve that a record is disposed of",
        RECORD_OFFICERS,
        "Information governance; the Monitoring Officer’s office of what is that office’s only. Never their own. Of a "
        "case of conduct that office alone knows, and nobody with a stake in it. What a member shared with nobody ends "
        "by the member’s word or by its rule, and no officer sees that it is there.",
    ),
    Deed("Keep a record longer", (Role.COMMS_LEAD, *RECORD_OFFICERS), "As far as it is theirs."),
    Deed("Change how long records are kept", (Role.INFORMATION_GOVERNANCE,), "With a reason; old records too."),
)
