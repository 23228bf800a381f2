"""The second wall: without an identity nothing is there, and with one only what its grants open.

Deliberate faults that turn these red: a policy dropped, FORCE taken away, the identity set for the session.
"""

import pytest
from django.db import connection
from django.db.utils import ProgrammingError

from reviews.conduct.actions.grants import break_glass, declare, hand_over, revoke_grant
from reviews.conduct.identity import acting_as, acting_by_code, receiving
from reviews.conduct.models import Case, Complainant, Contact, Grant, Paper, ReadingRule, Subject
from reviews.conduct.visibility import TABLE, Capacity
from tests.factories import conduct
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db


def test_table_in_the_database_is_the_table_in_the_code() -> None:
    rows = set(ReadingRule.objects.values_list("artefact", "capacity", "reach"))

    assert rows == {(a, c, r) for a, cells in TABLE.items() for c, r in cells.items()}


def test_without_an_identity_no_case_is_there() -> None:
    conduct.officer()
    conduct.received()

    assert [model.objects.count() for model in (Case, Grant, Paper, Subject, Complainant, Contact)] == [0] * 6


def test_holding_officer_reads_only_who_is_concerned_before_declaring() -> None:
    holder = conduct.officer()
    case = conduct.received().case

    with acting_as(holder.pk):
        seen = [model.objects.count() for model in (Case, Subject, Complainant, Contact, Paper)]
        assert Case.objects.visible_to(holder).get() == case

    assert seen == [1, 1, 1, 0, 0]


def test_holding_officer_reads_all_after_declaring() -> None:
    case, holder = conduct.held_case()

    with acting_as(holder.pk):
        assert Paper.objects.get(case=case).words == "A post called my work on the allotments dishonest."
        assert Contact.objects.get(case=case).email == "rosa@resident.example"


def test_conflict_shuts_the_case_and_hands_it_on() -> None:
    holder, deputy = conduct.officer(), conduct.deputy()
    case = conduct.received().case

    declare(case=case, has_conflict=True, words="I advised on the post.", by=holder, hand_to=deputy)

    with acting_as(holder.pk):
        assert not Case.objects.exists()
        assert not Case.objects.visible_to(holder).exists()
    with acting_as(deputy.pk):
        assert Case.objects.visible_to(deputy).get() == case


def test_case_passes_to_another_officer() -> None:
    case, holder = conduct.held_case()
    deputy = conduct.deputy()

    hand_over(case=case, to=deputy, reason="leave", by=holder)

    with acting_as(holder.pk):
        assert not Case.objects.exists()


def test_grant_that_is_revoked_shuts_the_case_at_once() -> None:
    case, holder = conduct.held_case()
    person = UserFactory()
    grant = conduct.let_in(case, person, Capacity.SUPPORT, holder)
    with acting_as(person.pk):
        assert Paper.objects.count() == 1

    revoke_grant(grant=grant, reason="has moved on", by=holder)

    with acting_as(person.pk):
        assert not Case.objects.exists()


def test_complainant_comes_back_with_the_code_alone() -> None:
    conduct.officer()
    got = conduct.received()

    with acting_by_code(got.code.lower()):
        assert Case.objects.get() == got.case
        assert Paper.objects.get().kind == "complaint"
        assert not Subject.objects.exists()


def test_subject_member_sees_nothing_before_notification() -> None:
    member = conduct.member()
    conduct.held_case(member)

    with acting_as(member.pk):
        assert not Case.objects.exists()
        assert not Paper.objects.exists()


def test_case_being_received_cannot_be_read() -> None:
    case, _ = conduct.held_case()

    with receiving(case.pk):
        assert not Case.objects.exists()
        assert not Paper.objects.exists()


def test_emergency_opens_for_a_stranger_with_the_office_and_is_told() -> None:
    case, _ = conduct.held_case()
    deputy = conduct.deputy()

    break_glass(reference=case.reference, reason="the holder cannot be reached", by=deputy)
    declare(case=case, has_conflict=False, words="", by=deputy)

    with acting_as(deputy.pk):
        assert Paper.objects.get().kind == "complaint"


def test_app_cannot_write_the_table_of_reading() -> None:
    with pytest.raises(ProgrammingError), connection.cursor() as cursor:
        cursor.execute("UPDATE conduct_readingrule SET reach = 'write'")
