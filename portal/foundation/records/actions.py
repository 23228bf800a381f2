"""Give a record its name; have the head of the audit kept outside."""

from django.contrib.auth import get_user_model
from django.db import connection
from django.db.transaction import TransactionManagementError
from django.utils import timezone

from portal.foundation.audit.models import AuditHead
from portal.foundation.outbox.actions import Entry, add_all
from portal.foundation.records.models import Counter


def next_reference(prefix: str) -> str:
    """The next reference of the running year (Europe/London), such as "ADV-2026-0001".

    The counter is locked until the caller's transaction ends and goes back with it, so that no number is given twice
    and none is left out. Raises TransactionManagementError outside a transaction, where that could not be kept, and
    ValueError for a prefix that is not three capital letters.
    """
    if not (len(prefix) == 3 and prefix.isascii() and prefix.isalpha() and prefix.isupper()):
        raise ValueError("A reference begins with three capital letters.")
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
