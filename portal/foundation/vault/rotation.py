"""Seal every secret of the database anew under the current key, so that an older key can be taken off the ring.

It runs as the role that owns the tables, beside a portal that serves. A batch is one transaction: the table's triggers
and the force of its row-level security are off for the owner inside it alone (it changes no word, so what is only ever
added to, or is on hold, is sealed anew as well), and nobody else ever sees them off, since the batch holds the table.
What was sealed anew stays so when the command is stopped; the next run goes on with the rest.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connection, models, transaction
from django.db.utils import OperationalError
from django.utils.module_loading import import_string

from portal.foundation.vault.ciphers import CannotUnseal, current_header, reseal
from portal.foundation.vault.fields import EncryptedTextField, SealedText

BATCH = 500
"""Rows in one transaction: the table waits for that long, some tenths of a second."""
LOCK_WAIT = "2s"
TRIES = 30
"""How often a batch waits for a table that is in use."""


class NotTheOwner(Exception):
    """Only the role that owns the tables may seal what is never changed."""


class InUse(Exception):
    """A table was in use all the time. Nothing is lost; run it again."""


@dataclass
class Sealing:
    """What was done in one table. ``broken`` names the rows whose secret no key of the ring opens."""

    table: str
    done: int = 0
    broken: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Column:
    name: str
    context: Callable[[Any], str]


def columns_of(model: type[models.Model]) -> tuple[Column, ...]:
    """The sealed columns of a table: its encrypted fields, and what the model itself lists in ``SEALED`` (the column,
    and the name of the attribute that says what its token is bound to).
    """
    fields = (item for item in model._meta.concrete_fields if isinstance(item, EncryptedTextField))
    encrypted = tuple(Column(str(item.column), item.context_for) for item in fields)
    listed: dict[str, str] = getattr(model, "SEALED", {})
    return encrypted + tuple(Column(name, _attribute(context)) for name, context in listed.items())


def _attribute(name: str) -> Callable[[Any], str]:
    return lambda instance: str(getattr(instance, name))


def seal_all_anew() -> Iterator[Sealing]:
    """Each table in turn, and then what stands sealed in other forms (`settings.OTHER_SECRETS`).

    Raises NotTheOwner; InUse when a table cannot be had.
    """
    _check_owner()
    for model in apps.get_models():
        if columns := columns_of(model):
            yield _table_anew(model, columns)
    for path in settings.OTHER_SECRETS:
        yield import_string(path)()


def _check_owner() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT bool_and(tableowner = current_user) FROM pg_tables WHERE schemaname = 'public'")
        if not cursor.fetchone()[0]:
            raise NotTheOwner("Run this as the role that owns the tables: set DATABASE_OWNER_URL.")


def _table_anew(model: type[models.Model], columns: tuple[Column, ...]) -> Sealing:
    sealing = Sealing(model._meta.db_table)
    while when_free(model, lambda: _batch(model, columns, sealing)):
        pass
    return sealing


def when_free(model: type[models.Model], work: Callable[[], bool]) -> bool:
    """Do it in one transaction of its own, as soon as the table is free. Raises InUse when it never is."""
    for _ in range(TRIES):
        try:
            with transaction.atomic(durable=True):
                return work()
        except OperationalError as busy:
            if getattr(busy.__cause__, "sqlstate", "") != "55P03":
                raise
            time.sleep(1)
    raise InUse(f"{model._meta.db_table} was in use all the time. Run this again.")


def _batch(model: type[models.Model], columns: tuple[Column, ...], sealing: Sealing) -> bool:
    """Whether there was anything to do."""
    with opened_to_owner(model):
        rows = _older(model, columns, sealing)
        for row in rows:
            _row_anew(row, columns, sealing)
    return bool(rows)


@contextmanager
def opened_to_owner(model: type[models.Model]) -> Iterator[None]:
    """A transaction in which the owner of the table reads and changes all of its rows, past its triggers and its
    row-level security; the table is held for that long. Raises OperationalError when it is in use.
    """
    table = connection.ops.quote_name(model._meta.db_table)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('lock_timeout', %s, true)", [LOCK_WAIT])
        cursor.execute(
            "SELECT relforcerowsecurity FROM pg_class WHERE oid = %s::regclass", [f"public.{model._meta.db_table}"]
        )
        is_forced = cursor.fetchone()[0]
        if is_forced:
            cursor.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        yield
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
        if is_forced:
            cursor.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")


def _older(model: type[models.Model], columns: tuple[Column, ...], sealing: Sealing) -> list[models.Model]:
    """The next rows with a token of another key than the current one."""
    header = current_header()
    wanted = models.Q()
    for column in columns:
        begins = models.Func(
            models.F(column.name), 1, len(header), function="SUBSTRING", output_field=models.BinaryField()
        )
        is_token = models.Func(models.F(column.name), function="OCTET_LENGTH", output_field=models.IntegerField())
        wanted |= models.Q(models.lookups.GreaterThan(is_token, 0)) & ~models.Q(
            models.lookups.Exact(begins, models.Value(header, output_field=models.BinaryField()))
        )
    return list(model._base_manager.filter(wanted).exclude(pk__in=sealing.broken).order_by("pk")[:BATCH])


def _row_anew(row: models.Model, columns: tuple[Column, ...], sealing: Sealing) -> None:
    changes: dict[str, bytes] = {}
    for column in columns:
        token = _token(row.__dict__.get(_attname(row, column.name)))
        if not token or token.startswith(current_header()):
            continue
        try:
            changes[column.name] = reseal(token, context=column.context(row))
        except CannotUnseal:
            sealing.broken.append(str(row.pk))
    _write(row, changes)
    sealing.done += len(changes)


def _attname(row: models.Model, column: str) -> str:
    return next(item.attname for item in row._meta.concrete_fields if item.column == column)


def _token(value: object) -> bytes:
    if isinstance(value, SealedText):
        return value.token
    return bytes(value) if isinstance(value, bytes | memoryview) else b""


def _write(row: models.Model, changes: dict[str, bytes]) -> None:
    if not changes:
        return
    quote = connection.ops.quote_name
    names = ", ".join(f"{quote(name)} = %s" for name in changes)
    pk = row._meta.pk
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {quote(row._meta.db_table)} SET {names} WHERE {quote(str(pk.column))} = %s",
            [*changes.values(), pk.get_db_prep_value(row.pk, connection)],
        )
