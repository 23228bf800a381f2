"""How long the hints of the check take on 10,000 characters: `python -m benchmarks.check_hints`.

Ordinary wordings are those of the labelled examples, one after the other. The others are the worst that we know.
Prints the median and the slowest of the rounds, in milliseconds; the first call, which loads the telephone numbers of
the country, is shown by itself. The target is 50 ms for 10,000 characters.
"""

import statistics
import time
from pathlib import Path

from guidance.check.hints import hints
from guidance.check.measure import read_examples

EXAMPLES = Path(__file__).parents[1] / "tests" / "guidance" / "check_examples.toml"
LENGTH, ROUNDS = 10_000, 30


def wordings() -> dict[str, str]:
    """Texts of exactly `LENGTH` characters, by name."""
    examples = read_examples(EXAMPLES)
    short = {
        "ordinary": "\n".join(example.text for example in examples),
        "clean": "\n".join(example.text for example in examples if not example.kinds),
        "numbers that are none": "0999 999 9999 ",
        "telephone numbers": "020 7946 0000 ",
        "officers": "Sam Field, planning officer ",
        "capitals": "AB ",
        "one word": "a",
    }
    return {name: (text * LENGTH)[:LENGTH] for name, text in short.items()}


def milliseconds(text: str) -> float:
    begun = time.perf_counter()
    hints(text)
    return (time.perf_counter() - begun) * 1000


def main() -> None:
    print(f"first call {milliseconds('Ring 020 7946 0123'):8.1f} ms")
    for name, text in wordings().items():
        taken = [milliseconds(text) for _ in range(ROUNDS)]
        print(f"{name:22} median {statistics.median(taken):6.1f} ms  slowest {max(taken):6.1f} ms")


if __name__ == "__main__":
    main()
