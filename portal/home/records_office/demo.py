"""What the records office of the demo council holds: a hold with an export, something due, something gone."""

from collections.abc import Mapping
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from portal.foundation.people.models import User
from portal.foundation.records import actions
from portal.foundation.records.models import Disposal, Hold, Tombstone
from reviews.advice import actions as desk
from reviews.advice.models import Request

KIND = "advice.request"
LONG_AGO = timedelta(days=3 * 365)


@transaction.atomic
def load_kept(people: Mapping[str, User]) -> None:
    """Fill the records office. Done twice, it changes nothing."""
    if Hold.objects.exists() or Tombstone.objects.for_officers().exists():
        return
    for number in (1, 2):
        _old_one(people, number)
    actions.sweep()
    _as_if_announced_a_month_ago()
    actions.sweep()
    disposal = Disposal.objects.of_holders(Disposal.Holder.DESK).order_by("reference").first()
    if disposal is not None:
        approved = actions.approve_disposal(disposal=disposal, version=disposal.version, by=people["governance"])
        actions.carry_out(approved.pk)
    _export(people)


def _old_one(people: Mapping[str, User], number: int) -> None:
    """A request that was taken back three years ago."""
    member = people["member3"]
    item = desk.begin_draft(
        by=member, member=member, answers={"kind": "general", "question": f"Old question {number}."}
    )
    item = desk.save_draft(
        item=item, by=member, version=item.version, step="topics", answers={"topics": ["local_issue"]}
    )
    item = desk.submit(item=item, by=member, version=item.version)
    item = desk.withdraw(item=item, by=member, version=item.version)
    then = timezone.now() - LONG_AGO
    Request.objects.filter(pk=item.pk).update(created_at=then, submitted_at=then, changed_at=then, ended_at=then)


def _as_if_announced_a_month_ago() -> None:
    then = timezone.now() - timedelta(days=31)
    Disposal.objects.of_holders(Disposal.Holder.DESK).update(announced_at=then, due_on=timezone.localdate())


def _export(people: Mapping[str, User]) -> None:
    """An export of an answered request that is being prepared, with words taken out."""
    officer = people["governance"]
    answered = Request.objects.filter(office_only=False, answers__isnull=False, escalated_at=None)
    item = answered.order_by("reference").first()
    if item is None:
        return
    begun = actions.begin_disclosure(
        kind=KIND,
        about_id=item.pk,
        law="foi",
        to_whom="FOI-2026-118",
        reason="Somebody asked for the advice that was given on this post.",
        has_identity=False,
        by=officer,
    )
    actions.redact(disclosure=begun, path="question", passage="", label="s40-2", by=officer, version=begun.version)
