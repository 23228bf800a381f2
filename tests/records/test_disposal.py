import pytest

from portal.foundation.records import actions
from portal.foundation.records.models import Tombstone
from tests.factories.advice import Desk
from tests.factories.records import approved, full, governance, rows

pytestmark = pytest.mark.django_db


def test_x() -> None:
    item = full(Desk())
    d = approved(item, governance())
    done = actions.carry_out(d.pk)
    assert done is not None
    assert Tombstone.objects.get().reference == item.reference
    for t in (
        "advice_request",
        "advice_answer",
        "advice_message",
        "files_storedfile",
        "deadlines_clock",
        "outbox_item",
    ):
        print(t, rows(t))
