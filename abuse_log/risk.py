"""Which rules raise the risk of a record, and why. Pure: no database, no clock.

A rule only ever raises; a person may set any level, lower ones too, with a reason, and what that person knew then
raises nothing again. Source: domain brief, section 4 (from guidance of the Local Government Association on what to
report, the police definition of Operation Ford, and the practice of councils that sort by urgency).
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass

from abuse_log.taxonomy import (
    MONITORED,
    AskedToStop,
    Behaviour,
    Harm,
    Impact,
    Known,
    Risk,
    Safeguarding,
    YesNo,
)

WATCH_DAYS = 90
WEEK_DAYS = 30
MANY = 3


@dataclass(frozen=True)
class Facts:
    """What the rules look at; each is what the record says, and nothing is concluded from words."""

    behaviours: frozenset[str] = frozenset()
    impact: int | None = None
    known: frozenset[str] = frozenset()
    harms: frozenset[str] = frozenset()
    safeguarding: frozenset[str] = frozenset()
    hostility: frozenset[str] = frozenset()
    asked_to_stop: str = ""
    others_targeted: str = ""
    apart: tuple[int, ...] = ()
    """Whole days between this record and each record that a person linked to it."""

    def within(self, days: int) -> int:
        """How many linked records lie at most so many days away."""
        return sum(1 for distance in self.apart if distance <= days)

    def is_of(self, *behaviours: Behaviour) -> bool:
        return not self.behaviours.isdisjoint(behaviours)


@dataclass(frozen=True)
class Rule:
    """One rule. `code` is stored and stable; `says` is why, for the page."""

    code: str
    level: Risk
    says: str
    holds: Callable[[Facts], bool]


SERIOUS = frozenset({Harm.DEATH, Harm.INJURY, Harm.SEXUAL})
NEAR = frozenset({Known.HOME, Known.FAMILY, Known.ROUTE})
CAME = frozenset({Known.CAME, Known.CAME_HOME})
LIFE = frozenset({Safeguarding.CHILD, Safeguarding.SUICIDE})

RULES: tuple[Rule, ...] = (
    Rule(
        "violence",
        Risk.TODAY,
        "Violence was threatened.",
        lambda facts: facts.is_of(Behaviour.THREAT_VIOLENCE) or not SERIOUS.isdisjoint(facts.harms),
    ),
    Rule(
        "near",
        Risk.TODAY,
        "They seem to know a home, a family or a way.",
        lambda facts: not NEAR.isdisjoint(facts.known),
    ),
    Rule(
        "came",
        Risk.TODAY,
        "Somebody came in person.",
        lambda facts: facts.is_of(Behaviour.IN_PERSON) or not CAME.isdisjoint(facts.known),
    ),
    Rule("weapon", Risk.TODAY, "A weapon was shown or named.", lambda facts: Known.WEAPON in facts.known),
    Rule(
        "stalking",
        Risk.TODAY,
        "It looks like following, watching or a fixation.",
        lambda facts: facts.is_of(Behaviour.STALKING_FIXATION),
    ),
    Rule(
        "sexual_image",
        Risk.TODAY,
        "Sexual, with a made-up or altered picture.",
        lambda facts: facts.is_of(Behaviour.SEXUAL) and facts.is_of(Behaviour.MANIPULATED_MEDIA),
    ),
    Rule("unsafe", Risk.TODAY, "You feel unsafe.", lambda facts: facts.impact == Impact.UNSAFE),
    Rule(
        "life",
        Risk.TODAY,
        "A child may be involved, or somebody may harm themselves.",
        lambda facts: facts.is_of(Behaviour.SELF_HARM) or not LIFE.isdisjoint(facts.safeguarding),
    ),
    Rule(
        "hate",
        Risk.WEEK,
        "Hostility to who somebody is.",
        lambda facts: facts.is_of(Behaviour.HATE_IDENTITY) or not MONITORED.isdisjoint(facts.hostility),
    ),
    Rule(
        "often",
        Risk.WEEK,
        f"{MANY} or more records that belong together within {WEEK_DAYS} days.",
        lambda facts: facts.within(WEEK_DAYS) + 1 >= MANY,
    ),
    Rule("others", Risk.WEEK, "It went against others too.", lambda facts: facts.others_targeted == YesNo.YES),
    Rule("sexual", Risk.WEEK, "Unwanted and sexual.", lambda facts: facts.is_of(Behaviour.SEXUAL)),
    Rule("private", Risk.WEEK, "Private details were published.", lambda facts: facts.is_of(Behaviour.DOXING_PRIVACY)),
    Rule(
        "impersonation",
        Risk.WEEK,
        "Somebody pretends to be somebody, or took over an account.",
        lambda facts: facts.is_of(Behaviour.IMPERSONATION),
    ),
    Rule("urging", Risk.WEEK, "Others were urged to act.", lambda facts: facts.is_of(Behaviour.INCITEMENT)),
    Rule(
        "went_on",
        Risk.WEEK,
        "They were asked to stop, and it went on.",
        lambda facts: facts.asked_to_stop == AskedToStop.WENT_ON,
    ),
    Rule(
        "again",
        Risk.WATCH,
        f"A record that belongs to this one lies within {WATCH_DAYS} days.",
        lambda facts: facts.within(WATCH_DAYS) > 0,
    ),
    Rule("insult", Risk.WATCH, "A gross personal insult.", lambda facts: facts.is_of(Behaviour.INSULT)),
    Rule(
        "false",
        Risk.WATCH,
        "A false claim, or a made-up picture, that does damage.",
        lambda facts: facts.is_of(Behaviour.FALSE_FACT, Behaviour.MANIPULATED_MEDIA),
    ),
    Rule(
        "unwanted",
        Risk.WATCH,
        "Another threat, unwanted contact again and again, or many people at once.",
        lambda facts: facts.is_of(Behaviour.THREAT_OTHER, Behaviour.HARASSMENT_REPEATED, Behaviour.PILE_ON),
    ),
)
"""The worst first. Codes are stored for good: a rule that goes keeps its code unused."""
BY_CODE = {rule.code: rule for rule in RULES}


def found(facts: Facts) -> tuple[Rule, ...]:
    """The rules that hold. None holds for robust criticism, which is no abuse."""
    if facts.is_of(Behaviour.ROBUST_CRITICISM):
        return ()
    return tuple(rule for rule in RULES if rule.holds(facts))


def raised(facts: Facts, *, aside: Collection[str], standing: int) -> tuple[Rule, ...]:
    """The rules that raise a record above where it stands; none when nothing does.

    `aside`: codes that a person has weighed when they last set the level.
    """
    new = tuple(rule for rule in found(facts) if rule.code not in aside)
    return new if any(rule.level > standing for rule in new) else ()


def reasons(codes: Collection[str]) -> list[str]:
    """Why, in words; a code that this release no longer knows is left out."""
    return [rule.says for rule in RULES if rule.code in codes]
