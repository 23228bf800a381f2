"""What of a request falls into a pre-election period.

Reckoned when it is shown, from the dates as they stand: so a period that is entered late, or mended, marks what fell
inside all the same, and no stored mark can be out of date.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from portal.foundation.people.models import Term
from reviews.advice.choices import Topic
from reviews.advice.elections.models import PreElectionPeriod
from reviews.advice.models import Answer, Request


@dataclass(frozen=True)
class Flag:
    """One period, and what of the request falls into it, in the order in which it happens."""

    period: PreElectionPeriod
    what: tuple[str, ...]

    def __str__(self) -> str:
        return f"{_listed(self.what)} in the pre-election period of: {self.period}, {self.period.place()}"


def flags_of(item: Request) -> list[Flag]:
    """The flags of one request. At most four statements."""
    return flags_by_request([item])[item.pk]


def flags_by_request(items: Sequence[Request]) -> dict[UUID, list[Flag]]:
    """The flags of each request of a list, in the same number of statements for 3 and for 300."""
    moments = _moments(items)
    everything = [moment for each in moments.values() for _, moment in each]
    found: dict[UUID, list[Flag]] = {item.pk: [] for item in items}
    if not everything:
        return found
    touching = PreElectionPeriod.objects.filter(starts_at__lte=max(everything), ends_at__gt=min(everything))
    periods = list(touching.with_wards().order_by("starts_at", "id"))
    wards = _wards_of(items) if any(period.wards.all() for period in periods) else {}
    for item in items:
        found[item.pk] = list(_flags(item, moments[item.pk], periods, wards.get(item.member_id, frozenset())))
    return found


def _flags(
    item: Request, moments: list[tuple[str, datetime]], periods: list[PreElectionPeriod], wards: frozenset[UUID]
) -> Iterator[Flag]:
    for period in periods:
        inside = tuple(what for what, moment in moments if period.holds(moment))
        if inside and _concerns(period, item, wards):
            yield Flag(period, inside)


def _concerns(period: PreElectionPeriod, item: Request, wards: frozenset[UUID]) -> bool:
    """An election of some wards concerns the members of these wards, and whoever asks about an election."""
    of_period = {ward.pk for ward in period.wards.all()}
    return not of_period or bool(of_period & wards) or Topic.ELECTION in item.topics


def _moments(items: Sequence[Request]) -> dict[UUID, list[tuple[str, datetime]]]:
    answers = _answered(items)
    found: dict[UUID, list[tuple[str, datetime]]] = {}
    for item in items:
        named = [("received", item.submitted_at), *(("answered", at) for at in answers[item.pk])]
        named.append(("to be posted", item.intended_at))
        found[item.pk] = [(what, moment) for what, moment in named if moment is not None]
    return found


def _answered(items: Iterable[Request]) -> dict[UUID, list[datetime]]:
    """When each was answered, as often as it was."""
    found: defaultdict[UUID, list[datetime]] = defaultdict(list)
    given = Answer.objects.filter(item__in=[item.pk for item in items]).order_by("at")
    for pk, at in given.values_list("item", "at"):
        found[pk].append(at)
    return found


def _wards_of(items: Iterable[Request]) -> dict[UUID, frozenset[UUID]]:
    """The wards that each member holds or held: who has left since was asked for all the same."""
    found: defaultdict[UUID, set[UUID]] = defaultdict(set)
    members = {item.member_id for item in items}
    for member, ward in Term.objects.filter(user__in=members, ward__isnull=False).values_list("user", "ward"):
        found[member].add(ward)
    return {member: frozenset(wards) for member, wards in found.items()}


def _listed(words: Sequence[str]) -> str:
    each = list(dict.fromkeys(words))
    said = each[0] if len(each) == 1 else f"{', '.join(each[:-1])} and {each[-1]}"
    return said[0].upper() + said[1:]
