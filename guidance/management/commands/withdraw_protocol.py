import sys
from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand

from guidance.actions import withdraw
from guidance.models import Edition
from guidance.refusals import Refused

EXIT_REFUSED = 2


class Command(BaseCommand):
    help = "Withdraws a published edition from a day on. It stays readable; nobody relies on it any longer."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", metavar="SLUG", help="the document, as its address names it")
        parser.add_argument("edition", metavar="EDITION", type=int, help="the number of the edition")
        parser.add_argument(
            "--from", required=True, metavar="YYYY-MM-DD", dest="day", help="not in force from this day"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            day = _day(options["day"])
            edition = withdraw(_edition(options["slug"], options["edition"]), withdrawn_on=day, by=None)
        except Refused as refusal:
            self.stderr.write(str(refusal))
            sys.exit(EXIT_REFUSED)
        self.stdout.write(f"{edition} is withdrawn: not in force from {day.day} {day:%B %Y} on.")


def _edition(slug: str, number: int) -> Edition:
    named = slug.isprintable() and 0 < number < 2**31
    edition = Edition.objects.filter(document__slug=slug, number=number).first() if named else None
    if edition is None:
        raise Refused(f"There is no edition {number} of a document called {slug!a}.")
    return edition


def _day(typed: str) -> date:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        raise Refused(f"--from must be a day written like 2026-03-31, but is {typed!a}.") from None
