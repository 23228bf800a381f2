"""Asking for the committee's report."""

from django.db import transaction

from portal.foundation.audit.actions import record
from portal.foundation.outbox import actions as outbox
from portal.foundation.outbox.models import Item
from portal.foundation.people.models import User
from reviews.conduct.actions.refusals import Refused
from reviews.conduct.models import CommitteeReport
from reviews.conduct.permissions import may_hold
from reviews.conduct.reports.years import ended_years

KIND = "conduct.report"


@transaction.atomic
def ask_report(*, year: int, by: User) -> CommitteeReport:
    """Have the worker count a municipal year that is over. Asked again it is the same report; one whose count failed
    is tried again. Raises Refused for anybody but the Monitoring Officer's office, and for any other year.
    """
    if not may_hold(by):
        raise Refused("The Monitoring Officer’s office asks for this report.")
    if year not in ended_years():
        raise Refused("Choose a municipal year that is over.")
    report, is_new = CommitteeReport.objects.get_or_create(year=year, defaults={"asked_by": by})
    if is_new:
        record("conduct.report.asked", by=by, about=report, data={"year": year})
    if not report.is_made:
        outbox.add(KIND, key=_key(year), payload={"year": str(year)})
        for failed in Item.objects.dead().filter(dedupe_key=_key(year)):
            outbox.revive(failed, by)
    return report


def has_failed(report: CommitteeReport) -> bool:
    return not report.is_made and Item.objects.dead().filter(dedupe_key=_key(report.year)).exists()


def _key(year: int) -> str:
    return f"{KIND}:{year}"
