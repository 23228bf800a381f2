"""Where a wording uses words that deserve a second look. Pure.

No pattern has a quantifier inside a quantifier, so that no text makes a search slow.
"""

import re
from collections.abc import Iterator

Span = tuple[int, int]


def _phrases(*phrases: str) -> re.Pattern[str]:
    return re.compile(r"(?<!\w)(?:" + "|".join(phrases) + r")(?!\w)", re.IGNORECASE)


_PAPER = (
    "(?:agenda|annexe?|appendix|appendices|briefing|document|documents|e-?mail|file|information|item|items|letter|"
    "memo|minutes|note|notes|paper|papers|part|report|reports|session)"
)
_CONFIDENTIAL = _phrases(
    f"confidential {_PAPER}",
    "(?:strictly|marked|private and|this is|still|highly) confidential",
    f"exempt {_PAPER}",
    f"restricted {_PAPER}",
    "not for publication",
    "schedule 12a",
    "in (?:strict )?confidence",
    "pink papers?",
    "off the record",
    "(?:private|closed|secret) (?:session|part of the meeting)",
    f"part (?:ii|2|two) (?:of the (?:meeting|agenda)|{_PAPER})",
    "press and public (?:were|was|had been) (?:excluded|asked to leave)",
    "exclusion of the (?:press|public)",
    "(?:it is|legally|this is) privileged",
    "legal privilege",
    "leaked",
    "embargoed|under embargo",
)

_TITLE = _phrases(
    "(?:case|communications|conservation|democratic services|enforcement|environmental health|finance|highways|housing|"
    "legal|licensing|monitoring|planning|press|section 151|tree|welfare) officer",
    "social worker",
    "chief executive",
    "(?:assistant|deputy|service|town) (?:director|clerk|manager)",
    "team (?:leader|manager)",
)
_DEPARTMENT = (
    "(?:adult social care|adult services|children['’]s services|communications|communities|culture|customer services|"
    "democratic services|education|environmental health|environment|finance|highways|housing|human resources|"
    "legal services|legal|leisure|libraries|licensing|parks|place|planning|property|public health|regeneration|"
    "resources|revenues|social services|transport|waste)"
)
_ONE_PERSON = _phrases(
    f"(?:assistant director|director|head) of (?:the )?{_DEPARTMENT}",
    "(?:council['’]s|our) (?:chief executive|monitoring officer|town clerk)",
    "chief executive of (?:the|our|this) council",
)
"""Titles that only one person holds, so that they name somebody without a name."""
_NAME_AFTER = re.compile(r",? (?:(?:Mr|Mrs|Ms|Dr) )?([A-Z][a-z’'-]{1,20}) ([A-Z][a-z’'-]{1,20})(?!\w)")
_NAME_BEFORE = re.compile(r"([A-Z][a-z’'-]{1,20}) ([A-Z][a-z’'-]{1,20}), (?:a |the |our |your )?(?:council['’]s )?$")
_SMALL_WORDS = "And At For From In Of On The This To Will With Year"
NO_NAMES = frozenset(_SMALL_WORDS.split())
LONGEST_NAME = 60

_WORD = re.compile(r"(?<![\w/@.’'])[^\W\d_][\w’']*")
"""A word that stands by itself: not a part of an address or of a reference."""
_VOWEL = re.compile(r"[AEIOUYÀ-Ý]")
LETTERS_OF_A_SHOUT, WORDS_OF_A_SHOUT = 10, 3
_SHORT = (
    "AGM BBC CCTV COVID DEFRA DVLA DWP EU GCSE GP HMRC HS2 IT ITV LGA MP NALC NATO NHS OFSTED PCSO PC RAF RIP RNLI "
    "RSPB RSPCA SEND UK UNESCO UNICEF USA WW1 WW2"
)
ACRONYMS = frozenset(_SHORT.split())

_ELECTION = _phrases(
    "vote for (?:me|us|change|our|your local)",
    "vote (?:conservative|green|labour|lib dem|liberal democrat|plaid cymru|reform)",
    "vote [a-z]{2,15} party",
    "vote (?:him|her|them) (?:in|out)",
    "(?:count on|have|lend me|lend us|need|win) your votes?",
    "polling (?:day|stations?|cards?)",
    "re-?elect",
    "elect me",
    "our (?:candidates?|manifesto)",
    "election (?:address|campaign|leaflets?)",
    "(?:council|general|local|mayoral) elections?",
    "canvass(?:ing|ers?)?",
    "win this (?:seat|ward)",
    "promoted by [^\n]{1,120} on behalf of",
    "imprint",
)


def confidential(text: str) -> Iterator[Span]:
    """Words that mark papers and meetings that are not public."""
    return (match.span() for match in _CONFIDENTIAL.finditer(text))


def election(text: str) -> Iterator[Span]:
    """Words of a campaign, and imprints."""
    return (match.span() for match in _ELECTION.finditer(text))


def officers(text: str) -> Iterator[Span]:
    """An officer's title beside a name, or a title that only one person holds."""
    alone = [match.span() for match in _ONE_PERSON.finditer(text)]
    yield from alone
    for match in _TITLE.finditer(text):
        is_told = any(start <= match.start() < end for start, end in alone)
        if not is_told and (span := _with_name(text, match.start(), match.end())):
            yield span


def _with_name(text: str, start: int, end: int) -> Span | None:
    """The title with the name after it ("planning officer Sam Field") or before it ("Sam Field, planning officer")."""
    after = _NAME_AFTER.match(text, end)
    if after and NO_NAMES.isdisjoint(after.groups()):
        return start, after.end()
    opening = max(0, start - LONGEST_NAME)
    before = _NAME_BEFORE.search(text[opening:start])
    if before and NO_NAMES.isdisjoint(before.groups()):
        return opening + before.start(), end
    return None


def shouting(text: str) -> Iterator[Span]:
    """Three words or more in capitals, one after the other, that are no row of abbreviations."""
    run: list[re.Match[str]] = []
    for word in _WORD.finditer(text):
        if word[0].isupper():
            run.append(word)
            continue
        if _is_shout(run):
            yield run[0].start(), run[-1].end()
        run = []
    if _is_shout(run):
        yield run[0].start(), run[-1].end()


def _is_shout(run: list[re.Match[str]]) -> bool:
    if len(run) < WORDS_OF_A_SHOUT or sum(len(word[0]) for word in run) < LETTERS_OF_A_SHOUT:
        return False
    plain = [word for word in run if word[0] not in ACRONYMS and _VOWEL.search(word[0])]
    return len(plain) >= 2
