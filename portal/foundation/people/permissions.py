"""Who may do what with accounts, roles, offices and delegations.

================================================  ===========================================================
Deed                                              Who
================================================  ===========================================================
see everybody's account                           administrator, Monitoring Officer, deputy, auditor (reads)
see one's own account                             everybody
invite, cancel an invitation                      administrator
give an ordinary role                             administrator, never to themself
end an ordinary role                              administrator (the last administrator stays)
ask to give or end a sensitive role, or to        administrator, Monitoring Officer, deputy;
reset the second factor of its holder             never about themself
confirm that                                      another of these, of another origin, not the person concerned
refuse that                                       any of these but the person concerned; the asker withdraws it
keep wards and terms of office                    administrator; no term for themself
close and reopen an account                       administrator; never their own, no holder of a sensitive role
reset the second factor of anybody else           administrator; never their own
appoint a delegate                                the member, for themself
end a delegation                                  the member, or the delegate who steps down
================================================  ===========================================================

Sensitive roles: Monitoring Officer, deputy, safety lead, information governance, auditor.

**Of another origin**: an administrator may invite a second account of their own and make it an administrator.
That is still one person. So the two who decide must not owe their standing to each other, to the same third
administrator, or to the person concerned. An administrator made on the server (``create_administrator``) and a
Monitoring Officer (made by two people) stand on their own. The first Monitoring Officer of a deployment hence
needs two administrators made on the server.

Every function is pure: it reads, and answers. The actions ask it again under their locks.
"""

import uuid
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.utils import timezone

from portal.foundation.people.models import (
    ORDINARY_ROLES,
    SEES_EVERYBODY,
    SENSITIVE_ROLES,
    Delegation,
    Grade,
    Role,
    RoleGrant,
    SensitiveRequest,
    User,
)

COMMS: tuple[Role, ...] = (Role.COMMS_ADVISER, Role.COMMS_LEAD)
MONITORING_OFFICERS: tuple[Role, ...] = (Role.MONITORING_OFFICER, Role.DEPUTY_MONITORING_OFFICER)
DECIDES_SENSITIVE: tuple[Role, ...] = (Role.ADMINISTRATOR, *MONITORING_OFFICERS)
JUDGES_MEMBERS: tuple[Role, ...] = (*MONITORING_OFFICERS, Role.INDEPENDENT_PERSON, Role.INVESTIGATOR)
"""Those who may come to judge a member never act for one."""


@dataclass(frozen=True)
class Deed:
    """One line of the page "Who may do what". Each room keeps its own table of these."""

    words: str
    roles: tuple[str, ...]
    note: str = ""

    def labels(self) -> tuple[str, ...]:
        return tuple(Role(role).label for role in self.roles)


DEEDS: tuple[Deed, ...] = (
    Deed("See everybody's account and roles", SEES_EVERYBODY, "Everybody sees their own."),
    Deed("Invite somebody, and cancel an invitation", (Role.ADMINISTRATOR,)),
    Deed("Give or end an ordinary role", (Role.ADMINISTRATOR,), "Nobody gives themself a role."),
    Deed(
        "Give or end a sensitive role, or reset the second factor of its holder",
        DECIDES_SENSITIVE,
        "Two people: one asks, another confirms, and neither is the person concerned.",
    ),
    Deed("Keep wards and terms of office", (Role.ADMINISTRATOR,), "A member's access ends with their term."),
    Deed(
        "Close or reopen an account, or reset a second factor",
        (Role.ADMINISTRATOR,),
        "Never their own. The holder of a sensitive role loses that role first, by two people.",
    ),
    Deed("Appoint a delegate", (Role.MEMBER,), "For themself only, for a year at most."),
    Deed("End a delegation", (Role.MEMBER, Role.DELEGATE), "The member, or the delegate who steps down."),
)


# --- what other rooms ask ----------------------------------------------------------------------------------


def is_comms(user: User) -> bool:
    return user.has_role(*COMMS)


def is_monitoring_officer(user: User) -> bool:
    """The Monitoring Officer or a deputy."""
    return user.has_role(*MONITORING_OFFICERS)


def members_helped_by(user: User, grade: str) -> QuerySet[User]:
    """The members in office whom the user helps today, with at least that grade.

    Nobody who is a member, a political assistant, or no longer a delegate helps anyone, whatever was agreed.
    """
    if not may_help_members(user):
        return User.objects.none()
    helping = Delegation.objects.in_force().filter(delegate=user, grade__in=Grade.at_least(grade))
    return User.objects.holding(Role.MEMBER).filter(pk__in=helping.values("member"))


def last_day_in_office(user: User) -> date | None:
    """The last day on which they were, are or will be a member (Europe/London); None for who never was one."""
    days = [
        min(term.ends_on, _last_day_of(grant))
        for grant in user.grants.filter(role=Role.MEMBER)
        for term in user.terms.all()
        if max(term.starts_on, grant.starts_on) <= min(term.ends_on, _last_day_of(grant))
    ]
    return max(days, default=None)


def _last_day_of(grant: RoleGrant) -> date:
    """A role that somebody ended counts to that day."""
    ended = timezone.localdate(grant.ended_at) if grant.ended_at else date.max
    return min(ended, grant.ends_on or date.max)


def may_help_members(user: User) -> bool:
    """Can be a delegate today: holds that role, is no member or political assistant, and judges no member."""
    if user.is_political_assistant or not user.has_role(Role.DELEGATE):
        return False
    return not user.has_role(Role.MEMBER, *JUDGES_MEMBERS)


# --- accounts ----------------------------------------------------------------------------------------------


def can_see_people(user: User) -> bool:
    return user.has_role(*SEES_EVERYBODY)


def can_keep_people(user: User) -> bool:
    """Invite, give ordinary roles, keep wards and terms, close accounts."""
    return user.has_role(Role.ADMINISTRATOR)


def can_close_account(user: User, person: User) -> bool:
    return can_keep_people(user) and user != person and not person.has_role(*SENSITIVE_ROLES)


def can_reset_second_factor(user: User, person: User) -> bool:
    return can_close_account(user, person)


# --- roles -------------------------------------------------------------------------------------------------


def can_give_roles(user: User, person: User) -> bool:
    return can_keep_people(user) and user != person


def can_grant_role(user: User, person: User, role: str) -> bool:
    return can_give_roles(user, person) and role in ORDINARY_ROLES


def can_end_role(user: User, grant: RoleGrant) -> bool:
    return can_keep_people(user) and grant.role in ORDINARY_ROLES and grant.ended_at is None


def can_ask_sensitive(user: User, person: User) -> bool:
    return user.has_role(*DECIDES_SENSITIVE) and user != person


def can_confirm_sensitive(user: User, request: SensitiveRequest) -> bool:
    if not user.has_role(*DECIDES_SENSITIVE) or user in (request.asked_by, request.user):
        return False
    return request.is_waiting and are_two_people(request.asked_by, user, about=request.user)


def can_refuse_sensitive(user: User, request: SensitiveRequest) -> bool:
    return request.is_waiting and user != request.user and user.has_role(*DECIDES_SENSITIVE)


def are_two_people(one: User, other: User, *, about: User) -> bool:
    """Neither owes their standing to the other, to the same third person, or to the person concerned."""
    origins = {_origin(one), _origin(other)}
    return len(origins) == 2 and about.pk not in origins


def _origin(user: User) -> uuid.UUID:
    """Who first made this administrator one, followed back to somebody who stands on their own.

    The first grant, not the latest: two who end and renew each other's role stay what they were.
    """
    seen = {user.pk}
    while not user.has_role(*MONITORING_OFFICERS):
        given = user.grants.filter(role=Role.ADMINISTRATOR).order_by("granted_at", "pk").first()
        if given is None or given.granted_by is None or given.granted_by.pk in seen:
            break
        user = given.granted_by
        seen.add(user.pk)
    return user.pk


# --- delegations -------------------------------------------------------------------------------------------


def can_appoint_delegate(user: User) -> bool:
    return user.is_member


def can_revoke_delegation(user: User, delegation: Delegation) -> bool:
    return delegation.revoked_at is None and user.pk in (delegation.member_id, delegation.delegate_id)


def people_who_may_help(member: User) -> QuerySet[User]:
    """Whom the member may choose: delegates who are no members, no assistants, and judge no members."""
    barred = User.objects.holding(Role.MEMBER, *JUDGES_MEMBERS)
    return (
        User.objects.holding(Role.DELEGATE)
        .filter(is_political_assistant=False)
        .exclude(pk=member.pk)
        .exclude(pk__in=barred.values("pk"))
    )
