from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.foundation.audit.verify import Anchor, Broken, verify


class Command(BaseCommand):
    help = "Prove that the audit is whole; name the first event that is not. Exit status 1 when it is broken."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--anchor", metavar="SEQ:HASH", help="the head as it was mailed to the auditor on some day")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            anchor = Anchor.parse(options["anchor"]) if options["anchor"] else None
        except ValueError as error:
            raise CommandError(str(error), returncode=2) from error
        try:
            head = verify(anchor)
        except Broken as broken:
            raise CommandError(f"BROKEN: {broken}", returncode=1) from broken
        self.stdout.write(f"OK: {head.seq} events, head {head.seq}:{head.hash}")
