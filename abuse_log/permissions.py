"""Who may do what with a record. The member all; a helper by the grade that the member gave; nobody else anything.

| grade     | sees                                                       | may                                 |
|-----------|------------------------------------------------------------|-------------------------------------|
| record    | the reference and date of the records this helper made     | make a record; add words, pictures  |
| summaries | of every record: the neutral line, dates, decision, status | the same                            |
| content   | the words, pictures, accounts, links and reasons, on asking | write the details                  |
| act       | the same                                                   | decide, report, put off reminders   |

Only the member takes out a sealed original, and only the member says what it did to them (impact).
"""

from dataclasses import dataclass
from datetime import date
from enum import IntEnum

from django.db.models import Q, QuerySet

from abuse_log.models import Incident
from portal.foundation.people.models import Delegation, Grade, Role, User
from portal.foundation.people.permissions import Deed, members_helped_by


class Reach(IntEnum):
    """How far somebody reaches into one record. Each holds those before it."""

    NOTHING = 0
    RECORD = 1
    SUMMARIES = 2
    CONTENT = 3
    ACT = 4
    OWN = 5


_REACH = {
    Grade.ACT: Reach.ACT,
    Grade.CONTENT: Reach.CONTENT,
    Grade.SUMMARIES: Reach.SUMMARIES,
    Grade.RECORD: Reach.RECORD,
}


def reach(user: User, member: User) -> Reach:
    """How far this user reaches into the records of this member, today."""
    if user.pk == member.pk:
        return Reach.OWN
    for grade, reached in _REACH.items():
        if members_helped_by(user, grade).filter(pk=member.pk).exists():
            return reached
    return Reach.NOTHING


def can_add(reached: Reach) -> bool:
    """May add words and pictures to a record that they see at all."""
    return reached >= Reach.RECORD


def can_see_line(reached: Reach) -> bool:
    """May see the neutral line, the dates, the decision and where reports stand."""
    return reached >= Reach.SUMMARIES


def can_read(reached: Reach) -> bool:
    """May ask for what is sealed, and write the details."""
    return reached >= Reach.CONTENT


def can_act(reached: Reach) -> bool:
    """May decide, note reports, and put off or decline reminders."""
    return reached >= Reach.ACT


def can_judge_impact(reached: Reach) -> bool:
    """Only the member says what it did to them."""
    return reached == Reach.OWN


def can_take_original(reached: Reach) -> bool:
    """May take out an original as it came, with all that is hidden in it."""
    return reached == Reach.OWN


@dataclass(frozen=True)
class May:
    """The answers for one user and one record, for a template."""

    add: bool
    see_line: bool
    read: bool
    act: bool
    judge: bool
    take_original: bool


def may(user: User, incident: Incident) -> May:
    """All answers at once. The caller has already found the record through `visible_to`."""
    reached = reach(user, incident.member)
    return May(
        add=can_add(reached),
        see_line=can_see_line(reached),
        read=can_read(reached),
        act=can_act(reached),
        judge=can_judge_impact(reached),
        take_original=can_take_original(reached),
    )


def members_to_record_for(user: User) -> QuerySet[User]:
    """In whose name this user may make a record: their own when in office, and of each member they help."""
    whose = Q(pk__in=members_helped_by(user, Grade.RECORD))
    if user.is_member:
        whose |= Q(pk=user.pk)
    return User.objects.filter(whose).order_by("full_name", "id")


def can_open_list(user: User) -> bool:
    """Members, their helpers, and who has a record of their own from a former term."""
    return members_to_record_for(user).exists() or Incident.objects.visible_to(user).exists()


def somebody_rings() -> bool:
    """Whether anybody holds the post of safety lead today; if not, the page must not offer a ring."""
    return User.objects.holding(Role.SAFETY_LEAD).exists()


def can_see_rings(user: User) -> bool:
    """Safety leads alone see who asks to be rung."""
    return user.has_role(Role.SAFETY_LEAD)


READS: dict[str, str] = {
    Grade.RECORD: "adds records, and reads only the reference and date of what they added",
    Grade.SUMMARIES: "sees the one line, the dates, the decision and where reports stand",
    Grade.CONTENT: "opens the words, pictures and accounts as well, and writes details",
    Grade.ACT: "opens all of it, decides, notes reports, and gets the reminders",
}


@dataclass(frozen=True)
class Helper:
    """One line of "who will read this"."""

    name: str
    reads: str
    until: date


def helpers_of(member: User) -> list[Helper]:
    """Who is helping this member today, by name, so that the page can say who reads what."""
    helping = Delegation.objects.in_force().filter(member=member).select_related("delegate")
    return [
        Helper(found.delegate.full_name, READS[found.grade], found.ends_on)
        for found in helping.order_by("delegate__full_name", "id")
    ]


def acting_helpers_of(member: User) -> list[User]:
    """Helpers who may act for this member today: they are reminded together with the member."""
    acting = Delegation.objects.in_force().filter(member=member, grade=Grade.ACT)
    helpers = User.objects.active().filter(pk__in=acting.values("delegate")).order_by("id")
    return [helper for helper in helpers if reach(helper, member) == Reach.ACT]


DEEDS: tuple[Deed, ...] = (
    Deed(
        "Keep a record of what was done to oneself, and open it", (Role.MEMBER,), "Nobody else, whatever their office."
    ),
    Deed("Help a member with their records", (Role.DELEGATE,), "As far as the member said, until the day they named."),
    Deed("See which member asks to be rung", (Role.SAFETY_LEAD,), "The name and the time; nothing of any record."),
)
