"""What has come before is found without opening what is sealed, and never across members but as a number."""

from collections.abc import Callable
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client, override_settings
from django.urls import reverse

from abuse_log import actions, patterns
from abuse_log.actions.accounts import FIELDS
from abuse_log.evidence.actions import add_exhibit
from abuse_log.models import Account, Incident, Trace
from abuse_log.sharing.figures import crossing
from abuse_log.taxonomy import Behaviour
from portal.foundation.people.models import User
from portal.foundation.vault.ciphers import keyed_hash
from tests.factories.abuse_log import IncidentFactory, ShareFactory
from tests.factories.files import picture, upload
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]


def noted(member: User, handle: str = "@bin.fan", platform: str = "x", **more: str) -> Incident:
    incident: Incident = IncidentFactory(member=member)
    actions.add_account(incident=incident, by=member, fields={"platform": platform, "handle": handle, **more})
    return incident


def found(incident: Incident) -> list[tuple[str, tuple[str, ...]]]:
    rows = patterns.matches(incident, incident.member)
    return [(row.incident.neutral_reference, row.why) for row in rows]


def test_exact_matches_are_found_and_nothing_is_linked() -> None:
    """Fault: leave `plain_name` out of the trace (tried)."""
    member = UserFactory(roles=("member",))
    first, again = noted(member), noted(member, handle=" Bin.FAN ")
    noted(member, platform="facebook")
    noted(UserFactory(roles=("member",)))  # of another member
    assert found(first) == [(again.neutral_reference, ("The same account name",))]


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("https://www.platform.example/p/1?utm_source=a#top", "platform.example/p/1", True),
        ("https://platform.example/p/1?id=2", "https://platform.example/p/1?id=3", False),
        ("https://[broken", "https://[broken", True),
        ("", "", False),
    ],
)
def test_links_are_compared_without_what_makes_no_difference(one: str, other: str, is_same: bool) -> None:
    member = UserFactory(roles=("member",))
    rows = [IncidentFactory(member=member) for _ in range(2)]
    for row, link in zip(rows, (one, other), strict=True):
        actions.change_details(incident=row, by=member, version=1, changes={"link": link})
    assert bool(found(rows[0])) is is_same


def test_profiles_that_only_the_query_tells_apart_are_not_the_same() -> None:
    """Fault: leave the query out of the address of a profile (as it was)."""
    member = UserFactory(roles=("member",))
    page = "https://www.platform.example/profile.php?id="
    first, again, other = (
        noted(member, handle=f"@{number}", profile_link=f"{page}{said}")
        for number, said in enumerate(("71&utm_source=a", "71", "72"))
    )
    assert found(first) == [(again.neutral_reference, ("The same profile",))]
    assert found(other) == []


def test_same_file_is_found() -> None:
    member = UserFactory(roles=("member",))
    rows = [IncidentFactory(member=member) for _ in range(2)]
    for row in rows:
        add_exhibit(incident=row, by=member, upload=upload(picture(size=(50, 20))))
    assert found(rows[0]) == [(rows[1].neutral_reference, ("The same file",))]


def test_traces_follow_the_record() -> None:
    """Fault: leave `trace` out of `change_account` or `remove_account`."""
    member = UserFactory(roles=("member",))
    first, again = noted(member), noted(member)
    account = Account.objects.get(incident=again)
    fields = {name: getattr(account, name) for name in FIELDS} | {"handle": "@other"}
    actions.change_account(account=account, by=member, version=1, fields=fields)
    assert found(first) == []
    actions.remove_account(account=account, by=member)
    assert not Trace.objects.filter(incident=again).exists()


@pytest.mark.parametrize("how", ["pasted", "with the record"])
def test_what_comes_by_another_way_is_found_too(how: str) -> None:
    """Fault: leave `trace` out of `add_accounts` or `record_incident`."""
    member = UserFactory(roles=("member",))
    if how == "pasted":
        first, again = noted(member), IncidentFactory(member=member)
        actions.add_accounts(incident=again, by=member, platform="x", handles=["@bin.fan"])
    else:
        link = "https://platform.example/p/1"
        first, again = (
            actions.record_incident(key=uuid4(), member=member, by=member, summary="Bins", link=link) for _ in range(2)
        )
    assert [ref for ref, _ in found(first)] == [again.neutral_reference]


def test_rows_tell_nothing_without_the_key() -> None:
    """Fault: sha256 in place of the keyed hash."""
    digest = keyed_hash(b"handle x bin.fan", purpose=patterns.PURPOSE)
    noted(UserFactory(roles=("member",)))
    with connection.cursor() as cursor:
        cursor.execute("SELECT digest FROM abuse_log_trace")
        assert cursor.fetchall() == [(digest,)]
        cursor.execute("SELECT encode(sha256('handle x bin.fan'), 'hex')")
        assert cursor.fetchone() != (digest,)
    with override_settings(ENCRYPTION_KEYS="other:" + "YWJjZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXoxMjM0NTY="):
        assert keyed_hash(b"handle x bin.fan", purpose=patterns.PURPOSE) != digest
    assert keyed_hash(b"handle x bin.fan", purpose="something else") != digest


def test_near_names_wait_for_a_person(as_user: SignIn) -> None:
    member = UserFactory(roles=("member",))
    first, like, unlike = noted(member, "@bin.fan.2026"), noted(member, "@bin.fan_2026"), noted(member, "@parking")
    (near, score), *rest = patterns.near(first, member, patterns.matches(first, member))
    assert (near, rest) == (like, [])
    assert patterns.ALIKE <= score < 100
    page = as_user(member).get(reverse("abuse_log:pattern", args=[first.neutral_reference])).content.decode()
    assert like.neutral_reference in page
    assert unlike.neutral_reference not in page
    assert "bin.fan" not in page  # the page shows no name
    url = reverse("abuse_log:together", args=[first.neutral_reference])
    assert as_user(member).post(url, {"other": str(like.pk)}).status_code == 302
    assert [row.is_linked for row in patterns.matches(first, member)] == [True]


def test_across_members_only_shared_ones_are_counted(as_user: SignIn) -> None:
    """Faults: all incidents in `members_elsewhere` or `crossing`; a count shown to a safety lead; the number itself."""
    officer, lead = UserFactory(roles=("monitoring_officer",)), UserFactory(roles=("safety_lead",))
    rows = [noted(UserFactory(roles=("member",))) for _ in range(3)]
    mine = ShareFactory(incident=rows[0], audience="office")
    for_lead = ShareFactory(incident=rows[0], audience="safety")
    assert (patterns.members_elsewhere(rows[0]), crossing()) == (0, 0)
    ShareFactory(incident=rows[1], audience="safety")
    ShareFactory(incident=rows[2], audience="press")  # no count is made of what is for the press only
    assert (patterns.members_elsewhere(rows[0]), crossing()) == (1, 1)
    says = "other members: <strong>fewer than 5</strong>"
    pages = [as_user(officer).get(mine.get_absolute_url()), as_user(lead).get(for_lead.get_absolute_url())]
    assert [says in page.content.decode() for page in pages] == [True, False]
    assert (
        "more than one member: <strong>fewer than 5</strong>"
        in as_user(officer).get(reverse("abuse_log:numbers")).content.decode()
    )
    other = rows[1].neutral_reference
    assert [other in page.content.decode() for page in pages] == [False, False]


def test_criticism_is_in_no_pattern() -> None:
    """Neither its link nor its file. Fault: trace criticism too (as it was)."""
    member = UserFactory(roles=("member",))
    incident = IncidentFactory(member=member)
    link = {"link": "https://platform.example/p/1"}
    incident = actions.change_details(incident=incident, by=member, version=1, changes=link)
    other = IncidentFactory()
    actions.change_details(incident=other, by=other.member, version=1, changes=link)
    for one in (incident, other):
        ShareFactory(incident=one, audience="office")
    assert (crossing(), patterns.members_elsewhere(other)) == (1, 1)
    actions.change_details(
        incident=incident, by=member, version=2, changes={"behaviours": [Behaviour.ROBUST_CRITICISM]}
    )
    add_exhibit(incident=incident, by=member, upload=upload(picture(size=(50, 20))))
    assert (crossing(), patterns.members_elsewhere(other), incident.traces.count()) == (0, 0, 0)
    with pytest.raises(actions.CriticismHasNoAccounts):
        actions.add_account(incident=incident, by=member, fields={"handle": "@x"})


def test_strip_says_in_words_what_it_draws() -> None:
    days = [datetime(2026, 3, 1, 12, tzinfo=UTC), datetime(2026, 3, 28, 23, 30, tzinfo=UTC)]
    drawn = patterns.strip(days)
    assert drawn.says == "2 times in 28 days: 1 March 2026; 28 March 2026"
    assert drawn.marks == (patterns.MARGIN, patterns.WIDTH - patterns.MARGIN)
    assert patterns.strip(days[:1] * 2).says == "2 times on one day: 1 March 2026"
    assert patterns.strip(days[:1]).says == "Once: 1 March 2026"
    assert patterns.strip(days[:1]).marks == (patterns.MARGIN,)
