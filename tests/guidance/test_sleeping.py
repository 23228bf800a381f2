"""Drafts that are slept on: the owner's alone, a mail without content, and really gone in the end."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
import time_machine
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from guidance import tasks
from guidance.check.forms import LONGEST_WORDING
from guidance.emails import slept_on as mail_of
from guidance.models import SleepingDraft, deleted_after
from guidance.sleeping.actions import KIND, MOST, Refused, delete_over, sleep_on, throw_away
from guidance.sleeping.times import BY_ID
from portal.celery import app as celery
from portal.foundation.audit.models import Event
from portal.foundation.outbox.actions import drain
from portal.foundation.outbox.models import Item
from portal.foundation.people.models import Grade, User
from portal.home.waiting import waiting_for
from tests.factories.people import DelegationFactory, UserFactory

pytestmark = pytest.mark.django_db
LIST, KEEP = "/guidance/sleeping/", "/guidance/sleeping/keep/"
WORDING = "They never listen.\n\nI have had enough of Mill Lane!"
OFFICES = (
    "delegate", "comms_adviser", "comms_lead", "monitoring_officer", "deputy_monitoring_officer", "safety_lead",
    "information_governance", "administrator", "auditor",
)  # fmt: skip


@pytest.fixture
def member() -> User:
    return UserFactory(roles=("member",))


@pytest.fixture
def owner(member: User) -> Client:
    return signed_in(member)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def kept(by: User, *, wording: str = WORDING, when: str = "morning") -> SleepingDraft:
    return sleep_on(key=uuid4(), wording=wording, when=when, by=by)


def typed(**changes: object) -> dict[str, object]:
    return {"key": str(uuid4()), "wording": WORDING, "when": "morning", **changes}


def words_of(response: Any) -> str:
    return " ".join(response.content.decode().split())


# --- when ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("now", "when", "expected"),
    [
        (datetime(2026, 11, 22, 23, 30, tzinfo=UTC), "morning", datetime(2026, 11, 23, 8, tzinfo=UTC)),
        (datetime(2026, 11, 22, 23, 30, tzinfo=UTC), "evening", datetime(2026, 11, 23, 18, tzinfo=UTC)),
        (datetime(2026, 11, 22, 23, 30, tzinfo=UTC), "later", datetime(2026, 11, 24, 8, tzinfo=UTC)),
        # Half past eleven in the evening in UTC is the next day in a London summer.
        (datetime(2026, 7, 1, 23, 30, tzinfo=UTC), "morning", datetime(2026, 7, 3, 7, tzinfo=UTC)),
        (datetime(2026, 3, 28, 12, tzinfo=UTC), "morning", datetime(2026, 3, 29, 7, tzinfo=UTC)),
        (datetime(2026, 10, 24, 12, tzinfo=UTC), "morning", datetime(2026, 10, 25, 8, tzinfo=UTC)),
    ],
)
def test_reminder_comes_at_the_hour_in_london(now: datetime, when: str, expected: datetime) -> None:
    assert BY_ID[when].moment(now) == expected


def test_draft_goes_seven_days_after_its_reminder_at_the_same_hour_in_london() -> None:
    assert deleted_after(datetime(2026, 10, 20, 7, tzinfo=UTC)) == datetime(2026, 10, 27, 8, tzinfo=UTC)


# --- keeping ---------------------------------------------------------------------------------------------------


def test_member_keeps_a_draft_and_reads_it_again(owner: Client, member: User) -> None:
    answer: Any = owner.post(KEEP, typed())

    draft = SleepingDraft.objects.get(owner=member)
    assert draft.wording == WORDING
    assert answer.url == draft.get_absolute_url()
    page = words_of(owner.get(draft.get_absolute_url()))
    assert "I have had enough of Mill Lane!" in page
    assert "They never listen. I have had" in words_of(owner.get(LIST))


def test_page_says_who_sees_it_and_when_it_goes_before_anything_is_kept() -> None:
    with time_machine.travel(datetime(2026, 11, 22, 12, tzinfo=UTC), tick=False):
        owner = signed_in(UserFactory(roles=("member",)))
        page = words_of(owner.get(KEEP))

    assert "Nobody but you: no officer, and no helper of yours." in page
    assert page.count("Deleted on 30 November 2026.") == 2
    assert page.count("Deleted on 1 December 2026.") == 1
    assert not SleepingDraft.objects.exists()


def test_from_the_check_nothing_is_kept_until_the_member_says_so(owner: Client) -> None:
    wording = "\n\nTwo lines </textarea><script>alert(1)</script>"
    result = owner.post("/guidance/check/", {"yes": ["state"], "wording": wording})
    assert f'action="{KEEP}"' in words_of(result)

    page = owner.post(KEEP, {"begin": "1", "wording": wording})

    assert page.context["form"].initial["wording"] == wording
    assert "<script>alert" not in page.content.decode()
    assert not SleepingDraft.objects.exists()


def test_nobody_but_a_member_is_offered_it() -> None:
    checked = {"yes": ["state"], "wording": "Words."}

    public = words_of(Client().post("/guidance/check/", checked))
    officer = words_of(signed_in(UserFactory(roles=("comms_lead",))).post("/guidance/check/", checked))

    assert f'action="{KEEP}"' not in public
    assert "nothing of them is kept" in public
    assert "sleep on it" not in officer.lower()


def test_pressed_twice_keeps_one(owner: Client) -> None:
    again = typed()

    assert owner.post(KEEP, again).status_code == owner.post(KEEP, again).status_code == 302
    assert (SleepingDraft.objects.count(), Item.objects.filter(kind=KIND).count()) == (1, 1)


def test_key_of_somebody_elses_draft_keeps_and_tells_nothing(owner: Client) -> None:
    theirs = kept(UserFactory(roles=("member",)))

    page = owner.post(KEEP, typed(key=str(theirs.pk)))

    assert "This page has been used before" in words_of(page)
    assert SleepingDraft.objects.count() == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"wording": ""},
        {"wording": " \n "},
        {"wording": "x" * (LONGEST_WORDING + 1)},
        {"wording": "a\x00b"},
        {"wording": "\ud800".encode("utf-8", "surrogatepass").decode("utf-8", "replace") * 20_000},
        {"when": "in ten years"},
        {"when": "\x00"},
        {"key": "junk"},
        {"key": ""},
    ],
)
def test_bad_input_gets_an_error_and_keeps_what_was_typed(owner: Client, changes: dict[str, str]) -> None:
    page = owner.post(KEEP, typed(**changes))

    assert page.status_code == 200
    assert "<title>Error: " in page.content.decode()
    assert page.context["form"]["wording"].value() == changes.get("wording", WORDING)
    assert not SleepingDraft.objects.exists()


def test_no_more_than_twenty_at_a_time(owner: Client, member: User) -> None:
    for _ in range(MOST):
        kept(member)

    page = words_of(owner.post(KEEP, typed()))

    assert "You sleep on 20 drafts already" in page
    assert "I have had enough" in page
    with pytest.raises(Refused):
        kept(member)
    with CaptureQueriesContext(connection) as twenty:
        assert f'href="{KEEP}"' not in words_of(owner.get(LIST))
    SleepingDraft.objects.filter(pk__in=SleepingDraft.objects.values("pk")[: MOST - 1]).delete()
    with CaptureQueriesContext(connection) as one:
        owner.get(LIST)
    assert len(twenty) == len(one)


def test_only_members_in_office_keep_drafts() -> None:
    for role in OFFICES:
        officer = UserFactory(roles=(role,))
        assert signed_in(officer).post(KEEP, typed()).status_code == 403
        assert signed_in(officer).get(LIST).status_code == 403
        with pytest.raises(PermissionDenied):
            kept(officer)
    assert not SleepingDraft.objects.exists()


# --- whose -----------------------------------------------------------------------------------------------------


def test_nobody_else_sees_a_draft(member: User) -> None:
    """Fault: `visible_to` without the owner (tried)."""
    draft = kept(member)
    helper = UserFactory(roles=("delegate",))
    DelegationFactory(member=member, delegate=helper, grade=Grade.ACT)
    others = [helper, UserFactory(roles=("member",)), *(UserFactory(roles=(role,)) for role in OFFICES)]

    for other in others:
        client = signed_in(other)
        assert client.get(draft.get_absolute_url()).status_code == 404
        assert client.post(reverse("guidance:throw_away", args=[draft.pk])).status_code == 404
        assert not SleepingDraft.objects.visible_to(other).exists()
    assert Client().get(draft.get_absolute_url()).status_code == 302
    assert SleepingDraft.objects.get() == draft


def test_not_theirs_is_byte_for_byte_what_is_not_there(member: User) -> None:
    other = signed_in(UserFactory(roles=("member",)))
    nowhere = reverse("guidance:slept_on", args=[UUID(int=7)])

    assert other.get(kept(member).get_absolute_url()).content == other.get(nowhere).content


def test_who_left_office_still_reads_and_throws_away_what_they_kept() -> None:
    leaver = UserFactory(roles=("member",))
    draft = kept(leaver)
    leaver.terms.update(ends_on=timezone.localdate() - timedelta(days=1))
    client = signed_in(leaver)

    assert client.get(KEEP).status_code == 403
    assert f'href="{KEEP}"' not in words_of(client.get(LIST))
    assert client.get(draft.get_absolute_url()).status_code == 200
    assert client.post(reverse("guidance:throw_away", args=[draft.pk])).status_code == 302


# --- the page of one -------------------------------------------------------------------------------------------


def test_draft_page_leads_to_the_check_and_to_advice_with_the_words(owner: Client, member: User) -> None:
    draft = kept(member, wording="\nRing Jo on 07700 900123")
    page = owner.get(draft.get_absolute_url())

    assert "07700 900123</q>" in page.content.decode()
    assert page.content.decode().count('<textarea name="wording" hidden>\n\nRing Jo') == 2
    assert "no-store" in page["Cache-Control"]
    checking = owner.post("/guidance/check/", {"begin": "1", "wording": draft.wording})
    assert checking.context["form"].initial["wording"] == draft.wording
    assert "There is a problem" not in words_of(checking)
    carried: Any = owner.post(reverse("advice:carry"), {"wording": draft.wording})
    assert carried.url == reverse("advice:start")


def test_wrong_methods_are_refused(owner: Client, member: User) -> None:
    draft = kept(member)

    assert owner.put(KEEP).status_code == 405
    assert owner.post(LIST).status_code == 405
    assert owner.post(draft.get_absolute_url()).status_code == 405
    assert owner.get(reverse("guidance:throw_away", args=[draft.pk])).status_code == 405


# --- the end ---------------------------------------------------------------------------------------------------


def test_thrown_away_is_gone_and_the_audit_keeps_the_id_alone(owner: Client, member: User) -> None:
    draft = kept(member)

    answer = owner.post(reverse("guidance:throw_away", args=[draft.pk]), follow=True)

    assert "Your draft is deleted." in words_of(answer)
    assert not SleepingDraft.objects.exists()
    assert owner.post(reverse("guidance:throw_away", args=[draft.pk])).status_code == 404
    events = Event.objects.filter(about_id=str(draft.pk)).order_by("pk")
    assert [(event.verb, event.data) for event in events] == [
        ("guidance.draft_kept", {}),
        ("guidance.draft_thrown_away", {}),
    ]
    with pytest.raises(SleepingDraft.DoesNotExist):
        throw_away(draft=draft.pk, by=member)


def test_nothing_is_sent_about_a_draft_that_was_thrown_away(member: User) -> None:
    draft = kept(member)
    throw_away(draft=draft.pk, by=member)

    assert mail_of(Item.objects.get(kind=KIND)) is None


def test_task_deletes_the_rows_whose_day_has_come(member: User) -> None:
    """Faults: a task that does nothing; `over` that compares with the reminder (both tried)."""
    gone, stays = kept(member), kept(member, when="later")

    with time_machine.travel(gone.delete_at - timedelta(seconds=1), tick=False):
        assert delete_over() == 0
    with time_machine.travel(gone.delete_at, tick=False):
        assert not SleepingDraft.objects.visible_to(member).filter(pk=gone.pk).exists()  # before the task has run
        tasks.delete_drafts()
        tasks.delete_drafts()

    assert list(SleepingDraft.objects.values_list("pk", flat=True)) == [stays.pk]
    ended = Event.objects.get(verb="guidance.draft_deleted")
    assert (ended.about_id, ended.actor_id, ended.data) == (str(gone.pk), None, {})


def test_beat_runs_the_task_at_least_daily() -> None:
    """Fault: take the line out of the beat schedule (tried)."""
    runs = [row for row in celery.conf.beat_schedule.values() if row["task"] == "guidance.delete_drafts"]

    assert [sorted(row["schedule"].hour) for row in runs] == [list(range(24))]
    assert tasks.delete_drafts.name == "guidance.delete_drafts"


def test_reminder_is_sent_once_when_it_is_due_and_says_nothing(member: User) -> None:
    """Faults: the wording, or the word draft, in the mail (both tried)."""
    draft = kept(member)
    drain()
    assert mail.outbox == []

    with time_machine.travel(draft.remind_at, tick=False):
        drain()
        drain()

    (sent,) = mail.outbox
    assert sent.to == [member.email]
    assert sent.subject == "Something waits for you on the members’ portal"
    assert draft.get_absolute_url() in sent.body
    told = f"{sent.subject} {sent.body}".replace(draft.get_absolute_url(), "").lower()
    assert [word for word in ("never listen", "mill lane", "draft", "post", "sleep") if word in told] == []


def test_no_mail_goes_to_a_closed_account(member: User) -> None:
    kept(member)
    User.objects.filter(pk=member.pk).update(is_active=False)

    assert mail_of(Item.objects.get(kind=KIND)) is None


def test_home_page_tells_of_a_draft_that_is_due(member: User) -> None:
    draft = kept(member)
    assert "A draft you slept on" not in [line.text for line in waiting_for(member)]

    with time_machine.travel(draft.remind_at, tick=False):
        (line,) = [line for line in waiting_for(member) if line.text == "A draft you slept on"]
        assert line.href == draft.get_absolute_url()
        assert line.note.startswith("It will be deleted by itself on ")
        assert "A draft you slept on" not in [each.text for each in waiting_for(UserFactory(roles=("member",)))]


# --- what the database holds -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "changes",
    [
        {"remind_at": timedelta(0)},
        {"delete_at": timedelta(hours=1)},
        {"delete_at": timedelta(days=15)},
        {"wording": ""},
    ],
)
def test_database_refuses_what_cannot_be(member: User, changes: dict[str, Any]) -> None:
    now = timezone.now()
    times = {"remind_at": timedelta(hours=2), "delete_at": timedelta(days=7)} | changes
    times.pop("wording", None)
    moments = {name: now + after for name, after in times.items()}

    with pytest.raises(IntegrityError), transaction.atomic():
        SleepingDraft.objects.create(owner=member, wording=changes.get("wording", "Words."), kept_at=now, **moments)


def test_database_never_changes_a_draft(member: User) -> None:
    """Fault: leave the trigger and the REVOKE out of the migration (tried)."""
    draft = kept(member)

    with pytest.raises(DatabaseError), transaction.atomic():
        SleepingDraft.objects.filter(pk=draft.pk).update(owner=UserFactory(roles=("member",)))


def test_words_lie_sealed(member: User) -> None:
    draft = kept(member)

    with connection.cursor() as cursor:
        cursor.execute("SELECT wording FROM guidance_sleepingdraft WHERE id = %s", [draft.pk])
        assert b"Mill Lane" not in bytes(cursor.fetchone()[0])
