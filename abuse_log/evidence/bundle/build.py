"""Put a pack together. The work of the worker; a web request never does it."""

from dataclasses import dataclass
from pathlib import Path
from typing import IO

from django.conf import settings
from django.utils import timezone

from abuse_log.evidence.actions.stamping import authorities
from abuse_log.evidence.bundle import content
from abuse_log.evidence.bundle.bag import Bag
from abuse_log.evidence.bundle.statement import statement
from abuse_log.evidence.bundle.words import read_me
from abuse_log.evidence.models import Pack
from abuse_log.evidence.taxonomy import Audience
from portal.foundation.files.pdf import make_pdf

VERIFY = Path(__file__).with_name("verify.html")
SUMMARY = "abuse_log/evidence/bundle/summary.typ"
SIGNS = 16
"""How many signs of a fingerprint are printed to be read aloud."""
TSA_WORDS = """Time stamps (RFC 3161)

*.tsr are the answers of the authorities, as they came. E001-NAME.tsr is for one file, made when it was added;
bundle-NAME.tsr is for tagmanifest-sha256.txt, made when this bundle was. NAME.pem holds the roots that were trusted
when the bundle was made. How to check them stands in 00_READ_ME_FIRST.html.
"""


@dataclass(frozen=True)
class Built:
    """The hashes that a finished bundle is known by."""

    manifest_hash: str
    tag_hash: str


def build(pack: Pack, target: IO[bytes]) -> Built:
    """Write the bundle of this pack, without the time stamps of the bundle itself, which are made over it."""
    bag = Bag(target, folder_of(pack), timezone.now())
    files = content.files_of(pack)
    for part in files:
        bag.add(part.path, part.pieces())
    bag.text("data/incident.json", content.incident_json(pack, files))
    bag.text("data/chronology.csv", content.chronology_csv(pack))
    if pack.audience != Audience.PLATFORM:  # what a platform gets, one must expect the author to see
        bag.text("data/custody_log.jsonl", content.custody_lines(pack))
    if pack.audience == Audience.POLICE:
        rows = content.statement_rows(pack, [part for part in files if part.path.startswith("data/evidence/")])
        title = f"Statement about {pack.incident.reference}"
        # The hash of the manifest is not known before its last file is in, so the statement points to page 1.
        bag.add("data/statement_template.docx", [statement(title, rows, fingerprint="on page 1 of the summary")])
    manifest_hash = bag.close_payload()
    _tag_files(bag, pack, files, manifest_hash)
    about = {"External-Identifier": pack.incident.reference, "External-Description": f"For: {pack.audience}"}
    return Built(manifest_hash, bag.close(about))


def folder_of(pack: Pack) -> str:
    return f"{pack.incident.neutral_reference}_{pack.audience}_{pack.number}"


def _tag_files(bag: Bag, pack: Pack, files: list[content.FilePart], manifest_hash: str) -> None:
    fingerprint = " ".join(manifest_hash[start : start + 4] for start in range(0, SIGNS, 4))
    stamped, known = content.stamps_of(pack, files), authorities()
    data = content.summary_data(pack, files, fingerprint=fingerprint)
    title = f"{pack.incident.reference}, pack {pack.number}"
    bag.add("01_summary.pdf", [make_pdf(SUMMARY, data, title=title, dated=bag.made_at)])
    bag.add("verify.html", [VERIFY.read_bytes()])
    if known:
        bag.text("tsa/README.txt", TSA_WORDS)
    for authority in known.values():
        bag.add(f"tsa/{authority.name}.pem", [authority.roots.read_bytes()])
    for part, stamp in stamped:
        bag.add(f"tsa/{content.token_name(part, stamp)}", [bytes(stamp.response or b"")])
    page = read_me(
        title=title,
        council=settings.COUNCIL_NAME,
        audience=pack.get_audience_display(),
        contents=_contents(pack, files),
        fingerprint=manifest_hash[:SIGNS],
        authorities=list(known),
        exhibit_commands=content.exhibit_commands([pair for pair in stamped if pair[1].authority in known]),
    )
    bag.text("00_READ_ME_FIRST.html", page)


def _contents(pack: Pack, files: list[content.FilePart]) -> list[str]:
    lines = [
        "01_summary.pdf: what was recorded, in order",
        "data/incident.json and data/chronology.csv: the same as data",
    ]
    lines += [f"{part.path}: {part.stored.kind_in_words}" for part in files]
    if pack.audience != Audience.PLATFORM:
        lines.append("data/custody_log.jsonl: who did what with each file, without names")
    if pack.audience == Audience.POLICE:
        lines.append("data/statement_template.docx: a draft of a statement with the exhibit labels")
    return lines
