"""Put a pack together. The work of the worker; a web request never does it."""

from dataclasses import dataclass
from pathlib import Path
from typing import IO

from django.conf import settings
from django.utils import timezone

from abuse_log.evidence.actions.stamping import authorities
from abuse_log.evidence.bundle.bag import Bag
from abuse_log.evidence.bundle.content import Contents, chronology_csv, log_token_name, token_name
from abuse_log.evidence.bundle.statement import statement
from abuse_log.evidence.bundle.words import Commands, log_command, read_me, stamp_command
from abuse_log.evidence.models import Pack
from abuse_log.evidence.taxonomy import Audience
from portal.foundation.deadlines.words import in_words
from portal.foundation.files.pdf import make_pdf

VERIFY = Path(__file__).with_name("verify.html")
SUMMARY = "abuse_log/evidence/bundle/summary.typ"
STATEMENT = "data/statement_template.docx"
SIGNS = 16
"""How many signs of a fingerprint are printed to be read aloud."""
TSA_WORDS = """Time stamps (RFC 3161)

*.tsr are the answers of the authorities, as they came. E001-NAME.tsr is for one file, made when it was added;
bundle-NAME.tsr is for tagmanifest-sha256.txt, made when this bundle was. NAME.pem holds the roots that were trusted
when the bundle was made. How to check them stands in 00_READ_ME_FIRST.html.
"""
LOG_WORDS = """
custody-12-NAME.tsr is for the first 12 lines of data/custody_log.jsonl, just as they stand there with their line
feeds: on each day on which something was added to the log, all of it was stamped.
"""


@dataclass(frozen=True)
class Built:
    """The hashes that a finished bundle is known by."""

    manifest_hash: str
    tag_hash: str


def build(pack: Pack, contents: Contents, target: IO[bytes]) -> Built:
    """Write the bundle of this pack, without the time stamps of the bundle itself, which are made over it.

    Asks the database nothing: it may take minutes, and holds no lock.
    """
    bag = Bag(target, folder_of(pack), timezone.now())
    for part in contents.files:
        bag.add(part.path, part.pieces())
    bag.text("data/incident.json", contents.incident_json)
    bag.text("data/chronology.csv", chronology_csv(contents))
    if pack.audience != Audience.PLATFORM:  # what a platform gets, one must expect the author to see
        bag.text("data/custody_log.jsonl", "".join(contents.custody))
    if pack.audience == Audience.POLICE:
        title = f"Statement about {pack.incident.reference}"
        # The hash of the manifest is not known before its last file is in, so the statement points to page 1.
        bag.add(STATEMENT, [statement(title, contents.statement, fingerprint="on page 1 of the summary")])
    manifest_hash = bag.close_payload()
    _tag_files(bag, pack, contents, manifest_hash)
    about = {"External-Identifier": pack.incident.reference, "External-Description": f"For: {pack.audience}"}
    return Built(manifest_hash, bag.close(about))


def folder_of(pack: Pack) -> str:
    return f"{pack.incident.neutral_reference}_{pack.audience}_{pack.mark}"


def _tag_files(bag: Bag, pack: Pack, contents: Contents, manifest_hash: str) -> None:
    known = authorities()
    title = f"{pack.incident.reference}, pack {pack.mark}"
    fingerprint = " ".join(manifest_hash[start : start + 4] for start in range(0, SIGNS, 4))
    data = contents.summary | {"made": in_words(bag.made_at), "fingerprint": fingerprint}
    bag.add("01_summary.pdf", [make_pdf(SUMMARY, data, title=title, dated=bag.made_at)])
    bag.add("verify.html", [VERIFY.read_bytes()])
    if known:
        bag.text("tsa/README.txt", TSA_WORDS + (LOG_WORDS if contents.log_stamps else ""))
    for authority in known.values():
        bag.add(f"tsa/{authority.name}.pem", [authority.roots.read_bytes()])
    for part, stamp in contents.stamps:
        bag.add(f"tsa/{token_name(part, stamp)}", [bytes(stamp.response or b"")])
    for stamp in contents.log_stamps:
        bag.add(f"tsa/{log_token_name(stamp)}", [bytes(stamp.response or b"")])
    page = read_me(
        title=title,
        council=settings.COUNCIL_NAME,
        audience=pack.reader,
        contents=_contents(pack, contents),
        left_out=len(contents.left_out),
        fingerprint=manifest_hash[:SIGNS],
        commands=Commands(
            authorities=list(known),
            exhibits=[
                stamp_command(part.path, token_name(part, stamp), stamp.authority)
                for part, stamp in contents.stamps
                if stamp.authority in known
            ],
            custody=[
                log_command(stamp.lines or 0, log_token_name(stamp), stamp.authority)
                for stamp in contents.log_stamps
                if stamp.authority in known
            ],
        ),
    )
    bag.text("00_READ_ME_FIRST.html", page)


def _contents(pack: Pack, contents: Contents) -> list[str]:
    lines = [
        "01_summary.pdf: what was recorded, in order",
        "data/incident.json and data/chronology.csv: the same as data",
    ]
    lines += [f"{part.path}: {part.stored.kind_in_words}" for part in contents.files]
    if pack.audience != Audience.PLATFORM:
        lines.append("data/custody_log.jsonl: who did what with each file, without names")
    if pack.audience == Audience.POLICE:
        lines.append(f"{STATEMENT}: a draft of a statement with the exhibit labels")
    return lines
