"""The page on which everybody lands: what waits, and what one can do."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from abuse_log.models import RingRequest
from guidance.confirming.actions import confirm
from guidance.models import Statement
from portal.foundation.people.models import Role, User
from portal.home.waiting import tasks_for, waiting_for
from reviews.advice import actions
from tests.factories.advice import Desk
from tests.factories.guidance import adopted
from tests.factories.outbox import ItemFactory
from tests.factories.people import DelegationFactory, RoleGrantFactory, SensitiveRequestFactory, UserFactory

pytestmark = pytest.mark.django_db


def texts(user: User) -> list[str]:
    return [line.text for line in waiting_for(user)]


def test_nothing_waits_for_somebody_new() -> None:
    assert waiting_for(UserFactory()) == []


def test_home_needs_sign_in(client: Client) -> None:
    answer = client.get("/")

    assert (answer.status_code, answer.headers["Location"]) == (302, "/account/login/?next=/")


def test_question_waits_for_the_member_and_for_nobody_else() -> None:
    item = Desk().in_state("awaiting_member")

    assert texts(item.member) == [f"{item.reference}: a question for you"]
    assert texts(UserFactory(roles=("member",))) == []
    assert texts(item.adviser) == []


def test_answer_waits_to_be_read() -> None:
    item = Desk().in_state("answered")

    assert texts(item.member) == [f"{item.reference}: read the answer"]


def test_new_request_waits_for_the_whole_desk() -> None:
    item = Desk().in_state("submitted")
    lead = UserFactory(roles=("comms_lead",))

    assert texts(lead) == [f"{item.reference}, not taken yet"]
    assert waiting_for(lead)[0].due_at == item.act_by


def test_request_that_a_colleague_holds_waits_for_them_alone() -> None:
    item = Desk().in_state("assigned")

    assert texts(item.adviser) == [f"{item.reference}, yours"]
    assert texts(UserFactory(roles=("comms_adviser",))) == []


def test_escalated_request_waits_for_the_office_and_not_for_the_desk() -> None:
    desk = Desk()
    item = desk.in_state("escalated")

    assert texts(desk.officer) == [f"{item.reference}, not taken yet"]
    assert texts(desk.adviser) == []


def test_rows_of_advice_begin_with_the_first_words_but_for_what_is_private() -> None:
    """Fault tried: `openings` with the words of what is for the office only."""
    desk, words = Desk(), "The crossing on Mill Lane is a scandal. Who is to blame?"
    desk.submitted()
    assert [line.opening for line in waiting_for(desk.adviser)] == [words]
    desk.answered()
    assert {line.opening for line in waiting_for(desk.member)} == {words}
    assert words in signed_in_home(desk.member)

    office = Desk(officer=desk.officer)
    office.office_only()
    actions.ask_member_as_mo(item=(item := office.office_only()), by=desk.officer, version=item.version, text="Where?")
    for person in (desk.officer, office.member):
        assert [line.opening for line in waiting_for(person)] == [""]
        assert "scandal" not in signed_in_home(person)


def signed_in_home(user: User) -> str:
    client = Client()
    client.force_login(user)
    return client.get("/").content.decode()


def test_member_without_a_term_is_told_and_so_is_the_administrator() -> None:
    member = UserFactory()
    RoleGrantFactory(user=member, role=Role.MEMBER)

    assert texts(member) == ["Your term of office is not entered"]
    admin = UserFactory(roles=("administrator",))
    assert texts(admin) == [f"{member.full_name}: a member without a term of office"]


def test_who_asks_to_be_rung_comes_first_for_safety_leads_only() -> None:
    member = UserFactory(roles=("member",))
    RingRequest.objects.create(member=member, asked_by=member)

    assert texts(UserFactory(roles=("safety_lead",))) == [f"Ring {member.full_name} now"]
    assert texts(UserFactory(roles=("monitoring_officer",))) == []


def test_decision_waits_for_the_second_person_not_for_who_asked() -> None:
    request = SensitiveRequestFactory()

    assert texts(UserFactory(roles=("administrator",))) == ["A decision that needs a second person"]
    assert texts(request.asked_by) == []


def test_guidance_waits_for_a_member_until_it_is_confirmed() -> None:
    edition, member = adopted(), UserFactory(roles=("member",))

    assert texts(member) == ["Confirm: Social media protocol, edition 1"]
    confirm(edition=edition.pk, statement=Statement.objects.current().pk, by=member)
    assert texts(member) == []
    assert texts(UserFactory(roles=("comms_adviser",))) == []


def test_dead_letters_wait_for_the_administrator() -> None:
    ItemFactory(dead=True)

    assert texts(UserFactory(roles=("administrator",))) == ["1 that could not be sent"]
    assert texts(UserFactory(roles=("comms_adviser",))) == []


@pytest.mark.parametrize(
    ("role", "offered"),
    [
        (
            Role.MEMBER,
            {
                "Ask for advice",
                "Check before you post",
                "Sleep on a draft",
                "Check your accounts",
                "Read the guidance",
                "Keep a record",
                "People who help me",
            },
        ),
        (Role.COMMS_ADVISER, {"Read the guidance", "Advice desk", "Drafts", "Confirmations", "Shared with you"}),
        (
            Role.MONITORING_OFFICER,
            {
                "Read the guidance",
                "Advice for the Monitoring Officer",
                "Pre-election periods",
                "Advice in numbers",
                "Drafts",
                "Confirmations",
                "Records office",
                "Shared with you",
                "Records in numbers",
                "Sensitive interests",
                "Matters",
                "People and roles",
            },
        ),
        (Role.SAFETY_LEAD, {"Read the guidance", "Members to ring", "Shared with you", "Records in numbers"}),
        (Role.INFORMATION_GOVERNANCE, {"Read the guidance", "Records office"}),
        (Role.AUDITOR, {"Read the guidance", "People and roles"}),
        (Role.ADMINISTRATOR, {"Read the guidance", "People and roles", "Operations"}),
        (Role.INVESTIGATOR, {"Read the guidance"}),
    ],
)
def test_each_role_is_offered_what_it_may_do(role: Role, offered: set[str]) -> None:
    assert {task.text for task in tasks_for(UserFactory(roles=(role,)))} == offered


def test_delegate_who_acts_may_ask_and_record() -> None:
    delegate = DelegationFactory().delegate

    offered = {task.text for task in tasks_for(delegate)}
    assert offered == {
        "Ask for advice",
        "Check before you post",
        "Check your accounts",
        "Read the guidance",
        "Keep a record",
        "Whom I help",
    }


def test_home_costs_the_same_for_few_and_many(client: Client) -> None:
    desk = Desk()
    adviser = desk.in_state("assigned").adviser
    client.force_login(adviser)
    client.get("/")
    few = _queries(client)
    for _ in range(8):
        desk.in_state("submitted")

    assert _queries(client) == few


def _queries(client: Client) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(reverse("home:home")).status_code == 200
    return len(queries)
