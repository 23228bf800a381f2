"""What a file is, known from its content alone, and which kinds a room takes.

A picture gets a safe copy that people see. Everything else is sealed as it came and only ever saved to disk by who
may take it out: nothing here plays, opens or converts it.
"""

import re
from dataclasses import dataclass
from email.errors import MessageError
from email.parser import BytesHeaderParser
from email.policy import default as mail_policy
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

HEAD_BYTES = 64 * 1024
"""As much of a file as tells what it is: one chunk of an upload."""
PICTURE = "picture"
MAIL_FIELDS = ("from", "date")
"""RFC 5322, section 3.6: the two fields that every message has."""
FIELD = re.compile(rb"[!-9;-~]+[ \t]*:")
MP3_RATES = {0b11: (44_100, 48_000, 32_000), 0b10: (22_050, 24_000, 16_000), 0b00: (11_025, 12_000, 8_000)}


@dataclass(frozen=True)
class MediaType:
    """One type that is known: its family (what a room allows and limits), its words, how a download of it ends."""

    family: str
    words: str
    extension: str


MEDIA_TYPES: dict[str, MediaType] = {
    "image/png": MediaType(PICTURE, "a picture (PNG)", "png"),
    "image/jpeg": MediaType(PICTURE, "a picture (JPEG)", "jpg"),
    "image/webp": MediaType(PICTURE, "a picture (WebP)", "webp"),
    "image/heic": MediaType("heic", "a photograph (HEIC)", "heic"),
    "video/mp4": MediaType("video", "a video (MP4)", "mp4"),
    "video/quicktime": MediaType("video", "a video (MOV)", "mov"),
    "video/webm": MediaType("video", "a video (WebM)", "webm"),
    "audio/mpeg": MediaType("voice", "a recording (MP3)", "mp3"),
    "audio/mp4": MediaType("voice", "a recording (M4A)", "m4a"),
    "audio/ogg": MediaType("voice", "a recording (Ogg)", "ogg"),
    "audio/opus": MediaType("voice", "a recording (Opus)", "opus"),
    "audio/wav": MediaType("voice", "a recording (WAV)", "wav"),
    "message/rfc822": MediaType("mail", "an e-mail (.eml)", "eml"),
    "application/pdf": MediaType("document", "a PDF", "pdf"),
    "application/zip": MediaType("bundle", "a bundle", "zip"),
}
"""`bundle` is made by the portal and is in no room's list, so that no person can send one."""
FAMILIES = {
    PICTURE: "pictures (PNG, JPEG, WebP)",
    "heic": "photographs as HEIC",
    "video": "videos (MP4, MOV, WebM)",
    "voice": "recordings (MP3, M4A, Ogg, Opus, WAV)",
    "mail": "e-mails (.eml)",
    "document": "PDF",
}


def family_of(media_type: str) -> str:
    return MEDIA_TYPES[media_type].family


def families_in(room: str) -> frozenset[str]:
    """What a room takes; pictures alone, where nothing else is set."""
    return frozenset(settings.FILES_KINDS.get(room, (PICTURE,)))


def limit_of(media_type: str) -> int:
    """The most bytes a file of this type may have; what is not known counts as a picture."""
    family = MEDIA_TYPES[media_type].family if media_type in MEDIA_TYPES else PICTURE
    return int(settings.FILES_MAX_BYTES if family == PICTURE else settings.FILES_LIMITS[family])


def accept_in(room: str) -> str:
    """What a file input offers first; what counts is the content."""
    allowed = [(name, kind) for name, kind in MEDIA_TYPES.items() if kind.family in families_in(room)]
    return ",".join([*(name for name, _ in allowed), *(f".{kind.extension}" for _, kind in allowed)])


def head_of(upload: "UploadedFile[Any]") -> bytes:
    """The first bytes of an upload, which is left at its beginning."""
    upload.seek(0)
    head = bytes(upload.read(HEAD_BYTES))
    upload.seek(0)
    return head


def sniff(head: bytes) -> str:
    """The media type that these first bytes of a file show, or "" for none that is known."""
    for known in (_picture, _boxes, _riff_or_ogg, _webm, _pdf, _mp3, _mail):
        if found := known(head):
            return found
    return ""


def _picture(head: bytes) -> str:
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if head.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    return "image/webp" if head[:4] == b"RIFF" and head[8:12] == b"WEBP" else ""


def _boxes(head: bytes) -> str:
    """ISO 14496-12: the first box is "ftyp" and names the brand."""
    size = int.from_bytes(head[:4], "big")
    if head[4:8] != b"ftyp" or not 16 <= size <= 1024 or size > len(head):
        return ""
    brand = head[8:12]
    if brand in (b"heic", b"heix", b"heim", b"heis", b"mif1", b"msf1"):
        return "image/heic" if b"hei" in head[8:size] else ""
    if brand in (b"M4A ", b"M4B "):
        return "audio/mp4"
    if brand == b"qt  ":
        return "video/quicktime"
    is_film = brand[:3] in (b"iso", b"mp4", b"avc", b"3gp", b"M4V", b"das", b"MSN")
    return "video/mp4" if is_film else ""


def _riff_or_ogg(head: bytes) -> str:
    if head[:4] == b"RIFF" and head[8:16] == b"WAVEfmt ":
        return "audio/wav" if len(head) >= 44 else ""
    if head[:5] != b"OggS\0" or len(head) < 58:
        return ""
    return "audio/opus" if head[28:36] == b"OpusHead" else "audio/ogg" if head[28:35] == b"\x01vorbis" else ""


def _webm(head: bytes) -> str:
    return "video/webm" if head[:4] == b"\x1a\x45\xdf\xa3" and b"\x42\x82\x84webm" in head[:64] else ""


def _pdf(head: bytes) -> str:
    return "application/pdf" if re.match(rb"%PDF-[12]\.\d[\r\n ]", head) else ""


def _mp3(head: bytes) -> str:
    """A tag or two frames in a row: two bytes alone would let anything pass."""
    start = 0
    if head[:3] == b"ID3" and len(head) > 10 and max(head[6:10]) < 128:
        start = 10 + sum(byte << shift for byte, shift in zip(head[6:10], (21, 14, 7, 0), strict=True))
        if start >= len(head):
            return "audio/mpeg"  # a tag with a picture in it, longer than what is looked at
    length = _frame_length(head[start : start + 4])
    following = head[start + length : start + length + 4]
    return "audio/mpeg" if length and _frame_length(following) else ""


def _frame_length(frame: bytes) -> int:
    """Bytes of one MPEG audio frame of layer III, or 0 when these four bytes begin none."""
    if len(frame) < 4 or frame[0] != 0xFF or frame[1] & 0xE6 != 0xE2:
        return 0
    version, rate, bits = frame[1] >> 3 & 3, frame[2] >> 2 & 3, frame[2] >> 4
    if version not in MP3_RATES or rate == 3 or bits in (0, 15):
        return 0
    first = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
    other = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)
    speed = (first if version == 3 else other)[bits] * 1000
    return (144 if version == 3 else 72) * speed // MP3_RATES[version][rate] + (frame[2] >> 1 & 1)


def _mail(head: bytes) -> str:
    """Header fields first, those two among them that every message has. Its lines are text."""
    fields = re.split(rb"\r?\n\r?\n", head, maxsplit=1)[0]
    if not FIELD.match(head) or b"\0" in fields:
        return ""
    lines = [line for line in fields.splitlines() if line and line[:1] not in b" \t"]
    if not all(FIELD.match(line) for line in lines[:-1]):
        return ""
    try:
        message = BytesHeaderParser(policy=mail_policy).parsebytes(fields)
        has_both = all(message.keys() and name in {key.lower() for key in message} for name in MAIL_FIELDS)
    except (MessageError, ValueError, LookupError):
        return ""
    return "message/rfc822" if has_both else ""
