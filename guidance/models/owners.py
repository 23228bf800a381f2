"""Who may own a document."""

from django.db import models

from portal.foundation.people.models import Role


class OwnerRole(models.TextChoices):
    """Roles that may own a document. A role, since a person may have left when the day comes."""

    MONITORING_OFFICER = Role.MONITORING_OFFICER.value, Role.MONITORING_OFFICER.label
    DEPUTY_MONITORING_OFFICER = Role.DEPUTY_MONITORING_OFFICER.value, Role.DEPUTY_MONITORING_OFFICER.label
    COMMS_LEAD = Role.COMMS_LEAD.value, Role.COMMS_LEAD.label
    COMMS_ADVISER = Role.COMMS_ADVISER.value, Role.COMMS_ADVISER.label
    SAFETY_LEAD = Role.SAFETY_LEAD.value, Role.SAFETY_LEAD.label
    INFORMATION_GOVERNANCE = Role.INFORMATION_GOVERNANCE.value, Role.INFORMATION_GOVERNANCE.label
