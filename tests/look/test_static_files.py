"""What a council's site must not carry, and what the strict content security policy needs."""

import re
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage
from django.core.management import call_command
from django.template.loader import get_template
from whitenoise.storage import CompressedManifestStaticFilesStorage

ROOT = Path(settings.BASE_DIR)
TEXT = {".css", ".js", ".html", ".svg", ".txt", ".webmanifest", ".scss", ".json", ".mjs"}
STATIC = sorted(path for path in (ROOT / "static").rglob("*") if path.suffix in TEXT)
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
STYLES = [path for path in STATIC if path.suffix == ".css"]
LICENCE = ROOT / "static/vendor/govuk/LICENSE.txt"
"""Names the Crown as the holder of the copyright, as the licence asks."""


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", [path for path in STATIC + TEMPLATES if path != LICENCE], ids=name)
def test_nothing_of_the_state_s_own_brand(path: Path) -> None:
    text = path.read_text().lower()
    banned = [word for word in ("crown", "crest", "gds transport", "#1d70b8", "#005ea5", "royal arms") if word in text]
    assert banned == []


def test_the_licence_of_the_library_stands_beside_it() -> None:
    text = LICENCE.read_text()
    assert "The MIT License (MIT)" in text
    assert "Crown Copyright (Government Digital Service)" in text


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_no_inline_style_or_script(path: Path) -> None:
    text = path.read_text()
    scripts = re.findall(r"<script\b[^>]*>", text, re.IGNORECASE)
    inline = [tag for tag in scripts if "src=" not in tag and 'type="application/json"' not in tag]
    assert inline == []
    assert re.findall(r"<style\b|\sstyle\s*=|\son[a-z]+\s*=|javascript:", text, re.IGNORECASE) == []


@pytest.mark.parametrize("path", STYLES, ids=name)
def test_every_address_in_a_stylesheet_is_there(path: Path) -> None:
    addresses = re.findall(r"url\(\s*['\"]?([^'\")]+)", path.read_text())
    assert [address for address in addresses if not (path.parent / address).is_file()] == []


@pytest.mark.parametrize("path", STATIC, ids=name)
def test_nothing_is_fetched_from_elsewhere(path: Path) -> None:
    text = path.read_text()
    fetched = re.findall(r"(?:url\(|@import|import|from|fetch\()\s*['\"(]*https?://", text)
    assert fetched == []


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_every_template_compiles(path: Path) -> None:
    get_template(str(path.relative_to(ROOT / "templates")))


def test_static_files_can_be_hashed_and_compressed(tmp_path: Path) -> None:
    source = FileSystemStorage(location=ROOT / "static")
    target = CompressedManifestStaticFilesStorage(location=tmp_path)
    paths = {str(path.relative_to(ROOT / "static")): path for path in STATIC}
    for relative, path in paths.items():
        target.save(relative, ContentFile(path.read_bytes()))
    done = list(target.post_process({relative: (source, relative) for relative in paths}))
    assert [error for _, _, error in done if isinstance(error, Exception)] == []
    assert (tmp_path / "staticfiles.json").is_file()


def test_collectstatic_finds_no_clash() -> None:
    out = StringIO()
    call_command("collectstatic", "--dry-run", "--no-input", "--no-post-process", stdout=out, verbosity=1)
    assert "Found another file" not in out.getvalue()
