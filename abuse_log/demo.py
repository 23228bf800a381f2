"""Fictional, harmless records for demo mode, in several states, each reached by the real verbs."""

from collections.abc import Mapping
from datetime import date, timedelta
from io import BytesIO
from typing import TypedDict
from uuid import NAMESPACE_URL, UUID, uuid5

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils import timezone
from PIL import Image, ImageDraw

from abuse_log import actions
from abuse_log.evidence.actions import add_exhibit, cover
from abuse_log.evidence.actions.covering import make_covered
from abuse_log.evidence.actions.packs import ask_pack
from abuse_log.evidence.taxonomy import Audience as Reader
from abuse_log.life.actions import erase_record
from abuse_log.life.taking import ask_takeaway
from abuse_log.models import Incident, PlatformReport
from abuse_log.sharing import actions as sharing
from abuse_log.sharing.consents import let_add
from abuse_log.sharing.forms import USUAL_DAYS
from abuse_log.sharing.states import Audience, Extent, Stage
from abuse_log.taxonomy import (
    AskedToStop,
    Behaviour,
    Capacity,
    Channel,
    Choice,
    Platform,
    PoliceChannel,
    Precision,
    ReportedBy,
    ReportStatus,
    Risk,
    Support,
    SupportState,
)
from portal.foundation.files.actions import make_safe_copy
from portal.foundation.outbox.models import Item
from portal.foundation.people.models import User


class _Where(TypedDict):
    incident: Incident
    by: User
    until: date


@transaction.atomic
def load_records(people: Mapping[str, User]) -> None:
    """Fill the list of two members. Done twice, it changes nothing."""
    if Incident.objects.filter(member=people["member"]).exists():
        return
    _just_recorded(people)
    _with_details(people)
    _criticism(people)
    _reported(people)
    _with_the_police(people)
    _answered(people)
    _of_another_member(people)
    _shared(people)
    _taken_and_erased(people)
    actions.ask_to_be_rung(member=people["member3"], by=people["member3"])


def _taken_and_erased(people: Mapping[str, User]) -> None:
    """The worker erases what was recorded by mistake, and makes the file of what is left."""
    member = people["member2"]
    mistake = _record("mistake", member, "Recorded by mistake")
    erase_record(incident=mistake, by=member, version=mistake.version)
    ask_takeaway(by=member)


def _key(name: str) -> UUID:
    return uuid5(NAMESPACE_URL, f"https://council.example/records/{name}")


def _record(name: str, member: User, summary: str, by: User | None = None, said: str = "") -> Incident:
    return actions.record_incident(key=_key(name), member=member, by=by or member, summary=summary, said=said)


def _just_recorded(people: Mapping[str, User]) -> None:
    incident = _record("bins", people["member"], "Rude remark about bins", by=people["delegate"])
    exhibit = add_exhibit(
        incident=incident, by=people["delegate"], upload=_screenshot("You call this a bin collection?")
    )
    make_safe_copy(Item(payload={"file": str(exhibit.stored_id)}))
    exhibit.stored.refresh_from_db()
    copy = cover(exhibit=exhibit, by=people["member"], boxes=[(0, 0, 3000, 10_000)], reason="A name")
    make_covered(Item(payload={"redaction": str(copy.pk)}))
    ask_pack(incident=incident, by=people["member"], audience=Reader.POLICE, exhibits=[1], with_words=True)


def _with_details(people: Mapping[str, User]) -> None:
    member = people["member"]
    incident = _record(
        "late", member, "Twelve messages in one evening about parking", said="Where is my parking space?"
    )
    yesterday = timezone.now() - timedelta(days=1)
    incident = actions.change_details(
        incident=incident,
        by=member,
        version=incident.version,
        changes={
            "channel": Channel.DIRECT_MESSAGE,
            "platform": Platform.INSTAGRAM,
            "occurred_at": yesterday,
            "occurred_precision": Precision.ABOUT,
            "seen_at": yesterday,
            "seen_precision": Precision.EXACT,
            "behaviours": [Behaviour.HARASSMENT_REPEATED],
            "impact": 2,
            "capacity": Capacity.COUNCILLOR,
            "issue": "The parking plan for the High Street",
            "times_counted": 12,
            "asked_to_stop": AskedToStop.WENT_ON,
        },
    )
    account = {"platform": Platform.INSTAGRAM, "handle": "@parking.fan.example", "display_name": "Parking Fan"}
    actions.add_account(incident=incident, by=member, fields=account)
    _decide(incident, Choice.ACKNOWLEDGE, "One civil answer, and then no more.")
    actions.link_records(incident=incident, other=Incident.objects.get(pk=_key("bins")), by=member)


def _criticism(people: Mapping[str, User]) -> None:
    incident = _record("budget", people["member"], "Sharp words about my vote on the budget")
    incident = actions.change_details(
        incident=incident,
        by=people["member"],
        version=incident.version,
        changes={"behaviours": [Behaviour.ROBUST_CRITICISM], "impact": 1},
    )
    _decide(incident, Choice.IGNORE, "They are cross about the budget, and may be.")


def _reported(people: Mapping[str, User]) -> None:
    incident = _record("page", people["member"], "A page that pretends to be mine")
    _decide(incident, Choice.PURSUE, "People may believe that it is me.")
    _report(incident, Platform.FACEBOOK, days_ago=1)


def _with_the_police(people: Mapping[str, User]) -> None:
    member = people["member"]
    incident = _record("door", member, "A note at my door about the car park")
    incident = actions.change_details(
        incident=incident,
        by=member,
        version=incident.version,
        changes={"channel": Channel.HOME, "known": ["home"], "targets": ["property"], "about_office": "yes"},
    )
    actions.note_police_report(
        key=_key("police"),
        incident=incident,
        by=member,
        reported_at=timezone.now() - timedelta(hours=3),
        channel=PoliceChannel.PHONE,
        fields={"force": "Fictional Constabulary", "ford_quoted": "yes"},
    )
    actions.note_support(
        key=_key("support"),
        incident=incident,
        by=member,
        kind=Support.HOME,
        state=SupportState.ASKED,
        happened_on=timezone.localdate(),
        note="Asked for somebody to look at the lights.",
    )


def _answered(people: Mapping[str, User]) -> None:
    incident = _record("photo", people["member"], "My photograph with a silly hat painted on it")
    _decide(incident, Choice.PURSUE, "")
    report = _report(incident, Platform.X, days_ago=9)
    status, note = ReportStatus.NO_VIOLATION, "They say that the hat is satire."
    actions.update_report(report=report, by=people["member"], version=report.version, status=status, note=note)


def _of_another_member(people: Mapping[str, User]) -> None:
    incident = _record("library", people["member2"], "Rude remark about the library", said="You never read a book.")
    _decide(incident, Choice.IGNORE, "")


def _shared(people: Mapping[str, User]) -> None:
    """One with the safety leads, who have weighed it; one kept from the Monitoring Officer; and a request."""
    incident = Incident.objects.get(pk=_key("library"))
    until = timezone.localdate() + timedelta(days=USUAL_DAYS)
    where: _Where = {"incident": incident, "by": incident.member, "until": until}
    share = sharing.share_record(audience=Audience.SAFETY, extent=Extent.CONTENT, note="For your files.", **where)
    sharing.note_step(
        share=share,
        by=people["safety"],
        seen=0,
        stage=Stage.TRIAGED,
        level=Risk.WATCH,
        next_step="Ring the member on Monday",
        note="One remark, no threat.",
    )
    sharing.share_record(audience=Audience.OFFICE, extent=Extent.SUMMARIES, note="", **where)
    let_add(
        incident=incident, officer=people["safety"], until=timezone.localdate() + timedelta(days=30), by=where["by"]
    )
    other = _record("garden", people["member3"], "A remark in the corridor after the meeting")
    sharing.share_record(
        incident=other, by=people["member3"], audience=Audience.DEPUTY, extent=Extent.CONTENT, until=until, note=""
    )
    sharing.ask_interest(by=people["member3"])


def _decide(incident: Incident, choice: Choice, reason: str) -> None:
    incident.refresh_from_db()
    actions.decide(
        incident=incident, by=incident.member, version=incident.version, choice=choice, reason=reason, review_on=None
    )


def _report(incident: Incident, platform: Platform, *, days_ago: int) -> PlatformReport:
    return actions.note_report(
        key=_key(f"report {incident.pk}"),
        incident=incident,
        by=incident.member,
        reported_at=timezone.now() - timedelta(days=days_ago),
        fields={
            "platform": platform,
            "reported_by": ReportedBy.MEMBER,
            "what": "The page",
            "platform_reference": "4711",
        },
    )


def _screenshot(words: str) -> SimpleUploadedFile:
    picture = Image.new("RGB", (480, 160), "white")
    ImageDraw.Draw(picture).text((24, 68), words, fill="black")
    written = BytesIO()
    picture.save(written, "PNG")
    return SimpleUploadedFile("screenshot.png", written.getvalue(), content_type="image/png")
