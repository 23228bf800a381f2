"""Every address of one record, and what makes a good POST to those that write."""

from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse

from tests.abuse_log.conftest import Kept
from tests.factories.files import upload


@dataclass(frozen=True)
class Address:
    """One address: its name, what stands in it after the reference, from which grade on it is open."""

    name: str
    parts: tuple[Any, ...] = ()
    grade: str = "content"
    post: dict[str, Any] = field(default_factory=dict)
    """What to send; nothing for an address that is only read."""
    is_post_only: bool = False
    act: str = ""
    """From which grade on it may be written to, where that is not the same."""
    answer: int = 302
    """What a permitted POST is answered with; 200 where it needs what `Kept` does not have."""

    def url(self, ref: str, kept: Kept) -> str:
        held = {"account": kept.account, "reminder": kept.reminder, "share": kept.share}
        parts = [held.get(part, part) for part in self.parts]
        return reverse(f"abuse_log:{self.name}", args=[ref, *parts])

    @property
    def write_grade(self) -> str:
        return self.act or self.grade

    def data(self) -> dict[str, Any]:
        return {name: upload() if value == "PICTURE" else value for name, value in self.post.items()}

    def __str__(self) -> str:
        return "-".join([self.name, *(str(part) for part in self.parts)])


ADDRESSES = [
    Address("detail", grade="summaries"),
    Address("edit", ("line",), post={"version": "1", "summary": "Ruder remark about bins"}),
    Address("edit", ("where",), post={"version": "1", "channel": "comment", "platform": "x"}),
    Address(
        "edit",
        ("when",),
        post={"version": "1", "occurred_day": "1", "occurred_month": "6", "occurred_year": "2026"},
    ),
    Address("edit", ("kind",), post={"version": "1", "behaviours": "insult_gross_offence", "impact": "2"}),
    Address("words"),
    Address("words_add", grade="summaries", post={"kind": "said", "text": "More about bins"}),
    Address("evidence"),
    Address("evidence_add", grade="summaries", post={"uploads": "PICTURE"}),
    Address("exhibit", (1,)),
    Address("exhibit_show", (1,)),
    Address("exhibit_file", (1,)),
    Address("exhibit_original", (1,), grade="own"),
    Address("exhibit_describe", (1,), post={"version": "0", "shows": "The second message"}),
    Address("exhibit_cover", (1,), post={"squares": ["A1", "B1"], "reason": "A child"}),
    Address("custody"),
    Address("packs", grade="own", post={"audience": "police", "exhibits": "1"}),
    Address("accounts", post={"handle": "@another.bin.fan"}),
    Address("accounts_paste", post={"handles": "@one.example\n@two.example"}),
    Address("account", ("account",), post={"version": "1", "handle": "@bin.fan.two"}),
    Address("together", post={"x": "1"}, answer=200),
    Address("account_remove", ("account",), post={"x": "1"}, is_post_only=True),
    Address("limits"),
    Address("risk", post={"version": "1", "level": "2", "reason": "I know them"}, act="act"),
    Address("decision", post={"version": "1", "choice": "pursue"}, act="act"),
    Address(
        "report_new",
        grade="act",
        post={
            "platform": "x",
            "reported_by": "member",
            "reported_at_day": "1",
            "reported_at_month": "6",
            "reported_at_year": "2026",
        },
    ),
    Address("script"),
    Address(
        "police_new",
        grade="act",
        post={
            "channel": "phone",
            "reported_at_day": "1",
            "reported_at_month": "6",
            "reported_at_year": "2026",
        },
    ),
    Address("police", (1,), post={"version": "1", "status": "investigating"}, act="act"),
    Address("support", post={"kind": "listening", "state": "asked"}, act="act"),
    Address(
        "own_page",
        post={
            "has_copy": "yes",
            "deed": "hidden",
            "note": "House rules",
            "done_on_day": "1",
            "done_on_month": "6",
            "done_on_year": "2026",
        },
        act="act",
    ),
    Address("stand", post={"version": "1", "stand": "monitoring"}, act="act"),
    Address("report", (1,), post={"version": "1", "status": "removed"}, act="act"),
    Address("share", grade="own", post={"x": "1"}, answer=200),
    Address("share_withdraw", ("share",), grade="own", post={"x": "1"}, is_post_only=True),
    Address("adding", grade="own", post={"x": "1"}, answer=200),
    Address("end", grade="own", post={"x": "1"}, answer=200),
    Address("erase", grade="own", post={"x": "1"}, answer=200),
    Address("who_looked", grade="own"),
    Address("hand_over", grade="own", post={"x": "1"}, answer=200),
    Address("pattern"),
    Address("reminder", ("reminder",), grade="summaries"),
    Address("reminder_snooze", ("reminder",), grade="act", post={"days": "3"}, is_post_only=True),
    Address("reminder_decline", ("reminder",), grade="act", post={"x": "1"}, is_post_only=True),
]
READ = [address for address in ADDRESSES if not address.is_post_only]
WRITTEN = [address for address in ADDRESSES if address.post]
GRADES = ["record", "summaries", "content", "act", "own"]
