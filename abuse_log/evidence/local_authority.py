"""A throw-away time-stamp authority on this machine, by `openssl ts`: for the demo and the tests, never for evidence.

    python -m abuse_log.evidence.local_authority FOLDER PORT

answers at /one and /two, each an authority of its own. Its keys are made anew in FOLDER, where the roots lie as
one.pem and two.pem. Whoever relies on such a stamp relies on this machine alone.
"""

import subprocess
import sys
from collections.abc import Iterable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from tempfile import TemporaryDirectory

NAMES = ("one", "two")
LARGEST = 10_000
SETTINGS = """
[tsa]
default_tsa = made_here
[made_here]
serial = {folder}/serial
signer_cert = {folder}/signer.pem
signer_key = {folder}/signer.key
signer_digest = sha256
default_policy = 1.3.6.1.4.1.99999.1
digests = sha256
accuracy = secs:1
ess_cert_id_alg = sha256
{extra}
"""
EXTENSIONS = "extendedKeyUsage=critical,timeStamping\nkeyUsage=critical,digitalSignature\nbasicConstraints=CA:FALSE\n"


def _openssl(*arguments: str, folder: Path) -> None:
    subprocess.run(["openssl", *arguments], cwd=folder, check=True, capture_output=True)


def make(folder: Path, name: str, *, with_chain: bool = False) -> Path:
    """Make the keys of one authority below `folder`; where its root lies.

    `with_chain` puts the root into each answer as well, as many authorities do: in an order that is not DER's.
    """
    home = folder / name
    home.mkdir(parents=True, exist_ok=True)
    key = ("-newkey", "rsa:2048", "-nodes")
    _openssl("req", "-x509", *key, "-keyout", "root.key", "-out", "root.pem", "-days", "3650",
             "-subj", f"/CN=Throw-away root {name}", folder=home)  # fmt: skip
    _openssl("req", *key, "-keyout", "signer.key", "-out", "signer.csr",
             "-subj", f"/CN=Throw-away time stamps {name}", folder=home)  # fmt: skip
    (home / "extensions").write_text(EXTENSIONS)
    _openssl("x509", "-req", "-in", "signer.csr", "-CA", "root.pem", "-CAkey", "root.key", "-CAcreateserial",
             "-days", "3650", "-extfile", "extensions", "-out", "signer.pem", folder=home)  # fmt: skip
    (home / "serial").write_text("01\n")
    extra = f"certs = {home}/root.pem" if with_chain else ""
    (home / "settings").write_text(SETTINGS.format(folder=home, extra=extra))
    root = folder / f"{name}.pem"
    root.write_bytes((home / "root.pem").read_bytes())
    return root


def answer(folder: Path, name: str, query: bytes) -> bytes:
    """The time-stamp answer to a question, as DER."""
    with TemporaryDirectory(prefix="stamps-") as place:
        asked, given = Path(place) / "query", Path(place) / "answer"
        asked.write_bytes(query)
        _openssl("ts", "-reply", "-queryfile", str(asked), "-config", str(folder / name / "settings"),
                 "-section", "made_here", "-out", str(given), folder=Path(place))  # fmt: skip
        return given.read_bytes()


def server(folder: Path, port: int, names: Iterable[str] = NAMES) -> ThreadingHTTPServer:
    """A server on loopback that has not begun to serve; port 0 takes a free one."""
    known = frozenset(names)

    class Desk(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            name, size = self.path.strip("/"), int(self.headers.get("Content-Length", "0"))
            query = self.rfile.read(min(size, LARGEST))
            try:
                said = answer(folder, name, query) if name in known else b""
            except subprocess.CalledProcessError:
                said = b""
            self.send_response(200 if said else 404)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.send_header("Content-Length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)

        def log_message(self, *_: object) -> None:
            """Nothing is logged: a hash is nobody else's business."""

    return ThreadingHTTPServer(("127.0.0.1", port), Desk)


def main() -> None:
    folder, port = Path(sys.argv[1]), int(sys.argv[2])
    for name in NAMES:
        if not (folder / f"{name}.pem").exists():
            make(folder, name)
    server(folder, port).serve_forever()


if __name__ == "__main__":
    main()
