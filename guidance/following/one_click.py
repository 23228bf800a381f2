"""The press of "unsubscribe" in a mail program (RFC 8058): a POST from its server, with no cookie and no form of ours.

It stands before sessions and the check of forms (CSRF), which guard what a browser's cookies allow. Here no cookie
is ever read: the signed address alone says whose mails end, and nothing else can be done with it.
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve

from guidance.following.actions import stop
from guidance.following.links import Forged, reader_of

ROUTE = "guidance:stop_following"


class OneClick:
    """Middleware. Answers exactly what RFC 8058 has mail programs send; all else goes on to the page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        token = _token(request) if request.method == "POST" else ""
        if not token or request.POST.get("List-Unsubscribe") != "One-Click":
            return self.get_response(request)
        try:
            stop(reader_of(token))
        except Forged:
            return self.get_response(request)
        return HttpResponse("You get no more of these mails.", content_type="text/plain; charset=utf-8")


def _token(request: HttpRequest) -> str:
    try:
        found = resolve(request.path_info)
    except Resolver404:
        return ""
    return str(found.kwargs["token"]) if found.view_name == ROUTE else ""
