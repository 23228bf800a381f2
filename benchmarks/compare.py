"""How long it takes to compare two editions of 200 points and 35,000 words: `python -m benchmarks.compare`."""

import random
import statistics
import time

from guidance.comparing import PointText, SectionText, apply, compare

WORDS = [f"{stem}{end}" for stem in ("post", "ask", "coun", "meet", "read", "reply") for end in ("", "s", "ed", "ing")]
ROUNDS = 40


def editions(seed: int) -> tuple[list[SectionText], list[SectionText]]:
    """200 points of 175 words in 10 sections: all reworded, 10 moved, 10 withdrawn, 10 new."""
    chance = random.Random(seed)
    old = [(f"p{n}", chance.choices([*WORDS, "the", "a", "you", "must", "not"], k=175)) for n in range(200)]
    new = [(name, list(words)) for name, words in old]
    for _name, words in new:
        for _ in range(12):
            words[chance.randrange(len(words))] = chance.choice(WORDS)
    for _ in range(10):
        new.insert(chance.randrange(len(new)), new.pop(chance.randrange(len(new))))
        new.pop(chance.randrange(len(new)))
        new.insert(chance.randrange(len(new)), (f"n{chance.random()}", chance.choices(WORDS, k=175)))
    return sections(old), sections(new)


def sections(points: list[tuple[str, list[str]]]) -> list[SectionText]:
    return [
        SectionText(
            str(at + 1),
            f"Section {at + 1}",
            "",
            tuple(
                PointText(name, f"{at + 1}.{n}", "", " ".join(words))
                for n, (name, words) in enumerate(points[at * 20 : at * 20 + 20], start=1)
            ),
        )
        for at in range(10)
    ]


def main() -> None:
    """Prints the median and the 95th percentile in milliseconds, of processor time."""
    took = []
    for seed in range(ROUNDS):
        old, new = editions(seed)
        began = time.process_time()
        changes = compare(old, new)
        took.append((time.process_time() - began) * 1000)
        if apply(changes, old) != new:
            raise SystemExit(f"seed {seed}: the comparison is wrong")
    p95 = statistics.quantiles(took, n=20)[-1]
    print(f"compare 200 points of 175 words: median {statistics.median(took):.0f} ms, p95 {p95:.0f} ms, {ROUNDS} pairs")


if __name__ == "__main__":
    main()
