"""The styles of a Word file: which of them make headings, lists, bold text or a table of contents."""

import re
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from guidance.importing.word_xml import children, first, value

DEEPEST = 20  # styles built on one another; a ring of them ends here
TITLE = 1
_HEADING = re.compile(r"heading ([1-9])", re.IGNORECASE)
_OFF = ("0", "false", "off", "none")


@dataclass(frozen=True, slots=True)
class Style:
    """What one style says itself; what it leaves open is said by the style it is built on."""

    name: str = ""
    base: str = ""
    outline: str = ""
    list_id: str = ""
    depth: str = ""
    bold: bool | None = None


class Styles:
    def __init__(self, root: Element | None) -> None:
        self._styles = {value(style, "styleId"): _style(style) for style in children(root, "style")}

    def level(self, style_id: str, paragraph: Element | None) -> int:
        """The level of a heading: 1 for the title of the document, 2 for "Heading 1"; 0 for what is none."""
        for style in self._chain(style_id):
            name = style.name.lower()
            if name in ("title", "subtitle"):
                return TITLE if name == "title" else TITLE + 1
            if found := _HEADING.fullmatch(style.name):
                return int(found.group(1)) + 1
        outlines = [value(first(paragraph, "outlineLvl"), "val"), *(s.outline for s in self._chain(style_id))]
        outline = next((number for number in outlines if number), "")
        return int(outline) + 2 if outline.isdecimal() and int(outline) < 9 else 0

    def is_contents(self, style_id: str) -> bool:
        """Is it a line of a table of contents, which repeats the headings?"""
        return any(style.name.lower().startswith(("toc ", "table of figures")) for style in self._chain(style_id))

    def is_bold(self, style_id: str) -> bool:
        return next((style.bold for style in self._chain(style_id) if style.bold is not None), False)

    def list_of(self, style_id: str) -> tuple[str, str]:
        """The list that the style puts a paragraph in, and the depth there; empty: none."""
        chain = self._chain(style_id)
        list_id = next((style.list_id for style in chain if style.list_id), "")
        return list_id, next((style.depth for style in chain if style.depth), "")

    def _chain(self, style_id: str) -> list[Style]:
        chain: list[Style] = []
        while (style := self._styles.get(style_id)) and len(chain) < DEEPEST:
            chain.append(style)
            style_id = style.base
        return chain


def is_on(element: Element | None) -> bool | None:
    """A switch such as bold: on, off, or not mentioned."""
    return None if element is None else value(element, "val").lower() not in _OFF


def _style(style: Element) -> Style:
    paragraph = first(style, "pPr")
    numbered = first(paragraph, "numPr")
    return Style(
        name=value(first(style, "name"), "val"),
        base=value(first(style, "basedOn"), "val"),
        outline=value(first(paragraph, "outlineLvl"), "val"),
        list_id=value(first(numbered, "numId"), "val"),
        depth=value(first(numbered, "ilvl"), "val"),
        bold=is_on(first(first(style, "rPr"), "b")),
    )
