"""Sessions in the database, sealed: between two pages of enrolment they hold the seed of a second factor."""

import base64
import binascii
import json
import re
from typing import Any

from django.contrib.sessions.backends.db import SessionStore as DatabaseSessions

from portal.foundation.vault.ciphers import CannotUnseal, seal, unseal

CONTEXT = "django_session.session_data"
KEY = re.compile(r"[a-z0-9]{32}")


class SessionStore(DatabaseSessions):
    def __init__(self, session_key: str | None = None) -> None:
        """A cookie holds whatever somebody put into it, such as a NUL, which no query takes: that is no session."""
        super().__init__(session_key if session_key and KEY.fullmatch(session_key) else None)

    def encode(self, session_dict: dict[str, Any]) -> str:
        plain = json.dumps(session_dict, separators=(",", ":")).encode()
        return base64.b64encode(seal(plain, context=CONTEXT)).decode()

    def decode(self, session_data: str | bytes) -> dict[str, Any]:
        """An unreadable session is an empty one: the person signs in again."""
        try:
            plain = unseal(base64.b64decode(session_data, validate=True), context=CONTEXT)
            return dict(json.loads(plain))
        except (CannotUnseal, binascii.Error, ValueError):
            return {}
