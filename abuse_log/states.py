"""The two tracks of an incident. They run side by side: neither moves the other, and no timer moves either.

The decision track has no forbidden step: any choice may follow any other, as often as the member likes.
The platform track is the table below, one track for each report. Who may: the member, or a helper with the
grade "act". Both keep every step (`Decision`, `PlatformUpdate`), so a mistake is mended by a further step.
"""

from collections.abc import Iterable

from abuse_log.taxonomy import Choice, ReportStatus

Status = ReportStatus

REPORT_TABLE: dict[ReportStatus, tuple[ReportStatus, ...]] = {
    Status.SUBMITTED: (
        Status.ACKNOWLEDGED,
        Status.REMOVED,
        Status.RESTRICTED,
        Status.NO_VIOLATION,
        Status.TAKEN_FURTHER,
        Status.NO_REPLY,
    ),
    Status.ACKNOWLEDGED: (
        Status.REMOVED,
        Status.RESTRICTED,
        Status.NO_VIOLATION,
        Status.TAKEN_FURTHER,
        Status.NO_REPLY,
    ),
    Status.NO_VIOLATION: (Status.APPEALED, Status.TAKEN_FURTHER, Status.REMOVED, Status.RESTRICTED),
    Status.APPEALED: (
        Status.REMOVED,
        Status.RESTRICTED,
        Status.NO_VIOLATION,
        Status.TAKEN_FURTHER,
        Status.NO_REPLY,
    ),
    Status.TAKEN_FURTHER: (Status.REMOVED, Status.RESTRICTED, Status.NO_VIOLATION, Status.NO_REPLY),
    Status.NO_REPLY: (
        Status.ACKNOWLEDGED,
        Status.REMOVED,
        Status.RESTRICTED,
        Status.NO_VIOLATION,
        Status.TAKEN_FURTHER,
    ),
    Status.REMOVED: (Status.ACKNOWLEDGED, Status.RESTRICTED, Status.NO_VIOLATION),
    Status.RESTRICTED: (Status.ACKNOWLEDGED, Status.REMOVED, Status.NO_VIOLATION, Status.APPEALED),
}
"""From: to. The last two rows mend a step noted by mistake, or something that has come back."""

WAITING = frozenset({Status.SUBMITTED, Status.ACKNOWLEDGED})
"""Only here do reminders wait. Leaving cancels them; coming back starts none: a person reports anew for that."""


def can_follow(start: str, end: str) -> bool:
    """Whether a report that stands at `start` may go to `end`."""
    return end in REPORT_TABLE[ReportStatus(start)]


def headline(choice: str, report_statuses: Iterable[str]) -> str:
    """One short neutral line for a list, made from both tracks; never stored."""
    statuses = {ReportStatus(status) for status in report_statuses}
    if statuses & WAITING:
        return "Waiting for a platform"
    if statuses:
        return "Answered by a platform" if statuses - {Status.NO_REPLY} else "No answer from a platform"
    return {
        Choice.UNDECIDED: "Recorded",
        Choice.PURSUE: "To be pursued",
        Choice.IGNORE: "Kept as a record",
        Choice.ACKNOWLEDGE: "To be acknowledged",
    }[Choice(choice)]
