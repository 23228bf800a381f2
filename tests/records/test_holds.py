"""Legal holds: what the verbs and the database refuse while one stands, and what goes on.

Faults tried: each trigger dropped, `refuse_when_held` taken out of withdrawing.
"""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction

from portal.foundation.audit.models import Event
from portal.foundation.people.models import User
from portal.foundation.records import actions
from portal.foundation.records.models import Hold
from reviews.advice import actions as desk_actions
from reviews.advice.models import Request
from tests.factories.advice import Desk, plain_advice
from tests.factories.people import UserFactory
from tests.factories.records import full, governance

pytestmark = pytest.mark.django_db


def held(item: Request, by: User | None = None) -> Hold:
    return actions.place_hold(
        kind="advice.request", about_id=item.pk, source="foi", reason="FOI-118", by=by or governance()
    )


def refused(statement: str, *values: object) -> bool:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, values)
    except DatabaseError:
        return True
    return False


def test_place_is_kept_with_its_source_and_written_down() -> None:
    item, officer = Desk().assigned(), governance()
    hold = held(item, officer)

    assert (hold.reference, hold.source, hold.reason, hold.placed_by) == (item.reference, "foi", "FOI-118", officer)
    assert actions.is_held(item)
    event = Event.objects.about(hold).get()
    assert (event.verb, event.actor_id, event.data["id"]) == ("records.hold_placed", officer.pk, str(item.pk))


@pytest.mark.parametrize("roles", [("member",), ("comms_lead",), ("administrator",), ("auditor",)])
def test_place_is_refused_to_others(roles: tuple[str, ...]) -> None:
    with pytest.raises(PermissionDenied):
        held(Desk().assigned(), UserFactory(roles=roles))


def test_place_by_the_office_only_on_what_it_sees() -> None:
    desk = Desk()
    held(desk.office_only(), desk.officer)
    with pytest.raises(PermissionDenied):
        held(desk.assigned(), desk.officer)


def test_place_on_what_is_for_the_office_only_by_governance() -> None:
    item = Desk().office_only()
    held(item)
    assert actions.is_held(item)


def test_held_request_is_not_withdrawn() -> None:
    desk = Desk()
    item = desk.submitted()
    held(item)

    with pytest.raises(actions.Held):
        desk_actions.withdraw(item=item, by=desk.member, version=item.version)


def test_held_request_is_worked_on_as_usual() -> None:
    desk = Desk()
    item = desk.submitted()
    held(item)
    item = desk_actions.claim(item=item, by=desk.adviser, version=item.version)
    desk_actions.note(item=item, by=desk.adviser, text="A note.")
    item = desk_actions.ask_member(item=item, by=desk.adviser, version=item.version, text="Where?")
    item = desk_actions.reply(item=item, by=desk.member, version=item.version, text="There.", wording="New words.")
    item = desk_actions.answer(item=item, by=desk.adviser, version=item.version, advice=plain_advice())
    item = desk_actions.close(item=item, by=desk.member, version=item.version)

    assert (item.state, item.wordings.count()) == ("closed", 2)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE advice_request SET question = '' WHERE id = %s",
        "UPDATE advice_request SET draft_wording = '' WHERE id = %s",
        "UPDATE advice_request SET topics = '{}' WHERE id = %s",
        "UPDATE advice_request SET state = 'withdrawn', ended_at = now() WHERE id = %s",
    ],
)
def test_database_refuses_to_rewrite_what_is_held(statement: str) -> None:
    """As the app role, past every verb. Fault: drop the trigger that the statement meets."""
    item = full(Desk())
    hold = held(item)
    assert refused(statement, item.pk)

    actions.lift_hold(hold=hold, reason="Answered.", by=governance())
    with transaction.atomic():
        assert not refused(statement, item.pk)
        transaction.set_rollback(True)


def test_database_deletes_no_request_for_the_app() -> None:
    assert refused("DELETE FROM advice_request WHERE id = %s", full(Desk()).pk)


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM records_hold WHERE id = %s",
        "UPDATE records_hold SET reason = 'x' WHERE id = %s",
        "UPDATE records_hold SET placed_by_id = gen_random_uuid() WHERE id = %s",
    ],
)
def test_hold_is_neither_removed_nor_rewritten(statement: str) -> None:
    assert refused(statement, held(Desk().assigned()).pk)


def test_lift_needs_the_last_hold_and_happens_once() -> None:
    item = Desk().assigned()
    first, second = held(item), held(item)
    actions.lift_hold(hold=first, reason="Answered.", by=governance())
    assert actions.is_held(item)
    actions.lift_hold(hold=second, reason="Answered.", by=governance())
    assert not actions.is_held(item)

    with pytest.raises(actions.AlreadyLifted):
        actions.lift_hold(hold=first, reason="Again.", by=governance())


def test_lift_is_refused_to_others() -> None:
    with pytest.raises(PermissionDenied):
        actions.lift_hold(hold=held(Desk().assigned()), reason="No.", by=UserFactory(roles=("comms_lead",)))
