"""What the form for complaints says of people, times and the law: read from the rows of the portal."""

from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.utils import timezone

from portal.foundation.deadlines.models import Calendar
from portal.foundation.deadlines.working_days import CalendarName
from portal.foundation.people.models import Term, User
from reviews.advice.policies import first_look
from reviews.conduct.clocks import limit_on
from reviews.conduct.complaining import Answers, is_late
from reviews.conduct.models import Sanction
from reviews.conduct.states import Limit


def in_office(first: date, today: date) -> list[tuple[str, str]]:
    """(id, name) of those who are members today, or were since ``first``: these with the end of the term."""
    last: dict[User, date] = {}
    for term in Term.objects.overlapping(first, today).select_related("user"):
        last[term.user] = max(term.ends_on, last.get(term.user, term.ends_on))
    people = sorted(last.items(), key=lambda item: (item[0].full_name, str(item[0].pk)))
    return [(str(user.pk), user.full_name if ends >= today else _former(user, ends)) for user, ends in people]


def _former(user: User, ends: date) -> str:
    return f"{user.full_name} (a member until {ends.day} {ends:%B %Y})"


def suspension() -> str:
    """Why nobody can be suspended today, as the catalogue of sanctions says it; "" once it can be."""
    known = Sanction.objects.filter(key="suspension")
    row = known.exclude(why_not="").first()
    return row.why_not if row and not known.on(timezone.localdate()).exists() else ""


def lateness(answers: Answers) -> int:
    """0, or after how many months a complaint about this conduct counts as late."""
    months = limit_on(Limit.LATE_COMPLAINT, timezone.now()).amount
    return months if is_late(answers, today=timezone.localdate(), months=months) else 0


def before_you_begin(now: datetime) -> dict[str, Any]:
    """Who looks when, what cannot follow, and how to do it without this page."""
    calendar = Calendar.objects.working(CalendarName.SERVICE)
    return {
        "first_look": _in_words(first_look(now, calendar), now),
        "days_to_answer": limit_on(Limit.ACKNOWLEDGE, now).amount,
        "suspension": suspension(),
        "late_months": limit_on(Limit.LATE_COMPLAINT, now).amount,
        "phone": settings.COUNCIL_OFFICE_PHONE,
        "address": settings.COUNCIL_OFFICE_ADDRESS,
    }


def _in_words(look: datetime, now: datetime) -> str:
    local = timezone.localtime(look)
    is_now = look <= now
    return "today, before 5pm" if is_now else f"on {local:%A} {local.day} {local:%B}, from 9am"


def after_sending(sent_at: datetime) -> dict[str, Any]:
    """What comes next, each with the last working day for it."""
    calendar = Calendar.objects.working(CalendarName.SERVICE)
    day = timezone.localtime(sent_at).date()
    return {
        "answer_by": calendar.add(day, limit_on(Limit.ACKNOWLEDGE, sent_at).amount),
        "decided_by": calendar.add(day, limit_on(Limit.ASSESSMENT, sent_at).amount),
        "offer_days": limit_on(Limit.OFFER_WITHDRAWAL, sent_at).amount,
        "phone": settings.COUNCIL_OFFICE_PHONE,
    }


def in_groups(code: str) -> str:
    """A return code as it is shown: in groups of four letters and figures."""
    return "-".join(code[at : at + 4] for at in range(0, len(code), 4))
