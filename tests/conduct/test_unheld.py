"""A case that nobody holds: its officer declared a conflict and had nobody to hand it to (brief, 5.2; guard CG4).

Deliberate faults that turn these red: `hand_to` needed again; `tell_of_unheld` left out of `declare` or of `limit`;
`may_cover` with whoever has a conflict; the reference in the mail; `is_unheld` left out of `for_cover`.
"""

from datetime import timedelta

import pytest
from django.core.mail import EmailMessage
from django.utils import timezone

from portal.foundation.deadlines.models import Reminder
from portal.foundation.outbox.models import Item
from portal.foundation.people.models import User
from reviews.conduct.actions.grants import break_glass, declare, take_over
from reviews.conduct.actions.refusals import Refused
from reviews.conduct.board import for_cover
from reviews.conduct.clocks import start
from reviews.conduct.cover import may_cover
from reviews.conduct.emails import limit, needs_holder
from reviews.conduct.identity import acting_as
from reviews.conduct.models import Case, Grant, Paper
from reviews.conduct.states import Limit
from reviews.conduct.visibility import Capacity
from tests.conduct.pages import ask, words
from tests.factories import conduct
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db


def lone() -> tuple[Case, User]:
    """The only officer there is holds it."""
    holder = conduct.officer()
    return conduct.received().case, holder


def conflicted(case: Case, holder: User) -> None:
    assert ask(holder, "declare", case, conflict="yes", words="My cousin.", hand_to="").status_code == 302


def told() -> dict[str, EmailMessage | None]:
    items = Item.objects.filter(kind="conduct.needs_holder")
    return {item.payload["person"]: needs_holder(item) for item in items}


def test_lone_officer_declares_at_once_and_everything_shuts() -> None:
    case, holder = lone()
    assert "Nobody: somebody else will take it" in words(ask(holder, "declare", case))

    conflicted(case, holder)

    with acting_as(holder.pk):
        assert not Case.objects.visible_to(holder).exists()
        assert not Paper.objects.exists()
        assert for_cover(holder) == []
    assert ask(holder, "case", case).status_code == 404
    for verb in (lambda: take_over(case_id=case.pk, reason="x", by=holder),
                 lambda: break_glass(reference=case.reference, reason="x", by=holder)):  # fmt: skip
        with pytest.raises(Refused):
            verb()


def test_those_who_may_cover_and_the_administrators_are_told_without_a_reference() -> None:
    case, holder = lone()
    administrator, other = UserFactory(roles=("administrator",)), UserFactory(roles=("comms_lead",))
    deputy, second = conduct.deputy(), conduct.deputy()
    declare(case=case, has_conflict=True, words="x", by=holder, hand_to=second)
    declare(case=case, has_conflict=True, words="x", by=second)

    mails = told()

    assert set(mails) == {str(administrator.pk), str(deputy.pk)}
    assert str(other.pk) not in mails
    for mail in mails.values():
        assert mail is not None
        assert mail.subject == "Something needs a holding officer"
        for private in (case.reference, case.neutral_reference, str(case.pk), holder.full_name, "conduct", "complaint"):
            assert private not in f"{mail.subject} {mail.body}"
    with acting_as(deputy.pk):
        assert [row.reference for row in for_cover(deputy)] == [case.reference]
    take_over(case_id=case.pk, reason="cover", by=deputy)
    assert set(told().values()) == {None}
    with acting_as(deputy.pk):
        assert Grant.objects.live().get(case=case, capacity=Capacity.HOLDER).person == deputy


def test_officer_with_another_part_may_take_it() -> None:
    case, holder = lone()
    deputy = conduct.deputy()
    break_glass(reference=case.reference, reason="now", by=deputy)
    conflicted(case, holder)
    assert ask(deputy, "take_over", case, reason="cover").status_code == 302
    assert list(may_cover(case.pk)) == [deputy]


def test_warning_of_a_clock_goes_to_whoever_may_cover() -> None:
    case, holder = lone()
    conflicted(case, holder)
    deputy = conduct.deputy()
    Item.objects.filter(kind="conduct.needs_holder").delete()
    reminder = Reminder.objects.about(case).order_by("due_at")[0]
    item = Item(kind="conduct.limit", payload={"reminder": str(reminder.pk)})

    assert limit(item) is None
    assert limit(item) is None

    assert set(told()) == {str(deputy.pk)}
    take_over(case_id=case.pk, reason="cover", by=deputy)
    mail = limit(item)
    assert mail is not None
    assert mail.to == [deputy.email]


def test_clock_that_begins_while_nobody_holds_it_warns_too() -> None:
    case, holder = lone()
    conflicted(case, holder)
    deputy = conduct.deputy()
    from_before = set(Reminder.objects.about(case).values_list("pk", flat=True))
    with acting_as(deputy.pk):
        start(Limit.IDENTITY, case, at=timezone.now(), by=None)
    begun = Reminder.objects.about(case).exclude(pk__in=from_before)
    assert {reminder.for_user_id for reminder in begun} == {deputy.pk}
    assert all(reminder.due_at > timezone.now() - timedelta(days=1) for reminder in begun)
