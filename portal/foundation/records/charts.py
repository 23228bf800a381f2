"""Bar charts as shapes for SVG, drawn on the server. Pure. Beside each stands a table that says the same."""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, STEP, BAR = 320, 40, 14
"""In units of the drawing, which is narrow so that its words stay readable on a telephone."""


@dataclass(frozen=True)
class Bar:
    label: str
    said: str
    words_y: int
    bar_y: int
    width: int


@dataclass(frozen=True)
class Chart:
    """``name`` is its id on the page; ``says`` is read out in its stead."""

    name: str
    title: str
    says: str
    bars: tuple[Bar, ...]
    left_out: tuple[str, ...] = ()
    width: int = WIDTH
    bar_height: int = BAR

    @property
    def height(self) -> int:
        return STEP * len(self.bars)


def chart(name: str, title: str, values: Sequence[tuple[str, int | None]]) -> Chart:
    """One bar for each value, the longest over the whole width; only names for what is left out."""
    told = [(label, value) for label, value in values if value is not None]
    left_out = tuple(label for label, value in values if value is None)
    most = max((value for _, value in told), default=0) or 1
    bars = tuple(
        Bar(label, str(value), STEP * n + 16, STEP * n + 22, round(value * WIDTH / most))
        for n, (label, value) in enumerate(told)
    )
    return Chart(name, title, "; ".join(f"{bar.label}: {bar.said}" for bar in bars), bars, left_out)
