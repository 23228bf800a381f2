#!/usr/bin/env python
"""Django's commands. Without DATABASE_URL it joins, or starts, the embedded servers of this checkout."""

import os
import sys

import django
from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line

from portal import embedded
from portal.servers import CannotStart

OWNER_COMMANDS = {"migrate", "makemigrations", "sqlmigrate", "showmigrations", "rotate_keys"}
"""These run as the role that owns the tables; all others as the app role, which owns nothing."""


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    try:
        if "DATABASE_URL" not in os.environ or "REDIS_URL" not in os.environ:
            embedded.join()
    except CannotStart as error:
        sys.exit(f"portal: {error}")
    if OWNER_COMMANDS & set(sys.argv[1:2]) and "DATABASE_OWNER_URL" in os.environ:
        os.environ["DATABASE_URL"] = os.environ["DATABASE_OWNER_URL"]
        os.environ.setdefault("STATEMENT_TIMEOUT_MS", "0")
        os.environ.setdefault("LOCK_TIMEOUT_MS", "0")
    try:
        django.setup()
    except ImproperlyConfigured as error:
        sys.exit(f"portal: {error}")
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
