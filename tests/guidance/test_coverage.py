"""Every meaning of the protocol is served, and whatever serves it is there.

Deliberate faults that turn it red: leave a label out, misspell an address, rename a question, drop a field.
"""

from collections import Counter
from importlib import import_module
from inspect import getsource

import pytest
from django.urls import get_resolver
from django.utils.module_loading import import_string

from guidance import plain_english
from guidance.check.hints import KINDS
from guidance.check.questions import IDS, QUESTIONS
from guidance.checkup.questions import QUESTIONS as OF_ACCOUNTS
from guidance.coverage import COVERAGE, Address, Asked, Choice, Field, Hinted, LookedOver, OnlyRead, Reminded, Served
from tests.security.test_walls import names
from tests.security.walls import RULES

SERVED = [(label, served) for label, ways in COVERAGE.items() for served in ways]
ADDRESSES = set(names(get_resolver().url_patterns))


def is_there(served: Served) -> bool:
    """Whether the named thing exists."""
    match served:
        case Address(name):
            found = name in ADDRESSES and name in RULES
        case Asked(question):
            found = question in IDS
        case Hinted(kind):
            found = kind in KINDS
        case LookedOver(question):
            found = question in {each.id for each in OF_ACCOUNTS}
        case Reminded(module, rule):
            found = f'rule="{rule}"' in getsource(import_module(module))
        case Field(form, field):
            found = field in import_string(form).base_fields
        case Choice(choices, name):
            found = name in import_string(choices).names
        case OnlyRead(reason):
            found = len(reason.split()) > 5
    return found


def test_every_label_is_mapped_once() -> None:
    labels = Counter(
        label for section in plain_english.load().sections for point in section.points for label in point.labels
    )

    assert len(COVERAGE) == 78
    assert labels == Counter(COVERAGE.keys())


@pytest.mark.parametrize(("label", "served"), SERVED, ids=[f"{label}-{n}" for n, (label, _) in enumerate(SERVED)])
def test_what_serves_a_label_is_there(label: str, served: Served) -> None:
    assert is_there(served), f"{label}: {served}"


def test_no_label_is_without_a_way() -> None:
    assert [label for label, ways in COVERAGE.items() if not ways] == []


def test_only_read_stands_alone() -> None:
    assert [
        label for label, ways in COVERAGE.items() if len(ways) > 1 and any(isinstance(way, OnlyRead) for way in ways)
    ] == []


@pytest.mark.parametrize(
    "served",
    [
        Address("guidance:nowhere"),
        Asked("weather"),
        Hinted("weather"),
        LookedOver("weather"),
        Reminded("abuse_log.reminders", "REM99"),
        Field("reviews.advice.forms.asking.WordingForm", "colour"),
        Choice("reviews.advice.choices.Topic", "WEATHER"),
        OnlyRead(""),
    ],
)
def test_walk_sees_what_is_missing(served: Served) -> None:
    assert not is_there(served)


def test_every_question_and_every_kind_of_hint_serves_a_label() -> None:
    served = {way for ways in COVERAGE.values() for way in ways}

    assert {way.question for way in served if isinstance(way, Asked)} == IDS
    assert {way.kind for way in served if isinstance(way, Hinted)} == set(KINDS)
    assert {way.question for way in served if isinstance(way, LookedOver)} == {each.id for each in OF_ACCOUNTS}


def test_labels_of_questions_and_hints_are_mapped_to_them() -> None:
    """What a question says it rests on, the map says too."""
    for question in QUESTIONS:
        assert any(Asked(question.id) in COVERAGE[label] for label in question.labels), question.id
    for each in OF_ACCOUNTS:
        for label in each.labels:
            assert LookedOver(each.id) in COVERAGE[label], (each.id, label)
    for kind, about in KINDS.items():
        assert Hinted(kind) in COVERAGE[about.label], kind
