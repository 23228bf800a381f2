from typing import Any

from django.core.management.base import BaseCommand

from abuse_log.models import Incident
from abuse_log.patterns import trace_all


class Command(BaseCommand):
    help = "Makes the keyed hashes of every record anew, when they were not made before. rotate_keys does it as well."

    def handle(self, *args: Any, **options: Any) -> None:
        trace_all()
        self.stdout.write(f"Traced {Incident.objects.count()} records.")
