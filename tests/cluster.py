"""Servers of their own for one run of the tests, and the environment that the settings read.

Loaded as a plugin (`-p tests.cluster`), because Django's settings are read before any conftest is.
"""

import atexit
import base64
import os
from contextlib import ExitStack

from portal.servers import test_servers

TEMPLATE = "portal_template"
"""Migrated as the owner; nobody connects to it afterwards, so that it can be copied."""
MAIN = "portal_test"
"""The copy that ordinary tests use, each in a transaction that is rolled back."""

_stack = ExitStack()
servers = _stack.enter_context(test_servers())
(servers.state / "static").mkdir()  # whitenoise warns when it is missing
atexit.register(_stack.close)


def environment(database: str = MAIN) -> dict[str, str]:
    """What a process needs to be the portal on one of the databases of this run."""
    return {
        "DATABASE_URL": servers.url("portal_app", database),
        "DATABASE_OWNER_URL": servers.url("portal_owner", database),
        "DATABASE_BACKUP_URL": servers.url("portal_backup", database),
        "REDIS_URL": servers.redis_url,
        "SECRET_KEY": "only-for-tests-0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEFGHIJ",
        "ENCRYPTION_KEYS": f"test-1:{base64.b64encode(bytes(range(32))).decode()}",
        "ALLOWED_HOSTS": "localhost,127.0.0.1",
        "DEMO": "1",
        "DEBUG": "0",
        "PORTAL_URL": "http://localhost:8000",
        "COUNCIL_NAME": "Merebridge City Council",
        "FILES_ROOT": str(servers.state / "files"),
        "STATIC_ROOT": str(servers.state / "static"),
        "EMAIL_URL": f"filemail:///{servers.state / 'mail'}",
        "CONN_MAX_AGE": "0",
        "LOG_LEVEL": "WARNING",
        "STATEMENT_TIMEOUT_MS": "20000",
    }


os.environ.update(environment())


def pytest_unconfigure() -> None:
    _stack.close()
