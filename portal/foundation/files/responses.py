"""Downloads that a browser saves and never runs. The room's view asks who may see the file before it calls these."""

import logging
from collections.abc import Iterator
from contextlib import closing
from urllib.parse import quote

from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

from portal.foundation.files.models import EXTENSIONS, StoredFile
from portal.foundation.files.storage import open_object
from portal.foundation.vault.ciphers import CannotUnseal
from portal.foundation.vault.streams import unseal_stream

HEADERS = {
    # Set here, the policy is left alone by the middleware that gives pages theirs.
    "Content-Security-Policy": (
        "sandbox; default-src 'none'; frame-ancestors 'none'; base-uri 'none'; object-src 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
UNREADABLE = "This file cannot be opened just now. Nothing is lost: tell the administrator of the portal."
logger = logging.getLogger(__name__)


def safe_copy(stored: StoredFile) -> HttpResponseBase:
    """The picture that people see, as an attachment. Raises Http404 while there is none."""
    if not stored.is_ready:
        raise Http404
    return _download(
        stored.safe_object,
        bytes(stored.safe_wrapped_key),
        context=stored.safe_context,
        headers=_headers(stored, stored.safe_media_type, stored.safe_size, stored.safe_download_name),
    )


def original(stored: StoredFile) -> HttpResponseBase:
    """The file as it was sent, with all that its metadata tells; only for those who need it as evidence.

    What is no picture goes out as bytes of no type, so that no browser is tempted to show or play it.
    """
    return _download(
        stored.original_object,
        bytes(stored.wrapped_key),
        context=stored.original_context,
        headers=_headers(
            stored,
            stored.media_type if stored.is_picture else "application/octet-stream",
            stored.size,
            stored.original_download_name,
        ),
    )


def _headers(stored: StoredFile, media_type: str, size: int, name: str) -> dict[str, str]:
    ending = EXTENSIONS.get(media_type) or EXTENSIONS[stored.media_type]
    plain_name = f"{'picture' if stored.is_picture else 'file'}-{stored.pk.hex[:8]}.{ending}"
    return {
        **HEADERS,
        "Content-Type": media_type,
        "Content-Length": str(size),
        "Content-Disposition": f"attachment; filename=\"{plain_name}\"; filename*=UTF-8''{quote(name, safe='')}",
    }


def _download(object_name: str, wrapped_key: bytes, *, context: str, headers: dict[str, str]) -> HttpResponseBase:
    """Streams. A file that turns out damaged on the way ends early, which the browser sees from its length."""
    try:
        plain = _plain(object_name, wrapped_key, context)
        beginning = next(plain)
    except (OSError, CannotUnseal) as error:
        logger.error("a stored file cannot be opened (%s): %s", type(error).__name__, object_name)
        return HttpResponse(UNREADABLE, status=503, content_type="text/plain; charset=utf-8", headers=HEADERS)
    return StreamingHttpResponse(_rest(beginning, plain), headers=headers)


def _plain(object_name: str, wrapped_key: bytes, context: str) -> Iterator[bytes]:
    with closing(open_object(object_name)) as sealed:
        yield from unseal_stream(sealed, wrapped_key, context=context)


def _rest(beginning: bytes, plain: Iterator[bytes]) -> Iterator[bytes]:
    yield beginning
    yield from plain
