"""How long a worker takes to make the PDF of a long edition: `python -m benchmarks.printing`.

No database: the data are built as guidance/printing/content.py builds them. The time is of the clock and holds the
start of the process that sets the text.
"""

import statistics
import time
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

from django.conf import settings
from pypdf import PdfReader

from portal.foundation.files.pdf import make_pdf
from portal.servers import CHECKOUT

TEMPLATE = "guidance/pdf/edition.typ"

SENTENCE = "Read what you wrote once more, slowly, and ask whether you would say it in a public meeting. "
ROUNDS = 5


def edition(sections: int, points: int) -> dict[str, Any]:
    """So many sections of so many points of about 100 words."""
    return {
        "council": "Merebridge City Council",
        "title": "Social media protocol",
        "is_adopted": True,
        "kind": "Adopted protocol",
        "said": "The council’s own words.",
        "facts": [{"name": "Edition", "value": "1", "href": "", "is_code": False}],
        "front": [],
        "footer": [
            "Social media protocol",
            "Edition 1, in force from 1 May 2026.",
            "Printed words may be out of date.",
        ],
        "sections": [section(number, points) for number in range(1, sections + 1)],
    }


def section(number: int, points: int) -> dict[str, Any]:
    run = {"text": SENTENCE * 3, "href": "", "strong": False, "em": False, "code": False, "breaks": False}
    paragraph = {"kind": "paragraph", "runs": [run]}
    rows = [
        {
            "number": f"{number}.{place}",
            "heading": "Think first",
            "address": "https://portal.council.example/guidance/point/bcdfghjkmn/",
            "blocks": [paragraph, paragraph],
            "notes": [],
            "is_long": False,
        }
        for place in range(1, points + 1)
    ]
    return {"title": f"{number}. Before you post", "groups": [{"lead_in": [paragraph], "points": rows}]}


def main() -> None:
    """Prints pages, size and seconds."""
    settings.configure(BASE_DIR=CHECKOUT)
    data, took = edition(40, 14), []
    for _ in range(ROUNDS):
        began = time.monotonic()
        made = make_pdf(TEMPLATE, data, title="Social media protocol", dated=datetime(2026, 5, 1, tzinfo=UTC))
        took.append(time.monotonic() - began)
    pages = len(PdfReader(BytesIO(made)).pages)
    print(f"{pages} pages, {len(made) // 1024} kB: median {statistics.median(took):.2f} s, most {max(took):.2f} s")


if __name__ == "__main__":
    main()
