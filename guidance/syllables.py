"""How many syllables an English word has, by rules of spelling. Pure.

Good enough for a reading grade and no more: tests/guidance/test_syllables.py says how often it is right.
"""

import re
from functools import lru_cache

_NOT_LETTERS = re.compile(r"[^a-z]")
_CONSONANT_Y = re.compile(r"^y|(?<=[aeiou])y(?=[aeiou])")
_SILENT_U = re.compile(r"(?<=q)u")
_SILENT_UE = re.compile(r"(?<=g)ue(?=s?$)")
_VOWELS = re.compile(r"[aeiouy]+")

_MUTE: tuple[re.Pattern[str], ...] = tuple(
    re.compile(rule)
    for rule in (
        r"(?<![aeiouy])(?<![^aeiouy]l)e$",  # share; not table, not see
        r"(?<![aeiouy])(?<![^aeiouy]l)(?<![cgszx])(?<![cs]h)es$",  # phones; not pages, tables
        r"(?<![aeiouydt])ed$",  # asked; not wanted, need
        r"(?<![aeiouyl])e(?=ments?(?:$|ly))",  # statement; not agreement, settlement
        r"(?<![aeiouy])e(?=(?:ful|less|ly|ness)(?:$|ly|ness))",  # careful, safely
        r"(?<=^som)e(?=[bthw])|(?<=^ther)e(?=[bf])|(?<=^wher)e(?=b)|(?<=^hom)e(?=[lpw])|(?<=^saf)e(?=g)",
        r"(?<=^tim)e(?=[lt])|(?<=^fac)e(?=b)|(?<=^hous)e(?=h)|(?<=^lif)e(?=[lst])|(?<=^nam)e(?=[lps])",
    )
)
_APART: tuple[re.Pattern[str], ...] = tuple(
    re.compile(rule)
    for rule in (
        r"(?<![ct])ia(?!ge)",  # media; not social, marriage
        r"[ct]ia(?=t|lit)",  # association, confidentiality
        r"(?<![cgstx])io(?!u)",  # period; not nation
        r"(?<![cgtx])ious",  # various; not anxious
        r"(?<!g)eous",
        r"iu|iet|(?<=[a-z]{3})ier(?=s?$)",  # quiet, earlier
        r"(?<![ctr])ien(?!d)|(?<=[pr])ien(?=ce|t)",  # client, audience; not friend, patient
        r"(?<!g)ua(?=[lt])",  # actual, situation
        r"(?<=[dg])eo(?=s?$|[glr](?!g))",  # video, geology
        r"(?<!g)uen|uou",  # influence, continuous
        r"[eouy]ing(?=s?$)",  # seeing, copying
        r"crea(?=t(?!u))|^rea(?=ct|dj|pp|ss)|^re(?=[iou])|^coo(?=p|rd)",  # create, react, cooperate
        r"oe[mt]|aic|eum|aive",  # poem, archaic, museum, naive
        r"(?:[iy][sz]m|thm)s?$",  # racism, rhythm
    )
)
_BY_HEART = {
    "area": 3, "areas": 3, "argue": 2, "argued": 2, "argues": 2, "business": 2, "businesses": 3, "cooper": 2,
    "evening": 2, "evenings": 2, "every": 2, "everybody": 4, "everyone": 3, "everything": 3, "everywhere": 3,
    "people": 2, "people's": 2, "reuse": 2, "science": 2, "sciences": 3, "something": 2, "somewhere": 2,
}  # fmt: skip
"""Words that their spelling does not tell."""


@lru_cache(maxsize=20_000)
def syllables(word: str) -> int:
    """At least 1. A word with hyphens is the sum of its parts; figures and signs count as one syllable."""
    parts = [part for part in word.lower().replace("’", "'").split("-") if part]
    return max(1, sum(_of_part(part) for part in parts))


def _of_part(part: str) -> int:
    if part in _BY_HEART:
        return _BY_HEART[part]
    said_apart = 1 if re.search(r"[ds]n't$", part) else 0
    letters = _NOT_LETTERS.sub("", part.removesuffix("'s").removesuffix("s'"))
    letters = _SILENT_UE.sub("", _SILENT_U.sub("", _CONSONANT_Y.sub("w", letters)))
    groups = len(_VOWELS.findall(letters))
    mute = sum(len(rule.findall(letters)) for rule in _MUTE)
    apart = sum(len(rule.findall(letters)) for rule in _APART)
    return max(1, groups - mute + apart) + said_apart
