"""What stands in a point, as structure: paragraphs and lists of runs of words. A PDF template prints it as it is.

Adopted and plain text is literal; supplementary guidance and questions and answers are Markdown, of which paragraphs,
lists, emphasis, code and links are kept. HTML, headings, tables and pictures are printed as they were typed.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from typing import Any

from markdown_it.tree import SyntaxTreeNode

from guidance.markdown import LONGEST, READER
from guidance.models import Piece

LONGEST_WORD = 60
"""Signs that fit on a line of paper. A longer word may be cut; the mark for it cannot be seen."""
MAY_BREAK = "\u200b"
SAFE = ("https://", "http://", "mailto:")


@dataclass(frozen=True)
class Run:
    """Words set alike. `breaks`: they begin a new line."""

    text: str
    href: str = ""
    strong: bool = False
    em: bool = False
    code: bool = False
    breaks: bool = False

    def as_data(self) -> dict[str, Any]:
        return {**asdict(self), "text": breakable(self.text)}


@dataclass(frozen=True)
class Block:
    """A paragraph of runs, or a list whose items are blocks."""

    runs: tuple[Run, ...] = ()
    items: tuple[tuple["Block", ...], ...] = ()
    start: int | None = None
    """The first number of a numbered list; None: bullets."""

    def as_data(self) -> dict[str, Any]:
        if self.items:
            items = [[block.as_data() for block in item] for item in self.items]
            return {"kind": "list", "start": self.start, "items": items}
        return {"kind": "paragraph", "runs": [run.as_data() for run in self.runs]}


def breakable(text: str) -> str:
    """The same words, where one that is longer than a line may be cut. An address is cut by the typesetter."""
    return re.sub(rf"(?!https?:)\S{{{LONGEST_WORD},}}", lambda word: _cut(word[0]), text)


def _cut(word: str) -> str:
    return MAY_BREAK.join(word[at : at + LONGEST_WORD] for at in range(0, len(word), LONGEST_WORD))


def of_lines(lines: Iterable[Iterable[Piece]]) -> list[Block]:
    """Literal text: each line a paragraph, only web addresses are links."""
    return [Block(tuple(Run(piece.text, href=piece.href) for piece in line)) for line in lines]


def of_markdown(text: str) -> list[Block]:
    """Markdown: paragraphs and lists. Never empty: text that comes to nothing is printed as typed."""
    as_typed = of_lines([Piece(line)] for line in text.splitlines())
    if len(text) > LONGEST:
        return as_typed
    return list(_blocks(SyntaxTreeNode(READER.parse(text)).children)) or as_typed


def _blocks(nodes: Iterable[SyntaxTreeNode]) -> Iterator[Block]:
    for node in nodes:
        if node.type in {"bullet_list", "ordered_list"}:
            items = tuple(tuple(_blocks(item.children)) for item in node.children)
            start = int(node.attrs.get("start", 1)) if node.type == "ordered_list" else None
            yield Block(items=items, start=start)
        elif node.type == "inline":
            if runs := tuple(_runs(node.children, Run(""))):
                yield Block(runs)
        else:
            yield from _blocks(node.children)


def _runs(nodes: Iterable[SyntaxTreeNode], like: Run) -> Iterator[Run]:
    """The words within a paragraph; `like` says how they are set by what they stand in."""
    for node in nodes:
        if node.type == "softbreak":
            yield replace(like, text=" ")
        elif node.type == "hardbreak":
            yield replace(like, text="", breaks=True)
        elif node.type == "link":
            yield from _link(node, like)
        elif node.type == "strong":
            yield from _runs(node.children, replace(like, strong=True))
        elif node.type == "em":
            yield from _runs(node.children, replace(like, em=True))
        elif node.type == "code_inline":
            yield replace(like, text=node.content, code=True)
        elif node.type == "text":
            yield replace(like, text=node.content)
        else:
            yield from _runs(node.children, like)


def _link(node: SyntaxTreeNode, like: Run) -> Iterator[Run]:
    """A link, and after it the address in brackets: on paper nothing can be pressed."""
    href = str(node.attrs.get("href", ""))
    if not href.startswith(SAFE):
        yield from _runs(node.children, like)
        return
    words = list(_runs(node.children, replace(like, href=href)))
    yield from words
    if "".join(run.text for run in words) != href:
        yield replace(like, text=f" ({href.removeprefix('mailto:')})")
