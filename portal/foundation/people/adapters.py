"""How signing in behaves here: closed sign-up, mail through the outbox, secrets sealed."""

import base64
import binascii
import uuid
from datetime import timedelta
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from portal.foundation.outbox import actions as outbox
from portal.foundation.vault.ciphers import CannotUnseal, seal, unseal

SECOND_FACTOR = "mfa.authenticator"
"""What sealed codes are bound to. allauth's hooks name no row, so it cannot be narrower."""
MAIL_LIVES = timedelta(hours=1)
"""After that a code or a link in a sign-in mail is stale, and an unsent mail is wiped."""


class AccountAdapter(DefaultAccountAdapter):
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": "The email address or the password is not right. Try again, or get a new password.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: an account opens by invitation (people:join)."""
        return False

    def can_delete_email(self, email_address: object) -> bool:
        """The address is who somebody is here; an administrator changes it."""
        return False

    def is_safe_url(self, url: str | None) -> bool:
        """Whether a sign-in may lead on to there: to this host, and no other that the portal answers for.

        allauth's own stops with an error at what is no address at all, such as `//[`.
        """
        here = {self.request.get_host()}
        return url_has_allowed_host_and_scheme(url, allowed_hosts=here, require_https=self.request.is_secure())

    def get_reset_password_from_key_url(self, key: str) -> str:
        """On the portal's own address, so that a forged Host header cannot lead a mail elsewhere."""
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
        return f"{settings.PORTAL_URL}{path.replace('UID-KEY', key)}"

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Seal the mail and leave it to the outbox.

        The request never talks to a mail server, so it takes as long for an address that nobody has as for one
        that somebody has: both write one row.
        """
        site = {"name": f"{settings.COUNCIL_NAME} members’ portal", "domain": settings.PORTAL_URL}
        message = self.render_mail(
            template_prefix, email, {"request": self.request, "email": email, "current_site": site, **context}
        )
        outbox.add_sealed(
            "people.sign_in_mail",
            key=f"people.sign_in_mail:{uuid.uuid4()}",
            to=email,
            subject=message.subject,
            body=str(message.body),
            expires_at=timezone.now() + MAIL_LIVES,
        )


class SecondFactorAdapter(DefaultMFAAdapter):
    def encrypt(self, text: str) -> str:
        """The seed of codes and recovery codes as it stands in the database."""
        return base64.b64encode(seal(text.encode(), context=SECOND_FACTOR)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Raises ``CannotUnseal`` for what was not sealed here: a plain seed is never taken as one."""
        try:
            token = base64.b64decode(encrypted_text, validate=True)
        except (binascii.Error, ValueError) as damaged:
            raise CannotUnseal from damaged
        return unseal(token, context=SECOND_FACTOR).decode()
