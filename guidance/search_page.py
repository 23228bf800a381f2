"""Search as a page for people and as JSON for the council's own website, at one address.

JSON is public, may be shared by caches for a minute, and may be read by scripts of any site: it holds what everybody
may read. An unknown document, or one that is not relied on today, is 404 with a sentence, so that a misspelt slug
does not look like guidance that says nothing.
"""

import json
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.views.decorators.http import require_safe

from guidance import search as finding
from guidance.asked_in_vain import CountsAfterwards
from guidance.crisis import is_in_crisis
from guidance.limits import seconds_to_wait
from guidance.permissions import can_publish
from guidance.places import places_to_look
from portal.foundation.people.models import User

MOST_RESULTS = 20
SHARED_FOR_SECONDS = 60
JSON = "application/json"


@login_not_required
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Points that fit what was asked, as a page, or as JSON for whoever prefers it.

    What was asked in vain is counted, without who asked, after the answer is sent (guidance.asked_in_vain).
    """
    is_json = request.get_preferred_type(["text/html", JSON]) == JSON
    waits = 0 if request.user.is_authenticated else _waits(request)
    if waits:
        response = _too_many(request, waits, is_json=is_json)
    elif is_json:
        response = _answer(request)
    else:
        response = _page(request)
    patch_vary_headers(response, ["Accept", "Cookie"])
    if not response.has_header("Cache-Control"):
        # What somebody searches for on a page is their own affair: no cache keeps it.
        response["Cache-Control"] = "private, no-store"
    return response


def _waits(request: HttpRequest) -> int:
    """The form without a question costs nothing, so it is never refused."""
    if not request.GET.get("q"):
        return 0
    return seconds_to_wait(request, what="search", per_minute=settings.GUIDANCE_SEARCHES_PER_MINUTE)


def _page(request: HttpRequest) -> HttpResponse:
    asked, places = _asked(request), places_to_look()
    needs_help = is_in_crisis(asked)
    results = finding.search_in(asked, MOST_RESULTS, places, is_as_typed=needs_help or _is_as_typed(request))
    context = {
        "asked": asked,
        "results": results,
        "needs_help": needs_help,
        "as_typed": urlencode({"q": asked, "as_typed": "1"}),
        "most": MOST_RESULTS,
        "is_cut": len(asked) > finding.LONGEST_QUERY,
        "longest": finding.LONGEST_QUERY,
        "has_guidance": bool(places),
        "can_keep_synonyms": isinstance(request.user, User) and can_publish(request.user),
    }
    page = CountsAfterwards(render_to_string("guidance/search.html", context, request))
    page.in_vain = "" if results.hits or needs_help or not places else asked
    return page


def _answer(request: HttpRequest) -> HttpResponse:
    places = places_to_look()
    slug = finding.tidy(request.GET.get("document", ""))
    if slug:
        places = tuple(place for place in places if place.document == slug)
        if not places:
            return _open(JsonResponse({"error": "No document with this slug is in force."}, status=404))
    asked = _asked(request)
    needs_help = is_in_crisis(asked)
    results = finding.search_in(asked, MOST_RESULTS, places, is_as_typed=needs_help or _is_as_typed(request))
    answer = {
        "query": asked,
        "corrected": results.corrected or None,
        "results": [_result(hit) for hit in results.hits],
    }
    response = CountsAfterwards(json.dumps(answer), content_type=JSON)
    response.in_vain = "" if results.hits or needs_help else asked
    _open(response)
    if request.COOKIES:
        patch_cache_control(response, private=True, no_cache=True)
    else:
        patch_cache_control(response, public=True, max_age=SHARED_FOR_SECONDS)
    return response


def _result(hit: finding.Hit) -> dict[str, str | int]:
    version = hit.version
    return {
        "ref": version.number,
        "title": version.short_title,
        "text": version.plain_text,
        "url": f"{settings.PORTAL_URL}{version.get_absolute_url()}",
        "document": version.edition.document.slug,
        "edition": version.edition.number,
    }


def _too_many(request: HttpRequest, seconds: int, *, is_json: bool) -> HttpResponse:
    sentence = f"Too many searches from your address. Try again in {seconds} seconds."
    response: HttpResponse
    if is_json:
        response = _open(JsonResponse({"error": sentence}, status=429))
    else:
        context = {"asked": _asked(request), "sentence": sentence, "has_guidance": True}
        response = render(request, "guidance/search.html", context, status=429)
    response["Retry-After"] = str(seconds)
    return response


def _open(response: HttpResponse) -> HttpResponse:
    response["Access-Control-Allow-Origin"] = "*"
    return response


def _asked(request: HttpRequest) -> str:
    return finding.tidy(request.GET.get("q", ""))


def _is_as_typed(request: HttpRequest) -> bool:
    return request.GET.get("as_typed") == "1"
