"""How a request came to its end, in plain words to its member. Pure."""

from dataclasses import dataclass

from reviews.advice.choices import RedirectTo
from reviews.advice.models import Request
from reviews.advice.states import State, Verb


@dataclass(frozen=True)
class Ending:
    """``said`` is the message that came with it, word for word; ``href`` leads to where the member may go."""

    title: str
    text: str
    said: str = ""
    href: str = ""
    link: str = ""


_CLOSED: dict[str, Ending] = {
    Verb.CLOSE: Ending("You closed this request", "You can still read all of it."),
    Verb.CLOSE_ANSWERED: Ending(
        "Closed, since you asked nothing more",
        "We answered, and for ten working days there was nothing more to do. The advice is still here.",
    ),
    Verb.CLOSE_UNANSWERED: Ending(
        "Closed, since we had no reply to our question",
        "We asked you something and reminded you. After ten working days without a reply we stopped. Nothing is "
        "lost: what you sent is still here.",
    ),
}
_OTHER_WAYS: dict[str, tuple[str, str, str]] = {
    RedirectTo.RECORDS: (
        "This is about something that was done to you. Your own record is the place to keep it. We have begun nothing "
        "there for you: whether you keep one is your decision.",
        "/records/",
        "Go to your records",
    ),
    RedirectTo.COMPLAINT: (
        "This may be a matter for a complaint to the Monitoring Officer. We have begun none for you, and nobody was "
        "told: whether you complain is your decision. You can download a copy of this request and send it yourself.",
        "",
        "",
    ),
}


def ending(item: Request, *, verb: str, said: str, twin: Request | None) -> Ending | None:
    """None while it goes on. ``verb`` was done last; ``twin`` is the other request, as far as it may be read."""
    if item.state == State.REDIRECTED:
        text, href, link = _OTHER_WAYS[item.redirect_to]
        return Ending("We suggest another way", text, said, href, link)
    if item.state == State.DECLINED:
        helps = f"{item.get_decline_reason_display()}. Who can help: {item.get_signpost_display()}."
        return Ending("Why we could not advise", helps, said)
    if item.state == State.WITHDRAWN:
        return Ending("You withdrew this request", "Those who advise no longer see what you wrote.")
    if verb == Verb.MARK_DUPLICATE:
        return _asked_twice(twin)
    return _CLOSED.get(verb) if item.state == State.CLOSED else None


def _asked_twice(twin: Request | None) -> Ending:
    text = "You had asked us the same before. We answer both there, so that you get one answer and not two."
    if twin is None:
        return Ending("Closed, since it was asked twice", text)
    return Ending("Closed, since it was asked twice", text, "", twin.get_absolute_url(), f"Go to {twin.reference}")
