"""Who may change the guidance. Reading it needs nobody's leave: it is public."""

from portal.foundation.people.models import Role, User


def can_publish(user: User) -> bool:
    """Whether this person may import an adopted text, bring it into force or withdraw it."""
    return user.has_role(Role.COMMS_LEAD, Role.MONITORING_OFFICER, Role.DEPUTY_MONITORING_OFFICER)
