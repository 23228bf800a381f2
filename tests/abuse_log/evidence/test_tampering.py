"""What a stranger with the bundle alone can find out, by following the words that stand in it, and by verify.html.

The commands are taken out of 00_READ_ME_FIRST.html and run in a shell; verify.html runs in Chromium from the disk.
Each tampering is made as a clever holder of the bundle would make it. The fault of these tests is the tampering.
"""

import hashlib
import json
import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from html import unescape
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import sync_playwright

from abuse_log.evidence import chain
from abuse_log.evidence.actions import add_exhibit, stamping
from abuse_log.evidence.actions.packs import add_stamp
from abuse_log.evidence.models import Pack
from abuse_log.models import Incident
from portal.foundation.files.actions import make_safe_copy, original_pieces
from portal.foundation.outbox.models import Item
from tests.abuse_log.evidence.conftest import Authorities
from tests.abuse_log.evidence.samples import GOOD, photograph
from tests.abuse_log.evidence.test_packs import made_pack
from tests.factories.abuse_log import IncidentFactory, WordsFactory
from tests.factories.files import upload

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("store")]
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
FIRST, SECOND = "data/evidence/E001_original.jpg", "data/evidence/E002_original.mp4"
TAGS, PAYLOAD, LOG = "tagmanifest-sha256.txt", "manifest-sha256.txt", "data/custody_log.jsonl"


def work() -> None:
    deeds = {
        "record.stamp_log": stamping.stamp_log, "record.stamp": stamping.get_stamp, "record.pack_stamp": add_stamp
    }  # fmt: skip
    for kind, deed in deeds.items():
        for item in Item.objects.filter(kind=kind):
            deed(item)


def stamped_bundle(folder: Path) -> tuple[Path, Pack]:
    """A bundle for the police with two stamped exhibits and a stamped custody log, stamped itself, and unpacked."""
    incident: Incident = IncidentFactory(summary="Two messages")
    WordsFactory(incident=incident)
    for content in (photograph(1), GOOD["clip.mp4"][1]):
        made = add_exhibit(incident=incident, by=incident.member, upload=upload(content))
        make_safe_copy(Item(payload={"file": str(made.stored_id)}))
    work()
    stamping.stamp_logs()
    work()
    made_pack(incident, exhibits=(1, 2))
    work()
    pack = Pack.objects.with_files().get(incident=incident)
    assert pack.stored is not None
    with zipfile.ZipFile(BytesIO(b"".join(original_pieces(pack.stored)))) as archive:
        archive.extractall(folder)
    (unpacked,) = folder.iterdir()
    return unpacked, pack


def commands_of(bundle: Path) -> list[str]:
    blocks = re.findall(r"<pre>(.*?)</pre>", (bundle / "00_READ_ME_FIRST.html").read_text(), re.S)
    return [line for block in blocks for line in unescape(block).splitlines()]


def by_commands(bundle: Path, commands: list[str], fingerprint: str) -> list[str]:
    """Those of the printed commands that show something wrong. The fingerprint is the one that was read out before."""
    wrong = []
    for command in commands:
        done = subprocess.run(["sh", "-c", command], cwd=bundle, capture_output=True, text=True, check=False)
        is_fingerprint = command.startswith("sha256sum manifest")
        if done.returncode or (is_fingerprint and not done.stdout.startswith(fingerprint)):
            wrong.append(command)
    return wrong


def rewrite_manifests(bundle: Path) -> None:
    """What somebody does who knows BagIt: new hashes for everything that is listed."""
    for name in (PAYLOAD, TAGS):
        paths = [line.split("  ", 1)[1] for line in (bundle / name).read_text().splitlines()]
        lines = [f"{hashlib.sha256((bundle / path).read_bytes()).hexdigest()}  {path}\n" for path in paths]
        (bundle / name).write_text("".join(lines))


def change_a_byte(bundle: Path) -> None:
    content = bytearray((bundle / FIRST).read_bytes())
    content[-3] ^= 1
    (bundle / FIRST).write_bytes(content)


def rewrite_after_a_change(bundle: Path) -> None:
    change_a_byte(bundle)
    rewrite_manifests(bundle)


def remove_an_entry(bundle: Path) -> None:
    lines = (bundle / LOG).read_text().splitlines(keepends=True)
    (bundle / LOG).write_text("".join(lines[:1] + lines[2:]))
    rewrite_manifests(bundle)


def remove_an_entry_and_chain_anew(bundle: Path) -> None:
    """Whoever knows the rule can make a new chain; but then the log does not know the file any more."""
    entries = [json.loads(line) for line in (bundle / LOG).read_text().splitlines()]
    before, lines = "0" * 64, []
    for number, entry in enumerate(entries[1:], start=1):
        entry |= {"seq": number, "prev_hash": before}
        entry["hash"] = before = chain.hash_of(entry)
        lines.append(json.dumps(entry) + "\n")
    (bundle / LOG).write_text("".join(lines))
    rewrite_manifests(bundle)


def swap_time_stamps(bundle: Path) -> None:
    one, other = bundle / "tsa/E001-one.tsr", bundle / "tsa/E002-one.tsr"
    first, second = one.read_bytes(), other.read_bytes()
    one.write_bytes(second)
    other.write_bytes(first)
    rewrite_manifests(bundle)


def put_another_stamp(bundle: Path) -> None:
    shutil.copy(bundle / "tsa/E001-one.tsr", bundle / "tsa/bundle-one.tsr")


def swap_the_stamp_of_the_log(bundle: Path) -> None:
    """With one of a file, which the same authority really gave; and the other is said to be of fewer lines."""
    shutil.copy(bundle / "tsa/E001-one.tsr", bundle / "tsa/custody-6-one.tsr")
    (bundle / "tsa/custody-6-chain.tsr").rename(bundle / "tsa/custody-5-chain.tsr")
    words = bundle / "00_READ_ME_FIRST.html"
    words.write_text(words.read_text().replace("custody-6-chain", "custody-5-chain"))
    manifest = bundle / TAGS
    manifest.write_text(manifest.read_text().replace("custody-6-chain", "custody-5-chain"))
    rewrite_manifests(bundle)


def add_a_file(bundle: Path) -> None:
    (bundle / "data/evidence/E009_original.png").write_bytes(b"new")


TAMPERINGS: dict[str, Callable[[Path], None]] = {
    "one changed byte": change_a_byte,
    "a rewritten manifest": rewrite_after_a_change,
    "a removed entry": remove_an_entry,
    "a removed entry in a new chain": remove_an_entry_and_chain_anew,
    "swapped time stamps": swap_time_stamps,
    "another's time stamp": put_another_stamp,
    "a swapped time stamp of the log": swap_the_stamp_of_the_log,
}
BUNDLE_ONE = f"openssl ts -verify -data {TAGS} -in tsa/bundle-one.tsr -CAfile tsa/one.pem"
BUNDLE_CHAIN = BUNDLE_ONE.replace("one", "chain")
REWRITTEN = {"sha256sum manifest-sha256.txt", BUNDLE_ONE, BUNDLE_CHAIN}
OF_FIRST = {
    f"openssl ts -verify -data {FIRST} -in tsa/E001-{name}.tsr -CAfile tsa/{name}.pem" for name in ("one", "chain")
}
OF_LOG = {
    "openssl ts -verify -digest $(head -n 6 data/custody_log.jsonl | sha256sum | cut -c1-64) "
    f"-in tsa/custody-6-{name}.tsr -CAfile tsa/{name}.pem"
    for name in ("one", "chain")
}
FOUND_BY_COMMANDS: dict[str, set[str]] = {
    "one changed byte": {f"sha256sum --check --strict --quiet {PAYLOAD}", *OF_FIRST},
    "a rewritten manifest": {*REWRITTEN, *OF_FIRST},
    "a removed entry": REWRITTEN | OF_LOG,
    "a removed entry in a new chain": REWRITTEN | OF_LOG,
    "swapped time stamps": {
        BUNDLE_ONE,
        BUNDLE_CHAIN,
        f"openssl ts -verify -data {FIRST} -in tsa/E001-one.tsr -CAfile tsa/one.pem",
        f"openssl ts -verify -data {SECOND} -in tsa/E002-one.tsr -CAfile tsa/one.pem",
    },
    "another's time stamp": {BUNDLE_ONE},
    "a swapped time stamp of the log": {BUNDLE_ONE, BUNDLE_CHAIN, *OF_LOG},
}
NOT_FOR = [f"WRONG: tsa/bundle-{name}.tsr is not for {TAGS} as it is now." for name in ("chain", "one")]
LOG_NOT_FOR = [
    f"WRONG: tsa/custody-6-{name}.tsr is not for the first 6 lines of {LOG} as it is now." for name in ("chain", "one")
]
FOUND_BY_PAGE: dict[str, list[str]] = {
    "one changed byte": [f"WRONG: {FIRST} was changed."],
    "a rewritten manifest": NOT_FOR,
    "a removed entry": [*NOT_FOR, *LOG_NOT_FOR, "WRONG: The custody log does not hold together at line 2."],
    "a removed entry in a new chain": [*NOT_FOR, *LOG_NOT_FOR, f"WRONG: The custody log does not know {FIRST}."],
    "swapped time stamps": [*NOT_FOR, f"WRONG: tsa/E001-one.tsr is not for {FIRST} as it is now."],
    "another's time stamp": [NOT_FOR[1]],
    "a swapped time stamp of the log": [
        LOG_NOT_FOR[1],
        LOG_NOT_FOR[0].replace("custody-6", "custody-5").replace("first 6", "first 5"),
    ],
}


def read_page(page: Any, bundle: Path) -> tuple[str, list[str]]:
    """The verdict of verify.html, opened from the disk, on the folder that it lies in; and what it found."""
    page.goto((bundle / "verify.html").as_uri())
    page.locator("#folder").set_input_files(bundle)
    page.locator("#verdict").filter(has_text=re.compile("^(All|Something)")).wait_for()
    return page.locator("#verdict").inner_text(), page.locator("#findings li").all_inner_texts()


def test_each_tampering_is_found(authorities: Authorities, tmp_path: Path) -> None:
    bundle, pack = stamped_bundle(tmp_path / "whole")
    commands, fingerprint = commands_of(bundle), pack.manifest_hash[:16]
    copies = {name: Path(shutil.copytree(bundle, tmp_path / name / bundle.name)) for name in TAMPERINGS}
    for name, tamper in TAMPERINGS.items():
        tamper(copies[name])
    extra = Path(shutil.copytree(bundle, tmp_path / "extra" / bundle.name))
    add_a_file(extra)

    assert by_commands(bundle, commands, fingerprint) == []
    assert len(commands) == 11  # two manifests, the fingerprint; two for the bundle, for each file, and for the log
    assert {name: set(by_commands(copies[name], commands, fingerprint)) for name in TAMPERINGS} == FOUND_BY_COMMANDS

    with sync_playwright() as playwright:
        found = shutil.which("chromium") or shutil.which("google-chrome")
        chromium = playwright.chromium.launch(executable_path=found, args=FLAGS)
        page = chromium.new_page(offline=True)
        verdict, findings = read_page(page, bundle)
        assert verdict == "All that is checked here holds.", findings
        assert not [line for line in findings if line.startswith("WRONG")]
        assert any(pack.fingerprint in line for line in findings)
        assert len([line for line in findings if f"is for the first 6 lines of {LOG}" in line]) == 2
        for name, expected in FOUND_BY_PAGE.items():
            verdict, findings = read_page(page, copies[name])
            assert verdict.startswith("Something is wrong"), name
            assert [line for line in expected if line not in findings] == [], (name, findings)
        _, findings = read_page(page, extra)
        assert "WRONG: data/evidence/E009_original.png is in no manifest." in findings
        chromium.close()


def test_bundle_is_a_bag_and_a_late_stamp_leaves_its_fingerprint(authorities: Authorities, tmp_path: Path) -> None:
    """RFC 8493: the declaration, the octets, and a payload manifest that names every payload file."""
    bundle, pack = stamped_bundle(tmp_path / "whole")
    assert (bundle / "bagit.txt").read_text() == "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
    payload = [path for path in (bundle / "data").rglob("*") if path.is_file()]
    octets = sum(path.stat().st_size for path in payload)
    assert f"Payload-Oxum: {octets}.{len(payload)}\n" in (bundle / "bag-info.txt").read_text()
    listed = {line.split("  ", 1)[1] for line in (bundle / PAYLOAD).read_text().splitlines()}
    assert listed == {str(path.relative_to(bundle)) for path in payload}
    assert hashlib.sha256((bundle / PAYLOAD).read_bytes()).hexdigest() == pack.manifest_hash
    assert hashlib.sha256((bundle / TAGS).read_bytes()).hexdigest() == pack.tag_hash
    assert sorted(path.name for path in (bundle / "tsa").glob("bundle-*")) == ["bundle-chain.tsr", "bundle-one.tsr"]
    page = (bundle / "00_READ_ME_FIRST.html").read_text()
    assert not re.search(r"<script|https?://|src=", page)
    assert not re.search(r"https?://|src=|@import", (bundle / "verify.html").read_text())
