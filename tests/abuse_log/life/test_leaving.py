"""Who has left office reads and takes along for 30 days, and changes nothing; their helpers are out at once.

Faults tried: the 30 days left out; an announced record not opened again; `load` without the list of what is open to
leavers; `reach` of a leaver as of a member; a helper found by the delegation alone.
"""

import json
import zipfile
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from abuse_log import actions
from abuse_log.evidence.actions.packs import ask_pack
from abuse_log.life.leaving import reads_until
from abuse_log.life.taking import ask_takeaway, forget_old, make_takeaway, take_it
from abuse_log.models import Incident, Takeaway
from abuse_log.sharing.actions import share_record
from portal.foundation.files.models import StoredFile
from portal.foundation.outbox.models import Item
from portal.foundation.people.models import User
from portal.foundation.people.permissions import last_day_in_office
from portal.foundation.records.actions import sweep
from tests.abuse_log.life.filled import CANARY, filled, made, noted, share
from tests.abuse_log.test_walls import body
from tests.factories.abuse_log import IncidentFactory
from tests.factories.people import DelegationFactory, RoleGrantFactory, TermFactory, UserFactory

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]


def in_office() -> User:
    """For half a year, so that a term can have ended."""
    member = UserFactory()
    RoleGrantFactory(user=member, role="member", starts_on=timezone.localdate() - timedelta(days=200))
    TermFactory(user=member)
    return User.objects.get(pk=member.pk)


def left(member: User, days: int) -> User:
    """As if their term had ended so many days ago."""
    member.terms.update(
        starts_on=timezone.localdate() - timedelta(days=200), ends_on=timezone.localdate() - timedelta(days=days)
    )
    return User.objects.get(pk=member.pk)


def test_reads_for_30_days_and_not_on_the_31st(as_user: SignIn) -> None:
    incident = made(in_office())
    address = incident.get_absolute_url()
    last = left(incident.member, 30)
    assert reads_until(last) == timezone.localdate()
    page = as_user(last).get(address)
    assert (page.status_code, "You have left office" in page.content.decode()) == (200, True)
    assert as_user(left(last, 31)).get(address).status_code == 404
    assert as_user(left(last, 31)).get(reverse("abuse_log:list")).status_code == 403
    assert as_user(left(last, 31)).get(reverse("abuse_log:mine")).status_code == 403


def test_last_day_is_the_earlier_of_term_and_role() -> None:
    member = UserFactory(roles=("member",))
    today = timezone.localdate()
    assert last_day_in_office(member) == today + timedelta(days=300)
    member.grants.update(ended_at=timezone.now(), ended_by=member)
    assert last_day_in_office(User.objects.get(pk=member.pk)) == today
    assert last_day_in_office(UserFactory(roles=("comms_adviser",))) is None


def test_changes_nothing_and_shares_nothing(as_user: SignIn) -> None:
    incident = made(in_office())
    gone = left(incident.member, 3)
    client = as_user(gone)
    ref = incident.neutral_reference
    for name, parts, sent in (
        ("edit", ["line"], {"version": "1", "summary": "Other"}),
        ("words_add", [], {"kind": "said", "text": "More"}),
        ("decision", [], {"version": "1", "choice": "pursue"}),
        ("share", [], {"audience": "safety"}),
        ("end", [], {"version": "1"}),
    ):
        assert client.post(reverse(f"abuse_log:{name}", args=[ref, *parts]), sent).status_code == 403, name
    for verb in (
        lambda: actions.add_words(incident=incident, by=gone, kind="said", text="More"),
        lambda: share_record(
            incident=incident, by=gone, audience="safety", extent="content", until=timezone.localdate(), note=""
        ),
    ):
        with pytest.raises(PermissionDenied):
            verb()
    assert ask_pack(incident=incident, by=gone, audience="police", exhibits=[], with_words=True).number == 1


def test_takes_back_what_was_shared(as_user: SignIn) -> None:
    """Fault: the address of taking back left out of what is open to leavers."""
    incident = made(in_office())
    standing = share(incident)
    client = as_user(left(incident.member, 3))
    ref = incident.neutral_reference
    address = reverse("abuse_log:share_withdraw", args=[ref, standing.pk])
    assert address in client.get(incident.get_absolute_url()).content.decode()

    assert client.post(address).headers["Location"] == incident.get_absolute_url()

    standing.refresh_from_db()
    assert standing.withdrawn_at is not None


def test_helpers_of_who_left_are_out_at_once(as_user: SignIn) -> None:
    incident = made(in_office())
    helper = DelegationFactory(member=incident.member, grade="act").delegate
    assert as_user(helper).get(incident.get_absolute_url()).status_code == 200
    left(incident.member, 1)
    helper = User.objects.get(pk=helper.pk)
    assert as_user(helper).get(incident.get_absolute_url()).status_code == 404
    assert not Incident.objects.visible_to(helper).exists()


def test_announced_record_is_opened_once_more_that_one_only(as_user: SignIn) -> None:
    member = in_office()
    old = IncidentFactory(member=member, recorded_at=timezone.now() - timedelta(days=800))
    young = made(member)
    member = left(member, 90)
    assert not Incident.objects.visible_to(member).exists()
    sweep()
    assert list(Incident.objects.visible_to(member)) == [old]
    assert as_user(member).get(old.get_absolute_url()).status_code == 200
    assert as_user(member).get(young.get_absolute_url()).status_code == 404


def take(member: User) -> Takeaway:
    takeaway = ask_takeaway(by=member)
    make_takeaway(Item(payload={"takeaway": str(takeaway.pk)}))
    takeaway.refresh_from_db()
    return takeaway


def test_file_holds_all_of_ones_own_and_nothing_of_the_officers(as_user: SignIn) -> None:
    incident = filled(in_office())
    noted(share(incident), note="between-officers")
    other = made(UserFactory(roles=("member",)))
    gone = left(incident.member, 2)
    takeaway = take(gone)
    answer = as_user(gone).post(reverse("abuse_log:mine_file", args=[takeaway.pk]))
    archive = zipfile.ZipFile(BytesIO(body(answer)))
    ref = incident.neutral_reference

    names = set(archive.namelist())
    assert {
        f"{ref}/record.json",
        f"{ref}/record.txt",
        f"{ref}/evidence/E001.png",
        f"{ref}/evidence/E001-R1.png",
    } <= names
    assert not any(name.startswith(other.neutral_reference) for name in names)
    told = json.loads(archive.read(f"{ref}/record.json"))
    assert sum(CANARY in field["value"] for part in told["sections"] for field in part["fields"]) > 15
    assert not any(b"between-officers" in archive.read(name) for name in names)
    assert "What officers noted" in [section["title"] for section in told["sections"]]
    assert all(len(each.split("  ")) == 2 for each in archive.read("SHA256SUMS").decode().splitlines())


def test_file_goes_after_a_week_and_is_nobody_elses(as_user: SignIn) -> None:
    incident = made()
    takeaway = take(incident.member)
    where = reverse("abuse_log:mine_file", args=[takeaway.pk])
    for role in ("member", "administrator", "information_governance", "safety_lead"):
        assert as_user(UserFactory(roles=(role,))).post(where).status_code == 404
    assert as_user(incident.member).get(where).status_code == 405
    Takeaway.objects.update(goes_at=timezone.now())
    assert take_it(takeaway=takeaway, by=incident.member) is None
    stored = StoredFile.objects.get()
    assert forget_old() == [stored.original_object]
    takeaway.refresh_from_db()
    assert (takeaway.state, StoredFile.objects.count(), forget_old()) == ("gone", 0, [])
