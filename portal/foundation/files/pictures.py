"""What can be known of an upload from its header, without decoding a picture."""

import struct
import unicodedata
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from PIL import Image

from portal.foundation.files.kinds import FAMILIES, PICTURE, families_in, family_of, head_of, limit_of, sniff
from portal.foundation.files.safe_copy import FORMATS, MAX_PIXELS

MEDIA_TYPES = {"PNG": "image/png", "JPEG": "image/jpeg", "MPO": "image/jpeg", "WEBP": "image/webp"}
"""MPO is the JPEG with further pictures behind it that many telephones write."""
MAX_WEBP_PIXELS = 12_200_000
"""A WebP is decoded three times over in memory; this one still fits into what the safe copy may use."""
LONGEST_NAME = 200
UNREADABLE = (
    ArithmeticError,
    AttributeError,
    EOFError,
    LookupError,
    MemoryError,
    OSError,
    RuntimeError,
    SyntaxError,
    TypeError,
    ValueError,
    struct.error,
)
"""What Pillow raises for a header that lies."""

# For every user of Pillow in this process: more than twice this is an error before anything is allocated.
Image.MAX_IMAGE_PIXELS = MAX_PIXELS


class RefusedFile(Exception):
    """A file that is not taken in. The message is one or two sentences for the person who sent it."""

    def __init__(self, name: str, why: str) -> None:
        super().__init__(f"“{name}” {why}")


class TooLarge(RefusedFile):
    """More bytes than its kind may have."""

    def __init__(self, name: str, most: int | None = None) -> None:
        megabytes = (settings.FILES_MAX_BYTES if most is None else most) / 1024 / 1024
        what = "a smaller version of it, such as a screenshot" if most is None else "a shorter part of it"
        super().__init__(name, f"is larger than {megabytes:.3g} MB. Send {what}.")


def check_picture(upload: "UploadedFile[Any]") -> str:
    """The media type of an upload, by its content. Raises RefusedFile. Leaves the upload at its beginning."""
    name = tidy_name(upload.name)
    if not upload.size:
        raise RefusedFile(name, "is empty. Choose the picture again.")
    if upload.size > settings.FILES_MAX_BYTES:
        raise TooLarge(name)
    try:
        picture = Image.open(upload, formats=FORMATS)
        is_animated = picture.format != "MPO" and getattr(picture, "is_animated", False)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as bomb:
        raise _too_many_pixels(name, MAX_PIXELS) from bomb
    except UNREADABLE as error:
        raise RefusedFile(
            name,
            "cannot be read as a PNG, JPEG or WebP picture. Take a screenshot of it, or save it as JPEG.",
        ) from error
    finally:
        upload.seek(0)
    _check_size(name, picture)
    if is_animated:
        raise RefusedFile(name, "is an animation. Send a still picture of it, such as a screenshot.")
    return MEDIA_TYPES[picture.format or ""]


def _check_size(name: str, picture: Image.Image) -> None:
    most = MAX_WEBP_PIXELS if picture.format == "WEBP" else MAX_PIXELS
    if picture.width * picture.height > most:
        raise _too_many_pixels(name, most)


def _too_many_pixels(name: str, most: int) -> RefusedFile:
    why = f"has more than {most / 1_000_000:.3g} million pixels. Send a smaller version of it, such as a screenshot."
    return RefusedFile(name, why)


def tidy_name(name: str | None) -> str:
    """The name of a file on the sender's machine, without folders and without characters that are not seen.

    Those that turn the direction of writing would let a name pose as another.
    """
    last = (name or "").replace("\\", "/").rsplit("/", 1)[-1]
    seen = "".join(character for character in last if not unicodedata.category(character).startswith("C"))
    shortened = " ".join(seen.split())[-LONGEST_NAME:]
    return shortened if shortened.strip(". ") else "picture"


def check_file(upload: "UploadedFile[Any]", room: str) -> str:
    """The media type of an upload, by its content, for a room. Raises RefusedFile. Leaves it at its beginning."""
    allowed, name = families_in(room), tidy_name(upload.name)
    if allowed == {PICTURE}:
        return check_picture(upload)
    if not upload.size:
        raise RefusedFile(name, "is empty. Choose it again.")
    media_type = sniff(head_of(upload))
    if media_type.startswith("image/") and family_of(media_type) == PICTURE:
        return check_picture(upload)
    if not media_type or family_of(media_type) not in allowed:
        kinds = list_in_words([FAMILIES[family] for family in FAMILIES if family in allowed])
        raise RefusedFile(
            name, f"is of no kind that is kept here: {kinds}. What counts is what is in it, not its name."
        )
    if upload.size > limit_of(media_type):
        raise TooLarge(name, limit_of(media_type))
    return media_type


def list_in_words(words: list[str]) -> str:
    return " and ".join([*([", ".join(words[:-1])] if words[:-1] else []), *words[-1:]])
