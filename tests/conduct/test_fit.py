"""Who may have which part in a case, asked in the action and once more by the database; each place by itself.

Deliberate faults that turn these red: `people_for` left out of `give_grant`; the trigger conduct_grant_fits left out;
`_refuse_stake` left out of `hand_over`, of `declare` or of `give_grant`; the trigger conduct_grant_kept_apart left out.
"""

from datetime import timedelta

import pytest
from django.db import IntegrityError
from django.utils import timezone

from portal.foundation.people.models import Term, User
from reviews.conduct.actions.grants import declare, give_grant, hand_over, revoke_grant
from reviews.conduct.actions.refusals import Conflicted, Refused
from reviews.conduct.identity import acting_as
from reviews.conduct.models import Case, Grant, Subject
from reviews.conduct.permissions import GIVEN
from reviews.conduct.visibility import Capacity
from tests.factories import conduct
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db
C = Capacity


def unfit() -> dict[Capacity, User]:
    """For each part somebody who may not have it, each of another sort."""
    left = UserFactory(roles=("member",))
    Term.objects.filter(user=left).update(ends_on=timezone.localdate() - timedelta(days=1))
    return {
        C.SUPPORT: UserFactory(roles=("member",)),
        C.CLERK: UserFactory(is_political_assistant=True),
        C.INVESTIGATOR: UserFactory(roles=("comms_adviser",)),
        C.COUNCILS_IP: UserFactory(roles=("investigator",)),
        C.MEMBERS_IP: UserFactory(roles=("independent_person",), is_active=False),
        C.PANEL: left,
    }


def by_action(case: Case, person: User, capacity: Capacity, holder: User, serves: Subject | None) -> None:
    give_grant(case=case, person=person, capacity=capacity, reason="needed", by=holder, serves=serves)


def by_row(case: Case, person: User, capacity: Capacity, holder: User, serves: Subject | None) -> None:
    with acting_as(holder.pk):
        row = Grant(case=case, person=person, capacity=capacity, reason="needed", given_by=holder, serves=serves)
        row.save(force_insert=True)


def test_each_part_is_for_whoever_may_have_it_by_action_and_by_row() -> None:
    case, holder = conduct.held_case()
    with acting_as(holder.pk):
        subject = Subject.objects.get(case=case)
    assert set(unfit()) == set(GIVEN)
    for capacity, person in unfit().items():
        serves = subject if capacity == C.MEMBERS_IP else None
        with pytest.raises(Refused, match="may not have that part"):
            by_action(case, person, capacity, holder, serves)
        with pytest.raises(IntegrityError, match="may not have that part"):
            by_row(case, person, capacity, holder, serves)
    for capacity in GIVEN:
        serves = subject if capacity == C.MEMBERS_IP else None
        by_action(case, conduct.fit_for(capacity), capacity, holder, serves)
    declare(case=case, has_conflict=True, words="x", by=holder)
    with pytest.raises(IntegrityError, match="may not have that part"):
        by_row(case, UserFactory(roles=("administrator",)), C.HOLDER, holder, None)
    by_row(case, conduct.deputy(), C.HOLDER, holder, None)


@pytest.mark.parametrize("capacity", [C.HOLDER, C.SUBJECT, C.COMPLAINANT, C.BREAK_GLASS])
def test_what_is_not_given_one_by_one_is_not_given_by_the_action(capacity: Capacity) -> None:
    case, holder = conduct.held_case()
    with pytest.raises(Refused):
        by_action(case, conduct.deputy(), capacity, holder, None)


def a_party(case: Case, holder: User) -> User:
    """Complains in it, and has a deputy's role: only their stake stands against them."""
    with acting_as(holder.pk):
        member = Subject.objects.select_related("member").get(case=case).member
    assert member is not None
    return member


@pytest.mark.parametrize("stake", ["party", "conflict", "part"])
def test_whoever_has_a_stake_is_refused_by_each_verb(stake: str) -> None:
    """Somebody with the office, so that nothing but the stake speaks against them: in each place that asks."""
    deputy = UserFactory(roles=("member", "deputy_monitoring_officer"))
    case, holder = conduct.held_case(*([deputy] if stake == "party" else []))
    if stake != "party":
        Term.objects.filter(user=deputy).update(ends_on=timezone.localdate() - timedelta(days=1))
        given = give_grant(case=case, person=deputy, capacity=C.SUPPORT, reason="needed", by=holder)
        if stake == "conflict":
            declare(case=case, has_conflict=True, words="My cousin.", by=deputy)
            revoke_grant(grant=given, reason="a conflict", by=holder)
    refused: type[Exception] = Refused if stake == "part" else Conflicted
    capacity = C.PANEL if stake == "party" else C.SUPPORT
    with pytest.raises(refused):
        by_action(case, deputy, capacity, holder, None)
    with pytest.raises(refused):
        hand_over(case=case, to=deputy, reason="leave", by=holder)
    with pytest.raises(refused):
        declare(case=case, has_conflict=True, words="My cousin.", by=holder, hand_to=deputy)


def test_party_is_refused_by_the_database_alone() -> None:
    member = UserFactory(roles=("member", "deputy_monitoring_officer"))
    case, holder = conduct.held_case(member)
    with pytest.raises(IntegrityError, match="to which they are a party"):
        by_row(case, member, C.PANEL, holder, None)
