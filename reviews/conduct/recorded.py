"""What this room says of its cases to the records office: `settings.RECORD_ROOMS` (docs/adr/0011).

Only the Monitoring Officer's office knows from there that a case is, and of it never somebody with a stake in the case.
Nobody opens one there; so the database makes the hash that is left of it.
"""

import uuid
from collections.abc import Collection, Sequence
from datetime import date, datetime, time
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import connection
from django.utils import timezone

from portal.foundation.audit.actions import record
from portal.foundation.files.storage import sealed_storage
from portal.foundation.people.models import User
from portal.foundation.people.permissions import is_monitoring_officer
from portal.foundation.records.models import Disposal, Tombstone
from portal.foundation.records.rooms import Card, Ended, Officer, Room
from portal.foundation.records.whole import WholeRecord
from reviews.conduct.identity import acting_as, acting_as_system
from reviews.conduct.keeping import CLASSES, KIND, life_of
from reviews.conduct.models import Case, KeptFrom, Publication

ONLY_HERE = (
    "Whether there is a code-of-conduct case about somebody, only the Monitoring Officer’s office can say. This "
    "sentence stands here after every search, whatever was found."
)
MOST_OF_A_PERSON = 200
ENDED_BEFORE = """
SELECT c.id, c.reference, l.ended_on
FROM public.conduct_case c CROSS JOIN LATERAL public.conduct_life(c.id) l
WHERE c.closed_at IS NOT NULL AND l.record_class = %(class)s AND l.ended_on < %(day)s AND l.shown_until IS NULL
  AND NOT EXISTS (
    SELECT FROM public.records_disposal d WHERE d.about_kind = %(kind)s AND d.about_id = c.id
      AND d.state IN ('coming', 'proposed', 'approved'))
  AND NOT EXISTS (
    SELECT FROM public.records_hold h WHERE h.about_kind = %(kind)s AND h.about_id = c.id AND h.lifted_at IS NULL)
ORDER BY l.ended_on, c.id LIMIT %(most)s
"""


def _asked(user: Officer, sql: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    """What the database answers to this officer."""
    with acting_as(user.pk), connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())


def _card(row: tuple[Any, ...]) -> Card:
    return Card(KIND, row[0], row[1], Disposal.Holder.OFFICE, is_sealed=True)


def card_of(user: Officer, pk: uuid.UUID) -> Card | None:
    found = _asked(user, "SELECT case_id, reference FROM public.conduct_for_records(%s)", [[pk]])
    return _card(found[0]) if found else None


def find(user: Officer, reference: str) -> Card | None:
    wanted = reference.strip().upper()
    sql = "SELECT case_id, reference FROM public.conduct_for_records(NULL) WHERE reference = %s"
    found = _asked(user, sql, [wanted]) if "\0" not in wanted else []
    return _card(found[0]) if found else None


def of_person(user: Officer, person: uuid.UUID) -> list[Card]:
    """Where they complained or are complained of, as far as this officer may know that the case is there."""
    found = _asked(user, "SELECT case_id, reference FROM public.conduct_of_person(%s) LIMIT %s", [
        person, MOST_OF_A_PERSON,
    ])  # fmt: skip
    return [_card(row) for row in found]


def known(user: Officer, pks: Collection[uuid.UUID], whole: bool) -> set[uuid.UUID]:
    """Whole: why it is held is told to whoever holds the case; to any of these when nobody does."""
    sql = "SELECT case_id FROM public.conduct_for_records(%s) WHERE is_own OR NOT %s"
    return {row[0] for row in _asked(user, sql, [list(pks), whole])}


def seen(user: Officer) -> set[uuid.UUID]:
    """Of which they may know, there or gone. Of one that is gone whoever had no stake in it and has the office now."""
    person = User.objects.get(pk=user.pk)
    if not is_monitoring_officer(person):
        return set()
    there = {row[0] for row in _asked(user, "SELECT case_id FROM public.conduct_for_records(NULL)", [])}
    with acting_as(user.pk):
        shut = KeptFrom.objects.filter(person=person).values("about_id")
        gone = Tombstone.objects.filter(about_kind=KIND).exclude(about_id__in=shut)
        return there | set(gone.values_list("about_id", flat=True))


def can_open(user: Officer, pk: uuid.UUID) -> bool:
    """Nobody, from the records office: whoever holds a case reads and sends its papers in its own room."""
    return False


def whole(pk: uuid.UUID) -> WholeRecord:
    raise PermissionDenied


def is_from_office(pk: uuid.UUID) -> bool:
    return True


def ended_by(record_class: str, moment: datetime, most: int) -> list[Ended]:
    """The longest ended first. `moment` is a beginning of a day in Europe/London."""
    values: dict[str, str | int | date] = {
        "class": record_class, "kind": KIND, "day": timezone.localdate(moment), "most": most,
    }  # fmt: skip
    with acting_as_system(), connection.cursor() as cursor:
        cursor.execute(ENDED_BEFORE, values)
        rows = cursor.fetchall()
    return [_ended(pk, reference, ended_on, record_class) for pk, reference, ended_on in rows]


def ended(pk: uuid.UUID) -> Ended | None:
    """None for one that is open, or open again, or of which a notice is still shown."""
    with acting_as_system():
        case, life = Case.objects.filter(pk=pk).first(), life_of(pk)
    if case is None or life is None or life.shown_until is not None:
        return None
    return _ended(pk, case.reference, life.ended_on, life.record_class)


def _ended(pk: uuid.UUID, reference: str, ended_on: date, record_class: str) -> Ended:
    noon = timezone.make_aware(datetime.combine(ended_on, time(12)))
    return Ended(pk, reference, noon, Disposal.Holder.OFFICE, record_class)


def dispose(disposal: uuid.UUID, _digest: str, certificate: str) -> None:
    """Have the database delete the case. It asks for itself whether it may, and raises DatabaseError if not."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT public.conduct_dispose(%s, %s)", [disposal, certificate])


def clear(objects: Sequence[str]) -> None:
    """Delete sealed objects whose rows are gone. One that is gone already is no error."""
    for name in objects:
        sealed_storage().delete(name)


def look_over(_today: date) -> None:
    """What was published of cases that are gone goes when its own time is over."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT conduct_clear_notices FROM public.conduct_clear_notices()")
        gone = [row[0] for row in cursor.fetchall()]
    for pk in gone:
        record("conduct.notice.deleted", by=None, about=Publication(pk=pk))


ROOM = Room(
    kind=KIND,
    name="Code-of-conduct cases",
    card_of=card_of,
    find=find,
    of_person=of_person,
    known=known,
    can_open=can_open,
    whole=whole,
    is_from_office=is_from_office,
    ended_by=ended_by,
    ended=ended,
    dispose=dispose,
    clear=clear,
    classes=CLASSES,
    look_over=look_over,
    is_hashed_there=True,
    is_never_opened=True,
    seen=seen,
    only_here=ONLY_HERE,
)
