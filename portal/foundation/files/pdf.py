"""Tagged PDF (PDF/UA-1) from a template of ours and data of anybody's. The work of a worker, never of a web request."""

import json
import subprocess
import sys
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.conf import settings

PROGRAM = Path(__file__).with_name("typeset.py")
"""Run, not imported: its native code stays out of this process, and the limits that it sets bind only itself."""
SECONDS = 40
"""Of the clock, and shorter than the outbox's lease. Setting 100 pages takes about one."""


class CannotMakePdf(Exception):
    """No PDF came of it. The message holds no word of the data; `diagnostic` may, and is for a developer's eyes."""

    def __init__(self, message: str, diagnostic: str = "") -> None:
        super().__init__(message)
        self.diagnostic = diagnostic


def make_pdf(template: str, data: Mapping[str, Any], *, title: str, language: str = "en-GB", dated: datetime) -> bytes:
    """The PDF as bytes, the same for the same arguments.

    `template` is the path of a .typ file of ours below the project, such as "guidance/pdf/edition.typ". It finds
    `title`, `language`, `region` and `data` in `sys.inputs`, the last as JSON: `json(bytes(sys.inputs.data))`. What
    JSON brings is text, never markup. A sign that no embedded font has is printed by its name. `language` is a
    language tag; `dated` (with a time zone) is written into the PDF as the time of its making. Raises CannotMakePdf.
    """
    if dated.tzinfo is None:
        raise ValueError("The date of a PDF needs a time zone.")
    order = {
        "template": _source(template),
        "data": data,
        "title": title,
        "language": language,
        "timestamp": int(dated.timestamp()),
    }
    # A lone surrogate is no sign that anybody can see; in a PDF it becomes a question mark.
    words = json.dumps(order, ensure_ascii=False).encode("utf-8", "replace")
    with TemporaryDirectory(prefix="typeset-") as empty:
        return _typeset(words, Path(empty))


def _source(template: str) -> str:
    path = (settings.BASE_DIR / template).resolve()
    if path.suffix != ".typ" or not path.is_relative_to(settings.BASE_DIR):
        raise ValueError("A template is a .typ file of the project.")
    return path.read_text(encoding="utf-8")


def _typeset(order: bytes, folder: Path) -> bytes:
    command = [sys.executable, "-I", str(PROGRAM)]
    try:
        done = subprocess.run(
            command, input=order, capture_output=True, env={}, cwd=folder, timeout=SECONDS, check=False
        )
    except subprocess.TimeoutExpired as late:
        raise CannotMakePdf(f"The PDF was not ready after {SECONDS} seconds.") from late
    if done.returncode < 0:
        raise CannotMakePdf(f"The typesetter was ended by signal {-done.returncode}.")
    if done.returncode or not done.stdout.startswith(b"%PDF-"):
        raise CannotMakePdf("The template and its data make no PDF.", done.stderr.decode(errors="replace"))
    return done.stdout
