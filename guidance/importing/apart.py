"""Have a stranger's document read by a process that can do nothing else (shut_in.py)."""

import json
import signal
import subprocess
import sys
import threading
from pathlib import Path

from guidance.importing import shut_in
from guidance.importing.documents import LARGEST_FILE, TOO_LARGE
from guidance.importing.lines import Unreadable
from guidance.importing.parsed import ParsedProtocol
from guidance.importing.wire import NotAProtocol, from_data

ROOT = Path(__file__).resolve().parents[2]
START = "import sys; sys.path.insert(0, sys.argv[1]); from guidance.importing.shut_in import main; sys.exit(main())"
SECONDS = 8
"""Of the clock, from the start of the process to its end. What reading itself costs is limited as CPU time."""
LARGEST_ANSWER = 40_000_000
"""Bytes: far above what 2,000 points of a 5 MB text can make."""
TOO_SLOW = "The file takes too long to read. Try again in a quiet moment, or save it as plain text."
TOO_HEAVY = "The file takes too much memory to read: it holds far more than a protocol needs. Save it as plain text."
DAMAGED = "The file is damaged, or built in a way that cannot be read: save it again, or as plain text."


def read_apart(name: str, data: bytes) -> ParsedProtocol:
    """What `guidance.importing.read_document` reads, read in a process of its own with bounded memory and time.

    Ends within `SECONDS`, whatever the file does, and leaves nothing behind. Raises `Unreadable`.
    """
    if len(data) > LARGEST_FILE:
        raise Unreadable(TOO_LARGE)
    said = _answer_of(name, data)
    try:
        held = json.loads(said)
        if "unreadable" in held:
            raise Unreadable(str(held["unreadable"]))
        return from_data(held["protocol"])
    except (ValueError, LookupError, TypeError, RecursionError, NotAProtocol) as error:
        raise Unreadable(DAMAGED) from error


def _answer_of(name: str, data: bytes) -> bytes:
    command = [sys.executable, "-I", "-c", START, str(ROOT)]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, env={}, cwd="/") as child:
        clock = threading.Timer(SECONDS, child.kill)
        clock.start()
        try:
            _feed(child, json.dumps(name).encode() + b"\n", data)
            said = child.stdout.read(LARGEST_ANSWER) if child.stdout else b""
            _judge(child.wait() if len(said) < LARGEST_ANSWER else shut_in.OUT_OF_MEMORY)
            return said
        finally:
            clock.cancel()
            child.kill()


def _feed(child: "subprocess.Popen[bytes]", *pieces: bytes) -> None:
    if child.stdin is None:
        raise RuntimeError("The child has no standard input.")
    try:
        with child.stdin as door:
            for piece in pieces:
                door.write(piece)
    except BrokenPipeError:
        return  # it ended before it had read everything; its exit status says why


def _judge(status: int) -> None:
    if status in (-signal.SIGXCPU, -signal.SIGKILL):
        raise Unreadable(TOO_SLOW)
    if status in (shut_in.OUT_OF_MEMORY, -signal.SIGABRT, -signal.SIGSEGV):
        raise Unreadable(TOO_HEAVY)
    if status:
        raise Unreadable(DAMAGED)
