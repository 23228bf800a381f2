"""What in a text would still lead to the member who asked. Pure.

Compared by words, so that case, punctuation, Markdown, line breaks and invisible characters hide nothing.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

RUN = 8
"""So many of the member's own words in a row are too many."""
SHORT_POST = 5
"""A post of the member's that is shorter than a run may not stand in the text whole; from so many words on."""
DIGITS = 9
"""A telephone number has at least so many digits."""
TITLES = frozenset(
    [
        "cllr",
        "councillor",
        "dr",
        "mr",
        "mrs",
        "ms",
        "miss",
        "mx",
        "prof",
        "professor",
        "sir",
        "dame",
        "lord",
        "lady",
        "rev",
        "the",
    ]
)
_WORD = re.compile(r"\w+(?:['’]\w+)*")
_EMAIL = re.compile(r"[\w.+'-]+@[\w.-]+\w")
_HANDLE = re.compile(r"(?<![\w@.])@(\w{2,50})")
_PROFILE = re.compile(r"https?://[\w.-]+/@?([\w.-]{3,50})")
_DIALLED = re.compile(r"\+?\d[\d ().-]{7,24}\d")
_REFERENCE = re.compile(r"\bADV-\d{4}-\w+", re.IGNORECASE)
_NO_PROFILES = frozenset(
    [
        "groups",
        "pages",
        "posts",
        "photo",
        "photos",
        "profile",
        "status",
        "watch",
        "story",
        "stories",
        "share",
        "reel",
        "reels",
        "p",
    ]
)


@dataclass(frozen=True)
class Told:
    """What is known of a request. `names`: of the member and whoever asked for them. `own`: what they wrote.

    `posts` are wordings meant to be published, which are theirs even when they are short.
    """

    reference: str
    names: Sequence[str]
    emails: Sequence[str]
    own: Sequence[str]
    posts: Sequence[str] = ()


def traces_in(text: str, told: Told) -> list[str]:
    """One sentence for each trace; none when there is nothing to find."""
    said = _plain(text)
    written = _plain("\n".join([*told.own, *told.posts]))
    found = [
        *_references(said, told.reference),
        *_names(said, told.names),
        *_emails(said, told.emails, written),
        *_telephones(said, written),
        *_handles(said, written),
        *_runs(said, [*((words, RUN) for words in told.own), *((post, _least(post)) for post in told.posts)]),
    ]
    return list(dict.fromkeys(found))


def _plain(text: str) -> str:
    """Compatibility forms made plain, accents and invisible characters taken out, dashes alike: "José" is "Jose"."""
    split = unicodedata.normalize("NFKD", text)
    return "".join(_plain_sign(sign) for sign in split if unicodedata.category(sign) not in ("Cf", "Mn", "Me"))


def _plain_sign(sign: str) -> str:
    return "-" if unicodedata.category(sign) == "Pd" else sign


def _words(text: str) -> list[str]:
    return [match[0].replace("’", "'").strip("_") for match in _WORD.finditer(text)]


def _references(said: str, reference: str) -> Iterator[str]:
    named = {match[0].upper() for match in _REFERENCE.finditer(said)}
    if reference and reference.casefold() in said.casefold():
        named.add(reference)
    for each in sorted(named):
        yield f"Take out “{each}”: it is the reference of a request."


def _names(said: str, names: Iterable[str]) -> Iterator[str]:
    here = _words(said)
    folded = [_bare(word) for word in here]
    for name in names:
        parts = [part for part in _words(_plain(name)) if part.casefold() not in TITLES]
        if len(parts) > 1 and _stands([part.casefold() for part in parts], folded):
            yield f"Take out the name “{' '.join(parts)}”."
            continue
        for part in parts:
            # A name that is a word as well, such as Green or Mark, is a name when it has its capital.
            if len(part) > 1 and any(_bare(word) == part.casefold() and word[0].isupper() for word in here):
                yield f"Take out “{part}”: it is part of a name."


def _bare(word: str) -> str:
    """Without the ending of a genitive."""
    return word.casefold().removesuffix("'s")


def _stands(wanted: Sequence[str], words: Sequence[str]) -> bool:
    size = len(wanted)
    return any(list(words[at : at + size]) == list(wanted) for at in range(len(words) - size + 1))


def _emails(said: str, emails: Iterable[str], written: str) -> Iterator[str]:
    known = {email.casefold() for email in (*emails, *_EMAIL.findall(written))}
    for each in dict.fromkeys(_EMAIL.findall(said)):
        if each.casefold() in known:
            yield f"Take out the e-mail address “{each}”."


def _telephones(said: str, written: str) -> Iterator[str]:
    known = {_national(each) for each in _DIALLED.findall(written)}
    for each in dict.fromkeys(_DIALLED.findall(said)):
        if len(_national(each)) >= DIGITS and _national(each) in known:
            yield f"Take out the telephone number “{each.strip()}”."


def _national(number: str) -> str:
    """Its digits without the trunk 0 or the country."""
    digits = "".join(filter(str.isdecimal, number))
    return digits.removeprefix("0044").removeprefix("44").lstrip("0")


def _handles(said: str, written: str) -> Iterator[str]:
    known = {each.casefold() for each in _HANDLE.findall(written)}
    known |= {name.casefold() for name in _PROFILE.findall(written)} - _NO_PROFILES
    words = {word.casefold() for word in re.findall(r"[\w.-]*\w", said)}
    for each in sorted(known & words):
        yield f"Take out “{each}”: it is the name of an account or page."


def _least(post: str) -> int:
    """How many words in a row of a post are too many: a short one counts whole."""
    return max(SHORT_POST, min(RUN, len(_words(_plain(post)))))


def _runs(said: str, texts: Iterable[tuple[str, int]]) -> Iterator[str]:
    here = _words(said)
    folded = [word.casefold() for word in here]
    for text, least in texts:
        own = [word.casefold() for word in _words(_plain(text))]
        runs = {tuple(own[at : at + least]) for at in range(len(own) - least + 1)}
        at = next((at for at in range(len(folded) - least + 1) if tuple(folded[at : at + least]) in runs), None)
        if at is not None:
            yield f"Say it in other words: “{' '.join(here[at : at + least])}” is what the member wrote."
