"""Accounts open by invitation only."""

from allauth.account.models import EmailAddress
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from portal.foundation.audit import actions as audit
from portal.foundation.outbox import actions as outbox
from portal.foundation.people.actions.refusals import InvitationClosed, Refused
from portal.foundation.people.models import Invitation, Role, RoleGrant, User
from portal.foundation.people.models.invitations import LIFETIME
from portal.foundation.people.permissions import can_keep_people

AT_THE_SERVER = "Made on the server"
STILL_OPEN = "This address has an invitation that is still open. Cancel it first to send another."


@transaction.atomic
def invite(
    *, email: str, full_name: str, roles: list[str], by: User, is_political_assistant: bool = False
) -> Invitation:
    """Invite somebody, with ordinary roles at most. The link goes out by mail.

    Raises ``Refused`` when the address has an account or an invitation that still holds.
    """
    if not can_keep_people(by):
        raise PermissionDenied
    invitation = _open_invitation(email, full_name, roles, invited_by=by, assistant=is_political_assistant)
    outbox.add(
        "people.invitation",
        key=f"people.invitation:{invitation.pk}",
        payload={"invitation": str(invitation.pk)},
    )
    audit.record("people.invited", by=by, about=invitation, data={"roles": ",".join(roles)})
    return invitation


@transaction.atomic
def invite_administrator_at_the_server(*, email: str, full_name: str) -> Invitation:
    """For the command ``create_administrator``: nobody invites, so the account stands on its own.

    Asked again for the same address, it renews the fourteen days. Raises ``Refused`` when the address has an
    account, or an invitation from somebody.
    """
    earlier = Invitation.objects.select_for_update().not_closed().filter(email__iexact=email.strip()).first()
    if earlier is not None and earlier.invited_by_id is None:
        earlier.expires_at = timezone.now() + LIFETIME
        earlier.save(update_fields=["expires_at"])
        return earlier
    invitation = _open_invitation(email, full_name, [Role.ADMINISTRATOR], invited_by=None, assistant=False)
    audit.record("people.invited", by=None, about=invitation, data={"roles": Role.ADMINISTRATOR.value})
    return invitation


def _open_invitation(
    email: str, full_name: str, roles: list[str], *, invited_by: User | None, assistant: bool
) -> Invitation:
    email = email.strip().lower()
    if User.objects.filter(email__iexact=email).exists():
        raise Refused("There is already an account with this email address.")
    for earlier in Invitation.objects.select_for_update().not_closed().filter(email__iexact=email):
        if not earlier.has_expired or invited_by is None:
            raise Refused(STILL_OPEN)
        _cancel(earlier, by=invited_by)
    invitation = Invitation(
        email=email,
        full_name=full_name.strip(),
        roles=roles,
        is_political_assistant=assistant,
        invited_by=invited_by,
        note="" if invited_by else AT_THE_SERVER,
    )
    try:
        with transaction.atomic():
            invitation.save()
    except IntegrityError as two_at_once:
        raise Refused(STILL_OPEN) from two_at_once
    return invitation


def _cancel(invitation: Invitation, *, by: User) -> None:
    invitation.cancelled_at = timezone.now()
    invitation.cancelled_by = by
    invitation.save(update_fields=["cancelled_at", "cancelled_by"])


@transaction.atomic
def cancel_invitation(invitation: Invitation, *, by: User) -> None:
    """The link stops working at once. Raises ``InvitationClosed`` when it was used or cancelled before."""
    if not can_keep_people(by):
        raise PermissionDenied
    locked = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if locked.is_closed:
        raise InvitationClosed("This invitation was already used or cancelled.")
    _cancel(locked, by=by)
    audit.record("people.invitation_cancelled", by=by, about=locked)


@transaction.atomic
def accept_invitation(invitation: Invitation, *, password: str) -> User:
    """Open the account: the person, their verified address, and the roles proposed. Works once.

    The link reached that address, so the address is verified. Raises ``InvitationClosed``.
    """
    locked = Invitation.objects.select_for_update(of=("self",)).select_related("invited_by").get(pk=invitation.pk)
    if not locked.is_open:
        raise InvitationClosed("This invitation was used, cancelled or has expired.")
    if User.objects.filter(email__iexact=locked.email).exists():
        raise InvitationClosed("This address has an account by now.")
    user = User.objects.create_user(locked.email, locked.full_name, password)
    if locked.is_political_assistant:
        user.is_political_assistant = True
        user.save(update_fields=["is_political_assistant"])
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    today = timezone.localdate()
    RoleGrant.objects.bulk_create(
        RoleGrant(user=user, role=role, starts_on=today, granted_by=locked.invited_by, note=locked.note)
        for role in locked.roles
    )
    locked.accepted_at = timezone.now()
    locked.account = user
    locked.save(update_fields=["accepted_at", "account"])
    audit.record("people.joined", by=user, about=user, data={"invitation": str(locked.pk)})
    return user
