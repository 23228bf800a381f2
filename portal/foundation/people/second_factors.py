"""The seeds of second factors under a new key."""

import base64

from allauth.mfa.models import Authenticator
from django.db import transaction

from portal.foundation.people.adapters import SecondFactorAdapter
from portal.foundation.vault.ciphers import CannotUnseal, current_header
from portal.foundation.vault.rotation import Sealing

SEEDS = {Authenticator.Type.TOTP.value: "secret", Authenticator.Type.RECOVERY_CODES.value: "seed"}
"""Where each kind keeps its sealed seed. A passkey has none: it holds a public key."""


def seal_second_factors_anew() -> Sealing:
    """Each seed under the current key (`settings.OTHER_SECRETS`). What no key opens is named by its row."""
    sealing = Sealing(Authenticator._meta.db_table)
    adapter = SecondFactorAdapter()
    for pk in list(Authenticator.objects.order_by("pk").values_list("pk", flat=True)):
        with transaction.atomic():
            row = Authenticator.objects.select_for_update(no_key=True).filter(pk=pk).first()
            try:
                changed = row is not None and _seal_anew(row, adapter)
            except CannotUnseal:
                sealing.broken.append(str(pk))
            else:
                sealing.done += changed
    return sealing


def _seal_anew(row: Authenticator, adapter: SecondFactorAdapter) -> bool:
    """Whether its seed stood under an older key."""
    name = SEEDS.get(row.type, "")
    sealed = row.data.get(name, "")
    if not sealed or base64.b64decode(sealed).startswith(current_header()):
        return False
    row.data[name] = adapter.encrypt(adapter.decrypt(sealed))
    row.save(update_fields=["data"])
    return True
