"""Records at the end of their time, reached by the real verbs; the time is moved as the owner of the tables would."""

from datetime import datetime, timedelta

from django.db import connection
from django.utils import timezone

from portal.foundation.people.models import User
from portal.foundation.records import actions
from portal.foundation.records.models import Disposal
from reviews.advice.actions import (
    add_pictures,
    answer,
    ask_member,
    claim,
    close,
    note,
    reply,
    say_helped,
    submit,
)
from reviews.advice.actions.answers import Advice
from reviews.advice.models import Request
from tests.factories.advice import Desk, plain_advice, points_in_force
from tests.factories.files import upload
from tests.factories.people import UserFactory

LONG_AGO = timedelta(days=3 * 365)


def governance() -> User:
    return UserFactory(roles=("information_governance",))


def ended_at(item: Request, moment: datetime) -> Request:
    """The request as if it had ended then."""
    Request.objects.filter(pk=item.pk).update(ended_at=moment)
    item.refresh_from_db()
    return item


def old(item: Request) -> Request:
    return ended_at(item, timezone.now() - LONG_AGO)


def proposed(item: Request) -> Disposal:
    """Its disposal, which waits for approval: announced, and 31 days have passed."""
    actions.sweep()
    later = timezone.now() - timedelta(days=31)
    Disposal.objects.filter(about_id=item.pk).update(announced_at=later, due_on=timezone.localdate())
    actions.sweep()
    return Disposal.objects.get(about_id=item.pk)


def approved(item: Request, by: User) -> Disposal:
    disposal = proposed(old(item))
    return actions.approve_disposal(disposal=disposal, version=disposal.version, by=by)


def full(desk: Desk) -> Request:
    """A closed request with everything that one can hold."""
    item = desk.draft()
    add_pictures(item=item, by=desk.member, version=item.version, uploads=[upload()])
    item.refresh_from_db()
    item = submit(item=item, by=desk.member, version=item.version)
    item = claim(item=item, by=desk.adviser, version=item.version)
    note(item=item, by=desk.adviser, text="Between us: wait.")
    item = ask_member(item=item, by=desk.adviser, version=item.version, text="Where was it?")
    item = reply(item=item, by=desk.member, version=item.version, text="On the hill.", wording="Mill Lane again.")
    item = answer(item=item, by=desk.adviser, version=item.version, advice=advice_on_points())
    say_helped(item=item, by=desk.member, helped="yes")
    item.refresh_from_db()
    return close(item=item, by=desk.member, version=item.version)


def advice_on_points() -> Advice:
    return plain_advice(no_point_reason="", points=points_in_force()[:1], suggested_wording="Say it kindly.")


def rows(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        return int(cursor.fetchone()[0])
