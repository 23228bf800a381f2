"""Lineage and change notes. Deliberate fault: drop a trigger of migration 0004, and the last tests turn red."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, ProgrammingError, connection, transaction

from guidance.actions import import_protocol
from guidance.lineage import ChangeNote, Lineage
from guidance.models import Edition
from guidance.recording import NotRecorded, note_change, record_merge, record_split
from guidance.refusals import Refused
from guidance.succession import points_without_note, successors
from portal.foundation.audit.models import Event
from tests.factories.guidance import LONG_AGO, PointFactory, adopted, protocol
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db
WHY = "The committee asked for it."


def _steps(edition: Edition) -> list[tuple[str, str, str]]:
    return sorted(edition.lineage.values_list("kind", "was", "now"))


def _point(edition: Edition, number: str):
    return edition.point_versions.select_related("point").get(number=number).point


def test_import_tells_what_was_renumbered_moved_and_withdrawn():
    adopted(protocol([("A", ["Be kind.", "Be brief.", "Be honest."]), ("B", ["Think."])]))

    new = adopted(protocol([("A", ["Be brief."]), ("B", ["Be kind.", "Think."])]))

    assert _steps(new) == [
        ("moved", "1.1", "2.1"),
        ("renumbered", "1.2", "1.1"),
        ("renumbered", "2.1", "2.2"),
        ("withdrawn", "1.3", ""),
    ]


def test_draft_has_no_lineage_until_it_is_published():
    adopted(protocol([("A", ["Be kind.", "Be brief."])]))

    draft = adopted(protocol([("A", ["Be brief."])]), is_published=False)

    assert _steps(draft) == []


def test_first_edition_and_same_words_have_no_lineage():
    assert _steps(adopted()) == []
    assert _steps(adopted(effective_from=date(2022, 1, 1))) == []


def test_edition_follows_the_one_that_begins_before_it_not_the_number_before():
    adopted(protocol([("A", ["Be kind.", "Be brief."])]))
    adopted(protocol([("A", ["Be brief."])]), effective_from=date(2024, 1, 1))

    between = adopted(protocol([("A", ["Be brief.", "Be kind."])]), effective_from=date(2022, 1, 1))

    assert _steps(between) == [("renumbered", "1.1", "1.2"), ("renumbered", "1.2", "1.1")]


def test_split_recorded_on_a_draft_is_not_called_withdrawn_as_well():
    old = adopted(protocol([("A", ["Be kind and brief."])]))
    new = _draft(protocol([("A", ["Be kind.", "Be brief."])]), {"1.1": None, "1.2": None})
    record_split(_point(old, "1.1"), into=[_point(new, "1.1"), _point(new, "1.2")], edition=new, reason=WHY, by=None)

    new = _draft(protocol([("A", ["Be kind.", "Be brief."])]), {}, publish=True)

    assert _steps(new) == [("split", "1.1", "1.1"), ("split", "1.1", "1.2")]
    assert Event.objects.filter(verb="guidance.split").count() == 2


def _draft(parsed, keeping, *, publish: bool = False) -> Edition:
    return import_protocol(
        parsed,
        title="Social media protocol",
        adopted_by="Full Council",
        adopted_on=date(2019, 12, 3),
        effective_from=LONG_AGO,
        keeping=keeping,
        publish=publish,
    )


def test_merge_is_recorded_with_its_reason_and_who_made_it():
    user = UserFactory(roles=("monitoring_officer",))
    old = adopted(protocol([("A", ["Be kind.", "Be brief."])]))
    new = adopted(protocol([("A", ["Be kind."])]))

    record_merge([_point(old, "1.2")], into=_point(new, "1.1"), edition=new, reason=f" {WHY} ", by=user)

    step = Lineage.objects.get(kind="merged")
    assert (step.was, step.now, step.reason, step.made_by) == ("1.2", "1.1", WHY, user)


@pytest.mark.parametrize("reason", ["", "  ", "x" * 2_001, "a\0b", "a\ud800"])
def test_merge_without_a_reason_that_can_be_kept_refused(reason):
    old = adopted(protocol([("A", ["Be kind.", "Be brief."])]))
    new = adopted(protocol([("A", ["Be kind."])]))

    with pytest.raises(NotRecorded):
        record_merge([_point(old, "1.2")], into=_point(new, "1.1"), edition=new, reason=reason, by=None)


def test_merge_of_what_does_not_fit_refused():
    old = adopted(protocol([("A", ["Be kind.", "Be brief."])]))
    new = adopted(protocol([("A", ["Be kind."])]))
    kind, gone = _point(new, "1.1"), _point(old, "1.2")
    stranger = PointFactory()

    for points, into in (([], kind), ([kind], kind), ([kind], gone), ([stranger], kind), ([gone, gone], kind)):
        with pytest.raises(NotRecorded):
            record_merge(points, into=into, edition=new, reason=WHY, by=None)
    with pytest.raises(NotRecorded, match="at least two others"):
        record_split(gone, into=[kind], edition=new, reason=WHY, by=None)


def test_merge_recorded_twice_refused():
    old = adopted(protocol([("A", ["Be kind.", "Be brief."])]))
    new = adopted(protocol([("A", ["Be kind."])]))
    record_merge([_point(old, "1.2")], into=_point(new, "1.1"), edition=new, reason=WHY, by=None)

    with pytest.raises(NotRecorded, match="already"):
        record_merge([_point(old, "1.2")], into=_point(new, "1.1"), edition=new, reason=WHY, by=None)


@pytest.mark.parametrize(
    ("role", "is_published"), [("member", False), ("administrator", False), ("comms_adviser", True)]
)
def test_lineage_and_notes_are_not_for_everybody_to_record(role, is_published):
    user = UserFactory(roles=(role,))
    old = adopted(protocol([("A", ["Be kind.", "Be brief."])]))
    new = adopted(protocol([("A", ["Be kind."])]), is_published=is_published)

    with pytest.raises(PermissionDenied):
        record_merge([_point(old, "1.2")], into=_point(new, "1.1"), edition=new, reason=WHY, by=user)
    with pytest.raises(PermissionDenied):
        note_change(new, note="Shorter.", reason=WHY, by=user)


def test_successors_go_past_points_that_are_gone_and_never_in_circles():
    links = [("a", "b"), ("b", "c"), ("b", "a"), ("a", "d"), ("c", "b")]

    assert successors("a", links, {"c", "d"}) == ["d", "c"]
    assert successors("a", links, set()) == []
    assert successors("x", links, {"a"}) == []


def test_person_may_say_which_point_stands_where():
    old = adopted(protocol([("A", ["Be kind.", "Be brief."])]))
    ids = dict(old.point_versions.values_list("number", "point_id"))

    new = _draft(protocol([("A", ["Be short."])]), {"1.1": ids["1.2"]}, publish=True)

    assert new.point_versions.get().point_id == ids["1.2"]


@pytest.mark.parametrize("keeping", [{"1.1": "bcdfghjkmn"}, {"9.9": None}])
def test_point_that_cannot_be_kept_refused(keeping):
    adopted(protocol([("A", ["Be kind.", "Be brief."])]))

    with pytest.raises(Refused):
        _draft(protocol([("A", ["Be short."])]), keeping)


def test_minor_note_is_taken_only_for_a_minor_change():
    adopted(protocol([("A", ["You must ask the councl.", "Ask in 5 days."])]))
    new = adopted(protocol([("A", ["You must ask the council.", "Ask in 6 days."])]))

    made = note_change(new, point=_point(new, "1.1"), note="Spelling.", reason=WHY, is_minor=True, by=None)

    assert made.is_minor
    for point in (_point(new, "1.2"), None):
        with pytest.raises(NotRecorded, match="no minor change"):
            note_change(new, point=point, note="Spelling.", reason=WHY, is_minor=True, by=None)


def test_point_that_came_or_went_is_never_minor():
    old = adopted(protocol([("A", ["Be kind.", "Be brief."])]))
    new = adopted(protocol([("A", ["Be kind."])]))

    with pytest.raises(NotRecorded, match="no minor change"):
        note_change(new, point=_point(old, "1.2"), note="Gone.", reason=WHY, is_minor=True, by=None)


def test_every_substantive_change_asks_for_its_note():
    adopted(protocol([("A", ["You must ask the councl.", "Ask in 5 days.", "Be brief."])]))
    new = adopted(protocol([("A", ["You must ask the council.", "Ask in 6 days."]), ("B", ["New."])]))
    assert points_without_note(new) == ["1.2", "2.1", "1.3"]

    note_change(new, point=_point(new, "1.2"), note="One day more.", reason=WHY, by=None)

    assert points_without_note(new) == ["2.1", "1.3"]


def _recorded() -> Edition:
    old = adopted(protocol([("A", ["Be kind.", "Be brief."])]))
    new = adopted(protocol([("A", ["Be kind."])]))
    record_merge([_point(old, "1.2")], into=_point(new, "1.1"), edition=new, reason=WHY, by=None)
    note_change(new, note="Shorter.", reason=WHY, by=None)
    return new


@pytest.mark.parametrize("table", ["guidance_lineage", "guidance_changenote"])
def test_record_of_a_published_edition_cannot_be_deleted(table):
    _recorded()

    with pytest.raises(IntegrityError, match="stays on record"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table}")


@pytest.mark.parametrize("table", ["guidance_lineage", "guidance_changenote"])
@pytest.mark.parametrize("statement", ["UPDATE {} SET reason = 'x'", "TRUNCATE {}"])
def test_app_may_not_change_records(table, statement):
    _recorded()

    with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(table))


def test_records_of_a_draft_go_with_the_draft():
    draft = adopted(is_published=False)
    note_change(draft, note="First.", reason=WHY, by=None)

    draft.delete()

    assert not ChangeNote.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [{"kind": "split"}, {"kind": "split", "reason": WHY}, {"kind": "withdrawn", "reason": WHY, "to": "itself"}],
)
def test_step_that_leads_nowhere_cannot_be_stored(wrong):
    edition = adopted()
    point = _point(edition, "1.1")
    if "to" in wrong:
        wrong = wrong | {"to": point}

    with pytest.raises(IntegrityError, match="leads_somewhere"), transaction.atomic():
        Lineage.objects.create(edition=edition, point=point, **wrong)


def test_note_without_words_or_reason_cannot_be_stored():
    edition = adopted()

    for wrong in ({"note": "", "reason": WHY}, {"note": "x", "reason": ""}):
        with pytest.raises(IntegrityError, match="worded"), transaction.atomic():
            ChangeNote.objects.create(edition=edition, **wrong)
