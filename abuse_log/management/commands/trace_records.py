from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from abuse_log.actions.common import lock
from abuse_log.models import Incident
from abuse_log.patterns import trace


class Command(BaseCommand):
    help = "Makes the keyed hashes of every record anew: after a change of keys, or when they were not made before."

    def handle(self, *args: Any, **options: Any) -> None:
        for incident in Incident.objects.only("pk").iterator():
            with transaction.atomic():
                trace(lock(incident))
        self.stdout.write(f"Traced {Incident.objects.count()} records.")
