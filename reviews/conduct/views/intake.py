"""Writing a complaint: one question a page, kept at each step, checked, sent. On the public page and at the desk alike.

The draft's id stands in the (sealed) session and nowhere else; it is never part of an address.
"""

import functools
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Concatenate, ParamSpec

from allauth.core import ratelimit
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from portal.foundation.files.actions import RefusedFile
from portal.foundation.people.models import User
from reviews.advice.forms.fields import JustVersion
from reviews.conduct import complaining, naming
from reviews.conduct.actions import drafts
from reviews.conduct.actions.refusals import MovedOn, Refused
from reviews.conduct.forms.intake import FORMS, AllegationForm, EvidenceForm, MembersForm, StepForm
from reviews.conduct.permissions import may_hold

Rest = ParamSpec("Rest")
TOO_MANY = "Too many were sent from this address just now. What you wrote is kept: try again in an hour."
SEEN = "conduct.seen"
NOT_TYPED = frozenset({"csrfmiddlewaretoken", "key", "version"})
SHORT = 20
"""Characters; what is shorter is soon typed again."""
PAGES = {"allegations": "allegations", "evidence": "evidence", "members": "members", "check": "check"}


@dataclass(frozen=True)
class Channel:
    """Where a complaint is written: the public page, or the desk of the Monitoring Officer."""

    name: str
    is_desk: bool

    @property
    def key(self) -> str:
        """Of the session."""
        return f"conduct.draft.{self.name}"

    def url(self, page: str = "", *args: object) -> str:
        return reverse(f"conduct:{self.name}_{page}" if page else f"conduct:{self.name}", args=args)

    def step_url(self, step: str) -> str:
        return self.url(PAGES[step]) if step in PAGES else self.url("step", step) if step else self.url()


PUBLIC, DESK = Channel("complain", is_desk=False), Channel("type_in", is_desk=True)
Inner = Callable[Concatenate[HttpRequest, Channel, Rest], HttpResponse]
Outer = Callable[Concatenate[HttpRequest, Rest], HttpResponse]


def public(view: Inner[Rest]) -> Outer[Rest]:
    """The page for anybody, with an account or without."""

    @login_not_required
    @never_cache
    @functools.wraps(view)
    def opened(request: HttpRequest, /, *args: Rest.args, **kwargs: Rest.kwargs) -> HttpResponse:
        return view(request, PUBLIC, *args, **kwargs)

    return opened


def desk(view: Inner[Rest]) -> Outer[Rest]:
    """The same page for an officer who types in what came on paper or by telephone."""

    @never_cache
    @functools.wraps(view)
    def opened(request: HttpRequest, /, *args: Rest.args, **kwargs: Rest.kwargs) -> HttpResponse:
        if not (isinstance(request.user, User) and may_hold(request.user)):
            raise PermissionDenied
        return view(request, DESK, *args, **kwargs)

    return opened


def with_draft(
    view: Callable[Concatenate[HttpRequest, Channel, drafts.Writing, Rest], HttpResponse],
) -> Inner[Rest]:
    """A page of a complaint that was begun; else the first page, and after sending the last one."""

    @functools.wraps(view)
    def opened(request: HttpRequest, channel: Channel, /, *args: Rest.args, **kwargs: Rest.kwargs) -> HttpResponse:
        found = writing(request, channel)
        if found is None:
            return ended(request, channel.url())
        if found.is_sent:
            return redirect(channel.url("sent"))
        _stay(request)
        try:
            return view(request, channel, found, *args, **kwargs)
        except drafts.Gone:
            return redirect(channel.url("sent"))

    return opened


def writing(request: HttpRequest, channel: Channel) -> drafts.Writing | None:
    kept = request.session.get(channel.key)
    return drafts.read_draft(uuid.UUID(kept)) if kept else None


def signed_in(request: HttpRequest) -> User | None:
    return request.user if isinstance(request.user, User) else None


def posted(request: HttpRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def uploaded(request: HttpRequest) -> Any:
    return request.FILES if request.method == "POST" else None


def ended(request: HttpRequest, begin: str) -> HttpResponse:
    """The session is over. What was typed on the page that came too late is shown, to be copied: nothing keeps it."""
    if request.method != "POST":
        return redirect(begin)
    typed = [text for name, text in request.POST.items() if name not in NOT_TYPED and len(text) > SHORT]
    return render(request, "conduct/intake/ended.html", {"typed": typed, "begin": begin}, status=409)


def _stay(request: HttpRequest) -> None:
    """The idle time of a session without an account starts anew, at most once a minute."""
    now = int(time.time())
    if now - request.session.get(SEEN, 0) >= 60:
        request.session[SEEN] = now


@require_http_methods(["GET", "POST"])
def start(request: HttpRequest, channel: Channel) -> HttpResponse:
    """All that is to be known before anything is written; then begin."""
    if request.method == "POST":
        if not ratelimit.consume(request, action="conduct_begin"):
            return render(request, "conduct/intake/later.html", {"back": channel.url()}, status=429)
        draft = drafts.begin_draft()
        request.session[channel.key] = str(draft.pk)
        return redirect(_next(channel, {}, ""))
    found = writing(request, channel)
    context = {
        "channel": channel,
        "begun": found if found and not found.is_sent else None,
        "resume": channel.url("check"),
        **naming.before_you_begin(timezone.now()),
    }
    return render(request, "conduct/intake/start.html", context)


def _next(channel: Channel, answers: complaining.Answers, step: str) -> str:
    """The page after this one; once all was answered, back to the page on which it is checked."""
    if step and not complaining.missing(answers, is_desk=channel.is_desk):
        return channel.url("check")
    return channel.step_url(complaining.step_after(answers, step, is_desk=channel.is_desk))


@require_http_methods(["GET", "POST"])
@with_draft
def step(request: HttpRequest, channel: Channel, found: drafts.Writing, step: str) -> HttpResponse:
    """A question that needs nothing but its form."""
    asked = {question.step for question in complaining.questions_for(found.answers, is_desk=channel.is_desk)}
    if step not in FORMS or step not in asked:
        raise Http404
    form = FORMS[step](posted(request), answers=found.answers, step=step, today=timezone.localdate())
    return _answer(request, channel, found, form)


@require_http_methods(["GET", "POST"])
@with_draft
def members(request: HttpRequest, channel: Channel, found: drafts.Writing) -> HttpResponse:
    today = timezone.localdate()
    people = naming.in_office(complaining.first_day(found.answers) or today, today)
    form = MembersForm(posted(request), answers=found.answers, step="members", today=today, people=people)
    return _answer(request, channel, found, form)


def _answer(request: HttpRequest, channel: Channel, found: drafts.Writing, form: StepForm) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        answers = drafts.keep_answer(draft_id=found.draft.pk, step=form.step, answer=form.kept())
        return redirect(_next(channel, answers, form.step))
    return _page(request, channel, found, form)


def _page(request: HttpRequest, channel: Channel, found: drafts.Writing, form: StepForm, **more: Any) -> HttpResponse:
    before = complaining.step_before(found.answers, form.step, is_desk=channel.is_desk)
    context = {
        "channel": channel,
        "form": form,
        "step": form.step,
        "title": complaining.TITLES[form.step],
        "back": channel.step_url(before),
        "late": naming.lateness(found.answers) if form.step == "allegations" else 0,
        "suspension": naming.suspension() if form.step == "outcome" else "",
        **more,
    }
    return render(request, "conduct/intake/step.html", context, status=more.get("status", 200))


@require_http_methods(["GET", "POST"])
@with_draft
def allegations(request: HttpRequest, channel: Channel, found: drafts.Writing) -> HttpResponse:
    """What was alleged so far; one more, or on."""
    if not complaining.chosen(found.answers):
        return redirect(channel.url("members"))
    items = found.answers.get("allegations", [])
    if not items:
        return redirect(channel.url("allegation", 1))
    if request.method == "POST":
        if request.POST.get("more") == "yes":
            return redirect(channel.url("allegation", len(items) + 1))
        return redirect(_next(channel, found.answers, "allegations"))
    rows = [
        {
            "number": number,
            "words": item["words"],
            "days": complaining.days_of(item),
            "who": "; ".join(name for _, name in complaining.against(found.answers, item)),
            "change": channel.url("allegation", number),
            "remove": channel.url("remove_allegation", number),
        }
        for number, item in enumerate(items, start=1)
    ]
    context = {
        "channel": channel,
        "rows": rows,
        "back": channel.url("members"),
        "unconcerned": complaining.unconcerned(found.answers),
        "may_add": len(items) < complaining.MAX_ALLEGATIONS,
        "late": naming.lateness(found.answers),
    }
    return render(request, "conduct/intake/allegations.html", context)


@require_http_methods(["GET", "POST"])
@with_draft
def allegation(request: HttpRequest, channel: Channel, found: drafts.Writing, number: int) -> HttpResponse:
    if not complaining.chosen(found.answers):
        return redirect(channel.url("members"))
    if not 1 <= number <= min(len(found.answers.get("allegations", [])) + 1, complaining.MAX_ALLEGATIONS):
        raise Http404
    form = AllegationForm(
        posted(request), answers=found.answers, step="allegations", today=timezone.localdate(), number=number
    )
    if request.method == "POST" and form.is_valid():
        drafts.keep_allegation(draft_id=found.draft.pk, number=number, allegation=form.kept())
        return redirect(channel.url("allegations"))
    return _page(request, channel, found, form)


@require_POST
@with_draft
def remove_allegation(request: HttpRequest, channel: Channel, found: drafts.Writing, number: int) -> HttpResponse:
    drafts.remove_allegation(draft_id=found.draft.pk, number=max(number, 1))
    return redirect(channel.url("allegations"))


@require_http_methods(["GET", "POST"])
@with_draft
def evidence(request: HttpRequest, channel: Channel, found: drafts.Writing) -> HttpResponse:
    """Files, several at once and again; what was handed in before is listed, and can be taken out."""
    form = EvidenceForm(
        posted(request), uploaded(request), answers=found.answers, step="evidence", today=timezone.localdate()
    )
    if request.method == "POST" and form.is_valid() and _take_evidence(request, found, form):
        if request.POST.get("do") == "add":
            return redirect(channel.url("evidence"))
        answers = drafts.keep_answer(draft_id=found.draft.pk, step="evidence", answer={})
        return redirect(_next(channel, answers, "evidence"))
    rows = [{"name": file.stored.name, "remove": channel.url("remove_file", file.pk)} for file in found.files]
    return _page(request, channel, found, form, files=rows)


def _take_evidence(request: HttpRequest, found: drafts.Writing, form: EvidenceForm) -> bool:
    """Whether all that was chosen, if anything was, is kept now. Else the form says what is wrong."""
    uploads = form.cleaned_data["uploads"]
    if uploads and not ratelimit.consume(request, action="conduct_files"):
        form.add_error("uploads", "Too many files came from this address just now. Try again in an hour, or go on.")
    elif uploads:
        try:
            drafts.add_files(draft_id=found.draft.pk, uploads=uploads, by=signed_in(request))
        except drafts.Gone:
            raise
        except (Refused, RefusedFile) as refused:
            form.add_error("uploads", str(refused))
    return not form.errors


@require_POST
@with_draft
def remove_file(request: HttpRequest, channel: Channel, found: drafts.Writing, file: uuid.UUID) -> HttpResponse:
    drafts.remove_file(draft_id=found.draft.pk, file_id=file)
    return redirect(channel.url("evidence"))


@require_http_methods(["GET", "POST"])
@with_draft
def check(request: HttpRequest, channel: Channel, found: drafts.Writing) -> HttpResponse:
    """The answers, each with a way to change it; then send. Pressed twice, it is one case."""
    if request.method != "POST":
        return _check_page(request, channel, found)
    if not ratelimit.consume(request, action="conduct_send"):
        return _check_page(request, channel, found, refusal=TOO_MANY, status=429)
    form = JustVersion(request.POST)
    form.is_valid()
    try:
        drafts.send(
            draft_id=found.draft.pk, version=form.version_seen(), by=signed_in(request), is_desk=channel.is_desk
        )
    except drafts.Gone:
        raise
    except Refused as refused:
        again = writing(request, channel) or found
        status = 409 if isinstance(refused, MovedOn) else 422
        return _check_page(request, channel, again, refusal=str(refused), status=status)
    return redirect(channel.url("sent"))


def _check_page(
    request: HttpRequest, channel: Channel, found: drafts.Writing, *, refusal: str = "", status: int = 200
) -> HttpResponse:
    gaps = complaining.missing(found.answers, is_desk=channel.is_desk)
    names = [file.stored.name for file in found.files]
    context = {
        "channel": channel,
        "lines": [
            {"key": line.key, "value": line.value, "change": channel.step_url(line.step)}
            for line in complaining.lines(found.answers, names, is_desk=channel.is_desk)
        ],
        "missing": [{"title": gap.title, "href": channel.step_url(gap.step)} for gap in gaps],
        "form": JustVersion(initial={"version": found.draft.version}),
        "refusal": refusal,
        "is_nameless": complaining.is_nameless(found.answers),
        "late": naming.lateness(found.answers),
        "discard": channel.url("discard"),
        **naming.before_you_begin(timezone.now()),
    }
    return render(request, "conduct/intake/check.html", context, status=status)


@require_POST
def discard(request: HttpRequest, channel: Channel) -> HttpResponse:
    """Throw away what was written, or what is still shown of what was sent."""
    kept = request.session.pop(channel.key, None)
    if kept:
        drafts.forget(draft_id=uuid.UUID(kept))
    done = "It was sent." if "was_sent" in request.POST else "It was thrown away."
    messages.info(request, f"{done} This browser keeps nothing of what you wrote.")
    return redirect(channel.url())


@require_http_methods(["GET"])
def sent(request: HttpRequest, channel: Channel) -> HttpResponse:
    """The reference and the return code, for a quarter of an hour; what happens next, and by when."""
    found = writing(request, channel)
    if found is None or not found.is_sent or found.draft.sent_at is None:
        return redirect(channel.url())
    if timezone.now() - found.draft.sent_at > drafts.SHOWN:
        drafts.forget(draft_id=found.draft.pk)
        return redirect(channel.url())
    context = {
        "channel": channel,
        "reference": found.answers["reference"],
        "code": naming.in_groups(found.answers["code"]),
        "case": found.answers["case"],
        "finish": channel.url("discard"),
        "council": settings.COUNCIL_NAME,
        **naming.after_sending(found.draft.sent_at),
    }
    return render(request, "conduct/intake/sent.html", context)
