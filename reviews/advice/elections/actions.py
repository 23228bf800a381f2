"""Enter, change and end a pre-election period. Each is in the audit with its dates."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from portal.foundation.audit.actions import record
from portal.foundation.people.models import User, Ward
from reviews.advice.actions import NotAllowed
from reviews.advice.elections.models import PreElectionPeriod, close_of_poll, first_moment
from reviews.advice.elections.permissions import can_change_period, can_end_period, can_keep_periods

FIELDS = ("kind", "notice_date", "poll_date", "starts_at", "ends_at", "version")


class PeriodChanged(Exception):
    """Somebody changed the period after the form was made. Nothing was saved. Holds it as it is now."""

    def __init__(self, period: PreElectionPeriod) -> None:
        super().__init__("Somebody changed these dates after you opened the page.")
        self.period = period


class NeedsWards(ValueError):
    """A by-election is one of named wards."""


@dataclass(frozen=True)
class Dates:
    """What is entered. Days are dates in Europe/London."""

    kind: str
    wards: Collection[Ward]
    poll_date: date
    notice_date: date
    starts_on: date

    def __post_init__(self) -> None:
        if self.kind == PreElectionPeriod.Kind.BY_ELECTION and not self.wards:
            raise NeedsWards("A by-election names its wards.")


@transaction.atomic
def enter_period(*, dates: Dates, by: User) -> PreElectionPeriod:
    if not can_keep_periods(by):
        raise NotAllowed
    period = _filled(PreElectionPeriod(entered_by=by), dates)
    period.save(force_insert=True)
    period.wards.set(dates.wards)
    record("advice.period_entered", by=by, about=period, data=_facts(period, dates))
    return period


@transaction.atomic
def change_period(*, period: PreElectionPeriod, dates: Dates, version: int, by: User) -> PreElectionPeriod:
    """Raises ``NotAllowed`` or ``PeriodChanged``."""
    locked = _lock(period, version)
    if not can_change_period(by, locked):
        raise NotAllowed
    _filled(locked, dates)
    locked.version += 1
    locked.save(update_fields=FIELDS)
    locked.wards.set(dates.wards)
    record("advice.period_changed", by=by, about=locked, data=_facts(locked, dates))
    return locked


@transaction.atomic
def end_period(*, period: PreElectionPeriod, because: str, version: int, by: User) -> PreElectionPeriod:
    """End it before the close of poll, or before it began. What fell inside until now stays marked."""
    locked = _lock(period, version)
    if not can_end_period(by, locked):
        raise NotAllowed
    locked.ends_at = max(locked.starts_at, timezone.now())
    locked.ended_by, locked.ended_because = by, because
    locked.version += 1
    locked.save(update_fields={"ends_at", "ended_by", "ended_because", "version"})
    record("advice.period_ended", by=by, about=locked, data={"ends_at": locked.ends_at.isoformat()})
    return locked


def _lock(period: PreElectionPeriod, version: int) -> PreElectionPeriod:
    locked = PreElectionPeriod.objects.select_for_update().get(pk=period.pk)
    if locked.version != version:
        raise PeriodChanged(locked)
    return locked


def _filled(period: PreElectionPeriod, dates: Dates) -> PreElectionPeriod:
    period.kind, period.notice_date, period.poll_date = dates.kind, dates.notice_date, dates.poll_date
    period.starts_at, period.ends_at = first_moment(dates.starts_on), close_of_poll(dates.poll_date)
    return period


def _facts(period: PreElectionPeriod, dates: Dates) -> dict[str, str | int | bool | None]:
    return {
        "kind": period.kind,
        "notice": dates.notice_date.isoformat(),
        "starts": dates.starts_on.isoformat(),
        "poll": dates.poll_date.isoformat(),
        "wards": ",".join(sorted(str(ward.pk) for ward in dates.wards)),
    }
