"""Somebody who reads the reports of several years side by side, and works out what was left out.

The numbers of all years are one flow: what comes in goes through the stages to an outcome or stays open, and what is
open comes into the next year. A number is worked out if it can be no other, given all that is shown: that is, if it
lies on no circle of unknown numbers around which one case could be moved. Written apart from what decides the report.
"""

from collections import defaultdict, deque
from dataclasses import dataclass

from reviews.conduct.reports.figures import AGES, BEFORE, CAME, OPEN, OUTCOMES, STAGES, TOTAL, Counts, Figures, Numbers

WORLD = "world"


@dataclass(frozen=True)
class Edge:
    """One number: from where to where, what it is, what is told of it, and what a reader knows it to be at least."""

    name: str
    source: str
    target: str
    value: int
    is_shown: bool
    least: int


def worked_out(years: list[tuple[Counts, Figures]]) -> list[str]:
    """The numbers from 1 to 4 that a reader of all these reports, oldest first, knows."""
    edges = [edge for number, year in enumerate(years) for edge in _edges(number, *year)]
    small = [edge for edge in edges if 0 < edge.value < 5]
    still = sum(edge.value for edge in edges if edge.name == f"year {len(years) - 1} {OPEN}")
    before = next(edge.value for edge in edges if edge.name == f"year 0 {BEFORE}")
    edges.append(Edge("before the first report", WORLD, "open -1", before, False, 0))
    edges.append(Edge("comes into a year without a report", f"open {len(years) - 1}", WORLD, still, False, 0))
    return [edge.name for edge in small if edge.is_shown or not _could_be_another(edge, edges)]


def _edges(number: int, counts: Counts, figures: Figures) -> list[Edge]:
    came, found, ages = counts["came"] or {}, counts["stands"] or {}, counts["ages"] or {}
    outcomes = {name: sum(found.get(f"{stage}:{name}", 0) for stage in STAGES) for name in OUTCOMES}
    stages = {stage: sum(found.get(f"{stage}:{name}", 0) for name in OUTCOMES) for stage in STAGES}
    whole, last = sum(outcomes.values()), f"open {number - 1}"
    sources = {name: came.get(name, 0) for name in CAME}
    a_year = f"year {number}"

    def edge(name: str, way: tuple[str, str], value: int, numbers: Numbers | None, key: str) -> Edge:
        is_shown = numbers is not None and numbers.get(key) is not None
        least = 0 if numbers is None or key not in numbers else 1
        return Edge(f"{a_year} {name}", f"{way[0]}", f"{way[1]}", value, is_shown, least)

    told_came, stands = figures["came"], figures["stands"]
    b_shown = told_came if told_came is not None and BEFORE not in told_came else None
    middle = [f"{a_year} {place}" for place in ("came", "in", "went", "stood", "ended")]
    return [
        *(edge(name, (WORLD, middle[0]), value, told_came, name) for name, value in sources.items()),
        edge("came in", (middle[0], middle[1]), sum(sources.values()), b_shown, TOTAL),
        edge(BEFORE, (last, middle[1]), came.get(BEFORE, 0), told_came, BEFORE),
        edge("in hand", (middle[1], middle[2]), whole, stands, TOTAL),
        *(edge(f"stage {stage}", (middle[2], middle[3]), value, figures["stages"], stage)
          for stage, value in stages.items()),
        edge("ended", (middle[3], middle[4]), whole - outcomes[OPEN], None, ""),
        *(edge(name, (middle[4], WORLD), value, stands, name) for name, value in outcomes.items() if name != OPEN),
        edge(OPEN, (middle[3], f"{a_year} open"), outcomes[OPEN], stands, OPEN),
        *(edge(f"open {age}", (f"{a_year} open", f"open {number}"), ages.get(age, 0), figures["ages"], age)
          for age in AGES),
    ]  # fmt: skip


def _could_be_another(edge: Edge, edges: list[Edge]) -> bool:
    unknown = [one for one in edges if not one.is_shown and one is not edge]
    up = _reaches(edge.target, edge.source, unknown)
    return up or (edge.value > edge.least and _reaches(edge.source, edge.target, unknown))


def _reaches(start: str, goal: str, unknown: list[Edge]) -> bool:
    ways = defaultdict(set)
    for edge in unknown:
        ways[edge.source].add(edge.target)
        if edge.value > edge.least:
            ways[edge.target].add(edge.source)
    seen, waiting = {start}, deque([start])
    while waiting:
        for after in ways[waiting.popleft()] - seen:
            if after == goal:
                return True
            seen.add(after)
            waiting.append(after)
    return False
