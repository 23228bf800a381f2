"""What to say to the police, in their order, made from the record. Pure; it holds none of the words that were said.

Sources: Local Government Association, "Must know: Operation Ford" (say the words when you report; the adviser of a
force takes no reports; not for parish and town councils alone); Elections Act 2022, part 5 (hostility to the office);
Crown Prosecution Service on hate crime and on threats (Online Safety Act 2023, section 181).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from abuse_log.models import Account, Incident, Particulars
from abuse_log.taxonomy import (
    MONITORED,
    AskedToStop,
    Capacity,
    Effect,
    Harm,
    Hostility,
    Known,
    Target,
    YesNo,
)

NOT_FORD = frozenset({Capacity.PARISH, Capacity.PRIVATE})
ACCOUNTS_SAID = 5
OFFICES = {
    Capacity.COUNCILLOR: "I am a councillor.",
    Capacity.OTHER_COUNCIL: "I am a councillor, and this reached me as a councillor of another council.",
    Capacity.PARISH: "I am a parish or town councillor.",
    Capacity.CANDIDATE: "I am a candidate in an election.",
    Capacity.PRIVATE: "I report this as a private person. I am also a councillor.",
}
ASK = (
    "The crime number or incident number.",
    "The name and number of the officer, and how to reach them.",
    "How often I shall hear, and from whom.",
    "To ask the platform now to keep the data of the account: only the police can, and only before it is gone.",
    "How to hand over my copies, and a receipt for them.",
)


@dataclass(frozen=True)
class Part:
    """One part of what to say."""

    title: str
    says: tuple[str, ...]


@dataclass(frozen=True)
class Held:
    """How much there is to hand over, as numbers."""

    words: int
    pictures: int
    linked: int


def is_for_ford(capacity: str) -> bool:
    """Whether the words are to be said. An office that is not told counts as the council's own."""
    return capacity not in NOT_FORD


def script(incident: Incident, told: Particulars, accounts: Sequence[Account], held: Held) -> tuple[Part, ...]:
    """The parts that have something to say, in the order in which the police ask."""
    parts = (
        Part("Who you are", _who(told)),
        Part("What happened", _what(incident, told)),
        Part("The threat", _threat(told)),
        Part("Your safety", _safety(told)),
        Part("Who it was", _accounts(accounts)),
        Part("Whether it goes on", _again(told, held)),
        Part("What it did to you", _effect(told)),
        Part("Why it was done", _hostility(told)),
        Part("What you can hand over", _copies(held)),
        Part("What to ask for", _ask(told)),
    )
    return tuple(part for part in parts if part.says)


def _lines(*pairs: tuple[str, str]) -> tuple[str, ...]:
    """Those sentences whose fact is known; a sentence without a place for the fact is said as it stands."""
    return tuple(sentence.format(fact.strip()) for sentence, fact in pairs if fact.strip())


def _named(codes: Iterable[str], labels: type[Effect] | type[Harm] | type[Known] | type[Target]) -> str:
    return "; ".join(str(labels(code).label) for code in codes)


def _who(told: Particulars) -> tuple[str, ...]:
    office = OFFICES[Capacity(told.capacity)] if told.capacity else "I am a councillor."
    if not is_for_ford(told.capacity):
        return (office,)
    return (office, "This is an Operation Ford incident. Please record it as one.")


def _what(incident: Incident, told: Particulars) -> tuple[str, ...]:
    where = ", ".join(
        part for part in (incident.get_channel_display(), incident.get_platform_display(), told.place) if part
    )
    return _lines(
        ("In one line: {}", incident.summary),
        ("It happened: {}", incident.occurred),
        ("It was first published: {}", incident.first_published),
        ("I saw it first: {}", incident.seen),
        ("Where: {}", where),
        ("The link: {}", incident.link),
        ("The number of the post or message: {}", told.post_id),
        ("It was about: {}", told.issue),
    )


def _threat(told: Particulars) -> tuple[str, ...]:
    return _lines(
        ("What was threatened: {}", _named(told.harms, Harm)),
        ("Against: {}", _named(told.targets, Target)),
        ("When, where or how: {}", told.threat_when),
        ("Whether they could do it: {}", told.threat_means),
        ("Earlier contact: {}", told.prior_contact),
    )


def _safety(told: Particulars) -> tuple[str, ...]:
    return _lines(
        ("{}", _named(told.known, Known)),
        ("{}", told.safety_words),
        ("A vehicle: {}", told.vehicle),
        ("The person looked like this: {}", told.appearance),
    )


def _accounts(accounts: Sequence[Account]) -> tuple[str, ...]:
    said = tuple(_account(account) for account in accounts[:ACCOUNTS_SAID])
    rest = len(accounts) - len(said)
    return (*said, f"And {rest} more accounts, of which I have a list.") if rest else said


def _account(account: Account) -> str:
    parts = [account.get_platform_display(), account.handle, account.display_name, account.profile_link]
    if account.platform_user_id:
        parts.append(f"number {account.platform_user_id}")
    if account.barred:
        parts.append(account.get_barred_display().lower())
    return ", ".join(part for part in parts if part)


def _again(told: Particulars, held: Held) -> tuple[str, ...]:
    asked = {AskedToStop.WENT_ON: "They were asked to stop, and it went on.", AskedToStop.STOPPED: "They were asked."}
    return _lines(
        ("It is still going on.", "x" if told.is_ongoing == YesNo.YES else ""),
        ("About {} posts, messages or calls.", str(told.times_counted or "")),
        ("{}", told.frequency),
        ("I have records of {} more times that belong to this.", str(held.linked or "")),
        ("{}", asked.get(AskedToStop(told.asked_to_stop), "") if told.asked_to_stop else ""),
        ("How they were asked: {}", told.asked_to_stop_how),
        ("It went against others too.", "x" if told.others_targeted == YesNo.YES else ""),
        ("{}", told.others_words),
        ("Witnesses: {}", told.witnesses),
    )


def _effect(told: Particulars) -> tuple[str, ...]:
    return _lines(("{}", _named(told.effects, Effect)), ("{}", told.effect_words))


def _hostility(told: Particulars) -> tuple[str, ...]:
    strands = [str(Hostility(code).label).lower() for code in told.hostility if code in MONITORED]
    others = [str(Hostility(code).label).lower() for code in told.hostility if code not in MONITORED]
    return _lines(
        ("I believe that hostility drove it, to: {}. Please record it as a hate crime.", ", ".join(strands)),
        ("I believe that it was also about: {}", ", ".join(others)),
        ("It rests on these words: {}", told.hostility_words),
        (
            "They named my office, or that I am a candidate. The courts can take that into account.",
            "x" if told.about_office == YesNo.YES else "",
        ),
        ("The words about my office: {}", told.office_words),
        ("It was during an election.", "x" if told.in_election == YesNo.YES else ""),
    )


def _copies(held: Held) -> tuple[str, ...]:
    return _lines(
        ("The exact words, copied ({}).", str(held.words or "")),
        ("Pictures of the screen ({}).", str(held.pictures or "")),
    )


def _ask(told: Particulars) -> tuple[str, ...]:
    if not is_for_ford(told.capacity):
        return ASK
    return (*ASK, "To tell the force’s Operation Ford adviser.")
