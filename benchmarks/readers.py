"""The readers of benchmarks/search.py, and what they read."""

import argparse
import random
import re
import threading
import time
from datetime import date
from pathlib import Path

from django.db import connection
from django.test import Client

from guidance import plain_english
from guidance.actions import import_protocol
from guidance.importing import ParsedPoint, ParsedProtocol, ParsedSection
from guidance.measuring import exact_cases, questions, typo_cases
from guidance.models import Edition

POINTS_A_SECTION = 40
WORDS_A_POINT = 45
SEED = 20261122
OF_EACH = 200
QUESTIONS = Path(__file__).parent.parent / "tests" / "guidance" / "questions.toml"
SYLLABLES = re.findall(r"\w+", "ba ce di fo gu la me ni po ru sa te vi wo zu tra ble cho dri sta")


def main() -> None:
    """Imports the text, lets the readers read, prints what it took."""
    asked = _arguments()
    chance = random.Random(SEED)
    queries = _queries(_edition(asked.points, chance), chance)
    Client(SERVER_NAME="localhost").get(
        "/guidance/search/", {"q": "first"}
    )  # a process reads the words of an edition once
    took: list[float] = []
    readers = [
        threading.Thread(target=_read, args=(number, queries, asked, took), daemon=True)
        for number in range(asked.readers)
    ]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    took.sort()
    print(
        f"{asked.points} points, {asked.readers} readers, pause {asked.pause} s: {len(took)} searches,"
        f" {len(took) / asked.seconds:.0f} a second; median {1000 * took[len(took) // 2]:.0f} ms,"
        f" p95 {1000 * took[int(len(took) * 0.95)]:.0f} ms, longest {1000 * took[-1]:.0f} ms"
    )


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("--points", type=int, default=5000)
    parser.add_argument("--readers", type=int, default=20)
    parser.add_argument("--seconds", type=float, default=30.0)
    parser.add_argument("--pause", type=float, default=1.0, help="seconds between an answer and the next question")
    return parser.parse_args()


def _edition(points: int, chance: random.Random) -> Edition:
    """Common words as often as in the shipped edition, and a long tail of rare ones."""
    common = [word for point in plain_english.load().points for word in re.findall(r"[a-z]+", point.text.lower())]
    rare = ["".join(chance.choices(SYLLABLES, k=3)) for _ in range(6000)]
    texts = [
        " ".join(chance.choice(common if chance.random() < 0.8 else rare) for _ in range(WORDS_A_POINT))
        for _ in range(points)
    ]
    sections = []
    for number, start in enumerate(range(0, points, POINTS_A_SECTION), start=1):
        part = texts[start : start + POINTS_A_SECTION]
        held = tuple(ParsedPoint(f"{number}.{place}", "", text, ()) for place, text in enumerate(part, start=1))
        sections.append(ParsedSection(str(number), f"Section about {chance.choice(rare)}", "", held))
    return import_protocol(
        ParsedProtocol(tuple(sections)),
        title="A long protocol",
        adopted_by="Full Council",
        adopted_on=date(2025, 1, 1),
        effective_from=date(2025, 1, 1),
        publish=True,
    )


def _queries(edition: Edition, chance: random.Random) -> list[str]:
    """Questions, exact words, misspelt words and numbers, in equal parts."""
    tuned, held_out = questions(QUESTIONS)
    asked = [case.asked for case in [*tuned, *held_out]]
    kinds = [
        chance.choices(asked, k=OF_EACH),
        [case.asked for case in exact_cases(edition, OF_EACH)],
        [case.asked for case in typo_cases(edition, OF_EACH)],
        [f"{chance.randint(1, 100)}.{chance.randint(1, POINTS_A_SECTION)}" for _ in range(OF_EACH)],
    ]
    return [query for kind in kinds for query in kind]


def _read(number: int, queries: list[str], asked: argparse.Namespace, took: list[float]) -> None:
    chance = random.Random(number)
    client = Client(SERVER_NAME="localhost")
    time.sleep(chance.random() * asked.pause)
    ends = time.monotonic() + asked.seconds
    while time.monotonic() < ends:
        began = time.perf_counter()
        answer = client.get("/guidance/search/", {"q": chance.choice(queries)})
        took.append(time.perf_counter() - began)
        if answer.status_code != 200:
            took.append(float("inf"))  # a refusal must show in the figures
        time.sleep(asked.pause)
    connection.close()


if __name__ == "__main__":
    main()
