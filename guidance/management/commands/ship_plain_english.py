from typing import Any

from django.core.management.base import BaseCommand

from guidance.actions import ship_plain_english


class Command(BaseCommand):
    help = "Brings the plain-English guidance of this release into force, from today. May be repeated."

    def handle(self, *args: Any, **options: Any) -> None:
        edition = ship_plain_english()
        self.stdout.write(f"{edition} is in force from {edition.effective_from.day} {edition.effective_from:%B %Y}.")
