"""Rows that an action holds until it is done.

Always in this order, so that two actions never wait for each other: the grants of administrators, a request
or invitation, a person, what belongs to that person.
"""

from portal.foundation.people.actions.refusals import LastAdministrator
from portal.foundation.people.models import Role, RoleGrant, User


def as_now(by: User) -> User:
    """The actor as the database knows them now: roles are read once a request, and may have been taken since."""
    return User.objects.get(pk=by.pk)


def lock_person(user: User) -> User:
    """The person as they are now, held until the transaction ends; whatever changes their roles holds them.

    Not their key: the audit of anything else that they do at this moment refers to it, and would wait in a circle
    with the audit of what is done here.
    """
    return User.objects.select_for_update(no_key=True).get(pk=user.pk)


def lock_administrators() -> None:
    """Administrators are taken away one at a time, so that two who end each other cannot both succeed."""
    grants = RoleGrant.objects.not_ended().filter(role=Role.ADMINISTRATOR)
    list(grants.select_for_update().order_by("pk"))


def keep_an_administrator(leaving: User) -> None:
    """Raises ``LastAdministrator`` when nobody else could administer. The caller holds the administrators."""
    if not User.objects.holding(Role.ADMINISTRATOR).exclude(pk=leaving.pk).exists():
        raise LastAdministrator
