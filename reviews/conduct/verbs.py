"""How the verbs of the table are named on a page before they are done: the heading, what it does, the button. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from reviews.conduct.states import Verb


@dataclass(frozen=True)
class Words:
    title: str
    does: str
    reason: str = "Why?"
    """What is asked of whoever does it."""


_THEN_TELL = "Then send both sides a letter with the reasons: this step sends none."
V = Verb
WORDS: Mapping[Verb, Words] = {
    V.ACKNOWLEDGE: Words(
        "Acknowledge the complaint",
        "The complainant sees on their page that you read it. The letter that says what happens next is your own act: "
        "“Acknowledgement”, under “Letters and notices”.",
    ),
    V.ASK_COMPLAINANT: Words(
        "Ask the complainant",
        "They read what you write here, word for word, on their page. The time limits wait for their answer.",
        "What is missing?",
    ),
    V.HEAR_FROM_COMPLAINANT: Words(
        "Note the complainant’s answer",
        "Their words become a paper of the complaint, and the time limits run on.",
    ),
    V.CLOSE_UNANSWERED: Words(
        "Close it, since the complainant did not answer",
        "The case is closed. They were reminded, and their time has passed. " + _THEN_TELL,
    ),
    V.REVIEW_JURISDICTION: Words(
        "Look at jurisdiction",
        "Can the council look at it? You answer the checklist, and record in what capacity the member acted.",
    ),
    V.FIND_OUT_OF_SCOPE: Words(
        "Close it as out of scope",
        "At least one test of the checklist failed. " + _THEN_TELL,
        "Which test fails, and why?",
    ),
    V.BEGIN_ASSESSMENT: Words(
        "Begin the assessment",
        "Should the council look at it? The member has been told, and has time to comment.",
    ),
    V.TAKE_NO_ACTION: Words(
        "Take no further action",
        "The case is closed without an investigation. It is no finding of any kind. " + _THEN_TELL,
        "The reasons, as both sides will be told",
    ),
    V.RESOLVE_INFORMALLY: Words(
        "Resolve it informally",
        "Somebody does something by a day. It is no finding of a breach.",
    ),
    V.RESOLUTION_DONE: Words("It is resolved", "What was planned is done.", "What came of it?"),
    V.RESOLUTION_FAILED: Words("It was not resolved", "The case goes back to the assessment.", "What happened?"),
    V.INVESTIGATE: Words("Begin an investigation", "The investigating officer works to a scope and a target date."),
    V.SEND_DRAFT: Words("The draft report is out", "Both sides comment on the draft until their time is over."),
    V.FINISH_REPORT: Words(
        "Hand in the final report",
        "The investigation is over. The Monitoring Officer asks the Independent Person for a view.",
    ),
    V.FIND_NO_BREACH: Words(
        "Close it: no breach",
        "The case is closed. The member is not named anywhere unless they ask. " + _THEN_TELL,
        "The reasons, as both sides will be told",
    ),
    V.RESOLVE_LOCALLY: Words(
        "Resolve it locally",
        "Without a hearing, after the complainant was consulted. The committee is told.",
    ),
    V.SCHEDULE_HEARING: Words("Arrange the hearing", "The panel is named and the day is set."),
    V.LOCAL_DONE: Words(
        "The local resolution is done",
        "The case is closed, and both sides are told.",
        "What came of it?",
    ),
    V.LOCAL_FAILED: Words("The local resolution failed", "It goes to a hearing.", "What happened?"),
    V.DECIDE: Words(
        "Record the decision of the panel",
        "Findings for each allegation and member, and what follows from them.",
        "The reasons of the panel",
    ),
    V.FOLLOW_UP: Words(
        "Follow up what was decided",
        "Each sanction is watched until it is complied with, refused or reported.",
    ),
    V.CLOSE: Words("Close the case", "Nothing is left to be done.", "Why is it finished?"),
    V.WITHDRAW: Words(
        "Withdraw it, as the complainant asked",
        "The case is closed. " + _THEN_TELL,
        "Why does it end here?",
    ),
    V.CONTINUE_ANYWAY: Words(
        "Continue in the public interest",
        "The complainant asked to withdraw, and the case goes on.",
        "Why is it in the public interest?",
    ),
    V.HOLD: Words(
        "Put it on hold",
        "The time limits wait. You look at it again by the day you name.",
        "Why does it wait?",
    ),
    V.REVIEW_HOLD: Words(
        "Keep it on hold", "You looked at it again, and it waits on. You name the next day.", "Why does it still wait?"
    ),
    V.RESUME: Words(
        "Take it up again",
        "The case goes back to where it was, and the time limits run on.",
        "What has changed?",
    ),
    V.REFER_TO_POLICE: Words(
        "Refer it to the police",
        "It is marked as referred, and stays open here.",
        "What is referred, and why?",
    ),
    V.REFER_ELSEWHERE: Words(
        "Refer it to another body",
        "It is marked as referred, and stays open here.",
        "To whom, what, and why?",
    ),
    V.SUBJECT_LEFT: Words(
        "Continue after the member left office",
        "No sanction can bite on a former member today. The public interest may still call for a finding.",
        "Why does it go on?",
    ),
    V.CLOSE_SUBJECT_LEFT: Words(
        "Close it, since the member left office",
        "The case is closed. " + _THEN_TELL,
        "Why does it end here?",
    ),
    V.REOPEN: Words(
        "Open it again",
        "There is new material. Everybody is asked about a conflict of interest anew, and the time limits start anew.",
        "What is new, and why does it matter?",
    ),
}
