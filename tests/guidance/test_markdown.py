"""Markdown becomes harmless HTML, whatever is typed.

Deliberate faults that turn these red: let the reader pass HTML and leave out nh3 (each of HOSTILE), leave out
`url_relative` (the relative link), leave out LONGEST (the long text).
"""

import re
import time

import pytest
from django.utils.safestring import SafeString

from guidance.markdown import LONGEST, to_html, without_signs

ALLOWED = re.compile(
    r"</?(?:p|ul|ol|li|strong|em|code|br|a)>"
    r"|<a (?:(?:href=\"(?:https?://|mailto:)[^\"<>]*\"|class=\"govuk-link\"|rel=\"noopener noreferrer nofollow\") ?)+>"
)
HOSTILE = (
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//x.example>",
    "<img src=x onerror=alert(1)>",
    "<div onclick=alert(1)>\n\n*hello*\n\n</div>",
    "<svg/onload=alert(1)>",
    "<!-- --!><script>alert(1)</script> -->",
    "<style>p{display:none}</style>",
    "<a href='javascript:alert(1)'>x</a>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt&colon;alert(1))",
    "[x](java\tscript:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](vbscript:msgbox(1))",
    "[x](file:///etc/passwd)",
    '[x](https://a.example/"onmouseover=alert(1))',
    "[x](https://a.example 'a\" onmouseover=\"alert(1)')",
    "[a [b](javascript:alert(1))](https://a.example)",
    "[![x](javascript:alert(1))](javascript:alert(2))",
    "[x]\n\n[x]: javascript:alert(1)",
    "<javascript:alert(1)>",
    '<https://a.example/"><script>alert(1)</script>>',
    "![x](data:image/svg+xml,<svg onload=alert(1)>)",
    "`<script>alert(1)</script>`",
    "    <script>alert(1)</script>",
    "```\n<script>alert(1)</script>\n```",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "# Shouting\n\n> quoted\n\n---",
    "\0<scr\0ipt>\ud800",
)


@pytest.mark.parametrize("typed", HOSTILE)
def test_nothing_but_what_is_allowed_comes_out(typed):
    html = to_html(typed)
    beside = ALLOWED.sub("", html)

    assert "<" not in beside
    assert ">" not in beside.replace("&gt;", "")


def test_what_is_allowed_is_drawn():
    html = to_html("Ring **999**, *now*.\n\n- one\n- two\n\n1. first\n\n[help](https://www.local.gov.uk) `a`")

    assert html == (
        "<p>Ring <strong>999</strong>, <em>now</em>.</p>\n<ul>\n<li>one</li>\n<li>two</li>\n</ul>\n"
        "<ol>\n<li>first</li>\n</ol>\n"
        '<p><a href="https://www.local.gov.uk" class="govuk-link" rel="noopener noreferrer nofollow">help</a> '
        "<code>a</code></p>\n"
    )
    assert isinstance(html, SafeString)


@pytest.mark.parametrize("href", ["/people/", "//x.example", "#top", "guidance", "ftp://x.example"])
def test_links_that_lead_elsewhere_lose_their_address(href):
    assert "href" not in to_html(f"[x]({href})")


def test_addresses_that_are_only_typed_stay_words():
    assert "<a" not in to_html("See www.x.example and https://x.example")


@pytest.mark.parametrize(
    "typed",
    ["a" * 1_000_000, "> " * 500_000],
    ids=["letters", "quotes"],
)
def test_a_megabyte_is_quick(typed):
    started = time.perf_counter()

    to_html(typed)

    assert time.perf_counter() - started < 2


@pytest.mark.parametrize(
    "sign", ["[", "*a **b ", "> ", "- ", "`a", "[a](", "![", "<", "_a__b", "1. ", "\\", "&#", "]("]
)
def test_the_longest_that_is_read_is_quick(sign):
    started = time.perf_counter()

    to_html((sign * LONGEST)[:LONGEST])

    assert time.perf_counter() - started < 2


def test_a_text_that_is_too_long_is_shown_as_typed():
    html = to_html("**a**<b>\n\n" + "c" * LONGEST)

    assert html.startswith("<p>**a**&lt;b&gt;</p>\n\n<p>ccc")


def test_words_alone_have_no_signs():
    assert without_signs("- **Ring** *999*\n2. see [help](https://x.example) `now`") == "Ring 999\nsee help now"
