"""Who may hold, hand out and dispose of records. A room narrows this to what the person may see of it."""

from portal.foundation.records.models import Disclosure, Disposal, Hold
from portal.foundation.records.rooms import Officer, room_of

GOVERNANCE = "information_governance"
OFFICE = ("monitoring_officer", "deputy_monitoring_officer")
LEAD = "comms_lead"


def can_enter(user: Officer) -> bool:
    """The records office: holds, disclosures, disposals."""
    return user.has_role(GOVERNANCE, *OFFICE)


def can_lift(user: Officer, hold: Hold) -> bool:
    """Who may read what it is for: whoever may open the record, and whoever placed it. A hold of the Monitoring
    Officer’s office on what is that office’s only is nobody else’s to read or lift.
    """
    if not can_enter(user) or room_of(hold.about_kind).card_of(user, hold.about_id) is None:
        return False
    room = room_of(hold.about_kind)
    if room.is_never_opened and user.has_role(GOVERNANCE):
        return True
    if room.is_never_opened and hold.about_id in room.known(user, [hold.about_id], True):
        return True
    return hold.placed_by_id == user.pk or room.can_open(user, hold.about_id)


def can_see_due(user: Officer) -> bool:
    """What is due, as far as it is theirs: the lead sees the desk's, and may ask to keep it longer."""
    return user.has_role(GOVERNANCE, LEAD, *OFFICE)


def holders_of(user: Officer) -> tuple[str, ...]:
    """Whose records this person sees on the list of what is due: never those of a member alone."""
    found = set()
    if user.has_role(GOVERNANCE):
        found |= {Disposal.Holder.DESK, Disposal.Holder.OFFICE, Disposal.Holder.COUNCIL}
    if user.has_role(LEAD):
        found.add(Disposal.Holder.DESK)
    if user.has_role(*OFFICE):
        found |= {Disposal.Holder.OFFICE, Disposal.Holder.COUNCIL}
    return tuple(sorted(found))


def can_keep_longer(user: Officer, disposal: Disposal) -> bool:
    is_open = disposal.state in (Disposal.State.COMING, Disposal.State.PROPOSED)
    if is_open and room_of(disposal.about_kind).is_owner(user, disposal.about_id):
        return True
    return is_open and disposal.holder in holders_of(user) and knows(user, disposal)


def can_approve(user: Officer, disposal: Disposal) -> bool:
    """Information governance; of what is the Monitoring Officer's office's alone, that office. Never their own."""
    if disposal.state != Disposal.State.PROPOSED or not knows(user, disposal):
        return False
    return user.has_role(*approvers_of(disposal.holder))


def approvers_of(holder: str) -> tuple[str, ...]:
    """Nobody for what is its member's alone: no officer knows that it is there."""
    if holder == Disposal.Holder.MEMBER:
        return ()
    return OFFICE if holder == Disposal.Holder.OFFICE else (GOVERNANCE,)


def knows(user: Officer, disposal: Disposal) -> bool:
    """Whether the room lets them know that the record is there, which it does not in their own cause."""
    if user.has_role(LEAD) and not can_enter(user):
        return disposal.holder == Disposal.Holder.DESK
    return room_of(disposal.about_kind).card_of(user, disposal.about_id) is not None


def can_change_retention(user: Officer) -> bool:
    return user.has_role(GOVERNANCE)


def can_disclose(user: Officer, disclosure: Disclosure) -> bool:
    """Work on an export: whoever may open the record. After its disposal nobody can; its line in the log stays."""
    return can_enter(user) and room_of(disclosure.about_kind).can_open(user, disclosure.about_id)
