from datetime import UTC, datetime

import pytest
import time_machine
from django.conf import settings
from django.utils.module_loading import import_string

from portal.foundation.audit.actions import record
from portal.foundation.audit.models import AuditHead
from portal.foundation.audit.verify import Anchor, verify
from portal.foundation.outbox.models import Item
from portal.foundation.records.tasks import anchor_audit
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db


def anchors() -> list[Item]:
    return list(Item.objects.filter(kind="audit.anchor").order_by("pk"))


def test_anchor_is_mailed_to_every_auditor_once_a_day() -> None:
    auditors = [UserFactory(roles=("auditor",)), UserFactory(roles=("auditor",))]
    UserFactory(roles=("administrator",))

    with time_machine.travel(datetime(2036, 6, 1, 12, tzinfo=UTC), tick=False):
        anchor_audit()
        anchor_audit()
    assert {item.payload["auditor"] for item in anchors()} == {str(auditor.pk) for auditor in auditors}
    with time_machine.travel(datetime(2036, 6, 2, 12, tzinfo=UTC), tick=False):
        anchor_audit()

    assert len(anchors()) == 4


def test_anchor_mail_holds_a_line_that_verify_takes() -> None:
    """Red when the head is looked up at sending: whoever rewrote the chain meanwhile would be mailed as right."""
    auditor = UserFactory(roles=("auditor",))
    record("x.y", by=auditor, about=auditor)
    head = AuditHead.objects.get().anchor
    anchor_audit()
    record("x.z", by=auditor, about=auditor)

    (item,) = anchors()
    message = import_string(settings.OUTBOX_KINDS["audit.anchor"])(item)

    assert message.to == [auditor.email]
    assert f"\n{head}\n" in message.body
    assert auditor.full_name not in message.body
    assert verify(Anchor.parse(head))


def test_anchor_is_not_mailed_to_somebody_who_is_no_auditor_any_more() -> None:
    auditor = UserFactory(roles=("auditor",))
    anchor_audit()
    auditor.is_active = False
    auditor.save()

    (item,) = anchors()

    assert import_string(settings.OUTBOX_KINDS["audit.anchor"])(item) is None
