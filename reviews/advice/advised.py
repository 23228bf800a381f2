"""An answer as its member reads it."""

from dataclasses import dataclass

from guidance.comparing import Doing, Run, Runs
from reviews.advice.marks import MarkedAnswer


@dataclass(frozen=True)
class Advised:
    """An answer with the two wordings beside each other: what goes is marked on the left, what comes on the right."""

    shown: MarkedAnswer
    own: Runs
    suggested: Runs

    @property
    def is_same(self) -> bool:
        """Whether the suggested wording is the member's own, but for spaces."""
        return all(run.doing is Doing.KEPT for run in (*self.own, *self.suggested))


def advised(shown: MarkedAnswer) -> Advised:
    runs = shown.answer.changed_words()
    return Advised(shown, _side(runs, Doing.REMOVED), _side(runs, Doing.ADDED))


def _side(runs: Runs, doing: Doing) -> Runs:
    """One of the two texts, whole: spaces that differ stand there unmarked."""
    mine = (run for run in runs if run.doing in (Doing.KEPT, doing))
    return tuple(run if run.text.strip() else Run(Doing.KEPT, run.text) for run in mine)
