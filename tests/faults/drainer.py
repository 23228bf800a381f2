"""A process that drains the outbox until it is killed; run as `python -m tests.faults.drainer`."""

import os
import signal
import sys
import threading
import time

import django
from django.conf import settings
from django.utils.module_loading import import_string

KINDS = {
    "test.letter": "tests.faults.kinds.letter",
    "test.broken": "tests.faults.kinds.broken",
    "test.killer": "tests.faults.kinds.killer",
    "record.pack": "tests.faults.kinds.killer",
}
IDLE_SECONDS = 0.05


def die_with_the_test() -> None:
    """The test holds the other end of standard input; when it is gone, so are we."""
    sys.stdin.read()
    os.kill(os.getpid(), signal.SIGKILL)


def main() -> None:
    threading.Thread(target=die_with_the_test, daemon=True).start()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    django.setup()
    settings.OUTBOX_KINDS = KINDS
    drain = import_string("portal.foundation.outbox.actions.drain")
    while True:
        if not drain():
            time.sleep(IDLE_SECONDS)


if __name__ == "__main__":
    main()
