"""Share a record and take it back; what officers note; hand over the reading; the request about an interest.

Each is one transaction: lock, permission, guard, save, audit, outbox.
"""

from datetime import date
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from abuse_log.actions.common import acting_for, lock, owns, require
from abuse_log.actions.refusals import MOST_ROWS, Changed, Full, Refused
from abuse_log.models import Incident, InterestRequest, Share, ShareStep, Spared
from abuse_log.permissions import Reach, can_read, can_share, reach
from abuse_log.sharing.states import ROLES, UNSEEN, UNWEIGHED, Audience, Stage, can_follow
from abuse_log.sharing.times import ACKNOWLEDGE_DAYS, TRIAGE_DAYS, due
from abuse_log.taxonomy import Risk
from portal.foundation.audit.actions import record
from portal.foundation.outbox.actions import Entry, add_all
from portal.foundation.people.models import Role, User
from portal.foundation.people.permissions import is_monitoring_officer


class NobodyThere(Refused):
    sentence = "Nobody holds that office in this portal today, so nobody would have read it."


class KeptFromTheOffice(Refused):
    sentence = (
        "This record is shared with the deputy because the Monitoring Officer is concerned. "
        "Withdraw that first if you want the Monitoring Officer to read it."
    )


class WrongStage(Refused):
    sentence = "From where this stands it cannot go there. To assess it, say how soon to act and what comes next."


class AlreadyAsked(Refused):
    sentence = "You have asked already, and nobody has answered yet."


class AlreadyDone(Refused):
    sentence = "Somebody has answered already."


class NoHelper(Refused):
    sentence = "This person does not help you with reading today."


def officers_of(audience: str, *, but: User | None = None) -> list[User]:
    """Who holds the office today. The deputy who is also the Monitoring Officer is not "the deputy and not them"."""
    found = User.objects.holding(*ROLES[audience])
    if audience == Audience.DEPUTY:
        found = found.exclude(pk__in=User.objects.holding(Role.MONITORING_OFFICER).values("pk"))
    if but is not None:
        found = found.exclude(pk=but.pk)
    return list(found.order_by("pk"))


@transaction.atomic
def share_record(*, incident: Incident, by: User, audience: str, extent: str, until: date, note: str) -> Share:
    """Let an office read this record until a day. What stood for that office before ends.

    Sharing with the deputy ends what the Monitoring Officer could read. Raises `NobodyThere`, `KeptFromTheOffice`.
    """
    locked = lock(incident)
    require(can_share(reach(by, locked.member)))
    _end_idle_consents(locked, by)  # of a share whose day has passed: this one is another
    officers = officers_of(audience, but=locked.member)
    if not officers:
        raise NobodyThere
    standing = {share.audience: share for share in locked.shares.filter(withdrawn_at=None)}
    deputy = standing.get(Audience.DEPUTY)
    if audience == Audience.OFFICE and deputy is not None and deputy.is_in_force:
        raise KeptFromTheOffice
    for ended in {audience, Audience.OFFICE} if audience == Audience.DEPUTY else {audience}:
        if ended in standing:
            _end(standing[ended], by)
    share = Share.objects.create(
        incident=locked, audience=audience, extent=extent, until=until, note=note, shared_by=by
    )
    _end_idle_consents(locked, by)
    _tell(share, officers)
    data: dict[str, str | int | bool | None] = {"share": str(share.pk), "audience": audience, "extent": extent}
    record("record.shared", by=by, about=locked, data=data | {"until": until.isoformat()})
    return share


def _tell(share: Share, officers: list[User]) -> None:
    """At once each officer; at the end of each time all who are there then, while nothing was done."""
    add_all(
        [
            *(
                Entry("record.shared", f"record.shared:{share.pk}:{one.pk}", _ids(share, officer=str(one.pk)))
                for one in officers
            ),
            *(
                Entry(
                    "record.share_late",
                    f"record.share_late:{share.pk}:{days}",
                    _ids(share, step=step),
                    due(share.shared_at, days),
                )
                for step, days in (("acknowledge", ACKNOWLEDGE_DAYS), ("triage", TRIAGE_DAYS))
            ),
        ]
    )


def _ids(share: Share, **more: str) -> dict[str, str]:
    return {"share": str(share.pk), **more}


def _end(share: Share, by: User) -> None:
    share.withdrawn_at, share.withdrawn_by = timezone.now(), by
    share.save(update_fields=["withdrawn_at", "withdrawn_by"])
    record("record.share_withdrawn", by=by, about=share.incident, data={"share": str(share.pk)})


def _end_idle_consents(incident: Incident, by: User) -> None:
    """Who cannot read it cannot be let add to it: the consent ends, lest a later share bring it back unasked."""
    for consent in incident.consents.filter(withdrawn_at=None).select_related("officer"):
        if not Share.objects.visible_to(consent.officer).filter(incident=incident).exists():
            consent.withdrawn_at = timezone.now()
            consent.save(update_fields=["withdrawn_at"])
            record("record.adding_ended", by=by, about=incident, data={"officer": str(consent.officer_id)})


@transaction.atomic
def withdraw_share(*, share: Share, by: User) -> None:
    """Take it back, at once; after leaving office too. Done twice, it changes nothing."""
    locked = lock(share.incident)
    require(owns(locked, by))
    standing = locked.shares.filter(pk=share.pk, withdrawn_at=None).first()
    if standing is not None:
        _end(standing, by)
        _end_idle_consents(locked, by)


@transaction.atomic
def note_step(
    *, share: Share, by: User, seen: int, stage: Stage, level: int | None, next_step: str, note: str
) -> ShareStep:
    """What an officer noted. `seen`: the number of the step that stood when they wrote.

    Raises `Changed`, `WrongStage`, `Full`, and `PermissionDenied` for who does not hold the office any more.
    """
    incident = lock(share.incident)
    locked = Share.objects.visible_to(by).filter(pk=share.pk).first()
    if locked is None:
        raise PermissionDenied
    last = locked.steps.first()  # not the steps that a page has read before the lock
    number = last.number if last else 0
    if number != seen:
        raise Changed
    if number >= MOST_ROWS:
        raise Full
    is_weighed = stage != Stage.TRIAGED or (level is not None and next_step)
    if not can_follow(last.stage if last else Stage.NEW, stage) or not is_weighed:
        raise WrongStage
    step = ShareStep.objects.create(
        share=locked,
        number=number + 1,
        stage=stage,
        level=Risk(level) if level is not None else (last.level if last else None),
        next_step=next_step or (last.next_step if last else ""),
        note=note,
        noted_by=by,
    )
    data: dict[str, str | int | bool | None] = {"share": str(share.pk), "step": step.number, "stage": stage}
    record("record.share_noted", by=by, about=incident, data=data, acting_for=incident.member)
    return step


def is_late(share: Share, step: str) -> bool:
    """Whether the officers still owe that step."""
    return share.is_in_force and share.standing in (UNSEEN if step == "acknowledge" else UNWEIGHED)


@transaction.atomic
def spare_me(*, by: User, is_spared: bool) -> None:
    """An officer wants to be shown no content for now, or again. Their own choice, without a reason."""
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    if is_spared:
        Spared.objects.get_or_create(officer=by)
    else:
        Spared.objects.filter(officer=by).delete()
    record("record.officer_spared", by=by, about=by, data={"spared": is_spared})


@transaction.atomic
def hand_over(*, incident: Incident, helper: UUID, by: User) -> User:
    """Ask a helper who may read to look through this record instead; once a day. Raises `NoHelper`."""
    locked = lock(incident)
    require(reach(by, locked.member) == Reach.OWN)
    found = User.objects.active().filter(pk=helper).first()
    if found is None or found.pk == by.pk or not can_read(reach(found, locked.member)):
        raise NoHelper
    day = timezone.localdate().isoformat()
    payload = {"record": str(locked.pk), "helper": str(found.pk)}
    add_all([Entry("record.hand_over", f"record.hand_over:{locked.pk}:{found.pk}:{day}", payload)])
    record("record.handed_over", by=by, about=locked, data={"helper": str(found.pk)}, acting_for=acting_for(locked, by))
    return found


# --- sensitive interests (Localism Act 2011, section 32) -----------------------------------------------------


@transaction.atomic
def ask_interest(*, by: User) -> InterestRequest:
    """Ask the Monitoring Officer, without a reason. Raises `AlreadyAsked`, `NobodyThere`."""
    require(by.is_member)
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    officers = officers_of(Audience.OFFICE, but=by)
    if not officers:
        raise NobodyThere
    if InterestRequest.objects.unanswered().filter(member=by).exists():
        raise AlreadyAsked
    asked = InterestRequest.objects.create(member=by)
    add_all(Entry("record.interest", f"record.interest:{asked.pk}:{one.pk}", _asked(asked, one)) for one in officers)
    record("record.interest_asked", by=by, about=asked)
    return asked


@transaction.atomic
def answer_interest(*, asked: InterestRequest, by: User, is_agreed: bool, note: str) -> InterestRequest:
    """The Monitoring Officer or a deputy says yes or no; never to themself. Raises `AlreadyDone`."""
    locked = InterestRequest.objects.select_for_update(no_key=True).get(pk=asked.pk)
    require(is_monitoring_officer(by) and locked.member_id != by.pk)
    if locked.answered_at is not None:
        raise AlreadyDone
    locked.is_agreed, locked.note, locked.answered_by, locked.answered_at = is_agreed, note, by, timezone.now()
    locked.save(update_fields=["is_agreed", "note", "answered_by", "answered_at"])
    add_all([Entry("record.interest", f"record.interest:{locked.pk}:answered", _asked(locked, locked.member))])
    record("record.interest_answered", by=by, about=locked, data={"agreed": is_agreed}, acting_for=locked.member)
    return locked


def _asked(asked: InterestRequest, reader: User) -> dict[str, str]:
    return {"interest": str(asked.pk), "reader": str(reader.pk)}
