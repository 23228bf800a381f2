"""Give a record its name; have the head of the audit kept outside."""

import secrets

from django.contrib.auth import get_user_model
from django.db import connection
from django.db.transaction import TransactionManagementError
from django.utils import timezone

from portal.foundation.audit.models import AuditHead
from portal.foundation.outbox.actions import Entry, add_all
from portal.foundation.records.models import Counter

READABLE = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""No letter or digit that is mistaken for another when read aloud."""


def next_reference(prefix: str) -> str:
    """The next reference of the running year (Europe/London), such as "ADV-2026-0001".

    The counter is locked until the caller's transaction ends and goes back with it, so that no number is given twice
    and none is left out. Raises TransactionManagementError outside a transaction, where that could not be kept, and
    ValueError for a prefix that is not three capital letters.
    """
    _checked(prefix)
    if not connection.in_atomic_block:
        raise TransactionManagementError("A reference is given inside the transaction that uses it.")
    year = timezone.localdate().year
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {Counter._meta.db_table} AS counter (prefix, year, last) VALUES (%s, %s, 1)"
            " ON CONFLICT (prefix, year) DO UPDATE SET last = counter.last + 1 RETURNING last",
            [prefix, year],
        )
        (number,) = cursor.fetchone()
    return f"{prefix}-{year}-{number:04d}"


def hidden_reference(prefix: str) -> str:
    """A reference that tells no number and leaves no gap in the numbered ones, such as "ADV-2026-7KQX3M".

    For what others may not even know of: 29 bits of chance, so the column that keeps it must be unique.
    """
    tail = "".join(secrets.choice(READABLE) for _ in range(6))
    return f"{_checked(prefix)}-{timezone.localdate().year}-{tail}"


def _checked(prefix: str) -> str:
    if not (len(prefix) == 3 and prefix.isascii() and prefix.isalpha() and prefix.isupper()):
        raise ValueError("A reference begins with three capital letters.")
    return prefix


def anchor_audit() -> None:
    """Mail the head of the audit's chain to every auditor, once a day (Europe/London) however often it is called.

    Whoever rewrites the whole chain cannot rewrite these mails. This stands above the audit because the audit lies
    below the outbox.
    """
    today, head = timezone.localdate().isoformat(), AuditHead.objects.get().anchor
    auditors = get_user_model().objects.holding("auditor").values_list("pk", flat=True)
    add_all(
        Entry("audit.anchor", f"audit.anchor:{today}:{auditor}", {"auditor": str(auditor), "head": head})
        for auditor in auditors
    )
