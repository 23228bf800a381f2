"""A fictional case in nearly each state that the board knows, led there along the table by the verbs themselves.

One thing is not: the hour of a hearing that has begun is written down as it was. Nobody can arrange it afterwards.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django.utils import timezone

from portal.foundation.deadlines.models import Calendar
from portal.foundation.deadlines.words import LONDON
from portal.foundation.deadlines.working_days import CalendarName
from portal.foundation.people.models import User
from reviews.conduct.actions import assessing, deciding, publishing
from reviews.conduct.actions.citing import cite
from reviews.conduct.actions.grants import declare, give_grant
from reviews.conduct.actions.letters import dispatch, write_letter, write_notice
from reviews.conduct.actions.moving import move
from reviews.conduct.actions.papers import send_paper, write_paper
from reviews.conduct.filling import parties_of
from reviews.conduct.identity import acting_as
from reviews.conduct.models import (
    Alleged,
    Answer,
    CapacityRecord,
    Case,
    ChecklistAnswer,
    CodeEdition,
    CodeParagraph,
    Complainant,
    Factor,
    Finding,
    Grant,
    Hearing,
    LetterTemplate,
    Noted,
    Paper,
    PublicText,
    Sanction,
    Sending,
    Subject,
)
from reviews.conduct.states import Guard, Verb, row_for
from reviews.conduct.visibility import Artefact, Capacity

V = Verb
TO_ASSESSMENT = (V.ACKNOWLEDGE, V.REVIEW_JURISDICTION, V.BEGIN_ASSESSMENT)
TO_REPORT = (*TO_ASSESSMENT, V.INVESTIGATE, V.SEND_DRAFT, V.FINISH_REPORT)
TO_DECISION = (*TO_REPORT, V.SCHEDULE_HEARING, V.DECIDE)
WAYS: tuple[tuple[str, str, tuple[Verb, ...]], ...] = (
    ("ada.finch", "A reply on the council’s page ended in shouting.", (V.ACKNOWLEDGE, V.ASK_COMPLAINANT)),
    ("ben.rook", "A post said that my dog bites children.", (V.ACKNOWLEDGE,)),
    ("cleo.marsh", "A joke about my accent at the market.", (V.ACKNOWLEDGE, V.REVIEW_JURISDICTION)),
    ("dan.teasel", "A message called my petition a nuisance.", TO_ASSESSMENT),
    ("eve.alder", "A post named the wrong shop.", (*TO_ASSESSMENT, V.RESOLVE_INFORMALLY)),
    ("gita.wold", "A post about a planning application left out a fact.", (*TO_ASSESSMENT, V.TAKE_NO_ACTION)),
    ("hal.otter", "A remark at a fair about my pies.", (V.ACKNOWLEDGE, V.WITHDRAW)),
    ("isla.brook", "A post said that I do not pay for my pitch.", TO_REPORT[:-1]),
    ("jon.quill", "A reply called the band a racket.", TO_REPORT),
    ("kit.lark", "A comment about my garden.", (*TO_REPORT, V.FIND_NO_BREACH)),
    ("milo.crane", "A film of a meeting was cut short.", TO_DECISION[:-1]),
    ("nell.vetch", "A post called a volunteer lazy.", TO_DECISION),
    ("otto.reed", "A leaflet used my picture of the fair.", (*TO_DECISION, V.FOLLOW_UP)),
    ("pia.swift", "An old post about a bus.", (V.ACKNOWLEDGE, V.CLOSE_SUBJECT_LEFT)),
    ("quin.thorn", "A remark about my choir.", (V.ACKNOWLEDGE, V.WITHDRAW, V.REOPEN)),
)
"""Who complains, of what, and along which verbs; each ends in a state of its own."""
REASON = "It was one remark, taken back on the same day."
REASONS: Mapping[Verb, str] = {
    V.ASK_COMPLAINANT: "Which reply do you mean, and of which day?",
    V.WITHDRAW: "Both have made it up, and nothing else speaks for going on.",
    V.REOPEN: "There was a second remark.",
    V.FIND_NO_BREACH: "What was said was opinion, and allowed.",
    V.DECIDE: "The picture was used without asking.",
    V.CLOSE_SUBJECT_LEFT: "The member has stood down, and nothing can follow.",
}


@dataclass
class Way:
    """One case on its way: the people, and what its steps ask for."""

    people: Mapping[str, User]
    case: Case

    @property
    def mo(self) -> User:
        return self.people["mo"]

    def let_in(self, name: str, capacity: Capacity) -> User:
        """The person with that part, who has declared that no conflict stands against it."""
        person = self.people[name]
        with acting_as(self.mo.pk):
            is_in = Grant.objects.filter(case=self.case, person=person).exists()
        if not is_in:
            give_grant(case=self.case, person=person, capacity=capacity, reason="Works on the case.", by=self.mo)
            declare(case=self.case, has_conflict=False, words="", by=person)
        return person

    def first(self, model: Any, by: User | None = None, **of: Any) -> Any:
        with acting_as((by or self.mo).pk):
            return model.objects.filter(case=self.case, **of).select_related("case").last()

    def parties(self) -> list[Grant]:
        with acting_as(self.mo.pk):
            return list(Grant.objects.filter(case=self.case, capacity__in=(Capacity.COMPLAINANT, Capacity.SUBJECT)))

    def write(self, kind: Artefact, words: str, by: User, **more: Any) -> Paper:
        return write_paper(case=self.case, kind=kind, words=words, by=by, **more)

    def go(self, verbs: tuple[Verb, ...]) -> "Way":
        declare(case=self.case, has_conflict=False, words="", by=self.mo)
        for verb in verbs:
            by = PREPARE[verb](self) if verb in PREPARE else None
            with acting_as(self.mo.pk):
                now = Case.objects.get(pk=self.case.pk)
            row = row_for(verb, now.state)
            asked = row is not None and {Guard.REASON, Guard.QUESTION} & set(row.guards)
            reason = REASONS.get(verb, REASON) if asked else ""
            move(case=self.case, verb=verb, by=by or self.mo, version=now.version, reason=reason)
        return self


Preparing = Callable[[Way], User | None]


def _assessable(way: Way) -> None:
    with acting_as(way.mo.pk):
        alleged = Alleged.objects.select_related("case", "allegation").get(case=way.case)
        code = CodeEdition.objects.in_force_on(alleged.allegation.conduct_from)
        paragraphs = list(CodeParagraph.objects.filter(edition__in=code, category=CodeParagraph.Category.RESPECT))
    cite(alleged=alleged, paragraphs=paragraphs, by=way.mo)
    answers = dict.fromkeys(ChecklistAnswer.Question.values, (Answer.YES, ""))
    assessing.answer_checklist(case=way.case, answers=answers, by=way.mo)
    assessing.record_capacity(
        case=way.case,
        looked=assessing.Looked(bio_tells_role=Answer.YES),
        conclusion=CapacityRecord.Conclusion.IMPRESSION,
        reasons="The profile names the office.",
        by=way.mo,
    )
    assessing.notify_subject(subject=way.first(Subject), words=way.first(Paper, kind="complaint").words, by=way.mo)


def _weighed(way: Way) -> None:
    _view(way, "A word between the two would do.")
    assessing.weigh(case=way.case, factors={Factor.Kind.SERIOUSNESS: "A remark, and short."}, by=way.mo)


def _view(way: Way, words: str) -> None:
    adviser = way.let_in("independent", Capacity.COUNCILS_IP)
    way.write(Artefact.VIEW, words, adviser, dated_on=timezone.localdate())


def _planned(way: Way) -> None:
    assessing.weigh(case=way.case, factors={Factor.Kind.OTHER_REMEDY: ""}, by=way.mo)
    by_day = timezone.localdate() + timedelta(days=14)
    deciding.plan_action(case=way.case, what="A correction", who="The member", due_on=by_day, by=way.mo)


def _investigable(way: Way) -> None:
    way.let_in("investigator", Capacity.INVESTIGATOR)
    _weighed(way)
    named = way.first(Grant, capacity=Capacity.INVESTIGATOR)
    ends = timezone.localdate() + timedelta(days=80)
    deciding.plan_investigation(case=way.case, investigator=named, scope="The post.", target_on=ends, by=way.mo)


def _drafted(way: Way) -> User:
    by = way.people["investigator"]
    draft = way.write(Artefact.DRAFT_REPORT, "Draft: what was said, and who read it.", by)
    send_paper(paper=draft, to=way.parties(), way=Sending.Way.PORTAL, by=by)
    return by


def _reported(way: Way) -> User:
    for party in way.parties():
        way.write(Artefact.DRAFT_COMMENTS, "Nothing to add.", way.mo, in_name_of=party)
    way.write(Artefact.FINAL_REPORT, "Final: paragraph 1.1 was not kept to.", way.people["investigator"])
    return way.people["investigator"]


def _viewed(way: Way) -> None:
    _view(way, "I agree with the report.")


def _arranged(way: Way) -> None:
    _viewed(way)
    for name in ("member", "member3", "panel"):
        way.let_in(name, Capacity.PANEL)
    way.let_in("clerk", Capacity.CLERK)
    service = Calendar.objects.working(CalendarName.SERVICE)
    at = datetime.combine(service.next_working(timezone.localdate() + timedelta(days=40)), time(10), LONDON)
    deciding.arrange_hearing(case=way.case, starts_at=at, place="Committee room 1", by=way.mo)


def _heard(way: Way) -> User:
    clerk, mo = way.people["clerk"], way.mo
    with acting_as(mo.pk):
        began = timezone.now() - timedelta(hours=3)
        Hearing(case=way.case, starts_at=began, place="Committee room 1", by=mo).save(force_insert=True)
    alleged = way.first(Alleged, clerk)
    with acting_as(clerk.pk):
        cited = [one.paragraph for one in alleged.cited.select_related("paragraph")]
    outcome = Finding.Outcome.WITH_ACTION
    finding = deciding.find(alleged=alleged, outcome=outcome, reasons="It was not so.", paragraphs=cited, by=clerk)
    due_on = timezone.localdate() + timedelta(days=60)
    deciding.impose(finding=finding, sanction=Sanction.objects.get(key="training"), due_on=due_on, by=clerk)
    return clerk


def _told(way: Way) -> None:
    """The notice goes to both sides, which counts as telling them."""
    notice = _notice(way)
    with acting_as(way.mo.pk):
        parties = [party for party in parties_of(way.case) if party.grant in way.parties()]
    for party in parties:
        dispatch(paper=notice, to=party, way=Sending.Way.PORTAL, note="", made_outside=False, by=way.mo)


def _notice(way: Way) -> Paper:
    template = LetterTemplate.objects.current().get(kind=LetterTemplate.Kind.DECISION_NOTICE)
    words = "## The decision and the reasons\n\nParagraph 1.1 was not kept to."
    return write_notice(
        case=way.case, template=template, subject=way.first(Subject), title="Decision notice", words=words, by=way.mo
    )  # fmt: skip


def _wants_out(way: Way) -> None:
    one = way.first(Complainant)
    assessing.ask_to_withdraw(case=way.case, words="We have made it up.", complainant=one, by=way.mo)


def _left(way: Way) -> None:
    assessing.note_left_office(subject=way.first(Subject), on=timezone.localdate(), by=way.mo)


def _new(way: Way) -> None:
    assessing.note(
        case=way.case, kind=Noted.Kind.NEW_MATERIAL, on=timezone.localdate(), words="A second post.", by=way.mo
    )  # fmt: skip


PREPARE: Mapping[Verb, Preparing] = {
    V.BEGIN_ASSESSMENT: _assessable,
    V.TAKE_NO_ACTION: _weighed,
    V.RESOLVE_INFORMALLY: _planned,
    V.INVESTIGATE: _investigable,
    V.SEND_DRAFT: _drafted,
    V.FINISH_REPORT: _reported,
    V.FIND_NO_BREACH: _viewed,
    V.SCHEDULE_HEARING: _arranged,
    V.DECIDE: _heard,
    V.FOLLOW_UP: _told,
    V.WITHDRAW: _wants_out,
    V.CLOSE_SUBJECT_LEFT: _left,
    V.REOPEN: _new,
}
"""What the guards of a step ask for; who takes it, when it is not the holding officer."""


def lead_everywhere(people: Mapping[str, User], receive: Callable[[str, str], Case]) -> None:
    """A case to the end of each way. ``receive`` takes who complains and of what."""
    for who, words, verbs in WAYS:
        way = Way(people, receive(who, words)).go(verbs)
        if verbs[-1] == V.FOLLOW_UP:
            _publish(way)
        if verbs[-1] == V.TAKE_NO_ACTION:
            _explain(way)


def _explain(way: Way) -> None:
    """The letters with the reasons, sent to both sides."""
    template = LetterTemplate.objects.current().get(kind=LetterTemplate.Kind.NO_ACTION)
    with acting_as(way.mo.pk):
        parties = [party for party in parties_of(way.case) if party.grant in way.parties()]
    for party in parties:
        letter = write_letter(
            case=way.case, template=template, party=party, title="No further action", words=REASON, by=way.mo
        )  # fmt: skip
        dispatch(paper=letter, to=party, way=Sending.Way.PORTAL, note="", made_outside=False, by=way.mo)


def _publish(way: Way) -> None:
    text = publishing.Redacted(
        title="Decision about a leaflet",
        words="A member used a picture without asking whose it was, and has been trained.",
        outcome=PublicText.Outcome.BREACH,
        names_member=True,
    )
    written = publishing.write_public_text(notice=way.first(Paper, kind=Artefact.NOTICE), text=text, by=way.mo)
    until = timezone.localdate() + timedelta(days=90)
    publishing.publish(text=written, show_until=until, reason="A breach was found.", care_words="Shown", by=way.mo)
