"""Small files of every kind that a record takes, and some three hundred that somebody might send in bad faith."""

import struct
from io import BytesIO

from PIL import Image

from tests.factories.files import picture
from tests.files.hostile import HTML, MAYBE, NAMES, REFUSED, SVG, zipped

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
"""The harmless text that every virus scanner must report (eicar.org)."""
MAIL = (
    b"From: Sam <sam@elsewhere.example>\r\nDate: Mon, 1 Jun 2026 09:00:00 +0100\r\nSubject: Bins\r\n"
    b"\r\nYour bins smell.\r\n"
)


def box(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", 8 + len(content)) + name + content


def film(brand: bytes) -> bytes:
    return box(b"ftyp", brand + b"\0\0\2\0" + brand + b"isom") + box(b"mdat", bytes(64))


def heic() -> bytes:
    return box(b"ftyp", b"heic\0\0\0\0mif1heic") + box(b"meta", bytes(64))


def ogg(start: bytes) -> bytes:
    return b"OggS\0\2" + bytes(20) + b"\1\x1e" + start + bytes(40)


def frames(count: int = 4) -> bytes:
    return (b"\xff\xfb\x90\x00" + bytes(413)) * count


GOOD: dict[str, tuple[str, bytes]] = {
    "clip.mp4": ("video/mp4", film(b"isom")),
    "clip.mov": ("video/quicktime", film(b"qt  ")),
    "clip.webm": ("video/webm", b"\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01\x42\xf7\x81\x01\x42\x82\x84webm" + bytes(60)),
    "voice.mp3": ("audio/mpeg", frames()),
    "tagged.mp3": ("audio/mpeg", b"ID3\x04\0\0\0\0\0\x0a" + bytes(10) + frames()),
    "voice.m4a": ("audio/mp4", film(b"M4A ")),
    "voice.ogg": ("audio/ogg", ogg(b"\x01vorbis")),
    "voice.opus": ("audio/opus", ogg(b"OpusHead")),
    "voice.wav": ("audio/wav", b"RIFF\x24\0\0\0WAVEfmt \x10\0\0\0" + bytes(40)),
    "letter.eml": ("message/rfc822", MAIL),
    "letter.pdf": ("application/pdf", b"%PDF-1.7\n1 0 obj<<>>endobj\n%%EOF\n"),
    "photo.heic": ("image/heic", heic()),
}
"""Name, the type that its content has, and the content."""

TAILS = {"page": HTML, "drawing": SVG, "archive": zipped(HTML), "virus": EICAR, "program": b"MZ" + bytes(200)}
TURNED = "\u202egnp.elmth"


def hostile() -> list[tuple[str, bytes]]:
    """Names and contents. Each is to be refused with a sentence, or kept where nothing ever runs or shows it."""
    sent = [
        *REFUSED.items(),
        *MAYBE.items(),
        *((name.encode(errors="replace").decode(), picture()) for name in NAMES if len(name) < 999),
    ]
    sent.append(("x" * 700 + ".png", picture()))
    for name, (_, content) in GOOD.items():
        stem, ending = name.split(".")
        sent += [(f"{stem}-{tail}.{ending}", content + more) for tail, more in TAILS.items()]
        sent += [(f"{stem}.png", content), (f"../../{name}", content), (f"{stem}{TURNED}", content)]
        sent += [(f"cut-{length}-{name}", content[:length]) for length in (1, 4, 8, 11, 13, 20)]
        sent += [(f"empty.{ending}", b""), (f"page-as.{ending}", HTML), (f"virus-as.{ending}", EICAR)]
    sent += [(f"virus.{ending}", EICAR) for ending in ("com", "exe", "txt", "png", "jpg", "svg", "zip", "docm")]
    sent.append(("virus.zip", zipped(EICAR)))
    sent += [(f"{number}.eml", content) for number, content in enumerate(letters())]
    return sent


def letters() -> list[bytes]:
    return [
        MAIL.replace(b"\r\n\r\n", b"\r\nContent-Type: text/html\r\n\r\n" + HTML),
        MAIL + EICAR,
        MAIL.replace(b"Bins", b"=?utf-8?q?" + b"=FF" * 400 + b"?="),
        b"From: a\r\n" * 3000,
        b"Date: x\r\nFrom: " + b"a" * 70_000,
        b"From:\r\nDate:\r\n\r\n",
        b"<html>\r\nFrom: a@b.example\r\nDate: now\r\n\r\n",
        b"From: a\0b\r\nDate: now\r\n\r\n",
        b"From: \xff\xfe\r\nDate: \x80\r\n\r\n",
    ]


def photograph(number: int) -> bytes:
    """A JPEG that says where and when it was taken, each with pixels of its own."""
    exif = Image.Exif()
    exif[0x010F], exif[0x0110], exif[0x0132] = "Camera of Sam", f"Model {number}", "2026:06:01 09:00:00"
    place = exif.get_ifd(0x8825)
    place.update({1: "N", 2: (51.0, 30.0, float(number % 60)), 3: "W", 4: (0.0, 7.0, 39.0)})
    written = BytesIO()
    image = Image.new("RGB", (64, 48), (number % 256, number // 256, 90))
    image.save(written, "JPEG", exif=exif, comment=b"GPS 51.5 -0.12")
    return written.getvalue()
