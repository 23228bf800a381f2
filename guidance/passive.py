"""Finds the passive voice by rule of thumb: a form of "be", then what ends like a participle. Pure."""

import re
from collections.abc import Sequence

from guidance.sentences import Span

_FORMS = "am is are was were be been being isn't aren't wasn't weren't you're we're they're"
_BE = frozenset(_FORMS.split())
_ADVERBS = "not never also often always only still just soon then all both even already ever"
_BETWEEN = frozenset(_ADVERBS.split())
"""May stand between the two, as may what ends in -ly."""
MOST_BETWEEN = 2
_PARTICIPLES = (
    "told made given taken shown written seen known held kept sent said done found put set paid built brought bought "
    "caught taught thought understood left lost met sold spent broken chosen driven drawn spoken sworn stolen torn "
    "thrown worn withdrawn forgotten forbidden hidden bound led cut hit hurt laid heard begun struck won overheard "
    "undertaken misled withheld upheld dealt beaten frozen shaken rewritten read"
)
_IRREGULAR = frozenset(_PARTICIPLES.split())
_LIKE_PARTICIPLES = (
    "advanced aged annoyed ashamed bored complicated concerned crowded delighted detailed determined disabled excited "
    "experienced indeed interested married mixed need pleased prepared qualified red related retired sacred scared "
    "skilled sorted supposed surprised talented tired unexpected unfounded united unlimited worried"
)
_ADJECTIVES = frozenset(_LIKE_PARTICIPLES.split())
"""They end like participles but tell what somebody or something is like."""


def passive_in(sentence: Sequence[re.Match[str]]) -> Span | None:
    """The place of the first passive among the words of a sentence."""
    told = [word[0].lower().replace("’", "'") for word in sentence]
    for number, word in enumerate(told):
        if word in _BE and (last := _participle_after(told, number)):
            return Span(sentence[number].start(), sentence[last].end())
    return None


def _participle_after(told: Sequence[str], number: int) -> int:
    """Where the participle stands that belongs to the form of "be"; 0 for none."""
    for place in range(number + 1, min(number + 2 + MOST_BETWEEN, len(told))):
        word = told[place]
        if word in _IRREGULAR or (word.endswith("ed") and len(word) > 3 and word not in _ADJECTIVES):
            return place
        if word not in _BETWEEN and not word.endswith("ly"):
            return 0
    return 0
