"""What is on record of a case beside its papers, as one list. Each row is there for whom the wall shows it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from portal.foundation.deadlines.words import day_in_words, in_words, list_in_words
from reviews.conduct.models import (
    Answer,
    CapacityRecord,
    Case,
    ChecklistAnswer,
    Factor,
    Hearing,
    IdentityDecision,
    Investigation,
    Noted,
    Reply,
    ResolutionAction,
    Told,
)
from reviews.conduct.views.deciding import published_by


@dataclass(frozen=True)
class OnRecord:
    """One fact: what it is, what it says, in whose words, and when it was written (UTC)."""

    what: str
    says: str
    words: str
    at: datetime
    more: Sequence[tuple[str, str]] = ()
    """What else was written down of it, by name; what was left empty is not there."""


def recorded(case: Case) -> list[OnRecord]:
    """The newest answer to each question, and every other fact, in the order of the work."""
    return [*_checklist(case), *_assessed(case), *_noted(case), *_planned(case), *_heard(case)]


def _checklist(case: Case) -> Iterator[OnRecord]:
    rows = {row.question: row for row in ChecklistAnswer.objects.filter(case=case).order_by("at", "id")}
    for value, label in ChecklistAnswer.Question.choices:
        if row := rows.get(value):
            yield OnRecord(label, str(Answer(row.answer).label), row.words, row.at)


def _assessed(case: Case) -> Iterator[OnRecord]:
    for record in CapacityRecord.objects.filter(case=case):
        yield OnRecord("Capacity", record.get_conclusion_display(), record.reasons, record.at, more=_looked_at(record))
    for factor in Factor.objects.filter(case=case):
        yield OnRecord("Assessed", factor.get_kind_display(), factor.words, factor.at)
    for decision in IdentityDecision.objects.filter(case=case):
        says = "Withheld" if decision.is_granted else "Not withheld; withdrawal was offered first"
        yield OnRecord("A complainant’s name", says, decision.reasons, decision.at)


def _looked_at(record: CapacityRecord) -> list[tuple[str, str]]:
    """What the conclusion on capacity stands on."""
    asked = [field for field in record._meta.fields if field.choices == Answer.choices]
    return _filled(
        ("Account", record.account),
        *((str(field.verbose_name), str(Answer(getattr(record, field.name)).label)) for field in asked),
        ("In a private group: who is in it?", record.private_group),
        ("Who would reasonably see it?", record.seen_by),
    )


def _filled(*rows: tuple[str, str]) -> list[tuple[str, str]]:
    return [(name, words) for name, words in rows if words]


def _noted(case: Case) -> Iterator[OnRecord]:
    for note in Noted.objects.filter(case=case):
        yield OnRecord(note.get_kind_display(), day_in_words(note.on), note.words, note.at)
    for reply in Reply.objects.filter(case=case):
        says = f"Given, until {day_in_words(reply.until)}" if reply.until else "Not given"
        yield OnRecord("A request for more time", says, reply.words, reply.at)
    for told in Told.objects.filter(case=case):
        who = "The complainant was told" if told.complainant_id else "The member was told"
        yield OnRecord(who, f"{day_in_words(told.on)}, {told.get_way_display().lower()}", told.words, told.at)


def _planned(case: Case) -> Iterator[OnRecord]:
    for action in ResolutionAction.objects.filter(case=case):
        says = f"{action.who}, by {day_in_words(action.due_on)}: {action.get_outcome_display().lower()}"
        yield OnRecord("Action", says, action.what, action.at, more=_filled(("How it went", action.words)))
    for plan in Investigation.objects.filter(case=case):
        says, how = f"Target date {day_in_words(plan.target_on)}", _filled(("How it is to be done", plan.plan))
        yield OnRecord("Investigation", says, plan.scope, plan.at, more=how)


def _heard(case: Case) -> Iterator[OnRecord]:
    """The hearing that stands, for those who read what is the panel's."""
    if hearing := Hearing.objects.filter(case=case).last():
        public = "Open to the public."
        if not hearing.is_open:
            public = f"Without the public, by {list_in_words(hearing.paragraphs.split(','))} of Schedule 12A."
        says = f"{in_words(hearing.starts_at)}, {hearing.place}. {public} {published_by(hearing)}"
        yield OnRecord("Hearing", says, hearing.closed_because, hearing.at)
