import re
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.db.transaction import TransactionManagementError

from portal.foundation.records.actions import hidden_reference, next_reference
from portal.foundation.records.models import Counter
from tests.conftest import Database


@pytest.mark.django_db
@time_machine.travel(datetime(2026, 6, 1, 12, tzinfo=UTC), tick=False)
def test_next_reference_counts_up_for_each_prefix() -> None:
    assert [next_reference(prefix) for prefix in ("ADV", "ADV", "ABU", "ADV")] == [
        "ADV-2026-0001",
        "ADV-2026-0002",
        "ABU-2026-0001",
        "ADV-2026-0003",
    ]


@pytest.mark.django_db
def test_next_reference_begins_again_each_year() -> None:
    with time_machine.travel(datetime(2026, 12, 31, 23, 59, tzinfo=UTC), tick=False):
        assert next_reference("ADV") == "ADV-2026-0001"
    with time_machine.travel(datetime(2027, 1, 1, 0, 0, tzinfo=UTC), tick=False):
        assert next_reference("ADV") == "ADV-2027-0001"


@pytest.mark.django_db
def test_next_reference_grows_past_four_digits() -> None:
    with time_machine.travel(datetime(2026, 6, 1, tzinfo=UTC), tick=False):
        Counter.objects.create(prefix="ADV", year=2026, last=9999)

        assert next_reference("ADV") == "ADV-2026-10000"


@pytest.mark.django_db
@pytest.mark.parametrize("prefix", ["", "AD", "ADVI", "adv", "ÄDV", "A-V", "AD\0"])
def test_next_reference_refuses_another_prefix(prefix: str) -> None:
    with pytest.raises(ValueError, match="three capital letters"):
        next_reference(prefix)


@pytest.mark.django_db
@pytest.mark.parametrize("prefix", ["adv", "AD"])
def test_counter_prefix_is_held_by_the_database(prefix: str) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Counter.objects.create(prefix=prefix, year=2026)


@pytest.mark.django_db
def test_counter_is_one_for_a_prefix_and_year() -> None:
    Counter.objects.create(prefix="ADV", year=2026)

    with pytest.raises(IntegrityError), transaction.atomic():
        Counter.objects.create(prefix="ADV", year=2026)


def test_next_reference_outside_a_transaction_is_refused(committed_db: Database) -> None:
    with pytest.raises(TransactionManagementError):
        next_reference("ADV")


def test_next_reference_of_rolled_back_work_is_given_again(committed_db: Database) -> None:
    with transaction.atomic():
        taken = next_reference("ADV")
        transaction.set_rollback(True)

    with transaction.atomic():
        assert next_reference("ADV") == taken


def test_next_reference_in_eight_threads_leaves_no_gap_and_no_double(committed_db: Database) -> None:
    """Red when the counter is read and written in two statements without a lock."""

    def take(_: int) -> list[str]:
        taken = []
        for _ in range(25):
            with transaction.atomic():
                taken.append(next_reference("ADV"))
        connection.close()
        return taken

    with ThreadPoolExecutor(8) as pool:
        references = [reference for taken in pool.map(take, range(8)) for reference in taken]

    assert sorted(int(reference[-4:]) for reference in references) == list(range(1, 201))


def test_hidden_reference_takes_no_number() -> None:
    names = {hidden_reference("ADV") for _ in range(200)}

    assert len(names) == 200
    assert all(re.fullmatch(r"ADV-\d{4}-[2-9A-HJKMNP-TV-Z]{6}", name) for name in names)


def test_hidden_reference_wants_three_capitals() -> None:
    with pytest.raises(ValueError, match="three capital letters"):
        hidden_reference("advice")
