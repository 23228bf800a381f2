"""What a hostile tester found: two hands that erase at once, a page whose record goes, a consent that came back, and
the row that is one too many.

Faults tried: `erase_own` with `create`, and with `get`; `lock` with `get`; `note_view` without the lock; `share_record`
and `withdraw_share`, each without `_end_idle_consents`; `may_add_by_consent` without the member's office; only
`Changed` caught on the page of the decision.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from abuse_log import actions
from abuse_log.actions import common
from abuse_log.evidence.actions import describe
from abuse_log.evidence.actions.custody import note_view
from abuse_log.evidence.taxonomy import Deed
from abuse_log.life.actions import erase_record
from abuse_log.models import Consent, Incident
from abuse_log.sharing.actions import share_record, withdraw_share
from abuse_log.sharing.consents import let_add
from abuse_log.sharing.states import Audience, Extent
from abuse_log.taxonomy import Choice, Risk
from portal.foundation.outbox.actions import drain
from portal.foundation.people.models import Term, User
from portal.foundation.records.models import Disposal
from tests.abuse_log.life.filled import fresh, made
from tests.abuse_log.test_at_once import at_once
from tests.conftest import Database
from tests.factories.abuse_log import ExhibitFactory, IncidentFactory, ShareFactory
from tests.factories.people import UserFactory

SignIn = Callable[[User], Client]


def test_erased_by_two_hands_at_once_it_is_wished_once_and_nobody_can_write_to_it_any_more(
    committed_db: Database,
) -> None:
    incident = made()
    exhibit = ExhibitFactory(incident=incident)
    by = incident.member
    wishes = at_once(lambda _: erase_record(incident=incident, by=by, version=1))
    assert len({wish.pk for wish in wishes}) == Disposal.objects.count() == 1
    other = made(by)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Disposal.objects, "bulk_create", lambda *_, **__: [])
        with pytest.raises(Http404):  # the worker was faster than the second hand
            erase_record(incident=other, by=by, version=1)
    drain()

    assert not Incident.objects.filter(pk=incident.pk).exists()
    for deed in (
        lambda: actions.add_words(incident=incident, by=by, kind="said", text="More"),
        lambda: actions.change_details(incident=incident, by=by, version=1, changes={"summary": "More"}),
        lambda: note_view(exhibit=exhibit, by=by, deed=Deed.VIEW_COPY),
    ):
        with pytest.raises(Http404):
            deed()


@pytest.mark.django_db
def test_share_that_is_taken_back_takes_the_consent_to_add_with_it() -> None:
    lead, incident = UserFactory(roles=("safety_lead",)), IncidentFactory()
    member, day = incident.member, timezone.localdate() + timedelta(days=7)
    how: dict[str, Any] = {"incident": incident, "by": member, "extent": Extent.CONTENT, "until": day, "note": ""}
    first = share_record(audience=Audience.SAFETY, **how)
    let_add(incident=incident, officer=lead, until=day, by=member)
    longer = share_record(audience=Audience.SAFETY, **how)
    assert Consent.objects.letting(lead).exists()  # shared anew before it ended, they may go on

    assert first.pk != longer.pk
    withdraw_share(share=longer, by=member)
    assert not Consent.objects.in_force().exists()
    share_record(audience=Audience.SAFETY, **how)
    assert not Consent.objects.letting(lead).exists()

    old = ShareFactory(incident=IncidentFactory(member=member), until=timezone.localdate() - timedelta(days=1))
    Consent.objects.create(incident=old.incident, officer=lead, until=day, given_by=member)
    share_record(audience=Audience.SAFETY, **how | {"incident": old.incident})
    assert not Consent.objects.in_force().exists()


@pytest.mark.django_db
def test_officer_adds_nothing_to_the_record_of_who_has_left() -> None:
    lead = UserFactory(roles=("safety_lead",))
    incident, today = ShareFactory().incident, timezone.localdate()
    let_add(incident=incident, officer=lead, until=today, by=incident.member)
    actions.add_words(incident=incident, by=lead, kind="said", text="While in office")
    Term.objects.filter(user=incident.member).update(ends_on=today - timedelta(days=1))
    with pytest.raises(PermissionDenied):
        actions.add_words(incident=fresh(incident), by=User.objects.get(pk=lead.pk), kind="said", text="After")


@pytest.mark.django_db
def test_one_row_too_many_is_told_and_keeps_what_was_typed(as_user: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    incident = IncidentFactory()
    by, exhibit = incident.member, ExhibitFactory(incident=incident, number=1)
    actions.decide(incident=incident, by=by, version=1, choice=Choice.PURSUE, reason="", review_on=None)
    actions.set_risk(incident=incident, by=by, version=2, level=Risk.TODAY, reason="They know where I live")
    said: dict[str, Any] = {"captured_at": None, "third_parties": None, "covers": []}
    describe(exhibit=exhibit, by=by, version=0, said=said)
    monkeypatch.setattr(common, "MOST_ROWS", 1)
    client, version = as_user(by), str(fresh(incident).version)

    for name, parts, typed in (
        ("decision", [], {"version": version, "choice": "pursue", "reason": "Typed words"}),
        ("risk", [], {"version": version, "level": "1", "reason": "Typed words"}),
        ("exhibit_describe", [1], {"version": "1", "shows": "Typed words"}),
    ):
        answer = client.post(reverse(f"abuse_log:{name}", args=[incident.neutral_reference, *parts]), typed)
        assert (answer.status_code, "Typed words" in answer.content.decode()) == (200, True), name
        assert "One record holds" in answer.content.decode(), name
