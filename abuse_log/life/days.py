"""When a record is to be erased, and why: asked of the database, which asks itself the same before it erases."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import connection
from django.utils import timezone

from abuse_log.models.incident import Incident
from portal.foundation.records.models import Disposal, Hold, RetentionRule

KIND = "abuse_log.incident"
RECORD_ONLY, TO_PLATFORM, LASTING = KIND, "abuse_log.platform", "abuse_log.lasting"
REVIEW = "abuse_log.review"
CLASSES = (RECORD_ONLY, TO_PLATFORM, LASTING)
ANNOUNCED = timedelta(days=30)
WHY: dict[str, str] = {
    RECORD_ONLY: "Nothing of it was reported or shared.",
    TO_PLATFORM: "It was reported to a platform, and to nobody else.",
    LASTING: "It went to the police, to a lawyer or insurer, or was shared with the council.",
}


@dataclass(frozen=True)
class Life:
    """Under which rule a record falls, since which day (Europe/London), and whether it is the council's too."""

    record_class: str
    ended_on: date
    is_councils: bool

    @property
    def holder(self) -> str:
        return Disposal.Holder.COUNCIL if self.is_councils else Disposal.Holder.MEMBER


def life_of(pk: uuid.UUID) -> Life | None:
    """None for a record that is not there."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT record_class, ended_on, is_councils FROM public.abuse_log_life(%s)", [pk])
        record_class, ended_on, is_councils = cursor.fetchone()
    return Life(record_class, ended_on, is_councils) if ended_on else None


@dataclass(frozen=True)
class Erasure:
    """What the page of a record says of its end. Days are those of Europe/London."""

    life: Life
    rule: RetentionRule
    due_on: date
    disposal: Disposal | None
    is_held: bool

    @property
    def why(self) -> str:
        return WHY[self.life.record_class]

    @property
    def is_under_way(self) -> bool:
        """Approved or wished: the worker does it within minutes."""
        return self.disposal is not None and self.disposal.state == Disposal.State.APPROVED

    @property
    def can_be_kept(self) -> bool:
        """Announced, so that there is a day to put off."""
        return self.disposal is not None and not self.is_under_way

    @property
    def can_be_erased(self) -> bool:
        return not (self.life.is_councils or self.is_held or self.is_under_way)

    @property
    def version(self) -> int:
        return self.disposal.version if self.disposal else 0


def open_disposal(incident: Incident) -> Disposal | None:
    """What was announced of this record and is not done."""
    return Disposal.objects.open().about(incident).select_related("rule").first()


def being_erased(incidents: Iterable[Incident]) -> frozenset[uuid.UUID]:
    """Which of them the worker erases within minutes. One query."""
    under_way = Disposal.objects.filter(
        about_kind=KIND, about_id__in=[each.pk for each in incidents], state=Disposal.State.APPROVED
    )
    return frozenset(under_way.values_list("about_id", flat=True))


def erasure_of(incident: Incident) -> Erasure | None:
    """None for a record that is gone meanwhile. Four queries."""
    life = life_of(incident.pk)
    if life is None:
        return None
    disposal = open_disposal(incident)
    rule = RetentionRule.objects.get(pk=life.record_class)
    soonest = max(rule.due_on(life.ended_on), timezone.localdate() + ANNOUNCED)
    is_held = Hold.objects.about(incident).in_force().exists()
    return Erasure(life, rule, disposal.due_on if disposal else soonest, disposal, is_held)


def month_number(day: date) -> int:
    """Which asking of its kind it is: one for each month in which a day may fall."""
    return (day.year - 2000) * 12 + day.month
