"""Tell the officers, once a month, that the page of the month before is there (rule REM17)."""

from django.db import transaction
from django.utils import timezone

from abuse_log.models import Briefing
from abuse_log.sharing.figures import counted_in, month_before
from portal.foundation.outbox.actions import Entry, add_all
from portal.foundation.people.models import Role, User
from portal.foundation.people.permissions import MONITORING_OFFICERS


@transaction.atomic
def tell_of_month() -> None:
    """A mail to each safety lead and to the Monitoring Officer's office. Run often, it is told once a month."""
    month = month_before(timezone.localdate())
    if not counted_in(month).exists() or not Briefing.objects.get_or_create(month=month)[1]:
        return
    named = f"{month:%Y-%m}"
    readers = User.objects.holding(Role.SAFETY_LEAD, *MONITORING_OFFICERS).order_by("pk")
    add_all(
        Entry("record.briefing", f"record.briefing:{named}:{one.pk}", {"month": named, "reader": str(one.pk)})
        for one in readers
    )
