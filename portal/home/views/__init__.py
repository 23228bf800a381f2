"""Home, and the two answers that every room shares: not found, and a form that is too old."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound
from django.shortcuts import render
from django.template import loader
from django.views.decorators.http import require_safe

from portal.foundation.people.requests import SignedInRequest
from portal.home.waiting import tasks_for, waiting_for


@require_safe
def home(request: SignedInRequest) -> HttpResponse:
    """What waits for me, what is due, what I can do from here."""
    return render(request, "home/home.html", {"waiting": waiting_for(request.user), "tasks": tasks_for(request.user)})


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The same bytes for everybody and every address: what you may not see looks like what is not there."""
    return HttpResponseNotFound(loader.get_template("404.html").render())


@login_not_required
def stale_page(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form whose page is too old, or that came from elsewhere (CSRF)."""
    return render(request, "403_csrf.html", status=403)
