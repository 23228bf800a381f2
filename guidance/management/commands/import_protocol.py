import json
import sys
from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from guidance.actions import import_protocol
from guidance.importing import LARGEST_FILE, ParsedProtocol, Unreadable, contents_of, read_apart, summary
from guidance.models import Document, Edition, Kind
from guidance.refusals import Refused

EXIT_REFUSED = 2


class Command(BaseCommand):
    help = "Reads an adopted protocol from a file, word for word, and keeps it as an edition."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE", help="plain text, Markdown, Word (.docx) or PDF with text")
        parser.add_argument("--title", required=True, help="what the council calls it")
        parser.add_argument("--adopted-by", required=True, help="the body that adopted it")
        parser.add_argument("--adopted-on", required=True, metavar="YYYY-MM-DD", help="the day it was adopted")
        parser.add_argument("--effective-from", required=True, metavar="YYYY-MM-DD", help="in force from this day on")
        parser.add_argument("--minute", default="", metavar="REFERENCE", help="where the decision is recorded")
        parser.add_argument("--publish", action="store_true", help="freeze it, so that it comes into force on its day")
        parser.add_argument("--json", action="store_true", dest="as_json", help="report as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            adopted_on = _day(options["adopted_on"], "--adopted-on")
            effective_from = _day(options["effective_from"], "--effective-from")
            path = Path(options["file"])
            parsed = read_apart(path.name, contents_of(path, LARGEST_FILE))
            edition = import_protocol(
                parsed,
                title=options["title"],
                adopted_by=options["adopted_by"],
                adopted_on=adopted_on,
                effective_from=effective_from,
                minute=options["minute"],
                publish=options["publish"],
            )
        except (Unreadable, Refused) as refusal:
            self.stderr.write(str(refusal))
            sys.exit(EXIT_REFUSED)
        warnings = _warnings(edition)
        for warning in warnings:
            self.stderr.write(f"Warning: {warning}")
        report = _as_json(parsed, edition, warnings) if options["as_json"] else _as_text(parsed, edition)
        self.stdout.write(report)


def _day(typed: str, option: str) -> date:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        raise Refused(f"{option} must be a day written like 2026-03-31, but is {typed!a}.") from None


def _warnings(edition: Edition) -> list[str]:
    """Members rely on every adopted document in force: a second one should be no accident."""
    others = Document.objects.kept().filter(kind=Kind.ADOPTED).exclude(pk=edition.document_id)
    advice = "members rely on both unless one is withdrawn (withdraw_protocol)"
    return [f"“{other}” ({other.slug}) is or comes into force too: {advice}." for other in others]


def _as_json(parsed: ParsedProtocol, edition: Edition, warnings: list[str]) -> str:
    report = {
        **summary(parsed),
        "document": edition.document.slug,
        "edition": edition.number,
        "state": edition.state,
        "effective_from": edition.effective_from.isoformat(),
        "hash": edition.content_hash,
        "warnings": warnings,
    }
    return json.dumps(report, indent=2)


def _as_text(parsed: ParsedProtocol, edition: Edition) -> str:
    outcome = (
        "A draft: nobody sees it. Run the same command with --publish to bring it into force."
        if edition.is_draft
        else f"Published; in force from {edition.effective_from.day} {edition.effective_from:%B %Y}."
    )
    lines = [
        f"{edition}: {len(parsed.sections)} sections, {len(parsed.points)} points.",
        outcome,
        f"SHA-256 {edition.content_hash}",
    ]
    for title, remarks in (("Repaired", parsed.repairs), ("Noticed and left alone", parsed.notices)):
        lines += ["", f"{title} ({len(remarks)}):"]
        lines += [f"  line {remark.line}  {remark.ref}  {remark.what}" for remark in remarks]
    return "\n".join(lines)
