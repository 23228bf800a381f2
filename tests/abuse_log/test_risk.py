"""Rules raise the risk and say why; a person alone lowers it, with a reason; what was found before stays.

Deliberate faults: let `raised` answer without regard to where the record stands; leave `aside` out. Each turns a test
here red (tried).
"""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, transaction
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from abuse_log import actions
from abuse_log.models import Incident, RiskLevel
from abuse_log.risk import BY_CODE, RULES, Facts, found, raised
from abuse_log.taxonomy import Behaviour, Harm, Known, Risk, Safeguarding
from portal.foundation.audit.models import Event
from tests.abuse_log.test_record import problems, url
from tests.factories.abuse_log import IncidentFactory
from tests.factories.people import DelegationFactory

EXAMPLES: dict[str, Facts] = {
    "violence": Facts(harms=frozenset({"death"})),
    "near": Facts(known=frozenset({"home"})),
    "came": Facts(behaviours=frozenset({"in_person_or_home"})),
    "weapon": Facts(known=frozenset({"weapon"})),
    "stalking": Facts(behaviours=frozenset({"stalking_fixation"})),
    "sexual_image": Facts(behaviours=frozenset({"sexual", "manipulated_media"})),
    "unsafe": Facts(impact=4),
    "life": Facts(safeguarding=frozenset({"suicide"})),
    "hate": Facts(hostility=frozenset({"race"})),
    "often": Facts(apart=(0, 30)),
    "others": Facts(others_targeted="yes"),
    "sexual": Facts(behaviours=frozenset({"sexual"})),
    "private": Facts(behaviours=frozenset({"doxing_privacy"})),
    "impersonation": Facts(behaviours=frozenset({"impersonation_account_takeover"})),
    "urging": Facts(behaviours=frozenset({"incitement_of_others"})),
    "went_on": Facts(asked_to_stop="went_on"),
    "again": Facts(apart=(90,)),
    "insult": Facts(behaviours=frozenset({"insult_gross_offence"})),
    "false": Facts(behaviours=frozenset({"false_fact_defamation"})),
    "unwanted": Facts(behaviours=frozenset({"pile_on"})),
}
"""One set of facts for each rule that makes it hold."""
FACTS = st.builds(
    Facts,
    behaviours=st.frozensets(st.sampled_from(Behaviour.values)),
    impact=st.none() | st.integers(0, 4),
    known=st.frozensets(st.sampled_from(Known.values)),
    harms=st.frozensets(st.sampled_from(Harm.values)),
    safeguarding=st.frozensets(st.sampled_from(Safeguarding.values)),
    apart=st.lists(st.integers(0, 120), max_size=4).map(tuple),
)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_rule_holds_for_its_example_and_says_why(rule: Any) -> None:
    assert rule in found(EXAMPLES[rule.code])
    assert rule.says.endswith(".")


@pytest.mark.parametrize(
    "facts",
    [
        Facts(),
        Facts(impact=3),
        Facts(apart=(91,)),
        Facts(hostility=frozenset({"politics", "sex"})),
        Facts(asked_to_stop="stopped", others_targeted="unsure"),
        Facts(harms=frozenset({"name"}), safeguarding=frozenset({"adult"})),
        # sharp criticism is no abuse, whatever else a slip of the hand has left in the record
        Facts(behaviours=frozenset({"robust_criticism"}), impact=4, known=frozenset({"home"})),
    ],
)
def test_nothing_holds_where_nothing_asks_for_more(facts: Facts) -> None:
    assert found(facts) == ()


def test_often_needs_three_within_thirty_days() -> None:
    assert BY_CODE["often"] not in found(Facts(apart=(30, 31)))


@given(facts=FACTS, standing=st.sampled_from(Risk.values), aside=st.frozensets(st.sampled_from(sorted(BY_CODE))))
def test_rules_only_ever_raise(facts: Facts, standing: int, aside: frozenset[str]) -> None:
    rules = raised(facts, aside=aside, standing=standing)
    assert not rules or max(rule.level for rule in rules) > standing
    assert aside.isdisjoint(rule.code for rule in rules)


# --- kept ------------------------------------------------------------------------------------------------------


@pytest.fixture
def incident(db: None) -> Incident:
    return IncidentFactory()


def change(incident: Incident, **changes: Any) -> Incident:
    incident.refresh_from_db()
    return actions.change_details(incident=incident, by=incident.member, version=incident.version, changes=changes)


def levels(incident: Incident) -> list[tuple[int, bool]]:
    """Level, and whether a person set it; the oldest first."""
    return [(row.level, row.set_by_id is not None) for row in incident.risk_levels.order_by("number")]


def lower(incident: Incident, level: Risk = Risk.RECORD) -> None:
    incident.refresh_from_db()
    actions.set_risk(
        incident=incident, by=incident.member, version=incident.version, level=level, reason="I know them well"
    )


def test_what_is_told_raises_and_nothing_lowers_by_itself(incident: Incident) -> None:
    change(incident, behaviours=["insult_gross_offence"])
    change(incident, known=["home"])
    change(incident, known=[], behaviours=[])
    assert levels(incident) == [(Risk.WATCH, False), (Risk.TODAY, False)]
    assert incident.risk_levels.all()[0].why == [
        "They seem to know a home, a family or a way.",
        "A gross personal insult.",
    ]


def test_what_a_person_weighed_raises_nothing_again_and_what_is_new_does(incident: Incident) -> None:
    change(incident, impact=4)
    lower(incident)
    change(incident, impact=3)
    change(incident, impact=4)
    assert levels(incident) == [(Risk.TODAY, False), (Risk.RECORD, True)]
    change(incident, others_targeted="yes")
    change(incident, known=["weapon"])
    assert levels(incident)[2:] == [(Risk.WEEK, False), (Risk.TODAY, False)]


def test_linked_records_raise_each_other(incident: Incident) -> None:
    other = IncidentFactory(
        member=incident.member, occurred_at=timezone.now() - timedelta(days=80), occurred_precision="day"
    )
    actions.link_records(incident=incident, other=other, by=incident.member)
    assert levels(incident) == levels(other) == [(Risk.WATCH, False)]


def test_rows_stay(incident: Incident) -> None:
    change(incident, impact=4)
    for deed in (
        lambda: RiskLevel.objects.update(level=1),
        lambda: RiskLevel.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            deed()


@pytest.mark.parametrize(
    ("constraint", "changed"),
    [
        ("abuse_log_known_risk", {"level": 5, "rules": ["unsafe"]}),
        ("abuse_log_risk_by_rules_names_them", {"level": 2}),
        ("abuse_log_risk_by_rules_names_them", {"level": 2, "rules": ["unsafe"], "reason": "x"}),
        ("abuse_log_risk_number", {"level": 2, "rules": ["unsafe"]}),
    ],
)
def test_database_refuses(constraint: str, changed: dict[str, Any], incident: Incident) -> None:
    change(incident, impact=4)
    number = 1 if constraint == "abuse_log_risk_number" else 2
    with pytest.raises(IntegrityError, match=constraint):
        RiskLevel.objects.create(incident=incident, number=number, **changed)


def test_person_without_a_reason_is_refused_by_the_database(incident: Incident) -> None:
    with pytest.raises(IntegrityError, match="abuse_log_risk_by_a_person_has_a_reason"):
        RiskLevel.objects.create(incident=incident, number=1, level=1, set_by=incident.member)


# --- the page --------------------------------------------------------------------------------------------------


@pytest.fixture
def browser(incident: Incident, as_user: Any) -> Client:
    return as_user(incident.member)


def test_page_says_why_and_takes_a_lower_level_with_a_reason(incident: Incident, browser: Client) -> None:
    change(incident, impact=4)
    assert "You feel unsafe." in browser.get(url(incident, "risk")).content.decode()
    assert "Ring 999" in browser.get(incident.get_absolute_url()).content.decode()
    response = browser.post(url(incident, "risk"), {"version": "2", "level": "1", "reason": "A friend’s joke"})
    assert response["Location"] == incident.get_absolute_url()
    page = browser.get(url(incident, "risk")).content.decode()
    assert page.index("A friend’s joke") < page.index("You feel unsafe.")
    assert Event.objects.get(verb="record.risk_set").data == {"risk": 2}


@pytest.mark.parametrize(
    "given",
    [
        {"level": "1", "reason": ""},
        {"level": "5", "reason": "x"},
        {"level": "\0", "reason": "x"},
        {"level": "1", "reason": "x" * 1_000_000},
        {"level": "1", "reason": "Kept words", "version": "9"},
    ],
)
def test_bad_or_stale_level_is_refused(given: dict[str, str], incident: Incident, browser: Client) -> None:
    page = problems(browser.post(url(incident, "risk"), {"version": "1", **given}))
    assert "version" not in given or "Kept words" in page
    assert not incident.risk_levels.exists()


def test_helper_who_may_not_act_reads_and_does_not_set(incident: Incident, as_user: Any) -> None:
    helper = DelegationFactory(member=incident.member, grade="content").delegate
    assert as_user(helper).get(url(incident, "risk")).status_code == 200
    with pytest.raises(PermissionDenied):
        actions.set_risk(incident=incident, by=helper, version=1, level=Risk.RECORD, reason="x")
