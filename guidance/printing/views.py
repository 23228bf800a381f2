"""The PDF of an edition, as public as its words. It is never made while somebody waits."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.cache import get_conditional_response

from guidance.models import Edition, EditionPdf
from guidance.views import public_page
from portal.foundation.files.responses import HEADERS

CACHED_SECONDS = 30 * 24 * 3600
"""The bytes never change. A month, so that what a cache keeps of a portal that moved goes by itself."""
MAKING_SECONDS = 60


@public_page
def edition_pdf(request: HttpRequest, document: str, edition: int) -> HttpResponse:
    """The bytes as they were made. 404 for a draft, for an edition whose day is to come, and for what is not there.

    Not made yet: 503, since the address is right and the answer is only late; no cache keeps it, and Retry-After
    says when to ask again.
    """
    begun = Edition.objects.once_in_force().select_related("document")
    shown = get_object_or_404(begun, document__slug=document, number=edition)
    pdf = EditionPdf.objects.filter(edition=shown).first()
    if pdf is None:
        return _being_made(request, shown)
    etag = f'"{pdf.sha256}"'
    answer = HttpResponse(bytes(pdf.content), headers=_headers(shown, etag))
    return get_conditional_response(request, etag=etag, response=answer) or answer


def _headers(edition: Edition, etag: str) -> dict[str, str]:
    """Saved by the browser, not shown in it: a sandbox keeps even a PDF from doing more than lie there."""
    name = f"{edition.document.slug}-edition-{edition.number}.pdf"
    return {
        **HEADERS,
        "Content-Type": "application/pdf",
        "Content-Disposition": f'attachment; filename="{name}"',
        "Cache-Control": f"public, max-age={CACHED_SECONDS}",
        "ETag": etag,
    }


def _being_made(request: HttpRequest, edition: Edition) -> HttpResponse:
    headers = {"Retry-After": str(MAKING_SECONDS), "Cache-Control": "no-store"}
    answer = render(request, "guidance/pdf_being_made.html", {"edition": edition}, status=503)
    for name, value in headers.items():
        answer.headers[name] = value
    return answer
