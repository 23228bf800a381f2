"""A mail server that forgets nothing: each letter is on disk before its sender hears that it was taken.

Kill the sender, never the sink. On request it is ill in the ways that servers are: `refuse` of all letters get a
passing error, and for `drop` of them the letter is kept and the line cut before the answer, which is the honest
source of copies. `slow` seconds pass before it listens and again before it answers, as with a server far away; so a
sender that is killed is mostly killed in the middle of its work.
"""

import os
import random
import socketserver
import threading
import time
from dataclasses import dataclass
from email import message_from_bytes
from pathlib import Path
from types import TracebackType
from typing import Self

GREETING = b"220 sink.example ESMTP\r\n"


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter as it came in."""

    sender: str
    recipient: str
    message_id: str
    text: str


class _Conversation(socketserver.StreamRequestHandler):
    """One connection. Speaks as much SMTP as smtplib asks for."""

    server: "_Server"
    sender = ""
    recipients: list[str]

    def handle(self) -> None:
        self.recipients = []
        try:
            self.wfile.write(GREETING)
            while self.answer(self.rfile.readline()):
                pass
        except OSError:
            return  # the sender was killed

    def answer(self, line: bytes) -> bool:
        """Answer one command; False when the line is to be cut."""
        word, _, rest = line.decode("ascii", "replace").strip().partition(" ")
        match word.upper():
            case "":
                return False
            case "MAIL":
                time.sleep(self.server.sink.slow)
                self.sender, self.recipients = _address(rest), []
            case "RCPT":
                self.recipients.append(_address(rest))
            case "DATA":
                return self.take_letter()
            case "QUIT":
                self.wfile.write(b"221 bye\r\n")
                return False
        self.wfile.write(b"250 ok\r\n")
        return True

    def take_letter(self) -> bool:
        self.wfile.write(b"354 go on\r\n")
        lines = iter(self.rfile.readline, b".\r\n")
        raw = b"".join(line.removeprefix(b".") if line.startswith(b"..") else line for line in lines)
        sink = self.server.sink
        if sink.chance(sink.refuse):
            self.wfile.write(b"451 not now\r\n")
            return True
        for recipient in self.recipients:
            sink.keep(self.sender, recipient, raw)
        if sink.chance(sink.drop):
            return False
        time.sleep(sink.slow)
        self.wfile.write(b"250 taken\r\n")
        return True


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 128

    def __init__(self, sink: "Sink") -> None:
        super().__init__(("127.0.0.1", 0), _Conversation)
        self.sink = sink


class Sink:
    """Use as a context manager. `letters` is what was taken, in order; a second process may read `file`."""

    def __init__(self, folder: Path, *, refuse: float = 0, drop: float = 0, slow: float = 0, seed: int = 1) -> None:
        self.file = folder / "letters"
        self.refuse, self.drop, self.slow = refuse, drop, slow
        self.letters: list[Letter] = []
        self._random = random.Random(seed)
        self._lock = threading.Lock()
        self._server = _Server(self)
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    @property
    def email_url(self) -> str:
        """What the portal reads as EMAIL_URL."""
        return f"smtp://127.0.0.1:{self.port}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def chance(self, share: float) -> bool:
        with self._lock:
            return share > 0 and self._random.random() < share

    def keep(self, sender: str, recipient: str, raw: bytes) -> None:
        message = message_from_bytes(raw)
        letter = Letter(sender, recipient, str(message["Message-ID"]), str(message.get_payload()))
        with self._lock, self.file.open("a") as file:
            file.write(f"{sender} {recipient} {letter.message_id}\n")
            file.flush()
            os.fsync(file.fileno())
            self.letters.append(letter)


def _address(rest: str) -> str:
    return rest.partition("<")[2].partition(">")[0]
