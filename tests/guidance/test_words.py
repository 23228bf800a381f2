"""Words that the guidance explains: each leads to its point, none leads nowhere, and they are frozen with the edition.

Deliberate faults that turn these red, each tried: the trigger `guidance_no_dangling_word` dropped;
`dangling_sentence` always empty; `guidance_definition_guard` dropped; the triggers that count the revision dropped;
`inside` not compared in the glossary; the revision not compared in `_locked`.
"""

from datetime import timedelta
from itertools import pairwise
from urllib.parse import urlencode

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from guidance import plain_english
from guidance.actions import ship_plain_english
from guidance.definitions import Glossary, Word, copy_definitions, glossary_for
from guidance.editing.stages import missing_for_publication, publish
from guidance.models import Definition, Edition, EditionEdit, Kind, Piece, today
from guidance.refusals import Refused, Stale
from guidance.words.actions import add_word, end_word
from tests.factories.guidance import (
    DocumentFactory,
    EditionFactory,
    PointVersionFactory,
    SectionFactory,
    adopted,
    protocol,
)
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db
TEXTS = ("An imprint says who is behind a post.", "Put an imprint on posts. An Imprint is short; imprinting is not.")


@pytest.fixture
def draft() -> Edition:
    return draft_of(DocumentFactory(kind=Kind.SUPPLEMENTARY), TEXTS)


@pytest.fixture
def editor():
    return UserFactory(roles=("comms_adviser",))


def draft_of(document, texts) -> Edition:
    edition = EditionFactory(document=document, adopted_by="", adopted_on=None, effective_from=today())
    section = SectionFactory(edition=edition, number="G1", title="Elections")
    for place, text in enumerate(texts, start=1):
        PointVersionFactory(edition=edition, section=section, number=f"G1.{place}", order=place, text=text)
    return fresh(edition)


def fresh(edition) -> Edition:
    return Edition.objects.select_related("document").get(pk=edition.pk)


def explain(edition, term="imprint", also=(), number=None) -> Definition:
    point = (
        edition.point_versions.order_by("order").first()
        if number is None
        else edition.point_versions.get(number=number)
    )
    return Definition.objects.create(edition=edition, term=term, also=list(also), point_id=point.point_id)


def words_url(edition) -> str:
    return reverse("guidance:draft_words", args=[edition.pk])


# --- in a text ---------------------------------------------------------------------------------------------


def links(glossary, text, inside="elsewhere") -> list[str]:
    return [piece.text for line in glossary.mark([[Piece(text)]], inside=inside) for piece in line if piece.href]


def glossary(*forms, point="pppppppppp") -> Glossary:
    return Glossary([Word(forms[0], forms, point, "1.1")])


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("No imprint here, no second imprint.", ["imprint"]),
        ("IMPRINT first", ["IMPRINT"]),
        ("imprinted, reimprint, imprint-like", ["imprint"]),
        ("imprints", ["imprints"]),
        ("nothing", []),
        ("", []),
    ],
)
def test_first_whole_word_in_any_case_becomes_a_link(text, marked):
    assert links(glossary("imprint", "imprints"), text) == marked


def test_pieces_put_together_are_the_text_word_for_word():
    text = "A duty  of\trespect, the “Member’s” duty of respect and respect."
    found = Glossary(
        [Word("respect", ("respect", "duty of respect"), "p" * 10, "11.1"), Word("m", ("member's",), "q" * 10, "2")]
    )

    [line] = found.mark([[Piece(text), Piece("see it", "https://elsewhere.example/respect")]], inside="x")

    assert "".join(piece.text for piece in line) == f"{text}see it"
    assert [piece.text for piece in line if piece.explained_at] == ["duty  of\trespect", "Member’s"]


def test_no_link_inside_the_point_that_explains_it():
    assert links(glossary("imprint", point="here"), "An imprint is this.", inside="here") == []


@pytest.mark.parametrize("form", ["a.b", "(", "c++", "[x]", "\\d", "ı", "İ", "ſ", "ß"])
def test_signs_of_patterns_in_a_word_mean_themselves(form):
    assert "".join(p.text for p in glossary(form).mark([[Piece(f"so {form} or SS s i")]], inside="")[0]) != ""


# --- frozen with the edition -------------------------------------------------------------------------------


def test_word_without_its_point_stops_publication_in_one_sentence(draft):
    kept = explain(draft, "post", number="G1.2")
    explain(draft)
    draft.point_versions.filter(number="G1.1").delete()
    draft = fresh(draft)

    sentence = "Words explained by a point that is not in this edition: “imprint”."
    assert any(each.startswith(sentence) for each in missing_for_publication(draft))
    with pytest.raises(Refused, match="“imprint”"):
        publish(draft, by=None)
    with pytest.raises(IntegrityError, match="a word leads to a point that is not"), transaction.atomic():
        Edition.objects.filter(pk=draft.pk).update(state="published", published_at=timezone.now())
    assert list(draft.definitions.dangling()) == list(draft.definitions.exclude(pk=kept.pk))


def test_published_words_are_frozen(draft):
    word = explain(draft)
    publish(draft, by=None)
    for forbidden in (
        lambda: Definition.objects.filter(pk=word.pk).update(term="other"),
        lambda: Definition.objects.filter(pk=word.pk).delete(),
        lambda: explain(draft, "behind"),
    ):
        with pytest.raises(DatabaseError, match="frozen"), transaction.atomic():
            forbidden()


def test_each_edit_of_words_raises_the_revision(draft):
    seen = [draft.revision]
    word = explain(draft)
    seen.append(fresh(draft).revision)
    Definition.objects.filter(pk=word.pk).update(also=["imprints"])
    seen.append(fresh(draft).revision)
    word.delete()
    seen.append(fresh(draft).revision)

    assert all(later > earlier for earlier, later in pairwise(seen))


def test_database_refuses_one_term_twice_and_none(draft):
    explain(draft)
    for term in ("Imprint", ""):
        with pytest.raises(IntegrityError), transaction.atomic():
            explain(draft, term)
    with pytest.raises(IntegrityError), transaction.atomic():
        explain(draft, "many", also=[str(number) for number in range(9)])


def test_words_go_on_to_the_next_edition_where_their_points_do():
    first = adopted(is_published=False)
    explain(first, "read")
    explain(first, "confidence", number="2.1")
    publish(first, by=None)

    texts = [("Before you post", ("Read it once more before you send it.",))]
    second = adopted(protocol(texts), effective_from=today() + timedelta(1), is_published=False)

    assert list(second.definitions.values_list("term", flat=True)) == ["read"]
    third = EditionFactory(document=first.document)
    assert copy_definitions(first, third) == ["confidence", "read"]
    publish(second, by=None)


def test_shipped_words_are_explained_where_they_say():
    edition = ship_plain_english()

    assert len(plain_english.terms()) == edition.definitions.count() == 14
    assert not edition.definitions.dangling().exists()
    for word in edition.definitions.all():
        version = edition.point_versions.get(point=word.point_id)
        said = f"{version.heading} {version.text}".lower()
        assert any(form.lower() in said for form in word.forms), word.term


# --- pages -------------------------------------------------------------------------------------------------


def test_word_in_a_literal_text_is_a_link_and_has_its_legend(client):
    edition = ship_plain_english()
    by_number = {version.number: version for version in edition.point_versions.all()}

    page = client.get(by_number["5.7"].get_absolute_url()).content.decode()
    section = client.get(by_number["5.7"].get_section_url()).content.decode()
    own = client.get(by_number["11.1"].get_absolute_url()).content.decode()

    link = f'<a class="govuk-link guidance-term" href="{by_number["11.1"].get_absolute_url()}">duty of respect'
    assert link in page
    assert '<span class="govuk-visually-hidden"> (explained in point 11.1)</span>' in page
    assert "A word with a dotted line" in page
    assert link in section
    assert "guidance-term" not in own
    assert "A word with a dotted line" not in own


def test_old_wording_has_no_links(client):
    first = adopted(is_published=False)
    explain(first, "anger", number="1.1")
    first = publish(first, by=None)
    version = first.point_versions.get(number="1.2")
    assert "guidance-term" in client.get(version.get_absolute_url()).content.decode()
    adopted(
        protocol([("Before you post", ("Read it aloud before you send it.", "Sleep on it."))]), effective_from=today()
    )

    assert "guidance-term" not in client.get(version.get_wording_url()).content.decode()


def test_markdown_text_lists_its_words_below(client, draft):
    explain(draft)
    publish(draft, by=None)
    version = draft.point_versions.get(number="G1.2")

    page = client.get(version.get_absolute_url()).content.decode()

    below = page.index('id="explained"')
    assert page.count("guidance-term") == 1
    assert page.index("guidance-term") > below > page.index("Put an imprint on posts.")


def test_own_edition_explains_before_another(draft):
    other = adopted(protocol([("Rules", ("An imprint is a name.", "Use an imprint."))]), is_published=False)
    explain(other)
    explain(draft)
    publish(other, by=None)
    publish(draft, by=None)

    for edition in (other, draft):
        [word] = glossary_for(edition).found_in("imprint", inside="")
        assert word.point_id == edition.definitions.get().point_id


def test_all_words_a_to_z_with_constant_queries(client, draft, django_assert_max_num_queries):
    explain(draft)
    explain(draft, "Post", number="G1.2")
    explain(draft, "behind")
    publish(draft, by=None)
    address = reverse("guidance:words")

    page = client.get(address).content.decode()
    places = [page.index(f'govuk-summary-list__key">{term}') for term in ("behind", "imprint", "Post")]
    assert places == sorted(places)
    with django_assert_max_num_queries(2):
        client.get(address)


def test_point_page_asks_as_often_with_many_words_as_with_none(client, draft, django_assert_max_num_queries):
    for number in range(30):
        explain(draft, f"word {number}")
    explain(draft)
    publish(draft, by=None)
    bare = adopted(title="Another protocol").point_versions.get(number="1.1")
    with django_assert_max_num_queries(100) as few:
        client.get(bare.get_absolute_url())
    with django_assert_max_num_queries(len(few)):
        client.get(draft.point_versions.get(number="G1.2").get_absolute_url())


# --- a draft's words ---------------------------------------------------------------------------------------


def test_editor_adds_a_word_and_takes_it_out(client, draft, editor):
    client.force_login(editor)
    point = draft.point_versions.get(number="G1.1").point_id
    posted = {"term": " imprint ", "also": "imprints\r\n\r\nimprints", "point": point, "revision": draft.revision}

    assert client.post(words_url(draft), posted).status_code == 302

    word = draft.definitions.get()
    assert (word.term, word.also, word.point_id) == ("imprint", ["imprints"], point)
    assert EditionEdit.objects.filter(edition=draft, by=editor).count() == 1
    end = reverse("guidance:end_draft_word", args=[draft.pk, word.pk])
    assert client.get(end).status_code == 405
    assert client.post(end, {"revision": draft.revision}).status_code == 409
    assert client.post(end, {"revision": fresh(draft).revision}).status_code == 302
    assert not draft.definitions.exists()


def test_older_page_adds_nothing_and_keeps_what_was_typed(client, draft, editor):
    client.force_login(editor)
    seen = draft.revision
    explain(draft, "behind")

    point = draft.point_versions.get(number="G1.1").point_id
    page = client.post(words_url(draft), {"term": "imprint", "point": point, "revision": seen})

    assert (page.status_code, draft.definitions.count()) == (409, 1)
    assert 'value="imprint"' in page.content.decode()
    with pytest.raises(Stale):
        add_word(draft, term="imprint", also=(), point=point, revision=seen, by=editor)


@pytest.mark.parametrize(
    "posted",
    [
        {"term": "", "point": "G"},
        {"term": "x" * 61},
        {"term": "\0"},
        {"term": "\ud800"},
        {"term": "!!!"},
        {"also": "\n".join(map(str, range(9)))},
        {"also": "y" * 61},
        {"also": "z" * 1_000_000},
        {"point": "nowhere"},
        {"term": "IMPRINT"},
        {"term": "sign", "also": "Imprint"},
    ],
)
def test_hostile_words_are_refused(client, draft, editor, posted):
    explain(draft)
    client.force_login(editor)
    point = draft.point_versions.get(number="G1.1").point_id
    given = {"term": "other", "also": "", "point": point, "revision": str(fresh(draft).revision)} | posted
    sent = urlencode(given, errors="surrogatepass")

    answer = client.post(words_url(draft), sent, "application/x-www-form-urlencoded")

    assert (answer.status_code, "govuk-error-summary" in answer.content.decode()) == (200, True)
    assert draft.definitions.count() == 1


def test_draft_is_404_to_others_and_after_publication(client, draft, editor):
    explain(draft)
    assert client.get(words_url(draft)).status_code == 302
    client.force_login(UserFactory(roles=("member",)))
    assert client.get(words_url(draft)).status_code == 404
    with pytest.raises(PermissionDenied):
        end_word(draft, definition=draft.definitions.get().pk, revision=0, by=UserFactory(roles=("member",)))
    client.force_login(editor)
    assert client.get(words_url(draft)).status_code == 200
    publish(draft, by=None)
    assert client.get(words_url(draft)).status_code == 404
    with pytest.raises(Refused, match="It has been published"):
        end_word(draft, definition=draft.definitions.get().pk, revision=0, by=editor)
