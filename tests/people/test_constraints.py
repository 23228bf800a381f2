"""What the database itself refuses: each constraint and trigger is broken once, as the role that serves pages."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.hashers import make_password
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.models import Model
from django.utils import timezone

from portal.foundation.people.models import (
    Delegation,
    Invitation,
    Role,
    RoleGrant,
    SensitiveRequest,
    Term,
    User,
    Ward,
)
from tests.factories.people import (
    DelegationFactory,
    InvitationFactory,
    RoleGrantFactory,
    SensitiveRequestFactory,
    TermFactory,
    UserFactory,
    WardFactory,
)

pytestmark = pytest.mark.django_db
NOW = timezone.now()
TODAY = timezone.localdate()
DAY = timedelta(days=1)


def refused(name: str, make: Any) -> None:
    """The database refuses, and names the constraint."""
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        make()


def test_user_address_in_another_case_is_the_same_address() -> None:
    UserFactory(email="ada@council.example")
    refused("people_user_email_once", lambda: User(email="ADA@council.example", full_name="A").save())


def test_user_without_a_name_is_refused() -> None:
    refused("people_user_has_name", lambda: UserFactory(full_name="", password=make_password(None)))


def test_grant_held_twice_is_refused() -> None:
    grant = RoleGrantFactory()
    refused("people_grant_once_at_a_time", lambda: RoleGrantFactory(user=grant.user))


@pytest.mark.parametrize(
    ("constraint", "values"),
    [
        ("people_grant_known_role", {"role": "king"}),
        ("people_grant_ends_after_start", {"ends_on": TODAY - DAY}),
        ("people_grant_ended_by_somebody", {"ended_at": NOW}),
        ("people_grant_given_by_somebody", {"note": ""}),
    ],
)
def test_grant_that_makes_no_sense_is_refused(constraint: str, values: dict[str, Any]) -> None:
    refused(constraint, lambda: RoleGrantFactory(**values))


def test_grant_to_oneself_is_refused() -> None:
    user = UserFactory()
    refused("people_grant_not_to_oneself", lambda: RoleGrantFactory(user=user, granted_by=user))


def test_sensitive_grant_by_one_person_is_refused() -> None:
    refused(
        "people_grant_sensitive_by_two",
        lambda: RoleGrantFactory(role=Role.MONITORING_OFFICER, granted_by=UserFactory()),
    )


def test_ward_of_the_same_name_without_an_end_is_refused() -> None:
    WardFactory(name="Castle")
    refused("people_ward_name_once", lambda: WardFactory(name="CASTLE"))


def test_ward_may_begin_anew_once_the_old_one_has_an_end() -> None:
    WardFactory(name="Castle", valid_to=TODAY)
    assert WardFactory(name="Castle").valid_to is None


@pytest.mark.parametrize(
    ("constraint", "values"),
    [
        ("people_ward_ends_after_start", {"valid_from": TODAY, "valid_to": TODAY - DAY}),
        ("people_ward_has_name", {"name": ""}),
    ],
)
def test_ward_that_makes_no_sense_is_refused(constraint: str, values: dict[str, Any]) -> None:
    refused(constraint, lambda: WardFactory(**values))


@pytest.mark.parametrize(
    ("constraint", "values"),
    [
        ("people_term_ends_after_start", {"starts_on": TODAY, "ends_on": TODAY - DAY}),
        ("people_term_ward_when_elected", {"ward": None}),
        ("people_term_ward_when_elected", {"kind": "king"}),
    ],
)
def test_term_that_makes_no_sense_is_refused(constraint: str, values: dict[str, Any]) -> None:
    ward = WardFactory()
    refused(constraint, lambda: TermFactory(**{"ward": ward, **values}))


def test_term_that_begins_twice_is_refused() -> None:
    term = TermFactory()
    refused("people_term_once_a_day", lambda: TermFactory(user=term.user, starts_on=term.starts_on))


def test_invitation_twice_for_one_address_is_refused() -> None:
    InvitationFactory(email="ada@council.example")
    refused("people_invitation_once_at_a_time", lambda: InvitationFactory(email="Ada@council.example"))


@pytest.mark.parametrize(
    ("constraint", "values"),
    [
        ("people_invitation_ordinary_roles", {"roles": ["monitoring_officer"]}),
        ("people_invitation_ordinary_roles", {"roles": ["king"]}),
        ("people_invitation_expires", {"expires_at": NOW - DAY}),
        ("people_invitation_accepted_as", {"accepted_at": NOW}),
        ("people_invitation_cancelled_by", {"cancelled_at": NOW}),
        ("people_invitation_sent_by", {"invited_by": None}),
    ],
)
def test_invitation_that_makes_no_sense_is_refused(constraint: str, values: dict[str, Any]) -> None:
    refused(constraint, lambda: InvitationFactory(**values))


def test_invitation_both_accepted_and_cancelled_is_refused() -> None:
    user = UserFactory()
    refused(
        "people_invitation_closed_once",
        lambda: InvitationFactory(accepted_at=NOW, account=user, cancelled_at=NOW, cancelled_by=user),
    )


@pytest.mark.parametrize(
    ("constraint", "values"),
    [
        ("people_delegation_known_grade", {"grade": "king"}),
        ("people_delegation_ends_after_start", {"ends_on": TODAY - DAY}),
        ("people_delegation_one_year", {"ends_on": TODAY + 368 * DAY}),
        ("people_delegation_revoked_by", {"revoked_at": NOW}),
    ],
)
def test_delegation_that_makes_no_sense_is_refused(constraint: str, values: dict[str, Any]) -> None:
    refused(constraint, lambda: DelegationFactory(**values))


def test_delegation_to_oneself_is_refused() -> None:
    user = UserFactory()
    refused("people_delegation_two_people", lambda: DelegationFactory(member=user, delegate=user))


def test_delegation_twice_at_a_time_is_refused() -> None:
    first = DelegationFactory()
    refused(
        "people_delegation_once_at_a_time",
        lambda: DelegationFactory(member=first.member, delegate=first.delegate),
    )


@pytest.mark.parametrize(
    ("constraint", "values"),
    [
        ("people_sensitive_role_fits_kind", {"role": Role.COMMS_LEAD}),
        ("people_sensitive_role_fits_kind", {"role": ""}),
        ("people_sensitive_role_fits_kind", {"kind": "reset_second_factor"}),
        ("people_sensitive_confirmed_pair", {"confirmed_at": NOW}),
        ("people_sensitive_refused_pair", {"refused_at": NOW}),
    ],
)
def test_sensitive_request_that_makes_no_sense_is_refused(constraint: str, values: dict[str, Any]) -> None:
    refused(constraint, lambda: SensitiveRequestFactory(**values))


def test_sensitive_request_for_oneself_is_refused() -> None:
    user = UserFactory()
    refused("people_sensitive_asker_is_another", lambda: SensitiveRequestFactory(user=user, asked_by=user))


def test_sensitive_request_confirmed_by_the_asker_is_refused() -> None:
    user = UserFactory()
    refused(
        "people_sensitive_two_people",
        lambda: SensitiveRequestFactory(asked_by=user, confirmed_by=user, confirmed_at=NOW),
    )


def test_sensitive_request_confirmed_by_the_person_concerned_is_refused() -> None:
    user = UserFactory()
    refused(
        "people_sensitive_confirmer_is_another",
        lambda: SensitiveRequestFactory(user=user, confirmed_by=user, confirmed_at=NOW),
    )


def test_sensitive_request_both_confirmed_and_refused_is_refused() -> None:
    user = UserFactory()
    refused(
        "people_sensitive_decided_once",
        lambda: SensitiveRequestFactory(confirmed_by=user, confirmed_at=NOW, refused_by=user, refused_at=NOW),
    )


def test_sensitive_request_confirmed_too_late_is_refused() -> None:
    refused(
        "people_sensitive_confirmed_in_time",
        lambda: SensitiveRequestFactory(confirmed_by=UserFactory(), confirmed_at=NOW + 8 * DAY),
    )


@pytest.mark.parametrize("model", [User, RoleGrant, Ward, Term, Delegation, Invitation, SensitiveRequest])
def test_rows_cannot_be_deleted_by_the_serving_role(model: type[Model]) -> None:
    with (
        pytest.raises(DatabaseError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"DELETE FROM {model._meta.db_table}")


def test_grant_cannot_be_rewritten() -> None:
    grant = RoleGrantFactory(role=Role.COMMS_ADVISER)
    refused("never rewritten", lambda: RoleGrant.objects.filter(pk=grant.pk).update(role=Role.COMMS_LEAD))


def test_grant_cannot_be_taken_up_again() -> None:
    grant = RoleGrantFactory(ended_at=NOW, ended_by=UserFactory())
    refused("is closed", lambda: RoleGrant.objects.filter(pk=grant.pk).update(ended_at=None, ended_by=None))


def test_delegation_cannot_be_lengthened() -> None:
    delegation = DelegationFactory()
    refused(
        "never rewritten",
        lambda: Delegation.objects.filter(pk=delegation.pk).update(ends_on=TODAY + 60 * DAY),
    )


def test_confirmation_cannot_be_taken_back() -> None:
    asked = SensitiveRequestFactory(confirmed_by=UserFactory(), confirmed_at=NOW)
    rows = SensitiveRequest.objects.filter(pk=asked.pk)
    refused("is closed", lambda: rows.update(confirmed_by=None, confirmed_at=None))


def test_refusal_cannot_become_a_confirmation() -> None:
    asked = SensitiveRequestFactory(refused_by=UserFactory(), refused_at=NOW)
    rows = SensitiveRequest.objects.filter(pk=asked.pk)
    refused(
        "is closed",
        lambda: rows.update(refused_by=None, refused_at=None, confirmed_by=UserFactory(), confirmed_at=NOW),
    )


def test_request_cannot_be_turned_to_another_person() -> None:
    asked = SensitiveRequestFactory()
    rows = SensitiveRequest.objects.filter(pk=asked.pk)
    refused("never rewritten", lambda: rows.update(user=UserFactory()))
