"""Model fields whose text only the application can read."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.core import checks
from django.core.exceptions import ValidationError
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.fields import AutoFieldMixin
from django.db.models.query_utils import DeferredAttribute
from django.utils.functional import Promise

from portal.foundation.vault.ciphers import seal, unseal

if TYPE_CHECKING:
    TextValue = models.Field[str, str]
else:
    TextValue = models.Field


class SealedText:
    """A token on its way between the row and the attribute. It never shows what it holds."""

    __slots__ = ("token",)

    def __init__(self, token: bytes) -> None:
        self.token = token

    def __repr__(self) -> str:
        return "<sealed>"


class SealedAttribute(DeferredAttribute):
    """Unseals when the attribute is first read, and keeps the plain text on that instance only.

    No state stands on the field, which all threads share.
    """

    field: "EncryptedTextField"

    def __get__(self, instance: models.Model | None, cls: type[models.Model] | None = None) -> Any:
        value = super().__get__(instance, cls)
        if instance is not None and isinstance(value, SealedText):
            value = self.field.unseal_for(instance, value)
            instance.__dict__[self.field.attname] = value
        return value

    def __set__(self, instance: models.Model, value: object) -> None:
        instance.__dict__[self.field.attname] = value


def refuse_unstorable_text(value: str) -> None:
    """Half of a surrogate pair is no character, and cannot be written as UTF-8."""
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise ValidationError("This text holds a character that cannot be stored.", code="unstorable") from error


class EncryptedTextField(TextValue):
    """Text that is sealed in the database (bytea) and a plain `str` in Python.

    The associated data is "table.column.primary-key": a token copied to another row, column or table is refused, so the
    primary key must be known before the row is written (a UUID with a default). An empty string is stored empty.
    It can be asked for emptiness (`field=""`) and nothing else; `QuerySet.update` may only empty it, since an update
    does not know which rows it meets. Reading a damaged value raises `ciphers.CannotUnseal`.
    """

    descriptor_class = SealedAttribute
    default_validators = [refuse_unstorable_text]

    def get_internal_type(self) -> str:
        return "BinaryField"

    def check(self, **kwargs: Any) -> list[checks.CheckMessage]:
        return [*super().check(**kwargs), *self._check_primary_key(), *self._check_options()]

    def _check_primary_key(self) -> list[checks.CheckMessage]:
        if not isinstance(self.model._meta.pk, AutoFieldMixin):
            return []
        return [
            checks.Error(
                "The primary key must be known before the row is written.",
                hint="Use a UUIDField with default=uuid.uuid4 as the primary key.",
                obj=self,
                id="vault.E001",
            )
        ]

    def _check_options(self) -> list[checks.CheckMessage]:
        if not (self.unique or self.has_db_default()):
            return []
        return [
            checks.Error(
                "A sealed value differs each time: it can be neither unique nor a database default.",
                obj=self,
                id="vault.E002",
            )
        ]

    def context_for(self, instance: models.Model) -> str:
        """Where the value lives, which is what its token is bound to."""
        pk = self.model._meta.pk.to_python(instance.pk)
        return f"{self.model._meta.db_table}.{self.column}.{pk}"

    def unseal_for(self, instance: models.Model, value: SealedText) -> str:
        return unseal(value.token, context=self.context_for(instance)).decode()

    def pre_save(self, model_instance: models.Model, add: bool) -> SealedText | str | None:
        value: object = getattr(model_instance, self.attname)
        if isinstance(value, Promise):
            value = str(value)
        if value is None:
            return None
        if not isinstance(value, str):
            raise TypeError(f"{self} takes text, not {type(value).__name__}.")
        if not value:
            return ""
        return SealedText(seal(value.encode(), context=self.context_for(model_instance)))

    def from_db_value(self, value: bytes | None, *args: object) -> SealedText | str | None:
        if value is None:
            return None
        return SealedText(bytes(value)) if value else ""

    def get_db_prep_value(self, value: Any, connection: BaseDatabaseWrapper, prepared: bool = False) -> Any:
        if value is None:
            return None
        if isinstance(value, SealedText):
            return value.token
        if value in ("", b""):
            return b""
        raise TypeError(f"{self} is sealed one row at a time: save the instance, and do not search for its text.")

    def get_placeholder(self, value: Any, compiler: Any, connection: BaseDatabaseWrapper) -> str:
        """Expressions are refused: they would write plain text, or another row's token, into the column."""
        if hasattr(value, "as_sql"):
            raise TypeError(f"{self} cannot be written by an expression: save the instance.")
        return "%s"

    def get_lookup(self, lookup_name: str) -> "type[models.Lookup[Any]] | None":
        return super().get_lookup(lookup_name) if lookup_name in ("exact", "isnull") else None

    def to_python(self, value: Any) -> Any:
        return value if value is None or isinstance(value, str) else str(value)

    def value_to_string(self, obj: models.Model) -> str:
        raise TypeError(f"{self} is never serialised: back the database up instead.")

    def formfield(self, **kwargs: Any) -> forms.Field | None:
        options: dict[str, Any] = {"max_length": self.max_length, "widget": forms.Textarea}
        return super().formfield(**{**options, **kwargs})
