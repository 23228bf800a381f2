"""Coming back with a code: it is asked for, and opens one case for this session, for a quarter of an hour."""

import functools
import time
from collections.abc import Callable
from typing import Concatenate, ParamSpec

from allauth.core import ratelimit
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from reviews.conduct.actions.parties import Voice
from reviews.conduct.forms.parties import CodeForm
from reviews.conduct.identity import hash_of
from reviews.conduct.models import Grant
from reviews.conduct.views.intake import ended, posted
from reviews.conduct.views.mine import Place

Rest = ParamSpec("Rest")
KEY = "conduct.return"
IDLE = 15 * 60
"""Seconds without a page, after which the code is asked for again."""
WRONG = "This code opens nothing. Check it letter by letter; it may also have been ended."
LATER = "Too many codes were tried from this address. Wait a minute, then try again."


@login_not_required
@never_cache
@require_safe
def come_back(request: HttpRequest) -> HttpResponse:
    """The address in a mail, which says nothing of what it is about to whoever else reads that mail."""
    return redirect("conduct:return_code")


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def return_code(request: HttpRequest) -> HttpResponse:
    """Ask for the code. Whatever is wrong with it, the answer is the same."""
    form = CodeForm(posted(request))
    status = 200
    if request.method == "POST" and not ratelimit.consume(request, action="conduct_return"):
        status = 429
        form.errors["code"] = form.error_class([LATER])
    elif request.method == "POST" and form.is_valid():
        voice = Voice(code=form.cleaned_data["code"])
        if _opens(voice):
            request.session.cycle_key()
            request.session[KEY] = {"code": voice.code, "seen": int(time.time())}
            return redirect("conduct:returned")
        form.add_error("code", WRONG)
    return render(request, "conduct/intake/return.html", {"form": form}, status=status)


def _opens(voice: Voice) -> bool:
    with voice.acting():
        return Grant.objects.live().filter(code_hash=hash_of(voice.code)).exists()


def returned(
    view: Callable[Concatenate[HttpRequest, Place, Rest], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, Rest], HttpResponseBase]:
    """A page of whoever came back; without a code, or after a pause, the code is asked for."""

    @login_not_required
    @never_cache
    @functools.wraps(view)
    def opened(request: HttpRequest, /, *args: Rest.args, **kwargs: Rest.kwargs) -> HttpResponseBase:
        kept = request.session.get(KEY)
        now = int(time.time())
        if kept is None or now - kept["seen"] > IDLE:
            return _asked_again(request, "Enter your code. It is asked for again after 15 minutes without a page.")
        if not _opens(Voice(code=kept["code"])):
            return _asked_again(request, "This code was ended. If you were given a new one, enter that.")
        request.session[KEY] = kept | {"seen": now}
        return view(request, Place(Voice(code=kept["code"]), None), *args, **kwargs)

    return opened


def _asked_again(request: HttpRequest, why: str) -> HttpResponseBase:
    request.session.pop(KEY, None)
    messages.info(request, why)
    return ended(request, reverse("conduct:return_code"))


@login_not_required
@require_safe
def lost_code(request: HttpRequest) -> HttpResponse:
    """What to do when the code is lost: the office gives another, once it knows who asks."""
    context = {"phone": settings.COUNCIL_OFFICE_PHONE, "address": settings.COUNCIL_OFFICE_ADDRESS}
    return render(request, "conduct/intake/lost_code.html", context)


@login_not_required
@require_POST
def finish(request: HttpRequest) -> HttpResponse:
    """Close it, so that nobody at this device sees it by going back."""
    request.session.pop(KEY, None)
    messages.info(request, "You have finished. Your code opens it again at any time.")
    return redirect(reverse("conduct:return_code"))
