from datetime import date, timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied

from guidance.actions import import_protocol, ship_plain_english, withdraw
from guidance.editing.stages import publish
from guidance.importing import ParsedPoint, ParsedProtocol, ParsedSection
from guidance.models import Document, Edition, Kind, Point, PointVersion, Section, today
from guidance.refusals import Refused
from portal.foundation.audit.models import Event
from tests.factories.guidance import LONG_AGO, EditionFactory, PointVersionFactory, adopted, plain, protocol
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db
PARTICULARS = {
    "title": "Social media protocol",
    "adopted_by": "Full Council",
    "adopted_on": date(2019, 12, 3),
    "effective_from": LONG_AGO,
}


def _ids(edition: Edition) -> dict[str, str]:
    return dict(edition.point_versions.values_list("number", "point_id"))


def test_import_keeps_every_word_in_its_order():
    parsed = ParsedProtocol(
        (
            ParsedSection(
                1,
                "Good habits",
                "You should:",
                (
                    ParsedPoint("1.1", "", "Be kind.", (4,), ("S1.1",)),
                    ParsedPoint(
                        "1.2",
                        "Where to ask",
                        "See www.a .example –\nor ring",
                        (6, 7),
                        links=(("www.a .example", "https://www.a.example"),),
                        supplied=(3,),
                    ),
                ),
                printed="Good habits:",
                lead_in_before="1.2",
            ),
        ),
        front=("A fictional protocol",),
    )

    edition = import_protocol(parsed, **PARTICULARS)

    section = Section.objects.get()
    first, second = edition.point_versions.order_by("order")
    assert (edition.front, edition.state, edition.number) == (["A fictional protocol"], "draft", 1)
    assert (section.number, section.title, section.printed_title) == ("1", "Good habits", "Good habits:")
    assert (section.lead_in, section.lead_in_before) == ("You should:", "1.2")
    assert (first.number, first.heading, first.text, first.labels) == ("1.1", "", "Be kind.", ["S1.1"])
    assert (second.heading, second.text) == ("Where to ask", "See www.a .example –\nor ring")
    assert (second.links, second.supplied) == ([["www.a .example", "https://www.a.example"]], [3])


def test_import_notes_what_was_repaired_and_noticed():
    edition = adopted()

    assert edition.import_notes == {
        "sections": 2,
        "points": 3,
        "repairs": [{"ref": "G-1", "line": 4, "what": "Two halves of a list were joined."}],
        "notices": [{"ref": "G-9", "line": 7, "what": "No full stop."}],
    }


def test_import_writes_audit_events_without_any_words():
    edition = adopted()

    events = list(Event.objects.order_by("seq").values_list("verb", flat=True))
    assert events == ["guidance.imported", "guidance.published"]
    assert "Read it once more" not in str(list(Event.objects.values()))
    assert edition.published_at is not None


def test_reimport_keeps_ids_of_reworded_and_renumbered_points():
    before = _ids(adopted(protocol([("A", ["Be kind.", "Be brief.", "Be honest."])])))

    after = _ids(adopted(protocol([("A", ["Be early.", "Be kind.", "Be brief.", "Be very honest."])])))

    assert after["1.2"] == before["1.1"]
    assert after["1.3"] == before["1.2"]
    assert after["1.1"] not in before.values()
    assert after["1.4"] not in before.values()


def test_reimport_keeps_the_id_of_a_point_reworded_in_its_place():
    before = _ids(adopted(protocol([("A", ["Be kind.", "Be brief."])])))

    after = _ids(adopted(protocol([("A", ["Be kind.", "Be short."])])))

    assert after == before


def test_point_that_comes_back_after_an_edition_without_it_has_its_old_id():
    first = _ids(adopted(protocol([("A", ["Be kind.", "Be brief."])])))
    adopted(protocol([("A", ["Be kind."])]))

    third = _ids(adopted(protocol([("A", ["Be kind.", "Be early.", "Be brief."])])))

    assert third["1.3"] == first["1.2"]


def test_same_import_again_is_the_same_edition():
    first = adopted()

    again = adopted()

    assert again == first
    assert (Edition.objects.count(), PointVersion.objects.count(), Point.objects.count()) == (1, 3, 3)


def test_same_import_with_publish_publishes_the_draft():
    draft = adopted(is_published=False)

    published = adopted()

    assert published == draft
    assert published.state == Edition.State.PUBLISHED


def test_same_words_from_another_day_are_a_new_edition():
    adopted()

    later = adopted(effective_from=date(2022, 1, 1))

    assert later.number == 2
    assert _ids(later) == _ids(Edition.objects.get(number=1))


def test_titles_that_differ_only_in_case_name_one_document():
    adopted(title="Social media protocol")
    adopted(protocol([("A", ["Be kind."])]), title="SOCIAL  MEDIA PROTOCOL")

    assert Document.objects.get().title == "Social media protocol"


def test_title_without_letters_still_gets_an_address():
    assert adopted(title="«»").document.slug == "protocol"


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"title": " "}, "The title is missing."),
        ({"title": "x" * 201}, "The title must be 200 characters or fewer."),
        ({"title": "a\x00b"}, "The title holds characters that cannot be shown."),
        ({"title": "a\ud800b"}, "The title holds characters that cannot be shown."),
        ({"adopted_by": ""}, "The name of the body that adopted it is missing."),
        ({"adopted_by": "\ud800"}, "The name of the body that adopted it holds characters that cannot be shown."),
    ],
)
def test_import_refuses_particulars_in_one_sentence(given, sentence):
    with pytest.raises(Refused) as refusal:
        import_protocol(protocol(), **PARTICULARS | given)

    assert str(refusal.value) == sentence
    assert not Document.objects.exists()


def test_import_under_the_title_of_the_portals_own_text_refused():
    plain()

    with pytest.raises(Refused, match="belongs to the portal's own text"):
        adopted(title="Plain English")


@pytest.mark.parametrize("roles", [(), ("member",), ("administrator",)])
def test_import_and_publish_need_leave(roles):
    user = UserFactory(roles=roles)
    draft = PointVersionFactory().edition

    with pytest.raises(PermissionDenied):
        import_protocol(protocol(), **PARTICULARS, by=user)
    with pytest.raises(PermissionDenied):
        publish(draft, by=user)
    with pytest.raises(PermissionDenied):
        withdraw(draft, withdrawn_on=today(), by=user)


@pytest.mark.parametrize("role", ["comms_adviser", "comms_lead", "monitoring_officer", "deputy_monitoring_officer"])
def test_those_who_write_may_import_a_draft_but_not_bring_it_into_force_alone(role):
    user = UserFactory(roles=(role,))

    edition = import_protocol(protocol(), **PARTICULARS, by=user)

    assert (edition.created_by, edition.state) == (user, Edition.State.DRAFT)
    with pytest.raises((Refused, PermissionDenied)):
        import_protocol(protocol(), **PARTICULARS, publish=True, by=user)


def test_publish_takes_the_fingerprint_of_what_is_stored():
    draft = adopted(is_published=False)
    hash_of_import = draft.content_hash
    draft.point_versions.filter(number="1.1").update(text="Mended by hand.")

    published = publish(draft, by=None)

    assert published.content_hash != hash_of_import
    assert adopted(is_published=False).content_hash == hash_of_import


def test_fingerprint_of_what_is_stored_is_that_of_the_import():
    draft = adopted(is_published=False)

    assert publish(draft, by=None).content_hash == draft.content_hash


def test_publish_twice_refused():
    with pytest.raises(Refused, match="has been published already"):
        publish(adopted(), by=None)


def test_withdraw_draft_refused():
    with pytest.raises(Refused, match="Only a published edition"):
        withdraw(EditionFactory(), withdrawn_on=today(), by=None)


def test_withdraw_from_a_day_in_the_past_refused():
    with pytest.raises(Refused, match="not from a day in the past"):
        withdraw(adopted(), withdrawn_on=today() - timedelta(days=1), by=None)


def test_withdraw_is_recorded():
    edition = withdraw(adopted(), withdrawn_on=today(), by=None)

    assert (edition.state, edition.withdrawn_on) == ("withdrawn", today())
    assert Event.objects.order_by("seq").last().verb == "guidance.withdrawn"


@time_machine.travel("2026-07-01T08:00:00Z", tick=False)
def test_ship_plain_english_is_in_force_at_once_and_only_once():
    edition = ship_plain_english()
    again = ship_plain_english()

    assert again == edition
    assert (edition.document.kind, edition.effective_from) == (Kind.PLAIN, date(2026, 7, 1))
    assert Edition.objects.relied_on().get() == edition
    assert Edition.objects.count() == 1


def test_ship_plain_english_after_other_words_is_a_new_edition():
    old = plain()

    new = ship_plain_english()

    assert (new.document, new.number) == (old.document, 2)
