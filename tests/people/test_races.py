"""Two people at one moment: real commits on two connections, one behind the other's lock."""

import threading
from collections.abc import Callable

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.utils import timezone

from portal.foundation.people import actions
from portal.foundation.people.models import Delegation, Role, RoleGrant, SensitiveRequest, User
from tests.factories.people import InvitationFactory, SensitiveRequestFactory, UserFactory

pytestmark = pytest.mark.usefixtures("committed_db")


def at_once(*deeds: Callable[[], object]) -> list[str]:
    """Run the deeds in threads that start together; what became of each."""
    outcomes: list[str] = []
    gate = threading.Barrier(len(deeds))

    def run(deed: Callable[[], object]) -> None:
        try:
            gate.wait()
            deed()
            outcomes.append("done")
        except (actions.Refused, PermissionDenied) as why:
            outcomes.append(type(why).__name__)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(deed,)) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return sorted(outcomes)


def test_two_administrators_who_end_each_other_leave_one() -> None:
    one, two = UserFactory(roles=(Role.ADMINISTRATOR,)), UserFactory(roles=(Role.ADMINISTRATOR,))
    first, second = RoleGrant.objects.get(user=one), RoleGrant.objects.get(user=two)
    outcomes = at_once(lambda: actions.end_role(second, by=one), lambda: actions.end_role(first, by=two))
    assert outcomes.count("done") == 1
    assert User.objects.holding(Role.ADMINISTRATOR).count() == 1


def test_two_administrators_who_close_each_other_leave_one() -> None:
    one, two = UserFactory(roles=(Role.ADMINISTRATOR,)), UserFactory(roles=(Role.ADMINISTRATOR,))
    outcomes = at_once(lambda: actions.deactivate(two, by=one), lambda: actions.deactivate(one, by=two))
    assert outcomes.count("done") == 1
    assert User.objects.holding(Role.ADMINISTRATOR).count() == 1


def test_one_link_used_twice_at_once_opens_one_account() -> None:
    invitation = InvitationFactory()

    def join() -> User:
        return actions.accept_invitation(invitation, password="three quiet otters")

    assert at_once(join, join) == ["InvitationClosed", "done"]
    assert User.objects.filter(email=invitation.email).count() == 1


def test_one_address_invited_twice_at_once_gets_one_invitation() -> None:
    one, two = UserFactory(roles=(Role.ADMINISTRATOR,)), UserFactory(roles=(Role.ADMINISTRATOR,))

    def invite(by: User) -> Callable[[], object]:
        return lambda: actions.invite(email="ada@council.example", full_name="Ada", roles=[], by=by)

    assert at_once(invite(one), invite(two)) == ["Refused", "done"]


def test_confirmed_and_refused_at_once_is_one_of_them() -> None:
    asked = SensitiveRequestFactory()
    one, two = UserFactory(roles=(Role.ADMINISTRATOR,)), UserFactory(roles=(Role.ADMINISTRATOR,))
    outcomes = at_once(
        lambda: actions.confirm_sensitive(asked, by=one), lambda: actions.refuse_sensitive(asked, by=two)
    )
    assert outcomes == ["Refused", "done"]
    asked = SensitiveRequest.objects.get()
    assert (asked.confirmed_by is None) != (asked.refused_by is None)


def test_second_member_is_seen_when_two_appoint_at_once() -> None:
    """Each alone would be the first: the lock on the delegate makes one of them the second."""
    helper = UserFactory(roles=(Role.DELEGATE,))
    members = [UserFactory(roles=(Role.MEMBER,)) for _ in range(2)]
    today = timezone.localdate()

    def appoint(member: User) -> Callable[[], object]:
        return lambda: actions.appoint_delegate(delegate=helper, grade="act", starts_on=today, ends_on=today, by=member)

    assert at_once(*(appoint(member) for member in members)) == ["done", "done"]
    assert sorted(Delegation.objects.values_list("is_one_of_several", flat=True)) == [False, True]
