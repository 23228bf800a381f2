"""Files that somebody might send in bad faith; each is small here and made on the spot."""

import gzip
import io
import struct
import zipfile
import zlib

from tests.factories.files import animation, bomb_png, picture, png_chunk

PNG_START = b"\x89PNG\r\n\x1a\n"
SCRIPT = b"<script>alert(document.domain)</script>"
HTML = b"<!doctype html><title>x</title>" + SCRIPT
SVG = b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'><script>alert(1)</script></svg>"


def zipped(content: bytes) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.html", content)
    return written.getvalue()


def png_with(*chunks: tuple[bytes, bytes]) -> bytes:
    """A whole PNG with further chunks before its pixels."""
    plain = picture("PNG")
    return plain[:33] + b"".join(png_chunk(*chunk) for chunk in chunks) + plain[33:]


def png_sized(width: int, height: int) -> bytes:
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return PNG_START + png_chunk(b"IHDR", header) + png_chunk(b"IDAT", zlib.compress(b"\0")) + png_chunk(b"IEND", b"")


def jpeg_sized(width: int, height: int) -> bytes:
    plain = bytearray(picture("JPEG"))
    at = plain.index(b"\xff\xc0") + 5
    plain[at : at + 4] = struct.pack(">HH", height, width)
    return bytes(plain)


def webp_sized(width: int, height: int) -> bytes:
    size = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    body = b"WEBPVP8X" + struct.pack("<I", 10) + b"\0\0\0\0" + size + picture("WEBP")[12:]
    return b"RIFF" + struct.pack("<I", len(body)) + body


def still(kind: str) -> bytes:
    return picture(kind)


REFUSED: dict[str, bytes] = {
    "empty.png": b"",
    "one-byte.png": b"\x89",
    "nul.png": bytes(5000),
    "text.png": b"hello " * 100,
    "page.html": HTML,
    "page.png": HTML,
    "page.jpg.html": HTML,
    "drawing.svg": SVG,
    "drawing.png": SVG,
    "drawing.webp": b"\xef\xbb\xbf<?xml version='1.0'?>" + SVG,
    "drawing.svgz": gzip.compress(SVG),
    "page-after-signature.png": PNG_START + HTML,
    "signature-only.png": PNG_START,
    "jpeg-start-only.jpg": b"\xff\xd8\xff\xe0",
    "riff-only.webp": b"RIFF\x10\x00\x00\x00WEBP",
    "riff-sound.webp": b"RIFF\x10\x00\x00\x00WAVEfmt ",
    "script.png": b"#!/bin/sh\nrm -rf /\n",
    "program.png": b"MZ" + bytes(300),
    "elf.png": b"\x7fELF" + bytes(300),
    "archive.png": zipped(HTML),
    "document.png": b"%PDF-1.7\n1 0 obj<</OpenAction<</S/JavaScript/JS(app.alert(1))>>>>endobj",
    "postscript.png": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n(x) run\n",
    "heic.jpg": b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + bytes(200),
    "avif.png": b"\x00\x00\x00\x1cftypavif" + bytes(200),
    "still.gif": still("GIF"),
    "gif-that-is-script.png": b"GIF89a=1;alert(1);//" + bytes(100),
    "picture.bmp": still("BMP"),
    "picture.tiff": still("TIFF"),
    "picture.ico": still("ICO"),
    "picture.ppm": still("PPM"),
    "moving.gif": animation("GIF"),
    "moving.webp": animation("WEBP"),
    "moving.png": animation("PNG"),
    "bomb-13300.png": bomb_png(13_300, 13_300),
    "bomb-30000.png": bomb_png(30_000, 30_000),
    "bomb-one-row.png": bomb_png(2_000_000_000, 1, rows=0),
    "greatest.png": png_sized(2**31 - 1, 2**31 - 1),
    "overflow.png": png_sized(2**32 - 1, 2**32 - 1),
    "nothing-wide.png": png_sized(0, 10),
    "nothing-high.jpg": jpeg_sized(10, 0),
    "greatest.jpg": jpeg_sized(65_535, 65_535),
    "greatest.webp": webp_sized(16_384, 16_384),
    "long-text.png": png_with((b"zTXt", b"c\0\0" + zlib.compress(bytes(80_000_000)))),
    "short-header.png": PNG_START + png_chunk(b"IHDR", b"\0\0"),
    "wrong-sum.png": picture("PNG")[:29] + b"\0\0\0\0" + picture("PNG")[33:],
}
"""Refused at the door, with a sentence, and never stored."""

MAYBE: dict[str, bytes] = {
    "polyglot-page.png": picture("PNG") + HTML,
    "polyglot-page.jpg": picture("JPEG") + HTML,
    "polyglot-archive.png": picture("PNG") + zipped(HTML),
    "polyglot-archive.jpg": picture("JPEG") + zipped(HTML),
    "polyglot-document.jpg": picture("JPEG", comment=b"%PDF-1.7 " + SCRIPT),
    "comment.jpg": picture("JPEG", comment=b"<?php system($_GET[0]); ?>" + SCRIPT),
    "text.png": png_with((b"tEXt", b"Comment\0" + SCRIPT)),
    "own-chunk.png": png_with((b"scRp", SCRIPT)),
    "wrong-profile.png": png_with((b"iCCP", b"x\0\0" + zlib.compress(bytes(20_000_000)))),
    "many-chunks.png": png_with(*[(b"tEXt", b"k\0v")] * 20_000),
    "trailing.webp": picture("WEBP") + HTML,
    "cut.png": picture("PNG", (400, 300))[:-60],
    "cut.jpg": picture("JPEG", (400, 300))[:700],
    "cut.webp": picture("WEBP")[:70],
    "half-said.jpg": jpeg_sized(4000, 3000),
    "half-said.png": png_sized(5000, 5000),
    "half-said.webp": webp_sized(3000, 3000),
    "wrong-name.html": picture("PNG"),
    "double.png.exe": picture("JPEG"),
    "dark-5000.png": bomb_png(5000, 5000),
}
"""Pictures by their header: stored as they are, and shown only when a copy of their pixels could be made."""

NAMES = [
    "../../../etc/cron.d/x.png",
    "..\\..\\windows\\x.png",
    "/etc/passwd",
    "....//x.png",
    "line\r\nSet-Cookie: a=b\r\n\r\n<script>.png",
    'quote".html"; filename="x.html',
    "semi;filename*=UTF-8''x.html",
    "gnp.\u202elmth.exe",
    "nul\0.png",
    "\u202e\u2066\u200fmark.png",
    "half \ud800 pair.png",
    "x" * 5000 + ".png",
    "<img src=x onerror=alert(1)>.png",
    "%00%0d%0a.png",
    "CON.png",
    ".",
    "..",
    ".htaccess",
    " ",
    "ünï çödé 😀.png",
    "-rf.png",
]
