"""What the pages of this room share: finding the request behind the wall, and doing a verb from a form or a button."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from portal.foundation.audit.actions import record_read
from portal.foundation.people.models import User
from portal.foundation.people.requests import SignedInRequest
from reviews.advice.actions import Stale, WrongState
from reviews.advice.forms.fields import JustVersion, VersionedForm
from reviews.advice.models import Request, Transition
from reviews.advice.states import Verb


@dataclass(frozen=True)
class Deed:
    """One verb as a page: who may, the form, what to call with it, and what the page says."""

    may: Callable[[User, Request], bool]
    act: Callable[..., Request]
    title: str
    button: str
    done: str
    form: type[VersionedForm] = JustVersion
    lead: str = ""
    is_warning: bool = False
    refusals: tuple[type[Exception], ...] = ()
    """What the verb raises when a choice in the form does not hold; its sentence stands in the error summary."""


def asked_item(request: SignedInRequest, pk: UUID) -> Request:
    """A request as the member and those who help them see it; 404 for anybody else."""
    return get_object_or_404(Request.objects.asked_by_or_for(request.user).for_lists(), pk=pk)


def handled_item(request: SignedInRequest, pk: UUID) -> Request:
    """A request as those who advise see it; 404 for anybody else, and in one's own cause."""
    return get_object_or_404(Request.objects.handled_by(request.user).for_lists(), pk=pk)


def withdrawn_page(request: SignedInRequest, item: Request) -> HttpResponse:
    """Of a withdrawn request those who advise see only that it was one, at whatever address they come to it."""
    return render(request, "advice/desk_withdrawn.html", {"item": item})


def note_read(user: User, item: Request) -> None:
    """Each look at the text of a request for the Monitoring Officer only is written down."""
    if item.office_only and not item.is_draft:
        record_read("advice.read", by=user, about=item)


@dataclass(frozen=True)
class Scene:
    """A deed that somebody is about to do to a request. ``shows`` is what it answers to, and stands above the form."""

    request: SignedInRequest
    item: Request
    deed: Deed
    back: str
    shows: str = ""
    form_args: Mapping[str, Any] = field(default_factory=dict)
    """What the form must know of the request besides what was typed, such as whom one may choose."""

    def page(self, form: VersionedForm, *, status: int = 200, **more: Any) -> HttpResponse:
        scene = {"item": self.item, "deed": self.deed, "back": self.back, "shows": self.shows}
        return render(self.request, "advice/act.html", {**scene, "form": form, **more}, status=status)

    def refused(self, refusal: Stale | WrongState, form: VersionedForm) -> HttpResponse:
        """What changed, with what was typed; pressed again, it goes through when it still can."""
        now = refusal.item
        return self.page(
            form.renewed(now.version, **self.form_args),
            status=409,
            refusal=str(refusal),
            changes=changes_since(now, form.version_seen()),
            is_possible=self.deed.may(self.request.user, now),
        )


def act_by_form(
    request: SignedInRequest,
    item: Request,
    deed: Deed,
    *,
    back: str,
    shows: str = "",
    form_args: Mapping[str, Any] | None = None,
) -> HttpResponse:
    """Show the form of a deed, or do it. What was typed is kept when the request has changed in the meantime."""
    given = form_args or {}
    scene = Scene(request, item, deed, back, shows, given)
    if request.method != "POST":
        if not deed.may(request.user, item):
            raise PermissionDenied
        return scene.page(deed.form(initial={"version": item.version}, **given))
    form = deed.form(request.POST, **given)
    if not form.is_valid():
        return scene.page(form)
    try:
        deed.act(item=item, by=request.user, version=form.version_seen(), **form.said())
    except (Stale, WrongState) as refusal:
        return scene.refused(refusal, form)
    except deed.refusals as refusal:
        form.add_error(None, str(refusal))
        return scene.page(form)
    messages.success(request, deed.done)
    return redirect(back)


def press(request: SignedInRequest, item: Request, deed: Deed, *, verb: Verb, back: str) -> HttpResponse:
    """Do a deed that needs no words. The same button pressed twice has done its work the first time."""
    form = JustVersion(request.POST)
    form.is_valid()
    try:
        deed.act(item=item, by=request.user, version=form.version_seen())
    except (Stale, WrongState) as refusal:
        latest = refusal.item.history.last()
        if latest is None or latest.verb != verb or latest.by_id != request.user.pk:
            return Scene(request, item, deed, back).refused(refusal, form)
    messages.success(request, deed.done)
    return redirect(back)


def changes_since(item: Request, version: int) -> list[Transition]:
    """What happened after the version that the form was made from."""
    return list(item.history.filter(version__gt=version).select_related("by"))
