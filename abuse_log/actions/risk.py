"""Let the rules raise the risk of a record, and let a person set it."""

from django.db import transaction

from abuse_log import risk
from abuse_log.actions.common import acting_for, lock, next_number, reach_into, require
from abuse_log.actions.refusals import Changed
from abuse_log.models import Incident, RiskLevel
from abuse_log.models.risk import facts_of
from abuse_log.permissions import can_act
from abuse_log.taxonomy import Risk
from portal.foundation.audit.actions import record
from portal.foundation.people.models import User


def raise_by_rules(incident: Incident) -> RiskLevel | None:
    """Add a level when the rules ask for a higher one than stands. The caller holds the lock of the record."""
    rows = list(incident.risk_levels.all())
    standing = rows[0].level if rows else Risk.RECORD
    weighed = next((row.rules for row in rows if row.set_by_id is not None), [])
    rules = risk.raised(facts_of(incident), aside=weighed, standing=standing)
    if not rules:
        return None
    raised = RiskLevel.objects.create(
        incident=incident,
        number=next_number(rows[0].number if rows else None),
        level=max(rule.level for rule in rules),
        rules=[rule.code for rule in rules],
    )
    record("record.risk_raised", by=None, about=incident, data={"risk": raised.number})
    return raised


@transaction.atomic
def set_risk(*, incident: Incident, by: User, version: int, level: Risk, reason: str) -> RiskLevel:
    """Set the level, higher or lower, with a reason; the earlier ones stay. Raises `Changed`.

    Every rule that holds now has been weighed by this person, and raises nothing again.
    """
    locked = lock(incident)
    require(can_act(reach_into(locked, by)))
    if locked.version != version:
        raise Changed
    last = locked.risk_levels.first()
    chosen = RiskLevel.objects.create(
        incident=locked,
        number=next_number(last.number if last else None),
        level=level,
        rules=[rule.code for rule in risk.found(facts_of(locked))],
        reason=reason,
        set_by=by,
    )
    locked.version += 1
    locked.save(update_fields=["version"])
    record("record.risk_set", by=by, about=locked, data={"risk": chosen.number}, acting_for=acting_for(locked, by))
    return chosen
