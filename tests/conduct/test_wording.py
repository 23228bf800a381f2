"""Letters are filled in from a list of fields, in plain text. Deliberate faults that turn these red: `check` lets an
unknown name pass, a value is filled in twice, a value keeps its heading mark.
"""

import pytest

from reviews.conduct.exempt import resolution
from reviews.conduct.filling import EXAMPLE
from reviews.conduct.models import LetterTemplate
from reviews.conduct.wording import BLANKS, FIELDS, BadTemplate, blanks_left, blocks, check, fill, listed

HOSTILE = '#read("/etc/passwd") {reference} {{x}} {% now "Y" %} {officer.password} <script>x</script> =1+1 $x$ *b*'


@pytest.mark.django_db
def test_each_kind_of_letter_has_a_template_with_known_fields() -> None:
    current = {template.kind: template for template in LetterTemplate.objects.current()}

    assert set(current) == set(LetterTemplate.Kind.values)
    for template in current.values():
        filled = fill(template.words, EXAMPLE)
        assert "{" not in filled
        assert set(blanks_left(filled)) <= set(BLANKS.values())


@pytest.mark.parametrize("name", FIELDS)
def test_field_is_filled_in(name: str) -> None:
    assert fill(f"a {{{name}}} b", EXAMPLE) == f"a {EXAMPLE[name]} b"


@pytest.mark.parametrize("name", BLANKS)
def test_what_only_a_person_can_write_stays_a_blank(name: str) -> None:
    assert blanks_left(fill(f"{{{name}}}", EXAMPLE)) == [BLANKS[name]]


@pytest.mark.parametrize(
    "words",
    ["{password}", "{officer.password}", "{party!r}", "{}", "{ party }", "{0}", "{{party}}", "a { b", "a } b", "{%x%}"],
)
def test_what_is_no_field_is_refused_with_a_sentence(words: str) -> None:
    with pytest.raises(BadTemplate, match=r"is not a field|stands alone"):
        check(words)


def test_value_is_never_read_as_a_template() -> None:
    assert fill("To {party}.", {"party": HOSTILE}) == f"To {HOSTILE}."


def test_value_never_becomes_a_heading() -> None:
    filled = fill("## Ours\n\n{allegations}", {"allegations": "1. He said\n## Decision\n  ## Guilty"})

    assert [block.words for block in blocks(filled) if block.is_heading] == ["Ours"]


def test_resolution_names_the_paragraphs() -> None:
    assert "paragraphs 1 and 2 of Part 1 of Schedule 12A" in resolution("A complaint", ["2", "1"])
    with pytest.raises(ValueError, match="paragraph"):
        resolution("A complaint", [])


def test_names_are_listed_in_words() -> None:
    assert [listed([]), listed("A"), listed("AB"), listed("ABC")] == ["", "A", "A and B", "A, B and C"]
