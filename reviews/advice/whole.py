"""The whole record of one request, for disclosure and for the hash that its tombstone keeps.

Structured fields stand apart from what people wrote. A name, an address, or an office that one person holds says what
stands in its place when the record goes out without identity. The paths count within the record (``message.2.text``);
since nothing in it is ever removed, a path always means the same words.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from uuid import UUID

from django.db.models import Min, Prefetch
from django.utils import timezone

from portal.foundation.deadlines.models import Clock as KeptClock
from portal.foundation.deadlines.words import day_in_words
from portal.foundation.people.models import User
from portal.foundation.records.labels import Label
from portal.foundation.records.whole import LEFT_OUT, NAME_LEFT_OUT, Field, Section, WholeRecord
from reviews.advice import asking, showing
from reviews.advice.models import Answer, Citation, CitationReview, Message, Note, Request, SecondLook, Usefulness
from reviews.advice.states import Clock, State, Verb
from reviews.advice.traces import TITLES

ROLE_LEFT_OUT = "[office left out]"
CLOCK_NAMES = {
    Clock.FIRST_LOOK: "First look",
    Clock.ANSWER: "Answer",
    Clock.OFFICE_ACCEPT: "Acceptance by the office it was passed to",
    Clock.OFFICE_ANSWER: "Answer of the office it was passed to",
    Clock.AGAIN: "Answer to what was asked again",
}
OFFICE_STEPS = {Verb.ESCALATE, Verb.ACCEPT, Verb.SHARE_WITH_MO, Verb.ANSWER_AS_MO, Verb.ASK_MEMBER_AS_MO}
"""Steps whose name tells of an office that one person holds."""
OFFICE_NOTES = {Note.Sort.RETURNED, Note.Sort.HERE}
"""The same of notes."""
TOLD_APART = {"when", "readers"}


class _Builder:
    """Collects the people who occur, while the sections are made."""

    def __init__(self) -> None:
        self.people: set[str] = set()

    def person(self, path: str, name: str, who: User | None) -> Field:
        if who is None:
            return Field(path, name, "The portal itself")
        self.people |= {who.full_name, who.email, *_parts(who.full_name), who.email.partition("@")[0]}
        return Field(path, name, f"{who.full_name} ({who.email})", anonymous=NAME_LEFT_OUT)


def _parts(name: str) -> set[str]:
    """First names and surnames, without titles and initials."""
    return {part for part in re.split(r"[\s.,]+", name) if len(part) > 2 and part.casefold() not in TITLES}


def whole_record(pk: UUID) -> WholeRecord:
    """Everything that is kept about the request, notes included. Raises Request.DoesNotExist."""
    item = Request.objects.for_lists().select_related("logged_by", "private_to", "follows", "duplicate_of").get(pk=pk)
    build = _Builder()
    sections = [
        Section("Particulars", tuple(_particulars(item, build))),
        *_wordings(item, build),
        *_pictures(item, build),
        *_messages(item, build),
        *_answers(item, build),
        *_second_looks(item, build),
        *_notes(item, build),
        Section("What happened", tuple(_history(item, build))),
        *_clocks(item),
    ]
    people = tuple(sorted(build.people, key=lambda name: (-len(name), name)))
    return WholeRecord("Advice request", item.reference, f"Advice request {item.reference}", tuple(sections), people)


def is_from_office(pk: UUID) -> bool:
    """Whether the Monitoring Officer's office gave advice in it."""
    return Answer.objects.filter(item=pk, source=Answer.Source.OFFICE).exists()


def _particulars(item: Request, build: _Builder) -> Iterator[Field]:
    yield Field("reference", "Reference", item.reference)
    yield Field("state", "State", item.get_state_display(), anonymous=_of_office(item.state == State.ESCALATED))
    yield build.person("member", "Member", item.member)
    yield build.person("asked_by", "Asked by", item.asked_by)
    for path, name, who in (
        ("logged_by", "Written down by", item.logged_by),
        ("adviser", "Adviser", item.adviser),
        ("accepted_by", "Accepted by", item.accepted_by),
        ("private_to", "First read by", item.private_to),
    ):
        if who is not None:
            yield build.person(path, name, who)
    yield from _asked(item)
    for path, name, at in (
        ("created_at", "Begun", item.created_at),
        ("submitted_at", "Sent", item.submitted_at),
        ("escalated_at", "Passed on", item.escalated_at),
        ("answered_at", "Last answered", item.answered_at),
        ("ended_at", "Ended", item.ended_at),
        ("wanted_at", "Still wanted, said the member", item.wanted_at),
    ):
        if at is not None:
            yield Field(path, name, _when(at))
    yield from _ends(item)


def _asked(item: Request) -> Iterator[Field]:
    """What the member filled in, field by field; the wording has its own section."""
    readers = showing.shown(item, "readers")
    yield Field("readers", "Who answers", readers, anonymous=_of_office(item.office_only))
    for question in asking.questions_for(item, is_member=True):
        if question.step in {"pictures", "first-steps", "wording", *TOLD_APART}:
            continue
        value = showing.shown(item, question.step)
        is_text = question.step in {"question", "urgent", "link"}
        anonymous = LEFT_OUT if question.step == "link" and value else None
        yield Field(question.step, question.short, value, is_text=is_text, anonymous=anonymous)
    if item.intended_at is not None:
        yield Field("intended_at", "To be posted", showing.goes_out(item))


def _ends(item: Request) -> Iterator[Field]:
    for path, name, value in (
        ("decline_reason", "Not taken up because", item.get_decline_reason_display()),
        ("signpost", "Shown the way to", item.get_signpost_display()),
        ("redirect_to", "Shown another way", item.get_redirect_to_display()),
        ("follows", "Asked anew after", item.follows.reference if item.follows else ""),
        ("duplicate_of", "Asked before in", item.duplicate_of.reference if item.duplicate_of else ""),
    ):
        if value:
            yield Field(path, name, value, anonymous=_of_office(path in {"signpost", "redirect_to"}))
    helped = Usefulness.objects.filter(item=item).first()
    if helped is not None:
        yield Field("helped", "Did it help?", helped.get_helped_display())


def _of_office(is_so: bool) -> str | None:
    return ROLE_LEFT_OUT if is_so else None


def _wordings(item: Request, build: _Builder) -> Iterator[Section]:
    for number, wording in enumerate(item.wordings.select_related("by"), start=1):
        path = f"wording.{number}"
        fields = (
            Field(f"{path}.text", "Words", wording.text, is_text=True),
            Field(f"{path}.sha256", "SHA-256", wording.sha256, follows=(f"{path}.text",)),
            build.person(f"{path}.by", "By", wording.by),
            Field(f"{path}.at", "When", _when(wording.at)),
        )
        yield Section(f"Wording {wording.number}", fields)


def _pictures(item: Request, build: _Builder) -> Iterator[Section]:
    for number, picture in enumerate(item.pictures.select_related("file", "by"), start=1):
        path, file = f"picture.{number}", picture.file
        fields = (
            Field(f"{path}.name", "File name", file.name, is_text=True, anonymous=LEFT_OUT),
            Field(f"{path}.type", "Type and size", f"{file.media_type}, {file.size} bytes"),
            # Whoever finds the picture where somebody posted it could tell by its hash whose request this is.
            Field(
                f"{path}.sha256",
                "SHA-256 of the file as sent",
                file.sha256,
                anonymous=LEFT_OUT,
                follows=(f"{path}.name",),
            ),
            build.person(f"{path}.by", "By", picture.by),
            Field(f"{path}.at", "When", _when(picture.at)),
        )
        yield Section(f"Picture {number}", fields)


def _messages(item: Request, build: _Builder) -> Iterator[Section]:
    for number, message in enumerate(item.messages.select_related("by"), start=1):
        path = f"message.{number}"
        is_office = message.sender == Message.Sender.OFFICE
        fields = (
            Field(f"{path}.sort", "What", message.get_sort_display()),
            Field(f"{path}.sender", "From", message.get_sender_display(), anonymous=_of_office(is_office)),
            Field(f"{path}.text", "Words", message.text, is_text=True),
            build.person(f"{path}.by", "By", message.by),
            Field(f"{path}.at", "When", _when(message.at)),
        )
        yield Section(f"Message {number}", fields)


def _notes(item: Request, build: _Builder) -> Iterator[Section]:
    for number, note in enumerate(item.notes.select_related("by"), start=1):
        path = f"note.{number}"
        sort = f"{note.get_sort_display()}: {note.get_reason_display()}" if note.reason else note.get_sort_display()
        fields = (
            Field(f"{path}.sort", "What", sort, anonymous=_of_office(note.sort in OFFICE_NOTES)),
            Field(f"{path}.text", "Words", note.text, is_text=True),
            build.person(f"{path}.by", "By", note.by),
            Field(f"{path}.at", "When", _when(note.at)),
        )
        yield Section(f"Internal note {number}", fields)


def _answers(item: Request, build: _Builder) -> Iterator[Section]:
    reviews = CitationReview.objects.select_related("by", "found")
    cited = Citation.objects.select_related("point__section", "point__edition__document")
    answers = item.answers.select_related("by", "wording", "second_look").prefetch_related(
        Prefetch("citations", cited.prefetch_related(Prefetch("reviews", reviews)))
    )
    for answer in answers:
        path = f"answer.{answer.number}"
        yield Section(f"Answer {answer.number}", tuple(_answer(answer, path, build)))


def _answer(answer: Answer, path: str, build: _Builder) -> Iterator[Field]:
    is_office = answer.source == Answer.Source.OFFICE
    yield Field(f"{path}.source", "From", answer.get_source_display(), anonymous=_of_office(is_office))
    yield Field(f"{path}.stance", "Stance", f"{answer.get_stance_display()}. {answer.stance_meaning()}")
    offers = Label.S42 if answer.is_privileged else ""
    yield Field(f"{path}.text", "Why", answer.text, is_text=True, offers=offers)
    if answer.suggested_wording:
        yield Field(f"{path}.suggested", "Suggested wording", answer.suggested_wording, is_text=True, offers=offers)
    if answer.wording:
        yield Field(f"{path}.about", "About", str(answer.wording))
    if answer.no_point_applies:
        yield Field(f"{path}.no_point", "No point applies, since", answer.no_point_reason, is_text=True, offers=offers)
    if answer.unreviewed_because:
        yield Field(f"{path}.unreviewed", "No second look, since", answer.get_unreviewed_because_display())
    if answer.risks:
        yield Field(f"{path}.risks", "What the adviser saw in it", "; ".join(answer.risk_names()))
    if answer.is_privileged:
        yield Field(f"{path}.privileged", "Privilege", "Given as legal advice (privileged)")
    yield build.person(f"{path}.by", "By", answer.by)
    yield Field(f"{path}.at", "When", _when(answer.at))
    for number, citation in enumerate(answer.citations.all(), start=1):
        yield from _cited(citation, f"{path}.point.{number}", build)


def _cited(citation: Citation, path: str, build: _Builder) -> Iterator[Field]:
    point = citation.point
    yield Field(path, f"Point as it stood: {point.citation_label}", point.text)
    yield Field(f"{path}.sha256", "SHA-256 of the point", citation.point_hash, follows=(path,))
    for number, review in enumerate(citation.reviews.all(), start=1):
        yield build.person(f"{path}.review.{number}.by", "Found that the answer still holds", review.by)
        yield Field(f"{path}.review.{number}.at", "When", _when(review.at))


def _second_looks(item: Request, build: _Builder) -> Iterator[Section]:
    looks = item.second_looks.select_related("asked_by", "by").prefetch_related("points__edition__document")
    for number, look in enumerate(looks, start=1):
        yield Section(f"Second look {number}", tuple(_second_look(look, f"look.{number}", build)))


def _second_look(look: SecondLook, path: str, build: _Builder) -> Iterator[Field]:
    texts = tuple(f"{path}.{part}" for part in ("text", "suggested", "no_point"))
    yield build.person(f"{path}.asked_by", "Asked by", look.asked_by)
    yield Field(f"{path}.asked_at", "Asked", _when(look.asked_at))
    yield Field(f"{path}.stance", "Stance", look.get_stance_display())
    yield Field(texts[0], "Words", look.text, is_text=True)
    yield Field(texts[1], "Suggested wording", look.suggested_wording, is_text=True)
    yield Field(texts[2], "No point applies, since", look.no_point_reason, is_text=True)
    yield Field(f"{path}.points", "Points", "; ".join(point.citation_label for point in look.cited()))
    yield Field(f"{path}.sha256", "SHA-256 of what was looked at", look.content_hash, follows=texts)
    if look.by is not None and look.at is not None:
        yield build.person(f"{path}.by", "Taken by", look.by)
        yield Field(f"{path}.at", "Taken", _when(look.at))
        yield Field(f"{path}.agrees", "Agrees", "Yes" if look.agrees else "No")
        yield Field(f"{path}.note", "Note", look.note, is_text=True)


def _history(item: Request, build: _Builder) -> Iterator[Field]:
    for number, step in enumerate(item.history.select_related("by"), start=1):
        path = f"step.{number}"
        told = f"{_when(step.at)}: {step.get_verb_display()}"
        hidden = f"{_when(step.at)}: {ROLE_LEFT_OUT}" if step.verb in OFFICE_STEPS else None
        yield Field(path, f"Step {number}", told, anonymous=hidden)
        yield build.person(f"{path}.by", f"Step {number} by", step.by)


def _clocks(item: Request) -> Iterable[Section]:
    fields = []
    # In the order in which they were started: a clock that comes later takes no other one's path.
    kept = KeptClock.objects.about(item).annotate(begun=Min("events__id")).order_by("begun")
    for number, clock in enumerate(kept, start=1):
        name, _, turn = clock.name.partition("#")
        title = CLOCK_NAMES[Clock(name)] + (f", time {turn}" if turn else "")
        words = " ".join([f"{clock.get_state_display()}.", *clock.reckoning().sentences])
        fields.append(Field(f"clock.{number}", title, words))
    return [Section("Clocks", tuple(fields))] if fields else []


def _when(moment: datetime) -> str:
    """To the second, in Europe/London: "22 November 2026, 14:05:09"."""
    local = timezone.localtime(moment)
    return f"{day_in_words(local.date())}, {local:%H:%M:%S}"
