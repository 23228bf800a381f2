"""What to do when threatened now. Open to everybody, without a sign-in and without scripts."""

import re

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from abuse_log import facts
from guidance.supplementary.pages import handling_abuse


def _dialled(said: str) -> str:
    """What a telephone dials of "0161 496 0000, weekdays 9 to 5"; nothing when it does not begin with a number."""
    begins = re.match(r"\+?[0-9 ]{7,}", said)
    return begins[0].replace(" ", "") if begins else ""


@login_not_required
@require_safe
def threatened(request: HttpRequest) -> HttpResponse:
    context = {
        "safety_phone": settings.COUNCIL_SAFETY_PHONE,
        "safety_dial": _dialled(settings.COUNCIL_SAFETY_PHONE),
        "council_name": settings.COUNCIL_NAME,
        "operation_ford": facts.OPERATION_FORD,
        "hate_crime": facts.HATE_CRIME,
        "crime_reference": facts.CRIME_REFERENCE,
        "preservation": facts.PRESERVATION,
        "harmful_content": facts.REPORT_HARMFUL_CONTENT,
        "handling_abuse": handling_abuse("G22"),
    }
    return render(request, "abuse_log/threatened.html", context)
