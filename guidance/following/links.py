"""The signed address that ends a following without signing in (RFC 8058 for mail programs, a page for people)."""

from uuid import UUID

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse

from portal.foundation.people.models import User

SIGNER = Signer(salt="guidance.following.stop")


class Forged(ValueError):
    """The portal did not sign this."""


def token_for(reader: User) -> str:
    """Names the person to the portal alone, and is good for nothing but to stop these mails. It does not expire."""
    return SIGNER.sign(str(reader.pk)).replace(":", "~")


def reader_of(token: str) -> User:
    """Raises Forged, also when there is no such person."""
    try:
        found = User.objects.filter(pk=UUID(SIGNER.unsign(token.replace("~", ":")))).first()
    except (BadSignature, ValueError) as refused:
        raise Forged from refused
    if found is None:
        raise Forged
    return found


def stop_url(reader: User) -> str:
    return f"{settings.PORTAL_URL}{reverse('guidance:stop_following', args=[token_for(reader)])}"
