"""A program: has each file of a folder read apart, and prints what was said, in what time, with what memory.

    python tests/guidance/costs.py ROOT FOLDER

It imports nothing large, since a process counts the memory of the one that started it as its own peak.
"""

import json
import sys
import time
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage

sys.path.insert(0, sys.argv[1])
importing = __import__("guidance.importing", fromlist=["read_apart"])


def cost(file: Path) -> dict[str, object]:
    """The sentence, the seconds, and the peak memory (MB) of the hungriest child so far."""
    data, start = file.read_bytes(), time.monotonic()
    try:
        said = f"{len(importing.read_apart(file.name, data).points)} points"
    except importing.Unreadable as refusal:
        said = refusal.sentence
    seconds = round(time.monotonic() - start, 2)
    return {"said": said, "seconds": seconds, "megabytes": getrusage(RUSAGE_CHILDREN).ru_maxrss // 1024}


print(json.dumps({file.name: cost(file) for file in sorted(Path(sys.argv[2]).iterdir())}))
