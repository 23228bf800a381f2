"""Who confirmed an edition: numbers for those who look after the guidance, names for the Monitoring Officer."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from guidance.models import Acknowledgement, Asking, Edition
from portal.foundation.deadlines.words import in_words
from portal.foundation.people.models import Role, User

HEADER = (
    "Member",
    "In office today",
    "Document",
    "Edition",
    "Fingerprint of the edition",
    "Asked",
    "Asked again",
    "Confirmed",
    "Statement",
    "Words of the statement",
    "Fingerprint of the statement",
)


@dataclass(frozen=True)
class Counts:
    """Members in office today: how many confirmed the edition, with whatever statement, and how many did not."""

    edition: Edition
    confirmed: int
    members: int

    @property
    def not_yet(self) -> int:
        return self.members - self.confirmed


@dataclass(frozen=True)
class Line:
    """One member and one confirmation of theirs; without one when they have not confirmed. Times are in UTC."""

    member: User
    is_in_office: bool
    asked_at: datetime | None
    asked_again_at: datetime | None
    confirmation: Acknowledgement | None


def counts() -> list[Counts]:
    """For each edition that members rely on today."""
    members = User.objects.holding(Role.MEMBER)
    number = members.count()
    editions = Edition.objects.relied_on().select_related("document").order_by("document__title")
    return [
        Counts(edition, members.filter(acknowledgements__edition=edition).distinct().count(), number)
        for edition in editions
    ]


def lines(edition: Edition) -> list[Line]:
    """Members in office, and whoever else confirmed, by name. Those who have not confirmed come first."""
    given: dict[object, list[Acknowledgement]] = {}
    for confirmation in edition.acknowledgements.select_related("statement").order_by("at", "pk"):
        given.setdefault(confirmation.member_id, []).append(confirmation)
    in_office = {member.pk: member for member in User.objects.holding(Role.MEMBER)}
    others = User.objects.filter(pk__in=given.keys() - in_office.keys())
    asked = Asking.objects.filter(edition=edition).times()
    people = sorted([*in_office.values(), *others], key=lambda person: (person.pk in given, person.full_name))
    return [
        Line(
            person,
            person.pk in in_office,
            asked.get((person.pk, Asking.FIRST)),
            asked.get((person.pk, Asking.AGAIN)),
            confirmation,
        )
        for person in people
        for confirmation in given.get(person.pk, [None])
    ]


def rows(edition: Edition) -> Iterator[tuple[str, ...]]:
    """The lines as a table: who, when, and which text. Times in words, Europe/London."""
    for line in lines(edition):
        given = line.confirmation
        yield (
            line.member.full_name,
            "yes" if line.is_in_office else "no",
            edition.document.title,
            str(edition.number),
            given.edition_hash if given else edition.content_hash,
            in_words(line.asked_at) if line.asked_at else "",
            in_words(line.asked_again_at) if line.asked_again_at else "",
            in_words(given.at) if given else "not yet",
            str(given.statement.number) if given else "",
            given.statement.text if given else "",
            given.statement_hash if given else "",
        )
