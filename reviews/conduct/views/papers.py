"""Papers of a case: write, read, replace, send, and show a notice to one person outside."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from portal.foundation.audit.actions import record_read
from portal.foundation.files.actions import RefusedFile
from portal.foundation.files.responses import original, safe_copy
from portal.foundation.people.models import Role, User
from portal.foundation.people.requests import SignedInRequest
from reviews.conduct import contact_details
from reviews.conduct.actions import papers as actions
from reviews.conduct.actions.refusals import Refused
from reviews.conduct.forms.papers import PaperForm, SendForm, ShowForm
from reviews.conduct.identity import walled
from reviews.conduct.models import Complainant, Grant, Paper, PaperFile, Publication, PublicText, Sending, Subject
from reviews.conduct.told import known_details
from reviews.conduct.views.common import READ_OR_SEND, Part, on_case, require
from reviews.conduct.views.reading import Names, names_in
from reviews.conduct.visibility import Artefact, Capacity
from reviews.conduct.writing import HINTS, IN_NAME_OF, can_send, kinds_to_write, readers_in_words


def found(part: Part, pk: UUID) -> Paper:
    """A paper of this case that the reader may see; the wall decides. 404 for any other."""
    paper = get_object_or_404(Paper, case=part.case, pk=pk)
    paper.case = part.case
    return paper


@require_safe
@on_case
def paper(request: SignedInRequest, part: Part, paper: UUID) -> HttpResponse:
    shown = found(part, paper)
    part.note_read("paper", paper=str(shown.pk), kind=shown.kind)
    names = names_in(part.case)
    newer = Paper.objects.filter(replaces=shown).first()
    context = {
        "part": part,
        "case": part.case,
        "paper": shown,
        "by": names.of_grant(shown.grant_id),
        "by_part": names.part_of_grant(shown.grant_id),
        "about": names.members.get(shown.subject_id) if shown.subject_id else None,
        "files": list(PaperFile.objects.filter(paper=shown).select_related("stored")),
        "newer": newer,
        "sendings": _sendings(part, shown, names),
        **_public_text(shown),
        "can_replace": newer is None and _may_replace(part, shown),
        "can_send": can_send(part.capacity, shown.kind),
        "can_show": part.is_holder and shown.kind == Artefact.NOTICE,
        "can_take_original": _may_take_original(part),
    }
    return render(request, "conduct/paper.html", context)


def _public_text(paper: Paper) -> dict[str, Any]:
    """What of a notice is or would be public, for those who read the notice without being a party."""
    text = PublicText.objects.filter(notice=paper).first() if paper.kind == Artefact.NOTICE else None
    return {"public_text": text, "is_public": Publication.objects.shown().filter(text=text).exists() if text else False}


def _may_replace(part: Part, paper: Paper) -> bool:
    return not part.is_party and Artefact(paper.kind) in kinds_to_write(part.capacity)


def _may_take_original(part: Part) -> bool:
    """The file as it came, with what it tells of whoever made it: for those who weigh the evidence."""
    return part.capacity in (Capacity.HOLDER, Capacity.INVESTIGATOR)


def _sendings(part: Part, paper: Paper, names: Names) -> list[dict[str, Any]]:
    """To whom it went, for those who know who has a part in the case."""
    if not part.reads(Artefact.PEOPLE):
        return []
    rows = Sending.objects.filter(paper=paper).select_related("to_person")
    return [
        {
            "sending": row,
            "to": row.to_person.full_name if row.to_person else names.of_grant(row.to_id) if row.to_id else "",
            "part": "Outside the case" if row.to_person else names.part_of_grant(row.to_id) if row.to_id else "",
        }
        for row in rows
    ]


@require_http_methods(READ_OR_SEND)
@on_case
def write(request: SignedInRequest, part: Part, kind: str) -> HttpResponse:
    if kind not in Artefact.values:
        raise Http404
    require(not part.is_party and Artefact(kind) in kinds_to_write(part.capacity))
    return _written(request, part, Artefact(kind), None)


@require_http_methods(READ_OR_SEND)
@on_case
def replace(request: SignedInRequest, part: Part, paper: UUID) -> HttpResponse:
    """A correction is a new paper; the one before stays."""
    before = found(part, paper)
    require(_may_replace(part, before))
    return _written(request, part, Artefact(before.kind), before)


def _written(request: SignedInRequest, part: Part, kind: Artefact, before: Paper | None) -> HttpResponse:
    form = _paper_form(request, part, kind, before)
    newer = Paper.objects.filter(replaces=before).first() if before else None
    if form.is_bound and form.is_valid():
        said = form.said()
        if before is not None:
            said.setdefault("in_name_of", _author_kept(part, before))
            said.setdefault("about", _about(before))
        try:
            made = actions.write_paper(case=part.case, kind=kind, by=request.user, replaces=before, **said)
        except (Refused, RefusedFile) as refusal:
            form.add_error(None, str(refusal))
            newer = Paper.objects.filter(replaces=before).first() if before else None
        else:
            messages.success(request, "Saved. A paper is never changed: a correction is a new one that replaces it.")
            return redirect("conduct:paper", part.case.pk, made.pk)
    context = {
        "part": part,
        "case": part.case,
        "kind": kind,
        "form": form,
        "before": before,
        "newer": newer,
        "hint": HINTS.get(kind, ""),
        "readers": readers_in_words(kind),
    }
    return render(request, "conduct/write.html", context)


def _author_kept(part: Part, before: Paper) -> Grant | None:
    """A correction of somebody else's words stays in their name; one's own, in one's own."""
    asked = IN_NAME_OF.get(Artefact(before.kind), frozenset()) if part.is_holder else frozenset()
    return Grant.objects.filter(pk=before.grant_id).first() if asked else None


def _about(before: Paper) -> Subject | None:
    return Subject.objects.filter(pk=before.subject_id).first() if before.subject_id else None


def _paper_form(request: SignedInRequest, part: Part, kind: Artefact, before: Paper | None) -> PaperForm:
    asked = IN_NAME_OF.get(kind, frozenset()) if part.is_holder else frozenset()
    names = names_in(part.case)
    known = {pk: f"{names.of_grant(pk)} ({names.part_of_grant(pk)})" for pk in names.grants}
    grants = Grant.objects.filter(case=part.case, revoked_at=None, capacity__in=asked)
    subjects = Subject.objects.filter(case=part.case).select_related("member")
    is_posted = request.method == "POST"
    return PaperForm(
        request.POST if is_posted else None,
        request.FILES if is_posted else None,
        kind=kind,
        subjects=Subject.objects.none() if before else subjects,
        writers=grants if asked and before is None else None,
        names=known,
        initial={"title": before.title, "words": before.words, "dated_on": before.dated_on} if before else {},
    )


@require_http_methods(READ_OR_SEND)
@on_case
def send(request: SignedInRequest, part: Part, paper: UUID) -> HttpResponse:
    """Send a paper, under the very words that its readers will see."""
    sent = found(part, paper)
    require(can_send(part.capacity, sent.kind))
    names = names_in(part.case)
    gone = set(Sending.objects.filter(paper=sent).values_list("to", flat=True))
    able = [g.pk for g in names.grants.values() if g.pk not in gone and actions.may_receive(sent, g)]
    known = {pk: f"{names.of_grant(pk)} ({names.part_of_grant(pk)})" for pk in able}
    marked = contact_details.pieces(sent.words, known_details(part.case)) if sent.kind == Artefact.COMPLAINT else []
    form = SendForm(
        request.POST if request.method == "POST" else None,
        grants=Grant.objects.filter(pk__in=able),
        names=known,
        asks_because=any(piece.is_marked for piece in marked),
    )
    if form.is_bound and form.is_valid():
        try:
            actions.send_paper(paper=sent, by=request.user, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Sent. It is theirs to read from now on.")
            return redirect("conduct:paper", part.case.pk, sent.pk)
    part.note_read("paper", paper=str(sent.pk), kind=sent.kind)
    withheld = (Complainant.Protection.ASKED, Complainant.Protection.GRANTED, Complainant.Protection.REFUSED)
    context = {
        "part": part,
        "case": part.case,
        "paper": sent,
        "form": form,
        "able": able,
        "pieces": marked,
        "files": list(PaperFile.objects.filter(paper=sent).select_related("stored")),
        "is_withheld": Complainant.objects.filter(case=part.case, protection__in=withheld).exists(),
    }
    return render(request, "conduct/send.html", context)


@require_http_methods(READ_OR_SEND)
@on_case
def show(request: SignedInRequest, part: Part, paper: UUID) -> HttpResponse:
    """Show one decision notice to one person outside: the press officer, or a group leader."""
    notice = found(part, paper)
    require(part.is_holder and notice.kind == Artefact.NOTICE)
    form = ShowForm(request.POST if request.method == "POST" else None, people=_outside(part, notice))
    if form.is_bound and form.is_valid():
        try:
            actions.show_notice(paper=notice, by=request.user, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "They can read this notice, and nothing else of the case. They were told.")
            return redirect("conduct:paper", part.case.pk, notice.pk)
    return render(request, "conduct/show.html", {"part": part, "case": part.case, "paper": notice, "form": form})


def _outside(part: Part, notice: Paper) -> Any:
    inside = Grant.objects.filter(case=part.case, person__isnull=False, revoked_at=None).values_list(
        "person", flat=True
    )
    shown = Sending.objects.filter(paper=notice, to_person__isnull=False).values_list("to_person", flat=True)
    parties = Subject.objects.filter(case=part.case).values_list("member", flat=True)
    able = User.objects.holding(Role.COMMS_LEAD, Role.COMMS_ADVISER, Role.MEMBER)
    return able.exclude(pk__in=[*inside, *shown, *parties]).order_by("full_name", "pk")


@require_safe
@on_case
def file(request: SignedInRequest, part: Part, paper: UUID, file: UUID) -> HttpResponseBase:
    """A file of a paper, as an attachment: the safe copy of a picture, and anything else as it came."""
    kept = get_object_or_404(PaperFile.objects.select_related("stored"), paper=found(part, paper), pk=file)
    part.note_read("file", paper=str(kept.paper_id), file=str(kept.pk))
    return safe_copy(kept.stored) if kept.stored.is_picture else original(kept.stored)


@require_safe
@on_case
def file_original(request: SignedInRequest, part: Part, paper: UUID, file: UUID) -> HttpResponseBase:
    """The picture as it came, for those who weigh the evidence."""
    kept = get_object_or_404(PaperFile.objects.select_related("stored"), paper=found(part, paper), pk=file)
    require(_may_take_original(part))
    part.note_read("file", paper=str(kept.paper_id), file=str(kept.pk))
    return original(kept.stored)


@require_safe
@walled
def shown_to_me(request: SignedInRequest) -> HttpResponse:
    """Decision notices that were shown to this person, who has no part in their cases."""
    rows = Sending.objects.filter(to_person=request.user).order_by("-sent_at")
    return render(request, "conduct/shown_to_me.html", {"rows": rows})


@require_safe
@walled
def shown(request: SignedInRequest, paper: UUID) -> HttpResponse:
    """One notice, and nothing else of its case."""
    sending = get_object_or_404(Sending, to_person=request.user, paper=paper)
    notice = get_object_or_404(Paper, pk=paper)
    record_read("conduct.notice.read", by=request.user, about=sending, data={"paper": str(paper)})
    return render(request, "conduct/shown.html", {"paper": notice, "sending": sending})
