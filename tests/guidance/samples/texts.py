"""Samples in plain text and Markdown."""

import textwrap

from tests.guidance.samples.words import BRIDGE, FELL, HARBOUR, MILL, MOOR, ORCHARD


def numbered() -> tuple[bytes, dict[str, str]]:
    """1, 1.1, (a): clauses with printed numbers, wrapped by a type-writer's margin."""
    o = ORCHARD
    rows = [
        "ORCHARD VALE COUNCIL", "Protocol on message boards", "", "1. Purpose", "",
        _wrapped("1.1", o[0]), "", _wrapped("1.2", o[1]), "", "2. Posting", "",
        _wrapped("2.1", o[2]), "", _wrapped("2.2", o[3]), "", _wrapped("2.3", o[4]), "",
        _wrapped("(a)", o[5]), _wrapped("(b)", o[6]), _wrapped("(c)", o[7]), "", _wrapped("2.4", o[8]), "",
        "3. Complaints", "", _wrapped("3.1", o[9]), "", _wrapped("3.2", o[10]),
    ]  # fmt: skip
    numbers = ["1.1", "1.2", "2.1", "2.2", "2.3", "2.3.a", "2.3.b", "2.3.c", "2.4", "3.1", "3.2"]
    return "\n".join(rows).encode(), dict(zip(numbers, o, strict=True))


def continuous() -> tuple[bytes, dict[str, str]]:
    """1, 2, 3 through all sections, whose headings have no numbers, with (a), (b), (c) below."""
    h = HARBOUR
    rows = [
        "Members and the internet", "", f"1. {h[0]}", "", f"2. {h[1]}", "", "How members post", "", f"3. {h[2]}", "",
        f"(a) {h[3]}", f"(b) {h[4]}", f"(c) {h[5]}", "", f"4. {h[6]}", "", f"5. {h[7]}", "", "When things go wrong", "",
        f"6. {h[8]} {h[9]}", "", f"7. {h[10]}", "", "8. " + h[11],
    ]  # fmt: skip
    clauses = {"1": h[0], "2": h[1], "3": h[2], "3.a": h[3], "3.b": h[4], "3.c": h[5], "4": h[6], "5": h[7]}
    return "\n".join(rows).encode(), clauses | {"6": f"{h[8]} {h[9]}", "7": h[10], "8": h[11]}


def tight() -> tuple[bytes, dict[str, str]]:
    """A title, numbered headings and bullets with no blank line anywhere."""
    m = MILL
    rows = ["Millbrook town council: members online", "1. Purpose", f"- {m[0]}", f"- {m[1]}", "2. Good habits"]
    rows += [f"- {m[2]}", f"- {m[3]}", "3. Bad habits", f"- {m[4]}", f"- {m[5]}", "4. Help", f"- {m[6]}"]
    return "\r\n".join(rows).encode("cp1252"), _placed([m[:2], m[2:4], m[4:6], m[6:]])


def markdown() -> tuple[bytes, dict[str, str]]:
    """Headings with printed numbers, emphasis, links, a quotation, and lists that Markdown numbers."""
    f = FELL
    rows = [
        "# Fellside: *members* online", "", "## 1. About", "", f"1.1 {f[0]}", "", f"1.2 {f[1]}", "",
        "## 2. Conduct", "",
        f"1. {f[2].replace('councillor is', '**councillor** is')}", f"2. {f[3]}", f"3. {f[4]}", f"4. {f[5]}", "",
        "## 3. Never", "", f"3.1 {f[6]}", "", f"3.2 {f[7]}", "", "## 4. Help", "", f"{f[8]}",
    ]  # fmt: skip
    numbers = ["1.1", "1.2", "2.1", "2.2", "2.3", "2.4", "3.1", "3.2", "4.1"]
    return "\n".join(rows).encode(), dict(zip(numbers, f, strict=True))


def markdown_table() -> tuple[bytes, dict[str, str]]:
    """A table: the number in one column, the text in the other."""
    rows = ["# Bridgeton: subjects to be careful with", "", "## Subjects", "", "| No. | Rule |", "|---|---|"]
    rows += [f"| {place}. | {text} |" for place, text in enumerate(BRIDGE, start=1)]
    return "\n".join(rows).encode(), {str(place): text for place, text in enumerate(BRIDGE, start=1)}


def dashes() -> tuple[bytes, dict[str, str]]:
    """Headings of their own lines and lists with dashes, in UTF-16: numbers come from the places."""
    m = MOOR
    rows = ["Why these rules", "", m[0], "", m[1], "", "Posting about the parish", ""]
    rows += ["Members should know:", "", *(f"– {text}" for text in m[2:6]), "", "The parish page", "", m[6], "", m[7]]
    return "\n".join(rows).encode("utf-16"), _placed([m[:2], m[2:6], m[6:]])


def _placed(sections: list[tuple[str, ...]]) -> dict[str, str]:
    return {f"{s}.{n}": text for s, held in enumerate(sections, 1) for n, text in enumerate(held, 1)}


def _wrapped(number: str, text: str) -> str:
    return textwrap.fill(f"{number} {text}", 60)
