"""Who enters the dates of elections."""

from portal.foundation.people.models import User
from reviews.advice.elections.models import KEEPERS, PreElectionPeriod


def can_keep_periods(user: User) -> bool:
    """See the list, enter, change and end."""
    return user.has_role(*KEEPERS)


def can_change_period(user: User, period: PreElectionPeriod) -> bool:
    """What was ended early stays as it was; dates entered late or wrongly are mended even after the poll."""
    return can_keep_periods(user) and not period.is_ended


def can_end_period(user: User, period: PreElectionPeriod) -> bool:
    return can_change_period(user, period) and not period.is_over
