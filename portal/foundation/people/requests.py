"""A request whose sender has signed in: what LoginRequiredMiddleware guarantees to every view that is not public."""

from django.http import HttpRequest

from portal.foundation.people.models import User


class SignedInRequest(HttpRequest):
    """Only a type: write `def view(request: SignedInRequest)` where sign-in is required."""

    user: User
