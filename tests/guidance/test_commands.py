import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from django.core.management import call_command

from guidance.models import Document, Edition, PointVersion
from tests import cluster
from tests.guidance.samples import SAMPLES

pytestmark = pytest.mark.django_db
CHECKOUT = Path(__file__).resolve().parents[2]
PROTOCOL = """
Before you post

Stop and think before anything goes out.

You should:

- Read it once more
- Sleep on a reply that was written in anger

Other people

Never publish what was told you in confidence.
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "protocol.txt"
    path.write_text(PROTOCOL, encoding="utf-8")
    return path


def _import(file: Path, *more: str, **other: str) -> None:
    particulars = {
        "title": "Social media protocol",
        "adopted-by": "Full Council",
        "adopted-on": "2026-03-31",
        "effective-from": "2026-04-01",
    } | {name.replace("_", "-"): value for name, value in other.items()}
    options = [part for name, value in particulars.items() for part in (f"--{name}", value)]
    call_command("import_protocol", str(file), *options, *more)


def test_json_report_gives_counts_and_lists(file, capsys):
    _import(file, "--publish", "--json")

    report = json.loads(capsys.readouterr().out)
    assert (report["sections"], report["points"]) == (2, 4)
    assert isinstance(report["repairs"], list)
    assert isinstance(report["notices"], list)
    assert all(set(remark) == {"ref", "line", "what"} for remark in report["repairs"] + report["notices"])
    assert (report["document"], report["edition"], report["state"]) == ("social-media-protocol", 1, "published")
    assert report["hash"] == Edition.objects.get().content_hash


def test_report_can_be_read(file, capsys):
    _import(file, "--publish")

    report = capsys.readouterr().out
    assert "Social media protocol, edition 1: 2 sections, 4 points." in report
    assert "Published; in force from 1 April 2026." in report
    assert "Repaired (" in report


def test_without_publish_it_is_a_draft_that_nobody_sees(file, capsys):
    _import(file)

    assert "A draft: nobody sees it." in capsys.readouterr().out
    assert Edition.objects.get().state == Edition.State.DRAFT


def test_publish_of_the_same_file_later_keeps_the_edition(file, capsys):
    _import(file)
    _import(file, "--publish")

    assert Edition.objects.get().state == Edition.State.PUBLISHED
    assert PointVersion.objects.count() == 4


@pytest.mark.parametrize("option", ["adopted_on", "effective_from"])
@pytest.mark.parametrize("typed", ["31.3.2026", "2026-02-30", "tomorrow", "", "10000-01-01", "\udcff"])
def test_bad_day_is_refused_with_one_sentence(file, capsys, option, typed):
    with pytest.raises(SystemExit) as end:
        _import(file, "--publish", **{option: typed})

    said = capsys.readouterr()
    assert end.value.code == 2
    assert said.out == ""
    assert len(said.err.strip().splitlines()) == 1
    assert f"--{option.replace('_', '-')} must be a day written like 2026-03-31" in said.err
    assert not Document.objects.exists()


@pytest.mark.parametrize(
    "content",
    [b"", b"\n\n", b"\x00\x01\x02", b"\xff\xfe\x00", b"caf\xe9", b"just some words without any shape"],
    ids=["empty", "blank", "binary", "utf-16", "latin-1", "no-headings"],
)
def test_file_that_cannot_be_read_is_refused_with_one_sentence(tmp_path, capsys, content):
    file = tmp_path / "odd.txt"
    file.write_bytes(content)

    with pytest.raises(SystemExit) as end:
        _import(file, "--publish", "--json")

    said = capsys.readouterr()
    assert end.value.code == 2
    assert said.out == ""
    assert len(said.err.strip().splitlines()) == 1
    assert not Document.objects.exists()


@pytest.mark.parametrize("name", ["missing.txt", ".", "a\x00b", "\udcff.txt"])
def test_file_that_is_not_there_is_refused_with_one_sentence(tmp_path, capsys, name):
    with pytest.raises(SystemExit) as end:
        _import(tmp_path / name)

    assert end.value.code == 2
    assert len(capsys.readouterr().err.strip().splitlines()) == 1
    assert not Document.objects.exists()


def test_empty_title_is_refused_with_one_sentence(file, capsys):
    with pytest.raises(SystemExit) as end:
        _import(file, title=" ")

    assert end.value.code == 2
    assert capsys.readouterr().err.strip() == "The title is missing."


def test_from_a_shell_a_refusal_ends_with_status_2(tmp_path):
    """The whole process, as an operator runs it."""
    command = [sys.executable, "-W", "error", "manage.py", "import_protocol", str(tmp_path / "missing.txt")]
    options = ["--title", "T", "--adopted-by", "B", "--adopted-on", "2026-03-31", "--effective-from", "2026-04-01"]

    done = subprocess.run(
        [*command, *options],
        cwd=CHECKOUT,
        env={**os.environ, **cluster.environment()},
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, done.stdout) == (2, "")
    assert len(done.stderr.strip().splitlines()) == 1


def test_ship_plain_english_may_be_repeated(capsys):
    call_command("ship_plain_english")
    call_command("ship_plain_english")

    lines = capsys.readouterr().out.splitlines()
    assert lines[:4] == lines[4:]
    assert [line.partition(",")[0] for line in lines[:4]] == [
        "How to use social media well: plain-English guide",
        "Supplementary guidance",
        "Handling abuse",
        "Questions and answers",
    ]
    assert all("edition 1 is in force from" in line for line in lines)


@pytest.mark.parametrize("name", ["automatic.docx", "bullets.pdf", "headings.md"])
def test_word_pdf_and_markdown_come_through_the_same_door(tmp_path, capsys, name):
    data, clauses = SAMPLES[name]()
    (tmp_path / name).write_bytes(data)

    _import(tmp_path / name, "--publish", "--json")

    assert json.loads(capsys.readouterr().out)["points"] == len(clauses)
    assert list(PointVersion.objects.order_by("order").values_list("number", flat=True)) == list(clauses)


def test_minute_of_the_decision_is_kept(file):
    _import(file, "--publish", minute="Minute 41 of 31 March 2026")

    assert Edition.objects.get().minute == "Minute 41 of 31 March 2026"


@pytest.mark.parametrize("minute", ["x" * 201, "41\x00"])
def test_minute_that_cannot_be_kept_is_refused(file, capsys, minute):
    with pytest.raises(SystemExit) as end:
        _import(file, minute=minute)

    assert end.value.code == 2
    assert "The reference of the decision" in capsys.readouterr().err


def test_second_adopted_document_in_force_is_warned_of(file, capsys):
    _import(file, "--publish")
    _import(file, "--publish", "--json", title="Protocol on microphones")

    said = capsys.readouterr()
    warning = (
        "“Social media protocol” (social-media-protocol) is or comes into force too: members rely on both unless "
        "one is withdrawn (withdraw_protocol)."
    )
    assert json.loads(said.out[said.out.index("{") :])["warnings"] == [warning]
    assert said.err.strip() == f"Warning: {warning}"


def test_protocol_is_withdrawn_from_a_day(file, capsys):
    _import(file, "--publish")
    call_command("withdraw_protocol", "social-media-protocol", "1", "--from", "2999-01-31")

    edition = Edition.objects.get()
    assert (edition.state, edition.withdrawn_on) == (Edition.State.WITHDRAWN, date(2999, 1, 31))
    assert "is withdrawn: not in force from 31 January 2999 on." in capsys.readouterr().out


@pytest.fixture
def published(file: Path) -> None:
    _import(file, "--publish")


@pytest.mark.usefixtures("published")
@pytest.mark.parametrize(
    ("slug", "number", "day", "words"),
    [
        ("social-media-protocol", "1", "2020-01-01", "not from a day in the past"),
        ("social-media-protocol", "2", "2999-01-01", "There is no edition 2"),
        ("other", "1", "2999-01-01", "There is no edition 1"),
        ("a\x00b", "1", "2999-01-01", "There is no edition 1"),
        ("social-media-protocol", "99999999999999999999", "2999-01-01", "There is no edition 9"),
        ("social-media-protocol", "1", "soon", "--from must be a day"),
    ],
)
def test_withdrawal_that_cannot_be_is_refused_with_one_sentence(capsys, slug, number, day, words):
    with pytest.raises(SystemExit) as end:
        call_command("withdraw_protocol", slug, number, "--from", day)

    said = capsys.readouterr().err.strip()
    assert end.value.code == 2
    assert words in said
    assert len(said.splitlines()) == 1
    assert Edition.objects.get().state == Edition.State.PUBLISHED
