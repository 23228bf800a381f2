"""Private until shared, exactly as far as it is shared, and not a moment longer."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from abuse_log.actions import Changed
from abuse_log.models import Incident, InterestRequest, Share, ShareStep
from abuse_log.sharing import actions, emails
from abuse_log.sharing.states import Audience, Extent, Stage
from abuse_log.sharing.times import due, first_look
from portal.foundation.audit.models import Event
from portal.foundation.outbox.models import Item
from portal.foundation.people.models import Delegation, Role, User
from tests.abuse_log.addresses import READ
from tests.abuse_log.conftest import CANARY, Kept
from tests.factories.abuse_log import IncidentFactory, ShareFactory
from tests.factories.people import DelegationFactory, UserFactory

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
OPEN = {
    "detail": 302, "words": 200, "exhibit": 200, "exhibit_show": 200, "exhibit_file": 200, "redaction_file": 404,
    "script": 200,
}  # fmt: skip
"""What an officer is answered at each address of a record whose content is shared; all others 403. Nothing of `Kept`
is covered."""


@pytest.fixture
def lead(db: None) -> User:
    return UserFactory(roles=("safety_lead",))


def share(kept: Kept, **said: Any) -> Share:
    return ShareFactory(incident=kept.incident, **said)


def sees(user: User, incident: Incident) -> bool:
    user.forget_roles()
    return Incident.objects.visible_to(user).filter(pk=incident.pk).exists()


@pytest.mark.parametrize("audience", Audience.values)
@pytest.mark.parametrize("roles", [("safety_lead",), ("monitoring_officer",), ("deputy_monitoring_officer",),
                                   ("comms_adviser",), ("monitoring_officer", "deputy_monitoring_officer"),
                                   ("administrator",), ("auditor",), ("independent_person",), ("member",)])  # fmt: skip
def test_share_opens_to_its_office_alone(kept: Kept, audience: str, roles: tuple[str, ...]) -> None:
    """Faults: leave the audience out of `ShareQuerySet.visible_to`; let the Monitoring Officer be a deputy (tried)."""
    may = {
        "safety": {("safety_lead",)},
        "office": {("monitoring_officer",), ("deputy_monitoring_officer",), roles if len(roles) == 2 else ()},
        "deputy": {("deputy_monitoring_officer",)},
        "press": {("comms_adviser",)},
    }
    share(kept, audience=audience)
    assert sees(UserFactory(roles=roles), kept.incident) is (roles in may[audience])


@pytest.mark.parametrize("why", ["withdrawn", "over", "role ended", "inactive"])
def test_share_ends_at_once(kept: Kept, lead: User, why: str) -> None:
    """Faults: leave `withdrawn_at` or `until` out of `in_force` (both tried)."""
    shared = share(kept)
    assert sees(lead, kept.incident)
    if why == "withdrawn":
        actions.withdraw_share(share=shared, by=kept.incident.member)
    elif why == "role ended":
        lead.grants.update(ended_at=timezone.now(), ended_by=kept.incident.member)
    elif why == "inactive":
        lead.is_active = False
    later = timezone.now() + timedelta(days=31 if why == "over" else 0)
    with time_machine.travel(later, tick=False):
        assert not sees(lead, kept.incident)


@pytest.mark.parametrize("extent", Extent.values)
def test_officer_reads_as_far_as_it_is_shared_and_writes_nothing(
    kept: Kept, lead: User, as_user: SignIn, extent: str
) -> None:
    """Faults: an address more in OPEN_TO_OFFICERS; CONTENT for every share in `shared_reach` (both tried)."""
    share(kept, extent=extent)
    client = as_user(lead)
    expected = {
        str(one): OPEN.get(one.name, 403) if extent == "content" or one.name == "detail" else 403 for one in READ
    }
    assert {str(one): client.get(one.url(kept.ref, kept)).status_code for one in READ} == expected
    posted = {str(one): client.post(one.url(kept.ref, kept), one.data()).status_code for one in READ}
    assert set(posted.values()) <= {403, 405}


def test_officer_page_shows_no_content_and_every_look_is_shown_to_the_member(
    kept: Kept, lead: User, as_user: SignIn, member_client: Client
) -> None:
    """Fault: leave `note_read` out of `shared_record` (tried)."""
    shared = share(kept)
    client = as_user(lead)
    listed = client.get(reverse("abuse_log:shared")).content.decode()
    assert (kept.ref in listed, kept.incident.summary in listed) == (True, False)  # a list is no opening
    page = client.get(shared.get_absolute_url()).content.decode()
    assert kept.incident.summary in page
    assert CANARY not in page
    assert CANARY in client.get(reverse("abuse_log:shared_accounts", args=[shared.pk])).content.decode()
    client.get(reverse("abuse_log:words", args=[kept.ref]))
    looked = member_client.get(reverse("abuse_log:who_looked", args=[kept.ref])).content.decode()
    assert [f"{lead.full_name}: {what}" in looked for what in ("the page", "the accounts", "the exact words")] == [
        True
    ] * 3
    assert "content of records <strong>2 times" in client.get(reverse("abuse_log:exposure")).content.decode()


def test_officer_who_spares_themself_is_shown_one_line_only(kept: Kept, lead: User, as_user: SignIn) -> None:
    shared, client = share(kept), as_user(lead)
    client.post(reverse("abuse_log:spare_me"), {"spared": "yes"})
    urls = [reverse("abuse_log:words", args=[kept.ref]), reverse("abuse_log:shared_accounts", args=[shared.pk])]
    assert [client.get(url).status_code for url in urls] == [403, 403]
    client.post(reverse("abuse_log:spare_me"), {"spared": "no"})
    assert [client.get(url).status_code for url in urls] == [200, 200]


def test_nobody_is_an_officer_of_their_own_record(as_user: SignIn) -> None:
    both = UserFactory(roles=("member", "safety_lead"))
    shared = ShareFactory(incident=IncidentFactory(member=both))
    assert as_user(both).get(shared.get_absolute_url()).status_code == 404
    with pytest.raises(actions.NobodyThere):
        shared_anew(shared.incident, Audience.SAFETY)


def shared_anew(incident: Incident, audience: Audience, by: User | None = None) -> Share:
    until = timezone.localdate() + timedelta(days=5)
    return actions.share_record(
        incident=incident, by=by or incident.member, audience=audience, extent=Extent.SUMMARIES, until=until, note=""
    )


def test_deputy_instead_of_the_monitoring_officer() -> None:
    """Fault: leave the office's share standing when the deputy gets one (tried)."""
    officer, deputy = UserFactory(roles=("monitoring_officer",)), UserFactory(roles=("deputy_monitoring_officer",))
    incident = IncidentFactory()
    shared_anew(incident, Audience.OFFICE)
    assert sees(officer, incident)
    shared_anew(incident, Audience.DEPUTY)
    assert (sees(officer, incident), sees(deputy, incident)) == (False, True)
    assert not Incident.objects.counted().exists()
    with pytest.raises(actions.KeptFromTheOffice):
        shared_anew(incident, Audience.OFFICE)
    told = Item.objects.filter(kind="record.shared").values_list("payload__officer", flat=True)
    assert list(told).count(str(officer.pk)) == 1


@pytest.mark.parametrize("grade", ["content", "act"])
def test_helper_cannot_share(kept: Kept, lead: User, grade: str) -> None:
    helper = DelegationFactory(member=kept.incident.member, grade=grade).delegate
    with pytest.raises(PermissionDenied):
        shared_anew(kept.incident, Audience.SAFETY, by=helper)


def test_member_shares_by_form_and_sees_who_and_when(request: pytest.FixtureRequest, as_user: SignIn) -> None:
    with time_machine.travel(datetime(2026, 11, 27, 18, tzinfo=UTC), tick=False):  # a Friday evening
        kept: Kept = request.getfixturevalue("kept")  # made on that day, or their offices would begin after it
        lead: User = request.getfixturevalue("lead")
        url = reverse("abuse_log:share", args=[kept.ref])
        member_client = as_user(kept.incident.member)
        page = member_client.get(url).content.decode()
        assert lead.full_name in page
        assert "Nobody looks before 9am on Monday 30 November 2026." in page
        said = {"audience": "safety", "extent": "content", "until_day": "1", "until_month": "12", "until_year": "2026"}
        assert member_client.post(url, said).status_code == 302
        again = member_client.post(url, said | {"extent": "summaries"})
        assert again.status_code == 302
    standing = Share.objects.get(incident=kept.incident, withdrawn_at=None, audience="safety")
    assert (standing.extent, standing.until) == ("summaries", date(2026, 12, 1))
    events = Event.objects.about(kept.incident).values_list("verb", flat=True)
    assert [verb for verb in events if "share" in verb][-2:] == ["record.share_withdrawn", "record.shared"]


@pytest.mark.parametrize(
    "said",
    [{}, {"audience": "whips"}, {"until_year": "10000"}, {"until_day": "\0"}, {"note": "x" * 5000},
     {"until_year": "2020"}, {"until_year": "2039"}],
)  # fmt: skip
def test_bad_input_is_refused_beside_its_box(
    kept: Kept, lead: User, member_client: Client, said: dict[str, str]
) -> None:
    good = {"audience": "safety", "extent": "content", "until_day": "1", "until_month": "12", "until_year": "2027"}
    sent = good | said if said else {}
    answer = member_client.post(reverse("abuse_log:share", args=[kept.ref]), sent)
    assert answer.status_code == 200
    assert "There is a problem" in answer.content.decode()
    assert not Share.objects.in_force().exists()


def test_officers_note_steps_in_their_order(kept: Kept, lead: User, as_user: SignIn) -> None:
    shared, client = share(kept), as_user(lead)
    url = shared.get_absolute_url()
    assert client.post(url, {"seen": "0", "stage": "finished"}).status_code == 200  # cannot go there from new
    refused = client.post(url, {"seen": "0", "stage": "triaged"})  # not weighed without level and step
    assert refused.context["form"].errors == {"level": ["Choose how soon to act"], "next_step": ["Enter the next step"]}
    weighed = {"seen": "0", "stage": "triaged", "level": "3", "next_step": "Ring", "note": CANARY}
    assert client.post(url, weighed).status_code == 302
    assert client.post(url, weighed | {"stage": "action"}).status_code == 200  # stale
    step = ShareStep.objects.get(share=shared)
    assert (step.number, step.stage, step.level, step.noted_by) == (1, Stage.TRIAGED, 3, lead)
    mine = Client()
    mine.force_login(kept.incident.member)
    record = mine.get(kept.incident.get_absolute_url()).content.decode()
    assert "Next: Ring" in record
    assert CANARY not in record
    with pytest.raises(Changed):
        actions.note_step(share=shared, by=lead, seen=0, stage=Stage.ACTION, level=None, next_step="", note="")
    with pytest.raises(DatabaseError), transaction.atomic():
        ShareStep.objects.filter(pk=step.pk).update(stage="new")


def test_officer_who_read_before_the_lock_is_told_that_it_changed(kept: Kept, lead: User) -> None:
    """The view reads the steps with the share. Fault: ask the given share for its last step (as it was)."""
    shared = share(kept)
    read_before = Share.objects.in_list().get(pk=shared.pk)
    step: Any = {"by": lead, "seen": 0, "stage": Stage.ACKNOWLEDGED, "level": None, "next_step": "", "note": ""}
    assert read_before.latest is None
    actions.note_step(share=shared, **step)
    with pytest.raises(Changed):
        actions.note_step(share=read_before, **step)


def test_late_officers_are_reminded_and_done_ones_are_not(kept: Kept, lead: User) -> None:
    """Shared on the Friday before a bank holiday. Fault: `is_late` without the stage (tried)."""
    with time_machine.travel(datetime(2027, 8, 27, 9, tzinfo=UTC), tick=False):
        shared = shared_anew(kept.incident, Audience.SAFETY)
        late = Item.objects.filter(kind="record.share_late").order_by("due_at")
        assert [item.due_at for item in late] == [
            datetime(2027, 8, 31, 16, tzinfo=UTC), datetime(2027, 9, 1, 16, tzinfo=UTC)
        ]  # fmt: skip
        actions.note_step(share=shared, by=lead, seen=0, stage=Stage.ACKNOWLEDGED, level=None, next_step="", note="")
        before = Item.objects.filter(kind="record.shared").count()
        emails.share_late(late[0])
        assert Item.objects.filter(kind="record.shared").count() == before
        emails.share_late(late[1])
        assert Item.objects.filter(kind="record.shared").count() == before + 1
        item = Item.objects.filter(kind="record.shared").latest("pk")
        mail = emails.shared(item)
        assert mail is not None
        assert mail.subject == f"Something waits for you: {kept.ref}"
        actions.withdraw_share(share=shared, by=kept.incident.member)
        assert emails.shared(item) is None


@pytest.mark.parametrize(
    ("moment", "says"),
    [
        (datetime(2026, 11, 27, 12, tzinfo=UTC), "Somebody may look from now on."),
        (datetime(2026, 12, 24, 17, tzinfo=UTC), "Nobody looks before 9am on Tuesday 29 December 2026."),
        (datetime(2026, 11, 30, 7, tzinfo=UTC), "Nobody looks before 9am on Monday 30 November 2026."),
    ],
)
def test_first_look_and_due_follow_the_calendar(moment: datetime, says: str) -> None:
    assert first_look(moment) == says
    assert due(datetime(2026, 12, 24, 10, tzinfo=UTC), 1) == datetime(2026, 12, 29, 17, tzinfo=UTC)


def test_hand_over_tells_a_helper_who_may_read(kept: Kept, member_client: Client) -> None:
    reader = DelegationFactory(member=kept.incident.member, grade="content").delegate
    other = DelegationFactory(member=kept.incident.member, grade="summaries").delegate
    url = reverse("abuse_log:hand_over", args=[kept.ref])
    assert member_client.post(url, {"helper": str(other.pk)}).status_code == 200
    assert member_client.post(url, {"helper": str(reader.pk)}).status_code == 302
    item = Item.objects.get(kind="record.hand_over")
    mail = emails.handed_over(item)
    assert mail is not None
    assert mail.to == [reader.email]
    Delegation.objects.filter(delegate=reader).update(revoked_at=timezone.now(), revoked_by=kept.incident.member)
    assert emails.handed_over(item) is None


def test_former_officer_hears_no_more_of_a_request() -> None:
    """Not even one who asked themself. Fault: any request that they see will do (as it was)."""
    officer, member = UserFactory(roles=("monitoring_officer", "member")), UserFactory(roles=("member",))
    InterestRequest.objects.create(member=officer)
    actions.ask_interest(by=member)
    item = Item.objects.get(kind="record.interest")
    assert emails.interest(item) is not None
    officer.grants.filter(role="monitoring_officer").update(ended_at=timezone.now(), ended_by=member)
    assert emails.interest(item) is None


def test_sensitive_interest_is_asked_and_answered_without_a_record(as_user: SignIn) -> None:
    officer, member = UserFactory(roles=("monitoring_officer",)), UserFactory(roles=("member",))
    asking, answering = as_user(member), as_user(officer)
    url = reverse("abuse_log:interest")
    assert [asking.post(url).status_code, asking.post(url).status_code] == [302, 200]
    asked = InterestRequest.objects.get()
    page = reverse("abuse_log:interest_answer", args=[asked.pk])
    assert asking.get(page).status_code == 403
    assert answering.post(page, {"answer": "yes", "note": "Agreed by telephone"}).status_code == 302
    assert answering.post(page, {"answer": "no"}).status_code == 200
    assert "Agreed by telephone" in asking.get(url).content.decode()
    own = InterestRequest.objects.create(member=officer)
    assert answering.post(reverse("abuse_log:interest_answer", args=[own.pk]), {"answer": "yes"}).status_code == 403


def test_officers_list_asks_the_same_number_of_queries(lead: User, django_assert_num_queries: Any) -> None:
    lead.role_names()
    for number in (3, 30):
        for _ in range(number):
            ShareFactory()
        with django_assert_num_queries(2):
            assert [row.standing for row in Share.objects.visible_to(lead).in_list()]


def test_what_was_taken_back_or_answered_stays_so() -> None:
    """Against a fault of ours; the grants let the app write these columns. Fault: no trigger (as it was)."""
    share, asked = ShareFactory(), InterestRequest.objects.create(member=UserFactory(roles=("member",)))
    officer, now = UserFactory(roles=("monitoring_officer",)), timezone.now()
    actions.withdraw_share(share=share, by=share.incident.member)
    actions.answer_interest(asked=asked, by=officer, is_agreed=False, note="No")
    again: list[tuple[Any, dict[str, Any]]] = [
        (Share.objects.filter(pk=share.pk), {"withdrawn_at": None, "withdrawn_by": None}),
        (Share.objects.filter(pk=share.pk), {"withdrawn_at": now + timedelta(days=1)}),
        (InterestRequest.objects.filter(pk=asked.pk), {"is_agreed": True}),
        (InterestRequest.objects.filter(pk=asked.pk), {"is_agreed": None, "answered_by": None, "answered_at": None}),
    ]
    for rows, changes in again:
        with pytest.raises(DatabaseError, match="only ever added to"), transaction.atomic():
            rows.update(**changes)


def test_no_share_by_somebody_else_s_role_name() -> None:
    assert {role for roles in actions.ROLES.values() for role in roles} <= set(Role)
