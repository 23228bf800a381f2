"""Home, and the answers that every room shares: not found, our fault, and a form that is too old."""

import sys

from django.contrib.auth.decorators import login_not_required
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound, HttpResponseServerError
from django.shortcuts import render
from django.template import loader
from django.views.decorators.http import require_safe

from portal.foundation.people.requests import SignedInRequest
from portal.home.waiting import tasks_for, waiting_for

RETRY_AFTER = "10"
"""Seconds; a database that is started again answers by then."""


@require_safe
def home(request: SignedInRequest) -> HttpResponse:
    """What waits for me, what is due, what I can do from here."""
    return render(request, "home/home.html", {"waiting": waiting_for(request.user), "tasks": tasks_for(request.user)})


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The same bytes for everybody and every address: what you may not see looks like what is not there."""
    return HttpResponseNotFound(loader.get_template("404.html").render())


def fault(request: HttpRequest) -> HttpResponse:
    """Our fault. 503 while the database is away or too busy, which a proxy may take up again; else 500.

    Django calls this while it handles the error. The page asks the database nothing.
    """
    if not isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        return HttpResponseServerError(loader.get_template("500.html").render())
    page = loader.get_template("503.html").render()
    return HttpResponse(page, status=503, headers={"Retry-After": RETRY_AFTER, "Cache-Control": "no-store"})


@login_not_required
def stale_page(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form whose page is too old, or that came from elsewhere (CSRF)."""
    return render(request, "403_csrf.html", status=403)
