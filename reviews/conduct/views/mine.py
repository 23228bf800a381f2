"""A party's own part in a case: what they said, what they were sent, and what they can do. By account or by code."""

import functools
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Concatenate, ParamSpec

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from portal.foundation.audit.actions import record_read
from portal.foundation.files import responses
from portal.foundation.files.actions import RefusedFile
from portal.foundation.people.requests import SignedInRequest
from reviews.conduct import showing
from reviews.conduct.actions import parties
from reviews.conduct.actions.parties import Said, Voice
from reviews.conduct.actions.refusals import Refused
from reviews.conduct.forms.parties import OwnContactForm, OwnNeedsForm, TalkForm, WordsAndFilesForm, WordsForm
from reviews.conduct.models import Asked, Grant, PaperFile
from reviews.conduct.views.intake import posted, uploaded

Rest = ParamSpec("Rest")


@dataclass(frozen=True)
class Place:
    """Whose pages these are, and where they stand: by account below one case, by code in one place."""

    voice: Voice
    case_id: uuid.UUID | None

    def url(self, page: str = "", *args: object) -> str:
        name = ("returned" if self.case_id is None else "mine") + (f"_{page}" if page else "")
        return reverse(f"conduct:{name}", args=[*([] if self.case_id is None else [self.case_id]), *args])


def signed_in(
    view: Callable[Concatenate[HttpRequest, Place, Rest], HttpResponseBase],
) -> Callable[..., HttpResponseBase]:
    """The page of a party with an account, of one case."""

    @never_cache
    @functools.wraps(view)
    def opened(request: SignedInRequest, pk: uuid.UUID, *args: Rest.args, **kwargs: Rest.kwargs) -> HttpResponseBase:
        return view(request, Place(Voice(account=request.user), pk), *args, **kwargs)

    return opened


def as_party(
    view: Callable[Concatenate[HttpRequest, Place, Grant, Rest], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, Place, Rest], HttpResponseBase]:
    """One transaction in the party's name; 404 without a part as a party, as for a case that is not there."""

    @functools.wraps(view)
    def opened(request: HttpRequest, place: Place, /, *args: Rest.args, **kwargs: Rest.kwargs) -> HttpResponseBase:
        with place.voice.acting():
            grant = place.voice.part_in(place.case_id)
            if grant is None:
                raise Http404
            return view(request, place, grant, *args, **kwargs)

    return opened


def _note_read(place: Place, grant: Grant, what: str) -> None:
    """Each look is written down; of somebody without an account by their part."""
    data: dict[str, Any] = {"what": what, "capacity": grant.capacity, "grant": str(grant.pk)}
    record_read("conduct.read", by=place.voice.account, about=grant.case, data=data)


@require_GET
@as_party
def part(request: HttpRequest, place: Place, grant: Grant) -> HttpResponse:
    """Where it stands, what they wrote, what they were sent, what they can do."""
    _note_read(place, grant, "part")
    mine = showing.part_of(grant)
    context = {
        "place": place,
        "part": mine,
        "subject": showing.of_subject(grant) if mine.is_subject else None,
        "contact": showing.own_contact(grant),
        "deeds": [
            {"what": what, "title": deed.title, "href": place.url("act", what)}
            for what, deed in sorted(DEEDS.items(), key=lambda pair: pair[0] != "report")
            if what in mine.deeds
        ],
        "said": [_row(place, paper) for paper in mine.said],
        "received": [_row(place, paper, mine.lines.get(paper.pk, "")) for paper in mine.received],
        "finish": None if place.case_id else reverse("conduct:finish"),
        "helplines": showing.helplines(),
    }
    return render(request, "conduct/intake/part.html", context)


def _row(place: Place, paper: Any, line: str = "") -> dict[str, Any]:
    files = [{"name": file.stored.name, "href": place.url("file", file.pk)} for file in paper.files.all()]
    return {"paper": paper, "title": paper.title or paper.get_kind_display(), "files": files, "line": line}


@dataclass(frozen=True)
class Deed:
    """Something that a party can do: its page, its form, its verb."""

    title: str
    form: type[forms.Form]
    done: str
    lead: str = ""
    label: str = ""
    button: str = "Send"


DEEDS: Mapping[str, Deed] = {
    "comments": Deed(
        "Comment on what is alleged", WordsAndFilesForm, "Your comments were sent.",
        "The Monitoring Officer reads them, and whoever they let into the case. You may comment several times.",
    ),
    "more": Deed(
        "Answer a question, or add information", WordsAndFilesForm, "It was added.",
        "The Monitoring Officer reads it. The member may be shown it. Leave out your own address and number.",
    ),
    "report": Deed(
        "Comment on the draft report", WordsAndFilesForm, "Your comments on the draft report were sent.",
        "Whoever investigates reads them before the report is final. The other side is not shown them.",
    ),
    "more-time": Deed(
        "Ask for more time", WordsForm, "The Monitoring Officer decides on it and writes to you.",
        "Say how much you need, and why. Comments that come late are read too.", "How much time, and why?",
    ),
    "name": Deed(
        "Ask for your name to be withheld", WordsForm, "The Monitoring Officer decides on it and writes to you.",
        "This is exceptional. It is decided before the member is told. If the answer is no, you may withdraw before "
        "your name is given.", "Why should it be withheld?",
    ),
    "withdraw": Deed(
        "Ask to withdraw your complaint", WordsForm, "The Monitoring Officer decides on it and writes to you.",
        "Normally the case then ends. The Monitoring Officer may go on in the public interest, and then says why.",
        "Why do you want to withdraw?",
    ),
    "contact": Deed("Change how we reach you", OwnContactForm, "This was changed.", button="Save"),
    "needs": Deed("Format, adjustments and support", OwnNeedsForm, "This was changed.", button="Save"),
    "talk": Deed(
        "Note that you talked with your Independent Person", TalkForm, "It was noted.",
        "Only the day is kept. What you talked about is private, and has no place here.", button="Save",
    ),
}  # fmt: skip
TITLES_KEPT = {
    "more": "More from the complainant",
    "withdraw": "Asks to withdraw",
    "more-time": "Asks for more time",
}


@require_http_methods(["GET", "POST"])
@as_party
def act(request: HttpRequest, place: Place, grant: Grant, what: str) -> HttpResponse:
    """One deed: its page, then its verb. What is not theirs to do now is not there."""
    allowed = showing.part_of(grant).deeds
    if what not in DEEDS or (what not in allowed and request.method != "POST"):
        raise Http404
    form = _form(request, grant, what)
    refusal = ""
    if request.method == "POST" and form.is_valid():
        try:
            _do(place, grant, what, form)
        except RefusedFile as refused:
            form.add_error("uploads", str(refused))
        except Refused as refused:
            refusal = str(refused)
        else:
            messages.success(request, DEEDS[what].done)
            return redirect(place.url())
    context = {"deed": DEEDS[what], "form": form, "back": place.url(), "refusal": refusal, "reference": grant.case}
    return render(request, "conduct/intake/act.html", context, status=409 if refusal else 200)


def _form(request: HttpRequest, grant: Grant, what: str) -> forms.Form:
    deed, data = DEEDS[what], posted(request)
    if issubclass(deed.form, WordsForm):
        return deed.form(data, uploaded(request), label=deed.label)
    return deed.form(data, initial=_now(grant, what))


def _now(grant: Grant, what: str) -> dict[str, Any]:
    """What stands there already."""
    contact, need = showing.own_contact(grant), showing.part_of(grant).need
    if what == "contact" and contact:
        return {"email": contact.email, "telephone": contact.telephone, "address": contact.address}
    if what == "needs" and need:
        return {"form": need.format, "adjustments": need.adjustments, "supporter": need.supporter}
    return {"form": "usual"}


def _do(place: Place, grant: Grant, what: str, form: forms.Form) -> None:
    voice = place.voice
    if isinstance(form, WordsForm):
        _speak(voice, grant, what, form.said(TITLES_KEPT.get(what, "")))
    elif what == "contact":
        parties.change_contact(voice=voice, grant=grant, **form.cleaned_data)
    elif what == "needs":
        parties.change_needs(voice=voice, grant=grant, **form.cleaned_data)
    else:
        parties.note_talk(voice=voice, grant=grant, **form.cleaned_data)


def _speak(voice: Voice, grant: Grant, what: str, said: Said) -> None:
    asks = {"withdraw": Asked.Kind.WITHDRAW, "name": Asked.Kind.WITHHOLD, "more-time": Asked.Kind.MORE_TIME}
    says = {"comments": parties.respond, "more": parties.say_more, "report": parties.comment_on_draft}
    if what in asks:
        parties.ask(voice=voice, grant=grant, kind=asks[what], said=said)
    else:
        says[what](voice=voice, grant=grant, said=said)


@require_GET
@as_party
def file(request: HttpRequest, place: Place, grant: Grant, file: uuid.UUID) -> HttpResponseBase:
    """A file of theirs, or of what was sent to them: of a picture its safe copy, of all else what was handed in."""
    found = PaperFile.objects.filter(pk=file, case=grant.case).select_related("stored").first()
    if found is None:
        raise Http404
    _note_read(place, grant, "file")
    return responses.safe_copy(found.stored) if found.stored.is_picture else responses.original(found.stored)
