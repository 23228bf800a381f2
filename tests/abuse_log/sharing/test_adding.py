"""A named officer adds words and files to one shared record while its member lets them; every act is written down.

Faults named and not tried yet: `letting` without the share; without the last day; the consent as the grade "content";
`load` without the list of what is open to writers.
"""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from abuse_log import actions
from abuse_log.models import Consent, Incident
from abuse_log.sharing.consents import NotTheirs, TooLong, end_consent, let_add
from portal.foundation.audit.models import Event
from portal.foundation.people.models import User
from tests.factories.abuse_log import IncidentFactory, ShareFactory
from tests.factories.files import upload
from tests.factories.people import DelegationFactory, UserFactory

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]


def let(incident: Incident, lead: User, days: int = 7) -> Consent:
    until = timezone.localdate() + timedelta(days=days)
    return let_add(incident=incident, officer=lead, until=until, by=incident.member)


def shared() -> tuple[Incident, User]:
    lead, incident = UserFactory(roles=("safety_lead",)), IncidentFactory()
    ShareFactory(incident=incident)
    return incident, lead


def words(client: Client, incident: Incident) -> int:
    where = reverse("abuse_log:words_add", args=[incident.neutral_reference])
    return client.post(where, {"kind": "said", "text": "Told on the telephone"}).status_code


def test_adds_words_and_files_and_nothing_else(as_user: SignIn) -> None:
    incident, lead = shared()
    client, ref = as_user(lead), incident.neutral_reference
    assert words(client, incident) == 403
    let(incident, lead)
    assert words(client, incident) == 302
    where = reverse("abuse_log:evidence_add", args=[ref])
    assert (client.get(where).status_code, client.post(where, {"uploads": upload()}).status_code) == (200, 302)
    entry = incident.custody.get()
    assert (entry.action, entry.role, entry.actor) == ("upload", "officer", lead)
    event = Event.objects.get(verb="record.words_added")
    assert (str(event.actor_id), event.acting_for_id) == (str(lead.pk), incident.member_id)

    for name, parts in (
        ("edit", ["line"]),
        ("decision", []),
        ("accounts", []),
        ("share", []),
        ("adding", []),
        ("erase", []),
    ):
        where = reverse(f"abuse_log:{name}", args=[ref, *parts])
        assert (client.get(where).status_code, client.post(where, {}).status_code) == (403, 403), name
    with pytest.raises(PermissionDenied):
        actions.change_details(incident=incident, by=lead, version=1, changes={"summary": "B"})


def test_ends_at_once_with_its_day_and_with_the_share(as_user: SignIn) -> None:
    incident, lead = shared()
    client = as_user(lead)
    end_consent(consent=let(incident, lead), by=incident.member)
    assert words(client, incident) == 403
    let(incident, lead, days=0)
    assert words(client, incident) == 302
    later = let(incident, lead)
    share = incident.shares.get()
    share.withdrawn_at, share.withdrawn_by = timezone.now(), incident.member
    share.save(update_fields=["withdrawn_at", "withdrawn_by"])
    assert words(client, incident) == 404
    assert Consent.objects.in_force().get() == later
    ShareFactory(incident=IncidentFactory(member=incident.member))
    assert words(client, incident) == 404


def test_yesterdays_consent_lets_nobody() -> None:
    incident, lead = shared()
    Consent.objects.create(
        incident=incident, officer=lead, until=timezone.localdate() - timedelta(days=1), given_by=incident.member
    )
    assert not Consent.objects.letting(lead).exists()


def test_only_the_member_and_only_for_who_reads_it() -> None:
    incident, lead = shared()
    helper = DelegationFactory(member=incident.member, grade="act").delegate
    day = timezone.localdate()
    for by in (helper, lead, UserFactory(roles=("administrator",))):
        with pytest.raises(PermissionDenied):
            let_add(incident=incident, officer=lead, until=day, by=by)
    with pytest.raises(NotTheirs):
        let_add(incident=incident, officer=UserFactory(roles=("comms_adviser",)), until=day, by=incident.member)
    for wrong in (day - timedelta(days=1), day + timedelta(days=93)):
        with pytest.raises(TooLong):
            let_add(incident=incident, officer=lead, until=wrong, by=incident.member)
    let(incident, lead)
    for statement in ("DELETE FROM abuse_log_consent", "UPDATE abuse_log_consent SET until = '2099-01-01'"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_member_lets_and_ends_by_page(as_user: SignIn) -> None:
    incident, lead = shared()
    client, where = as_user(incident.member), reverse("abuse_log:adding", args=[incident.neutral_reference])
    day = timezone.localdate() + timedelta(days=5)
    typed = {"until_day": str(day.day), "until_month": str(day.month), "until_year": str(day.year)}
    assert "Choose who may add to it" in client.post(where, typed).content.decode()
    assert "Choose one of these people" in client.post(where, typed | {"officer": "\x00junk"}).content.decode()
    assert client.post(where, typed | {"officer": str(lead.pk)}).status_code == 302
    assert lead.full_name in client.get(where).content.decode()
    end = reverse("abuse_log:adding_end", args=[incident.neutral_reference, Consent.objects.get().pk])
    assert client.post(end).status_code == client.post(end).status_code == 302
    assert not Consent.objects.in_force().exists()
