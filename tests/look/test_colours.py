"""The default colours reach the contrast of WCAG 2.2 AA (1.4.3: 4.5 to 1 for text)."""

import re
from pathlib import Path

import pytest
from django.conf import settings

STATIC = Path(settings.BASE_DIR) / "static"
STYLES = (STATIC / "vendor/govuk/govuk.css").read_text() + (STATIC / "portal.css").read_text()


def colour(name: str) -> str:
    found = re.search(rf"--{name}:\s*(#[0-9a-f]{{6}})", STYLES)
    assert found, name
    return found[1]


def luminance(hex_colour: str) -> float:
    parts = [int(hex_colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize(
    ("ink", "paper"),
    [
        ("#ffffff", colour("govuk-brand-colour")),
        ("#ffffff", colour("portal-brand-dark")),
        (colour("govuk-link-colour"), "#ffffff"),
        (colour("govuk-link-colour"), colour("govuk-surface-background-colour")),
        (colour("govuk-link-hover-colour"), colour("govuk-surface-background-colour")),
        (colour("govuk-link-colour"), "#fff6d6"),
        (colour("govuk-error-colour"), "#ffffff"),
        (colour("portal-brand-dark"), "#d7e8e5"),
    ],
)
def test_text_stands_out_from_its_ground(ink: str, paper: str) -> None:
    assert contrast(ink, paper) >= 4.5


def test_contrast_is_reckoned_as_the_guidelines_do() -> None:
    assert contrast("#000000", "#ffffff") == 21
    assert round(contrast("#777777", "#ffffff"), 2) == 4.48
