"""What is typed in a draft is kept by itself, and never on top of something newer.

Deliberate faults that turn it red: leave the version out of `keep_typed`, or add the step to `steps_done` there; leave
`_may_answer`, the held draft or what the page has seen out of `keep_answer`.
"""

from typing import Any

import pytest
from django.test import Client

from reviews.advice import actions
from reviews.advice.models import Request
from tests.advice.pages import absent, get, post, signed_in, text_of, url
from tests.factories.advice import Desk
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db


def keep(desk: Desk, item: Request, version: int, step: str = "wording", **typed: str) -> Any:
    return post(desk.member, "keep", item.pk, {"version": version, **typed}, step=step)


def test_typed_words_are_kept_and_the_page_does_not_count_as_done() -> None:
    desk = Desk()
    item = actions.begin_draft(by=desk.member, member=desk.member, answers={"kind": "before"})

    done = keep(desk, item, item.version, draft_wording="Half a sen")

    kept = Request.objects.get(pk=item.pk)
    assert (kept.draft_wording, kept.version, kept.steps_done) == ("Half a sen", item.version + 1, [])
    assert done.json()["version"] == kept.version
    assert done.json()["said"].startswith("Saved at ")


def test_newer_words_are_never_written_over() -> None:
    desk = Desk()
    item = desk.draft()
    newer = keep(desk, item, item.version, draft_wording="From the other window").json()["version"]

    done = keep(desk, item, item.version, draft_wording="From this window")

    kept = Request.objects.get(pk=item.pk)
    assert done.status_code == 409
    assert "changed or sent in another window" in done.json()["said"]
    assert (kept.draft_wording, kept.version) == ("From the other window", newer)


def test_nothing_new_raises_no_version_and_emptied_words_stay() -> None:
    desk = Desk()
    item = desk.draft(draft_wording="As it was")

    answers = [
        keep(desk, item, item.version, draft_wording=words).json()["version"] for words in ("As it was", "", " ")
    ]

    assert answers == [item.version] * 3
    assert Request.objects.get(pk=item.pk).draft_wording == "As it was"


@pytest.mark.parametrize("words", ["x" * 50_000, "a\x00b", "\ud800"])
def test_what_can_never_be_kept_is_said_and_keeps_what_was(words: str) -> None:
    desk = Desk()
    item = desk.draft(draft_wording="As it was")

    done = signed_in(desk.member).post(
        url("keep", item.pk, step="wording"),
        f"version={item.version}&draft_wording=".encode() + words.encode("utf-8", "surrogatepass"),
        content_type="application/x-www-form-urlencoded",
    )

    assert done.status_code in {200, 422}
    kept = Request.objects.get(pk=item.pk).draft_wording
    assert (done.status_code == 422) == (kept == "As it was")


def test_fifty_thousand_characters_are_refused_clearly_and_shown_again() -> None:
    desk = Desk()
    item = desk.draft()
    words = "word " * 10_000

    done = post(desk.member, "step", item.pk, {"version": item.version, "draft_wording": words}, step="wording")

    assert done.status_code == 200
    assert "must be 10000 characters or fewer: it has" in text_of(done)
    assert words.strip() in text_of(done)


def test_keeping_is_nobody_elses_and_for_typed_pages_only() -> None:
    desk = Desk()
    item, sent = desk.draft(), desk.submitted()
    typed = {"version": item.version, "question": "Not mine"}

    answers = [
        Client().post(url("keep", item.pk, step="question"), typed).status_code,
        post(UserFactory(roles=("member",)), "keep", item.pk, typed, step="question").status_code,
        post(desk.adviser, "keep", item.pk, typed, step="question").status_code,
        post(desk.member, "keep", absent(), typed, step="question").status_code,
        post(desk.member, "keep", item.pk, typed, step="kind").status_code,
        post(desk.member, "keep", item.pk, typed, step="nothing").status_code,
        post(desk.member, "keep", sent.pk, {"version": sent.version, "question": "Late"}, step="question").status_code,
        signed_in(desk.member).get(url("keep", item.pk, step="question")).status_code,
    ]

    assert answers == [302, 404, 404, 404, 404, 404, 409, 405]
    assert Request.objects.get(pk=sent.pk).question == sent.question


def test_page_keeps_itself_but_not_beside_newer_words() -> None:
    desk = Desk()
    item = desk.draft()

    page = text_of(get(desk.member, "step", item.pk, step="wording"))
    stale = post(desk.member, "step", item.pk, {"version": 0, "draft_wording": "Mine"}, step="wording")

    assert f'data-autosave="{url("keep", item.pk, step="wording")}"' in page
    assert "advice-autosave.js" in page
    assert stale.status_code == 409
    assert "data-autosave" not in text_of(stale)


def typed_answer(item: Request, **more: str) -> dict[str, Any]:
    return {"version": item.version, "stance": "information_only", "text": "Half a sentence", **more}


def test_answer_is_kept_while_it_is_typed_for_its_adviser_alone() -> None:
    desk = Desk()
    item = desk.assigned()
    page = text_of(get(desk.adviser, "answer", item.pk))

    done = post(desk.adviser, "keep_answer", item.pk, typed_answer(item))

    kept = item.answer_drafts.get()
    assert f'data-autosave="{url("keep_answer", item.pk)}"' in page
    assert (done.status_code, done.json()["version"]) == (200, item.version)
    assert (kept.by, kept.text, kept.stance, kept.send_at) == (
        desk.adviser,
        "Half a sentence",
        "information_only",
        None,
    )
    assert "Half a sentence" in text_of(get(desk.adviser, "answer", item.pk))
    assert "Half a sentence" not in text_of(get(desk.member, "request", item.pk))


def test_answer_that_waits_to_go_out_or_is_somebody_elses_is_not_kept_by_itself() -> None:
    desk, colleague = Desk(), UserFactory(roles=("comms_adviser",))
    item = desk.assigned()
    cites = {"no_point_reason": "None fits."}
    post(desk.adviser, "answer", item.pk, typed_answer(item, do="send", **cites))
    new = desk.submitted()

    answers = [
        post(desk.adviser, "keep_answer", item.pk, typed_answer(item, **cites)).status_code,
        post(colleague, "keep_answer", item.pk, typed_answer(item)).status_code,
        post(desk.adviser, "keep_answer", new.pk, typed_answer(new)).status_code,
        post(desk.member, "keep_answer", item.pk, typed_answer(item)).status_code,
        post(desk.officer, "keep_answer", item.pk, typed_answer(item)).status_code,
        post(desk.adviser, "keep_answer", absent(), typed_answer(item)).status_code,
        Client().post(url("keep_answer", item.pk), typed_answer(item)).status_code,
        get(desk.adviser, "keep_answer", item.pk).status_code,
    ]

    assert answers == [409, 409, 409, 404, 404, 404, 302, 405]
    assert [draft.send_at is not None for draft in item.answer_drafts.all()] == [True]
    assert not new.answer_drafts.exists()


def test_answer_too_long_to_keep_is_said_and_keeps_what_was() -> None:
    desk = Desk()
    item = desk.assigned()
    post(desk.adviser, "keep_answer", item.pk, typed_answer(item))

    for text in ("x" * 50_000, "a\x00b"):
        done = post(desk.adviser, "keep_answer", item.pk, typed_answer(item, text=text))
        assert done.status_code == 422
        assert done.json()["said"].startswith("Not saved: ")

    assert item.answer_drafts.get().text == "Half a sentence"


def test_second_window_keeps_nothing_by_itself_on_top_of_the_words_of_the_first() -> None:
    desk = Desk()
    item = desk.assigned()
    first = post(desk.adviser, "keep_answer", item.pk, typed_answer(item, seen="")).json()

    second = post(desk.adviser, "keep_answer", item.pk, typed_answer(item, seen="", text="Other words"))
    on = post(desk.adviser, "keep_answer", item.pk, typed_answer(item, seen=first["seen"], text="A whole sentence."))

    assert second.status_code == 409
    assert "Save draft to see both" in second.json()["said"]
    assert (on.status_code, item.answer_drafts.get().text) == (200, "A whole sentence.")
