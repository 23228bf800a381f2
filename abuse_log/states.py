"""The tracks of an incident. They run side by side: none moves another, and no timer moves any.

The decision track has no forbidden step: any choice may follow any other, as often as the member likes.
The platform and the police track are the tables below, one track for each report. What the council does to help,
what was done on one's own page, and whether the record is open, watched or closed, are rows without an order.
Who may: the member, or a helper with the grade "act". All keep every step, so a mistake is mended by a further one.
"""

from collections.abc import Iterable

from abuse_log.taxonomy import Choice, PoliceStatus, ReportStatus, Stand

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


Police = PoliceStatus
_ENDS = (Police.NO_ACTION, Police.PROSECUTOR, Police.CHARGED, Police.CAUTION, Police.ENDED)
POLICE_TABLE: dict[PoliceStatus, tuple[PoliceStatus, ...]] = {
    Police.REPORTED: (Police.INVESTIGATING, *_ENDS),
    Police.INVESTIGATING: _ENDS,
    Police.NO_ACTION: (Police.REVIEW, Police.INVESTIGATING, *_ENDS[1:]),
    Police.REVIEW: (Police.INVESTIGATING, *_ENDS),
    Police.PROSECUTOR: (Police.NO_ACTION, Police.REVIEW, Police.INVESTIGATING, *_ENDS[2:]),
    Police.CHARGED: (Police.NO_ACTION, Police.REVIEW, Police.INVESTIGATING, *_ENDS[3:]),
    Police.CAUTION: (Police.NO_ACTION, Police.REVIEW, Police.INVESTIGATING, Police.CHARGED, Police.ENDED),
    Police.ENDED: (Police.REPORTED, Police.INVESTIGATING, *_ENDS[:-1]),
}
"""From: to. Generous, since the member notes what others did; a step noted by mistake is mended by a further one."""

WITH_POLICE = frozenset({Police.REPORTED, Police.INVESTIGATING, Police.REVIEW, Police.PROSECUTOR, Police.CHARGED})
"""Something may still come from the police or the courts."""


def police_can_follow(start: str, end: str) -> bool:
    """Whether a report to the police that stands at `start` may go to `end`."""
    return end in POLICE_TABLE[PoliceStatus(start)]


def headline(
    choice: str, report_statuses: Iterable[str], police_statuses: Iterable[str] = (), stand: str = Stand.OPEN
) -> str:
    """One short neutral line for a list, made from all tracks; never stored. What still runs comes first."""
    statuses = {ReportStatus(status) for status in report_statuses}
    police = {PoliceStatus(status) for status in police_statuses}
    if stand == Stand.CLOSED:
        return "Closed"
    if police & WITH_POLICE:
        return "With the police"
    if statuses & WAITING:
        return "Waiting for a platform"
    if stand == Stand.MONITORING:
        return "Watching whether it comes again"
    if police:
        return "Answered by the police"
    return _platform_line(statuses) or _CHOSEN[Choice(choice)]


def _platform_line(statuses: set[ReportStatus]) -> str:
    if not statuses:
        return ""
    return "Answered by a platform" if statuses - {Status.NO_REPLY} else "No answer from a platform"


_CHOSEN = {
    Choice.UNDECIDED: "Recorded",
    Choice.PURSUE: "To be pursued",
    Choice.IGNORE: "Kept as a record",
    Choice.ACKNOWLEDGE: "To be acknowledged",
}
