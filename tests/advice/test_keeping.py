"""Who else looks, similar answers, standard texts, absences with their cover, and single keys."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.db import DatabaseError, transaction
from django.test import Client
from django.utils import timezone

from guidance.models import PointVersion
from portal.foundation.outbox.models import Item
from portal.foundation.people.models import User
from portal.home.waiting import waiting_for
from reviews.advice import actions, later, presence, similar
from reviews.advice.models import Absence, AnswerDraft, StandardText
from tests.advice.pages import absent, get, post, signed_in, text_of, url
from tests.factories.advice import Desk, plain_advice, points_in_force
from tests.factories.people import DelegationFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead() -> User:
    return UserFactory(roles=("comms_lead",))


def text(lead: User, *, points: tuple[PointVersion, ...] = (), **changes: Any) -> StandardText:
    said: dict[str, Any] = {"text": None, "seen": 0, "title": "Credit", "body": "Say whose picture it is."}
    return actions.keep_text(**{**said, **changes}, points=points, by=lead)


def away(person: User, cover: User, by: User | None = None, *, days: int = 0) -> Absence:
    day = timezone.localdate() + timedelta(days=days)
    return actions.keep_absence(person=person, starts_on=day, ends_on=day, cover=cover, by=by or person)


# Who else looks


def test_colleague_who_looks_too_is_named_for_two_minutes(lead: User) -> None:
    cache.clear()
    desk = Desk()
    item = desk.assigned()
    now = timezone.now()

    first = text_of(get(lead, "desk_request", item.pk))
    second = text_of(get(desk.adviser, "desk_request", item.pk))

    assert "looking at this too" not in first
    assert f"<strong>{lead}</strong> is looking at this too." in second
    assert presence.look(item, desk.adviser, now + timedelta(minutes=3)) == []


# Similar answers


def test_similar_answers_are_of_ordinary_requests_that_one_may_see() -> None:
    desk = Desk()
    words = "May I share the aqueduct petition?"
    alike = desk.answered(question=words, advice=plain_advice(text="Say who began the aqueduct petition."))
    desk.answered(question="What of hedgehogs?", draft_wording="Hedgehogs crossing")
    private = Desk(officer=desk.officer).answered_by_office(question=words)
    gone = desk.withdrawn(question=words)
    helped = Desk(adviser=UserFactory(roles=("comms_adviser",)))
    theirs = helped.answered(question=words)
    DelegationFactory(member=helped.member, delegate=UserFactory(roles=("delegate",)))
    item = desk.assigned(question="Is the aqueduct petition fine?", draft_wording="Sign the petition")

    found = similar.similar_answers(item, desk.adviser)

    assert {answer.item for answer in found} == {alike, theirs}
    assert not {private, gone} & {answer.item for answer in found}
    assert "Say who began the aqueduct petition." in text_of(get(desk.adviser, "answer", item.pk))


def test_nothing_is_looked_for_with_the_words_of_a_private_request() -> None:
    desk = Desk()
    desk.answered(question="The aqueduct petition")
    private = desk.office_only(question="The aqueduct petition")

    assert similar.similar_answers(private, desk.officer) == []


def test_officer_finds_only_what_was_passed_on() -> None:
    desk = Desk()
    desk.answered(question="The aqueduct petition")
    passed_on = desk.escalated(question="The aqueduct petition")

    assert similar.similar_answers(passed_on, desk.officer) == []


# Standard texts


def test_lead_keeps_a_text_in_versions_and_an_adviser_reads_it(lead: User) -> None:
    point = points_in_force()[1]
    typed = {"seen": "0", "title": "Credit", "body": "Say whose picture it is.", "points": f"{point.number}"}

    wrong = text_of(post(lead, "text_new", data={**typed, "points": "99.99"}))
    post(lead, "text_new", data=typed)
    kept = StandardText.objects.get()
    anew = {**typed, "seen": "1", "body": "Ask first."}
    changed = signed_in(lead).post(f"/advice/desk/texts/{kept.pk}/", anew)
    page = text_of(get(UserFactory(roles=("comms_adviser",)), "texts"))

    assert "There is no point 99.99 in force" in wrong
    assert changed.status_code == 302
    assert [version.body for version in kept.versions.all()] == ["Say whose picture it is.", "Ask first."]
    assert "Ask first." in page
    assert f"Rests on {point.number}" in page
    assert "Write a new text" not in page


def test_text_changed_meanwhile_keeps_both(lead: User) -> None:
    kept = text(lead)
    actions.keep_text(text=kept, seen=1, title="Credit", body="Theirs", points=(), by=lead)
    client = signed_in(lead)
    address = f"/advice/desk/texts/{kept.pk}/"

    late = client.post(address, {"seen": "1", "title": "Credit", "body": "Mine"})
    again = client.post(address, {"seen": "2", "title": "Credit", "body": "Mine"})

    assert late.status_code == 409
    assert "Theirs" in text_of(late)
    assert "Mine" in text_of(late)
    assert again.status_code == 302


def test_texts_are_for_the_desk_and_kept_by_the_lead(lead: User) -> None:
    kept = text(lead)
    change, end = f"/advice/desk/texts/{kept.pk}/", f"/advice/desk/texts/{kept.pk}/end/"
    adviser = UserFactory(roles=("comms_adviser",))

    for person in (UserFactory(roles=("member",)), UserFactory(roles=("monitoring_officer",))):
        assert get(person, "texts").status_code == 403
        assert (signed_in(person).get(change).status_code, signed_in(person).post(end).status_code) == (404, 404)
    assert (signed_in(adviser).get(change).status_code, signed_in(adviser).post(end).status_code) == (403, 403)
    assert get(adviser, "text_new").status_code == 403
    assert Client().post(end).status_code == 302
    assert signed_in(adviser).get(end).status_code == 403
    assert f"“{kept.newest.title}” can then no longer be picked" in text_of(signed_in(lead).get(end))
    assert signed_in(lead).get(change).status_code == 200
    assert signed_in(lead).put(end).status_code == 405
    assert signed_in(lead).get(f"/advice/desk/texts/{absent()}/").status_code == 404
    for junk in ("\x00", "x" * 100_000):
        assert post(lead, "text_new", data=dict.fromkeys(("seen", "title", "body", "points"), junk)).status_code == 200
    assert signed_in(lead).post(end).status_code == 302
    assert signed_in(lead).get(change).status_code == 404


def test_version_of_a_text_is_never_changed(lead: User) -> None:
    version = text(lead).versions.get()

    with pytest.raises(DatabaseError), transaction.atomic():
        version.save()


def test_text_is_put_under_the_answer_with_its_points_and_flagged_when_one_changed(lead: User) -> None:
    desk = Desk()
    point = points_in_force()[1]
    kept = text(lead, points=(point,))
    item = desk.assigned()
    typed = {"version": item.version, "text": "My words.", "do": "insert"}

    none = text_of(post(desk.adviser, "answer", item.pk, {**typed, "standard": "\x00"}))
    post(desk.adviser, "answer", item.pk, {**typed, "standard": str(kept.pk)})
    draft = AnswerDraft.objects.get(item=item)

    assert "Choose a standard text" in none
    assert "My words." in none
    assert draft.text == "My words.\n\nSay whose picture it is."
    assert draft.cited() == [point]
    assert kept.newest.changed_points({point.point_id: point.hash}) == []
    assert kept.newest.changed_points({point.point_id: "0" * 64}) == [point.number]
    assert kept.newest.changed_points({}) == [point.number]


# Absences


def test_requests_of_somebody_away_stand_in_the_list_of_the_cover(lead: User) -> None:
    desk = Desk()
    item = desk.assigned()
    before = item.get_desk_url() in text_of(signed_in(lead).get("/advice/desk/list/mine/")).partition('id="list"')[2]
    away(desk.adviser, lead)

    mine = text_of(signed_in(lead).get("/advice/desk/list/mine/"))
    page = text_of(get(lead, "desk_request", item.pk))
    lines = [line.text for line in waiting_for(lead)]

    assert not before
    assert item.get_desk_url() in mine.partition('id="list"')[2]
    assert f"covered by {lead}" in mine
    assert f"covered by {lead}" in page
    assert f"{item.reference}, you cover" in lines


def test_cover_is_warned_too() -> None:
    desk = Desk()
    item = desk.assigned()
    cover = UserFactory(roles=("comms_adviser",))
    away(desk.adviser, cover)
    assert item.due_at is not None
    said = {"request": str(item.pk), "which": "answer", "when": "late", "due": item.due_at.isoformat()}

    later.watch(Item(kind="advice.watch", dedupe_key="x", payload=said))

    told = Item.objects.filter(kind="advice.warned").values_list("payload__person", flat=True)
    assert set(told) == {str(desk.adviser.pk), str(cover.pk)}


def test_cover_of_a_deputy_sees_nothing_that_is_the_deputys_alone() -> None:
    desk = Desk(officer=UserFactory(roles=("deputy_monitoring_officer",)))
    private = desk.kept_for_deputy()
    officer = UserFactory(roles=("monitoring_officer",))
    away(desk.officer, officer)

    assert get(officer, "desk_request", private.pk).status_code == 404
    assert private.reference not in text_of(signed_in(officer).get("/advice/monitoring-officer/list/mine/"))
    assert private.reference not in text_of(signed_in(officer).get("/"))


def test_absence_page_keeps_and_takes_back(lead: User) -> None:
    desk = Desk()
    day = timezone.localdate() + timedelta(days=3)
    boxes = ("day", "month", "year")
    days = {f"{name}_{box}": getattr(day, box) for name in ("starts_on", "ends_on") for box in boxes}
    data = {**days, "person": str(desk.adviser.pk), "cover": str(lead.pk)}

    kept = post(lead, "absences", data=data)
    twice = text_of(post(lead, "absences", data=data))
    own = text_of(post(desk.adviser, "absences", data={**data, "cover": str(desk.adviser.pk)}))
    not_theirs = text_of(post(desk.adviser, "absences", data={**data, "person": str(lead.pk)}))
    junk = post(lead, "absences", data={**dict.fromkeys(data, "\x00"), "ends_on_year": "10000"})
    absence = Absence.objects.get()
    end = f"/advice/desk/away/{absence.pk}/end/"

    assert kept.status_code == 302
    assert "There is an absence on some of these days already" in twice
    assert "Choose a colleague of the same desk as the cover" in own
    assert "There is a problem" in not_theirs
    assert junk.status_code == 200
    assert get(desk.member, "absences").status_code == 403
    assert signed_in(desk.member).post(end).status_code == 404
    assert signed_in(UserFactory(roles=("comms_adviser",))).post(end).status_code == 403
    assert signed_in(UserFactory(roles=("comms_adviser",))).get(end).status_code == 403
    assert "does not cover it any more" in text_of(signed_in(lead).get(end))
    assert Absence.objects.kept().exists()
    assert signed_in(lead).put(end).status_code == 405
    assert signed_in(desk.adviser).post(end).status_code == 302
    assert signed_in(lead).get(end).status_code == 302
    assert not Absence.objects.kept().exists()


def test_absence_ends_after_it_starts_and_is_covered_by_another(lead: User) -> None:
    today = timezone.localdate()
    wrong: list[dict[str, Any]] = [
        {"starts_on": today, "ends_on": today - timedelta(days=1), "cover": UserFactory()},
        {"starts_on": today, "ends_on": today, "cover": lead},
    ]

    for row in wrong:
        with pytest.raises(DatabaseError), transaction.atomic():
            Absence.objects.create(person=lead, by=lead, **row)


# Keys


def test_keys_are_off_until_somebody_switches_them_on() -> None:
    desk = Desk()
    item = desk.assigned()
    client = signed_in(desk.adviser)
    script = "advice-keys"

    before = text_of(client.get("/advice/desk/"))
    client.post(url("keys"))
    after = [text_of(client.get(path)) for path in ("/advice/desk/", item.get_desk_url())]
    client.post(url("keys"))

    assert script not in before
    assert all(script in page for page in after)
    assert script not in text_of(client.get("/advice/desk/"))
    assert client.post(url("keys"), {"view": "mine"}).headers["Location"] == "/advice/desk/list/mine/"
    assert client.post(url("keys"), {"view": "//x.example\x00"}).headers["Location"] == "/advice/desk/"
    assert post(desk.member, "keys").status_code == 403
    assert client.get(url("keys")).status_code == 405
