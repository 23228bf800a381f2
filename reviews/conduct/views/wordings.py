"""The templates of the letters: worded by the Monitoring Officer's office, and previewed with no real case."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_list_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from portal.foundation.people.requests import SignedInRequest
from reviews.conduct.actions.letters import change_template
from reviews.conduct.actions.refusals import Refused
from reviews.conduct.exempt import PRESS_LINE
from reviews.conduct.filling import EXAMPLE
from reviews.conduct.forms.letters import TemplateForm
from reviews.conduct.models import LetterTemplate
from reviews.conduct.permissions import may_hold
from reviews.conduct.views.common import require
from reviews.conduct.wording import BLANKS, FIELDS, blocks, fill

PREVIEW = "preview"


@never_cache
@require_safe
def templates(request: SignedInRequest) -> HttpResponse:
    """Every kind of letter, as it is worded today."""
    require(may_hold(request.user))
    current = {template.kind: template for template in LetterTemplate.objects.current().select_related("made_by")}
    rows = [current[kind] for kind in LetterTemplate.Kind if kind in current]
    return render(request, "conduct/letters/templates.html", {"rows": rows, "press_line": PRESS_LINE})


@never_cache
@require_safe
def template(request: SignedInRequest, kind: str) -> HttpResponse:
    """One template, filled in with an example, and its earlier editions."""
    require(may_hold(request.user))
    editions = get_list_or_404(LetterTemplate.objects.select_related("made_by").order_by("-number"), kind=kind)
    newest = editions[0]
    context = {
        "template": newest,
        "editions": editions,
        "title": fill(newest.title, EXAMPLE),
        "blocks": blocks(fill(newest.words, EXAMPLE)),
    }
    return render(request, "conduct/letters/template.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def template_change(request: SignedInRequest, kind: str) -> HttpResponse:
    """The next edition; one button only shows it with an example."""
    require(may_hold(request.user))
    newest = get_list_or_404(LetterTemplate.objects.order_by("-number"), kind=kind)[0]
    initial = {"version": newest.number, "title": newest.title, "words": newest.words}
    form = TemplateForm(request.POST if request.method == "POST" else None, initial=initial)
    preview = None
    if request.method == "POST" and request.POST.get("do") == PREVIEW:
        form.fields["why"].required = False
        preview = blocks(fill(form.cleaned_data["words"], EXAMPLE)) if form.is_valid() else None
    elif request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            change_template(
                kind=kind, title=said["title"], words=said["words"], why=said["why"], seen=said["version"],
                by=request.user,
            )  # fmt: skip
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "The new edition is in force. Letters written before keep theirs.")
            return redirect("conduct:letter_template", kind)
    context = {"template": newest, "form": form, "fields": FIELDS, "blanks": BLANKS, "preview": preview}
    return render(request, "conduct/letters/template_change.html", context)
