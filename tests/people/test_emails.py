"""The mails of the people pages: a link, no names, no roles; and nothing when there is nothing to say any more."""

from typing import Any

import pytest
from django.conf import settings
from django.core.mail import EmailMessage
from django.test import Client
from django.utils.module_loading import import_string

from portal.foundation.outbox.models import Item
from portal.foundation.people import actions
from portal.foundation.people.models import Role, User
from tests.factories.people import DelegationFactory, InvitationFactory, SensitiveRequestFactory, UserFactory

pytestmark = pytest.mark.django_db


def mail(kind: str, **payload: Any) -> EmailMessage | None:
    item = Item(kind=kind, payload={name: str(value) for name, value in payload.items()})
    message: EmailMessage | None = import_string(settings.OUTBOX_KINDS[kind])(item)
    return message


def test_invitation_leads_to_the_page_that_opens_the_account(client: Client) -> None:
    invitation = InvitationFactory()
    message = mail("people.invitation", invitation=invitation.pk)
    assert message is not None
    assert message.to == [invitation.email]
    link = next(line for line in str(message.body).splitlines() if line.startswith(settings.PORTAL_URL))
    page = client.get(link.removeprefix(settings.PORTAL_URL))
    assert page.context["invitation"] == invitation
    assert invitation.full_name not in str(message.body) + str(message.subject)


def test_invitation_cancelled_before_it_was_sent_is_not_sent(admin: User) -> None:
    invitation = InvitationFactory()
    actions.cancel_invitation(invitation, by=admin)
    assert mail("people.invitation", invitation=invitation.pk) is None


@pytest.mark.parametrize("step", ["asked", "confirmed", "refused"])
def test_what_two_people_decide_is_told_without_a_name_or_a_role(step: str) -> None:
    asked = SensitiveRequestFactory(role=Role.AUDITOR)
    reader = UserFactory()
    message = mail("people.sensitive", request=asked.pk, to=reader.pk, step=step)
    assert message is not None
    assert message.to == [reader.email]
    text = str(message.subject) + str(message.body)
    assert asked.get_absolute_url() in text
    assert asked.user.full_name not in text
    assert "Auditor" not in text


def test_delegate_is_told_where_to_look() -> None:
    delegation = DelegationFactory()
    message = mail("people.delegate_appointed", delegation=delegation.pk)
    assert message is not None
    assert message.to == [delegation.delegate.email]
    assert "/people/helping/" in str(message.body)
    assert delegation.member.full_name not in str(message.body)


def test_delegation_ended_before_it_was_told_is_not_told() -> None:
    delegation = DelegationFactory()
    actions.revoke_delegation(delegation, by=delegation.member)
    assert mail("people.delegate_appointed", delegation=delegation.pk) is None


def test_monitoring_officer_is_led_to_the_delegate(officer: User) -> None:
    delegation = DelegationFactory()
    message = mail("people.delegate_of_several", delegation=delegation.pk, to=officer.pk)
    assert message is not None
    assert delegation.delegate.get_absolute_url() in str(message.body)
    assert delegation.delegate.full_name not in str(message.body)


def test_reset_second_factor_is_told(nobody: User) -> None:
    message = mail("people.second_factor_reset", to=nobody.pk)
    assert message is not None
    assert message.to == [nobody.email]


def test_closed_account_gets_no_mail() -> None:
    closed = UserFactory(is_active=False)
    asked = SensitiveRequestFactory()
    assert mail("people.second_factor_reset", to=closed.pk) is None
    assert mail("people.sensitive", request=asked.pk, to=closed.pk, step="asked") is None
