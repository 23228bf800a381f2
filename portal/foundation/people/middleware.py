"""What every request passes once somebody has signed in: the age of the session, and the second factor."""

import time
from collections.abc import Callable
from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

Answer = Callable[[HttpRequest], HttpResponseBase]

LONGEST_SESSION = 12 * 3600
"""Seconds from signing in to signing in again, however busy the person is."""
TOUCH_AFTER = 60
"""Seconds. The idle time (SESSION_COOKIE_AGE, 30 minutes) starts anew at most this often: a write less a page."""

RESET_TAKES = 0.3
"""Seconds; well above what the work takes, and below what a person notices."""

SIGNED_IN_AT = "people.signed_in_at"
SEEN_AT = "people.seen_at"

WITHOUT_SECOND_FACTOR = frozenset(
    {
        "mfa_activate_totp",
        "mfa_reauthenticate",
        "account_reauthenticate",
        "account_logout",
        "home:accessibility",
        "home:privacy",
        "home:cookies",
        "home:alive",
        "home:ready",
        "abuse_log:threatened",
    }
)
"""All that somebody without a second factor reaches: enrolment, sign-out, statements, help when threatened."""

CODES = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


class EvenReset:
    """A password reset takes the same time whether or not the address has an account.

    Half a millisecond more for a known address tells the two apart after a few hundred tries; so both wait for the
    same moment. It stands before all else, because the session is saved and sent outside of the view.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.method != "POST" or request.path_info != reverse("account_reset_password"):
            return self.get_response(request)
        ready_at = time.monotonic() + RESET_TAKES
        response = self.get_response(request)
        time.sleep(max(0.0, ready_at - time.monotonic()))
        return response


class SessionRules:
    """Ends a session twelve hours after sign-in, and lets the idle time start anew with each visit."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.user.is_authenticated:
            self._mind(request)
        response = self.get_response(request)
        if request.user.is_authenticated and SIGNED_IN_AT not in request.session:
            request.session[SIGNED_IN_AT] = request.session[SEEN_AT] = int(time.time())
        return response

    def _mind(self, request: HttpRequest) -> None:
        now = int(time.time())
        signed_in_at = request.session.get(SIGNED_IN_AT)
        if signed_in_at is not None and now - signed_in_at >= LONGEST_SESSION:
            logout(request)
            messages.info(request, "You were signed out, because you signed in 12 hours ago. Sign in again.")
        elif now - request.session.get(SEEN_AT, 0) >= TOUCH_AFTER:
            request.session[SEEN_AT] = now


class SecondFactorRequired:
    """Lets nobody past enrolment without a second factor. Reads only; demo mode asks for none."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        if settings.DEMO or not request.user.is_authenticated or self._may_pass(request):
            return None
        if get_adapter().is_mfa_enabled(request.user, types=CODES):
            return None
        return redirect("mfa_activate_totp")

    def _may_pass(self, request: HttpRequest) -> bool:
        match = request.resolver_match
        return match is not None and match.view_name in WITHOUT_SECOND_FACTOR
