"""What every page shows: the council's name, the demo banner, the way to each room."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from abuse_log.permissions import can_open_list
from portal.foundation.people.permissions import can_see_people
from reviews.advice.elections.models import PreElectionPeriod
from reviews.conduct.permissions import can_see_room

ROOMS = ("guidance:contents", "advice:home", "abuse_log:list", "conduct:list", "people:list")


@dataclass(frozen=True)
class Way:
    """One entry of the service navigation."""

    text: str
    href: str
    current: bool


def house(request: HttpRequest) -> dict[str, object]:
    """Context of base.html: `demo`, `council`, `navigation`, `exit_url`, `pre_election_periods`."""
    return {
        "demo": settings.DEMO,
        "council": settings.COUNCIL_NAME,
        "navigation": _navigation(request),
        "exit_url": settings.EXIT_URL,
        # Called by the template that shows it, so that a page without the frame asks nothing.
        "pre_election_periods": lambda: _periods(request),
    }


def _periods(request: HttpRequest) -> list[PreElectionPeriod]:
    """The pre-election periods in force that concern whoever signed in."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return []
    running = PreElectionPeriod.objects.in_force()
    if not running.exists():
        return []  # nearly always, and for one statement
    return list(running.shown_to(user).with_wards().order_by("ends_at", "id"))


def _navigation(request: HttpRequest) -> list[Way]:
    user = getattr(request, "user", None)
    rooms = [("Guidance", "guidance:contents")]
    if user is not None and user.is_authenticated:
        rooms = [("Home", "home:home"), ("Guidance", "guidance:contents"), ("Advice", "advice:home")]
        if can_open_list(user):
            rooms.append(("Records", "abuse_log:list"))
        if can_see_room(user):
            rooms.append(("Matters", "conduct:list"))
        if can_see_people(user):
            rooms.append(("People", "people:list"))
    hrefs = [(text, reverse(name)) for text, name in rooms]
    here = _room_at(request.path)
    return [Way(text, href, href == here) for text, href in hrefs]


def _room_at(path: str) -> str:
    """The address of the room in which a page stands; of two that fit, the inner one."""
    rooms = (*(reverse(name) for name in ROOMS), "/")
    return max((href for href in rooms if path == href or (href != "/" and path.startswith(href))), key=len, default="")
