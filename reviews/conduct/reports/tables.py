"""The committee's report as tables of words: the same for the page, the spreadsheet and the Word document. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from portal.foundation.records.counts import LEFT_OUT
from reviews.conduct.reports.figures import (
    AGES,
    BEFORE,
    CAME,
    CLOCKS,
    OUTCOMES,
    REFERRED,
    SANCTIONS,
    STAGES,
    THEMES,
    TOTAL,
    Figures,
    Numbers,
)  # fmt: skip

NOTE = (
    "Numbers from 1 to 4 are left out, and others with them where a number could be worked out, also from the report of"
    " another year. Every case of the council is counted, also one that whoever reads this may not know of because of a"
    " conflict of interest: that is why no number below 5 is shown. Nothing is counted by person, ward or party."
)
TOO_FEW = (
    "Fewer than five cases came in, or there were fewer than five in all. Whatever is told of them could tell of one,"
    " so nothing is told of this year."
)
CAME_AND_BEFORE: Mapping[str, str] = {**CAME, BEFORE: "Open from the year before"}


@dataclass(frozen=True)
class Table:
    """``rows`` are words: a number, or "left out". None: all of it is left out."""

    name: str
    title: str
    heads: tuple[str, ...]
    rows: list[tuple[str, ...]] | None
    note: str = ""


def tables_of(figures: Figures) -> list[Table]:
    """In the order in which the committee reads them; none when nothing is told of the year."""
    if not figures["is_told"]:
        return []
    return [
        Table("came", "How complaints came in", ("Way", "Number"), _rows(CAME_AND_BEFORE, figures["came"]),
              "By the day on which a complaint was written down here."),
        Table("outcomes", "What came of them", ("Outcome", "Number"), _rows(OUTCOMES, figures["stands"]),
              "Of every case that was open at any time of the year. A case that was opened again counts anew."),
        Table("stages", "How far they went", ("Stage reached", "Number"), _rows(STAGES, figures["stages"]),
              "The last stage that each of these cases reached by 30 April."),
        Table("ages", "How long the open ones have been open", ("On 30 April", "Number"), _rows(AGES, figures["ages"])),
        Table("themes", "What was alleged", ("Heading of the Code", "Number"), _rows(THEMES, figures["themes"]),
              "Allegations of the cases that ended, by heading of the Code of Conduct. One allegation may stand under "
              "several. An allegation is not a finding."),
        Table("protocol", "Points of the social media protocol", ("Allegations", "Number"),
              _rows(REFERRED, figures["referred"]),
              "The protocol is guidance. A case may refer to a point of it; none is ever found breached."),
        _times(figures),
        Table("sanctions", "What followed a breach", ("Sanctions", "Number"), _rows(SANCTIONS, figures["sanctions"]),
              "Those decided in the year, and how they stood on 30 April."),
        Table("held", "Put on hold", ("When", "Number"), [("At any time of the year", said(figures["held"]))]),
    ]  # fmt: skip


def said(number: float | None, unit: str = "") -> str:
    return LEFT_OUT if number is None else f"{number:g}{unit}"


def _rows(columns: Mapping[str, str], numbers: Numbers | None) -> list[tuple[str, ...]] | None:
    if numbers is None:
        return None
    # In the order of the labels: what PostgreSQL keeps as JSON has none.
    labels = {**columns, TOTAL: "All"}
    return [(label, said(numbers[column])) for column, label in labels.items() if column in numbers]


def _times(figures: Figures) -> Table:
    rows = [
        (clock.label, said(time["median"]), said(time["in_time"], "%"))
        for clock in CLOCKS
        if (time := figures["times"].get(clock.value))
    ]
    return Table(
        "times", "How long it took", ("Time limit", "Median, days", "In time"), list(rows),
        "Calendar days from the start of a time limit to its end, of those that ended in the year; a limit also ends"
        " when the case does. In time is to the nearest ten per cent, and leaves out the time for which a limit stood"
        " still. A limit that was met late counts as late.",
    )  # fmt: skip
