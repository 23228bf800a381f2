"""What is recorded from the final report to the end, each as a `Fact` with its page."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.utils import timezone

from portal.foundation.deadlines.words import day_in_words, list_in_words
from reviews.conduct import clocks
from reviews.conduct.actions import answering, assessing, deciding
from reviews.conduct.actions.answering import EXTENDED
from reviews.conduct.facts import newest_findings
from reviews.conduct.forms import deciding as forms
from reviews.conduct.models import (
    Alleged,
    Asked,
    Complainant,
    Finding,
    Grant,
    Hearing,
    ResolutionAction,
    SanctionImposed,
    Step,
    Subject,
)
from reviews.conduct.states import OPEN_STATES, Limit, Verb
from reviews.conduct.views.common import Part
from reviews.conduct.views.recording import HOLDER, Fact, nothing, subjects
from reviews.conduct.visibility import Capacity

REFUSED = Complainant.Protection.REFUSED


def published_by(hearing: Hearing) -> str:
    """The sentence that says by when agenda and report of a hearing are published."""
    day = clocks.agenda_day(timezone.localdate(hearing.starts_at), hearing.at)
    return f"Agenda and report are published by {day_in_words(day)} at the latest."


def _about_hearing(part: Part) -> list[str]:
    """Who sits, from which day it may be, and what is arranged already."""
    live = list(Grant.objects.live().filter(case=part.case).select_related("person"))
    sits = {capacity: _names(live, capacity) for capacity in (Capacity.PANEL, Capacity.CLERK)}
    lines = [
        f"Panel: {sits[Capacity.PANEL] or 'nobody is named yet'}.",
        f"Clerk: {sits[Capacity.CLERK] or 'nobody is named yet'}.",
    ]
    if report := Step.objects.filter(case=part.case, verb=Verb.FINISH_REPORT).last():
        least = clocks.limit_on(Limit.HEARING_AT_LEAST, report.at).amount
        first = day_in_words(timezone.localdate(report.at) + timedelta(days=least))
        lines.append(f"Not before {first}, unless the member agreed.")
    clear = clocks.limit_on(Limit.AGENDA, timezone.now()).amount
    lines.append(f"Agenda and report are published {clear} clear working days before.")
    if Hearing.objects.filter(case=part.case).exists():
        lines.append("A hearing is arranged already. A new one takes its place.")
    return lines


def _names(live: list[Grant], capacity: Capacity) -> str:
    return list_in_words(
        sorted(one.person.full_name for one in live if one.person is not None and one.capacity == capacity)
    )


def _save_hearing(part: Part, form: Any) -> str:
    return published_by(deciding.arrange_hearing(case=part.case, by=part.user, **form.said()))


def _open_actions(part: Part) -> dict[str, Any]:
    return {"actions": ResolutionAction.objects.filter(case=part.case, outcome=ResolutionAction.Outcome.OPEN)}


def _save_action(part: Part, form: Any) -> None:
    deciding.settle_action(by=part.user, **form.cleaned_data)


def _open_sanctions(part: Part) -> dict[str, Any]:
    """What follows from the findings that stand, with whom it concerns; of a finding that was replaced nothing does."""
    stand: dict[Any, Finding] = {one.pk: one for one in newest_findings(part.case).values() if one is not None}
    still_open = SanctionImposed.Outcome.OPEN
    imposed = SanctionImposed.objects.filter(case=part.case, outcome=still_open, finding__in=stand)
    members = {one.pk: one.name for one in Subject.objects.filter(case=part.case).select_related("member")}
    against = {alleged.pk: members.get(alleged.subject_id, "") for alleged in Alleged.objects.filter(case=part.case)}
    names = {one.pk: against.get(stand[one.finding_id].alleged_id, "") for one in imposed}
    return {"imposed": imposed.select_related("sanction"), "names": names}


def _save_sanction(part: Part, form: Any) -> None:
    deciding.settle_sanction(by=part.user, **form.cleaned_data)


def _save_left(part: Part, form: Any) -> None:
    assessing.note_left_office(by=part.user, **form.cleaned_data)


def _complainants(part: Part) -> dict[str, Any]:
    return {"complainants": Complainant.objects.filter(case=part.case).select_related("grant")}


def _save_withdrawal(part: Part, form: Any) -> None:
    assessing.ask_to_withdraw(case=part.case, by=part.user, **form.cleaned_data)


def _refused(part: Part) -> dict[str, Any]:
    return {"complainants": Complainant.objects.filter(case=part.case, protection=REFUSED)}


def _about_offers(part: Part) -> list[str]:
    offers = [
        f"{one.name}: the offer to withdraw stands until {day_in_words(one.offered_until)}."
        for one in _refused(part)["complainants"]
        if one.offered_until is not None
    ]
    return offers or ["No name waits for this: first it is decided that a name is not withheld."]


def _save_disclosed(part: Part, form: Any) -> None:
    assessing.disclose_identity(by=part.user, **form.cleaned_data)


def _running(part: Part) -> dict[str, Any]:
    found = [(limit, clocks.newest(part.case, limit)) for limit in EXTENDED]
    return {"limits": [(str(limit), str(limit.label)) for limit, clock in found if clock and clock.state != "stopped"]}


def _about_time(part: Part) -> list[str]:
    asked = [
        f"{whose} asked for more time on {day_in_words(timezone.localdate(one.asked_at))}."
        for one, whose in _asked(part)
    ]
    return asked if _running(part)["limits"] else [*asked, "No time runs now that could be given anew."]


def _save_time(part: Part, form: Any) -> str:
    said = form.cleaned_data
    until = answering.give_more_time(case=part.case, limit=Limit(said["limit"]), reason=said["reason"], by=part.user)
    return f"The last day is {day_in_words(until)} now. Those whose time it is are told."


def _asked(part: Part) -> list[tuple[Asked, str]]:
    """The requests for more time that wait, each with whose it is."""
    return [(one, one.grant.person.full_name if one.grant.person else "") for one in answering.waiting(part.case)]


def _requests(part: Part) -> dict[str, Any]:
    found = _asked(part)
    names = {one.pk: f"{whose}, {day_in_words(timezone.localdate(one.asked_at))}" for one, whose in found}
    return {"requests": Asked.objects.filter(pk__in=names), "names": names}


def _about_requests(part: Part) -> list[str]:
    return [] if _asked(part) else ["Nobody’s request for more time waits."]


def _save_refusal(part: Part, form: Any) -> str:
    answering.refuse_more_time(by=part.user, **form.cleaned_data)
    return "They are told, and read your reason."


DECIDING: Mapping[str, Fact] = {
    "hearing": Fact(
        "Set the day of the hearing", "Day, time and place, and whether the public may be there.",
        HOLDER | {Capacity.CLERK}, nothing, forms.HearingForm, _save_hearing,
        states=deciding.BEFORE_HEARING, lines=_about_hearing,
    ),
    "action-settled": Fact(
        "Settle an action", "Something that was planned is done; or it failed, or was refused. It is settled once.",
        HOLDER, _open_actions, forms.SettleActionForm, _save_action, states=deciding.RESOLVING, needs_some=True,
    ),
    "sanction-settled": Fact(
        "Settle what was decided",
        "The member complied, refused, or it was reported to the committee. Each is settled once.",
        HOLDER, _open_sanctions, forms.SettleSanctionForm, _save_sanction, states=deciding.FOLLOWING_UP,
        needs_some=True,
    ),
    "left": Fact(
        "The member left office", "They resigned, lost the seat or died. You decide afterwards what follows.",
        HOLDER, subjects, forms.LeftForm, _save_left, states=OPEN_STATES,
    ),
    "withdrawal": Fact(
        "The complainant asks to withdraw",
        "For somebody who said so by letter, by telephone or in person. It ends nothing by itself: you decide.",
        HOLDER, _complainants, forms.WithdrawalForm, _save_withdrawal, states=OPEN_STATES,
    ),
    "disclosed": Fact(
        "A name is withheld no longer", "Only after the offer to withdraw is over. The member may then know the name.",
        HOLDER, _refused, forms.DiscloseForm, _save_disclosed, states=OPEN_STATES, needs_some=True, lines=_about_offers,
    ),
    "more-time": Fact(
        "Give more time", "The time of the law or of the council’s arrangements begins anew today.",
        HOLDER, _running, forms.MoreTimeForm, _save_time, states=OPEN_STATES, needs_some=True, lines=_about_time,
    ),
    "no-more-time": Fact(
        "Say no to more time", "Whoever asked is told, and reads your reason. Comments that come late are read too.",
        HOLDER, _requests, forms.NoMoreTimeForm, _save_refusal, states=OPEN_STATES, needs_some=True,
        lines=_about_requests,
    ),
}  # fmt: skip
