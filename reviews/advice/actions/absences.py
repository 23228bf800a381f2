"""Saying who is away from the desk, and who looks after what they hold."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from portal.foundation.audit.actions import record
from portal.foundation.people.models import User
from reviews.advice import permissions
from reviews.advice.actions.steps import NotAllowed
from reviews.advice.models import Absence


class NoCover(Exception):
    """Nobody covers themself, and only somebody of the same desk covers."""

    def __init__(self) -> None:
        super().__init__("Choose a colleague of the same desk as the cover.")


class AwayAlready(Exception):
    """One person has one cover on a day."""

    def __init__(self) -> None:
        super().__init__("There is an absence on some of these days already. Take it back first.")


@transaction.atomic
def keep_absence(*, person: User, starts_on: date, ends_on: date, cover: User, by: User) -> Absence:
    """Keep days of absence, both included. Raises ``NotAllowed``, ``NoCover``, ``AwayAlready``."""
    if not permissions.can_keep_absence(by, person):
        raise NotAllowed
    if not permissions.can_cover(cover, person):
        raise NoCover
    User.objects.select_for_update(no_key=True).get(pk=person.pk)
    if Absence.objects.kept().filter(person=person, starts_on__lte=ends_on, ends_on__gte=starts_on).exists():
        raise AwayAlready
    made = Absence.objects.create(person=person, starts_on=starts_on, ends_on=ends_on, cover=cover, by=by)
    record("advice.absence_kept", by=by, about=made, data={"person": str(person.pk), "cover": str(cover.pk)})
    return made


@transaction.atomic
def end_absence(*, absence: Absence, by: User) -> Absence:
    """Take an absence back, or end it early. Done twice, it changes nothing. Raises ``NotAllowed``."""
    locked = Absence.objects.select_for_update(of=["self"]).select_related("person").get(pk=absence.pk)
    if not permissions.can_keep_absence(by, locked.person):
        raise NotAllowed
    if locked.ended_at is None:
        locked.ended_at = timezone.now()
        locked.save(update_fields=["ended_at"])
        record("advice.absence_ended", by=by, about=locked)
    return locked
