"""Fictional requests for demo mode, in every state of the table and each reached by the real verbs."""

from collections.abc import Mapping
from datetime import timedelta
from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils import timezone
from PIL import Image

from guidance.search import find_points
from portal.foundation.deadlines.models import Calendar
from portal.foundation.deadlines.working_days import CalendarName
from portal.foundation.people.models import User
from reviews.advice import actions
from reviews.advice.actions.answers import Advice
from reviews.advice.elections.actions import Dates, enter_period
from reviews.advice.elections.dates import latest_notice, ordinary_poll
from reviews.advice.elections.models import PreElectionPeriod
from reviews.advice.models import Request

CROSSING = "Six months of waiting for a safe crossing on Orchard Road.\n\nCome to the drop-in on Friday."
LIBRARY = "Our library stays open on Saturdays. Thank you to the 300 people who wrote in!"
ALLOTMENTS = "New allotments at Brook End: 14 plots, first come, first served. Details on the council’s pages."
DEPOT = "Whoever parked the lorries on the cycle path again should be ashamed."


@transaction.atomic
def load_advice(people: Mapping[str, User]) -> None:
    """Fill the desk. Done twice, it changes nothing."""
    if Request.objects.filter(member=people["member"]).exists():
        return
    _election(people)
    _at_the_start(people)
    _in_hand(people)
    _with_the_office(people)
    _ended(people)
    _asked_again(people)
    _asks_for_a_look(people)
    _kept_by_the_desk(people)
    _late_and_due_today(people)


def _election(people: Mapping[str, User]) -> None:
    """The next ordinary local elections, to come."""
    poll = ordinary_poll(timezone.localdate() + timedelta(days=60))
    notice = latest_notice(poll, Calendar.objects.working(CalendarName.ELECTION)) or poll
    dates = Dates(PreElectionPeriod.Kind.LOCAL, [], poll, notice, notice)
    enter_period(dates=dates, by=people["comms.lead"])


def _at_the_start(people: Mapping[str, User]) -> None:
    member, other, delegate = people["member"], people["member2"], people["delegate"]
    _draft(member, kind="before", draft_wording=LIBRARY, platforms=["facebook"], account="member")
    _with_picture(_draft(member, kind="before", draft_wording=CROSSING, topics=["local_issue"], **_soon(2)))
    _sent(
        other,
        kind="posted",
        draft_wording=DEPOT,
        topics=["local_issue", "resident"],
        is_urgent=True,
        urgent_reason="A local reporter has asked me about it.",
        question="Should I take it down or correct it?",
    )
    _sent(
        member,
        asked_by=delegate,
        kind="reply",
        topics=["settings"],
        question="A resident asks the same question under every post. How can she answer him politely?",
    )


def _in_hand(people: Mapping[str, User]) -> None:
    comms, lead = people["comms"], people["comms.lead"]
    _claimed(
        _sent(people["member3"], kind="before", draft_wording=ALLOTMENTS, topics=["local_issue"], **_soon(4)), comms
    )
    asked = _claimed(
        _sent(
            people["member"], kind="account", topics=["settings"], question="May I turn off answers under old posts?"
        ),
        lead,
    )
    actions.ask_member(
        item=asked, by=lead, version=asked.version, text="Is this your page as a councillor, or your personal one?"
    )


def _with_the_office(people: Mapping[str, User]) -> None:
    comms, mo = people["comms"], people["mo"]
    passed = _claimed(
        _sent(
            people["member2"],
            kind="before",
            draft_wording="I shall listen to both sides before the licensing committee decides on the Old Bakery.",
            topics=["planning"],
            question="I sit on that committee. May I say this?",
        ),
        comms,
    )
    view = "The wording keeps an open mind. I would say yes, but the member will vote on it."
    _passed_on(passed, comms, "quasi_judicial", view)
    thanks = {"draft_wording": "Thank you, Brook End!", "question": "May I use the council’s photo?"}
    back = _claimed(_sent(people["member3"], kind="before", topics=["pictures"], **thanks), comms)
    back = _passed_on(back, comms, "other", "Who gives leave for the photo?")
    steer = "The photo is ours. You may answer; ask for a credit line."
    actions.return_to_desk(item=back, by=mo, version=back.version, text=steer)
    _for_the_office_only(people)


def _for_the_office_only(people: Mapping[str, User]) -> None:
    mo, deputy = people["mo"], people["deputy.mo"]
    stall = "Must I say on my page that I rent a market stall?"
    private = _private(people["member"], kind="general", topics=["interests"], question=stall)
    actions.accept(item=private, by=deputy, version=private.version)
    waiting = _private(people["member3"], kind="account", topics=["other"], question="Who else may run my page?")
    actions.ask_member_as_mo(item=waiting, by=mo, version=waiting.version, text="Who has the password today?")
    report = "May I say that a report is coming?"
    settled = _private(people["member2"], kind="general", topics=["confidential"], question=report)
    text = "You may say that a report is on the published agenda. Say nothing of what it holds."
    advice = _advice("information_only", text, "confidential")
    actions.answer_as_mo(item=settled, by=mo, version=settled.version, advice=advice)
    actions.set_private_route(deputy=deputy, by=mo)
    draft = "I have been asked to speak for a firm that I once worked for."
    _private(people["member2"], kind="general", topics=["interests"], question=draft)


def _ended(people: Mapping[str, User]) -> None:
    comms, member, other = people["comms"], people["member"], people["member2"]
    clear = {"stance": "no_concern_seen", "text": "Nothing here gives us concern under the guidance."}
    _answered(comms, _plain(member, LIBRARY), **clear)
    _answered(
        comms,
        _plain(member, DEPOT),
        stance="change_suggested",
        text="Say what happened rather than who should be ashamed.",
        suggested="The lorries are on the cycle path again. I have asked the depot to look into it.",
    )
    done = _answered(comms, _plain(other, ALLOTMENTS), **clear)
    actions.close(item=done, by=other, version=done.version)
    gone = _plain(people["member3"], CROSSING)
    actions.withdraw(item=gone, by=people["member3"], version=gone.version)
    party = _sent(
        other,
        kind="before",
        draft_wording="Vote for our list in May!",
        topics=["election"],
        question="Is the wording strong enough?",
    )
    actions.decline(
        item=party,
        by=comms,
        version=party.version,
        reason="party_political",
        signpost="group",
        text="We cannot help with campaign wording. Your group can, and the Electoral Commission explains imprints.",
    )


def _asked_again(people: Mapping[str, User]) -> None:
    """Asked once more, opened again, and shown another way."""
    comms, member, other = people["comms"], people["member3"], people["member2"]
    said = {"stance": "information_only", "text": "The guidance leaves that to you. Point to the agenda if you can."}
    item = _answered(comms, _plain(member, "The ward walk is on Saturday. Who is coming?"), **said)
    actions.follow_up(item=item, by=member, version=item.version, text="And may I put the date on the council’s page?")
    done = _answered(comms, _plain(other, "Thank you to everybody who cleared the brook."), **said)
    done = actions.close(item=done, by=other, version=done.version)
    actions.reopen(item=done, by=other, version=done.version, text="Somebody in the picture asks to be taken out.")
    abuse = _sent(
        member, kind="reply", topics=["abuse"], question="The same account has written to me nine times today."
    )
    actions.redirect(
        item=abuse,
        by=comms,
        version=abuse.version,
        redirect_to="records",
        text="Please keep a record of each of them first. The portal tells you how, and reminds you.",
    )


def _asks_for_a_look(people: Mapping[str, User]) -> None:
    """Advice against a post that a colleague is to read first."""
    comms = people["comms"]
    wording = "The caretaker at the hall is lazy, and everybody knows his name."
    item = _claimed(_sent(people["member2"], kind="before", draft_wording=wording, topics=["staff"]), comms)
    text = "He can be told from it, and cannot answer. Raise it with the manager instead, and leave the post."
    advice = _advice("advise_against", text, "criticism staff")
    actions.ask_second_look(item=item, by=comms, version=item.version, advice=advice)


def _late_and_due_today(people: Mapping[str, User]) -> None:
    """One that waits since last week and is overdue, and one that is to go out before the day ends."""
    rumour = "They say the swimming baths close in spring. Can anybody in the council confirm it?"
    late = _draft(people["member3"], kind="before", draft_wording=rumour, topics=["local_issue"])
    actions.submit(item=late, by=late.member, version=late.version, at=timezone.now() - timedelta(days=7))
    tonight = timezone.localtime().replace(hour=23, minute=45, second=0, microsecond=0)
    invitation = "Litter pick at the canal tomorrow at ten. Gloves and tea are on us."
    plan = {"intended_at": tonight, "intended_has_time": True}
    _sent(people["member2"], kind="before", draft_wording=invitation, topics=["pictures"], **plan)


def _kept_by_the_desk(people: Mapping[str, User]) -> None:
    """Two standard texts, and somebody who is away tomorrow."""
    lead, tomorrow = people["comms.lead"], timezone.localdate() + timedelta(days=1)
    texts = {
        "Credit for a picture": ("The picture belongs to whoever took it. Ask first, and say whose it is.", "pictures"),
        "Answer once, then stop": ("You need not answer twice. One calm reply with the facts is enough.", "anger"),
    }
    for title, (body, about) in texts.items():
        points = find_points(about, limit=1)
        actions.keep_text(text=None, seen=0, title=title, body=body, points=points, by=lead)
    actions.keep_absence(person=lead, starts_on=tomorrow, ends_on=tomorrow, cover=people["comms"], by=lead)


def _answered(comms: User, item: Request, *, stance: str, text: str, suggested: str = "") -> Request:
    item = _claimed(item, comms)
    advice = _advice(stance, text, "respect", suggested)
    return actions.answer(item=item, by=comms, version=item.version, advice=advice)


def _plain(member: User, wording: str) -> Request:
    return _sent(member, kind="before", draft_wording=wording, topics=["local_issue"])


def _advice(stance: str, text: str, about: str, suggested: str = "") -> Advice:
    points = find_points(about, limit=2)
    reason = "" if points else "The guidance says nothing on this."
    return Advice(stance=stance, text=text, suggested_wording=suggested, no_point_reason=reason, points=points)


def _draft(member: User, *, asked_by: User | None = None, office_only: bool = False, **answers: Any) -> Request:
    by = asked_by or member
    item = actions.begin_draft(by=by, member=member)
    steps: list[tuple[str, dict[str, Any]]] = [("readers", {"office_only": office_only})] if by == member else []
    if answers.get("kind") != "general":
        answers = {"platforms": ["facebook"], "account": "member", **answers}
    for step, said in [*steps, ("kind", answers)]:
        item = actions.save_draft(item=item, by=by, version=item.version, step=step, answers=said)
    return item


def _sent(member: User, **answers: Any) -> Request:
    item = _draft(member, **answers)
    return actions.submit(item=item, by=answers.get("asked_by") or member, version=item.version)


def _private(member: User, **answers: Any) -> Request:
    return _sent(member, office_only=True, **answers)


def _passed_on(item: Request, by: User, reason: str, view: str) -> Request:
    return actions.escalate(item=item, by=by, version=item.version, reason=reason, view=view)


def _claimed(item: Request, by: User) -> Request:
    return actions.claim(item=item, by=by, version=item.version)


def _with_picture(item: Request) -> Request:
    drawn = BytesIO()
    Image.linear_gradient("L").resize((640, 400)).save(drawn, "PNG")
    upload = SimpleUploadedFile("orchard-road.png", drawn.getvalue(), "image/png")
    item = actions.add_pictures(item=item, by=item.member, version=item.version, uploads=[upload])
    return actions.submit(item=item, by=item.member, version=item.version)


def _soon(days: int) -> dict[str, Any]:
    day = timezone.localtime() + timedelta(days=days)
    return {"intended_at": day.replace(hour=18, minute=0, second=0, microsecond=0), "intended_has_time": True}
