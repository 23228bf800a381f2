"""Reading a rendered page: elements by id, links, and what a control is described by."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

from django.template import engines


@dataclass
class Element:
    """A start tag and the text inside it."""

    tag: str
    attrs: dict[str, str]
    text: str = ""


@dataclass
class Page:
    """The elements of a page in the order they stand."""

    elements: list[Element] = field(default_factory=list)

    def ids(self) -> list[str]:
        return [element.attrs["id"] for element in self.elements if "id" in element.attrs]

    def by_id(self, id_: str) -> Element:
        return next(element for element in self.elements if element.attrs.get("id") == id_)

    def named(self, name: str) -> list[Element]:
        return [element for element in self.elements if element.attrs.get("name") == name]

    def tags(self, tag: str) -> list[Element]:
        return [element for element in self.elements if element.tag == tag]


class _Reader(HTMLParser):
    VOID = frozenset({"input", "img", "br", "meta", "link", "hr", "path"})

    def __init__(self) -> None:
        super().__init__()
        self.page = Page()
        self.open: list[Element] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.page.elements.append(element)
        if tag not in self.VOID:
            self.open.append(element)

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop().tag != tag:
            pass

    def handle_data(self, data: str) -> None:
        for element in self.open:
            element.text += data


def read(html: str) -> Page:
    """The page in `html`."""
    reader = _Reader()
    reader.feed(html)
    for element in reader.page.elements:
        element.text = " ".join(element.text.split())
    return reader.page


def draw(source: str, *, loads: str = "{% load crispy_forms_tags govuk %}", **context: object) -> str:
    """The template `source` drawn with the pack's tags loaded."""
    return engines["django"].from_string(loads + source).render(dict(context))
