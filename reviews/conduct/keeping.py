"""How long a case is kept, asked of the database, which asks the same before it deletes; and what a hold stops."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import connection
from django.utils import timezone

from portal.foundation.records.models import Disposal, Hold, RetentionRule
from portal.foundation.vault.fields import EncryptedTextField
from reviews.conduct.actions.refusals import NotNow
from reviews.conduct.models import Case, Contact, Need, Subject

KIND = "conduct.case"
CLASSES = ("conduct.early", "conduct.ended", "conduct.lasting")
ANNOUNCED = timedelta(days=30)
HELD = (
    "The council has to keep what stands here as it is at present, so it cannot be written over now. Write to the "
    "Monitoring Officer instead: what you write is added."
)


@dataclass(frozen=True)
class Life:
    """Under which rule a case falls, since which day (Europe/London), and until when a notice of it is shown."""

    record_class: str
    ended_on: date
    shown_until: date | None


@dataclass(frozen=True)
class Keeping:
    """What the page of a case says of its end. ``due_on``: when it is proposed for deletion; None while it is open."""

    holds: tuple[Hold, ...]
    rule: RetentionRule | None = None
    due_on: date | None = None
    is_waiting: bool = False
    """It was proposed, and waits for approval; or it is approved, and goes within minutes."""


def life_of(pk: uuid.UUID) -> Life | None:
    """None for a case that is open, or not theirs who ask."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT record_class, ended_on, shown_until FROM public.conduct_life(%s)", [pk])
        record_class, ended_on, shown_until = cursor.fetchone()
    return Life(record_class, ended_on, shown_until) if ended_on else None


def holds_on(case: Case) -> tuple[Hold, ...]:
    return tuple(Hold.objects.about(case).in_force().order_by("placed_at", "pk"))


def keeping_of(case: Case) -> Keeping:
    """One query while it is open, four when it is closed."""
    holds = holds_on(case)
    life = life_of(case.pk) if case.closed_at is not None else None
    if life is None:
        return Keeping(holds)
    rule = RetentionRule.objects.get(pk=life.record_class)
    announced = Disposal.objects.open().about(case).first()
    if announced is None:
        return Keeping(holds, rule, soonest(rule, life))
    return Keeping(holds, rule, announced.due_on, announced.state != Disposal.State.COMING)


def soonest(rule: RetentionRule, life: Life) -> date:
    """Announced 30 days before, and not while a notice of it is shown."""
    announced = max(timezone.localdate(), (life.shown_until or date.min) + timedelta(days=1)) + ANNOUNCED
    return max(rule.due_on(life.ended_on), announced)


def write_over(row: Contact | Need | Subject, said: Mapping[str, str]) -> None:
    """Save what has changed of a row, and nothing else. What was empty may be filled in at any time.

    Raises NotNow while a legal hold stands on the case and words would be written over; the database refuses it too.
    """
    changed = {name: value for name, value in said.items() if getattr(row, name) != value}
    if any(getattr(row, name) for name in changed if isinstance(row._meta.get_field(name), EncryptedTextField)) and (
        Hold.objects.of(KIND, row.case_id).in_force().exists()
    ):
        raise NotNow(HELD)
    for name, value in changed.items():
        setattr(row, name, value)
    row.save(update_fields=list(changed))
