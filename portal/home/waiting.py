"""What waits for a person, asked of each room through its own door (`visible_to`)."""

from dataclasses import dataclass
from datetime import datetime

from portal.foundation.people.models import User


@dataclass(frozen=True)
class Waiting:
    """One line of the home page. `due_at` is in UTC."""

    text: str
    href: str
    due_at: datetime | None = None
    note: str = ""
    is_late: bool = False


def waiting_for(user: User) -> list[Waiting]:
    """The lines for this person, the most urgent first."""
    return []
