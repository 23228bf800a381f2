"""What is planted in the house, and who may ever find it: one row for each text, written by hand and never from code.

A later issue adds its row here and plants the text in planting.py; the crawl, the search pages, the mails, the logs
and what lies at rest are then looked through for it.
"""

import os
from dataclasses import dataclass

from tests.security import planting_conduct
from tests.security.walls import COMMS, GOVERNANCE, OFFICE

FULL = os.environ.get("PORTAL_FAULTS") == "full"
CRAWLERS = (
    "nobody", "member", "member2", "delegate", "comms", "comms_lead", "mo", "deputy_mo", "safety", "governance",
    "admin", "auditor",
)  # fmt: skip
"""Who walks through the house: one of each kind, and two where one may hold what the other may not see."""
WALKERS = CRAWLERS if FULL else tuple(name for name in CRAWLERS if name not in ("delegate", "comms_lead", "safety"))
"""In `make test` those whose like walks too stay at home: the member, the adviser and information governance."""
READS_ALL_GUIDANCE = frozenset({"nobody"})
"""Guidance is public: who walks through all of its points needs no name; the others see the contents."""
PARTS_IN_CASES = tuple(name for name in planting_conduct.CAST if name not in CRAWLERS)
"""Those who have a part in a case of conduct and nothing else here: they walk through that room alone."""
WITHOUT_ACCOUNT = (planting_conduct.BY_CODE, planting_conduct.WRITER)
"""Those too, and they never sign in: what opens a complaint to them stands in their session."""
BESIDE = frozenset(PARTS_IN_CASES) | frozenset(WITHOUT_ACCOUNT)
TRIES_ALL_ADDRESSES = frozenset({"nobody", "member", "member2", "comms", *(("delegate", "mo") if FULL else ())})
"""Guesses each address of each thing; the others, of a kind with these or of none, of the first two of each kind. Of
those who see most things, and follow the links to them, two do so in `make faults`."""

HIDDEN: frozenset[str] = frozenset()
"""Kept as it was written, and shown to nobody."""
OWNER = frozenset({"member"})
ASKED = frozenset({"member", "delegate"})
OTHER = frozenset({"member2"})
ANNOUNCED = frozenset({"admin", "auditor"}) | OFFICE

SEARCH_COLUMN = "advice_request.search"
"""Words of ordinary requests that were sent stand here in plain, so that the desk can find them; nothing else does."""


@dataclass(frozen=True)
class Canary:
    """One text. `seen_by`: exactly those of CRAWLERS whose pages or downloads hold it."""

    seen_by: frozenset[str]
    found_by: frozenset[str] = HIDDEN
    """Whose search for this word finds what it stands in."""
    plain_in: str = ""
    """The one column in which it may lie in plain; none for what is sealed."""
    in_titles: bool = False
    """May stand in the title of a page, which a browser keeps in its history."""
    may_see: frozenset[str] = HIDDEN
    """In a case behind the wall: those to whom the table of the room opens it; `seen_by` then says nothing."""


def sealed(seen_by: frozenset[str]) -> Canary:
    return Canary(seen_by)


def findable(seen_by: frozenset[str], found_by: frozenset[str]) -> Canary:
    return Canary(seen_by, found_by, SEARCH_COLUMN)


CANARIES: dict[str, Canary] = {
    # An ordinary request of the member, with everything that one can hold, answered by the Communications Team.
    "ordinary.first_wording": findable(ASKED | COMMS, COMMS),
    "ordinary.second_wording": findable(ASKED | COMMS, COMMS),
    "ordinary.link": findable(ASKED | COMMS, HIDDEN),  # found by the whole link, not by a word of it
    "ordinary.urgent_reason": findable(ASKED | COMMS, COMMS),
    "ordinary.question": findable(ASKED | COMMS, COMMS),
    "ordinary.asked_back": findable(ASKED | COMMS, COMMS),
    "ordinary.reply": findable(ASKED | COMMS, COMMS),
    "ordinary.answer": findable(ASKED | COMMS, COMMS),
    "ordinary.suggested_wording": findable(ASKED | COMMS, COMMS),
    "ordinary.no_point_reason": sealed(ASKED | COMMS),
    "ordinary.picture_name": sealed(ASKED | COMMS),
    "ordinary.picture_metadata": sealed(HIDDEN),
    "ordinary.note": sealed(COMMS),
    # One in hand: an answer that is not sent belongs to who typed it, and to nobody once another has taken over.
    "in_hand.question": findable(OTHER | COMMS, COMMS),
    "in_hand.draft_answer": sealed(frozenset({"comms"})),
    "in_hand.draft_suggestion": sealed(frozenset({"comms"})),
    "in_hand.draft_reason": sealed(frozenset({"comms"})),
    "in_hand.draft_here_because": sealed(frozenset({"comms"})),
    "in_hand.draft_of_who_held_it_before": sealed(HIDDEN),
    # One whose answer a colleague looks at first: the desk reads what would go out, who asked reads what was said.
    "looked_at.question": findable(OTHER | COMMS, COMMS),
    "looked_at.look_text": sealed(COMMS),
    "looked_at.look_suggested_wording": sealed(COMMS),
    "looked_at.look_no_point_reason": sealed(COMMS),
    "looked_at.look_note": sealed(frozenset({"comms"})),
    # One that was passed to the Monitoring Officer, came back, was passed on again and answered there.
    "escalated.wording": findable(OTHER | COMMS | OFFICE, COMMS | OFFICE),
    "escalated.question": findable(OTHER | COMMS | OFFICE, COMMS | OFFICE),
    "escalated.asked_back": findable(OTHER | COMMS | OFFICE, COMMS | OFFICE),
    "escalated.reply": findable(OTHER | COMMS | OFFICE, COMMS | OFFICE),
    "escalated.answer": findable(OTHER | COMMS | OFFICE, COMMS | OFFICE),
    "escalated.advisers_view": sealed(COMMS | OFFICE),
    "escalated.handed_back": sealed(COMMS | OFFICE),
    "escalated.note": sealed(COMMS | OFFICE),
    # For the Monitoring Officer's office only: never Communications, never a delegate, never a word in a search.
    "office.wording": sealed(OWNER | OFFICE),
    "office.link": sealed(OWNER | OFFICE),
    "office.urgent_reason": sealed(OWNER | OFFICE),
    "office.question": sealed(OWNER | OFFICE),
    "office.picture_name": sealed(OWNER | OFFICE),
    "office.picture_metadata": sealed(HIDDEN),
    "office.asked_back": sealed(OWNER | OFFICE),
    "office.reply": sealed(OWNER | OFFICE),
    "office.answer": sealed(OWNER | OFFICE),
    "office.suggested_wording": sealed(OWNER | OFFICE),
    "office.no_point_reason": sealed(OWNER | OFFICE),
    "office.note": sealed(OFFICE),
    "office_in_hand.question": sealed(OTHER | OFFICE),
    "office_in_hand.draft_answer": sealed(frozenset({"mo"})),
    # Drafts: whoever began it, and the member.
    "draft.wording": sealed(OWNER),
    "draft.link": sealed(OWNER),
    "draft.urgent_reason": sealed(OWNER),
    "draft.question": sealed(OWNER),
    "draft.picture_name": sealed(OWNER),
    "draft_by_delegate.question": sealed(ASKED),
    "thrown_away.question": sealed(OWNER),
    # Ended. The words of a withdrawn one stay in the search column and find nothing any more.
    "declined.question": findable(OTHER | COMMS, COMMS),
    "declined.message": findable(OTHER | COMMS, COMMS),
    "withdrawn.question": findable(ASKED, HIDDEN),
    "withdrawn.note": sealed(HIDDEN),
    # A record of the member: theirs, and their helper's who may act for them. No office opens it.
    "record.summary": sealed(ASKED),
    "record.said": sealed(ASKED),
    "record.before": sealed(ASKED),
    "record.link": sealed(ASKED),
    "record.handle": sealed(ASKED),
    "record.display_name": sealed(ASKED),
    "record.profile_link": sealed(ASKED),
    "record.reason": sealed(ASKED),
    "record.platform_reference": sealed(ASKED),
    "record.what_was_reported": sealed(ASKED),
    "record.platform_answer": sealed(ASKED),
    "record.picture_name": sealed(ASKED),
    "record.picture_metadata": sealed(OWNER),
    "record.platform_user_id": sealed(ASKED),
    "record.office_words": sealed(ASKED),
    "record.thread_link": sealed(ASKED),
    "record.post_id": sealed(ASKED),
    "record.issue": sealed(ASKED),
    "record.place": sealed(ASKED),
    "record.vehicle": sealed(ASKED),
    "record.appearance": sealed(ASKED),
    "record.safety_words": sealed(ASKED),
    "record.effect_words": sealed(OWNER),  # what it did is the member's own to say, and a helper is not asked
    "record.outcome_sought": sealed(ASKED),
    "record.asked_to_stop_how": sealed(ASKED),
    "record.hostility_words": sealed(ASKED),
    "record.threat_when": sealed(ASKED),
    "record.threat_means": sealed(ASKED),
    "record.prior_contact": sealed(ASKED),
    "record.frequency": sealed(ASKED),
    "record.witnesses": sealed(ASKED),
    "record.others_words": sealed(ASKED),
    "record.safeguarding_words": sealed(ASKED),
    "record.police_force": sealed(ASKED),
    "record.police_reference": sealed(ASKED),
    "record.police_officer": sealed(ASKED),
    "record.police_contact": sealed(ASKED),
    "record.police_news_every": sealed(ASKED),
    "record.police_handed_over": sealed(ASKED),
    "record.police_note": sealed(ASKED),
    "record.support_note": sealed(ASKED),
    "record.page_note": sealed(ASKED),
    "record.stand_note": sealed(ASKED),
    "record.risk_reason": sealed(ASKED),
    "record_again.summary": sealed(ASKED),
    "record_again.said": sealed(ASKED),
    "record.exhibit_shows": sealed(ASKED),
    "record.exhibit_captured_by": sealed(ASKED),
    "record.exhibit_device": sealed(ASKED),
    "record.exhibit_device_kept": sealed(ASKED),
    "record.cover_reason": sealed(ASKED),
    "record.pack_to_whom": sealed(OWNER),
    "record.pack_receipt": sealed(OWNER),
    # A draft that the member sleeps on: nobody else's, in any role.
    "slept_on.wording": sealed(OWNER),
    # Another member's, whose helper sees the one line only.
    "line_only_record.summary": sealed(OTHER | {"delegate"}),
    "line_only_record.said": sealed(OTHER),
    # Shared by that other member: content with the safety leads, the one line with the Monitoring Officer's office.
    "shared.summary": sealed(OTHER | OFFICE | {"delegate", "safety"}),
    "shared.said": sealed(OTHER | {"safety"}),
    "shared.handle": sealed(OTHER | {"safety"}),
    "shared.share_note": sealed(frozenset({"safety"})),
    "shared.next_step": sealed(OTHER | {"delegate", "safety"}),
    "shared.step_note": sealed(frozenset({"safety"})),
    "interest.note": sealed(OWNER | OFFICE),
    # What a member said of a point of the guidance, and the editors' reply: nobody else, and never in a search.
    "feedback.words": sealed(OWNER | COMMS | OFFICE),
    "feedback.reply": sealed(OWNER | COMMS | OFFICE),
    # The records office: a request that was withdrawn and is handed out, and what is written of holding and keeping.
    "kept.question": findable(OTHER | GOVERNANCE, HIDDEN),
    "kept.hold": sealed(GOVERNANCE),
    "kept.lifted": sealed(GOVERNANCE),
    "kept.to_whom": sealed(GOVERNANCE),
    "kept.disclosure": sealed(GOVERNANCE),
    "kept.longer": sealed(GOVERNANCE | {"comms_lead"}),
    "kept.search": sealed(HIDDEN),
    # People: no secret to those who keep the accounts, and nobody else's business.
    "invitation.full_name": Canary(ANNOUNCED, plain_in="people_invitation.full_name", in_titles=True),
    # A notice that is published: everybody's, and in plain outside the wall. The rest stays sealed.
    "published.words": Canary(frozenset(CRAWLERS), plain_in="conduct_publication.words", may_see=BESIDE),
    # Cases about a member's conduct: their rows stand in planting_conduct.ROWS.
    **{name: Canary(HIDDEN, may_see=row.may_see) for name, row in planting_conduct.ROWS.items()},
}
