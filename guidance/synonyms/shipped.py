"""The groups that the portal ships."""

import tomllib
from pathlib import Path

GROUPS = Path(__file__).with_name("shipped.toml")


def groups() -> list[list[str]]:
    """Every shipped group, its words in lower case and sorted."""
    shipped = tomllib.loads(GROUPS.read_text(encoding="utf-8"))["groups"]
    return [sorted({word.lower() for word in group}) for group in shipped]
