"""The frame of every page, and the pages that stand by themselves."""

from dataclasses import dataclass, field
from typing import Any

import pytest
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.urls import resolve

from tests.look.pages import Page, draw, read

BASE = '{% extends "base.html" %}{% block title %}A page{% endblock %}{% block content %}<h1>Hello</h1>{% endblock %}'


@dataclass(frozen=True)
class Person:
    """As much of a user as the frame asks for."""

    full_name: str = "Councillor Asha Verma"
    pk: str = "00000000-0000-4000-8000-000000000001"
    email: str = "asha@council.example"
    is_authenticated: bool = True


@dataclass(frozen=True)
class Entry:
    """One entry of the navigation."""

    text: str
    href: str
    current: bool = False


@dataclass
class Context:
    """What a page of a signed-in member is given."""

    council: str = "Merebridge City Council"
    demo: bool = False
    user: Any = field(default_factory=Person)
    navigation: list[Entry] = field(default_factory=lambda: [Entry("Home", "/"), Entry("Advice", "/advice/", True)])
    messages: list[Message] = field(default_factory=list)


def frame(context: Context) -> Page:
    return read(draw(BASE, loads="", **vars(context)))


def test_title_names_the_page_and_the_council() -> None:
    assert frame(Context()).tags("title")[0].text == "A page – Merebridge City Council"


def test_threatened_is_reachable_from_the_header_and_the_footer() -> None:
    links = [link for link in frame(Context()).tags("a") if link.text == "I am being threatened"]
    assert [link.attrs["href"] for link in links] == ["/threatened/", "/threatened/"]


def test_footer_leads_to_the_statement_pages() -> None:
    hrefs = [link.attrs["href"] for link in frame(Context()).tags("a")]
    assert hrefs[-3:] == ["/accessibility/", "/privacy/", "/cookies/"]


def test_signing_out_is_a_post() -> None:
    page = frame(Context())
    form = page.tags("form")[0].attrs
    assert (form["method"], form["action"]) == ("post", "/account/logout/")
    assert page.tags("button")[-1].text == "Sign out"


def test_nobody_signed_in_has_no_way_out() -> None:
    page = frame(Context(user=None))
    assert page.tags("form") == []


def test_current_room_is_said_aloud() -> None:
    current = [link.text for link in frame(Context()).tags("a") if "aria-current" in link.attrs]
    assert current == ["Advice"]


@pytest.mark.parametrize(("demo", "banners"), [(True, ["Demo"]), (False, [])])
def test_demo_is_announced(demo: bool, banners: list[str]) -> None:
    tags = [tag.text for tag in frame(Context(demo=demo)).tags("strong") if "govuk-tag" in tag.attrs.get("class", "")]
    assert tags == banners


def test_names_and_messages_are_escaped() -> None:
    hostile = "<script>alert(1)</script>"
    context = Context(
        council=hostile,
        user=Person(full_name=hostile),
        navigation=[Entry(hostile, hostile)],
        messages=[Message(constants.SUCCESS, hostile)],
    )
    assert [script.attrs.get("src") for script in frame(context).tags("script")] == [
        "/static/boot.js",
        "/static/init.js",
    ]


def test_success_and_error_are_announced_at_once_and_the_rest_is_not() -> None:
    levels = (constants.SUCCESS, constants.ERROR, constants.INFO)
    page = frame(Context(messages=[Message(level, "Something happened") for level in levels]))
    banners = [e for e in page.elements if e.attrs.get("class", "").startswith("govuk-notification-banner ")]
    roles = [e.attrs["role"] for e in page.elements if e.attrs.get("data-module") == "govuk-notification-banner"]
    assert roles == ["alert", "alert", "region"]
    assert len(banners) == 1


def test_there_is_one_main_and_the_skip_link_leads_to_it() -> None:
    page = frame(Context())
    skip = page.tags("a")[0]
    assert skip.attrs["href"] == "#main-content"
    assert page.by_id("main-content").tag == "main"


@pytest.mark.parametrize("name", ["400", "403", "403_csrf", "404", "500"])
def test_error_page_is_the_same_for_everybody(name: str) -> None:
    for_member = render_to_string(f"{name}.html", vars(Context(demo=True)), RequestFactory().get("/advice/secret/"))
    for_nobody = render_to_string(f"{name}.html")
    assert for_member == for_nobody
    assert "secret" not in for_member
    assert len(read(for_nobody).tags("h1")) == 1


def test_links_of_the_error_pages_lead_somewhere() -> None:
    hrefs = {link.attrs["href"] for link in read(render_to_string("500.html")).tags("a")} - {"#main-content"}
    assert hrefs == {"/", "/threatened/", "/accessibility/", "/privacy/", "/cookies/"}
    assert {resolve(href).view_name for href in hrefs} == {
        "home:home",
        "abuse_log:threatened",
        "home:accessibility",
        "home:privacy",
        "home:cookies",
    }
