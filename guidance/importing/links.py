"""Web addresses in a point: as printed, and as one must follow them."""

import re

_ADDRESS = re.compile(r"(?:https?://|www\.)\S*")
_NEXT = re.compile(r" ([a-z0-9][\w./~?#=&%+-]*)")
_AFTER_DOT = re.compile(r"[\w-]+(?:\.[a-z]{2,}|/)")
_CLOSING = ".,;:!?)]'\"’”"


def find_links(text: str) -> tuple[tuple[str, str], ...]:
    """Each address in the text with the address to follow. A space within one is a converter's break."""
    links = []
    for found in _ADDRESS.finditer(text):
        start, end = found.span()
        while (rest := _NEXT.match(text, end)) and _is_broken(text[end - 1], rest.group(1)):
            end = rest.end()
        printed = text[start:end].rstrip(_CLOSING)
        address = printed.replace(" ", "")
        if address.rstrip("/") not in ("http:", "https:", "www"):
            links.append((printed, address if "://" in address else f"https://{address}"))
    return tuple(links)


def _is_broken(last: str, rest: str) -> bool:
    """Does an address that ends so go on in the next word? A dot may end a sentence, so the rest must fit."""
    if rest.startswith("www."):
        return False
    if last == ".":
        return _AFTER_DOT.match(rest) is not None
    return last in "/-_" and ("/" in rest or "." in rest.rstrip(".") or rest.count("-") > 1)
