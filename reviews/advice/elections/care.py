"""Inside a pre-election period the Monitoring Officer's office checks what the council publishes through the portal.

Source: Local Government Act 1986, sections 2 and 4, and the publicity code of 2011.
"""

from datetime import UTC, date, datetime

from django.db.models import QuerySet
from django.utils import timezone

from guidance.editing.care import Care
from reviews.advice.elections.models import PreElectionPeriod, first_moment

WHO = "so the Monitoring Officer or a deputy who did not write it reads it once more and approves these words."


def period_now() -> PreElectionPeriod | None:
    """The period in force that began last; a check counts from then on."""
    return _latest(PreElectionPeriod.objects.in_force())


def period_care(day: date) -> Care | None:
    """When a period is in force now, or will be on the day from which the text is to be in force."""
    if (now := period_now()) is not None:
        return Care(f"A pre-election period is in force ({now}, until {now.until}), {WHO}", now.starts_at)
    moment = max(first_moment(day), timezone.now())
    then = _latest(PreElectionPeriod.objects.in_force(moment))
    if then is None:
        return None
    # Whoever approves it now knows of the period that is to come.
    return Care(f"It would begin in a pre-election period ({then}, until {then.until}), {WHO}", _long_ago())


def _latest(found: "QuerySet[PreElectionPeriod]") -> PreElectionPeriod | None:
    return found.order_by("-starts_at", "id").first()


def _long_ago() -> datetime:
    return datetime(2000, 1, 1, tzinfo=UTC)
