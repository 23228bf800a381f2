"""A folder for sealed objects, and two time-stamp authorities on this machine."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from http.server import ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from pytest_django.fixtures import Settings

from abuse_log.evidence import local_authority
from tests.files.conftest import store

__all__ = ["store"]


@dataclass(frozen=True)
class Authorities:
    """Two that answer: "one" with its signer's certificate, "chain" with its root as well, not in the order of DER."""

    folder: Path
    port: int

    def rows(self, *names: str) -> list[dict[str, str]]:
        return [
            {"name": name, "url": f"http://127.0.0.1:{self.port}/{name}", "roots": str(self.folder / f"{name}.pem")}
            for name in names
        ]


@pytest.fixture(scope="session")
def local_authorities(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Authorities]:
    folder = tmp_path_factory.mktemp("authorities")
    local_authority.make(folder, "one")
    local_authority.make(folder, "chain", with_chain=True)
    desk: ThreadingHTTPServer = local_authority.server(folder, 0, ("one", "chain"))
    threading.Thread(target=desk.serve_forever, daemon=True).start()
    yield Authorities(folder, desk.server_address[1])
    desk.shutdown()
    desk.server_close()


@pytest.fixture
def authorities(local_authorities: Authorities, settings: Settings) -> Any:
    settings.TIMESTAMP_AUTHORITIES = local_authorities.rows("one", "chain")
    return local_authorities
