"""After an answer, and after the time of posting: what the member can still do, and what no one else can.

Deliberate faults that turn it red: let `can_say_helped` or `keep_wanted` answer yes to whoever reads; leave
`is_member` out of `permissions.step`; let a link to a request for the office only be sent to the desk.
"""

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from reviews.advice import actions
from reviews.advice.actions.answers import Advice
from reviews.advice.models import Request, Usefulness
from reviews.advice.states import State
from tests.advice.pages import get, post, signed_in, text_of, url
from tests.factories.advice import WORDING, Desk, plain_advice
from tests.factories.people import DelegationFactory, UserFactory

pytestmark = pytest.mark.django_db

LONG_AGO = timedelta(days=60)


def long_over(item: Request) -> Request:
    """The same request, too old to be asked about or opened again."""
    Request.objects.filter(pk=item.pk).update(follow_up_until=None, reopen_until=timezone.now() - LONG_AGO)
    return Request.objects.get(pk=item.pk)


def past_its_time(item: Request) -> Request:
    """The same request, whose time of posting has passed."""
    before = timezone.now() - timedelta(hours=2)
    Request.objects.filter(pk=item.pk).update(intended_at=before, intended_has_time=True)
    return Request.objects.get(pk=item.pk)


def left_office(desk: Desk, days: int = 1) -> None:
    desk.member.terms.update(ends_on=timezone.localdate() - timedelta(days=days))
    desk.member = type(desk.member).objects.get(pk=desk.member.pk)


@pytest.mark.parametrize(
    ("name", "state", "after"), [("follow_up", "answered", State.FOLLOW_UP), ("reopen", "closed", State.REOPENED)]
)
class TestAskingAgain:
    data: dict[str, Any] = {"text": "And the second line?"}

    def test_page_shows_the_advice_and_the_question_is_sent(self, name: str, state: str, after: str) -> None:
        desk = Desk()
        item = desk.in_state(state)

        shown = text_of(get(desk.member, name, item.pk))
        done = post(desk.member, name, item.pk, {"version": item.version, **self.data})

        item.refresh_from_db()
        assert "Say what happened instead." in shown
        assert done.headers["Location"] == item.get_absolute_url()
        assert item.state == after
        assert item.messages.get().text == "And the second line?"
        assert "And the second line?" in text_of(get(desk.member, "request", item.pk))

    def test_empty_is_refused_beside_the_field(self, name: str, state: str, after: str) -> None:
        desk = Desk()
        item = desk.in_state(state)

        done = post(desk.member, name, item.pk, {"version": item.version, "text": " "})

        assert "error-message" in text_of(done)
        assert Request.objects.get(pk=item.pk).state == state

    def test_whoever_may_not_is_kept_out(self, name: str, state: str, after: str) -> None:
        desk = Desk()
        item = desk.in_state(state)
        reader = DelegationFactory(member=desk.member, grade="content").delegate
        data = {"version": item.version, **self.data}

        answers = [
            Client().post(url(name, item.pk), data).status_code,
            post(UserFactory(roles=("member",)), name, item.pk, data).status_code,
            post(desk.adviser, name, item.pk, data).status_code,
            post(reader, name, item.pk, data).status_code,
            get(reader, name, item.pk).status_code,
        ]

        assert answers == [302, 404, 404, 403, 403]
        assert Request.objects.get(pk=item.pk).state == state

    def test_wrong_state_and_stale_version_keep_what_was_typed(self, name: str, state: str, after: str) -> None:
        desk = Desk()
        item, other = desk.in_state(state), desk.declined()

        stale = post(desk.member, name, item.pk, {"version": item.version - 1, **self.data})
        wrong = post(desk.member, name, other.pk, {"version": other.version, **self.data})

        assert [stale.status_code, wrong.status_code] == [409, 409]
        assert all("And the second line?" in text_of(page) for page in (stale, wrong))
        assert Request.objects.get(pk=item.pk).state == state

    def test_wrong_method(self, name: str, state: str, after: str) -> None:
        desk = Desk()

        assert signed_in(desk.member).put(url(name, desk.in_state(state).pk)).status_code == 405


def test_after_20_working_days_the_page_offers_to_ask_anew_only() -> None:
    desk = Desk()
    item = long_over(desk.closed())

    page = text_of(get(desk.member, "request", item.pk))

    assert url("ask_anew", item.pk) in page
    assert url("reopen", item.pk) not in page
    assert url("follow_up", item.pk) not in page


def test_asking_anew_begins_one_linked_draft_with_the_earlier_choices() -> None:
    desk = Desk()
    item = long_over(desk.closed())
    client = signed_in(desk.member)

    answers = [client.post(url("ask_anew", item.pk)) for _ in range(2)]

    draft = Request.objects.get(follows=item)
    assert {a.headers["Location"] for a in answers} == {url("step", draft.pk, step="readers")}
    assert (draft.kind, draft.platforms, draft.account, draft.topics) == (
        item.kind,
        item.platforms,
        item.account,
        item.topics,
    )
    assert (draft.draft_wording, draft.question, draft.steps_done) == ("", "", [])
    assert item.reference in text_of(client.get(url("check", draft.pk)))
    assert "You asked anew in" in text_of(client.get(url("request", item.pk)))


def test_asking_anew_too_early_leads_back_and_begins_nothing() -> None:
    desk = Desk()
    item = desk.closed()

    done = post(desk.member, "ask_anew", item.pk)

    assert done.headers["Location"] == item.get_absolute_url()
    assert not Request.objects.filter(follows=item).exists()


def test_asking_anew_is_for_those_who_act_for_the_member() -> None:
    desk = Desk()
    item = long_over(desk.closed())
    reader = DelegationFactory(member=desk.member, grade="content").delegate

    assert post(reader, "ask_anew", item.pk).status_code == 403
    assert post(UserFactory(roles=("member",)), "ask_anew", item.pk).status_code == 404
    assert post(desk.adviser, "ask_anew", item.pk).status_code == 404
    assert signed_in(desk.member).get(url("ask_anew", item.pk)).status_code == 405


def test_link_to_a_request_for_the_office_only_never_reaches_the_desk() -> None:
    desk = Desk()
    answered = desk.answered_by_office()
    item = long_over(actions.close(item=answered, by=desk.member, version=answered.version))
    draft = actions.ask_anew(item=item, by=desk.member)
    assert draft.office_only

    said = {"office_only": False, "kind": "general", "topics": ["other"], "question": "And now?"}
    draft = actions.save_draft(item=draft, by=desk.member, version=draft.version, step="readers", answers=said)
    sent = actions.submit(item=draft, by=desk.member, version=draft.version)

    assert sent.follows is None
    assert item.reference not in text_of(get(desk.adviser, "desk_request", sent.pk))


def test_whether_it_helped_is_asked_once() -> None:
    desk = Desk()
    item = desk.answered()
    client = signed_in(desk.member)
    assert "Did it help?" in text_of(client.get(url("request", item.pk)))

    for said in ("partly", "yes"):
        assert client.post(url("helped", item.pk), {"helped": said}).headers["Location"] == item.get_absolute_url()

    assert Usefulness.objects.get(item=item).helped == "partly"
    page = text_of(client.get(url("request", item.pk)))
    assert "Did it help?" not in page
    assert "You have told us already" in page


@pytest.mark.parametrize("junk", ["", "maybe", "\x00", "y" * 10_000])
def test_junk_about_whether_it_helped_is_not_kept(junk: str) -> None:
    desk = Desk()
    item = desk.answered()

    assert post(desk.member, "helped", item.pk, {"helped": junk}).status_code == 302
    assert not Usefulness.objects.exists()


def test_only_the_member_says_whether_it_helped_and_only_after_an_answer() -> None:
    desk = Desk()
    item, early = desk.answered(), desk.submitted()
    helper = DelegationFactory(member=desk.member, grade="act").delegate

    answers = [
        post(helper, "helped", item.pk, {"helped": "yes"}).status_code,
        post(desk.adviser, "helped", item.pk, {"helped": "yes"}).status_code,
        post(desk.member, "helped", early.pk, {"helped": "yes"}).status_code,
        signed_in(desk.member).get(url("helped", item.pk)).status_code,
    ]

    assert answers == [403, 404, 302, 405]
    assert not Usefulness.objects.exists()


def test_when_the_time_of_posting_has_passed_the_page_asks_until_it_is_told() -> None:
    desk = Desk()
    item = past_its_time(desk.assigned())
    client = signed_in(desk.member)
    page = text_of(client.get(url("request", item.pk)))
    assert "Do you still want our help?" in page
    assert page.count(url("withdraw", item.pk)) == 1

    done = client.post(url("keep_wanted", item.pk))

    kept = Request.objects.get(pk=item.pk)
    assert done.headers["Location"] == item.get_absolute_url()
    assert kept.wanted_at is not None
    assert kept.version == item.version
    assert "Do you still want our help?" not in text_of(client.get(url("request", item.pk)))
    assert "The member still wants help" in text_of(get(desk.adviser, "desk_request", item.pk))


def test_keeping_help_wanted_is_refused_early_late_and_to_others() -> None:
    desk = Desk()
    early, item, over = desk.submitted(), past_its_time(desk.submitted()), past_its_time(desk.answered())
    reader = DelegationFactory(member=desk.member, grade="content").delegate

    answers = [
        post(desk.member, "keep_wanted", early.pk).status_code,
        post(desk.member, "keep_wanted", over.pk).status_code,
        post(reader, "keep_wanted", item.pk).status_code,
        post(desk.adviser, "keep_wanted", item.pk).status_code,
        signed_in(desk.member).get(url("keep_wanted", item.pk)).status_code,
    ]

    assert answers == [302, 302, 403, 404, 405]
    assert not Request.objects.filter(wanted_at__isnull=False).exists()


def test_answer_after_the_time_of_posting_is_said_at_once_on_each_page() -> None:
    desk = Desk()
    soon = timezone.now() + timedelta(hours=1)
    draft = desk.draft(intended_at=soon, intended_has_time=True)

    on_check = text_of(get(desk.member, "check", draft.pk))
    sent = actions.submit(item=draft, by=desk.member, version=draft.version)
    after = [text_of(get(desk.member, name, sent.pk)) for name in ("sent", "request")]

    assert all("Our answer may come later than you plan to post." in page for page in (on_check, *after))
    assert "Mark it as urgent and say why" in on_check
    assert all(
        "Do not post it yet." in page and settings.COUNCIL_DESK_PHONE.partition(",")[0] in page for page in after
    )


def test_nothing_is_said_of_lateness_when_there_is_time_enough() -> None:
    desk = Desk()
    draft = desk.draft(intended_at=timezone.now() + timedelta(days=30), intended_has_time=True)

    assert "may come later" not in text_of(get(desk.member, "check", draft.pk))


def test_suggested_wording_stands_beside_with_changes_marked_in_words_too() -> None:
    desk = Desk()
    item = desk.answered(advice=plain_advice(suggested_wording=WORDING.replace("a scandal", "late")))

    page = text_of(get(desk.member, "request", item.pk))

    assert '<del class="guidance-removed"><span class="govuk-visually-hidden">[removed: </span>a scandal.' in page
    assert '<ins class="guidance-added"><span class="govuk-visually-hidden">[added: </span>late.' in page
    assert "What to do next" in page
    assert "the facts are as you told us" in page
    assert "You can ask once more about it until" in page


def test_same_wording_suggested_is_said_to_be_the_same() -> None:
    desk = Desk()
    item = desk.answered(advice=plain_advice(suggested_wording=WORDING))

    page = text_of(get(desk.member, "request", item.pk))

    assert "The words are the same." in page
    assert "[added: " not in page


def test_latest_advice_comes_first_and_the_earlier_is_folded() -> None:
    desk = Desk()
    item = desk.follow_up()
    item = actions.claim(item=item, by=desk.adviser, version=item.version) if item.adviser != desk.adviser else item
    second = plain_advice(stance="no_concern_seen", text="Now it is fine to read.")
    item = actions.answer(item=item, by=desk.adviser, version=item.version, advice=second)

    page = text_of(get(desk.member, "request", item.pk))

    assert page.index("Now it is fine to read.") < page.index("Earlier advice: a change is suggested")


def test_each_end_is_told_in_plain_words() -> None:
    desk = Desk()
    first, twin = desk.submitted(), desk.assigned()
    twin = actions.mark_duplicate(item=twin, by=desk.adviser, version=twin.version, of=first)
    unanswered, answered = desk.awaiting(), desk.answered()
    unanswered = actions.close_unanswered(item=unanswered, version=unanswered.version)
    answered = actions.close_answered(item=answered, version=answered.version)

    said = {
        twin: ("Closed, since it was asked twice", f'href="{first.get_absolute_url()}">Go to {first.reference}'),
        unanswered: ("Closed, since we had no reply to our question", url("reopen", unanswered.pk)),
        answered: ("Closed, since you asked nothing more", url("reopen", answered.pk)),
        desk.redirected(): ("We suggest another way", "/records/", "Keep a record of it."),
        desk.withdrawn(): ("You withdrew this request",),
    }

    for item, words in said.items():
        page = text_of(get(desk.member, "request", item.pk))
        assert [word for word in words if word not in page] == []


def test_own_copy_holds_the_advice_and_no_note() -> None:
    desk = Desk()
    item = desk.assigned()
    actions.note(item=item, by=desk.adviser, text="NOTE-CANARY")
    advice = Advice("advise_against", "WHY-CANARY", no_point_reason="None.", unreviewed_because="too_urgent")
    item = actions.answer(item=item, by=desk.adviser, version=item.version, advice=advice)

    page, file = get(desk.member, "copy", item.pk), get(desk.member, "download", item.pk)

    assert "WHY-CANARY" in text_of(page)
    assert file.headers["Content-Disposition"] == f'attachment; filename="{item.reference}.json"'
    assert file.json()["advice"][0]["why"] == "WHY-CANARY"
    assert file.json()["wordings"][0]["text"] == WORDING
    assert "It could not wait" in file.json()["advice"][0]["given_without_a_second_look_because"]
    assert desk.adviser.full_name not in text_of(page) + text_of(file)
    assert "NOTE-CANARY" not in text_of(page) + text_of(file)


def test_own_copy_begins_nothing_and_is_nobody_elses() -> None:
    desk = Desk()
    item, draft = desk.answered(), desk.draft()
    before = Request.objects.get(pk=item.pk).version

    for name in ("copy", "download"):
        assert get(desk.member, name, item.pk).status_code == 200
        assert get(UserFactory(roles=("member",)), name, item.pk).status_code == 404
        assert get(desk.adviser, name, item.pk).status_code == 404
        assert get(desk.member, name, draft.pk).headers["Location"] == draft.get_absolute_url()
        assert signed_in(desk.member).post(url(name, item.pk)).status_code == 405
    assert Request.objects.get(pk=item.pk).version == before


def test_former_member_reads_what_is_open_and_it_is_still_answered() -> None:
    desk = Desk()
    item, closed, asked = desk.assigned(), desk.closed(), desk.awaiting()
    left_office(desk)

    assert "no longer in office" in text_of(get(desk.member, "request", item.pk))
    assert "No longer in office" in text_of(get(desk.adviser, "desk_request", item.pk))
    assert url("reopen", closed.pk) not in text_of(get(desk.member, "request", closed.pk))
    assert get(desk.member, "start").status_code == 403
    assert post(desk.member, "reopen", closed.pk, {"version": closed.version, "text": "More"}).status_code == 409
    assert post(desk.member, "ask_anew", long_over(closed).pk).status_code == 403
    replied = post(desk.member, "reply", asked.pk, {"version": asked.version, "text": "Mill Lane."})
    assert replied.headers["Location"] == asked.get_absolute_url()
    done = actions.answer(item=item, by=desk.adviser, version=item.version, advice=plain_advice())
    assert "Say what happened instead." in text_of(get(desk.member, "request", done.pk))


def test_former_member_reads_what_is_over_for_thirty_days_only() -> None:
    desk = Desk()
    still_open, closed = desk.submitted(), desk.closed()
    Request.objects.filter(pk=closed.pk).update(ended_at=timezone.now() - LONG_AGO)
    left_office(desk, days=30)
    lately = get(desk.member, "request", closed.pk).status_code

    left_office(desk, days=31)

    assert lately == 200
    assert get(desk.member, "request", closed.pk).status_code == 404
    assert get(desk.member, "request", still_open.pk).status_code == 200
