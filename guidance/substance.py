"""Whether a change of words may be called minor: never when a duty, a permission, a number or a date changed.

A rule of thumb that errs to one side. It looks at the weighty words, in their order, each with the word that
follows it, so that "must ask, may post" is not taken for "must post, may ask". What it lets through can still
be substantive, and a person decides; what it refuses needs a note with a reason.
"""

import re
import unicodedata

_DUTIES = """
    must mustn't may mayn't might can can't cannot could couldn't shall shan't should shouldn't will won't would
    wouldn't need needn't ought oughtn't required mandatory obliged allowed permitted forbidden prohibited banned
    not never no none nor neither without don't doesn't didn't isn't aren't wasn't weren't hasn't haven't hadn't
    only always unless except until any all every nothing everything nobody everybody anybody anything anywhere
    lawful unlawful legal illegal avoid refuse accept reject public private secret confidential open stop
"""
_NUMBERS = """
    zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
    eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million billion dozen
    half quarter once twice double first second third fourth fifth sixth seventh eighth ninth tenth
"""
_DATES = """
    january february march april june july august september october november december jan feb mar apr jun jul aug
    sep sept oct nov dec monday tuesday wednesday thursday friday saturday sunday midnight noon midday today
    tomorrow yesterday minute minutes hour hours day days week weeks fortnight month months quarterly year years
    daily weekly monthly yearly annual annually immediately
"""
_WEIGHTY = frozenset(f"{_DUTIES} {_NUMBERS} {_DATES}".split())
_WORD = re.compile(r"[^\W_]+(?:['.,:/][^\W_]+)*", re.UNICODE)


def is_minor_allowed(old: str, new: str) -> bool:
    """Whether a change from `old` to `new` may be called minor. A point that came or went is never minor."""
    if bool(old.strip()) != bool(new.strip()):
        return False
    return _weighty(old) == _weighty(new)


def _weighty(text: str) -> list[tuple[str, str]]:
    words = _WORD.findall(_plain(text))
    return [(word, after) for word, after in zip(words, [*words[1:], ""], strict=True) if _is_weighty(word)]


def _plain(text: str) -> str:
    """Lower case, one kind of apostrophe, and no invisible characters that could hide a word."""
    folded = unicodedata.normalize("NFKC", text).replace("’", "'").casefold()
    return "".join(letter for letter in folded if unicodedata.category(letter) != "Cf")


def _is_weighty(word: str) -> bool:
    parts = re.split(r"[.,:/]", word)
    return any(part in _WEIGHTY or any(letter.isnumeric() for letter in part) for part in parts)
