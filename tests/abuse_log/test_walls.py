"""What is not yours is 404, byte for byte like what is not; a helper reaches as far as the grade and no further.

Deliberate fault: answering `Incident.objects.all()` in `visible_to` turns every test of strangers red (tried).
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from abuse_log.models import Incident
from portal.foundation.audit.models import Event
from portal.foundation.people.models import Delegation, Role, User
from tests.abuse_log.addresses import ADDRESSES, GRADES, READ, WRITTEN, Address
from tests.abuse_log.conftest import CANARY, Kept, keep
from tests.factories.abuse_log import IncidentFactory
from tests.factories.people import DelegationFactory, UserFactory

SignIn = Callable[[User], Client]
HelperClient = Callable[[str], Client]
ABSENT = "REC-2222222222"
pytestmark = pytest.mark.django_db


def body(response: Any) -> bytes:
    """The bytes of an answer, streamed or not."""
    return b"".join(response) if response.streaming else bytes(response.content)


@contextmanager
def undone() -> Iterator[None]:
    """Each address meets the record as it was: one set-up serves them all."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def answers(client: Client, kept: Kept, addresses: list[Address], method: str) -> dict[str, int]:
    """What each address answers."""
    found = {}
    for address in addresses:
        url = address.url(kept.ref, kept)
        with undone():
            response = getattr(client, method)(url, address.data() if method == "post" else None)
        found[str(address)] = response.status_code
    return found


@pytest.mark.parametrize("role", Role.values)
def test_stranger_sees_the_same_bytes_as_for_nothing(role: str, kept: Kept, as_user: SignIn) -> None:
    client = as_user(UserFactory(roles=(role,)))
    differing = []
    for address in ADDRESSES:
        send = client.post if address.is_post_only else client.get
        foreign, absent = send(address.url(kept.ref, kept)), send(address.url(ABSENT, kept))
        if (foreign.status_code, body(foreign)) != (absent.status_code, body(absent)) or foreign.status_code != 404:
            differing.append(str(address))
    assert differing == []


def test_stranger_cannot_write(kept: Kept, as_user: SignIn) -> None:
    client = as_user(UserFactory(roles=("member",)))
    assert answers(client, kept, WRITTEN, "post") == {str(address): 404 for address in WRITTEN}


def test_nobody_signed_out(kept: Kept, client: Client) -> None:
    for address in ADDRESSES:
        url = address.url(kept.ref, kept)
        response = client.post(url, address.data()) if address.is_post_only else client.get(url)
        assert (response.status_code, response["Location"].split("?")[0]) == (302, "/account/login/"), address


@pytest.mark.parametrize("grade", GRADES[:-1])
def test_helper_reads_as_far_as_the_grade(grade: str, kept: Kept, helper_client: HelperClient) -> None:
    # A helper who only records does not see a record that somebody else made.
    expected = {str(one): 404 if grade == "record" else 200 if reaches(grade, one.grade) else 403 for one in READ}
    assert answers(helper_client(grade), kept, READ, "get") == expected


@pytest.mark.parametrize("grade", GRADES[:-1])
def test_helper_writes_as_far_as_the_grade(grade: str, kept: Kept, helper_client: HelperClient) -> None:
    expected = {
        str(one): 404 if grade == "record" else one.answer if reaches(grade, one.write_grade) else 403
        for one in WRITTEN
    }
    assert answers(helper_client(grade), kept, WRITTEN, "post") == expected


def reaches(grade: str, needed: str) -> bool:
    return GRADES.index(grade) >= GRADES.index(needed)


def test_member_reads_all_and_nothing_is_stored_on_the_way(kept: Kept, member_client: Client) -> None:
    for address in READ:
        response = member_client.get(address.url(kept.ref, kept))
        assert response.status_code == 200, address
        assert "no-store" in response["Cache-Control"], address


def test_member_writes_all(kept: Kept, member_client: Client) -> None:
    assert answers(member_client, kept, WRITTEN, "post") == {str(address): address.answer for address in WRITTEN}


def test_other_methods_are_refused(kept: Kept, member_client: Client) -> None:
    only_read = [address for address in READ if not address.post]
    only_written = [address for address in ADDRESSES if address.is_post_only]
    assert set(answers(member_client, kept, ADDRESSES, "put").values()) == {405}
    assert set(answers(member_client, kept, only_read, "post").values()) == {405}
    assert set(answers(member_client, kept, only_written, "get").values()) == {405}


@pytest.mark.parametrize("part", ["account", "reminder", "picture", "report"])
def test_part_of_another_record_is_404(part: str, kept: Kept, member_client: Client) -> None:
    """A part is looked for in its own record only, though the reader may see both records."""
    other = IncidentFactory(member=kept.incident.member).neutral_reference
    urls = {
        "account": ("account_remove", [other, kept.account]),
        "reminder": ("reminder_decline", [other, kept.reminder]),
        "picture": ("exhibit_file", [other, 1]),
        "report": ("report", [other, 1]),
    }
    name, args = urls[part]
    url = reverse(f"abuse_log:{name}", args=args)
    response = member_client.post(url) if part in {"account", "reminder"} else member_client.get(url)
    assert response.status_code == 404


def test_helper_who_records_sees_only_that_it_is_kept(kept: Kept, as_user: SignIn) -> None:
    helper = DelegationFactory(member=kept.incident.member, grade="record").delegate
    made = IncidentFactory(member=kept.incident.member, recorded_by=helper, summary=CANARY)
    client = as_user(helper)
    listed = client.get(reverse("abuse_log:list")).content.decode()
    shown = client.get(made.get_absolute_url()).content.decode()
    assert made.neutral_reference in listed
    assert kept.ref not in listed
    assert CANARY not in listed + shown
    assert client.get(reverse("abuse_log:words", args=[made.neutral_reference])).status_code == 403
    assert client.get(reverse("abuse_log:words_add", args=[made.neutral_reference])).status_code == 200


@pytest.mark.parametrize("name", ["exhibit", "exhibit_file", "exhibit_original", "report"])
def test_helper_who_records_cannot_count_what_is_in_it(name: str, kept: Kept, as_user: SignIn) -> None:
    """Deliberate fault: look for the part before asking who may."""
    helper = DelegationFactory(member=kept.incident.member, grade="record").delegate
    theirs = keep(IncidentFactory(member=kept.incident.member, recorded_by=helper, recorded_by_role="delegate"))
    client = as_user(helper)

    there, absent = (client.get(reverse(f"abuse_log:{name}", args=[theirs.ref, number])) for number in (1, 99))

    assert (there.status_code, body(there)) == (403, body(absent))


def test_helper_is_out_once_the_delegation_ends(kept: Kept, as_user: SignIn) -> None:
    delegation = DelegationFactory(member=kept.incident.member, grade="act")
    Delegation.objects.filter(pk=delegation.pk).update(revoked_at=timezone.now(), revoked_by=kept.incident.member)
    assert as_user(delegation.delegate).get(kept.incident.get_absolute_url()).status_code == 404


def test_former_member_keeps_their_own(kept: Kept, as_user: SignIn) -> None:
    member = kept.incident.member
    member.grants.filter(role="member").update(ended_at=timezone.now(), ended_by=member)
    client = as_user(User.objects.get(pk=member.pk))
    assert client.get(reverse("abuse_log:list")).status_code == 200
    assert client.get(kept.incident.get_absolute_url()).status_code == 200
    assert client.get(reverse("abuse_log:new")).status_code == 403


@pytest.mark.parametrize("role", [role for role in Role.values if role != "member"])
def test_list_is_closed_to_who_has_none(role: str, kept: Kept, as_user: SignIn) -> None:
    client = as_user(UserFactory(roles=(role,)))
    assert client.get(reverse("abuse_log:list")).status_code == 403
    assert client.get(reverse("abuse_log:new")).status_code == 403


def test_list_of_another_member_is_their_own(kept: Kept, as_user: SignIn) -> None:
    other = UserFactory(roles=("member",))
    listed = as_user(other).get(reverse("abuse_log:list")).content.decode()
    assert kept.ref not in listed
    assert "There is no record yet" in listed


@pytest.mark.parametrize(
    ("name", "args"),
    [
        ("detail", ["REC-x" * 50]),
        ("edit", ["REC-1", "nothing"]),
        ("exhibit", ["REC-1", 99999999999999999999]),
    ],
)
def test_junk_address_is_404(name: str, args: list[object], kept: Kept, member_client: Client) -> None:
    url = reverse(f"abuse_log:{name}", args=[kept.ref if arg == "REC-1" else arg for arg in args])
    assert member_client.get(url).status_code == 404


def test_visible_to_is_what_the_pages_show(kept: Kept) -> None:
    assert list(Incident.objects.visible_to(kept.incident.member)) == [kept.incident]
    assert not Incident.objects.visible_to(UserFactory(roles=tuple(Role.values[2:]))).exists()


@pytest.mark.parametrize(
    ("name", "args", "what"),
    [
        ("detail", [], "record"),
        ("words", [], "words"),
        ("accounts", [], "accounts"),
        ("decision", [], "decisions"),
        ("report", [1], "report"),
        ("edit", ["where"], "where"),
        ("evidence", [], "evidence"),
        ("exhibit", [1], "exhibit"),
        ("exhibit_describe", [1], "description"),
        ("custody", [], "custody"),
        ("packs", [], "packs"),
        ("exhibit_file", [1], "view-copy"),
        ("exhibit_original", [1], "view-original"),
    ],
)
def test_reading_is_written_down(name: str, args: list[object], what: str, kept: Kept, member_client: Client) -> None:
    member_client.get(reverse(f"abuse_log:{name}", args=[kept.ref, *args]))
    event = Event.objects.about(kept.incident).filter(is_read=True).get()
    assert (event.verb, event.data["what"], event.actor_id) == ("record.read", what, kept.incident.member.pk)


def test_reading_by_a_helper_says_for_whom(kept: Kept, helper_client: HelperClient) -> None:
    helper_client("content").get(reverse("abuse_log:words", args=[kept.ref]))
    event = Event.objects.about(kept.incident).filter(is_read=True).get()
    assert event.acting_for_id == kept.incident.member.pk
