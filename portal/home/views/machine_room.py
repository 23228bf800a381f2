"""Health for the machines that watch, and what the administrator sees of the outbox."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from portal.foundation.outbox import actions
from portal.foundation.outbox.models import Heartbeat, Item
from portal.foundation.people.models import User
from portal.foundation.people.requests import SignedInRequest
from portal.home.demo_mail import letters

LATE_SECONDS = 30
"""A healthy worker looks every 5 seconds; six missed looks are an alarm."""
SHOWN = 200


def can_run_the_machines(user: User) -> bool:
    """The administrator keeps the outbox; it holds references only, never what people wrote."""
    return user.has_role("administrator")


@login_not_required
@never_cache
@require_safe
def alive(request: HttpRequest) -> HttpResponse:
    """Liveness: this process answers. 200, always."""
    return JsonResponse({"status": "alive"})


@login_not_required
@never_cache
@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """Readiness: 200 when the database answers and a worker has looked into the outbox lately, else 503."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        age = Heartbeat.objects.age("drain")
    except DatabaseError:
        return JsonResponse({"status": "no database"}, status=503)
    if age is None or age.total_seconds() > LATE_SECONDS:
        return JsonResponse({"status": "no worker"}, status=503)
    return JsonResponse({"status": "ready"})


@require_safe
def operations(request: SignedInRequest) -> HttpResponse:
    """What could not be sent, and whether the worker is at work."""
    if not can_run_the_machines(request.user):
        raise PermissionDenied
    context = {
        "dead": Item.objects.dead().order_by("-dead_at")[:SHOWN],
        "waiting": Item.objects.waiting().count(),
        "age": Heartbeat.objects.age("drain"),
        "late_seconds": LATE_SECONDS,
    }
    return render(request, "home/operations.html", context)


@require_POST
def revive(request: SignedInRequest, number: int) -> HttpResponse:
    """Try a dead letter once more."""
    if not can_run_the_machines(request.user):
        raise PermissionDenied
    item = get_object_or_404(Item.objects.dead(), pk=number)
    try:
        actions.revive(item, request.user)
        messages.success(request, "It will be tried again within a few seconds.")
    except actions.CannotRevive:
        messages.error(request, "This one cannot be tried again: its text has been wiped, or somebody was quicker.")
    return redirect("home:operations")


@login_not_required
@never_cache
@require_safe
def demo_mail(request: HttpRequest) -> HttpResponse:
    """Where mail goes in demo mode; does not exist otherwise."""
    if not settings.DEMO:
        raise Http404
    return render(request, "home/demo_mail.html", {"letters": letters()})
