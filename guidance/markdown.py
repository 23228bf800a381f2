"""Markdown for what stands beside the protocol. What the council adopted is never read as Markdown.

Few signs count: emphasis, lists, links, code, a hard break. No HTML, headings or pictures: they stand there as typed.
"""

import re

import nh3
from django.utils.html import linebreaks
from django.utils.safestring import SafeString
from markdown_it import MarkdownIt

LONGEST = 10_000
"""Characters that are read as Markdown; a longer text is shown as typed, so that no text can keep a page waiting."""
TAGS = {"p", "ul", "ol", "li", "strong", "em", "a", "br", "code"}
SCHEMES = {"http", "https", "mailto"}
_NO_RULES = (
    "heading",
    "lheading",
    "image",
    "html_block",
    "html_inline",
    "fence",
    "code",
    "hr",
    "blockquote",
    "reference",
)
READER = MarkdownIt("commonmark", {"html": False, "linkify": False}).disable(list(_NO_RULES))
"""The one reading of Markdown, on the page and in print: no HTML, no tables, no guessed links."""
_LINK = re.compile(r"\[([^\[\]]*)\]\([^()\s]*\)")
_LIST = re.compile(r"^[ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]+", re.MULTILINE)
_EMPHASIS = re.compile(r"\*{1,3}|`")


def to_html(text: str) -> SafeString:
    """The text as HTML for a page: nothing in it but TAGS, and links to SCHEMES only. Takes any text."""
    storable = text.encode("utf-8", "ignore").decode()
    drawn = linebreaks(storable, autoescape=True) if len(storable) > LONGEST else READER.render(storable)
    cleaned = nh3.clean(
        drawn,
        tags=TAGS,
        attributes={"*": set(), "a": {"href"}},  # by itself nh3 would allow titles everywhere
        url_schemes=SCHEMES,
        url_relative="deny",
        link_rel="noopener noreferrer nofollow",
        set_tag_attribute_values={"a": {"class": "govuk-link"}},
    )
    # Safe because nh3 wrote it: it reads whatever it is given as a browser would and writes out only what the lists
    # above allow, with all else escaped or left out. That holds even if the Markdown reader were to let HTML through.
    return SafeString(cleaned)


def without_signs(text: str) -> str:
    """The words alone, for a snippet or an answer in JSON: no signs of emphasis, lists or links."""
    return _EMPHASIS.sub("", _LIST.sub("", _LINK.sub(r"\1", text)))
