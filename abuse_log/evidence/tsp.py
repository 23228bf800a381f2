"""The Time-Stamp Protocol of RFC 3161: the question, the way to an authority, and the check of its answer.

The question is made by hand, since only the hash is at hand and never leaves this place with anything else. The answer
is checked by rfc3161-client; where that refuses to read an answer, such as one whose certificates are not in DER
order, stock OpenSSL is the second opinion. An answer counts only for our hash, our nonce and our trusted roots.
"""

import os
import re
import shutil
import subprocess
import urllib.request
from dataclasses import dataclass
from datetime import UTC, datetime
from http.client import HTTPException
from pathlib import Path
from tempfile import TemporaryDirectory

from cryptography import x509
from rfc3161_client import VerificationError, VerifierBuilder, decode_timestamp_response

SECONDS = 15
LARGEST_ANSWER = 200_000
QUESTION, ANSWER = "application/timestamp-query", "application/timestamp-reply"
SHA256 = bytes.fromhex("0609608648016503040201")
"""The object identifier 2.16.840.1.101.3.4.2.1 in DER."""
GRANTED = 0
TIME = re.compile(r"^Time stamp: (\w{3} +\d+ \d\d:\d\d:\d\d)(?:\.\d+)? (\d{4}) GMT$", re.M)
NONCE = re.compile(r"^Nonce: 0x([0-9A-F]+)$", re.M)


class Silent(Exception):
    """No answer came, or none that is a time-stamp answer."""


class Wrong(Exception):
    """The answer is not a valid time stamp of this hash by an authority that is trusted."""


@dataclass(frozen=True)
class Authority:
    """One of settings.TIMESTAMP_AUTHORITIES: its name, where it answers, and the PEM file of its roots."""

    name: str
    url: str
    roots: Path

    def certificates(self) -> list[x509.Certificate]:
        return x509.load_pem_x509_certificates(self.roots.read_bytes())


@dataclass(frozen=True)
class Checked:
    """A time stamp that holds: the authority's time (UTC), and which tool said so."""

    at: datetime
    by: str


def _der(tag: int, content: bytes) -> bytes:
    size = len(content)
    length = bytes([size]) if size < 128 else bytes([0x81, size])
    return bytes([tag]) + length + content


def _integer(value: int) -> bytes:
    return _der(0x02, value.to_bytes(value.bit_length() // 8 + 1, "big"))


def question(digest: bytes, nonce: int) -> bytes:
    """A TimeStampReq over a SHA-256, asking for the signer's certificate (RFC 3161, section 2.4.1)."""
    imprint = _der(0x30, _der(0x30, SHA256 + b"\x05\x00") + _der(0x04, digest))
    return _der(0x30, _integer(1) + imprint + _integer(nonce) + b"\x01\x01\xff")


def ask(authority: Authority, query: bytes) -> bytes:
    """The raw answer. Raises Silent."""
    headers = {"Content-Type": QUESTION, "Accept": ANSWER}
    request = urllib.request.Request(authority.url, data=query, headers=headers, method="POST")
    try:
        with urllib.request.urlopen(request, timeout=SECONDS) as answer:
            raw = bytes(answer.read(LARGEST_ANSWER + 1))
    except (OSError, ValueError, HTTPException) as error:
        raise Silent from error
    if not raw or len(raw) > LARGEST_ANSWER:
        raise Silent
    return raw


def check(raw: bytes, *, digest: bytes, nonce: int | None, authority: Authority) -> Checked:
    """What the answer proves. Raises Wrong."""
    try:
        response = decode_timestamp_response(raw)
        verifier = VerifierBuilder(roots=authority.certificates(), nonce=nonce).build()
        verifier.verify(response, digest)
        return Checked(response.tst_info.gen_time.astimezone(UTC), "rfc3161-client")
    except (VerificationError, ValueError) as refusal:
        return _second_opinion(raw, digest=digest, nonce=nonce, authority=authority, refusal=refusal)


def _second_opinion(
    raw: bytes, *, digest: bytes, nonce: int | None, authority: Authority, refusal: Exception
) -> Checked:
    if shutil.which("openssl") is None:
        raise Wrong from refusal
    with TemporaryDirectory(prefix="stamp-") as folder:
        answer = Path(folder) / "answer.tsr"
        answer.write_bytes(raw)
        verify = ["-verify", "-digest", digest.hex(), "-in", str(answer), "-CAfile", str(authority.roots)]
        is_good = _openssl(*verify)[0] == 0
        words = _openssl("-reply", "-in", str(answer), "-text")[1]
    time, told = TIME.search(words), NONCE.search(words)
    if not is_good or time is None or (nonce is not None and (told is None or int(told[1], 16) != nonce)):
        raise Wrong from refusal
    at = datetime.strptime(f"{' '.join(time[1].split())} {time[2]}", "%b %d %H:%M:%S %Y").replace(tzinfo=UTC)
    return Checked(at, "openssl")


def _openssl(*arguments: str) -> tuple[int, str]:
    """Its status and what it printed; a tool that hangs has not said yes."""
    try:
        done = subprocess.run(
            ["openssl", "ts", *arguments],
            capture_output=True,
            text=True,
            errors="replace",
            timeout=SECONDS,
            check=False,
            env={"LC_ALL": "C", "PATH": os.environ.get("PATH", os.defpath)},
        )
    except subprocess.TimeoutExpired:
        return 1, ""
    return done.returncode, done.stdout
