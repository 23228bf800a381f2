"""Deliberate faults that turn these red: drop the trigger of migration 0003; leave `can_publish` out of a view."""

import pytest
from django.db import IntegrityError, ProgrammingError, transaction
from django.urls import reverse
from django.utils import timezone

from guidance.actions import ship_plain_english
from guidance.models import SynonymGroup
from guidance.search import search
from guidance.synonyms import shipped
from guidance.synonyms.actions import Refused, add_group, end_group, ship_synonyms
from portal.foundation.audit.models import Event
from tests.factories.guidance import adopted, protocol
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db
LIST = "/guidance/synonyms/"


def _editor():
    return UserFactory(roles=["comms_lead"])


def _found(words: str) -> list[str]:
    return [hit.version.number for hit in search(words).hits]


def _bins():
    adopted(protocol([("Waste", ["Nothing of note.", "The refuse lorry comes on Monday.", "A bin is green."])]))


def test_at_least_100_pairs_are_shipped_and_no_two_groups_are_the_same():
    groups = [tuple(group) for group in shipped.groups()]

    assert len(groups) >= 100
    assert len(set(groups)) == len(groups)
    assert all(len(group) >= 2 for group in groups)


@pytest.mark.parametrize(
    "pair",
    [
        ("twitter", "x"),
        ("libel", "defamation"),
        ("purdah", "pre-election"),
        ("sacked", "disqualified"),
        ("troll", "abuse"),
        ("retweet", "share"),
    ],
)
def test_pairs_that_everybody_expects_are_shipped(pair):
    assert any(set(pair) <= set(group) for group in shipped.groups())


def test_a_new_portal_has_the_shipped_groups():
    assert SynonymGroup.objects.in_use().count() == len(shipped.groups())


def test_shipping_again_adds_nothing_and_brings_nothing_back():
    group = SynonymGroup.objects.in_use().first()
    end_group(group, by=_editor())

    assert ship_synonyms() == 0
    ship_plain_english()
    assert not SynonymGroup.objects.in_use().filter(words=group.words).exists()


def test_a_group_that_a_release_adds_is_shipped_once(monkeypatch, tmp_path):
    newer = tmp_path / "shipped.toml"
    newer.write_text('groups = [["Wheelie", "bin"], ["twitter", "x"]]')
    monkeypatch.setattr(shipped, "GROUPS", newer)

    assert (ship_synonyms(), ship_synonyms()) == (1, 0)
    assert SynonymGroup.objects.in_use().filter(words=["bin", "wheelie"], added_by=None).exists()


def test_added_group_widens_the_search_at_once_and_ended_no_longer():
    _bins()
    assert _found("rubbish") == []

    group = add_group(["rubbish", "refuse lorry"], by=_editor())
    assert _found("rubbish") == ["1.2"]

    end_group(group, by=_editor())
    assert _found("rubbish") == []


def test_point_with_the_word_itself_comes_before_points_with_another():
    adopted(protocol([("Waste", ["Refuse | Refuse, refuse and more refuse.", "Some rubbish."])]))
    add_group(["rubbish", "refuse"], by=_editor())

    assert _found("rubbish") == ["1.2", "1.1"]


def test_add_and_end_are_written_down_with_the_person_and_without_the_words():
    editor = _editor()

    group = add_group(["bin", "wheelie"], by=editor)
    end_group(group, by=editor)

    events = Event.objects.filter(about_id=str(group.pk)).order_by("pk")
    assert [(event.verb, event.actor_id, event.data) for event in events] == [
        ("guidance.synonyms_added", editor.pk, {"words": 2}),
        ("guidance.synonyms_ended", editor.pk, {}),
    ]


def test_same_group_twice_is_refused_and_may_come_back_after_its_end():
    editor = _editor()
    group = add_group(["Bin", "wheelie"], by=editor)

    with pytest.raises(Refused, match="in the list already"):
        add_group(["wheelie", "bin"], by=editor)
    end_group(group, by=editor)
    assert add_group(["wheelie", "bin"], by=editor).pk != group.pk


def test_end_twice_is_refused():
    editor = _editor()
    group = end_group(add_group(["bin", "wheelie"], by=editor), by=editor)

    with pytest.raises(Refused, match="ended already"):
        end_group(group, by=editor)


@pytest.mark.parametrize(
    "change",
    [{"words": ["a", "b"]}, {"added_by": None}, {"added_at": timezone.now()}, {"ended_at": timezone.now()}],
)
def test_a_group_never_changes_but_for_its_end(change):
    group = add_group(["bin", "wheelie"], by=_editor())

    with pytest.raises(IntegrityError), transaction.atomic():
        SynonymGroup.objects.filter(pk=group.pk).update(**change)


def test_an_ended_group_stays_ended_and_none_is_deleted():
    group = end_group(add_group(["bin", "wheelie"], by=_editor()), by=_editor())

    with pytest.raises(IntegrityError, match="only ended, once"), transaction.atomic():
        SynonymGroup.objects.filter(pk=group.pk).update(ended_at=None, ended_by=None)
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        SynonymGroup.objects.filter(pk=group.pk).delete()


def test_one_word_is_no_group():
    with pytest.raises(IntegrityError, match="two_or_more"), transaction.atomic():
        SynonymGroup.objects.create(words=["alone"])
    with pytest.raises(Refused, match="at least two"):
        add_group(["alone", "Alone"], by=_editor())


@pytest.mark.parametrize("role", ["comms_lead", "monitoring_officer", "deputy_monitoring_officer"])
def test_editors_see_the_list_and_add_and_end(client, role):
    client.force_login(UserFactory(roles=[role]))

    added = client.post(f"{LIST}add/", {"words": "Wheelie bin\n  trolley  \n\nwheelie bin"}, follow=True)
    group = SynonymGroup.objects.get(words=["trolley", "wheelie bin"])
    ended = client.post(reverse("guidance:end_synonyms", args=[group.pk]), follow=True)

    assert "Added: trolley, wheelie bin." in added.content.decode()
    assert "No longer in use: trolley, wheelie bin." in ended.content.decode()
    assert "trolley, wheelie bin: ended by" in ended.content.decode()


def test_ending_twice_from_two_windows_says_so(client):
    editor = _editor()
    client.force_login(editor)
    group = end_group(add_group(["bin", "wheelie"], by=editor), by=editor)

    answer = client.post(reverse("guidance:end_synonyms", args=[group.pk]), follow=True)

    assert "This group was ended already." in answer.content.decode()


@pytest.mark.parametrize("roles", [["member"], ["comms_adviser"], ["administrator"]])
def test_others_may_not(client, roles):
    client.force_login(UserFactory(roles=roles))
    group = SynonymGroup.objects.in_use().first()

    answers = [
        client.get(LIST),
        client.post(f"{LIST}add/", {"words": "a thing\nb thing"}),
        client.post(reverse("guidance:end_synonyms", args=[group.pk])),
    ]

    assert [answer.status_code for answer in answers] == [403] * 3
    assert SynonymGroup.objects.in_use().filter(pk=group.pk).exists()


def test_nobody_signs_in_first(client):
    assert client.get(LIST).status_code == 302


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "Enter at least two words or phrases"),
        ("alone", "at least two different words"),
        ("alone\nALONE", "at least two different words"),
        ("the\nlibel", "“the” says nothing"),
        ("?!\nlibel", "“?!” says nothing"),
        ("x" * 61 + "\nlibel", "60 letters"),
        ("a\u200bb\nlibel", "60 letters"),
        ("\n".join(f"word{n}" for n in range(13)), "at most 12"),
        ("twitter\nx", "in the list already"),
        ("z" * 5000, "1000 characters"),
        ("nul\x00\nlibel", "govuk-error-summary"),
        ("\ud800\nlibel", ""),
    ],
)
def test_a_bad_group_is_refused_with_a_sentence_and_kept_in_the_form(client, typed, sentence):
    client.force_login(_editor())
    before = SynonymGroup.objects.count()

    answer = client.post(f"{LIST}add/", {"words": typed.encode("utf-8", "replace").decode()})

    page = answer.content.decode()
    assert sentence in page
    assert SynonymGroup.objects.count() == before or not sentence
    assert answer.status_code in {200, 302}


def test_list_takes_as_many_queries_for_many_groups_as_for_few(client, django_assert_max_num_queries):
    client.force_login(_editor())
    for number in range(5):
        add_group([f"word{number}", f"other{number}"], by=_editor())

    with django_assert_max_num_queries(12):
        client.get(LIST)
