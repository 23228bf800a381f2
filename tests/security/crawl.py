"""Walks through the house as one person: every link, every address that is guessed, and what came back."""

import os
import re
from base64 import b64encode
from collections import Counter, defaultdict, deque
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from html import unescape
from typing import Any
from urllib.parse import urljoin, urlsplit

from django.http.response import HttpResponseBase
from django.test import Client

HOME = "http://localhost"
LINK = re.compile(r'\b(?:href|src)="([^"]*)"')
TITLE = re.compile(r"<title>(.*?)</title>", re.DOTALL)
AN_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|REC-[0-9A-Z]{10}")
NEVER = ("/static/", "/account/logout/")
ENOUGH = 2
"""Of pages that differ in an id alone, and not in one of ours, so many are looked at."""
A_WORDING = re.compile(r"^/guidance/point/[^/]+/edition/\d+/$")
"""A point as one edition worded it: the page of the point but for a line, so it counts as one of those as well."""
FULL = os.environ.get("PORTAL_FAULTS") == "full"
TOKEN = re.compile(rb"canary[0-9a-f]{32}", re.IGNORECASE)


def _in_base64(word: bytes) -> Iterator[bytes]:
    """The word as it shows in base64, at each of the three places where it can begin."""
    for skipped in range(3):
        coded = b64encode(bytes(skipped) + word)
        yield coded[(skipped * 8 + 5) // 6 : (skipped + len(word)) * 8 // 6]


DISGUISED = re.compile(b"|".join([b"canary".hex().encode(), *_in_base64(b"canary")]))


def tokens_in(raw: bytes) -> set[str]:
    """Every canary in these bytes, as it was planted; one in hexadecimal or base64 shows as what was met."""
    plain = {found.lower().decode() for found in TOKEN.findall(raw)}
    return plain | {found.decode() for found in DISGUISED.findall(raw)}


class Visitor(Client):
    """A client that keeps no contexts of templates: the ordinary one copies them at every include."""

    def request(self, **request: Any) -> HttpResponseBase:
        response = self.handler(self._base_environ(**request))
        assert response.status_code != 500, request["PATH_INFO"]
        self.cookies.update(response.cookies)
        return response


@dataclass(frozen=True)
class Answer:
    status: int
    headers: str
    body: bytes

    @property
    def is_page(self) -> bool:
        return "\nContent-Type: text/html" in f"\n{self.headers}"

    @property
    def title(self) -> str:
        found = TITLE.search(self.body.decode()) if self.is_page else None
        return found[1] if found else ""


@dataclass
class Walk:
    """One person's way. `found` names the addresses at which each token was met, in the body or in a header."""

    client: Client
    ids: Collection[str]
    """Ids of the things that hold canaries: their pages are all looked at."""
    turns_from: tuple[str, ...] = ()
    """How addresses begin that this person leaves to others."""
    statuses: dict[str, int] = field(default_factory=dict)
    found: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    alike: Counter[str] = field(default_factory=Counter)
    in_open_view: list[tuple[str, str]] = field(default_factory=list)
    """Tokens in a title, an address or a header, which histories and proxies keep; each with its place."""

    def walk(self, starts: Iterable[str]) -> None:
        """Breadth first from all of these, each address once. GET only."""
        ahead = deque(starts)
        while ahead:
            address = ahead.popleft()
            if address not in self.statuses and self._is_worth_it(address):
                ahead.extend(self.visit(address))

    def _is_worth_it(self, address: str) -> bool:
        ids = AN_ID.findall(address)
        is_wording = not FULL and A_WORDING.match(address) is not None
        if not is_wording and (not ids or not set(ids).isdisjoint(self.ids)):
            return True
        kind = "wording" if is_wording else AN_ID.sub("…", address)
        self.alike[kind] += 1
        return self.alike[kind] <= ENOUGH

    def visit(self, address: str) -> list[str]:
        """Look at one address; the addresses of this site that it leads to."""
        answer = self.fetch(address)
        self.statuses[address] = answer.status
        for token in tokens_in(answer.body) | tokens_in(answer.headers.encode()):
            self.found[token].add(address)
        self._note_open_view(address, answer)
        links = LINK.findall(answer.body.decode()) if answer.is_page else []
        links += re.findall(r"^Location: (.*)$", answer.headers, re.MULTILINE)
        return [path for link in links if (path := self._here(address, unescape(link)))]

    def fetch(self, address: str) -> Answer:
        got = self.client.get(address, headers={"host": "localhost"})
        lines = [f"{name}: {value}" for name, value in got.items()]
        lines += [cookie.OutputString() for cookie in got.cookies.values()]
        return Answer(got.status_code, "\n".join(lines), got.getvalue())

    def _note_open_view(self, address: str, answer: Answer) -> None:
        kept = [line for line in answer.headers.split("\n") if not line.startswith("Content-Disposition: attachment")]
        for place, text in (("title", answer.title), ("address", address), ("header", "\n".join(kept))):
            self.in_open_view += [(token, f"{place} of {address}") for token in tokens_in(text.encode())]

    def _here(self, address: str, link: str) -> str:
        """The path and query of a link on this site that is to be followed, else nothing."""
        parts = urlsplit(urljoin(HOME + address, link))
        if f"{parts.scheme}://{parts.netloc}" != HOME:
            return ""
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        return "" if path.startswith((*NEVER, *self.turns_from)) else path
