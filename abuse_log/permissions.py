"""Who may do what with a record. The member all; a helper by the grade that the member gave; nobody else anything.

| grade     | sees                                                       | may                                 |
|-----------|------------------------------------------------------------|-------------------------------------|
| record    | the reference and date of the records this helper made     | make a record; add words, pictures  |
| summaries | of every record: the neutral line, dates, decision, status | the same                            |
| content   | the words, pictures, accounts, links and reasons, on asking | write the details                  |
| act       | the same                                                   | decide, report, put off reminders   |

Only the member takes out a sealed original, says what it did to them (impact), and shares it.

An officer reads what is shared with their office, today, as far as it is shared, and writes nothing in it, but for
words and files in a record to which its member lets them add: which addresses are open to them is one list
(`abuse_log.views.common`), which fields each office reads there is one table (`abuse_log.evidence.fields_for`), and the
actions ask for a helper's grade, or that consent, besides.
Who is both may what a helper may and read what an officer may, and nothing that neither may.
"""

from dataclasses import dataclass
from datetime import date
from enum import IntEnum

from django.db.models import Q, QuerySet

from abuse_log.models import Consent, Incident, Share, Spared
from abuse_log.sharing.models import audiences_of
from abuse_log.sharing.states import Extent
from portal.foundation.people.models import Delegation, Grade, Role, User
from portal.foundation.people.permissions import COMMS, MONITORING_OFFICERS, Deed, members_helped_by


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
    """How far this user reaches into the records of this member, today. Who has left office changes nothing."""
    if user.pk == member.pk:
        return Reach.OWN if user.is_member else Reach.NOTHING
    for grade, reached in _REACH.items():
        if members_helped_by(user, grade).filter(pk=member.pk).exists():
            return reached
    return Reach.NOTHING


def kept_reach(user: User, incident: Incident) -> Reach:
    """How far this user reaches into this record as its member or a helper; no share counts here.

    A helper who only records reaches what they made themself.
    """
    reached = reach(user, incident.member)
    return Reach.NOTHING if reached == Reach.RECORD and incident.recorded_by_id != user.pk else reached


def shared_reach(user: User, incident: Incident) -> Reach:
    """How far an officer reaches into a record that is shared with an office of theirs. Content needs the officer's
    own consent too.
    """
    extents = set(Share.objects.visible_to(user).filter(incident=incident).values_list("extent", flat=True))
    if Extent.CONTENT in extents and not is_spared(user):
        return Reach.CONTENT
    return Reach.SUMMARIES if extents else Reach.NOTHING


def may_add_by_consent(user: User, incident: Incident) -> bool:
    """An officer whom the member lets add to this record, today, while it is shared with an office of theirs.

    Not when its member has left office: they could end it no more.
    """
    return incident.member.is_member and Consent.objects.letting(user).filter(incident=incident).exists()


def is_spared(user: User) -> bool:
    """Said that they want to be shown no content for now."""
    return Spared.objects.filter(officer=user).exists()


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


def can_share(reached: Reach) -> bool:
    """Only the member says who else reads it."""
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
    share: bool
    take_original: bool
    is_officer: bool
    """Sees more by a share than as a helper, and that as officers are shown it."""
    has_left: bool = False
    """Their own, after their term: reads it and takes it along."""


def may(user: User, incident: Incident, *, by_share: bool = True) -> May:
    """All answers at once. The caller has already found the record through `visible_to`.

    `by_share` False: as a helper alone, whatever is shared with an office of theirs.
    """
    if user.pk == incident.member_id and not user.is_member:
        return LEFT
    reached = kept_reach(user, incident)
    asks_shares = by_share and reached < Reach.CONTENT
    shared = shared_reach(user, incident) if asks_shares else Reach.NOTHING
    seen = max(reached, shared)
    return May(
        add=can_add(reached) or (shared > reached and may_add_by_consent(user, incident)),
        see_line=can_see_line(seen),
        read=can_read(seen),
        act=can_act(reached),
        judge=can_judge_impact(reached),
        share=can_share(reached),
        take_original=can_take_original(reached),
        is_officer=shared > reached,
    )


LEFT = May(
    add=False, see_line=True, read=True, act=False, judge=False, share=False, take_original=True, is_officer=False,
    has_left=True,
)  # fmt: skip


def members_to_record_for(user: User) -> QuerySet[User]:
    """In whose name this user may make a record: their own when in office, and of each member they help."""
    whose = Q(pk__in=members_helped_by(user, Grade.RECORD))
    if user.is_member:
        whose |= Q(pk=user.pk)
    return User.objects.filter(whose).order_by("full_name", "id")


def can_open_list(user: User) -> bool:
    """Members, their helpers, and who has a record of their own from a former term.

    Asked on every page: of a member in office without a query.
    """
    return user.is_member or members_helped_by(user, Grade.RECORD).exists() or Incident.objects.kept_by(user).exists()


def somebody_rings() -> bool:
    """Whether anybody holds the post of safety lead today; if not, the page must not offer a ring."""
    return User.objects.holding(Role.SAFETY_LEAD).exists()


def can_see_rings(user: User) -> bool:
    """Safety leads alone see who asks to be rung."""
    return user.has_role(Role.SAFETY_LEAD)


def can_see_numbers(user: User) -> bool:
    """Counts and the monthly briefing: safety leads, and the Monitoring Officer's office."""
    return user.has_role(Role.SAFETY_LEAD, *MONITORING_OFFICERS)


def can_be_shared_with(user: User) -> bool:
    """Holds an office with which a member may share."""
    return bool(audiences_of(user))


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


def readers_of(member: User) -> list[User]:
    """Helpers who may look through the records of this member today, in the member's stead."""
    helping = Delegation.objects.in_force().filter(member=member, grade__in=Grade.at_least(Grade.CONTENT))
    helpers = User.objects.active().filter(pk__in=helping.values("delegate")).order_by("full_name", "id")
    return [helper for helper in helpers if can_read(reach(helper, member))]


def acting_helpers_of(member: User) -> list[User]:
    """Helpers who may act for this member today: they are reminded together with the member."""
    acting = Delegation.objects.in_force().filter(member=member, grade=Grade.ACT)
    helpers = User.objects.active().filter(pk__in=acting.values("delegate")).order_by("id")
    return [helper for helper in helpers if reach(helper, member) == Reach.ACT]


DEEDS: tuple[Deed, ...] = (
    Deed(
        "Keep a record of what was done to oneself, and open it",
        (Role.MEMBER,),
        "Nobody else, whatever their office, unless the member shares it.",
    ),
    Deed(
        "Erase a record of one’s own, keep it longer than its time, and take all of one’s own along",
        (Role.MEMBER,),
        "To erase: while it is shared with nobody and no hold stands. Who has left takes along for 30 days.",
    ),
    Deed(
        "Read a record that its member shared with their office",
        (Role.SAFETY_LEAD, *MONITORING_OFFICERS, *COMMS),
        "As far as the member said, until the day they named. Their list shows no word of it; each opening of the "
        "record is written down and shown to the member.",
    ),
    Deed(
        "Add words and files to a shared record, with the consent of its member",
        (Role.SAFETY_LEAD, *MONITORING_OFFICERS, *COMMS),
        "One named officer, one record, until a day; the member sees each act and ends it at once.",
    ),
    Deed(
        "See numbers of shared records, and the monthly briefing",
        (Role.SAFETY_LEAD, *MONITORING_OFFICERS),
        "No private record is in any of them.",
    ),
    Deed("Answer a request about a sensitive interest", MONITORING_OFFICERS, "Never their own."),
    Deed("Help a member with their records", (Role.DELEGATE,), "As far as the member said, until the day they named."),
    Deed("See which member asks to be rung", (Role.SAFETY_LEAD,), "The name and the time; nothing of any record."),
)
