"""Taking words out of a record: what is taken out is nowhere in what comes back.

Faults tried: overlapping passages replaced one after the other (the end of the second stays), a hash that stays when
its words go, a mark for the whole record that looks at one field only, an identity field that keeps its value.
"""

import json
import random
from dataclasses import dataclass

import pytest

from portal.foundation.records.labels import Label, mark
from portal.foundation.records.whole import (
    FREE_TEXT,
    Field,
    Section,
    WholeRecord,
    as_data,
    fingerprint,
    for_release,
    left_elsewhere,
    named_in,
    without_passages,
)


@dataclass(frozen=True)
class Mark:
    path: str
    passage: str = ""
    label: str = "s40-2"


WORDS = "Ada Tester met Bram on Mill Lane. Ada Tester left."
RECORD = WholeRecord(
    "Advice request",
    "ADV-2026-0001",
    "Advice request ADV-2026-0001",
    (
        Section(
            "Particulars",
            (
                Field("member", "Member", "Ada Tester (ada@council.example)", anonymous="[name left out]"),
                Field("question", "Question", WORDS, is_text=True),
                Field("question.sha256", "SHA-256", "ab" * 32, follows=("question",)),
            ),
        ),
        Section("Notes", (Field("note.1.text", "Words", "Ask Bram again.", is_text=True),)),
    ),
    ("Ada Tester", "ada@council.example", "Tester"),
)


def released(*marks: Mark, has_identity: bool = True) -> WholeRecord:
    return for_release(RECORD, marks, has_identity=has_identity)


def value(record: WholeRecord, path: str) -> str:
    found = record.field(path)
    assert found is not None
    return found.value


def test_mark_names_the_exemption() -> None:
    assert mark("s40-2") == "[redacted: s40(2) personal data]"


@pytest.mark.parametrize("label", Label.values)
def test_every_label_makes_a_mark(label: str) -> None:
    assert value(released(Mark("question", label=label)), "question") == f"[redacted: {Label(label).label}]"


def test_passage_goes_everywhere_in_its_field_whatever_its_case_and_breaks() -> None:
    shown = value(released(Mark("question", "ada\n  TESTER")), "question")

    assert shown == f"{mark('s40-2')} met Bram on Mill Lane. {mark('s40-2')} left."


def test_passage_everywhere_goes_from_all_fields() -> None:
    shown = released(Mark("*", "Bram", "s38"))

    assert "Bram" not in json.dumps(as_data(shown, law="", made_at="", has_identity=True))


def test_overlapping_passages_leave_no_part() -> None:
    marks = [Mark("t", "met Bram on"), Mark("t", "on Mill Lane", "s38")]

    assert without_passages("Ada met Bram on Mill Lane.", marks) == f"Ada {mark('s40-2', 's38')}."


def test_passage_that_overlaps_itself_leaves_no_part() -> None:
    assert without_passages("banana", [Mark("t", "ana")]) == f"b{mark('s40-2')}"


def test_hash_goes_with_its_words() -> None:
    for redaction in (Mark("question"), Mark("question", "Bram"), Mark("*", "Mill Lane")):
        assert value(released(redaction), "question.sha256") == mark("s40-2")


def test_random_passages_are_never_left() -> None:
    chance = random.Random(4)
    letters = "ab \n"
    for _ in range(400):
        text = "".join(chance.choices(letters, k=30))
        passages = ["".join(chance.choices("ab ", k=chance.randint(1, 4))) for _ in range(3)]
        marks = [Mark("t", passage, "s38") for passage in passages if passage.strip()]
        left = without_passages(text, marks).replace(mark("s38"), "|")
        for each in marks:
            squeezed = [" ".join(part.split()) for part in left.split("|")]
            assert not any(" ".join(each.passage.split()) in part for part in squeezed), (text, passages, left)


def test_without_identity_leaves_out_names_and_says_that_texts_must_be_read() -> None:
    shown = released(has_identity=False)

    assert value(shown, "member") == "[name left out]"
    assert value(shown, "question") == WORDS
    assert as_data(shown, law="", made_at="", has_identity=False)["note"] == FREE_TEXT


def test_names_that_stand_in_texts_are_pointed_out() -> None:
    assert [field.path for field in named_in(RECORD)] == ["question"]


def test_fingerprint_changes_with_a_word() -> None:
    other = WholeRecord(RECORD.kind, RECORD.reference, RECORD.title, RECORD.sections[:1])

    assert fingerprint(RECORD) != fingerprint(other)


@pytest.mark.parametrize(
    ("text", "passage"),
    [
        ("Jose\u0301 left.", "Jos\u00e9"),
        ("Jos\u00e9 left.", "Jose"),
        ("Jo\u00adse\u200b left.", "Jose"),
        ("\uff2a\uff4f\uff53\uff45 left.", "jose"),
        ("O\u2019Brien\u2011Lee left.", "O'Brien-Lee"),
        ("Stra\u00dfe left.", "STRASSE"),
        ("o\ufb03ce left.", "office"),
        ("Ann\u00a0\u2003Lee left.", "ann lee"),
    ],
)
def test_passage_is_found_however_it_was_typed(text: str, passage: str) -> None:
    """Fault: compare the letters as they are, or end a span before the accent that follows it."""
    assert without_passages(text, [Mark("t", passage)]) == f"{mark('s40-2')} left."


@pytest.mark.parametrize("passage", ["\u200b", "\u0301", " \u00ad "])
def test_passage_of_nothing_that_can_be_seen_takes_nothing_out(passage: str) -> None:
    assert without_passages("Ada left.", [Mark("t", passage)]) == "Ada left."


def test_words_taken_out_in_one_place_are_pointed_out_in_another() -> None:
    """Fault: look at the marked field only."""
    again = Section("Second look 1", (Field("look.1.text", "Words", f"**{WORDS}**", is_text=True),))
    record = WholeRecord("Advice request", "", "", (*RECORD.sections, again), RECORD.people)

    def left(*marks: Mark) -> list[str]:
        return [field.path for field in left_elsewhere(record, marks, has_identity=True)]

    assert left(Mark("question")) == ["look.1.text"]
    assert left(Mark("question", "bram")) == ["note.1.text", "look.1.text"]
    assert left(Mark("question"), Mark("look.1.text")) == left(Mark("*", "Bram")) == []


def test_first_names_and_short_names_are_pointed_out_as_words_of_their_own() -> None:
    fields = [Field(str(at), "Words", text, is_text=True) for at, text in enumerate(("Ann said so.", "Planning.", "A"))]
    record = WholeRecord("Advice request", "", "", (Section("", tuple(fields)),), ("Ann",))
    assert [field.path for field in named_in(record)] == ["0"]
