"""A program of its own: reads a document from standard input, writes what it holds to standard output as JSON.

Started by `guidance.importing.apart` in an isolated interpreter, never while the portal serves: it unpacks what
strangers sent. Before the first byte is read it gives up the right to open anything (files and sockets alike), to
start a process, to write a file, and to use more than a bounded memory and time.
"""

import codecs
import importlib
import json
import logging
import os
import resource
import sys
import warnings

from guidance.importing.documents import read_document
from guidance.importing.lines import Unreadable
from guidance.importing.wire import to_data

MEMORY_BYTES = 190 * 1024 * 1024
"""Address space beyond what the interpreter and the readers take when they are loaded (about 60 MB of memory)."""
CPU_SECONDS = 6
OUT_OF_MEMORY, DAMAGED = 5, 6
"""Exit statuses beside 0."""
CODECS = (
    "utf-8-sig",
    "utf-16",
    "utf-16-be",
    "utf-16-le",
    "cp1252",
    "latin-1",
    "ascii",
    "cp437",
    "mac-roman",
    "charmap",
)
MODULES = ("heapq", "pypdf._codecs.core_font_metrics")
"""What the readers would load only when they come to need it. Nothing can be opened once the door is shut."""


def shut_in() -> None:
    """Give up, for good, what reading a document does not need."""
    for name in CODECS:
        codecs.lookup(name)
    for name in MODULES:
        importlib.import_module(name)
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


def answer(name: str, data: bytes) -> dict[str, object]:
    """What goes back: the protocol, or the sentence that refuses it."""
    try:
        return {"protocol": to_data(read_document(name, data))}
    except Unreadable as refusal:
        return {"unreadable": refusal.sentence}


def main() -> int:
    """The first line that comes in is the file's name as JSON; the rest is the file."""
    warnings.simplefilter("ignore")
    logging.disable()
    shut_in()
    try:
        name = json.loads(sys.stdin.buffer.readline())
        said = json.dumps(answer(name, sys.stdin.buffer.read())).encode()
    except MemoryError:
        return OUT_OF_MEMORY
    except RecursionError:
        return DAMAGED
    sys.stdout.buffer.write(said)
    sys.stdout.buffer.flush()
    return 0
