"""Which questions a member is asked, in which order, and which of them must be answered. Pure."""

from collections.abc import Callable
from dataclasses import dataclass

from reviews.advice.choices import Kind
from reviews.advice.models import Request

Answer = Callable[[Request], bool]


def _always(item: Request) -> bool:
    return True


def _never(item: Request) -> bool:
    return False


def _is_online(item: Request) -> bool:
    return item.kind != Kind.GENERAL


def _has_link(item: Request) -> bool:
    return item.kind in (Kind.POSTED, Kind.REPLY)


def _is_to_come(item: Request) -> bool:
    return item.kind in (Kind.BEFORE, Kind.REPLY)


def _needs_wording(item: Request) -> bool:
    return item.kind in (Kind.BEFORE, Kind.POSTED)


@dataclass(frozen=True)
class Question:
    """One page of the form. ``missing`` says whether the answer is required and not there yet."""

    step: str
    title: str
    short: str
    applies: Answer = _always
    missing: Answer = _never
    field: str = ""


QUESTIONS: tuple[Question, ...] = (
    Question("readers", "Who should answer?", "Who answers", field="office_only"),
    Question("kind", "What is it about?", "About", missing=lambda item: not item.kind, field="kind"),
    Question(
        "first-steps",
        "Before you change anything",
        "First steps",
        applies=lambda item: item.kind == Kind.POSTED,
    ),
    Question(
        "platforms",
        "Where is it, or where will it be?",
        "Platforms",
        _is_online,
        lambda item: not item.platforms,
        "platforms",
    ),
    Question("account", "Which account is it?", "Account", _is_online, lambda item: not item.account, "account"),
    Question(
        "wording",
        "What is the exact wording?",
        "Wording",
        lambda item: item.has_wording,
        lambda item: _needs_wording(item) and not item.draft_wording,
        "draft_wording",
    ),
    Question("link", "Is there a link to it?", "Link", _has_link, field="link"),
    Question("pictures", "Do you want to add pictures?", "Pictures"),
    Question("when", "When is it to go out?", "Goes out", _is_to_come, field="intended_at"),
    Question("urgent", "Is it urgent?", "Urgent", field="is_urgent"),
    Question("topics", "What does it touch on?", "Topics", missing=lambda item: not item.topics, field="topics"),
    Question(
        "question",
        "What would you like to know?",
        "Question",
        missing=lambda item: not item.question and not _needs_wording(item),
        field="question",
    ),
)
STEPS: tuple[str, ...] = tuple(question.step for question in QUESTIONS)


def questions_for(item: Request, *, is_member: bool) -> list[Question]:
    """The questions of this request. Only the member themself may choose the Monitoring Officer's office."""
    return [q for q in QUESTIONS if q.applies(item) and (is_member or q.step != "readers")]


def missing(item: Request) -> list[Question]:
    """Required questions without an answer; a request is sent when there are none."""
    return [q for q in QUESTIONS if q.applies(item) and q.missing(item)]


def next_question(item: Request, *, is_member: bool) -> Question | None:
    """The first question that was neither answered nor passed; None when it is time to check the answers."""
    return next(
        (q for q in questions_for(item, is_member=is_member) if q.missing(item) or q.step not in item.steps_done),
        None,
    )


def question_after(item: Request, step: str, *, is_member: bool) -> Question | None:
    asked = questions_for(item, is_member=is_member)
    return next((q for q in asked if STEPS.index(q.step) > STEPS.index(step)), None)


def question_before(item: Request, step: str, *, is_member: bool) -> Question | None:
    asked = questions_for(item, is_member=is_member)
    return next((q for q in reversed(asked) if STEPS.index(q.step) < STEPS.index(step)), None)
