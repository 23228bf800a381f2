from typing import Any

from django.core.management.base import BaseCommand, CommandError

from guidance.actions import ship_plain_english, ship_supplementary
from guidance.refusals import Refused


class Command(BaseCommand):
    help = "Brings the guidance of this release into force, from today, with what stands beside it. May be repeated."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            editions = [ship_plain_english(), *ship_supplementary()]
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        for edition in editions:
            day = edition.effective_from
            self.stdout.write(f"{edition} is in force from {day.day} {day:%B %Y}.")
