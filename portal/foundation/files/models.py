"""Files that people hand in: a sealed original that never changes, and a safe copy that people see.

Who may see a file is known by the room that holds it; nothing here is reached by an address of its own.
"""

import uuid
from pathlib import PurePath
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from portal.foundation.files.kinds import MEDIA_TYPES, PICTURE
from portal.foundation.vault.fields import EncryptedTextField

EXTENSIONS = {name: kind.extension for name, kind in MEDIA_TYPES.items()}
"""How a download of each type ends."""


class StoredFileQuerySet(models.QuerySet["StoredFile"]):
    def waiting(self) -> "StoredFileQuerySet":
        """Those whose safe copy is not made yet."""
        return self.filter(state=StoredFile.State.WAITING)

    def in_storage_as(self, names: list[str]) -> set[str]:
        """Those of the names that belong to a row."""
        rows = self.filter(Q(original_object__in=names) | Q(safe_object__in=names))
        return {name for pair in rows.values_list("original_object", "safe_object") for name in pair}


class StoredFile(models.Model):
    """One file. `size` (bytes) and `sha256` are those of the original as it was sent, before sealing."""

    class State(models.TextChoices):
        WAITING = "waiting", "being made safe"
        READY = "ready", "ready"
        REFUSED = "refused", "cannot be shown"
        SEALED = "sealed", "kept sealed, to be saved only"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    room = models.CharField(max_length=40)
    name = EncryptedTextField(max_length=255)
    media_type = models.CharField(max_length=40)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    original_object = models.CharField(max_length=64, unique=True)
    wrapped_key = models.BinaryField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    refused_why = models.TextField(blank=True)
    safe_object = models.CharField(max_length=64, blank=True, db_index=True)
    safe_wrapped_key = models.BinaryField(default=bytes)
    safe_sha256 = models.CharField(max_length=64, blank=True)
    safe_size = models.PositiveIntegerField(default=0)
    safe_media_type = models.CharField(max_length=40, blank=True)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    """None: somebody without an account, on a public page."""
    at = models.DateTimeField(auto_now_add=True)

    objects = StoredFileQuerySet.as_manager()
    SEALED: ClassVar = {"wrapped_key": "original_context", "safe_wrapped_key": "safe_context"}

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state="ready") & ~Q(safe_object="") & ~Q(safe_sha256="") & Q(refused_why="")
                | ~Q(state="ready") & Q(safe_object="", safe_sha256="", safe_size=0),
                name="files_ready_means_copy",
            ),
            models.CheckConstraint(
                condition=Q(state="refused") & ~Q(refused_why="") | ~Q(state="refused") & Q(refused_why=""),
                name="files_refused_means_why",
            ),
            models.CheckConstraint(condition=Q(size__gt=0), name="files_not_empty"),
        ]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def is_ready(self) -> bool:
        """Whether there is a safe copy to show."""
        return self.state == self.State.READY

    @property
    def is_picture(self) -> bool:
        """Whether it is of a kind that gets a safe copy."""
        return MEDIA_TYPES[self.media_type].family == PICTURE

    @property
    def kind_in_words(self) -> str:
        return MEDIA_TYPES[self.media_type].words

    @property
    def original_context(self) -> str:
        return f"{self._meta.db_table}.original.{self.id}"

    @property
    def safe_context(self) -> str:
        return f"{self._meta.db_table}.safe.{self.id}"

    @property
    def original_download_name(self) -> str:
        """The sender's name with the ending that the content has."""
        return self._named(self.media_type)

    @property
    def safe_download_name(self) -> str:
        return self._named(self.safe_media_type)

    def _named(self, media_type: str) -> str:
        return f"{PurePath(self.name).stem or 'picture'}.{EXTENSIONS[media_type]}"
