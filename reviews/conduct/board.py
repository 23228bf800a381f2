"""The rows of the board: what is late first. It is read in the name of whoever looks (``identity.acting_as``)."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import Count, Min, Q
from django.utils import timezone

from portal.foundation.people.models import User
from reviews.conduct.models import Case
from reviews.conduct.models.cases import NEVER, CaseQuerySet
from reviews.conduct.paging import EPOCH, ROWS, read_place, write_place
from reviews.conduct.states import Limit, State
from reviews.conduct.visibility import PARTIES, Capacity

COLUMNS = (
    "id",
    "reference",
    "state",
    "state_since",
    "received_at",
    "my_capacity",
    "is_cleared",
    "due",
    "clock_name",
    "clock_due",
    "hold_due",
    "has_repeated_looks",
)

HOLD_DAY, SANCTION_DAY = "Look again at the hold", "Settle a sanction"
"""What is due by a day that was set, and by no clock."""


def limit_in_words(clock: str) -> str:
    """What a clock of a case is for, by its name (``clocks.start``)."""
    key = clock.split(".")[1] if clock.count(".") else ""
    return str(Limit(key).label) if key in Limit.values else "Time limit"


@dataclass(frozen=True)
class Row:
    """One case on the board. Times are UTC. Where it stands is told only to whoever the case is open to."""

    id: UUID
    reference: str
    state: str
    state_since: datetime
    received_at: datetime
    my_capacity: str
    is_cleared: bool
    due: datetime | None
    clock_name: str | None
    clock_due: datetime | None
    hold_due: datetime | None
    has_repeated_looks: bool

    @property
    def sooner(self) -> datetime:
        """Its place on the board."""
        return self.due or NEVER

    @property
    def due_for(self) -> str:
        if self.due is None or not self.is_cleared:
            return ""
        if self.due == self.clock_due:
            return limit_in_words(self.clock_name or "")
        return HOLD_DAY if self.due == self.hold_due else SANCTION_DAY

    @property
    def is_late(self) -> bool:
        return self.due is not None and self.due < timezone.now()

    @property
    def is_soon(self) -> bool:
        """Due before the day is over."""
        return self.due is not None and not self.is_late and timezone.localdate(self.due) == timezone.localdate()

    @property
    def days_late(self) -> int:
        return (timezone.localdate() - timezone.localdate(self.due)).days if self.due else 0

    @property
    def part(self) -> str:
        return str(Capacity(self.my_capacity).label)

    @property
    def state_in_words(self) -> str:
        return str(State(self.state).label) if self.is_cleared and self.my_capacity not in PARTIES else ""

    @property
    def neutral_reference(self) -> str:
        return self.reference.rpartition("-")[2]

    @property
    def needs_declaration(self) -> bool:
        return not self.is_cleared


def board_rows(found: CaseQuerySet, after: str, limit: int = ROWS) -> tuple[list[Row], str]:
    """What is late first, then by what is due next; the last word is where the next page begins."""
    if place := read_place(after):
        found = found.due_after(*place)
    rows = [Row(**values) for values in found.values(*COLUMNS)[: limit + 1]]
    last = write_place(rows[limit - 1].sooner, rows[limit - 1].id) if len(rows) > limit else ""
    return rows[:limit], last


@dataclass(frozen=True)
class Counted:
    """How many cases of a board are to be worked on, how many of them are late, since when, and how many are done."""

    to_do: int
    late: int
    since: datetime | None
    done: int


def counted(found: CaseQuerySet) -> Counted:
    """Of a whole board, in two statements."""
    late = Q(due__lt=timezone.now())
    numbers = (
        found.to_do()
        .order_by()
        .aggregate(to_do=Count("pk"), late=Count("pk", filter=late), since=Min("due", filter=late))
    )
    return Counted(numbers["to_do"], numbers["late"], numbers["since"], found.count() - numbers["to_do"])


@dataclass(frozen=True)
class ForCover:
    """All that an officer may know of a case that is not theirs."""

    id: UUID
    reference: str
    received_at: datetime
    is_unheld: bool


def for_cover(user: User, after: str = "", only: UUID | None = None) -> list[ForCover]:
    """Cases that are there and not the user's, the oldest first (a page and one more): what the database tells of them.
    One that nobody holds is there for every officer without a conflict, with a part in it or not.

    ``only``: that one case, if it is among them.
    """
    mine = list(Case.objects.visible_to(user).values_list("pk", flat=True))
    moment, pk = read_place(after) or (EPOCH, UUID(int=0))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT case_id, reference, received_at, is_unheld FROM public.conduct_for_cover()"
            " WHERE (is_unheld OR NOT case_id = ANY(%s::uuid[]))"
            " AND (received_at, case_id) > (%s::timestamptz, %s::uuid)"
            " AND (%s::uuid IS NULL OR case_id = %s) ORDER BY received_at, case_id LIMIT %s",
            [mine, moment, pk, only, only, ROWS + 1],
        )
        return [ForCover(*row) for row in cursor.fetchall()]
