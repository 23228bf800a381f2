"""An answer becomes a question and answer for everybody, and nothing in it leads to who asked.

Deliberate faults that turn these red, each tried: `traces_in` not asked; `officer_approves` always false; the trigger
`guidance_stays_with_officer` dropped; `can_reuse` without the part of the office; the law of migration 0020 without
`officer_approves`; `alive` always false; nothing pinned.
"""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test import Client

from guidance.editing import stages
from guidance.editing.actions.beginning import begin_next
from guidance.editing.actions.points import Words, add_point, change_point, identify, pin_afresh, take_out
from guidance.editing.actions.sections import write_note
from guidance.grounds import cited_by, grounds_of
from guidance.models import Edition, EditionStep, Ground, Kind, PointVersion, today
from portal.foundation.audit.models import Event
from portal.foundation.people.models import User
from portal.home.touched import affected_by
from reviews.advice import actions
from reviews.advice.actions.reusing import Published
from reviews.advice.models import Request, Reuse
from reviews.advice.reused import reused_after
from tests.advice.pages import get, post, signed_in, text_of, url
from tests.factories.advice import WORDING, Desk, plain_advice, points_in_force
from tests.factories.drafts import fresh
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db
QUESTION, ANSWER = "May I use strong words about a road?", "Say what happened, and what you ask the council to do."
FORM: dict[str, Any] = {
    "question": QUESTION,
    "answer": ANSWER,
    "place": "new",
    "section_title": "Local issues",
    "basis": "The protocol",
    "owner_role": "comms_lead",
    "review_by_day": "1",
    "review_by_month": "6",
    "review_by_year": str(today().year + 1),
}


def said(**changes: Any) -> Published:
    told = {
        "question": QUESTION,
        "answer": ANSWER,
        "place": "new",
        "section_title": "Local issues",
        "basis": "The protocol",
        "owner_role": "comms_lead",
        "review_by": date(today().year + 1, 6, 1),
    }
    return Published(**{**told, **changes})


def citing(desk: Desk) -> Request:
    return desk.answered(plain_advice(points=points_in_force()[:2], no_point_reason=""))


def person(*roles: str) -> User:
    made: User = UserFactory(roles=roles)
    return made


def written(item: Request, by: User, **changes: Any) -> PointVersion:
    return actions.begin_question(item=item, by=by, version=item.version, said=said(**changes))


def escalated_and_answered(desk: Desk) -> Request:
    item = desk.escalated()
    return actions.answer_as_mo(item=item, by=desk.officer, version=item.version, advice=plain_advice())


def publish(edition: Edition, by: User, *approvers: User) -> Edition:
    edition = fresh(edition)
    Edition.objects.filter(pk=edition.pk).update(effective_from=today())
    edition = fresh(edition)
    stages.submit(edition, revision=edition.revision, by=by)
    for approver in approvers:
        stages.approve(edition, revision=edition.revision, by=approver)
    return stages.publish(edition, revision=edition.revision, by=approvers[0])


def test_answer_becomes_a_published_question_that_names_nobody() -> None:
    desk, lead = Desk(), person("comms_lead")
    item = citing(desk)

    made = written(item, lead)
    assert (made.edition.document.kind, made.number, made.heading) == (Kind.QUESTIONS, "Q1.1", QUESTION)
    assert [each.pk for each in cited_by(made)] == [each.pk for each in points_in_force()[:2]]
    assert [line.text for line in reused_after(item)] == ["In a draft of the guidance as Q1.1"]
    publish(made.edition, lead, desk.officer)

    assert "Published as Q1.1" in text_of(get(desk.adviser, "desk_request", item.pk))
    assert url("reuse", item.pk) not in text_of(get(lead, "desk_request", item.pk))
    assert "Published as" not in text_of(get(desk.member, "request", item.pk))
    page = text_of(Client().get(made.get_absolute_url()))
    assert points_in_force()[0].citation_label in page
    for trace in (item.reference, desk.member.full_name, WORDING, str(item.pk)):
        assert trace not in page
    assert str(item.pk) not in str(list(Event.objects.filter(verb__startswith="guidance.").values_list("data")))


def test_page_shows_the_answer_and_fills_in_nothing_of_the_members() -> None:
    desk, lead = Desk(), person("comms_lead")
    item = citing(desk)
    shown = text_of(get(lead, "reuse", item.pk))
    assert plain_advice().text in shown
    assert WORDING.splitlines()[0] not in shown
    copied = text_of(post(lead, "reuse", item.pk, FORM | {"version": item.version, "do": "copy"}))
    assert f"{ANSWER}\n\n{plain_advice().text}</textarea>" in copied
    assert not Reuse.objects.exists()


def test_page_puts_it_into_the_draft_and_a_second_press_adds_nothing() -> None:
    desk, lead = Desk(), person("comms_lead")
    item = citing(desk)
    answer = post(lead, "reuse", item.pk, FORM | {"version": item.version})
    made = PointVersion.objects.get(heading=QUESTION)
    assert answer.url == f"/guidance/drafts/{made.edition_id}/#point-{made.point_id}"
    again = text_of(post(lead, "reuse", item.pk, FORM | {"version": item.version}))
    assert "has been written after this request already" in again
    assert PointVersion.objects.filter(heading=QUESTION).count() == 1


@pytest.mark.parametrize("field", ["question", "answer", "basis", "section_title"])
def test_text_that_leads_to_the_member_is_refused_and_kept(field: str) -> None:
    desk, lead = Desk(), person("comms_lead")
    item = citing(desk)
    shown = text_of(post(lead, "reuse", item.pk, FORM | {"version": item.version, field: f"{item.reference} Mill"}))
    assert f"Take out “{item.reference}”: it is the reference of a request." in shown
    assert f"{item.reference} Mill" in shown
    assert not PointVersion.objects.filter(heading=QUESTION).exists()


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"owner_role": ""}, "Choose who looks after it"),
        ({"review_by_year": "2020"}, "Choose a day after today"),
        ({"review_by_year": "10000"}, "The day of the review"),
        ({"place": "junk"}, "#id_place"),
        ({"section_title": ""}, "Give the new section a title"),
        ({"question": "a\x00b"}, "#id_question"),
        ({"answer": "x" * 1_000_000}, "#id_answer"),
        ({"is_law": "on"}, "Enter the day on which the law was looked up"),
    ],
)
def test_bad_input_is_named_beside_its_field(changes: dict[str, str], says: str) -> None:
    desk, lead = Desk(), person("comms_lead")
    item = desk.answered()
    answer = post(lead, "reuse", item.pk, FORM | {"version": item.version} | changes)
    assert answer.status_code == 200
    assert says in text_of(answer)


@pytest.mark.parametrize("do", ["", "copy"])
def test_half_a_character_is_never_an_error_of_the_server(do: str) -> None:
    desk, lead = Desk(), person("comms_lead")
    item = desk.answered()
    body = f"version={item.version}&do={do}&question=%ed%a0%80&answer=%ed%a0%80&review_by_day=%ed%a0%80&place=%00"
    form = "application/x-www-form-urlencoded"
    assert signed_in(lead).post(url("reuse", item.pk), body, content_type=form).status_code == 200


def test_who_may_begin_one() -> None:
    desk = Desk()
    ordinary, private = desk.answered(), desk.answered_by_office()
    statuses = {
        role: (get(person(role), "reuse", ordinary.pk).status_code, get(person(role), "reuse", private.pk).status_code)
        for role in ("comms_lead", "comms_adviser", "monitoring_officer", "member", "auditor")
    }
    assert statuses == {
        "comms_lead": (200, 404),
        "comms_adviser": (403, 404),
        "monitoring_officer": (404, 200),
        "member": (404, 404),
        "auditor": (404, 404),
    }
    with pytest.raises(actions.NotAllowed):
        written(ordinary, desk.adviser)
    with pytest.raises(actions.NotAllowed):
        written(private, person("comms_lead"))


def test_lead_with_a_stake_and_a_request_without_an_answer_begin_none() -> None:
    desk, lead = Desk(), person("comms_lead", "member")
    own = Desk(member=lead).answered()
    assert post(lead, "reuse", own.pk, FORM | {"version": own.version}).status_code == 404
    with pytest.raises(actions.NotAllowed):
        written(own, lead)
    open_one = desk.assigned()
    assert get(person("comms_lead"), "reuse", open_one.pk).status_code == 403
    with pytest.raises(actions.WrongState):
        written(open_one, person("comms_lead"))


def test_request_that_changed_meanwhile_keeps_what_was_typed() -> None:
    desk, lead = Desk(), person("comms_lead")
    item = desk.answered()
    actions.close(item=item, by=desk.member, version=item.version)
    answer = post(lead, "reuse", item.pk, FORM | {"version": item.version})
    assert answer.status_code == 409
    assert QUESTION in text_of(answer)


@pytest.mark.parametrize("way", ["escalated", "private"])
def test_what_the_officer_had_a_part_in_is_published_with_their_approval_only(way: str) -> None:
    desk, lead, other = Desk(), person("comms_lead"), person("deputy_monitoring_officer")
    item = escalated_and_answered(desk) if way == "escalated" else desk.answered_by_office()
    author = lead if way == "escalated" else desk.officer
    made = written(item, author)
    draft = fresh(made.edition)
    assert made.officer_approves
    stages.submit(draft, revision=draft.revision, by=author)
    stages.approve(draft, revision=draft.revision, by=person("comms_lead"))

    assert "a point of which they approve every change" in stages.missing_for_publication(draft)[0]
    with pytest.raises(IntegrityError, match="need the Monitoring Officer"), transaction.atomic():
        stages._freeze(fresh(draft), by=lead)

    stages.approve(draft, revision=draft.revision, by=other)
    assert EditionStep.objects.filter(edition=draft, as_monitoring_officer=True).count() == 1
    assert stages.missing_for_publication(draft) == []


def test_every_later_change_of_it_needs_the_officer_too_and_nobody_takes_that_back() -> None:
    desk, lead = Desk(), person("comms_lead")
    made = written(escalated_and_answered(desk), lead)
    published = publish(made.edition, lead, desk.officer)
    draft = begin_next(published.document_id, effective_from=today(), by=lead)
    assert not stages.needs_monitoring_officer(draft)
    words = Words("Quite other words.", heading=QUESTION)
    draft = change_point(draft, point_id=made.point_id, words=words, number="Q1.1", revision=draft.revision, by=lead)
    assert stages.needs_monitoring_officer(draft)
    with pytest.raises(IntegrityError, match="approves every change"), transaction.atomic():
        draft.point_versions.update(officer_approves=False)


def test_point_of_the_officer_stays_so_when_another_point_is_told_to_be_it() -> None:
    """Taken out, written anew, and told to be the earlier one. Fault: take only what the new one says."""
    desk, lead = Desk(), person("comms_lead")
    made = written(escalated_and_answered(desk), lead)
    draft = begin_next(
        publish(made.edition, lead, desk.officer).document_id, effective_from=today() + timedelta(days=1), by=lead
    )
    section = draft.sections.get().pk
    new = add_point(
        draft, section=section, after="", words=Words("Anew."), keep_numbers=True, revision=draft.revision, by=lead
    )
    draft = fresh(draft)
    take_out(draft, point_id=made.point_id, keep_numbers=True, revision=draft.revision, by=lead)
    draft = fresh(draft)
    told = identify(draft, point_id=new.point_id, earlier=made.point_id, revision=draft.revision, by=lead)
    told.refresh_from_db()
    assert (told.point_id, told.officer_approves) == (made.point_id, True)


def test_mark_tells_of_a_changed_point_until_the_answer_is_pinned_afresh() -> None:
    desk, lead = Desk(), person("comms_lead")
    made = written(citing(desk), lead)
    questions = publish(made.edition, lead, desk.officer)
    cited = points_in_force()[0]
    _reword(cited, desk.officer, person("deputy_monitoring_officer"))

    page = text_of(signed_in(desk.member).get(made.get_absolute_url()))
    assert f"Point {cited.number} has changed since this answer (edition 1 to 2)." in page
    newest = Edition.objects.in_force().get(document=cited.edition.document_id)
    affected = affected_by(newest, lead)[1]
    assert [version.pk for each in affected for version in each.questions] == [made.pk]

    draft = begin_next(questions.document_id, effective_from=today(), by=lead)
    assert len([each for each in grounds_of(draft) if each.mark]) == 1
    page_url = f"/guidance/drafts/{draft.pk}/points/{made.point_id}/rests-on/"
    assert page_url in text_of(signed_in(lead).get(f"/guidance/drafts/{draft.pk}/"))
    assert signed_in(lead).post(page_url, {"revision": draft.revision}).status_code == 302
    assert [each for each in grounds_of(draft) if each.mark] == []
    with pytest.raises(stages.Stale):
        pin_afresh(draft, point_id=made.point_id, revision=draft.revision, by=lead)


def _reword(cited: PointVersion, author: User, approver: User) -> None:
    draft = begin_next(cited.edition.document_id, effective_from=today(), by=author)
    draft = change_point(
        draft, point_id=cited.point_id, words=Words("Never send it at once."), number=cited.number,
        revision=draft.revision, by=author,
    )  # fmt: skip
    Edition.objects.filter(pk=draft.pk).update(minute="Minute 7", effective_from=today())
    draft = fresh(draft)
    write_note(
        draft, point_id=cited.point_id, note="Other words.", reason="Asked for.", is_minor=False,
        revision=draft.revision, by=author,
    )  # fmt: skip
    publish(draft, author, approver)


def test_what_a_published_point_rests_on_and_where_it_came_from_stay() -> None:
    desk, lead = Desk(), person("comms_lead")
    made = written(citing(desk), lead)
    publish(made.edition, lead, desk.officer)
    for sql in ("DELETE FROM guidance_ground", 'UPDATE guidance_ground SET "order" = 9', "DELETE FROM advice_reuse"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)
    assert (Ground.objects.count(), Reuse.objects.count()) == (2, 1)


def test_another_may_be_written_once_the_first_is_thrown_away() -> None:
    desk, lead = Desk(), person("comms_lead")
    item = desk.answered()
    made = written(item, lead)
    with pytest.raises(actions.WrittenAlready):
        written(item, lead)
    stages.discard(fresh(made.edition), revision=fresh(made.edition).revision, by=lead)
    again = written(item, lead)
    assert [bool(line.href) for line in reused_after(item)] == [False, True]
    assert again.point_id != made.point_id


def test_it_joins_a_section_that_stands_and_the_draft_that_is_open() -> None:
    desk, lead = Desk(), person("comms_lead")
    first = written(desk.answered(), lead)
    place = f"{first.edition.document_id}:Q1"
    second = written(desk.answered(), lead, question="And of a park?", place=place)
    assert (second.edition_id, second.number) == (first.edition_id, "Q1.2")


def test_wrong_method_and_anonymous() -> None:
    item = Desk().answered()
    assert signed_in(person("comms_lead")).put(url("reuse", item.pk)).status_code == 405
    assert Client().get(url("reuse", item.pk)).status_code == 302
