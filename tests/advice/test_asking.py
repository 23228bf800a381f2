"""Asking in steps: each answer kept, nothing lost, one request however often it is sent."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from portal.foundation.deadlines.models import Calendar
from portal.foundation.deadlines.working_days import CalendarName
from portal.foundation.outbox.models import Item
from reviews.advice import actions, asking
from reviews.advice.models import Request
from reviews.advice.models.papers import fingerprint
from reviews.advice.phones import Phone
from reviews.advice.states import State
from tests.advice.pages import get, post, signed_in, text_of, url
from tests.factories.advice import WORDING, Desk
from tests.factories.files import upload
from tests.factories.people import DelegationFactory, UserFactory

pytestmark = pytest.mark.django_db


def answer(client: Client, item: Request, step: str, changing: bool = False, **data: Any) -> Any:
    item.refresh_from_db()
    name = "change" if changing else "step"
    return client.post(url(name, item.pk, step=step), {"version": item.version, **data})


def test_member_asks_step_by_step_and_sends() -> None:
    desk = Desk()
    client = signed_in(desk.member)
    begun = client.post(url("start"))
    item = Request.objects.get()
    day = timezone.localdate() + timedelta(days=3)

    assert begun.headers["Location"] == url("step", item.pk, step="readers")
    steps: list[tuple[str, dict[str, Any], str]] = [
        ("readers", {"readers": "communications"}, "kind"),
        ("kind", {"kind": "before"}, "platforms"),
        ("platforms", {"platforms": ["x", "bluesky"]}, "account"),
        ("account", {"account": "personal"}, "wording"),
        ("wording", {"draft_wording": WORDING.replace("\n", "\r\n")}, "pictures"),
        ("pictures", {"pictures": upload()}, "when"),
        ("when", {"day_day": day.day, "day_month": day.month, "day_year": day.year, "clock": "6pm"}, "urgent"),
        ("urgent", {"is_urgent": "yes", "urgent_reason": "It is in the news."}, "topics"),
        ("topics", {"topics": ["planning", "staff"]}, "question"),
    ]
    for step, data, following in steps:
        assert client.get(url("step", item.pk, step=step)).status_code == 200
        done = answer(client, item, step, **data)
        assert done.headers["Location"] == url("step", item.pk, step=following)
    assert answer(client, item, "question", question="Is it fair?").headers["Location"] == url("check", item.pk)
    item.refresh_from_db()
    check = text_of(client.get(url("check", item.pk)))
    sent = client.post(url("submit", item.pk), {"version": item.version})

    item.refresh_from_db()
    wording = item.wordings.get()
    assert "picture.png" in check
    assert sent.headers["Location"] == url("sent", item.pk)
    assert (item.state, item.reference) == (State.SUBMITTED, f"ADV-{timezone.localdate().year}-0001")
    assert (wording.text, wording.sha256) == (WORDING, fingerprint(WORDING))
    assert item.intended_at == timezone.make_aware(datetime.combine(day, datetime.min.time().replace(hour=18)))
    assert (item.platforms, item.topics, item.account) == (["x", "bluesky"], ["planning", "staff"], "personal")
    assert item.pictures.count() == 1
    assert item.reference in text_of(client.get(sent.headers["Location"]))


def test_request_for_the_office_only_goes_straight_there() -> None:
    desk = Desk()

    item = desk.office_only()

    assert (item.state, item.with_office, item.adviser) == (State.ESCALATED, True, None)
    due = Item.objects.filter(kind__startswith="advice.", due_at__lte=timezone.now())
    kinds = dict(due.values_list("kind", "payload"))
    assert set(kinds) == {"advice.submitted", "advice.for_monitoring_officer"}
    assert kinds["advice.for_monitoring_officer"]["person"] == str(desk.officer.pk)


@pytest.mark.parametrize(
    ("kind", "left_out"),
    [
        ("general", {"platforms", "account", "wording", "link", "when", "first-steps"}),
        ("account", {"wording", "link", "when", "first-steps"}),
        ("before", {"link", "first-steps"}),
        ("posted", {"when"}),
        ("reply", {"first-steps"}),
    ],
)
def test_kind_decides_which_questions_are_asked(kind: str, left_out: set[str]) -> None:
    item = Request(kind=kind)

    asked = {question.step for question in asking.questions_for(item, is_member=True)}

    assert set(asking.STEPS) - asked == left_out


def test_already_posted_says_to_copy_before_editing() -> None:
    desk = Desk()
    item = desk.draft(kind="posted")

    page = text_of(get(desk.member, "step", item.pk, step="first-steps"))

    steps = ("Copy it first, before you edit or delete.", "correct it", "a short apology helps", "Whom to ring")
    said = (settings.COUNCIL_DESK_PHONE, settings.COUNCIL_OFFICE_PHONE, settings.COUNCIL_SAFETY_PHONE)
    numbers = [f'href="tel:{Phone(words).dialled}">{Phone(words).number}</a>' for words in said]
    places = [page.index(words) for words in (*steps, *numbers, "when somebody is in danger")]
    assert places == sorted(places)


def test_each_page_says_who_will_read_it_and_when_somebody_looks() -> None:
    desk = Desk()
    item = desk.draft()
    private = desk.draft(office_only=True)

    ordinary_page = text_of(get(desk.member, "step", item.pk, step="question"))
    private_page = text_of(get(desk.member, "check", private.pk))

    assert "The Communications Team will read this, once you send it." in ordinary_page
    assert "Only the Monitoring Officer and their deputy will read this, once you send it." in private_page
    assert "Somebody first looks on" in ordinary_page or "Somebody is at the desk" in ordinary_page


def test_answer_that_does_not_do_is_refused_beside_the_field_and_kept() -> None:
    desk = Desk()
    item = desk.draft()
    client = signed_in(desk.member)

    long = answer(client, item, "wording", draft_wording="x" * 10_001)
    late = answer(client, item, "when", day_day="1", day_month="2", day_year="2020", clock="25 o’clock")
    urgent = answer(client, item, "urgent", is_urgent="yes", urgent_reason="")
    link = answer(client, item, "link", link="javascript:alert(1)")

    assert "must be 10000 characters or fewer" in text_of(long)
    assert "x" * 10_001 in text_of(long)
    assert "The date must be today or in the future" in text_of(late)
    assert "25 o’clock" in text_of(late)
    assert "Say why it is urgent" in text_of(urgent)
    assert link.status_code == 302  # a request about something not posted yet has no question about a link
    assert Request.objects.get(pk=item.pk).draft_wording == WORDING


JUNK = (
    "\x00",
    "a\x00b",
    "9" * 400,
    "é" * 3000,
    "<script>alert(1)</script>",
    "0001-01-01",
    "99999",
    "\u202e\u200b",
)


@pytest.mark.parametrize("step", asking.STEPS)
def test_junk_in_any_field_is_answered_with_a_page(step: str) -> None:
    desk = Desk()
    item = desk.draft(kind="reply")
    client = signed_in(desk.member)
    fields = ["readers", "kind", "platforms", "account", "draft_wording", "link", "day_day", "day_month", "day_year"]
    fields += ["clock", "is_urgent", "urgent_reason", "topics", "question", "pictures"]

    for junk in JUNK:
        done = answer(client, item, step, **dict.fromkeys(fields, junk))
        odd = client.post(url("step", item.pk, step=step), {"version": junk})

        assert done.status_code in (200, 302)
        assert odd.status_code in (200, 302, 409)
        assert "<script>alert(1)" not in text_of(done)


def test_one_megabyte_in_a_field_is_refused_and_loses_nothing() -> None:
    desk = Desk()
    item = desk.draft()

    done = answer(signed_in(desk.member), item, "wording", draft_wording="ab c" * 250_000)

    assert done.status_code == 200
    assert "must be 10000 characters or fewer" in text_of(done)


def test_stale_step_keeps_what_was_typed_and_shows_what_is_saved() -> None:
    desk = Desk()
    item = desk.draft()
    older = item.version
    actions.save_draft(
        item=item, by=desk.member, version=item.version, step="question", answers={"question": "Saved elsewhere"}
    )

    stale = post(desk.member, "step", item.pk, {"version": older, "question": "Typed here"}, step="question")
    page = text_of(stale)
    again = post(desk.member, "step", item.pk, {"version": older + 1, "question": "Typed here"}, step="question")

    assert stale.status_code == 409
    assert "Typed here" in page
    assert "Saved elsewhere" in page
    assert f'value="{older + 1}"' in page
    assert again.status_code == 302
    assert Request.objects.get(pk=item.pk).question == "Typed here"


def test_change_leads_back_to_the_check_page() -> None:
    desk = Desk()
    item = desk.draft()

    done = answer(signed_in(desk.member), item, "topics", changing=True, topics=["other"])

    assert done.headers["Location"] == url("check", item.pk)


def test_changed_kind_asks_what_it_newly_needs() -> None:
    desk = Desk()
    item = desk.draft(kind="general", draft_wording="", platforms=[], account="")

    done = answer(signed_in(desk.member), item, "kind", changing=True, kind="before")

    assert done.headers["Location"] == url("step", item.pk, step="readers")
    assert "Answer the question: Platforms" in text_of(get(desk.member, "check", item.pk))


def test_incomplete_request_is_not_sent() -> None:
    desk = Desk()
    item = desk.draft(topics=[])

    done = post(desk.member, "submit", item.pk, {"version": item.version})

    assert done.status_code == 422
    assert "Answer the question: Topics" in text_of(done)
    assert Request.objects.get(pk=item.pk).state == State.DRAFT


def test_stale_check_page_does_not_send() -> None:
    desk = Desk()
    item = desk.draft()

    done = post(desk.member, "submit", item.pk, {"version": item.version - 1})

    assert done.status_code == 409
    assert Request.objects.get(pk=item.pk).state == State.DRAFT


def test_sending_twice_gives_one_reference() -> None:
    desk = Desk()
    item = desk.draft()
    client = signed_in(desk.member)

    first = client.post(url("submit", item.pk), {"version": item.version})
    second = client.post(url("submit", item.pk), {"version": item.version})

    assert first.headers["Location"] == second.headers["Location"] == url("sent", item.pk)
    assert Request.objects.get(pk=item.pk).history.count() == 1


def test_answers_to_questions_that_no_longer_apply_are_not_sent() -> None:
    desk = Desk()
    item = desk.draft(kind="general", link="https://example.com/", is_urgent=False, urgent_reason="Old reason")

    sent = actions.submit(item=item, by=desk.member, version=item.version)

    assert (sent.platforms, sent.account, sent.link, sent.urgent_reason) == ([], "", "", "")
    assert not sent.wordings.exists()


def test_member_out_of_office_can_neither_begin_nor_send() -> None:
    desk = Desk()
    item = desk.draft()
    desk.member.terms.update(ends_on=timezone.localdate() - timedelta(days=1))

    begun = post(desk.member, "start")
    sent = post(desk.member, "submit", item.pk, {"version": item.version})

    assert begun.status_code == 403
    assert sent.status_code == 302
    assert Request.objects.get(pk=item.pk).state == State.DRAFT


def test_delegate_asks_for_the_member_and_is_recorded() -> None:
    desk = Desk()
    delegate = DelegationFactory(member=desk.member, grade="act").delegate
    client = signed_in(delegate)

    begun = client.post(url("start"), {"member": str(desk.member.pk)})
    item = Request.objects.get()

    assert begun.headers["Location"] == url("step", item.pk, step="kind")
    assert (item.member, item.asked_by) == (desk.member, delegate)
    assert client.get(url("step", item.pk, step="readers")).status_code == 302


@pytest.mark.parametrize("grade", ["record", "summaries", "content"])
def test_delegate_of_a_lower_grade_cannot_ask(grade: str) -> None:
    delegate = DelegationFactory(grade=grade).delegate

    assert get(delegate, "start").status_code == 403


def test_delegate_cannot_ask_for_somebody_else() -> None:
    delegate = DelegationFactory(grade="act").delegate
    other = UserFactory(roles=("member",))

    done = post(delegate, "start", None, {"member": str(other.pk)})

    assert done.status_code == 200
    assert not Request.objects.exists()


@pytest.mark.parametrize("role", ["comms_adviser", "monitoring_officer", "administrator"])
def test_nobody_else_can_ask(role: str) -> None:
    person = UserFactory(roles=(role,))

    assert get(person, "start").status_code == 403
    assert post(person, "start").status_code == 403


def test_sixth_picture_is_refused_and_five_stay() -> None:
    desk = Desk()
    item = desk.draft()
    client = signed_in(desk.member)

    answer(client, item, "pictures", pictures=[upload(name=f"{n}.png") for n in range(5)])
    sixth = answer(client, item, "pictures", pictures=upload(name="six.png"))

    assert "You can add up to 5 pictures" in text_of(sixth)
    assert item.pictures.count() == 5


def test_file_that_is_no_picture_is_refused_by_name() -> None:
    desk = Desk()
    item = desk.draft()

    done = answer(signed_in(desk.member), item, "pictures", pictures=upload(b"MZ nothing", name="virus.png"))

    assert done.status_code == 200
    assert "virus.png" in text_of(done)
    assert not item.pictures.exists()


def test_picture_can_be_removed_from_a_draft_only() -> None:
    desk = Desk()
    item = desk.draft()
    item = actions.add_pictures(item=item, by=desk.member, version=item.version, uploads=[upload()])
    picture = item.pictures.get()
    where = {"picture": picture.pk}

    stale = post(desk.member, "remove_picture", item.pk, {"version": 1}, **where)
    assert (stale.status_code, item.pictures.count()) == (302, 1)
    foreign = post(UserFactory(roles=("member",)), "remove_picture", item.pk, {"version": item.version}, **where)
    assert foreign.status_code == 404
    assert get(desk.member, "remove_picture", item.pk, **where).status_code == 405
    done = post(desk.member, "remove_picture", item.pk, {"version": item.version}, **where)

    assert (done.status_code, item.pictures.count()) == (302, 0)


def test_step_of_a_request_that_was_sent_leads_to_the_request() -> None:
    desk = Desk()
    item = desk.submitted()

    assert get(desk.member, "step", item.pk, step="kind").headers["Location"] == item.get_absolute_url()
    done = post(desk.member, "step", item.pk, {"version": item.version, "kind": "posted"}, step="kind")
    assert done.headers["Location"] == item.get_absolute_url()
    assert Request.objects.get(pk=item.pk).kind == "before"


def test_unknown_step_is_not_found() -> None:
    desk = Desk()
    item = desk.draft()

    assert get(desk.member, "step", item.pk, step="nonsense").status_code == 404


def test_confirmation_names_the_due_time_of_the_promise() -> None:
    desk = Desk()
    item = desk.submitted()
    assert item.submitted_at is not None
    calendar = Calendar.objects.working(CalendarName.SERVICE)
    local = timezone.localtime(item.submitted_at)
    received: date = local.date()
    if not calendar.is_working(received) or local.hour >= 17:
        received = calendar.next_working(received)

    assert item.due_at is not None
    assert timezone.localtime(item.due_at).date() == calendar.add(received, 3)
    assert timezone.localtime(item.due_at).hour == 17
