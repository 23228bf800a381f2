"""The fictional council of demo mode: people, guidance, and something in every list and state."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from abuse_log.demo import load_records
from guidance.actions import ship_plain_english, ship_supplementary
from guidance.demo import load_confirmations, load_drafts, load_feedback
from guidance.editing.demo import load_draft_edition
from portal.foundation.people.demo import load_people
from portal.foundation.people.models import User
from portal.home.records_office.demo import load_kept
from portal.servers import tell
from reviews.advice.demo import load_advice
from reviews.conduct.demo import load_matters


class Command(BaseCommand):
    help = "Load the demo council (demo mode only). All its people have one public password."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--if-empty", action="store_true", help="do nothing when there is a user already")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("Demo people have a public password, so they are loaded in demo mode only.")
        if options["if_empty"] and User.objects.exists():
            return
        tell("loading the demo council ...")
        with transaction.atomic():
            people = load_people()
            ship_plain_english()
            ship_supplementary()
            load_confirmations(people)
            load_feedback(people)
            load_drafts(people)
            load_draft_edition(people)
            load_advice(people)
            load_records(people)
            load_kept(people)
            load_matters(people)
