"""From the check before posting to a new request, through signing in where that is needed."""

from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from reviews.advice import carried
from reviews.advice.forms.carrying import CarryForm

TO_CARRY = "advice_carry"
"""How often one address may leave something in a session: in ACCOUNT_RATE_LIMITS."""


@login_not_required
@never_cache
@require_POST
def carry(request: HttpRequest) -> HttpResponse:
    """Keep the answers and the wording in the session, and go where a request begins. Nothing shows in the address."""
    if not ratelimit.consume(request, action=TO_CARRY):
        return render(request, "advice/carry_later.html", status=429)
    form = CarryForm(request.POST)
    if not form.is_valid():
        messages.error(request, "What you typed could not be carried over. Check it once more.")
        return redirect("guidance:check")
    carried.keep(request.session, form.carried())
    return redirect("advice:start")
