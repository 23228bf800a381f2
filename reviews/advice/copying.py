"""A request with all that its member may read of it, as the member's own copy.

It holds no internal note and nobody's name but the member's own. Making a copy begins nothing and tells nobody: advice
never becomes a complaint by itself, and whoever wants to put it forward does so themself.
"""

from datetime import datetime
from typing import Any

from django.utils import timezone

from reviews.advice import asking, showing
from reviews.advice.marks import MarkedAnswer, answers_of
from reviews.advice.models import Request, WordingVersion

NATURE = (
    "Advice to the member, not a ruling and not for quotation. It rests on what the member told and on the wording "
    "named with it, and does not bind a later decision. This copy is the member’s own: making it is not a complaint."
)


def own_copy(item: Request, *, at: datetime) -> dict[str, Any]:
    """The copy as plain values, for JSON. Times are ISO 8601 in Europe/London."""
    wordings = list(item.wordings.all())
    questions = asking.questions_for(item, is_member=True)
    messages, history = list(item.messages.all()), list(item.history.select_related("by"))
    return {
        "what_this_is": NATURE,
        "copied_at": _iso(at),
        "reference": item.reference,
        "state": showing.MEMBER_STATES[item.state][0],
        "member": str(item.member),
        "asked": dict(showing.answered_rows(item, questions, wording=wordings[-1].text if wordings else "")),
        "pictures": [picture.file.name for picture in item.pictures.select_related("file")],
        "wordings": [_wording(wording) for wording in wordings],
        "said_and_done": [
            {"at": _iso(entry.at), "what": entry.title, "text": entry.text}
            for entry in showing.timeline(messages, history, for_member=True)
        ],
        "advice": [_advice(shown) for shown in answers_of(item)],
    }


def _wording(wording: WordingVersion) -> dict[str, Any]:
    return {"number": wording.number, "sent_at": _iso(wording.at), "text": wording.text, "sha256": wording.sha256}


def _advice(shown: MarkedAnswer) -> dict[str, Any]:
    answer = shown.answer
    return {
        "given_at": _iso(answer.at),
        "from": answer.get_source_display(),
        "stance": answer.get_stance_display(),
        "meaning": answer.stance_meaning(),
        "why": answer.text,
        "about_wording": answer.wording.number if answer.wording else None,
        "suggested_wording": answer.suggested_wording,
        "no_point_applies_because": answer.no_point_reason,
        "before_you_pass_it_on": answer.privilege(),
        "given_without_a_second_look_because": answer.get_unreviewed_because_display(),
        "points_as_they_stood": [
            {"point": citation.point.citation_label, "text": citation.point.text, "sha256": citation.point_hash}
            for citation, _mark in shown.rows
        ],
        "changed_since": [mark.sentence for mark in shown.open_marks],
    }


def _iso(moment: datetime) -> str:
    return timezone.localtime(moment).isoformat(timespec="minutes")
