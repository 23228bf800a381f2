"""Where a wording gives somebody's details or the reference of a case. Pure.

No pattern has a quantifier inside a quantifier, so that no text makes a search slow.
"""

import re
from collections.abc import Iterator

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberType

Span = tuple[int, int]

_EMAIL = re.compile(r"(?<![\w.+'-])[\w.+'-]{1,64}@[A-Za-z0-9.-]{3,253}")
_MAILBOXES = (
    "contact council enquiries hello help info licensing mail office planning press reception service support team "
    "webmaster"
)
SHARED_MAILBOXES = frozenset(_MAILBOXES.split())
"""Local parts that belong to nobody in particular. A councillor's own address (cllr...) is public too."""

_DIALLED = re.compile(r"(?<![\w/])[+(0][\d ().-]{7,24}\d(?![\w/])")
MOST_DIALLED = 200
"""Runs of digits that are looked at as telephone numbers in one wording; reading one takes 0.05 ms."""
OF_SOMEBODY = frozenset(
    {
        PhoneNumberType.FIXED_LINE,
        PhoneNumberType.MOBILE,
        PhoneNumberType.FIXED_LINE_OR_MOBILE,
        PhoneNumberType.PERSONAL_NUMBER,
        PhoneNumberType.VOIP,
    }
)
"""Numbers of a person or a household. Those that begin with 0300 or 0800 belong to an organisation."""
_KEPT_FOR_DRAMA = re.compile(r"(?:07700900|01632960)\d{3}")
"""Ranges that Ofcom gives to nobody, for stories and examples; the library does not call them valid."""

_POSTCODE = re.compile(
    r"(?<![A-Za-z0-9])([A-Za-z]{1,2})\d[A-Za-z\d]? ?\d[ABD-HJLNP-UW-Zabd-hjlnp-uw-z]{2}(?![A-Za-z0-9])"
)
_AREAS = (
    "AB AL B BA BB BD BH BL BN BR BS BT CA CB CF CH CM CO CR CT CV CW DA DD DE DG DH DL DN DT DY E EC EH EN EX FK FY G "
    "GL GU GY HA HD HG HP HR HS HU HX IG IM IP IV JE KA KT KW KY L LA LD LE LL LN LS LU M ME MK ML N NE NG NN NP NR NW "
    "OL OX PA PE PH PL PO PR RG RH RM S SA SE SG SK SL SM SN SO SP SR SS ST SW SY TA TD TF TN TQ TR TS TW UB W WA WC "
    "WD WF WN WR WS WV YO ZE"
)
POSTCODE_AREAS = frozenset(_AREAS.split())

_NATIONAL_INSURANCE = re.compile(
    r"(?<![A-Za-z0-9])([A-Za-z]{2})[ -]?\d{2}[ -]?\d{2}[ -]?\d{2}[ -]?[A-Da-d](?![A-Za-z0-9])"
)
NEVER_ISSUED = frozenset({"BG", "GB", "KN", "NK", "NT", "TN", "ZZ"})

_TOKEN = re.compile(r"\S+")
_AROUND = "().,;:!?'\"“”‘’[]<>#"
_SHORT_REFERENCE = re.compile(
    r"\b(?:application|appeal|licen[cs]e|ref|reference)\b[^\n/]{0,20}?(?<!\d)(\d{2,4}/\d{3,6})(?![\d/])", re.IGNORECASE
)


def emails(text: str) -> Iterator[Span]:
    """E-mail addresses, but for shared mailboxes and those that councillors publish themselves."""
    for match in _EMAIL.finditer(text):
        local, _, domain = match[0].rstrip(".-").partition("@")
        is_public = local.lower() in SHARED_MAILBOXES or local.lower().startswith(("cllr", "councillor"))
        if "." in domain.strip(".") and not is_public:
            yield match.start(), match.start() + len(local) + 1 + len(domain)


def telephones(text: str) -> Iterator[Span]:
    """Numbers that can be dialled from Great Britain and belong to a person or a household."""
    for tried, match in enumerate(_DIALLED.finditer(text)):
        if tried == MOST_DIALLED:
            return
        if _is_of_somebody(match[0]):
            yield match.span()


def _is_of_somebody(dialled: str) -> bool:
    try:
        number = phonenumbers.parse(dialled, "GB")
    except NumberParseException:
        return False
    if number.country_code == 44 and _KEPT_FOR_DRAMA.fullmatch(f"0{number.national_number}"):
        return True
    return phonenumbers.is_valid_number(number) and phonenumbers.number_type(number) in OF_SOMEBODY


def postcodes(text: str) -> Iterator[Span]:
    """Full postcodes, in capitals or in small letters but not in both ("M6 2nd exit")."""
    for match in _POSTCODE.finditer(text):
        is_even = match[0].isupper() or match[0].islower()
        if is_even and match[1].upper() in POSTCODE_AREAS:
            yield match.span()


def national_insurance(text: str) -> Iterator[Span]:
    """National Insurance numbers with a prefix that is in use."""
    for match in _NATIONAL_INSURANCE.finditer(text):
        prefix = match[1].upper()
        if prefix[0] not in "DFIQUV" and prefix[1] not in "DFIOQUV" and prefix not in NEVER_ISSUED:
            yield match.span()


def references(text: str) -> Iterator[Span]:
    """References of planning and licensing cases, such as 26/01234/FUL."""
    for match in _TOKEN.finditer(text):
        token = match[0].strip(_AROUND)
        if _is_reference(token):
            start = match.start() + match[0].index(token)
            yield start, start + len(token)
    for match in _SHORT_REFERENCE.finditer(text):
        if not _are_years(match[1]):
            yield match.span(1)


def _is_reference(token: str) -> bool:
    parts = token.split("/")
    if not 3 <= len(parts) <= 6 or len(token) > 40 or not all(part.isascii() and part.isalnum() for part in parts):
        return False
    has_letters = any(part.isalpha() and part.isupper() for part in parts)
    has_number = any(sum(letter.isdigit() for letter in part) >= 4 for part in parts)
    return has_letters and has_number


def _are_years(pair: str) -> bool:
    first, second = pair.split("/")
    return len(first) == len(second) == 4 and int(second) == int(first) + 1
