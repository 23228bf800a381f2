"""Cases of two municipal years, counted by hand and put there past the wall by the superuser.

2023 to 2024: three came in, too few to tell anything of. 2024 to 2025 is what ``COUNTED`` says.
"""

import uuid
from collections.abc import Sequence

from tests.cluster import servers

ASSESSED = ("acknowledge:acknowledged", "review_jurisdiction:jurisdiction_review", "begin_assessment:assessment")
INVESTIGATED = (*ASSESSED, "investigate:investigation", "send_draft:draft_report", "finish_report:final_report")
HEARD = (*INVESTIGATED, "schedule_hearing:hearing_scheduled", "decide:decided", "follow_up:follow_up", "close:closed")
NO_ACTION = (*ASSESSED, "take_no_action:no_further_action")
OUT_OF_SCOPE = (*ASSESSED[:2], "find_out_of_scope:closed_out_of_scope")
COUNTED = {
    "came": {"before": 2, "form": 13, "letter": 5, "telephone": 1, "reopened": 1},
    "stands": {
        "1:open": 1, "1:other": 1, "1:withdrawn": 1, "2:open": 1, "2:out_of_scope": 5, "3:no_further_action": 8,
        "3:open": 1, "4:informal": 1, "5:no_breach": 1, "6:breach": 1, "6:no_breach": 1,
    },
    "ages": {"under_6": 2, "over_12": 1},
    "themes": {"respect": 6, "disrepute": 1, "none": 5},
    "referred": {"yes": 1, "no": 10},
    "clocks": {"acknowledge": [6, 1, 3]},
    "sanctions": {"complied": 1, "open": 1},
    "held": 1,
}  # fmt: skip
"""What ``conduct_committee_counts(2024)`` answers."""


class Builder:
    """Rows as SQL. A time is a day, or a whole one."""

    def __init__(self) -> None:
        self.sql = ["SET session_replication_role = replica"]
        self.paragraphs = {name: uuid.uuid4() for name in ("respect", "disrepute")}
        edition = uuid.uuid4()
        self.add("codeedition", id=edition, title="Code", in_force_from="2020-05-01")
        for name, pk in self.paragraphs.items():
            self.add("codeparagraph", id=pk, edition_id=edition, number=name, words="x", category=name, place=0)

    def add(self, table: str, app: str = "conduct", **row: object) -> None:
        values = ", ".join("NULL" if value is None else f"'{value}'" for value in row.values())
        self.sql.append(f"INSERT INTO {app}_{table} ({', '.join(row)}) VALUES ({values})")

    def case(self, source: str, *days: str, steps: Sequence[str] = ()) -> uuid.UUID:
        """Received on the first of the days; each step on the next of them, the last day for all that are left."""
        pk, state = uuid.uuid4(), ""
        self.add("case", id=pk, reference=f"COC-{pk.hex[:10]}", state="received", state_since=days[0], version=1,
                 source=source, received_at=days[0], held_in="", is_with_police=False, is_with_other=False)  # fmt: skip
        for number, step in enumerate(("receive:received", *steps)):
            verb, after = step.split(":")
            at = f"{days[min(number, len(days) - 1)]}"
            # Steps of one day follow each other by a second.
            at = f"({at!r}::timestamptz + interval '{number if len(at) < 11 else 0} seconds')"
            self.sql.append(
                "INSERT INTO conduct_step (id, case_id, verb, state_before, state_after, reason, capacity, at) VALUES"
                f" ('{uuid.uuid4()}', '{pk}', '{verb}', '{state}', '{after}', '', '', {at})"
            )
            state = after
        return pk

    def allegation(self, case: uuid.UUID, *cited: str, refers: bool = False) -> uuid.UUID:
        pk, subject, alleged = uuid.uuid4(), uuid.uuid4(), uuid.uuid4()
        self.add("subject", id=subject, case_id=case, named_as="x", body="", delay_reason="")
        self.add("allegation", id=pk, case_id=case, number=1, words="", conduct_from="2024-01-01", written_at="now()")
        self.add("alleged", id=alleged, case_id=case, allegation_id=pk, subject_id=subject)
        for name in cited:
            self.add("cited", id=uuid.uuid4(), case_id=case, alleged_id=alleged, paragraph_id=self.paragraphs[name])
        if refers:
            self.add("referred", id=uuid.uuid4(), case_id=case, allegation_id=pk, point_version_id=uuid.uuid4())
        return alleged

    def finding(self, case: uuid.UUID, alleged: uuid.UUID, outcome: str, at: str) -> None:
        self.add("finding", id=uuid.uuid4(), case_id=case, alleged_id=alleged, outcome=outcome, reasons="x",
                 by_id=uuid.uuid4(), at=at)  # fmt: skip

    def sanction(self, case: uuid.UUID, decided: str, settled: str = "", due: str | None = None) -> None:
        self.add("sanctionimposed", id=uuid.uuid4(), case_id=case, finding_id=uuid.uuid4(), sanction_id=uuid.uuid4(),
                 decided_on=decided, words="", outcome="complied" if settled else "open", settled_on=settled or None,
                 due_on=due, how_settled="", advised_by="", by_id=uuid.uuid4(), at=decided)  # fmt: skip

    def clock(
        self, case: uuid.UUID, name: str, began: str, due: str, ended: str = "", *, state: str = "stopped"
    ) -> None:
        """``ended``: when it was stopped or paused; without, it runs."""
        pk, kind = uuid.uuid4(), {"stopped": "stop", "paused": "pause"}[state]
        self.add("clock", "deadlines", id=pk, name=f"conduct.{name}.1", about_kind="conduct.case", about_id=case,
                 state=state if ended else "running", due_at=due)  # fmt: skip
        for what, at, policy, revision in (("start", began, "{}", 0), (kind, ended, None, None)):
            if at:
                self.add("clockevent", "deadlines", clock_id=pk, kind=what, at=at, recorded_at=at, policy=policy,
                         calendar_revision=revision)  # fmt: skip

    def given(self, case: uuid.UUID, person: uuid.UUID, capacity: str = "holder") -> None:
        """A part in the case, and no conflict."""
        self.add("grant", id=uuid.uuid4(), case_id=case, person_id=person, capacity=capacity, reason="",
                 given_at="now()", revoked_because="")  # fmt: skip
        self.add("declaration", id=uuid.uuid4(), case_id=case, person_id=person, has_conflict=False, words="",
                 made_at="now()")  # fmt: skip

    def stands(self, case: uuid.UUID, state: str, closed: str = "", review_on: str = "") -> None:
        held, day = ("acknowledged", f"'{review_on}'") if review_on else ("", "NULL")
        self.sql.append(
            f"UPDATE conduct_case SET state = '{state}', held_in = '{held}', review_on = {day},"
            f" closed_at = {f'{closed!r}' if closed else 'NULL'} WHERE id = '{case}'"
        )


def build(database: str) -> None:
    house = Builder()
    _last_year(house)
    _usual(house)
    _rare(house)
    _borders(house)
    servers.psql("; ".join(house.sql), database)


def _last_year(house: Builder) -> None:
    house.case("form", "2023-06-10", steps=ASSESSED[:2])
    house.case("form", "2024-02-01", "2024-03-01", steps=NO_ACTION)


def _usual(house: Builder) -> None:
    for number in range(6):
        case = house.case("form", "2024-06-03", "2024-06-10", "2024-07-01", steps=NO_ACTION)
        cited = ("respect", "disrepute") if number == 0 else ("respect",)
        house.allegation(case, *cited, refers=number == 1)
        stopped = "2024-06-13" if number == 2 else "2024-06-06"
        house.clock(case, "acknowledge", "2024-06-03", "2024-06-10 16:00Z", stopped)
    for _ in range(5):
        house.allegation(house.case("letter", "2024-08-01", "2024-08-10", steps=OUT_OF_SCOPE))


def _rare(house: Builder) -> None:
    breach = house.case("telephone", "2024-06-01", "2024-09-01", steps=HEARD)
    house.finding(breach, uuid.uuid4(), "breach_with_action", "2024-09-01")
    house.sanction(breach, "2024-09-01", "2024-10-01")
    house.sanction(breach, "2025-04-30", "2025-05-01")
    none = house.case("form", "2024-06-01", "2024-09-01", steps=HEARD)
    alleged = uuid.uuid4()
    house.finding(none, alleged, "breach_no_action", "2024-08-01")
    house.finding(none, alleged, "no_breach", "2024-08-02")
    house.case("form", "2024-06-01", "2024-07-01", steps=(
        ASSESSED[0], "ask_complainant:awaiting_complainant", "close_unanswered:closed_out_of_scope"))  # fmt: skip
    house.case("form", "2024-06-01", "2024-07-01", steps=(
        *ASSESSED, "resolve_informally:informal_resolution", "resolution_done:resolved", "close:closed"))  # fmt: skip
    house.case("form", "2024-06-01", "2024-07-01", steps=(ASSESSED[0], "withdraw:withdrawn"))
    house.case("form", "2024-12-01", "2024-12-02", steps=(*ASSESSED, "hold:on_hold", "resume:assessment"))
    again = ("2024-05-05", "2024-05-06", "2024-05-06", "2024-05-06", "2024-05-07", "2025-01-15")
    house.case("form", *again, steps=(*NO_ACTION, "reopen:reopened"))


def _borders(house: Builder) -> None:
    """The year begins at midnight in London, when it is 11pm in Greenwich."""
    house.case("form", "2024-04-30 22:59:59Z", "2024-07-01", steps=(*INVESTIGATED, "find_no_breach:closed_no_breach"))
    last_minute = ("2024-06-01",) * 3 + ("2025-04-30 22:59:59Z",)
    house.case("form", "2024-04-30 23:00:00Z", *last_minute, steps=NO_ACTION)
    house.case("form", "2025-04-30 23:00:00Z")
    ended = house.case("form", "2023-07-01", "2024-04-30 22:00:00Z", steps=NO_ACTION)
    house.clock(ended, "acknowledge", "2023-07-01", "2023-07-08", "2024-04-30 22:00:00Z")
