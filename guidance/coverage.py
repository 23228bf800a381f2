"""What in the product serves each meaning of the protocol, by its label.

Everything may be read (guidance:section); this map says what the portal does about it beyond that, or why there is
nothing to do. Names are only text here, since the guidance knows no rooms above it; tests/guidance/test_coverage.py
walks the map and finds each of them.
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Address:
    """A page, by the name of its address."""

    name: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of the check, by its id."""

    question: str


@dataclass(frozen=True, slots=True)
class Hinted:
    """A kind of hint on a wording."""

    kind: str


@dataclass(frozen=True, slots=True)
class LookedOver:
    """A question of the account check-up, by its id."""

    question: str


@dataclass(frozen=True, slots=True)
class Reminded:
    """A rule that reminds somebody, and the module that keeps it."""

    module: str
    rule: str


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a form: the form's path, and the field's name."""

    form: str
    field: str


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the answers of a closed list: the list's path, and the name of the answer."""

    choices: str
    name: str


@dataclass(frozen=True, slots=True)
class OnlyRead:
    """There is nothing to do about it but to read it; the reason why."""

    reason: str


Served = Address | Asked | Hinted | LookedOver | Reminded | Field | Choice | OnlyRead

_ASK = Address("advice:start")
_PLATFORMS = Field("reviews.advice.forms.asking.PlatformsForm", "platforms")
_ACCOUNT = Field("reviews.advice.forms.asking.AccountForm", "account")
_WORDING = Field("reviews.advice.forms.asking.WordingForm", "draft_wording")


def _topic(name: str) -> Choice:
    return Choice("reviews.advice.choices.Topic", name)


_WHY = OnlyRead("It says why the council has a protocol; the portal follows it as a whole.")
_WHAT_IT_IS = OnlyRead("It explains how people use social media, so that the rest makes sense.")
_BENEFIT = OnlyRead("It says what a member gains; nobody need be asked or reminded to gain it.")

COVERAGE: Mapping[str, tuple[Served, ...]] = {
    "S1.1": (_WHY,),
    "S1.2": (_WHY,),
    "S1.3": (Address("guidance:contents"), Address("guidance:search")),
    "S1.4": (Address("guidance:check"),),
    "S1.5": (OnlyRead("It says how two texts stand to one another; the Code itself is not kept here."),),
    "S2.1": (_PLATFORMS,),
    "S2.2": (_PLATFORMS,),
    "S2.3": (_WHAT_IT_IS,),
    "S2.4": (Choice("reviews.advice.choices.Account", "GROUP"),),
    "S2.5": (_WHAT_IT_IS,),
    "S3.1": (OnlyRead("It leaves the choice to the member, so nothing asks whether they use social media."),),
    "S3.2": (Choice("reviews.advice.choices.Account", "MEMBER"),),
    "S3.3": (Choice("reviews.advice.choices.Account", "PERSONAL"),),
    "S3.4": (_ACCOUNT,),
    "S4.1": (_BENEFIT,),
    "S4.2": (_BENEFIT,),
    "S4.3": (_BENEFIT,),
    "S4.4": (_topic("LOCAL_ISSUE"),),
    "S4.5": (Asked("election"), Hinted("election"), _topic("ELECTION")),
    "S5.1": (_ACCOUNT, LookedOver("profile")),
    "S5.2": (Address("guidance:check"), _ASK),
    "S5.3": (Asked("staff"), Hinted("officer"), _ACCOUNT, LookedOver("separate")),
    "S5.4": (_ACCOUNT, LookedOver("councillor")),
    "S5.5": (
        _topic("SETTINGS"),
        LookedOver("second_factor"),
        LookedOver("recovery"),
        LookedOver("passwords"),
        LookedOver("routes"),
        LookedOver("privacy"),
    ),
    "S5.6": (_topic("SETTINGS"), LookedOver("helpers")),
    "S5.7": (Asked("person"),),
    "S6.1": (Asked("state"), Address("guidance:sleep_on")),
    "S6.2": (Asked("private"), Hinted("confidential"), _topic("CONFIDENTIAL")),
    "S6.3": (Asked("council"), LookedOver("helpers"), LookedOver("profile")),
    "S6.4": (Asked("share"), LookedOver("company")),
    "S7.1": (_topic("SETTINGS"), LookedOver("pictures"), LookedOver("routes"), LookedOver("privacy")),
    "S7.2": (OnlyRead("Who reads a post cannot be known here; the check and the desk ask how it will read."),),
    "S7.3": (Hinted("shouting"), _WORDING),
    "S7.4": (_WORDING,),
    "S7.5": (Asked("meeting"),),
    "S7.6": (Asked("group"), Choice("reviews.advice.choices.Platform", "MESSAGING")),
    "S7.7": (_topic("INTERESTS"), LookedOver("company")),
    "S7.8": (Address("guidance:check"), _ASK),
    "S7.9": (Choice("reviews.advice.choices.Kind", "POSTED"),),
    "S8.0": (_topic("LEGAL"),),
    "S8.1.1": (Asked("truth"), _topic("LEGAL")),
    "S8.1.2": (Choice("reviews.advice.choices.Stance", "TAKE_OWN_LEGAL_ADVICE"),),
    "S8.2.1": (Asked("picture"), _topic("PICTURES")),
    "S8.2.2": (Asked("picture"), _ASK),
    "S8.2.3": (Choice("reviews.advice.choices.Stance", "TAKE_OWN_LEGAL_ADVICE"),),
    "S8.3.1": (
        Asked("picture"),
        Hinted("email"),
        Hinted("telephone"),
        Hinted("postcode"),
        Hinted("national_insurance"),
        _topic("RESIDENT"),
        LookedOver("pictures"),
        LookedOver("address"),
    ),
    "S8.3.2": (Asked("private"),),
    "S8.3.3": (OnlyRead("It tells what others will do with a post; nothing that the member does here changes it."),),
    "S8.4.1": (Asked("decide"), Hinted("reference"), _topic("PLANNING")),
    "S8.4.2": (_topic("PLANNING"),),
    "S8.4.3": (OnlyRead("It says what follows from a closed mind; the question whether one decides comes before."),),
    "S8.4.4": (OnlyRead("It says who pays in the end; the question whether one decides comes before."),),
    "S9.1": (Address("abuse_log:threatened"), LookedOver("address")),
    "S9.2": (Address("abuse_log:new"), Address("abuse_log:report_new")),
    "S9.3": (Address("abuse_log:decision"),),
    "S9.4": (Address("abuse_log:new"), Address("abuse_log:evidence_add")),
    "S9.5": (Choice("reviews.advice.choices.Kind", "REPLY"), Address("abuse_log:decision")),
    "S9.6": (
        Address("abuse_log:report_new"),
        Reminded("abuse_log.reminders", "REM4.nudge"),
        Reminded("abuse_log.reminders", "REM4.further"),
        Reminded("abuse_log.reminders", "REM4.final"),
    ),
    "S9.7": (OnlyRead("It points to a page of the Local Government Association; the point holds the link."),),
    "S10.1": (Address("guidance:check"), _ASK),
    "S10.2": (_ACCOUNT,),
    "S10.3": (_ACCOUNT, LookedOver("councillor")),
    "S10.4": (_ACCOUNT,),
    "S10.5": (Choice("reviews.advice.choices.Account", "PERSONAL"), LookedOver("separate")),
    "S10.6": (_ACCOUNT,),
    "S10.7": (_ASK,),
    "S11.1": (Asked("person"), _topic("EQUALITY")),
    "S11.1a": (Asked("person"),),
    "S11.2": (_topic("EQUALITY"),),
    "S11.2a": (_topic("EQUALITY"),),
    "S11.3": (_topic("MEMBER"), _topic("STAFF")),
    "S11.3a": (Asked("staff"),),
    "S11.4": (_ASK,),
    "S11.4a": (_ASK,),
    "S11.5": (Asked("private"), Hinted("confidential"), _topic("CONFIDENTIAL")),
    "S11.6": (Address("guidance:check"),),
    "S12.1": (_ASK,),
    "S12.2": (
        Field("reviews.advice.forms.asking.ReadersForm", "readers"),
        Choice("reviews.advice.choices.Signpost", "MONITORING_OFFICER"),
        Address("advice:escalate"),
    ),
}
"""All labels, each once."""
