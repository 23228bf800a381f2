"""Words that people use for one another, so that a search for one finds the other.

These few are built in. Editors' own pairs will be rows of a table, read through the same function.
"""

import re

SAME_MEANING: tuple[frozenset[str], ...] = (
    frozenset({"twitter", "x"}),
    frozenset({"tweet", "post"}),
    frozenset({"retweet", "share"}),
    frozenset({"libel", "defamation", "slander", "defamed", "sue", "sued"}),
    frozenset({"purdah", "pre-election"}),
    frozenset({"troll", "abuse"}),
    frozenset({"councillor", "member"}),
    frozenset({"gdpr", "data protection"}),
)
MOST_WORDINGS = 8


def other_wordings(words: str) -> list[str]:
    """The same question with one word replaced by another of its meaning, at most `MOST_WORDINGS` of them."""
    wordings = [
        re.sub(rf"(?<!\w){re.escape(word)}(?!\w)", other, words, flags=re.IGNORECASE)
        for group in SAME_MEANING
        for word in sorted(group)
        if re.search(rf"(?<!\w){re.escape(word)}(?!\w)", words, re.IGNORECASE)
        for other in sorted(group - {word})
    ]
    return wordings[:MOST_WORDINGS]
