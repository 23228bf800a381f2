"""Risk tags and legal advice: what is kept with an answer, and who is told what.

Deliberate faults that turn these red, each tried: `_give` without the tags; `_give` that keeps the tick for the
Communications Team too; `_answer.html` that shows the tags to the member; the constraint on the tick left out.
"""

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from portal.foundation.audit.models import Event
from reviews.advice import actions
from reviews.advice.choices import PRIVILEGED
from reviews.advice.models import Answer, AnswerDraft, Note, Request
from reviews.advice.whole import whole_record
from tests.advice.pages import get, let_go_out, post, signed_in, text_of, url
from tests.factories.advice import Desk, plain_advice

pytestmark = pytest.mark.django_db
TOLD = PRIVILEGED.split(".", maxsplit=1)[0]


def typed(item: Request, **more: Any) -> dict[str, Any]:
    said = {"stance": "information_only", "text": "Read this.", "no_point_reason": "None fits.", "do": "send"}
    return {"version": item.version, **said, **more}


def test_tags_are_kept_in_their_order_and_shown_to_those_who_advise_only() -> None:
    desk = Desk()
    item = desk.assigned()
    post(desk.adviser, "answer", item.pk, typed(item, risks=["media", "legal", "media"], here_because="It is small."))
    draft = AnswerDraft.objects.get()
    assert (draft.risks, draft.here_because, Note.objects.exists()) == (["legal", "media"], "It is small.", False)
    let_go_out(item)

    assert Answer.objects.get().risks == ["legal", "media"]
    assert "Possible libel or a legal threat; Media interest" in text_of(get(desk.adviser, "desk_request", item.pk))
    for page in ("request", "copy", "download"):
        shown = text_of(get(desk.member, page, item.pk))
        assert ("Read this." in shown, "Media interest" in shown, "It is small." in shown) == (True, False, False)
    note = Note.objects.get()
    assert (note.sort, note.text, note.by) == (Note.Sort.HERE, "It is small.", desk.adviser)
    assert not any({"risks", "risk"} & event.data.keys() for event in Event.objects.filter(verb__startswith="advice."))


@pytest.mark.parametrize("junk", ["other", "\0", "\ud800", "x" * 1_000_000])
def test_unknown_tag_is_refused_and_keeps_what_was_typed(junk: str) -> None:
    desk = Desk()
    item = desk.assigned()
    sent = typed(item, risks=["legal", junk.encode("utf-8", "replace").decode()], text="Kept words.")
    answer = post(desk.adviser, "answer", item.pk, sent)
    assert answer.status_code == 200
    assert "Kept words." in text_of(answer)
    assert not AnswerDraft.objects.filter(send_at__isnull=False).exists()


def test_legal_advice_of_the_office_says_so_on_page_copy_and_download() -> None:
    desk = Desk()
    item = actions.accept(item=(escalated := desk.escalated()), by=desk.officer, version=escalated.version)
    assert "This is legal advice (privileged)" in text_of(get(desk.officer, "answer", item.pk))
    post(desk.officer, "answer", item.pk, typed(item, is_privileged="on", here_because="Not for the office."))
    let_go_out(item)

    assert Answer.objects.get().is_privileged
    assert not Note.objects.filter(sort=Note.Sort.HERE).exists()
    for reader, page in ((desk.member, "request"), (desk.member, "copy"), (desk.adviser, "desk_request")):
        assert TOLD in text_of(get(reader, page, item.pk))
    assert (
        signed_in(desk.member).get(url("download", item.pk)).json()["advice"][0]["before_you_pass_it_on"] == PRIVILEGED
    )
    offers = {field.path: field.offers for field in whole_record(item.pk).fields() if field.offers}
    assert offers == {"answer.1.text": "s42", "answer.1.no_point": "s42"}


def test_communications_team_gives_no_legal_advice_whatever_is_posted() -> None:
    desk = Desk()
    item = desk.assigned()
    assert "is_privileged" not in text_of(get(desk.adviser, "answer", item.pk))
    post(desk.adviser, "answer", item.pk, typed(item, is_privileged="on"))
    let_go_out(item)
    assert not Answer.objects.get().is_privileged
    assert TOLD not in text_of(get(desk.member, "request", item.pk))
    assert not any(field.offers for field in whole_record(item.pk).fields())


@pytest.mark.parametrize("wrong", [{"is_privileged": True}, {"risks": ["other"]}, {"risks": ["legal", "anything"]}])
def test_database_refuses_a_tick_of_another_and_a_tag_that_is_none(wrong: dict[str, Any]) -> None:
    desk = Desk()
    item = desk.answered(plain_advice(risks=("person",)))
    given = {"item": item, "number": 2, "stance": "information_only", "text": "T", "by": desk.adviser}
    with pytest.raises(IntegrityError, match="advice_answer_"), transaction.atomic():
        Answer.objects.create(source="communications", **given, **wrong)
