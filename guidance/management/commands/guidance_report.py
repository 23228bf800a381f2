from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from guidance.reporting import SECTIONS, Asked

QUESTIONS = Path(settings.BASE_DIR) / "tests" / "guidance" / "questions.toml"


class Command(BaseCommand):
    help = (
        "Measures search, readability, links and comparison, and prints the figures. Changes nothing; but it holds up "
        "whoever writes at the same time, so it is not for a portal in use."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--questions", default=str(QUESTIONS), help="the questions with their right points")
        parser.add_argument("--missed", action="store_true", help="print what fell short, too")
        parser.add_argument("--quick", action="store_true", help="small sizes, to see that it works")

    def handle(self, *args: Any, **options: Any) -> None:
        path = Path(options["questions"])
        if not path.is_file():
            raise CommandError(f"There are no questions at {path}.")
        asked = Asked(path, is_quick=options["quick"])
        for section in SECTIONS:
            with transaction.atomic():
                for line in section(asked):
                    self.stdout.write(line.text)
                    for short in line.short if options["missed"] else ():
                        self.stdout.write(f"  {short}")
                transaction.set_rollback(True)
