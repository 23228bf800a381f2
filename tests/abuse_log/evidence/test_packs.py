"""Packs: each audience gets only its own fields and files; what is made is sealed, and giving it away is noted.

Deliberate faults, each tried: "T" added to the letters of `device` (fields test red); originals in every pack (files
test red); a helper let in (no helper red).
"""

import json
import re
import zipfile
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from abuse_log.evidence import fields_for
from abuse_log.evidence.actions import add_exhibit, cover, describe
from abuse_log.evidence.actions.covering import make_covered
from abuse_log.evidence.actions.packs import StillCovering, ask_pack, make_pack
from abuse_log.evidence.models import Exhibit, Pack
from abuse_log.models import Incident, Particulars
from abuse_log.models.particulars import PARTICULARS
from abuse_log.taxonomy import ReportStatus
from portal.foundation.files.actions import make_safe_copy, original_pieces
from portal.foundation.outbox.models import Item
from portal.foundation.vault.fields import EncryptedTextField
from tests.abuse_log.evidence.samples import GOOD, photograph
from tests.factories.abuse_log import AccountFactory, IncidentFactory, WordsFactory, noted_police_report, noted_report
from tests.factories.files import upload
from tests.factories.people import DelegationFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("store")]


def full_record() -> Incident:
    """A photograph, a photograph with a covered copy, and a film; each sealed field says its own name."""
    incident = IncidentFactory(
        summary="The line", link="https://post.example/1", impact=2, channel="comment", platform="x"
    )
    member = incident.member
    for content in (photograph(1), photograph(2), GOOD["clip.mp4"][1]):
        made = add_exhibit(incident=incident, by=member, upload=upload(content, "name-of-sam.jpg"))
        make_safe_copy(Item(payload={"file": str(made.stored_id)}))
    said = {name: f"said-{name}" for name in ("captured_by", "device", "device_kept", "shows")}
    first = incident.exhibits.with_files()[0]
    facts = {"captured_at": timezone.now(), "method": "photo", "covers": ["date"], "third_parties": True}
    describe(exhibit=first, by=member, version=0, said={**said, **facts})
    second = Exhibit.objects.with_files().get(incident=incident, number=2)
    asked = cover(exhibit=second, by=member, boxes=[(0, 0, 5000, 5000)], reason="said-reason")
    make_covered(Item(payload={"redaction": str(asked.pk)}))
    WordsFactory(incident=incident, text="said-words")
    AccountFactory(incident=incident, handle="@said-handle")
    report = noted_report(incident, what="never-in-a-pack", platform_reference="said-reference")
    report.updates.create(number=2, status=ReportStatus.SUBMITTED, note="never-in-a-pack", noted_by=member)
    return incident


def made_pack(incident: Incident, audience: str = "police", exhibits: tuple[int, ...] = (1, 2, 3)) -> Pack:
    platform = "facebook" if audience == "platform" else ""
    given = {"incident": incident, "by": incident.member, "audience": audience, "platform": platform}
    asked = ask_pack(**given, exhibits=exhibits, with_words=True)
    for _ in range(2):  # the worker may come twice
        make_pack(Item(payload={"pack": str(asked.pk)}))
    return Pack.objects.with_files().get(pk=asked.pk)


def opened(pack: Pack) -> dict[str, bytes]:
    assert pack.stored is not None
    with zipfile.ZipFile(BytesIO(b"".join(original_pieces(pack.stored)))) as archive:
        return {name.split("/", 1)[1]: archive.read(name) for name in archive.namelist()}


def test_each_audience_gets_its_own_files() -> None:
    incident = full_record()
    files = {audience: opened(made_pack(incident, audience)) for audience in ("police", "platform", "officer")}

    data = {audience: sorted(name for name in names if name.startswith("data/")) for audience, names in files.items()}
    plain = ["data/chronology.csv", "data/incident.json"]
    covered = "data/redacted/E002-R1.jpg"
    assert data["platform"] == sorted([*plain, "data/copies/E001_copy.jpg", covered])
    film = "data/evidence/E003_original.mp4"
    log = "data/custody_log.jsonl"
    assert data["officer"] == sorted([*plain, log, "data/copies/E001_copy.jpg", covered, film])
    originals = [f"data/evidence/E00{number}_original.jpg" for number in (1, 2)]
    assert data["police"] == sorted([*plain, log, *originals, covered, film, "data/statement_template.docx"])
    assert files["police"][originals[0]] == photograph(1)
    for name in ("data/copies/E001_copy.jpg", covered):
        assert b"Camera of Sam" not in files["platform"][name]


def test_what_is_to_be_covered_never_goes_out_whole() -> None:
    """Asked before the pack or after it, the copy not made yet. Fault: copies that are made alone in `_parts`."""
    incident = full_record()
    first = Exhibit.objects.get(incident=incident, number=1)
    given = {"incident": incident, "by": incident.member, "exhibits": [1, 3], "with_words": False}
    early = ask_pack(audience="platform", **given)
    cover(exhibit=first, by=incident.member, boxes=[(0, 0, 5000, 5000)], reason="A child")
    make_pack(Item(payload={"pack": str(early.pk)}))
    names = opened(Pack.objects.with_files().get(pk=early.pk))
    assert not [name for name in names if name.startswith(("data/copies/", "data/evidence/", "data/redacted/"))]
    assert "E00" not in names["data/chronology.csv"].decode()  # nor that there are such files
    with pytest.raises(StillCovering):
        ask_pack(audience="officer", **given)
    assert ask_pack(audience="police", **given).number == 2


def test_each_audience_gets_its_own_fields() -> None:
    """Field by field, in the data and on paper."""
    incident = full_record()
    member = incident.member.full_name
    everybody = {"The line", "https://post.example/1", "said-shows", "@said-handle", "said-reference", "said-words"}
    police = {member, "said-captured_by", "said-device", "said-device_kept", "It upset me", "said-reason"}
    officer = {member, "It upset me", "said-reason"}
    secrets = police | everybody | {"never-in-a-pack", "name-of-sam"}
    expected = {
        "police": everybody | police | {"name-of-sam"},
        "officer": everybody | officer | {"name-of-sam"},  # of the film alone, which goes out as it is
        "platform": everybody | {"said-reason"},
    }
    for audience, fields in expected.items():
        names = opened(made_pack(incident, audience))
        text = names["data/incident.json"].decode()
        assert {secret for secret in secrets if secret in text} == fields, audience
        paper = " ".join(page.extract_text() for page in PdfReader(BytesIO(names["01_summary.pdf"])).pages)
        on_paper = fields - {"name-of-sam", "said-words"}
        assert {secret for secret in secrets if secret in paper} == on_paper, audience


def test_platform_hears_of_itself_alone_and_nobody_of_other_packs() -> None:
    """Faults, each tried: all reports for every platform; all accounts; the number in the name of the folder."""
    incident = IncidentFactory(summary="A line")
    for platform in ("facebook", "x"):
        noted_report(incident, platform=platform, platform_reference=f"case-of-{platform}")
        AccountFactory(incident=incident, platform=platform, handle=f"@on-{platform}")
    AccountFactory(incident=incident, platform="", handle="@somewhere")
    packs = [made_pack(incident, audience, exhibits=()) for audience in ("police", "officer", "platform")]

    names = opened(packs[2])
    told = names["data/incident.json"].decode() + names["data/chronology.csv"].decode()
    told += " ".join(page.extract_text() for page in PdfReader(BytesIO(names["01_summary.pdf"])).pages)
    assert {"case-of-facebook", "@on-facebook", "@somewhere"} <= {word.strip('",') for word in told.split()}
    assert not [word for word in ("case-of-x", "@on-x", "reported to X") if word in told]
    assert "case-of-x" in opened(packs[0])["data/incident.json"].decode()
    assert packs[2].number == 3
    for pack in packs:
        assert pack.stored is not None
        assert pack.stored.name == f"{incident.neutral_reference}_{pack.audience}_{pack.mark}"
        title = re.search("<title>(.*)</title>", opened(pack)["00_READ_ME_FIRST.html"].decode())
        assert title is not None
        assert title[1] == f"Read me first: {incident.reference}, pack {pack.mark}"


def test_pack_for_a_platform_names_it() -> None:
    incident = IncidentFactory(platform="")
    browser = Client()
    browser.force_login(incident.member)
    address = reverse("abuse_log:packs", args=[incident.neutral_reference])
    assert "Choose which platform it is for" in browser.post(address, {"audience": "platform"}).content.decode()
    assert browser.post(address, {"audience": "platform", "platform": "x"}).status_code == 302
    assert browser.post(address, {"audience": "police", "platform": "x"}).status_code == 302
    assert list(Pack.objects.order_by("number").values_list("audience", "platform")) == [
        ("platform", "x"), ("police", ""),
    ]  # fmt: skip


def test_what_was_told_besides_goes_by_its_letters() -> None:
    """Every field of the particulars and of a report to the police, in the data and on paper."""
    incident = full_record()
    texts = [field for field in Particulars._meta.local_fields if isinstance(field, EncryptedTextField)]
    said = {field.name: f"told-{number}-" for number, field in enumerate(texts)}
    Particulars.objects.create(incident=incident, capacity="councillor", **said)
    given = ("force", "reference", "officer", "contact", "handed_over")
    noted_police_report(incident, **{name: f"police-{name}" for name in given})
    letters = {field.name: field.readers for field in fields_for.PARTICULARS}
    assert set(letters) == PARTICULARS
    for audience, letter in fields_for.LETTERS.items():
        names = opened(made_pack(incident, audience, exhibits=(1,)))
        text = names["data/incident.json"].decode()
        paper = " ".join(page.extract_text() for page in PdfReader(BytesIO(names["01_summary.pdf"])).pages)
        expected = {value for name, value in said.items() if letter in letters[name]}
        assert {value for value in said.values() if value in text} == expected, audience
        assert {value for value in said.values() if value in paper} == expected, audience
        police = {"P": set(given), "M": {"force", "reference"}, "T": set()}[letter]
        assert {name for name in given if f"police-{name}" in text} == police, audience


def test_first_page_holds_the_fingerprint_and_no_words_of_abuse() -> None:
    pack = made_pack(full_record())
    names = opened(pack)
    first = PdfReader(BytesIO(names["01_summary.pdf"])).pages[0].extract_text()
    assert pack.fingerprint in first
    assert "the defence may see everything" in first
    assert not [words for words in ("said-words", "@said-handle", "said-shows") if words in first]
    page = names["00_READ_ME_FIRST.html"].decode()
    assert pack.manifest_hash[:16] in page
    assert "This bundle has no time stamps" in page


def test_statement_is_a_word_file_with_the_exhibits() -> None:
    names = opened(made_pack(full_record()))
    with zipfile.ZipFile(BytesIO(names["data/statement_template.docx"])) as word:
        text = word.read("word/document.xml").decode()
    assert "I produce E001. It shows: said-shows." in text
    assert json.loads(names["data/incident.json"])["exhibits"][0]["label"] in text


def test_no_cell_of_the_csv_is_a_formula() -> None:
    names = opened(made_pack(full_record()))
    assert not [row for row in names["data/chronology.csv"].decode().splitlines() if row[:1] in "=+-@"]


def test_only_chosen_files_go_in_and_foreign_numbers_are_dropped() -> None:
    pack = made_pack(full_record(), exhibits=(2, 77))
    assert pack.exhibits == [2]
    assert [name for name in opened(pack) if "/evidence/" in name] == ["data/evidence/E002_original.jpg"]


def test_custody_names_making_taking_and_giving() -> None:
    incident = full_record()
    pack = made_pack(incident)
    browser = Client()
    browser.force_login(incident.member)
    ref = [incident.neutral_reference, pack.number]

    taken = browser.post(reverse("abuse_log:pack_bundle", args=ref))
    assert taken["Content-Disposition"].startswith('attachment; filename="file-')
    yesterday = timezone.localtime() - timedelta(days=1)
    when = {f"handed_at_{part}": str(getattr(yesterday, part)) for part in ("day", "month", "year")}
    typed = {"to_whom": "PC Example, 4711", "way": "stick", "receipt": "Read back", **when}
    assert browser.post(reverse("abuse_log:pack_given", args=ref), typed).status_code == 302

    entries = incident.custody.filter(what="Pack 1 for police")
    assert pack.stored is not None
    assert [(entry.action, entry.object_hash) for entry in entries] == [
        ("export", pack.tag_hash),
        ("download", pack.stored.sha256),
        ("share", pack.stored.sha256),
    ]
    page = browser.get(reverse("abuse_log:pack", args=ref)).content.decode()
    assert "PC Example, 4711" in page
    assert pack.fingerprint in page
    assert "the defence may see everything in this pack" in page
    given = pack.dispatches.get()
    assert (given.bundle_hash, given.receipt) == (pack.stored.sha256, "Read back")


@pytest.mark.parametrize("grade", ["summaries", "content", "act"])
def test_no_helper_makes_or_takes_a_pack(grade: str) -> None:
    incident = IncidentFactory()
    helper = DelegationFactory(member=incident.member, grade=grade).delegate
    with pytest.raises(PermissionDenied):
        ask_pack(incident=incident, by=helper, audience="police", exhibits=[], with_words=True)
    browser = Client()
    browser.force_login(helper)
    assert browser.get(reverse("abuse_log:packs", args=[incident.neutral_reference])).status_code == 403


@pytest.mark.parametrize("typed", [{}, {"audience": "press"}, {"audience": "police", "exhibits": "a\0"}])
def test_bad_order_is_told(typed: dict[str, Any]) -> None:
    incident = full_record()
    browser = Client()
    browser.force_login(incident.member)
    page = browser.post(reverse("abuse_log:packs", args=[incident.neutral_reference]), typed).content.decode()
    assert "There is a problem" in page
    assert not Pack.objects.exists()


def test_pack_that_is_not_made_cannot_be_taken_or_given() -> None:
    incident = IncidentFactory()
    ask_pack(incident=incident, by=incident.member, audience="police", exhibits=[], with_words=False)
    browser = Client()
    browser.force_login(incident.member)
    ref = [incident.neutral_reference, 1]
    assert browser.post(reverse("abuse_log:pack_bundle", args=ref)).status_code == 404
    assert "is being made" in browser.get(reverse("abuse_log:pack", args=ref)).content.decode()
    given = browser.post(reverse("abuse_log:pack_given", args=ref), {"to_whom": "x"})
    assert given.status_code == 200


def test_made_pack_and_its_dispatch_are_never_changed() -> None:
    pack = made_pack(full_record())
    for change in ({"tag_hash": "0" * 64}, {"audience": "platform"}, {"state": "waiting"}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Pack.objects.filter(pk=pack.pk).update(**change)
