"""How a case is resolved, investigated, heard and decided, as facts that the guards of the table read.

Each verb is one transaction in the name of whoever acts. All raise Case.DoesNotExist for somebody without a part in the
case, Conflicted before the question about a conflict is answered, NotNow in a wrong state, and Refused otherwise.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils import timezone

from portal.foundation.people.models import User
from reviews.conduct import clocks
from reviews.conduct.actions.refusals import MovedOn, NotNow, Refused
from reviews.conduct.actions.writing import HOLDER, add, ahead, chosen, not_ahead, some, writing
from reviews.conduct.facts import hearing_began, newest_findings
from reviews.conduct.models import (
    Alleged,
    Case,
    CodeParagraph,
    Finding,
    FoundBreached,
    Grant,
    Hearing,
    Investigation,
    ResolutionAction,
    Sanction,
    SanctionImposed,
)
from reviews.conduct.states import Limit, State
from reviews.conduct.visibility import Capacity

RESOLVING = (State.ASSESSMENT, State.INFORMAL_RESOLUTION, State.FINAL_REPORT, State.LOCAL_RESOLUTION)
NO_ADVICE = "Legal advice is taken before this is decided. Say on which day, and who gave it."
INVESTIGATING = (State.ASSESSMENT, State.INVESTIGATION, State.DRAFT_REPORT)
BEFORE_HEARING = (State.FINAL_REPORT, State.LOCAL_RESOLUTION, State.HEARING_SCHEDULED)
FOLLOWING_UP = (State.DECIDED, State.FOLLOW_UP)


def plan_action(*, case: Case, what: str, who: str, due_on: date, by: User) -> ResolutionAction:
    """Write down what is to be done, by whom and by when. It is no finding."""
    with writing(case, by, "action_planned", states=RESOLVING) as held:
        made = ResolutionAction(case=held, due_on=ahead(due_on), by=by)
        made.what, made.who = some(what, "Say what is to be done."), some(who, "Say who is to do it.")
        add(made)
        return made


def settle_action(*, action: ResolutionAction, outcome: str, by: User, words: str = "") -> ResolutionAction:
    """An action is done; or it failed or was refused. Settled once."""
    settled = (ResolutionAction.Outcome.DONE, ResolutionAction.Outcome.FAILED)
    with writing(action, by, "action_settled", states=RESOLVING):
        found = ResolutionAction.objects.select_for_update(no_key=True).get(pk=action.pk)
        if found.outcome != ResolutionAction.Outcome.OPEN:
            raise NotNow("This was settled before.")
        found.outcome, found.words, found.settled_at = chosen(outcome, settled), words, timezone.now()
        found.save(update_fields=["outcome", "words", "settled_at"])
        return found


def plan_investigation(
    *, case: Case, investigator: Grant, scope: str, target_on: date, by: User, plan: str = ""
) -> Investigation:
    """Name the investigating officer, the scope and the target date. The investigator may write a further plan."""
    who = (Capacity.HOLDER, Capacity.INVESTIGATOR)
    with writing(case, by, "investigation_planned", who=who, states=INVESTIGATING) as held:
        named = Grant.objects.live().filter(case=held, pk=investigator.pk, capacity=Capacity.INVESTIGATOR)
        if not named.exists():
            raise Refused("Name somebody who has the part of investigating officer in this case.")
        made = Investigation(case=held, investigator=investigator, plan=plan, target_on=ahead(target_on), by=by)
        made.scope = some(scope, "Say what is to be investigated.")
        add(made)
        return made


def arrange_hearing(
    *,
    case: Case,
    starts_at: datetime,
    place: str,
    by: User,
    is_open: bool = True,
    paragraphs: Collection[str] = (),
    closed_because: str = "",
    is_agreed_early: bool = False,
) -> Hearing:
    """Set day, time (with its zone) and place. Without the public only by paragraphs of schedule 12A, and a reason.

    The holding officer is reminded of the last day to publish the agenda.
    """
    who = (Capacity.HOLDER, Capacity.CLERK)
    with writing(case, by, "hearing_arranged", who=who, states=BEFORE_HEARING) as held:
        ahead(timezone.localdate(starts_at))
        if is_open != (not paragraphs) or not set(paragraphs) <= set(Hearing.PARAGRAPHS):
            raise Refused("A hearing is open, or names the paragraphs of schedule 12A by which it is not.")
        if not is_open:
            some(closed_because, "Say why the public is to be kept out.")
        made = Hearing(
            case=held,
            starts_at=starts_at,
            place=some(place, "Say where the hearing is."),
            is_open=is_open,
            paragraphs=",".join(sorted(set(paragraphs))),
            closed_because=closed_because,
            is_agreed_early=is_agreed_early,
            by=by,
        )
        add(made)
        publish_on = clocks.agenda_day(timezone.localdate(starts_at), timezone.now())
        clocks.stop(held, (Limit.AGENDA,), at=timezone.now(), by=by)
        clocks.remind_on(held, Limit.AGENDA, publish_on, occurrence=Hearing.objects.filter(case=held).count())
        return made


def find(
    *,
    alleged: Alleged,
    outcome: str,
    reasons: str,
    by: User,
    paragraphs: Collection[CodeParagraph] = (),
    seen: int | None = None,
) -> Finding:
    """The clerk records what the panel found for one allegation against one member (guard CG12).

    A breach names paragraphs of the Code that the allegation cites; a point of the protocol is never found breached.
    ``seen`` is how many findings whoever records it knew of here; raises MovedOn when there are others by now, and
    Refused before the hearing has begun: nothing is found by a panel that has not heard anybody.
    """
    who = (Capacity.CLERK,)
    with writing(alleged, by, "finding_recorded", who=who, states=(State.HEARING_SCHEDULED,)) as held:
        if not hearing_began(held, timezone.now()):
            raise Refused("The hearing has not begun.")
        if seen is not None and seen != Finding.objects.filter(alleged=alleged).count():
            raise MovedOn("Somebody recorded a finding for this since you opened the page.")
        is_breach = chosen(outcome, Finding.Outcome.values) != Finding.Outcome.NO_BREACH
        cited = set(alleged.cited.standing().values_list("paragraph_id", flat=True))
        if not {paragraph.pk for paragraph in paragraphs} <= cited:
            raise Refused("Choose from the paragraphs of the Code that the allegation cites.")
        if is_breach != bool(paragraphs):
            raise Refused("A breach names the paragraphs that were breached, and nothing else does.")
        made = Finding(case=held, alleged=alleged, outcome=outcome, reasons=some(reasons, "Give the reasons."), by=by)
        add(made)
        for paragraph in paragraphs:
            add(FoundBreached(case=held, finding=made, paragraph=paragraph))
        return made


@dataclass(frozen=True)
class Advised:
    """That legal advice was taken before the decision: on which day, and who gave it."""

    on: date
    by: str = field(repr=False)


def impose(
    *,
    finding: Finding,
    sanction: Sanction,
    by: User,
    words: str = "",
    due_on: date | None = None,
    advised: Advised | None = None,
) -> SanctionImposed:
    """The clerk records what follows a breach: only what is valid today (guard CG7), and what is flagged for it only
    after legal advice. The database asks both again.
    """
    who = (Capacity.CLERK,)
    with writing(finding, by, "sanction_recorded", who=who, states=(State.HEARING_SCHEDULED,)) as held:
        today = timezone.localdate()
        if not Sanction.objects.on(today).filter(pk=sanction.pk).exists():
            raise Refused(sanction.why_not or "This cannot be chosen today.")
        if finding.outcome != Finding.Outcome.WITH_ACTION:
            raise Refused("A sanction follows a breach that was found with action.")
        if finding not in newest_findings(held).values():
            raise MovedOn("Another finding took the place of this one since you opened the page.")
        if SanctionImposed.objects.filter(finding=finding, sanction=sanction).exists():
            raise Refused("This is recorded already.")
        made = SanctionImposed(case=held, finding=finding, sanction=sanction, decided_on=today, by=by)
        made.words, made.due_on = words, ahead(due_on) if due_on else None
        if advised is not None:
            made.advised_on, made.advised_by = not_ahead(advised.on), some(advised.by, NO_ADVICE)
        elif sanction.requires_legal_check:
            raise Refused(NO_ADVICE)
        add(made)
        return made


def settle_sanction(*, imposed: SanctionImposed, outcome: str, on: date, by: User, words: str = "") -> SanctionImposed:
    """Record whether a sanction was complied with, refused or reported to the committee. Settled once."""
    outcomes = [value for value in SanctionImposed.Outcome.values if value != SanctionImposed.Outcome.OPEN]
    with writing(imposed, by, "sanction_settled", who=HOLDER, states=FOLLOWING_UP):
        found = SanctionImposed.objects.select_for_update(no_key=True).get(pk=imposed.pk)
        if found.outcome != SanctionImposed.Outcome.OPEN:
            raise NotNow("This was settled before.")
        found.outcome, found.settled_on, found.how_settled = chosen(outcome, outcomes), not_ahead(on), words
        found.save(update_fields=["outcome", "settled_on", "how_settled"])
        return found
