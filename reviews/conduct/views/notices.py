"""How a notice comes before the public, for its holding officer; and the published notices, for everybody."""

import uuid
from typing import TypeVar

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.foundation.files.responses import HEADERS
from portal.foundation.people.requests import SignedInRequest
from reviews.conduct.actions.publishing import care_now, longest_shown, publish, unpublish, write_public_text
from reviews.conduct.actions.refusals import Refused
from reviews.conduct.exempt import PRESS_LINE
from reviews.conduct.forms.publishing import PublicTextForm, PublishForm, UnpublishForm
from reviews.conduct.models import Paper, Publication, PublicationPdf, PublicText
from reviews.conduct.views.common import Part, on_case, require
from reviews.conduct.visibility import Artefact
from reviews.conduct.wording import blocks

A_PAGE = 50
"""Notices on the public list. Each goes with its member's term, so a council has a handful."""
Answer = TypeVar("Answer", bound=HttpResponse)


def notice_of(part: Part, pk: uuid.UUID) -> Paper:
    """A decision notice of this case; 404 for whoever reads none, 403 for whoever may not publish it."""
    if not part.reads(Artefact.NOTICE):
        raise Http404
    found = get_object_or_404(
        Paper.objects.select_related("case", "subject__member"), case=part.case, pk=pk, kind=Artefact.NOTICE
    )
    require(part.is_holder)
    return found


@never_cache
@on_case
@require_http_methods(["GET", "HEAD", "POST"])
def public_text(request: SignedInRequest, part: Part, paper: uuid.UUID) -> HttpResponse:
    """Write the text for the public, beside the notice. Saving publishes nothing."""
    notice = notice_of(part, paper)
    latest = PublicText.objects.filter(notice=notice).first()
    form = PublicTextForm(request.POST if request.method == "POST" else None, initial=_initial(latest))
    if request.method == "POST" and form.is_valid():
        try:
            write_public_text(notice=notice, text=form.text(), by=part.user)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "The text is saved and sealed. It is not published yet.")
            return redirect("conduct:publication", part.case.pk, notice.pk)
    part.note_read("public_text", paper=str(notice.pk))
    context = {"case": part.case, "paper": notice, "form": form, "blocks": blocks(notice.words)}
    return render(request, "conduct/notices/text.html", context)


def _initial(latest: PublicText | None) -> dict[str, object]:
    if latest is None:
        return {}
    names = ("outcome", "consent_on", "consent", "title", "words")
    return {name: getattr(latest, name) for name in names} | {"names_member": "yes" if latest.names_member else "no"}


@never_cache
@on_case
@require_http_methods(["GET", "HEAD", "POST"])
def publication(request: SignedInRequest, part: Part, paper: uuid.UUID) -> HttpResponse:
    """The text as everybody would read it, and the separate act that publishes it."""
    notice = notice_of(part, paper)
    latest = PublicText.objects.filter(notice=notice).first()
    if latest is None:
        return redirect("conduct:public_text", part.case.pk, notice.pk)
    form = _publish_form(request, notice, latest)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        seen = get_object_or_404(PublicText, notice=notice, pk=said["text"])
        try:
            publish(
                text=seen, show_until=said["show_until"], reason=said["reason"], care_words=said.get("care", ""),
                by=part.user,
            )  # fmt: skip
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "The notice is published.")
            return redirect("conduct:publication", part.case.pk, notice.pk)
    part.note_read("publication", paper=str(notice.pk))
    return render(request, "conduct/notices/publication.html", _about(part, notice, latest, form))


def _publish_form(request: HttpRequest, notice: Paper, latest: PublicText) -> PublishForm:
    last, care = longest_shown(notice), care_now()
    return PublishForm(
        request.POST if request.method == "POST" else None,
        initial={"text": latest.pk, "show_until": last},
        last=last,
        care=care.sentence if care else "",
    )


def _about(part: Part, notice: Paper, latest: PublicText, form: PublishForm) -> dict[str, object]:
    published = Publication.objects.filter(text__notice=notice).select_related("published_by", "unpublished_by")
    return {
        "case": part.case,
        "paper": notice,
        "text": latest,
        "blocks": blocks(latest.words),
        "form": form,
        "shown": next((one for one in published if one.is_shown), None),
        "past": [one for one in published if not one.is_shown],
        "is_new": not any(one.text_id == latest.pk for one in published),
        "ending": UnpublishForm(),
        "press_line": PRESS_LINE,
    }


@never_cache
@on_case
@require_POST
def publication_end(request: SignedInRequest, part: Part, paper: uuid.UUID) -> HttpResponse:
    """Take the notice down at once."""
    notice = notice_of(part, paper)
    latest = get_object_or_404(PublicText.objects.filter(notice=notice)[:1])
    shown = Publication.objects.shown().filter(text__notice=notice).first()
    form = UnpublishForm(request.POST)
    if shown is None:
        messages.info(request, "The notice is not published any more.")
        return redirect("conduct:publication", part.case.pk, notice.pk)
    if form.is_valid():
        try:
            unpublish(publication=shown, reason=form.cleaned_data["reason"], by=part.user)
        except Refused as refused:
            messages.info(request, str(refused))
        else:
            messages.success(request, "The notice is taken down.")
        return redirect("conduct:publication", part.case.pk, notice.pk)
    context = _about(part, notice, latest, _publish_form(HttpRequest(), notice, latest)) | {"ending": form}
    return render(request, "conduct/notices/publication.html", context)


def _for_everybody(answer: Answer) -> Answer:
    """A notice ends by the day: nothing keeps a copy. Search engines stay away unless the council wants them."""
    answer.headers["Cache-Control"] = "no-store"
    if not settings.NOTICES_INDEXED:
        answer.headers["X-Robots-Tag"] = "noindex, noarchive"
    return answer


@login_not_required
@require_safe
def notices(request: HttpRequest) -> HttpResponse:
    """Published decision notices, the newest first."""
    rows = Publication.objects.shown()[:A_PAGE]
    return _for_everybody(render(request, "conduct/notices/list.html", {"rows": rows, "press_line": PRESS_LINE}))


@login_not_required
@require_safe
def notice(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One published notice; 404 before and after its time."""
    shown = get_object_or_404(Publication.objects.shown(), pk=pk)
    has_pdf = PublicationPdf.objects.filter(publication=shown).exists()
    context = {"notice": shown, "blocks": blocks(shown.words), "has_pdf": has_pdf}
    return _for_everybody(render(request, "conduct/notices/notice.html", context))


@login_not_required
@require_safe
def notice_pdf(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The notice as a tagged PDF."""
    found = get_object_or_404(PublicationPdf, publication__in=Publication.objects.shown(), pk=pk)
    headers = {**HEADERS, "Content-Type": "application/pdf"}
    headers["Content-Disposition"] = f'attachment; filename="decision-notice-{found.pk.hex[:8]}.pdf"'
    return _for_everybody(HttpResponse(bytes(found.content), headers=headers))
