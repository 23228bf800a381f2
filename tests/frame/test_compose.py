"""docker-compose.yml holds what docs/operate.md promises. No engine runs it here; it is parsed and looked through."""

import re
from typing import Any

import pytest
import yaml

from portal.servers import CHECKOUT

COMPOSE: dict[str, Any] = yaml.safe_load((CHECKOUT / "docker-compose.yml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
KNOWN = {
    "build", "cap_drop", "command", "depends_on", "environment", "healthcheck", "image", "networks", "ports",
    "read_only", "restart", "security_opt", "shm_size", "tmpfs", "user", "volumes",
}  # fmt: skip
"""The keys of the Compose specification that this file uses; a misspelt key would be ignored or refused."""


def test_compose_has_each_process() -> None:
    assert set(SERVICES) == {"web", "worker", "beat", "migrate", "postgres", "redis"}
    assert SERVICES["postgres"]["image"] == "postgres:18"


@pytest.mark.parametrize("name", SERVICES)
def test_service_is_locked_down(name: str) -> None:
    service = SERVICES[name]

    assert set(service) <= KNOWN
    assert service["read_only"] is True
    assert not service["user"].startswith("0")
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]


@pytest.mark.parametrize("name", sorted(set(SERVICES) - {"migrate"}))
def test_service_has_a_health_check(name: str) -> None:
    assert SERVICES[name]["healthcheck"]["test"][0] in {"CMD", "CMD-SHELL"}


@pytest.mark.parametrize("name", SERVICES)
def test_secrets_have_no_default(name: str) -> None:
    for key, value in SERVICES[name]["environment"].items():
        if re.search("PASSWORD|SECRET|KEY|_URL", key):
            assert re.search(r"\$\{\w+:\?", value), f"{name}: {key}"


def test_only_migrate_has_the_owner_role() -> None:
    holders = {name for name, service in SERVICES.items() if "DATABASE_OWNER_URL" in service["environment"]}

    assert holders == {"migrate"}


def test_web_is_published_on_loopback_only() -> None:
    published = {name: service["ports"] for name, service in SERVICES.items() if "ports" in service}

    assert published == {"web": ["127.0.0.1:8000:8000"]}


def test_data_lives_in_named_volumes() -> None:
    assert set(COMPOSE["volumes"]) == {"database", "files"}
    assert "database:/var/lib/postgresql" in SERVICES["postgres"]["volumes"]
