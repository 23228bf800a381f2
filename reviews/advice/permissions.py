"""Who may do what with a request: one small function a verb, all answered by the table in ``states``."""

from portal.foundation.people.models import Role, User
from portal.foundation.people.permissions import (
    COMMS,
    MONITORING_OFFICERS,
    Deed,
    is_comms,
    is_monitoring_officer,
    members_helped_by,
)
from reviews.advice.models import Answer, PrivateRoute, Request, SecondLook, Usefulness
from reviews.advice.models.routes import who_read_first
from reviews.advice.states import Part, State, Step, Verb, step_for

DEEDS: tuple[Deed, ...] = (
    Deed("Ask for advice, reply, close and withdraw", (Role.MEMBER,), "A delegate may, when the member lets them act."),
    Deed("Read an ordinary request that was sent", (Role.MEMBER, *COMMS), "The member their own. Nobody a draft."),
    Deed("Take a request, ask, answer, pass on or decline", COMMS, "Never a request of their own or of one they help."),
    Deed(
        "Read and answer what was passed on, and what is for the Monitoring Officer’s office only",
        MONITORING_OFFICERS,
        "Nothing else. Each look at a request for the office only is written down.",
    ),
    Deed("Write down for a member what they asked by telephone", COMMS, "Never for themselves or a member they help."),
    Deed(
        "Look at advice against a post before it goes out",
        COMMS,
        "Never whoever wrote it, or has a part in the request.",
    ),
    Deed("Keep the standard texts of the desk", (Role.COMMS_LEAD,), "The Communications Team reads and uses them."),
    Deed(
        "Say that they are away, and who covers",
        (*COMMS, *MONITORING_OFFICERS),
        "The lead also for a colleague at the desk. The cover sees nothing that they could not see before.",
    ),
    Deed("Name the deputy who reads first what is for the office only", MONITORING_OFFICERS),
    Deed(
        "Find that an answer still holds after a change of the guidance",
        (Role.COMMS_LEAD, *MONITORING_OFFICERS),
        "The lead for the Communications Team’s own answers; the office for what it sees.",
    ),
)
"""Lines of the page "Who may do what"."""


def parts(user: User, item: Request) -> frozenset[Part]:
    """In which parts the user may act on this request. A stake in it rules out advising on it, whatever the role."""
    if acts_for(user, item):
        return frozenset({Part.ASKER})
    if has_stake(user, item):
        return frozenset()
    found = set()
    if is_comms(user) and not item.office_only and item.submitted_at is not None:
        found.add(Part.ADVISER)
    if is_monitoring_officer(user) and item.escalated_at is not None and not is_kept_for_another(user, item):
        found.add(Part.OFFICE)
    return frozenset(found)


def is_kept_for_another(user: User, item: Request) -> bool:
    """Whether one deputy alone is to read it first, and the user is not that deputy."""
    if item.private_to_id in (None, user.pk):
        return False
    return who_read_first(user).filter(pk=item.private_to_id).exists()


def acts_for(user: User, item: Request) -> bool:
    """The member; or, for an ordinary request, a delegate who may act for the member today."""
    if item.member_id == user.pk:
        return True
    if item.office_only or (item.is_draft and item.asked_by_id != user.pk):
        return False
    return members_helped_by(user, "act").filter(pk=item.member_id).exists()


def has_stake(user: User, item: Request) -> bool:
    """Their own request, one they asked for somebody, or that of a member they help (whatever the grade)."""
    if user.pk in (item.member_id, item.asked_by_id):
        return True
    return members_helped_by(user, "record").filter(pk=item.member_id).exists()


def handles(user: User, item: Request) -> bool:
    """Stands on the side of those who advise."""
    return not parts(user, item).isdisjoint({Part.ADVISER, Part.OFFICE})


def step(user: User, item: Request, verb: Verb) -> Step | None:
    """The row of the table that lets the user do this now, if there is one."""
    if verb in (Verb.SUBMIT, Verb.REOPEN) and acts_for(user, item) and not item.member.is_member:
        return None
    return step_for(verb, item, by=user.pk, parts=parts(user, item))


def can_ask(user: User) -> bool:
    """Begin a request: a member in office, or somebody who may act for one."""
    return user.is_member or members_helped_by(user, "act").exists()


def members_to_ask_for(user: User) -> list[User]:
    """For whom the user may ask: themself first, when in office, then the members whom they may act for."""
    helped = list(members_helped_by(user, "act").order_by("full_name"))
    return [user, *helped] if user.is_member else helped


def can_see_desk(user: User) -> bool:
    return is_comms(user)


def can_see_office(user: User) -> bool:
    return is_monitoring_officer(user)


def can_log_call(user: User, member: User) -> bool:
    """Write down for a member what they asked on the telephone. Nobody in their own cause, or that of one they help."""
    if not is_comms(user) or user == member or not member.is_member:
        return False
    return not members_helped_by(user, "record").filter(pk=member.pk).exists()


def can_advise_on(user: User, item: Request) -> bool:
    """Whether a request may be handed to this person."""
    return Part.ADVISER in parts(user, item)


def can_see_reports(user: User) -> bool:
    """The numbers of the desk, which name nobody."""
    return user.has_role(Role.COMMS_LEAD, *MONITORING_OFFICERS)


def can_set_private_route(user: User) -> bool:
    return is_monitoring_officer(user)


def can_keep_texts(user: User) -> bool:
    """Write, change and end the standard texts of the desk."""
    return user.has_role(Role.COMMS_LEAD)


def can_keep_absence(user: User, person: User) -> bool:
    """Their own, as somebody who advises; a lead also that of anybody at the desk."""
    if user == person:
        return is_comms(user) or is_monitoring_officer(user)
    return user.has_role(Role.COMMS_LEAD) and is_comms(person)


def can_cover(user: User, person: User) -> bool:
    """A colleague of the same desk."""
    same_desk = is_comms(user) and is_comms(person)
    same_office = is_monitoring_officer(user) and is_monitoring_officer(person)
    return user != person and (same_desk or same_office)


def can_take_second_look(user: User, look: SecondLook) -> bool:
    """A colleague at the desk, never who wrote the answer."""
    if look.item.is_withdrawn or look.by_id is not None:
        return False
    return user.pk != look.asked_by_id and Part.ADVISER in parts(user, look.item)


def can_say_helped(user: User, item: Request) -> bool:
    """The member once, when there is an answer."""
    is_over = item.state in (State.ANSWERED, State.CLOSED) and item.answered_at is not None
    return is_over and item.member_id == user.pk and not Usefulness.objects.filter(item=item).exists()


def can_edit(user: User, item: Request) -> bool:
    """Change a draft."""
    return item.is_draft and acts_for(user, item)


def can_note(user: User, item: Request) -> bool:
    return handles(user, item) and not item.is_withdrawn


def can_confirm_answer(user: User, answer: Answer) -> bool:
    """Find that an answer still holds, though a point that it cites has changed."""
    return Answer.objects.confirmable_by(user).filter(pk=answer.pk).exists()


def can_look_at_touched(user: User) -> bool:
    """See the list of answers that changes of the guidance touch; which of them, says `handled_by`."""
    return is_comms(user) or is_monitoring_officer(user)


def can_submit(user: User, item: Request) -> bool:
    return step(user, item, Verb.SUBMIT) is not None


def can_claim(user: User, item: Request) -> bool:
    return step(user, item, Verb.CLAIM) is not None


def can_ask_member(user: User, item: Request) -> bool:
    return step(user, item, Verb.ASK_MEMBER) is not None


def can_reply(user: User, item: Request) -> bool:
    return step(user, item, Verb.REPLY) is not None


def can_answer(user: User, item: Request) -> bool:
    return step(user, item, Verb.ANSWER) is not None


def can_escalate(user: User, item: Request) -> bool:
    return step(user, item, Verb.ESCALATE) is not None


def can_accept(user: User, item: Request) -> bool:
    return step(user, item, Verb.ACCEPT) is not None


def can_return_to_desk(user: User, item: Request) -> bool:
    return step(user, item, Verb.RETURN_TO_DESK) is not None


def can_answer_as_mo(user: User, item: Request) -> bool:
    return step(user, item, Verb.ANSWER_AS_MO) is not None


def can_ask_member_as_mo(user: User, item: Request) -> bool:
    return step(user, item, Verb.ASK_MEMBER_AS_MO) is not None


def can_close(user: User, item: Request) -> bool:
    return step(user, item, Verb.CLOSE) is not None


def can_withdraw(user: User, item: Request) -> bool:
    return step(user, item, Verb.WITHDRAW) is not None


def can_decline(user: User, item: Request) -> bool:
    return step(user, item, Verb.DECLINE) is not None


def can_hand_over(user: User, item: Request) -> bool:
    return step(user, item, Verb.HAND_OVER) is not None


def can_follow_up(user: User, item: Request) -> bool:
    return step(user, item, Verb.FOLLOW_UP) is not None


def can_reopen(user: User, item: Request) -> bool:
    return step(user, item, Verb.REOPEN) is not None


def can_ask_anew(user: User, item: Request) -> bool:
    """Begin another, linked to one that is over and too old to be asked about or opened again."""
    if item.is_draft or item.is_open or not acts_for(user, item) or item.member not in members_to_ask_for(user):
        return False
    return not can_follow_up(user, item) and not can_reopen(user, item)


def can_redirect(user: User, item: Request) -> bool:
    return step(user, item, Verb.REDIRECT) is not None


def can_mark_duplicate(user: User, item: Request) -> bool:
    return step(user, item, Verb.MARK_DUPLICATE) is not None


def can_share_with_mo(user: User, item: Request) -> bool:
    return step(user, item, Verb.SHARE_WITH_MO) is not None


def can_close_answered(user: User, item: Request) -> bool:
    """Only the portal does it, when its time has come."""
    return step(user, item, Verb.CLOSE_ANSWERED) is not None


def can_close_unanswered(user: User, item: Request) -> bool:
    """Only the portal does it, when its time has come."""
    return step(user, item, Verb.CLOSE_UNANSWERED) is not None


def first_reader(item: Request) -> User | None:
    """The deputy who alone reads what is for the office only: the one it went to, or would go to if sent now."""
    if not item.is_draft:
        return item.private_to
    deputy = PrivateRoute.objects.all().deputy()
    return None if deputy is None or has_stake(deputy, item) else deputy
