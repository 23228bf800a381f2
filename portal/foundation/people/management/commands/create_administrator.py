"""``manage.py create_administrator EMAIL --name NAME``: invite an administrator from the server itself."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email

from portal.foundation.people.actions import Refused, invite_administrator_at_the_server


class Command(BaseCommand):
    help = (
        "Print a link that opens an administrator's account; it works once, for 14 days. A new deployment needs "
        "two administrators made this way: together they appoint the first Monitoring Officer."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--name", required=True, help="the person's full name")

    def handle(self, *args: Any, **options: Any) -> None:
        email, name = options["email"], options["name"].strip()
        try:
            validate_email(email)
        except ValidationError:
            raise CommandError("That is not an email address.") from None
        if not name or len(name) > 120 or not name.isprintable():
            raise CommandError("The name must have 1 to 120 printable characters.")
        try:
            invitation = invite_administrator_at_the_server(email=email, full_name=name)
        except Refused as why:
            raise CommandError(str(why)) from None
        self.stdout.write(f"{settings.PORTAL_URL}{invitation.link()}")
        self.stderr.write(f"Give this link to {name} alone. It works once, until {invitation.expires_at:%d %B %Y}.")
