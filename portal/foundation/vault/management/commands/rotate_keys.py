from typing import Any

from django.core.management.base import BaseCommand, CommandError

from portal.foundation.vault.rotation import InUse, NotTheOwner, seal_all_anew


class Command(BaseCommand):
    help = (
        "Seals every secret of the database anew under the first key of ENCRYPTION_KEYS, while the portal serves. "
        "It may be stopped and run again. When it ends with status 0, the older keys can be taken off the ring."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        broken = 0
        try:
            for sealing in seal_all_anew():
                broken += len(sealing.broken)
                if sealing.done or sealing.broken:
                    self.stdout.write(f"{sealing.table}: {sealing.done} sealed anew")
                for row in sealing.broken:
                    self.stderr.write(f"{sealing.table}: the secret of row {row} cannot be opened with any key given")
        except (NotTheOwner, InUse) as error:
            raise CommandError(str(error)) from error
        if broken:
            raise CommandError(
                f"{broken} secrets stay under a key that is not here. Find it before any key is taken off."
            )
        self.stdout.write("Nothing is sealed under an older key. Take it off ENCRYPTION_KEYS, and restart.")
