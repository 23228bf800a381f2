from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from guidance.actions import ship_plain_english, ship_supplementary
from guidance.measuring import Figure, exact_cases, measure, questions, typo_cases
from guidance.models import Edition, Kind, PointVersion
from guidance.readability import NAMES, figures

QUESTIONS = Path(settings.BASE_DIR) / "tests" / "guidance" / "questions.toml"
BESIDE = QUESTIONS.with_name("questions_beside.toml")
GENERATED = 300


class Command(BaseCommand):
    help = "Measures search and readability on the plain-English edition and prints the figures. Changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--questions", default=str(QUESTIONS), help="the questions with their right points")
        parser.add_argument("--missed", action="store_true", help="print what was not found, too")

    def handle(self, *args: Any, **options: Any) -> None:
        path = Path(options["questions"])
        if not path.is_file():
            raise CommandError(f"There are no questions at {path}.")
        with transaction.atomic():
            for name, figure in self._search(path):
                self.stdout.write(f"{name}: {figure.right} of {figure.asked} ({figure.share:.1f} %)")
                for case, found in figure.missed if options["missed"] else ():
                    self.stdout.write(f"  {case.asked!r}: found {', '.join(found)}; right {sorted(case.points)}")
            for line in self._readability():
                self.stdout.write(line)
            transaction.set_rollback(True)

    def _readability(self) -> Iterator[str]:
        told = figures(PointVersion.objects.filter(edition=self._edition()).values_list("heading", "text"))
        yield f"Readability, points without a warning: {told.without_warnings} of {told.points} ({told.share:.1f} %)"
        grade = "none" if told.median_grade is None else f"{told.median_grade:.1f}"
        yield f"Readability, median grade (Flesch-Kincaid) of {told.graded} points of 20 words or more: {grade}"
        yield f"Readability, longest sentence: {told.longest_sentence} words"
        for readable, name in NAMES.items():
            yield f"Readability, {name.lower()}: {told.by_kind.get(readable, 0)} points"

    def _edition(self) -> Edition:
        return Edition.objects.in_force().filter(document__kind=Kind.PLAIN).first() or ship_plain_english()

    def _search(self, path: Path) -> list[tuple[str, Figure]]:
        edition = self._edition()
        tuned, held_out = questions(path)
        return [
            ("Search, questions tuned on, right point among the first three", measure(tuned, edition)),
            ("Search, questions held out, right point among the first three", measure(held_out, edition)),
            ("Search, one word misspelt, right point among the first three",
             measure(typo_cases(edition, GENERATED), edition)),
            ("Search, exact words, their point first",
             measure(exact_cases(edition, GENERATED), edition, first=1)),
            *_beside(),
        ]  # fmt: skip


def _beside() -> list[tuple[str, Figure]]:
    """What is asked about the texts beside the protocol, among all texts that members read."""
    if not BESIDE.is_file():
        return []
    ship_supplementary()
    tuned, held_out = questions(BESIDE)
    return [
        ("All texts, questions tuned on about what stands beside the protocol", measure(tuned, None)),
        ("All texts, questions held out about what stands beside the protocol", measure(held_out, None)),
    ]
