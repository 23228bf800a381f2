"""An allegation as its members are told of it: contact details are marked, and the holding officer writes the words."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from portal.foundation.people.requests import SignedInRequest
from reviews.conduct import contact_details
from reviews.conduct.actions.refusals import Refused
from reviews.conduct.actions.telling import tell_as
from reviews.conduct.forms.facts import ToldWordsForm
from reviews.conduct.models import Allegation, ToldWords
from reviews.conduct.told import known_details
from reviews.conduct.views.common import READ_OR_SEND, Part, on_case, require


@require_http_methods(READ_OR_SEND)
@on_case
def told_words(request: SignedInRequest, part: Part, allegation: UUID) -> HttpResponse:
    """Read it with the marks, and write the words for the member."""
    found = get_object_or_404(Allegation, case=part.case, pk=allegation)
    require(part.is_holder)
    told = ToldWords.objects.newest(part.case).get(found.pk)
    known = known_details(part.case)
    begins = told.words if told else contact_details.taken_out(found.words, known)
    form = ToldWordsForm(request.POST if request.method == "POST" else None, initial={"words": begins})
    if form.is_bound and form.is_valid():
        try:
            tell_as(allegation=found, by=request.user, **form.cleaned_data)
        except Refused as refusal:
            form.add_error("words", str(refusal))
        else:
            messages.success(request, "Kept. The member reads these words from when they are notified.")
            return redirect(part.case)
    part.note_read("told_words")
    context = {
        "part": part,
        "case": part.case,
        "allegation": found,
        "told": told,
        "form": form,
        "pieces": contact_details.pieces(found.words, known),
    }
    return render(request, "conduct/told_words.html", context)
