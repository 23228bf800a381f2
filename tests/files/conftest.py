from pathlib import Path

import pytest
from pytest_django.fixtures import Settings


@pytest.fixture(autouse=True)
def store(settings: Settings, tmp_path: Path) -> Path:
    """A folder of its own for the sealed objects of each test."""
    sealed = dict(settings.STORAGES["sealed"])
    sealed["BACKEND"] = "portal.foundation.files.storage.DurableStorage"
    sealed["OPTIONS"] = {**sealed["OPTIONS"], "location": str(tmp_path / "files")}
    settings.STORAGES = {**settings.STORAGES, "sealed": sealed}
    return tmp_path / "files"
