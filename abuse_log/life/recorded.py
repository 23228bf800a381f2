"""What this room says of its records to the records office: `settings.RECORD_ROOMS` (docs/adr/0010).

No officer opens a record from there. Of one that is shared with an office, information governance sees the reference
and who holds it; of one that is its member's alone nobody sees that it is there.
"""

import uuid
from collections.abc import Collection, Sequence
from datetime import date, datetime, time, timedelta
from functools import partial

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from abuse_log.actions.common import lock
from abuse_log.keeping import keep
from abuse_log.life.days import CLASSES, KIND, LASTING, REVIEW, life_of, month_number
from abuse_log.life.taking import forget_old
from abuse_log.life.whole import whole_record
from abuse_log.models import Incident, Share, ShareStep
from abuse_log.reminders import KIND as REMINDER
from abuse_log.reminders import MORNING
from abuse_log.sharing.models import audiences_of
from abuse_log.sharing.states import Audience
from portal.foundation.deadlines.actions import remind
from portal.foundation.files.storage import sealed_storage
from portal.foundation.people.models import Role, User
from portal.foundation.people.permissions import MONITORING_OFFICERS
from portal.foundation.records.models import Disposal, Hold, RetentionRule
from portal.foundation.records.rooms import Card, Ended, Officer, Room

AT_ONCE = 200
MOST_OF_A_PERSON = 200
ENDED_BEFORE = """
SELECT i.id, i.reference, i.member_id, l.ended_on, l.is_councils
FROM public.abuse_log_incident i CROSS JOIN LATERAL public.abuse_log_life(i.id) l
WHERE i.recorded_at < %(moment)s AND l.record_class = %(class)s AND l.ended_on < %(day)s
  AND NOT EXISTS (
    SELECT FROM public.records_disposal d WHERE d.about_kind = %(kind)s AND d.about_id = i.id
      AND d.state IN ('coming', 'proposed', 'approved'))
  AND NOT EXISTS (
    SELECT FROM public.records_hold h WHERE h.about_kind = %(kind)s AND h.about_id = i.id AND h.lifted_at IS NULL)
ORDER BY l.ended_on, i.id LIMIT %(most)s
"""
TO_REVIEW = """
SELECT i.id, l.ended_on
FROM public.abuse_log_incident i CROSS JOIN LATERAL public.abuse_log_life(i.id) l
WHERE i.recorded_at < %(moment)s AND l.record_class = %(class)s AND l.ended_on <= %(day)s
  AND NOT EXISTS (
    SELECT FROM public.deadlines_reminder r WHERE r.about_kind = %(kind)s AND r.about_id = i.id
      AND r.rule = 'REM16.review' AND r.due_at > l.ended_on)
ORDER BY l.ended_on, i.id LIMIT %(most)s
"""


def councils() -> Q:
    """The same as `abuse_log_is_councils` in the database: shared today, or an officer has noted something."""
    noted = ShareStep.objects.filter(share=OuterRef("pk"))
    of_it = Share.objects.filter(incident=OuterRef("pk"))
    in_force = Share.objects.in_force().filter(incident=OuterRef("pk"))
    return Q(Exists(in_force)) | Q(Exists(of_it.filter(Exists(noted))))


def _known(user: Officer) -> QuerySet[Incident]:
    """Of which this officer may know. Never of their own."""
    person = User.objects.get(pk=user.pk)
    held = Hold.objects.in_force().filter(about_kind=KIND)
    seen = Q(pk__in=held.filter(placed_by=person).values("about_id"))
    if person.has_role(Role.INFORMATION_GOVERNANCE):
        seen |= councils() | Q(pk__in=held.values("about_id"))
    elif person.has_role(*MONITORING_OFFICERS):
        seen |= _shared_with(person)
    return Incident.objects.filter(seen).exclude(member=person)


def _shared_with(person: User) -> Q:
    """With their own office. What the deputy alone was to see, because of the Monitoring Officer, is not theirs."""
    shares = Share.objects.filter(incident=OuterRef("pk"))
    noted = ShareStep.objects.filter(share=OuterRef("pk"))
    theirs = shares.filter(audience__in=audiences_of(person))
    of_office = Q(Exists(theirs.in_force())) | Q(Exists(theirs.filter(Exists(noted))))
    if person.has_role(Role.MONITORING_OFFICER):
        return of_office & ~Q(Exists(shares.filter(audience=Audience.DEPUTY)))
    return of_office


def _card(incident: Incident | None) -> Card | None:
    life = life_of(incident.pk) if incident is not None else None
    if incident is None or life is None:
        return None
    return Card(KIND, incident.pk, incident.reference, life.holder, is_sealed=False)


def card_of(user: Officer, pk: uuid.UUID) -> Card | None:
    return _card(_known(user).filter(pk=pk).first())


def find(user: Officer, reference: str) -> Card | None:
    return _card(_known(user).filter(reference=reference.strip().upper()).first())


def of_person(user: Officer, member: uuid.UUID) -> list[Card]:
    """Those of a member, newest first, as far as this officer may know of them."""
    found = _known(user).filter(member=member).order_by("-recorded_at", "pk")
    return [card for card in map(_card, found[:MOST_OF_A_PERSON]) if card]


def known(user: Officer, pks: Collection[uuid.UUID], whole: bool) -> set[uuid.UUID]:
    return set() if whole else set(_known(user).filter(pk__in=pks).values_list("pk", flat=True))


def can_open(user: Officer, pk: uuid.UUID) -> bool:
    """Nobody, from the records office: the member hands out what is theirs, by a pack or by taking it along."""
    return False


def is_from_office(pk: uuid.UUID) -> bool:
    return False


def is_owner(user: Officer, pk: uuid.UUID) -> bool:
    return Incident.objects.filter(pk=pk, member_id=user.pk).exists()


def _noon(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(12)))


def ended_by(record_class: str, moment: datetime, most: int) -> list[Ended]:
    """The longest ended first. `moment` is a beginning of a day in Europe/London."""
    values: dict[str, str | int | date] = {
        "class": record_class,
        "kind": KIND,
        "moment": moment,
        "day": timezone.localdate(moment),
        "most": most,
    }
    with connection.cursor() as cursor:
        cursor.execute(ENDED_BEFORE, values)
        rows = cursor.fetchall()
    return [
        Ended(pk, reference, _noon(day), _holder(is_councils), record_class, member)
        for pk, reference, member, day, is_councils in rows
    ]


def _holder(is_councils: bool) -> str:
    return Disposal.Holder.COUNCIL if is_councils else Disposal.Holder.MEMBER


def ended(pk: uuid.UUID) -> Ended | None:
    incident, life = Incident.objects.filter(pk=pk).first(), life_of(pk)
    if incident is None or life is None:
        return None
    return Ended(pk, incident.reference, _noon(life.ended_on), life.holder, life.record_class, incident.member_id)


def dispose(disposal: uuid.UUID, digest: str, certificate: str) -> None:
    """Have the database erase the record. It asks for itself whether it may, and raises DatabaseError if not."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT public.abuse_dispose(%s, %s, %s)", [disposal, digest, certificate])


def clear(objects: Sequence[str]) -> None:
    """Delete sealed objects whose rows are gone. One that is gone already is no error."""
    for name in objects:
        sealed_storage().delete(name)


def days_moved(pks: Collection[uuid.UUID]) -> None:
    """What waits for the member is made equal to the day as it is now (REM16)."""
    for incident in Incident.objects.filter(pk__in=pks).order_by("pk"):
        keep(lock(incident), acted=False)


def look_over(today: date) -> None:
    """Ask after records that are kept for years; let go what members took along a week ago."""
    rule = RetentionRule.objects.get(pk=REVIEW)
    for pk, ended_on in _to_review(rule, today):
        incident = Incident.objects.select_related("member").get(pk=pk)
        due_on = max(rule.due_on(ended_on), today)
        remind(
            rule="REM16.review",
            about=incident,
            for_user=incident.member,
            due_at=max(timezone.make_aware(datetime.combine(due_on, MORNING)), timezone.now()),
            kind=REMINDER,
            why="A rule of this portal for your records. The page of the reminder says which.",
            occurrence=month_number(ended_on),
        )
    clear(forget_old())


def _to_review(rule: RetentionRule, today: date) -> list[tuple[uuid.UUID, date]]:
    days = rule.due_on(date(2001, 1, 1)) - date(2001, 1, 1)
    before = max(today.toordinal() - days.days + timedelta(days=4).days, 1)
    values: dict[str, str | int | date] = {
        "class": LASTING,
        "kind": KIND,
        "moment": timezone.make_aware(datetime.combine(date.fromordinal(before), time.min)),
        "day": date.fromordinal(before),
        "most": AT_ONCE,
    }
    with connection.cursor() as cursor:
        cursor.execute(TO_REVIEW, values)
        rows = cursor.fetchall()
    return [(pk, ended_on) for pk, ended_on in rows if rule.due_on(ended_on) <= today]


ROOM = Room(
    kind=KIND,
    name="Members’ records",
    card_of=card_of,
    find=find,
    of_person=of_person,
    known=known,
    can_open=can_open,
    whole=partial(whole_record, for_member=False),
    is_from_office=is_from_office,
    ended_by=ended_by,
    ended=ended,
    dispose=dispose,
    clear=clear,
    classes=CLASSES,
    days_moved=days_moved,
    look_over=look_over,
    is_owner=is_owner,
    is_never_opened=True,
)
