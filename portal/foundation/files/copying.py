"""Have the safe copy made by a process that can do nothing else (safe_copy.py)."""

import signal
import subprocess
import sys
import threading
from collections.abc import Iterable, Iterator
from pathlib import Path

from portal.foundation.files import safe_copy

PROGRAM = Path(safe_copy.__file__)
SECONDS = 40
"""Of the clock, and shorter than the outbox's lease. What a picture itself costs is limited as CPU time."""
WHY = {
    safe_copy.TOO_MANY_PIXELS: "The picture has too many pixels to be shown safely. Send a smaller version of it.",
    safe_copy.ANIMATED: "The picture is an animation, which is not shown. Send a still picture of it.",
    safe_copy.OUT_OF_MEMORY: "The picture is too large to be shown safely. Send a smaller version of it.",
}
DAMAGED = "The picture cannot be read: it may be damaged or cut short. The file is kept as it was sent."
TOO_SLOW = "The picture took too long to be made safe. Send a smaller version of it, such as a screenshot."


class CannotCopy(Exception):
    """No safe copy can be made of this picture. The message is for people and says nothing of what it shows."""


class Interrupted(Exception):
    """The process was ended from outside, as on a machine that is short of time or memory: worth another try."""


def safe_pieces(original: Iterable[bytes], boxes: Iterable[safe_copy.Box] = ()) -> Iterator[bytes]:
    """The safe copy, with the boxes covered, piece by piece.

    No piece can be trusted before the last: CannotCopy or Interrupted may follow.
    """
    covered = ";".join(",".join(str(number) for number in box) for box in boxes)
    command = [sys.executable, "-I", str(PROGRAM), covered]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, env={}, cwd="/") as child:
        clock = threading.Timer(SECONDS, child.kill)
        clock.start()
        try:
            _feed(child, original)
            yield from _read(child)
            _judge(child.wait())
        finally:
            clock.cancel()
            child.kill()


def _feed(child: "subprocess.Popen[bytes]", original: Iterable[bytes]) -> None:
    if child.stdin is None:
        raise RuntimeError("The child has no standard input.")
    try:
        with child.stdin as door:
            for piece in original:
                door.write(piece)
    except BrokenPipeError:
        return  # it ended before it had read everything; its exit status says why


def _read(child: "subprocess.Popen[bytes]") -> Iterator[bytes]:
    if child.stdout is None:
        raise RuntimeError("The child has no standard output.")
    while piece := child.stdout.read(64 * 1024):
        yield piece


def _judge(status: int) -> None:
    if status == -signal.SIGXCPU:
        raise CannotCopy(TOO_SLOW)
    if status < 0:
        raise Interrupted
    if status:
        raise CannotCopy(WHY.get(status, DAMAGED))
