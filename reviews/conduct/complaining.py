"""The questions of the form for complaints, their order, and what the answers come to. Pure.

Answers are kept as plain JSON by step. Nothing here refuses a complaint for being late, for quoting no paragraph of the
Code or for being without a name: that is the Monitoring Officer's to weigh (brief, 5.1 and 5.2).
"""

import calendar
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from reviews.conduct.models import Case, Need

Answers = Mapping[str, Any]
MAX_ALLEGATIONS = 20
MAX_FILES = 20
MAX_TEXT = 50_000
"""Characters of one allegation, and of anything else that a party writes at once."""


@dataclass(frozen=True)
class Question:
    """One page of the form."""

    step: str
    title: str
    must: bool = True


QUESTIONS = (
    Question("taken", "How it reached us, and who agreed"),
    Question("when", "When did it happen?"),
    Question("members", "Which members is it about?"),
    Question("allegations", "What happened?"),
    Question("evidence", "Do you have anything that shows it?", must=False),
    Question("contacted", "Have you spoken to the member about it?"),
    Question("outcome", "What would put it right?", must=False),
    Question("you", "Who is complaining?"),
    Question("contact", "How can we reach you?"),
    Question("needs", "What would make this easier for you?", must=False),
    Question("name", "May the member know your name?"),
)
TITLES = {question.step: question.title for question in QUESTIONS}


def questions_for(answers: Answers, *, is_desk: bool) -> tuple[Question, ...]:
    """Those that are asked: of consent only at the desk, of the name only when there is one."""
    left_out = {""} if is_desk else {"taken"}
    if is_nameless(answers):
        left_out |= {"name"}
    return tuple(question for question in QUESTIONS if question.step not in left_out)


def is_nameless(answers: Answers) -> bool:
    return bool(answers.get("you", {}).get("has_name") == "no")


def is_answered(answers: Answers, question: Question) -> bool:
    if question.step == "allegations":
        return bool(answers.get("allegations")) and not unconcerned(answers)
    return question.step in answers or not question.must


def missing(answers: Answers, *, is_desk: bool) -> tuple[Question, ...]:
    return tuple(q for q in questions_for(answers, is_desk=is_desk) if not is_answered(answers, q))


def step_after(answers: Answers, step: str, *, is_desk: bool) -> str:
    """The step that follows; "check" after the last one."""
    steps = [question.step for question in questions_for(answers, is_desk=is_desk)]
    place = steps.index(step) + 1 if step in steps else 0
    return steps[place] if place < len(steps) else "check"


def step_before(answers: Answers, step: str, *, is_desk: bool) -> str:
    """The step before; "" before the first one."""
    steps = [question.step for question in questions_for(answers, is_desk=is_desk)]
    place = steps.index(step) if step in steps else len(steps)
    return steps[place - 1] if place else ""


def first_day(answers: Answers) -> date | None:
    """The first day of all that is alleged."""
    days = [item["conduct_from"] for item in answers.get("allegations", [])]
    days += [answers["when"]["first_on"]] if "when" in answers else []
    return min(map(date.fromisoformat, days), default=None)


def is_late(answers: Answers, *, today: date, months: int) -> bool:
    """Whether the oldest conduct is more than so many calendar months ago: a soft warning and nothing else."""
    first = first_day(answers)
    return first is not None and months_after(first, months) < today


def months_after(day: date, months: int) -> date:
    """The same day so many calendar months later; the last of the month when there is none."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def chosen(answers: Answers) -> list[tuple[str, str]]:
    """The members that were named: (key, name). A key is an id, or "named:" and the place of a typed name."""
    members = answers.get("members", {})
    listed = [(key, members["names"][key]) for key in members.get("listed", [])]
    return listed + [(f"named:{place}", name) for place, name in enumerate(members.get("typed", []))]


def against(answers: Answers, item: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Of one allegation, those of its members who are still among the named; all of them when none is left."""
    everybody = chosen(answers)
    return [one for one in everybody if one[0] in item["against"]] or everybody


def unconcerned(answers: Answers) -> list[str]:
    """Names of those who were chosen, and of whom nothing is alleged yet."""
    concerned = {key for item in answers.get("allegations", []) for key, _ in against(answers, item)}
    return [name for key, name in chosen(answers) if key not in concerned]


def in_words(day: str) -> str:
    found = date.fromisoformat(day)
    return f"{found.day} {found:%B %Y}"


def days_of(item: Mapping[str, Any]) -> str:
    begins, ends = in_words(item["conduct_from"]), item.get("conduct_until")
    return f"{begins} to {in_words(ends)}" if ends else begins


def as_text(answers: Answers) -> str:
    """The whole complaint as one text, without contact details, as it is kept and may be sent on."""
    return "\n\n".join(block.strip() for block in _blocks(answers))


def _blocks(answers: Answers) -> Iterator[str]:
    yield "About: " + "; ".join(name for _, name in chosen(answers))
    if parish := answers.get("members", {}).get("parish", ""):
        yield f"Acting for another council: {parish}"
    for number, item in enumerate(answers.get("allegations", []), start=1):
        who = "; ".join(name for _, name in against(answers, item))
        yield f"Allegation {number} ({who}; {days_of(item)})\n{item['words']}"
    contacted = answers.get("contacted", {})
    if contacted:
        yield f"Spoken to the member: {contacted['has_spoken']}\n{contacted.get('words', '')}"
    if wanted := answers.get("outcome", {}).get("words", ""):
        yield f"What would put it right\n{wanted}"


@dataclass(frozen=True)
class Line:
    """One line of the page on which the answers are checked."""

    step: str
    key: str
    value: str


def lines(answers: Answers, files: Sequence[str], *, is_desk: bool) -> list[Line]:
    """What was answered, in words."""
    words = {
        "taken": _taken, "when": _when, "members": _members, "allegations": _allegations, "contacted": _contacted,
        "outcome": _outcome, "you": _you, "contact": _contact, "needs": _needs, "name": _name,
    }  # fmt: skip
    return [
        Line(q.step, q.title, "\n".join(files) if q.step == "evidence" else words[q.step](answers))
        for q in questions_for(answers, is_desk=is_desk)
    ]


def _taken(answers: Answers) -> str:
    taken = answers.get("taken")
    if not taken:
        return ""
    agreed = f"{taken['who']} agreed on {in_words(taken['given_on'])}: {taken['how']}"
    return f"{Case.Source(taken['source']).label}, received {in_words(taken['received_on'])}\n{agreed}"


def _when(answers: Answers) -> str:
    when = answers.get("when")
    return days_of({"conduct_from": when["first_on"], "conduct_until": when.get("last_on")}) if when else ""


def _members(answers: Answers) -> str:
    parish = answers.get("members", {}).get("parish", "")
    return "\n".join([*(name for _, name in chosen(answers)), *([parish] if parish else [])])


def _allegations(answers: Answers) -> str:
    return "\n\n".join(
        f"{number}. {'; '.join(name for _, name in against(answers, item))}, {days_of(item)}\n{item['words']}"
        for number, item in enumerate(answers.get("allegations", []), start=1)
    )


def _contacted(answers: Answers) -> str:
    contacted = answers.get("contacted", {})
    return "\n".join(filter(None, [contacted.get("has_spoken", "").capitalize(), contacted.get("words", "")]))


def _outcome(answers: Answers) -> str:
    return str(answers.get("outcome", {}).get("words", ""))


def _you(answers: Answers) -> str:
    return "Without a name" if is_nameless(answers) else str(answers.get("you", {}).get("name", ""))


def _contact(answers: Answers) -> str:
    contact = answers.get("contact", {})
    return "\n".join(contact[way] for way in ("email", "telephone", "address") if contact.get(way))


def _needs(answers: Answers) -> str:
    needs = answers.get("needs", {})
    form = dict(Need.Format.choices).get(needs.get("format", ""), "")
    return "\n".join(filter(None, [form, needs.get("adjustments", ""), needs.get("supporter", "")]))


def _name(answers: Answers) -> str:
    name = answers.get("name", {})
    if not name:
        return ""
    return f"I ask for it to be withheld:\n{name['reasons']}" if name["ask"] == "yes" else "Yes"
