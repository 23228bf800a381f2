"""The pages of a draft: who gets in, what they say, what they keep when somebody else was faster.

Deliberate faults that turn these red, each tried: `visible_to` left out of `find_draft`; the revision not compared;
`check_editor` left out of a list; the form made anew where it is renewed in `Scene.stale`.
"""

from datetime import date, timedelta
from urllib.parse import urlencode

import pytest
from django.urls import reverse

from guidance.editing import stages
from guidance.editing.actions import points, sections
from guidance.editing.actions.points import Words
from guidance.editing.waiting import waiting_drafts
from guidance.feedback import actions as feedback
from guidance.models import Edition, Kind, Stage, today
from tests.factories.drafts import LATER, at, fresh, next_edition, seen
from tests.factories.guidance import adopted, long_protocol, protocol
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db
NOTHING = "00000000-0000-4000-8000-000000000000"
HOSTILE = (b"a\0b", b"\xed\xa0\x80", b"x" * 1_000_001)
EVERY_BOX = (
    "heading", "text", "number", "note", "reason", "title", "lead_in", "where", "others", "earlier", "after",
    "adopted_by", "minute", "law_as_at_day",
)  # fmt: skip
WORDS = {"heading": "", "text": "You must sleep on it.", "number": "1.2"}


@pytest.fixture
def adviser():
    return UserFactory(roles=("comms_adviser",))


@pytest.fixture
def draft(adviser) -> Edition:
    return next_edition(adviser)


@pytest.fixture
def lists(client, adviser):
    client.force_login(adviser)
    return client


def url(name: str, edition: Edition, **more) -> str:
    return reverse(f"guidance:{name}", kwargs={"edition": edition.pk, **more})


def day(name: str, of: date) -> dict[str, int]:
    return {f"{name}_day": of.day, f"{name}_month": of.month, f"{name}_year": of.year}


def addresses(edition: Edition) -> dict[str, str]:
    """Every address about a draft."""
    point, section = at(edition, "1.2"), edition.sections.get(number="2")
    names = ("draft", "draft_compared", "draft_submit", "draft_approve", "draft_send_back", "draft_publish")
    names += ("draft_discard", "draft_particulars", "draft_number_afresh", "draft_note", "draft_section_add")
    about_point = ("", "_move", "_split", "_join", "_identify", "_note", "_take_out")
    found = {name: url(name, edition) for name in names}
    found |= {f"draft_point{name}": url(f"draft_point{name}", edition, point_id=point.point_id) for name in about_point}
    for name in ("draft_section", "draft_section_take_out", "draft_point_add"):
        found[name] = url(name, edition, section=section.pk)
    return found


def test_nobody_but_editors_learns_of_a_draft(client, draft):
    for person in (None, UserFactory(roles=("member",)), UserFactory(roles=("administrator",))):
        if person:
            client.force_login(person)
        for name, address in addresses(draft).items():
            for method in (client.get, client.post):
                answer = method(address)
                right = {302} if person is None else {404, 405}
                assert answer.status_code in right, name


@pytest.mark.parametrize("name", ["drafts", "begin_draft", "import_draft"])
def test_lists_are_for_editors(client, name):
    address = reverse(f"guidance:{name}")
    assert client.get(address).status_code == 302
    client.force_login(UserFactory(roles=("member",)))
    assert client.get(address).status_code == 403


def test_every_page_opens_for_an_editor_and_takes_only_its_methods(lists, draft):
    for name, address in addresses(draft).items():
        wanted = 405 if name in {"draft_submit", "draft_approve", "draft_send_back", "draft_publish"} else 200
        assert lists.get(address).status_code == wanted, name
        assert lists.put(address).status_code == 405, name
    assert lists.post(url("draft", draft)).status_code == 405


def test_what_is_not_in_the_draft_is_404(lists, draft):
    for name, more in (("draft_point", {"point_id": "z" * 10}), ("draft_section", {"section": NOTHING})):
        assert lists.get(url(name, draft, **more)).status_code == 404
    assert lists.get(reverse("guidance:draft", args=[NOTHING])).status_code == 404


def test_published_edition_has_no_draft_pages(lists):
    edition = adopted()
    assert lists.get(url("draft", edition)).status_code == 404


def test_edit_saves_and_leads_back_to_the_point(lists, draft):
    point = at(draft, "1.2")
    address = url("draft_point", draft, point_id=point.point_id)

    answer = lists.post(address, WORDS | {"revision": fresh(draft).revision})

    assert (answer.status_code, answer["Location"]) == (302, f"{url('draft', draft)}#point-{point.point_id}")
    assert at(draft, "1.2").text == "You must sleep on it."
    page = lists.get(answer["Location"]).content.decode()
    assert "Point 1.2 is saved." in page
    assert "Write the note for point 1.2" in page


def test_second_editor_of_a_point_sees_both_texts_and_loses_none(lists, draft):
    point, revision = at(draft, "1.2"), fresh(draft).revision
    other = UserFactory(roles=("comms_lead",))
    points.change_point(
        draft, point_id=point.point_id, words=Words("Rest first."), number="1.2", revision=revision, by=other
    )
    address = url("draft_point", draft, point_id=point.point_id)

    answer = lists.post(address, WORDS | {"revision": revision})

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Rest first." in page
    assert "You must sleep on it." in page
    assert at(draft, "1.2").text == "Rest first."
    again = lists.post(address, WORDS | {"revision": answer.context["form"]["revision"].value()})
    assert (again.status_code, at(draft, "1.2").text) == (302, "You must sleep on it.")


def test_point_that_was_taken_out_meanwhile_keeps_what_was_typed(lists, draft, monkeypatch):
    point, revision = at(draft, "1.2"), fresh(draft).revision
    other = UserFactory(roles=("comms_lead",))

    def meanwhile(*args, **kwargs):
        monkeypatch.undo()
        points.take_out(draft, point_id=point.point_id, keep_numbers=False, revision=revision, by=other)
        return points.change_point(*args, **kwargs)

    monkeypatch.setattr(points, "change_point", meanwhile)
    answer = lists.post(url("draft_point", draft, point_id=point.point_id), WORDS | {"revision": revision})

    assert answer.status_code == 409
    assert "not in the draft any more" in answer.content.decode()
    assert "You must sleep on it." in answer.content.decode()


def test_preview_shows_and_saves_nothing(lists, draft):
    point, revision = at(draft, "1.2"), fresh(draft).revision
    address = url("draft_point", draft, point_id=point.point_id)

    page = lists.post(address, WORDS | {"revision": revision, "preview": "1"}).content.decode()

    assert "not saved yet" in page
    assert page.count("You must sleep on it.") == 2
    assert fresh(draft).revision == revision


@pytest.mark.parametrize("typed", HOSTILE, ids=["NUL", "surrogate", "a million"])
def test_hostile_words_are_refused_in_words(lists, draft, typed):
    names = ("text", "note") if len(typed) > 9 else EVERY_BOX
    junk = {"revision": "9" * 40, "effective_from_year": "10000", "owner_role": "nobody"}
    for name, address in addresses(draft).items():
        body = urlencode(junk | dict.fromkeys(names, typed))
        answer = lists.post(address, body, content_type="application/x-www-form-urlencoded")
        assert answer.status_code in {200, 403, 405, 409}, name
    assert draft.edits.count() == 0


def test_whole_way_by_pages(client, draft, adviser):
    """Reworded, told of, sent, approved by the Monitoring Officer, published."""
    client.force_login(adviser)
    point = at(draft, "1.2").point_id
    client.post(url("draft_point", draft, point_id=point), WORDS | {"revision": fresh(draft).revision})
    note = {"note": "It is a duty now.", "reason": "Asked for.", "revision": fresh(draft).revision}
    client.post(url("draft_point_note", draft, point_id=point), note)
    decision = {"adopted_by": "Full Council", "minute": "Minute 41", "revision": fresh(draft).revision}
    decision |= day("adopted_on", date(2026, 11, 3)) | day("effective_from", today())
    client.post(url("draft_particulars", draft), decision)
    client.post(url("draft_submit", draft), {"note": "Please.", "revision": fresh(draft).revision})
    assert fresh(draft).stage == Stage.IN_REVIEW
    assert client.post(url("draft_approve", draft), {"revision": fresh(draft).revision}).status_code == 409

    client.force_login(UserFactory(roles=("monitoring_officer",)))
    assert "See what changed from edition 1" in client.get(url("draft", draft)).content.decode()
    client.post(url("draft_approve", draft), {"revision": fresh(draft).revision})
    assert "Nothing is missing: publish it." in client.get(url("draft", draft)).content.decode()
    answer = client.post(url("draft_publish", draft), {"revision": fresh(draft).revision})

    assert answer["Location"] == reverse("guidance:drafts")
    assert "is published. It is in force from" in client.get(answer["Location"]).content.decode()
    assert Edition.objects.relied_on().get() == draft
    assert "It is a duty now." in client.get(reverse("guidance:history", args=[draft.document.slug])).content.decode()


def test_steps_need_leave_and_the_words_that_were_read(client, draft, adviser):
    stages.submit(draft, revision=fresh(draft).revision, by=adviser)
    client.force_login(UserFactory(roles=("comms_adviser",)))
    for name in ("draft_approve", "draft_publish", "draft_send_back"):
        said = {"note": "No.", "revision": fresh(draft).revision}
        assert client.post(url(name, draft), said).status_code == 403

    client.force_login(UserFactory(roles=("comms_lead",)))
    answer = client.post(url("draft_send_back", draft), {"note": "Too harsh.", "revision": 1})
    assert answer.status_code == 409
    assert "Too harsh." in answer.content.decode()
    assert "Say why it is sent back" in client.post(url("draft_send_back", draft)).content.decode()
    client.post(url("draft_send_back", draft), {"note": "Too harsh.", "revision": fresh(draft).revision})
    assert fresh(draft).stage == Stage.RETURNED


def test_draft_is_thrown_away_after_a_second_question(client, draft, adviser):
    client.force_login(UserFactory(roles=("comms_adviser",)))
    assert client.post(url("draft_discard", draft), {"revision": fresh(draft).revision}).status_code == 403
    client.force_login(adviser)
    assert "cannot be brought back" in client.get(url("draft_discard", draft)).content.decode()
    assert client.post(url("draft_discard", draft), {"revision": 1}).status_code == 409

    answer = client.post(url("draft_discard", draft), {"revision": fresh(draft).revision})
    assert answer["Location"] == reverse("guidance:drafts")
    assert not Edition.objects.filter(pk=draft.pk).exists()


def test_minor_where_a_duty_changed_is_refused_and_kept(lists, draft, adviser):
    point = at(draft, "1.2").point_id
    points.change_point(
        draft, point_id=point, words=Words("You must sleep on it."), number="1.2", **seen(draft, adviser)
    )
    said = {"note": "Clearer.", "reason": "Asked.", "is_minor": "on", "revision": fresh(draft).revision}

    page = lists.post(url("draft_point_note", draft, point_id=point), said).content.decode()

    assert "This is no minor change" in page
    assert "Clearer." in page
    assert not draft.change_notes.exists()


@pytest.mark.parametrize("kind", [Kind.SUPPLEMENTARY, Kind.QUESTIONS])
def test_new_document_is_begun_by_page(lists, kind):
    said = {"what": kind.value, "title": "", **day("effective_from", LATER)}
    assert "Give the new document a title" in lists.post(reverse("guidance:begin_draft"), said).content.decode()

    answer = lists.post(reverse("guidance:begin_draft"), said | {"title": "House rules"})

    edition = Edition.objects.get(document__kind=kind)
    assert answer["Location"] == url("draft", edition)
    assert "Add a section, and write its first point." in lists.get(answer["Location"]).content.decode()


def test_next_edition_is_begun_once(lists):
    old = adopted()
    said = {"what": str(old.document_id), **day("effective_from", LATER)}

    assert lists.post(reverse("guidance:begin_draft"), said).status_code == 302
    assert "a draft of this document already" in lists.post(reverse("guidance:begin_draft"), said).content.decode()
    assert Edition.objects.filter(state="draft").count() == 1


def counted(client, django_assert_max_num_queries, address: str) -> int:
    with django_assert_max_num_queries(60) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def test_pages_take_as_many_queries_for_300_points_as_for_3(lists, adviser, django_assert_max_num_queries):
    lists.get(reverse("guidance:drafts"))
    from_few, from_many = [], []
    for found, size in ((from_few, 3), (from_many, 300)):
        draft = adopted(long_protocol(size), title=f"Protocol {size}", is_published=False)
        found += [counted(lists, django_assert_max_num_queries, url("draft", draft))]
        about = {"point_id": at(draft, "1.2").point_id}
        names = ("draft_point", "draft_point_move", "draft_point_join", "draft_point_identify", "draft_point_split")
        found += [counted(lists, django_assert_max_num_queries, url(name, draft, **about)) for name in names]
        found += [counted(lists, django_assert_max_num_queries, reverse("guidance:drafts"))]

    assert from_few == from_many


def test_points_keep_their_addresses_through_pages(lists, draft, adviser):
    """Split, joined, moved, renumbered and published: the old address of each point still answers."""
    old = {number: at(draft, number).point_id for number in ("1.1", "1.2", "1.3", "2.1")}
    why = {"reason": "Clearer.", "revision": fresh(draft).revision}
    lists.post(url("draft_point_split", draft, point_id=old["1.2"]), why | {"text": "Sleep.\n---\nThen look."})
    why["revision"] = fresh(draft).revision
    lists.post(url("draft_point_join", draft, point_id=old["1.3"]), why | {"others": [old["1.1"]]})
    why["revision"] = fresh(draft).revision
    lists.post(url("draft_point_move", draft, point_id=old["2.1"]), why | {"where": f"after:{old['1.2']}"})
    decision = {"adopted_by": "Cabinet", "adopted_on": date(2026, 11, 3), "minute": "41", "effective_from": today()}
    sections.change_particulars(draft, **decision, **seen(draft, adviser))
    page = lists.get(url("draft", draft))
    for change in page.context["unnoted"]:
        note = {"note": "So.", "reason": "So.", "is_minor": False}
        sections.write_note(draft, point_id=change.point_id, **note, **seen(draft, adviser))
    officer, draft = UserFactory(roles=("monitoring_officer",)), fresh(draft)
    for verb, person in ((stages.submit, adviser), (stages.approve, officer), (stages.publish, officer)):
        verb(draft, revision=draft.revision, by=person)

    links = {number: reverse("guidance:point", args=[point]) for number, point in old.items()}
    shown = {number: lists.get(link).content.decode() for number, link in links.items()}
    assert "no longer in force" in shown["1.1"]
    assert links["1.3"] in shown["1.1"]
    assert "Sleep." in shown["1.2"]
    assert all("no longer in force" not in shown[number] for number in ("1.2", "1.3", "2.1"))


def test_note_names_what_a_reader_told_and_nothing_of_another_document(lists, draft):
    """Deliberate fault, tried: `that_a_note_may_answer` without its document."""
    version = at(draft, "1.1")
    standing = version.point.versions.exclude(edition=draft).get()
    member = UserFactory(roles=("member",))
    told = feedback.send(standing, reason="unclear", words="What is late?", by=member)
    other = adopted(protocol([("A", ["Be kind."])]), title="Another protocol").point_versions.get()
    elsewhere = feedback.send(other, reason="wrong", words="It is not so.", by=member)
    address = url("draft_point_note", draft, point_id=version.point_id)
    note = {"note": "Clearer now.", "reason": "A reader asked."}

    page = lists.get(address).content.decode()
    assert (told.reference in page, elsewhere.reference in page, "What is late?" in page) == (True, False, False)
    lists.post(address, note | {"revision": fresh(draft).revision, "answers": str(elsewhere.pk)})
    assert not draft.change_notes.exists()
    lists.post(address, note | {"revision": fresh(draft).revision, "answers": str(told.pk)})
    assert draft.change_notes.get().answers == told


def test_withdrawing_by_page(client):
    first, second = adopted(), adopted(protocol([("A", ["Be kind."])]), effective_from=today() - timedelta(1))
    address = reverse("guidance:withdraw", args=[second.document.slug, second.number])
    client.force_login(UserFactory(roles=("comms_adviser",)))
    assert client.get(address).status_code == 403
    assert client.post(address).status_code == 403
    client.force_login(UserFactory(roles=("comms_lead",)))
    assert address in client.get(reverse("guidance:history", args=[second.document.slug])).content.decode()
    assert "Say that you are sure" in client.post(address, day("withdrawn_on", today())).content.decode()
    past = day("withdrawn_on", today() - timedelta(1)) | {"sure": "on"}
    assert client.post(address, past).status_code == 409

    client.post(address, day("withdrawn_on", today()) | {"sure": "on"})

    assert Edition.objects.relied_on().get() == first
    assert client.post(address, day("withdrawn_on", today()) | {"sure": "on"}).status_code == 409


def test_edition_to_come_is_nobodys_to_know_of(client):
    edition = adopted(effective_from=today() + timedelta(9))
    address = reverse("guidance:withdraw", args=[edition.document.slug, edition.number])
    client.force_login(UserFactory(roles=("comms_adviser",)))
    assert client.get(address).status_code == 404
    client.force_login(UserFactory(roles=("comms_lead",)))
    assert client.get(address).status_code == 200
    assert address in client.get(reverse("guidance:drafts")).content.decode()


def test_home_says_which_drafts_wait_for_whom(client, draft, adviser):
    people = {name: UserFactory(roles=(name,)) for name in ("comms_lead", "monitoring_officer", "comms_adviser")}

    def waits() -> dict[str, list[str]]:
        told = {name: [what for _, what in waiting_drafts(person)] for name, person in people.items()}
        return told | {"author": [what for _, what in waiting_drafts(adviser)]}

    assert waits() == {"comms_lead": [], "monitoring_officer": [], "comms_adviser": [], "author": []}
    stages.submit(draft, revision=fresh(draft).revision, by=adviser)
    approve = {"comms_lead": ["Approve"], "monitoring_officer": ["Approve"], "comms_adviser": [], "author": []}
    assert waits() == approve
    stages.approve(draft, revision=fresh(draft).revision, by=people["comms_lead"])
    assert waits() == approve | {"comms_lead": []}
    stages.send_back(draft, revision=fresh(draft).revision, note="No.", by=people["monitoring_officer"])
    assert waits() == {"comms_lead": [], "monitoring_officer": [], "comms_adviser": [], "author": ["Sent back to you"]}
    client.force_login(adviser)
    assert f"Sent back to you: {draft}" in client.get("/").content.decode()
    assert waiting_drafts(UserFactory(roles=("member",))) == []
