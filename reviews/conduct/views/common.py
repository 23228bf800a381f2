"""What every page of a case does first: who asks, in what capacity, and whether they answered about a conflict."""

import functools
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Concatenate, ParamSpec

from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.db import ProgrammingError
from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect

from portal.foundation.audit.actions import record_read
from portal.foundation.people.models import User
from portal.foundation.people.requests import SignedInRequest
from reviews.conduct.identity import acting_as
from reviews.conduct.models import Case, Grant
from reviews.conduct.permissions import grant_of, has_declared
from reviews.conduct.visibility import PARTIES, Capacity, Reach, reach

Rest = ParamSpec("Rest")
READ_OR_SEND = ["GET", "HEAD", "POST"]
WHOLE = frozenset({Reach.READ, Reach.WRITE, Reach.HAND_IN})


@dataclass(frozen=True)
class Part:
    """Somebody's part in a case that is open to them."""

    user: User
    case: Case
    grant: Grant

    @property
    def capacity(self) -> Capacity:
        return Capacity(self.grant.capacity)

    @property
    def is_party(self) -> bool:
        return self.capacity in PARTIES

    @property
    def is_holder(self) -> bool:
        return self.capacity == Capacity.HOLDER

    def reads(self, artefact: str) -> bool:
        """All of that kind, whoever wrote it."""
        return reach(self.capacity, artefact) in WHOLE

    def writes(self, artefact: str) -> bool:
        return reach(self.capacity, artefact) not in (None, Reach.READ, Reach.SENT)

    def note_read(self, what: str, **about: str) -> None:
        """Write down that this was shown, before it is shown."""
        data = {"what": what, "capacity": self.grant.capacity, **about}
        record_read("conduct.read", by=self.user, about=self.case, data=data)


def grant_or_404(user: User, pk: uuid.UUID) -> Grant:
    """The user's live part in the case of this address; 404 for none, as for a case that is not there."""
    case = get_object_or_404(Case.objects.visible_to(user), pk=pk)
    grant = grant_of(user, case)
    if grant is None:
        raise Http404
    return grant


def on_case(
    view: Callable[Concatenate[SignedInRequest, Part, Rest], HttpResponseBase],
) -> Callable[..., HttpResponseBase]:
    """A page of one case, in the name of whoever signed in: 404 without a part in the case, and the question about a
    conflict before anything else.
    """

    @functools.wraps(view)
    def opened(request: SignedInRequest, pk: uuid.UUID, *args: Rest.args, **kwargs: Rest.kwargs) -> HttpResponseBase:
        try:
            with acting_as(request.user.pk):
                grant = grant_or_404(request.user, pk)
                if grant.declares_first and not has_declared(request.user, grant.case):
                    return redirect("conduct:declare", pk)
                return view(request, Part(request.user, grant.case, grant), *args, **kwargs)
        except (ObjectDoesNotExist, ProgrammingError):
            _refuse_shut(request.user, pk)
            raise

    return opened


def _refuse_shut(user: User, pk: uuid.UUID) -> None:
    """404 when their part ended while the page was at work: the database had refused the rest, and nothing was done."""
    with acting_as(user.pk):
        grant_or_404(user, pk)


def require(allowed: bool) -> None:
    """403 for who sees the case but may not do this."""
    if not allowed:
        raise PermissionDenied
