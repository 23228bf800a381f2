import json
import sys
from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from guidance.actions import import_protocol
from guidance.importing import ParsedProtocol, Unreadable, parse, read_protocol, summary
from guidance.models import Edition
from guidance.refusals import Refused

EXIT_REFUSED = 2


class Command(BaseCommand):
    help = "Reads an adopted protocol from a text file, word for word, and keeps it as an edition."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE", help="the protocol as plain text (UTF-8)")
        parser.add_argument("--title", required=True, help="what the council calls it")
        parser.add_argument("--adopted-by", required=True, help="the body that adopted it")
        parser.add_argument("--adopted-on", required=True, metavar="YYYY-MM-DD", help="the day it was adopted")
        parser.add_argument("--effective-from", required=True, metavar="YYYY-MM-DD", help="in force from this day on")
        parser.add_argument("--publish", action="store_true", help="freeze it, so that it comes into force on its day")
        parser.add_argument("--json", action="store_true", dest="as_json", help="report as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            adopted_on = _day(options["adopted_on"], "--adopted-on")
            effective_from = _day(options["effective_from"], "--effective-from")
            parsed = parse(read_protocol(Path(options["file"])))
            edition = import_protocol(
                parsed,
                title=options["title"],
                adopted_by=options["adopted_by"],
                adopted_on=adopted_on,
                effective_from=effective_from,
                publish=options["publish"],
            )
        except (Unreadable, Refused) as refusal:
            self.stderr.write(str(refusal))
            sys.exit(EXIT_REFUSED)
        report = _as_json(parsed, edition) if options["as_json"] else _as_text(parsed, edition)
        self.stdout.write(report)


def _day(typed: str, option: str) -> date:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        raise Refused(f"{option} must be a day written like 2026-03-31, but is {typed!a}.") from None


def _as_json(parsed: ParsedProtocol, edition: Edition) -> str:
    report = {
        **summary(parsed),
        "document": edition.document.slug,
        "edition": edition.number,
        "state": edition.state,
        "effective_from": edition.effective_from.isoformat(),
        "hash": edition.content_hash,
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
