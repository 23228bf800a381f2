"""The council's arrangements: what is entered holds from its day on, and what was so before stays.

Deliberate faults, each tried: an entry may begin yesterday; the stage is not asked in `guards.refusals`; `_may` lets
everybody; `naming.suspension` looks at the reason alone.
"""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from pytest_django.plugin import DjangoDbBlocker

from portal.foundation.audit.models import Event
from portal.foundation.people.models import User
from reviews.conduct import clocks, naming
from reviews.conduct.actions import arranging
from reviews.conduct.actions.moving import move
from reviews.conduct.actions.refusals import MovedOn, NotNow, Refused
from reviews.conduct.models import LocalRule, Sanction, Stage, TimeLimit
from reviews.conduct.states import Limit, State, Verb
from tests.conduct.conftest import Stages, made_for
from tests.conduct.pages import signed_in, words
from tests.conduct.stage import Stage as Staged
from tests.factories import conduct

LIST = "/records/matters/arrangements/"
BASIS = {"basis": "Minute 12 of May 2026"}

pytestmark = pytest.mark.django_db


def day(at: date, name: str = "valid_from") -> dict[str, str]:
    return {f"{name}_day": str(at.day), f"{name}_month": str(at.month), f"{name}_year": str(at.year)}


@pytest.fixture
def officer() -> User:
    return conduct.officer()


@pytest.fixture(scope="module")
def stages(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Stages]:
    with django_db_blocker.unblock(), made_for([State.ASSESSMENT]) as made:
        yield made


def typed(officer: User, kind: str, key: str, **data: Any) -> str:
    answer = signed_in(officer).post(f"{LIST}{kind}/{key}/", data, follow=True)
    assert answer.status_code == 200
    return words(answer)


def test_page_tells_what_holds_what_it_rests_on_and_why_something_is_not_there(officer: User) -> None:
    page = words(signed_in(officer).get(LIST))

    for said in ("5 working days", "Formal censure", "section 28(11)", "Suspension", "No law lets a council do this"):
        assert said in page
    assert "Informal resolution" in page
    assert "no internal review" in page
    assert f"{LIST}stage/appealed/" not in page  # the portal has no steps for it: an entry alone would promise too much


def test_limit_holds_from_its_day_and_a_running_clock_keeps_its_own(officer: User) -> None:
    today, ahead = timezone.localdate(), timezone.localdate() + timedelta(days=40)
    now = timezone.now()

    page = typed(officer, "limit", "acknowledge", amount="3", **BASIS, **day(ahead))

    assert "Entered." in page
    assert clocks.limit_on(Limit.ACKNOWLEDGE, now).amount == 5
    later = clocks.limit_on(Limit.ACKNOWLEDGE, now + timedelta(days=41))
    assert (later.amount, later.unit, later.entered_by) == (3, "working_days", officer)
    assert Event.objects.filter(verb="conduct.arranged", actor=officer).count() == 1
    with pytest.raises(MovedOn):
        arranging.set_limit(key="acknowledge", amount=4, valid_from=ahead, by=officer, **BASIS)
    with pytest.raises(Refused, match="today or later"):
        arranging.set_limit(key="acknowledge", amount=4, valid_from=today - timedelta(days=1), by=officer, **BASIS)


def test_rule_of_yes_and_no(officer: User) -> None:
    assert "There is a problem" in typed(officer, "rule", "assessment_view", amount="7", **BASIS)
    typed(officer, "rule", "assessment_view", amount="0", **BASIS, **day(timezone.localdate()))

    assert clocks.local_rule(LocalRule.Key.ASSESSMENT_VIEW, timezone.now()) == 0


def test_change_in_the_law_is_an_entry(officer: User) -> None:
    assert naming.suspension()

    typed(officer, "sanction", "suspension", basis="An Act of 2027, section 1", **day(timezone.localdate()))

    today = Sanction.objects.on(timezone.localdate())
    assert [one.words for one in today.filter(key="suspension")] == ["Suspension"]
    assert naming.suspension() == ""
    typed(officer, "sanction", "suspension", **day(timezone.localdate(), "last_day"))
    tomorrow = Sanction.objects.on(timezone.localdate() + timedelta(days=1))
    assert not tomorrow.filter(key="suspension").exists()
    with pytest.raises(MovedOn):
        arranging.end(entry=today.get(key="suspension"), last_day=timezone.localdate(), by=officer)


def test_sanction_that_nobody_knew(officer: User) -> None:
    new = {"words": "A talk with the group’s mentor", "requires_legal_check": "on", **day(timezone.localdate())}

    typed(officer, "sanction", "new", **BASIS, **new)

    made = Sanction.objects.get(words=new["words"])
    assert made.requires_legal_check
    assert made.key == "a-talk-with-the-groups-mentor"


def test_stage_that_is_left_out_is_not_entered(at: Callable[[State], Staged]) -> None:
    stage = at(State.ASSESSMENT)
    entry, last = Stage.objects.get(key=State.INFORMAL_RESOLUTION), timezone.localdate()
    arranging.end(entry=entry, last_day=last, by=stage.holder)
    stage.clock.shift(timedelta(days=1))

    with pytest.raises(NotNow, match="do not have this stage"):
        move(case=stage.case, verb=Verb.RESOLVE_INFORMALLY, version=stage.fresh().version, by=stage.holder)

    arranging.begin_stage(
        key=State.INFORMAL_RESOLUTION, basis="Minute 3", valid_from=timezone.localdate(), by=stage.holder
    )
    with pytest.raises(NotNow, match=r"^(?!.*stage)"):
        move(case=stage.case, verb=Verb.RESOLVE_INFORMALLY, version=stage.fresh().version, by=stage.holder)


@pytest.mark.parametrize("table", [TimeLimit, LocalRule, Sanction, Stage])
@pytest.mark.parametrize("sql", ["UPDATE {} SET basis = 'mine'", "DELETE FROM {}", "UPDATE {} SET key = 'x'"])
def test_entry_stays_in_the_database(table: Any, sql: str) -> None:
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql.format(table._meta.db_table))


def test_others_enter_nothing() -> None:
    member, today = conduct.member(), timezone.localdate()

    with pytest.raises(Refused):
        arranging.set_limit(key="acknowledge", amount=1, valid_from=today, by=member, **BASIS)
    with pytest.raises(Refused):
        arranging.end(entry=Sanction.objects.get(key="training"), last_day=today, by=member)
    assert signed_in(member).get(LIST).status_code == 403


BAD: list[tuple[str, str, dict[str, str], str]] = [
    ("limit", "acknowledge", {"amount": "0"}, "greater than or equal to 1"),
    ("limit", "acknowledge", {"amount": "9" * 30}, "less than or equal to 400"),
    ("limit", "acknowledge", {"amount": "five"}, "Enter a number"),
    ("limit", "acknowledge", {"amount": "3", "basis": "a\0b"}, "a character that cannot be kept"),
    ("limit", "acknowledge", {"amount": "3", "valid_from_year": "10000"}, "year"),
    ("limit", "acknowledge", {"amount": "3", "valid_from_year": "2001"}, "today or later"),
    ("sanction", "new", {"words": ""}, "Say what may follow"),
    ("sanction", "new", {"words": "x" * 201}, "200"),
]


@pytest.mark.parametrize(("kind", "key", "wrong", "says"), BAD)
def test_bad_input_is_said_and_kept(kind: str, key: str, wrong: dict[str, str], says: str, officer: User) -> None:
    before = TimeLimit.objects.count(), Sanction.objects.count()

    page = typed(officer, kind, key, **(BASIS | day(timezone.localdate()) | wrong))

    assert says in page
    assert "There is a problem" in page
    assert (TimeLimit.objects.count(), Sanction.objects.count()) == before


@pytest.mark.parametrize("place", ["limit/none/", "stage/appealed/", "stage/assessment/", "nothing/new/", "rule/new/"])
def test_what_is_not_there_is_404(place: str, officer: User) -> None:
    assert signed_in(officer).get(f"{LIST}{place}").status_code == 404
