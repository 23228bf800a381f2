"""Who may change the guidance, confirm it, and look after it. Reading it needs nobody's leave: it is public."""

from guidance.models import EDITORS, Document, Edition, Feedback, OwnerRole
from portal.foundation.people.models import Role, User
from portal.foundation.people.permissions import (
    COMMS,
    MONITORING_OFFICERS,
    Deed,
    is_comms,
    is_monitoring_officer,
    may_help_members,
)

PUBLISHERS = (Role.COMMS_LEAD, *MONITORING_OFFICERS)
OWNERS = tuple(Role(role) for role in OwnerRole.values)

DEEDS: tuple[Deed, ...] = (
    Deed("Write on a draft of the guidance, or import one", EDITORS),
    Deed("Approve a draft of the guidance", PUBLISHERS, "Never their own. Law and Code: the Monitoring Officer."),
    Deed("Publish an approved draft, or withdraw an edition", PUBLISHERS),
    Deed("See what readers searched for in vain", PUBLISHERS, "Words, days and counts; nobody is named."),
    Deed("Confirm the guidance in force", (Role.MEMBER,), "For themself only."),
    Deed("Keep a draft to sleep on", (Role.MEMBER,), "Nobody else sees it, in any role."),
    Deed("See how many members have confirmed the guidance", (*COMMS, *MONITORING_OFFICERS), "Numbers, no names."),
    Deed("See who confirmed which edition, when, and with which statement", MONITORING_OFFICERS),
    Deed("Write the statement that members confirm", MONITORING_OFFICERS),
    Deed("Say what is wrong at a point of the guidance", (Role.MEMBER, Role.DELEGATE), "Only editors see it."),
    Deed("See that feedback, reply to it, and close it", EDITORS, "The sender sees their own."),
    Deed("See when each document is to be reviewed", OWNERS),
    Deed("Set who owns a document and when it is reviewed next", PUBLISHERS),
    Deed("Note that a document was reviewed and stays as it is", OWNERS, "Its owner, or who may publish."),
)
"""Lines of the page "Who may do what"."""


def can_edit(user: User) -> bool:
    """Whether this person may write on drafts, import a text as one, and see them."""
    return user.has_role(*EDITORS)


def is_author(user: User, edition: Edition) -> bool:
    """Whether this person began the edition or wrote on it."""
    return edition.created_by_id == user.pk or edition.edits.filter(by=user).exists()


def can_approve(user: User, edition: Edition) -> bool:
    """Those who publish, but nobody who wrote on it."""
    return can_publish(user) and not is_author(user, edition)


def can_discard(user: User, edition: Edition) -> bool:
    """Throw a draft away: who began it, and those who publish."""
    return can_publish(user) or (can_edit(user) and edition.created_by_id == user.pk)


def can_publish(user: User) -> bool:
    """Whether this person may bring an approved draft into force, or withdraw an edition."""
    return user.has_role(*PUBLISHERS)


def can_sleep_on(user: User) -> bool:
    """Members in office, for themselves. What is kept then is theirs, whatever becomes of the office."""
    return user.is_member


def can_confirm(user: User) -> bool:
    """Members in office, for themselves. A delegate cannot confirm for a member."""
    return user.is_member


def can_count_confirmations(user: User) -> bool:
    return is_comms(user) or is_monitoring_officer(user)


def can_see_who_confirmed(user: User) -> bool:
    return is_monitoring_officer(user)


def can_write_statement(user: User) -> bool:
    return is_monitoring_officer(user)


def can_see_reviews(user: User) -> bool:
    return user.has_role(*OWNERS)


def can_plan_review(user: User) -> bool:
    """Set the owner and the next date."""
    return can_publish(user)


def can_note_review(user: User, document: Document) -> bool:
    """Note "reviewed, no change"."""
    return can_publish(user) or user.has_role(document.owner_role)


def can_give_feedback(user: User) -> bool:
    """Members in office, and whoever helps one today."""
    return user.is_member or may_help_members(user)


def can_answer_feedback(user: User) -> bool:
    return user.has_role(*EDITORS)


def can_close_feedback(user: User, feedback: Feedback) -> bool:
    """Editors while it is not closed; the sender, as long as nobody has replied."""
    if feedback.state == Feedback.State.CLOSED:
        return False
    return can_answer_feedback(user) or (feedback.by_id == user.pk and feedback.state == Feedback.State.OPEN)
