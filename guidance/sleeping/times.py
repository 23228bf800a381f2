"""When somebody is reminded of a draft. Hours are those of Europe/London, whatever the clocks do. Pure."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.utils import timezone

from guidance.models import LONDON


@dataclass(frozen=True, slots=True)
class Time:
    """`days` are calendar days after the day on which the draft is kept."""

    id: str
    words: str
    days: int
    hour: int

    def moment(self, now: datetime) -> datetime:
        """The moment of the reminder for a draft that is kept now."""
        day = timezone.localtime(now, LONDON).date() + timedelta(days=self.days)
        return datetime.combine(day, time(self.hour), LONDON)


TIMES: tuple[Time, ...] = (
    Time("morning", "Tomorrow at 8am", 1, 8),
    Time("evening", "Tomorrow at 6pm", 1, 18),
    Time("later", "In two days, at 8am", 2, 8),
)
FIRST = TIMES[0].id
BY_ID: dict[str, Time] = {time.id: time for time in TIMES}
