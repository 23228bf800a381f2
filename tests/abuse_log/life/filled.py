"""A record with something in every table that one fills, made by the room's own actions."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import time_machine
from django.db import connection
from django.utils import timezone

from abuse_log import actions
from abuse_log.evidence.actions import add_exhibit, cover, describe
from abuse_log.evidence.actions.covering import make_covered
from abuse_log.evidence.actions.giving import note_dispatch, take_out_pack
from abuse_log.evidence.models import Stamp
from abuse_log.life.taking import ask_takeaway, make_takeaway
from abuse_log.models import Incident, Pack, Share, ShareStep
from abuse_log.sharing.states import Audience, Extent, Stage
from abuse_log.taxonomy import Choice, Platform, PoliceStatus, ReportedBy, ReportStatus, Risk, Stand
from portal.foundation.files.actions import make_safe_copy, take_made
from portal.foundation.outbox.models import Item
from portal.foundation.people.models import User
from portal.foundation.records.models import Disposal
from tests.factories.files import upload
from tests.factories.people import TermFactory, UserFactory

CANARY = "canary-l1f3-0f-a-r3c0rd"


def made(member: User | None = None, **more: Any) -> Incident:
    member = member or UserFactory(roles=("member",))
    return actions.record_incident(key=uuid4(), member=member, by=member, summary=CANARY, **more)


def filled(member: User | None = None) -> Incident:
    """Everything but a share: still its member's alone."""
    incident = made(member, said=CANARY, link=f"https://{CANARY}.example/")
    by, now, today = incident.member, timezone.now() - timedelta(minutes=1), timezone.localdate()
    where: dict[str, Any] = {"incident": incident, "by": by}
    evidence(incident, by)
    actions.add_account(fields={"handle": CANARY, "platform": Platform.X}, **where)
    actions.change_details(version=fresh(incident).version, changes={"place": CANARY, "impact": 3}, **where)
    actions.decide(version=fresh(incident).version, choice=Choice.PURSUE, reason=CANARY, review_on=None, **where)
    actions.set_risk(version=fresh(incident).version, level=Risk.TODAY, reason=CANARY, **where)
    said = {"platform": Platform.X, "reported_by": ReportedBy.MEMBER, "what": CANARY}
    report = actions.note_report(key=uuid4(), reported_at=now, fields=said, **where)
    actions.update_report(report=report, by=by, version=1, status=ReportStatus.ACKNOWLEDGED, note=CANARY)
    police = actions.note_police_report(
        key=uuid4(), reported_at=now, channel="phone", fields={"force": CANARY}, **where
    )
    investigating = PoliceStatus.INVESTIGATING
    actions.update_police_report(report=police, by=by, version=1, status=investigating, note=CANARY, fields={})
    actions.note_support(key=uuid4(), kind="listening", state="asked", happened_on=today, note=CANARY, **where)
    deed: dict[str, Any] = {"deed": "hidden", "has_copy": True, "done_on": today, "review_on": None}
    actions.note_page_deed(key=uuid4(), note=CANARY, **deed, **where)
    actions.set_stand(version=fresh(incident).version, stand=Stand.CLOSED, review_on=None, note=CANARY, **where)
    actions.link_records(incident=made(by), other=incident, by=by)
    Stamp.objects.create(incident=incident, what="E001", object_hash="0" * 64, authority="one", response=b"raw")
    make_takeaway(Item(payload={"takeaway": str(ask_takeaway(by=by).pk)}))
    return fresh(incident)


def evidence(incident: Incident, by: User) -> None:
    exhibit = add_exhibit(incident=incident, by=by, upload=upload(name=f"{CANARY}.png"))
    nothing: dict[str, Any] = {"captured_at": None, "third_parties": None, "covers": []}
    describe(exhibit=exhibit, by=by, version=0, said=nothing | {"shows": CANARY})
    make_safe_copy(Item(payload={"file": str(exhibit.stored_id)}))
    exhibit.stored.refresh_from_db()
    copy = cover(exhibit=exhibit, by=by, boxes=[(0, 0, 9, 9)], reason=CANARY)
    make_covered(Item(payload={"redaction": str(copy.pk)}))
    loose = bundle(by)  # the bundle before its time stamp came, which nothing refers to any more
    assert loose.room == "abuse_log"
    ready = {"state": "ready", "tag_hash": "1" * 64, "manifest_hash": "2" * 64, "made_at": timezone.now()}
    pack = Pack.objects.create(incident=incident, number=1, audience="police", asked_by=by, stored=bundle(by), **ready)
    given = take_out_pack(pack=pack, by=by)
    how = {"way": "hand", "handed_at": timezone.now(), "to_whom": CANARY, "receipt": CANARY}
    note_dispatch(pack=pack, by=by, bundle_hash=given.sha256, police_report=incident.police_reports.first(), **how)


def bundle(by: User) -> Any:
    return take_made([CANARY.encode()], name=CANARY, media_type="application/zip", by=by, room="abuse_log")


def share(incident: Incident, *, until: int = 30, audience: str = Audience.SAFETY) -> Share:
    """With the safety leads, for so many days."""
    return Share.objects.create(
        incident=incident,
        audience=audience,
        extent=Extent.CONTENT,
        until=timezone.localdate() + timedelta(days=until),
        note=CANARY,
        shared_by=incident.member,
    )


def noted(shared: Share, note: str = CANARY) -> ShareStep:
    """An officer has noted something about it: it stays the council's too."""
    lead = UserFactory(roles=("safety_lead",))
    return ShareStep.objects.create(share=shared, number=1, stage=Stage.ACKNOWLEDGED, note=note, noted_by=lead)


def fresh(incident: Incident) -> Incident:
    return Incident.objects.select_related("member").get(pk=incident.pk)


@contextmanager
def long_ago(years: int = 7) -> Iterator[User]:
    """A member who was in office then and is today; what is done meanwhile is as old."""
    then = timezone.now() - timedelta(days=366 * years)
    with time_machine.travel(then):
        member = UserFactory(roles=("member",))
        yield member
    TermFactory(user=member)
    member.forget_roles()


def warned(incident: Incident) -> Disposal:
    """Its disposal, as if it was announced 31 days ago and warned of again 8 days ago: its day is today."""
    now = timezone.now()
    Disposal.objects.filter(about_id=incident.pk).update(
        announced_at=now - timedelta(days=31), warned_again_at=now - timedelta(days=8), due_on=timezone.localdate()
    )
    return Disposal.objects.get(about_id=incident.pk)


def noon(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}T12:00+00:00")


def rows(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        return int(cursor.fetchone()[0])
