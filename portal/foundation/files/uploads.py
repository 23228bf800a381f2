"""How files arrive: bounded, and never under a name on the disk."""

from tempfile import SpooledTemporaryFile
from typing import IO, Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler

from portal.foundation.files.kinds import limit_of, sniff

MEMORY_BYTES = 1024 * 1024
"""Beyond this an upload waits in a temporary file without a name, which no crash leaves behind."""


class BoundedUploadHandler(FileUploadHandler):
    """Keeps no more of a file than shows that it is larger than its kind may be; the rest is read and dropped.

    Such a file reaches its form, which can then refuse it by name, and costs neither memory nor disk.
    """

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.kept = _unnamed_file()
        self.most = settings.FILES_MAX_BYTES

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if start == 0:
            self.most = limit_of(sniff(raw_data))
        if start <= self.most:
            self.kept.write(raw_data)

    def file_complete(self, file_size: int) -> "UploadedFile[Any]":
        self.kept.seek(0)
        return UploadedFile(
            file=self.kept,
            name=self.file_name,
            content_type=self.content_type,
            size=file_size,
            charset=self.charset,
            content_type_extra=self.content_type_extra,
        )

    def upload_interrupted(self) -> None:
        if hasattr(self, "kept"):
            self.kept.close()


def _unnamed_file() -> IO[bytes]:
    return SpooledTemporaryFile(max_size=MEMORY_BYTES)
