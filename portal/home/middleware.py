"""What holds for every answer of the portal."""

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseForbidden

Answer = Callable[[HttpRequest], HttpResponse]
LOOPBACK = {"127.0.0.1", "::1", ""}
PERMISSIONS_POLICY = ", ".join(
    f"{feature}=()"
    for feature in (
        "accelerometer",
        "autoplay",
        "browsing-topics",
        "camera",
        "display-capture",
        "encrypted-media",
        "fullscreen",
        "geolocation",
        "gyroscope",
        "magnetometer",
        "microphone",
        "midi",
        "payment",
        "picture-in-picture",
        "screen-wake-lock",
        "usb",
        "xr-spatial-tracking",
    )
)


class SecurityHeaders:
    """Headers that Django and django-csp do not set; signed-in pages are kept out of every cache."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if _may_be_personal(request):
            response.headers["Cache-Control"] = "no-store, private"
        return response


def _may_be_personal(request: HttpRequest) -> bool:
    """Whether somebody is signed in. While the database cannot say, somebody may be."""
    try:
        user = getattr(request, "user", None)
        return user is not None and user.is_authenticated
    except DatabaseError:
        return True


class DemoOnLoopbackOnly:
    """Demo mode has public passwords: it answers nobody but this machine, whatever the server is bound to.

    A proxy or a tunnel on this machine asks from loopback too, but says for whom; that is refused as well.
    """

    def __init__(self, get_response: Answer) -> None:
        if not settings.DEMO:
            raise MiddlewareNotUsed
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not all(asker in LOOPBACK for asker in _askers(request)):
            return HttpResponseForbidden("Demo mode answers only on this machine.", content_type="text/plain")
        return self.get_response(request)


def _askers(request: HttpRequest) -> list[str]:
    """Who asks, and for whom a proxy says that it asks. "Forwarded" has its own grammar, so any is a stranger."""
    said = [request.META.get("REMOTE_ADDR", ""), request.headers.get("X-Real-IP", "")]
    said += request.headers.get("X-Forwarded-For", "").split(",")
    said += [request.headers.get("Forwarded", "")]
    return [address.strip() for address in said]
