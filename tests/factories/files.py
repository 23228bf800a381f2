"""Pictures made in memory, uploads of them, and stored files with real sealed objects."""

import hashlib
import struct
import zlib
from io import BytesIO
from typing import Any

import factory
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from portal.foundation.files.models import StoredFile
from portal.foundation.files.storage import keep
from portal.foundation.vault.streams import new_wrapped_key, sealed_pieces
from tests.factories.people import UserFactory


def picture(kind: str = "PNG", size: tuple[int, int] = (40, 30), mode: str = "RGB", **options: Any) -> bytes:
    """A small picture: PNG, JPEG, WEBP, GIF, BMP and what else Pillow writes."""
    written = BytesIO()
    Image.linear_gradient("L").resize(size).convert(mode).save(written, kind, **options)
    return written.getvalue()


def animation(kind: str, frames: int = 5) -> bytes:
    colours = [Image.new("RGB", (20, 20), (index * 255 // frames, 0, 0)) for index in range(frames)]
    written = BytesIO()
    colours[0].save(written, kind, save_all=True, append_images=colours[1:])
    return written.getvalue()


def png_chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def bomb_png(width: int, height: int, rows: int | None = None) -> bytes:
    """A few kilobytes that say they are that many pixels; with all rows, so that a careless decoder unpacks them."""
    packer = zlib.compressobj(9)
    row = b"\0" + bytes((width + 7) // 8)
    body = b"".join(packer.compress(row) for _ in range(height if rows is None else rows)) + packer.flush()
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        png_chunk(name, content) for name, content in ((b"IHDR", header), (b"IDAT", body), (b"IEND", b""))
    )


def upload(content: bytes | None = None, name: str = "picture.png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, picture() if content is None else content)


class StoredFileFactory(factory.django.DjangoModelFactory):
    """A stored file whose objects are really sealed. Ready, with the same content as its safe copy, by default."""

    class Meta:
        model = StoredFile

    class Params:
        content = factory.LazyFunction(picture)

    room = "advice"
    name = "picture.png"
    media_type = "image/png"
    state = StoredFile.State.READY
    uploaded_by = factory.SubFactory(UserFactory)
    size = factory.LazyAttribute(lambda made: len(made.content))
    sha256 = factory.LazyAttribute(lambda made: hashlib.sha256(made.content).hexdigest())
    safe_media_type = factory.LazyAttribute(lambda made: made.media_type if made.state == "ready" else "")
    safe_size = factory.LazyAttribute(lambda made: made.size if made.state == "ready" else 0)
    safe_sha256 = factory.LazyAttribute(lambda made: made.sha256 if made.state == "ready" else "")
    refused_why = factory.LazyAttribute(lambda made: "It cannot be read." if made.state == "refused" else "")
    sealed_content = factory.LazyAttribute(lambda made: made.content)

    @classmethod
    def _create(cls, model_class: type[StoredFile], *args: Any, **kwargs: Any) -> StoredFile:
        content = kwargs.pop("sealed_content")
        stored = model_class(**kwargs)
        stored.wrapped_key = new_wrapped_key(context=stored.original_context)
        pieces = sealed_pieces([content], stored.wrapped_key, context=stored.original_context)
        stored.original_object = keep(pieces)
        if stored.is_ready:
            stored.safe_wrapped_key = new_wrapped_key(context=stored.safe_context)
            pieces = sealed_pieces([content], stored.safe_wrapped_key, context=stored.safe_context)
            stored.safe_object = keep(pieces)
        stored.save(force_insert=True)
        return stored
