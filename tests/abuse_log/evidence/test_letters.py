"""What an officer of each kind reads on the pages of a record that is shared with them: field by field, by the letters.

Deliberate faults, each tried: "PMT" for the Communications Team in `OFFICES`; `_description.html` for officers as well;
`script` without the letters; `platform_user_id` shown whatever the letters; `THE_MEMBERS_OWN` emptied.
"""

from collections.abc import Iterable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from abuse_log.evidence import fields_for
from abuse_log.evidence.actions import describe
from abuse_log.models import Account, Description, Incident, Particulars
from portal.foundation.people.models import User
from portal.foundation.vault.fields import EncryptedTextField
from tests.factories.abuse_log import AccountFactory, ExhibitFactory, IncidentFactory, ShareFactory
from tests.factories.people import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("store")]
TEXTS = [field.name for field in Particulars._meta.local_fields if isinstance(field, EncryptedTextField)]
OF_EXHIBIT = [field.name for field in Description._meta.local_fields if isinstance(field, EncryptedTextField)]
OF_ACCOUNT = [field.name for field in Account._meta.local_fields if isinstance(field, EncryptedTextField)]
WHAT_IT_DID = {"effect_words"}
"""The member's own to say, whatever its letters."""
KINDS = [
    ("safety_lead", "safety", "P"),
    ("monitoring_officer", "office", "M"),
    ("deputy_monitoring_officer", "deputy", "M"),
    ("comms_adviser", "press", "T"),
]


def told(names: list[str]) -> dict[str, str]:
    return {name: f"told-{name}-" for name in names}


@pytest.fixture
def incident() -> Incident:
    made = IncidentFactory(impact=4)
    Particulars.objects.create(incident=made, capacity="councillor", effects=["fear"], **told(TEXTS))
    exhibit = ExhibitFactory(incident=made, number=1, stored__name="name-of-sam.png")
    describe(exhibit=exhibit, by=made.member, version=0, said=told(OF_EXHIBIT))
    AccountFactory(incident=made, **told(OF_ACCOUNT))
    return made


def pages_of(incident: Incident, officer: User) -> dict[str, str]:
    client = Client()
    client.force_login(officer)
    share = incident.shares.get(audience=next(office for role, office, _ in KINDS if officer.has_role(role)))
    addresses = {
        "told": reverse("abuse_log:script", args=[incident.neutral_reference]),
        "exhibit": reverse("abuse_log:exhibit", args=[incident.neutral_reference, 1]),
        "accounts": reverse("abuse_log:shared_accounts", args=[share.pk]),
        "share": share.get_absolute_url(),
    }
    return {name: client.get(address).content.decode() for name, address in addresses.items()}


def seen(page: str, names: list[str]) -> set[str]:
    return {name for name in names if f"told-{name}-" in page}


def by_letter(fields: "Iterable[fields_for.Field[Any]]", names: list[str], letter: str) -> set[str]:
    return {field.name for field in fields if letter in field.readers and field.name in names}


@pytest.mark.parametrize(("role", "office", "letter"), KINDS)
def test_officer_reads_the_fields_of_their_letter_and_no_other(
    incident: Incident, role: str, office: str, letter: str
) -> None:
    ShareFactory(incident=incident, audience=office)
    pages = pages_of(incident, UserFactory(roles=(role,)))
    may = by_letter(fields_for.PARTICULARS, TEXTS, letter) - WHAT_IT_DID
    if letter == "P":  # the words for the police say the most of it, in their order
        assert {"place", "vehicle", "appearance", "safety_words"} <= seen(pages["told"], TEXTS) <= may
    else:
        assert seen(pages["told"], TEXTS) == may
    assert seen(pages["exhibit"], OF_EXHIBIT) == by_letter(fields_for.EXHIBIT, OF_EXHIBIT, letter)
    assert seen(pages["accounts"], OF_ACCOUNT) == by_letter(fields_for.ACCOUNT, OF_ACCOUNT, letter)
    assert ("name-of-sam" in pages["exhibit"]) is (letter == "P")
    assert "I feel unsafe" not in "".join(pages.values())
    assert not seen(pages["share"], TEXTS + OF_EXHIBIT + OF_ACCOUNT)


def test_two_offices_read_what_either_does(incident: Incident) -> None:
    for office in ("office", "press"):
        ShareFactory(incident=incident, audience=office)
    both = UserFactory(roles=("monitoring_officer", "comms_adviser"))
    readable = by_letter(fields_for.PARTICULARS, TEXTS, "M") | by_letter(fields_for.PARTICULARS, TEXTS, "T")
    assert seen(pages_of(incident, both)["told"], TEXTS) == readable - WHAT_IT_DID


def test_share_of_the_line_alone_opens_no_field(incident: Incident) -> None:
    """The wide share is with another office."""
    ShareFactory(incident=incident, audience="safety")
    ShareFactory(incident=incident, audience="press", extent="summaries")
    officer = UserFactory(roles=("comms_adviser",))
    assert fields_for.letters_of(officer, incident) == ""
    client = Client()
    client.force_login(officer)
    assert client.get(reverse("abuse_log:script", args=[incident.neutral_reference])).status_code == 403
