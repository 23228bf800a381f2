"""A program of its own: reads a picture from standard input, writes a safe copy to standard output.

Run by path in an isolated interpreter (`python -I safe_copy.py`), never imported by the portal's processes while they
serve: it decodes what strangers sent. Before the first byte is read it gives up the right to open anything (files and
sockets alike), to start a process, to write a file, and to use more than a bounded memory and time.

The copy holds the pixels only: no EXIF, GPS, XMP, comments, thumbnails, colour profiles or trailing bytes. PNG stays
PNG, since screenshots must stay sharp; all else becomes JPEG, which everything can show.
"""

import os
import resource
import sys
import warnings
from collections.abc import Iterable
from io import BytesIO
from typing import BinaryIO

from PIL import Image, ImageDraw, ImageFile, ImageOps, JpegImagePlugin, MpoImagePlugin, PngImagePlugin, WebPImagePlugin

MAX_PIXELS = 25_000_000
FORMATS = ("PNG", "JPEG", "WEBP")
MEMORY_BYTES = 256 * 1024 * 1024
"""Address space beyond what the interpreter and Pillow take when they are loaded (about 30 MB of memory)."""
CPU_SECONDS = 20
JPEG_QUALITY = 88

TOO_MANY_PIXELS, ANIMATED, OUT_OF_MEMORY = 3, 4, 5
"""Exit statuses. Any other than 0 and these means a picture that is damaged."""

PLUGINS = (JpegImagePlugin, MpoImagePlugin, PngImagePlugin, WebPImagePlugin)
"""Loaded beforehand: nothing can be opened once the door is shut."""


class Refused(Exception):
    """The picture is whole, but not one that is taken."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


def shut_in() -> None:
    """Give up, for good, what decoding a picture does not need."""
    Image.init()
    held = _address_space()
    os.nice(10)
    # Out of time must be told from killed by others: the soft limit sends SIGXCPU, the hard one SIGKILL.
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS + 1))
    for what, most in (
        (resource.RLIMIT_AS, held + MEMORY_BYTES),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NPROC, 0),
        (resource.RLIMIT_NOFILE, 0),
    ):
        resource.setrlimit(what, (most, most))


def _address_space() -> int:
    """Bytes held by now. Beyond Linux, where none can tell, more than enough: only Linux is for production."""
    if not sys.platform.startswith("linux"):
        return 2**40
    with open("/proc/self/statm", "rb") as pages:
        return int(pages.read().split()[0]) * resource.getpagesize()


Box = tuple[int, int, int, int]
"""Left, top, width and height of a part, in ten-thousandths of the upright picture."""
WHOLE = 10_000


def boxes_in(words: str) -> list[Box]:
    """From "left,top,width,height;..."; ValueError for anything else."""
    boxes = []
    for part in words.split(";") if words else []:
        left, top, width, height = (int(number) for number in part.split(","))
        boxes.append((left, top, width, height))
    return boxes


def safe_copy(source: BinaryIO, target: BinaryIO, boxes: Iterable[Box] = ()) -> None:
    """Decode, turn upright, cover the boxes, encode again.

    Raises Refused, or whatever Pillow raises for a damaged picture.
    """
    picture = _decoded(source)
    wants_png = picture.format == "PNG"
    plain = _plain(ImageOps.exif_transpose(picture), keep_transparency=wants_png)
    del picture
    plain.info.clear()
    plain = _covered(plain, boxes)
    if wants_png:
        plain.save(target, "PNG", compress_level=6)
    else:
        plain.save(target, "JPEG", quality=JPEG_QUALITY)


def _decoded(source: BinaryIO) -> ImageFile.ImageFile:
    picture = Image.open(source, formats=FORMATS)
    if picture.width * picture.height > MAX_PIXELS:
        raise Refused(TOO_MANY_PIXELS)
    if picture.format != "MPO" and getattr(picture, "n_frames", 1) > 1:
        raise Refused(ANIMATED)
    picture.load()
    return picture


def _plain(picture: Image.Image, *, keep_transparency: bool) -> Image.Image:
    """Grey or colour of eight bits, with transparency where it is kept and there is some."""
    if picture.mode.startswith("I"):
        picture = picture.point(lambda value: value / 256).convert("L")
    has_transparency = "A" in picture.getbands() or "transparency" in picture.info
    if has_transparency and not keep_transparency:
        return _on_white(picture)
    if has_transparency:
        return picture if picture.mode == "RGBA" else picture.convert("RGBA")
    wanted = "L" if picture.mode in ("1", "L") else "RGB"
    return picture if picture.mode == wanted else picture.convert(wanted)


def _covered(picture: Image.Image, boxes: Iterable[Box]) -> Image.Image:
    """Each box is filled with black, outwards to whole pixels: what was below is in no byte of the copy."""
    pen = ImageDraw.Draw(picture)
    blacks: dict[str, float | tuple[int, ...]] = {"L": 0, "RGBA": (0, 0, 0, 255)}
    black = blacks.get(picture.mode, (0, 0, 0))
    for left, top, width, height in boxes:
        corner = (left * picture.width // WHOLE, top * picture.height // WHOLE)
        opposite = (-(-(left + width) * picture.width // WHOLE), -(-(top + height) * picture.height // WHOLE))
        pen.rectangle((corner, opposite), fill=black)
    return picture


def _on_white(picture: Image.Image) -> Image.Image:
    if picture.mode != "RGBA":
        picture = picture.convert("RGBA")
    white = Image.new("RGB", picture.size, "white")
    white.paste(picture, mask=picture)
    return white


def main() -> int:
    warnings.simplefilter("ignore")
    Image.MAX_IMAGE_PIXELS = MAX_PIXELS
    shut_in()
    copy = BytesIO()
    try:
        safe_copy(BytesIO(sys.stdin.buffer.read()), copy, boxes_in(sys.argv[1] if len(sys.argv) > 1 else ""))
    except Refused as refused:
        return refused.status
    except (MemoryError, Image.DecompressionBombError) as error:
        return OUT_OF_MEMORY if isinstance(error, MemoryError) else TOO_MANY_PIXELS
    sys.stdout.buffer.write(copy.getbuffer())
    sys.stdout.buffer.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
