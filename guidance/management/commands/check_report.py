import tomllib
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from guidance.check.measure import Score, measure, read_examples

EXAMPLES = Path(settings.BASE_DIR) / "tests" / "guidance" / "check_examples.toml"


class Command(BaseCommand):
    help = "Prints how many of the labelled wordings get the hints that they should, and how many false alarms."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("examples", nargs="?", type=Path, default=EXAMPLES, help="A file of groups of wordings.")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            figures = measure(read_examples(options["examples"]))
        except (OSError, KeyError, TypeError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            raise CommandError(f"The examples cannot be read: {error}") from error
        self.stdout.write(f"{figures.examples} wordings, {figures.clean} of them clean.")
        for kind, score in figures.by_kind.items():
            self.stdout.write(_line(kind, score))
        self.stdout.write(_line("all", figures.total))
        self.stdout.write(f"False alarms: {figures.alarmed} of {figures.clean} clean ({figures.false_alarms:.1%}).")
        for example, found in figures.surprises:
            wanted = ", ".join(sorted(example.kinds)) or "none"
            self.stdout.write(f"  wanted {wanted}; found {', '.join(sorted(found)) or 'none'}: {example.text}")


def _line(name: str, score: Score) -> str:
    figures = f"recall {score.recall:6.1%}  precision {score.precision:6.1%}"
    return f"{name:20} {figures}  ({score.right} right, {score.missed} missed, {score.wrong} wrong)"
