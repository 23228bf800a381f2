from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from portal.foundation.deadlines.actions import seed_calendars
from portal.foundation.deadlines.bank_holidays import SEEDED_YEARS

LAST_YEAR = 2100


class Command(BaseCommand):
    help = "Adds published bank holidays that the four calendars never had. May be run at any time, and again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--until",
            type=int,
            choices=range(SEEDED_YEARS.start, LAST_YEAR + 1),
            metavar="YEAR",
            default=SEEDED_YEARS[-1],
            help="last year to add (default: %(default)s)",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        added = seed_calendars(years=range(SEEDED_YEARS.start, options["until"] + 1))
        self.stdout.write(f"{added} days added to the four calendars.")
