"""What may not be copied here, and where to go with it. Open to everybody, without a sign-in and without scripts."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from abuse_log import facts


@login_not_required
@require_safe
def stop(request: HttpRequest) -> HttpResponse:
    context = {"child": facts.CHILD_IMAGES, "intimate": facts.INTIMATE_IMAGES}
    return render(request, "abuse_log/sharing/stop.html", context)
