"""A case that goes to any state along the table, by the verbs themselves; and what meets or breaks each guard."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

import time_machine
from django.utils import timezone

from portal.foundation.deadlines.words import LONDON
from portal.foundation.people.models import User
from reviews.conduct.actions import assessing, deciding
from reviews.conduct.actions.grants import declare, give_grant, hand_over, revoke_grant
from reviews.conduct.actions.moving import move
from reviews.conduct.actions.receiving import WhoComplains
from reviews.conduct.facts import hearing_began, round_began
from reviews.conduct.identity import acting_as
from reviews.conduct.models import (
    Alleged,
    Case,
    ChecklistAnswer,
    Cited,
    CodeEdition,
    CodeParagraph,
    Complainant,
    Declaration,
    Finding,
    Grant,
    Noted,
    Paper,
    ResolutionAction,
    Sanction,
    SanctionImposed,
    Sending,
    Subject,
)
from reviews.conduct.states import ROWS, Guard, Row, State, Verb
from reviews.conduct.visibility import Artefact, Capacity
from tests.factories import conduct
from tests.factories.people import UserFactory

MONDAY = datetime(2026, 3, 2, 10, tzinfo=LONDON)
"""In the past for the clock of the database, and an ordinary working day."""
C, G = Capacity, Guard
MINUTE = timedelta(minutes=1)
YES = dict.fromkeys(ChecklistAnswer.Question.values, ("yes", ""))


@dataclass
class Cast:
    """The people of the cases: one for each capacity, and some without a part."""

    holder: User = field(default_factory=conduct.officer)
    deputy: User = field(default_factory=conduct.deputy)
    member: User = field(default_factory=conduct.member)
    others: dict[Capacity, User] = field(
        default_factory=lambda: {
            capacity: conduct.fit_for(capacity)
            for capacity in (C.SUPPORT, C.INVESTIGATOR, C.COUNCILS_IP, C.MEMBERS_IP, C.PANEL, C.CLERK, C.COMPLAINANT)
        }
    )
    panel: list[User] = field(default_factory=lambda: [conduct.fit_for(C.PANEL), conduct.fit_for(C.PANEL)])
    stranger: User = field(default_factory=UserFactory)

    def person(self, capacity: Capacity) -> User:
        return {C.HOLDER: self.holder, C.SUBJECT: self.member, C.BREAK_GLASS: self.deputy, **self.others}[capacity]


@dataclass
class Stage:
    """One case with its cast. Each thing that is done takes a minute, so that none is at the same time as another."""

    cast: Cast
    clock: time_machine.Traveller
    case: Case = field(init=False)
    said: dict[str, Any] = field(default_factory=dict)
    panel: list[Grant] = field(default_factory=list)

    @property
    def holder(self) -> User:
        return self.cast.holder

    def tick(self) -> None:
        self.clock.shift(MINUTE)

    def wait(self, days: int) -> None:
        self.clock.shift(timedelta(days=days))

    def begin(self) -> "Stage":
        """A complaint by somebody with an account; everybody has declared, but the member, who is not told yet."""
        who = WhoComplains(
            name="Rosa Complainant", email="rosa@resident.example", account=self.cast.person(C.COMPLAINANT)
        )
        self.case = conduct.received(self.cast.member, who=who).case
        declare(case=self.case, has_conflict=False, words="", by=self.holder)
        for capacity in (C.SUPPORT, C.INVESTIGATOR, C.COUNCILS_IP, C.CLERK, C.PANEL):
            self.panel.append(conduct.let_in(self.case, self.cast.person(capacity), capacity, self.holder))
        self.panel = self.panel[-1:]
        self.panel += [conduct.let_in(self.case, person, C.PANEL, self.holder) for person in self.cast.panel]
        conduct.let_in(self.case, self.cast.person(C.MEMBERS_IP), C.MEMBERS_IP, self.holder, serves=self.subject())
        self._cite()
        self.tick()
        return self

    def _cite(self) -> None:
        edition, _ = CodeEdition.objects.get_or_create(title="Members’ Code 2020", in_force_from=date(2020, 5, 1))
        self.paragraph, _ = CodeParagraph.objects.get_or_create(
            edition=edition, number="1", words="Treat others with respect.", category="respect"
        )
        with acting_as(self.holder.pk):
            self.alleged = Alleged.objects.get(case=self.case)
            Cited(case=self.case, alleged=self.alleged, paragraph=self.paragraph).save(force_insert=True)

    def fresh(self) -> Case:
        with acting_as(self.holder.pk):
            return Case.objects.get(pk=self.case.pk)

    def subject(self) -> Subject:
        with acting_as(self.holder.pk):
            return Subject.objects.select_related("member", "grant", "case").get(case=self.case)

    def complainant(self) -> Complainant:
        with acting_as(self.holder.pk):
            return Complainant.objects.select_related("grant", "case").get(case=self.case)

    def paper(self, kind: Artefact, capacity: Capacity, **more: Any) -> Paper:
        person = self.cast.person(capacity)
        with acting_as(person.pk):
            grant = Grant.objects.live().get(case=self.case, person=person)
            made = Paper(case=self.case, kind=kind, grant=grant, words=f"{kind} by {capacity}", **more)
            made.save(force_insert=True)
        return made

    def meet(self, row: Row, but: Guard | None = None) -> None:
        """Do whatever the guards of the row ask, but one."""
        self.said = {}
        self.tick()
        for guard in row.guards:
            if guard != but and guard in MEET:
                MEET[guard](self)
                self.tick()

    def take(self, row: Row, capacity: Capacity | None = None, **said: Any) -> Case:
        by = self.cast.person(capacity or row_capacity(row))
        self.tick()
        said = {"version": self.fresh().version, **self.said, **said}
        return move(case=self.case, verb=row.verb, by=by, **said)

    def go(self, state: State) -> "Stage":
        for row in path_to(state):
            self.meet(row)
            self.take(row)
        return self


def row_capacity(row: Row) -> Capacity:
    return next(iter(row.who))


def path_to(goal: State) -> list[Row]:
    """The shortest way along the table from RECEIVED."""
    ways: dict[State, list[Row]] = {State.RECEIVED: []}
    queue = [State.RECEIVED]
    while goal not in ways:
        here = queue.pop(0)
        for row in ROWS:
            if row.to is not None and here in row.from_states and row.to not in ways:
                ways[row.to] = [*ways[here], row]
                queue.append(row.to)
    return ways[goal]


def _declare_anew(stage: Stage) -> None:
    """Everybody who may act is asked again after a reopening."""
    with acting_as(stage.holder.pk):
        began = round_began(stage.case)
        stale = not Declaration.objects.filter(case=stage.case, person=stage.holder, made_at__gt=began).exists()
    if stale:
        declare(case=stage.case, has_conflict=False, words="", by=stage.holder)


def _unanswered(stage: Stage) -> None:
    for _ in range(2):
        stage.wait(1)
        _note(Noted.Kind.REMINDED)(stage)
    stage.wait(30)


def _note(kind: str) -> Callable[[Stage], None]:
    def noted(stage: Stage) -> None:
        assessing.note(case=stage.case, kind=kind, on=timezone.localdate(), by=stage.holder)

    return noted


def _checklist(stage: Stage) -> None:
    assessing.answer_checklist(case=stage.case, answers=YES, by=stage.holder)
    assessing.record_capacity(
        case=stage.case, looked=assessing.Looked(), conclusion="unclear", reasons="Both ways.", by=stage.holder
    )


def _fail(stage: Stage) -> None:
    assessing.answer_checklist(case=stage.case, answers={"ours": ("no", "Another council")}, by=stage.holder)


def _notify(stage: Stage) -> None:
    if stage.subject().notified_at is None:
        assessing.notify_subject(subject=stage.subject(), words="You are said to have been rude.", by=stage.holder)


def _plan_action(stage: Stage) -> None:
    due_on = timezone.localdate() + timedelta(days=10)
    deciding.plan_action(case=stage.case, what="An apology", who="The member", due_on=due_on, by=stage.holder)


def _settle(outcome: str) -> Callable[[Stage], None]:
    def settled(stage: Stage) -> None:
        with acting_as(stage.holder.pk):
            waiting = list(ResolutionAction.objects.filter(case=stage.case, outcome="open").select_related("case"))
        for action in waiting:
            deciding.settle_action(action=action, outcome=outcome, by=stage.holder)

    return settled


def _plan_investigation(stage: Stage) -> None:
    with acting_as(stage.holder.pk):
        grant = Grant.objects.live().get(case=stage.case, capacity=C.INVESTIGATOR)
    target = timezone.localdate() + timedelta(days=60)
    deciding.plan_investigation(
        case=stage.case, investigator=grant, scope="The post", target_on=target, by=stage.holder
    )


def _send_draft(stage: Stage) -> None:
    paper = stage.paper(Artefact.DRAFT_REPORT, C.INVESTIGATOR)
    by = stage.cast.person(C.INVESTIGATOR)
    for grant in (stage.complainant().grant, stage.subject().grant):
        with acting_as(by.pk):
            Sending(case=stage.case, paper=paper, to=grant, sent_by=by).save(force_insert=True)


def _comment(stage: Stage) -> None:
    stage.paper(Artefact.DRAFT_COMMENTS, C.COMPLAINANT)
    stage.paper(Artefact.DRAFT_COMMENTS, C.SUBJECT)


def _view(stage: Stage) -> None:
    stage.paper(Artefact.VIEW, C.COUNCILS_IP, dated_on=timezone.localdate())


def _arrange(stage: Stage) -> None:
    at = timezone.now() + timedelta(days=30)
    deciding.arrange_hearing(case=stage.case, starts_at=at, place="Room 1", by=stage.holder)


def _find(stage: Stage) -> None:
    clerk = stage.cast.person(C.CLERK)
    with acting_as(clerk.pk):
        is_begun = hearing_began(stage.case, timezone.now())
    if not is_begun:
        stage.wait(31)
    deciding.find(
        alleged=stage.alleged,
        outcome=Finding.Outcome.WITH_ACTION,
        reasons="The post",
        paragraphs=[stage.paragraph],
        by=clerk,
    )


def _impose(stage: Stage) -> None:
    clerk = stage.cast.person(C.CLERK)
    with acting_as(clerk.pk):
        finding = Finding.objects.filter(case=stage.case).last()
    if finding is not None:
        deciding.impose(finding=finding, sanction=Sanction.objects.get(key="training"), by=clerk)


def _settle_sanctions(stage: Stage) -> None:
    with acting_as(stage.holder.pk):
        waiting = list(SanctionImposed.objects.filter(case=stage.case, outcome="open"))
    for imposed in waiting:
        deciding.settle_sanction(imposed=imposed, outcome="complied", on=timezone.localdate(), by=stage.holder)


def _tell(stage: Stage) -> None:
    for party in ({"complainant": stage.complainant()}, {"subject": stage.subject()}):
        assessing.record_told(case=stage.case, on=timezone.localdate(), way="post", by=stage.holder, **party)


def _ask_to_withdraw(stage: Stage) -> None:
    assessing.ask_to_withdraw(case=stage.case, words="I have had enough.", by=stage.cast.person(C.COMPLAINANT))


def _leave(stage: Stage) -> None:
    assessing.note_left_office(subject=stage.subject(), on=timezone.localdate(), by=stage.holder)


def _say(**words: Any) -> Callable[[Stage], None]:
    return lambda stage: stage.said.update(words)


def _review(stage: Stage) -> None:
    stage.said |= {"review_on": timezone.localdate() + timedelta(days=7), "ground": "police"}


MEET: Mapping[Guard, Callable[[Stage], None]] = {
    G.CONFLICT_CLEAR: _declare_anew,
    G.QUESTION: _say(reason="Which post do you mean?"),
    G.UNANSWERED_LONG_ENOUGH: _unanswered,
    G.CHECKLIST_DONE: _checklist,
    G.TEST_FAILED: _fail,
    G.SUBJECTS_NOTIFIED: _notify,
    G.FACTORS: lambda stage: assessing.weigh(case=stage.case, factors={"seriousness": "A little"}, by=stage.holder),
    G.ASSESSMENT_VIEW: _view,
    G.PLAN: _plan_action,
    G.ACTIONS_DONE: _settle("done"),
    G.ACTION_FAILED: _settle("failed"),
    G.INVESTIGATOR_READY: _plan_investigation,
    G.DRAFT_SENT: _send_draft,
    G.COMMENTS_TIME: _comment,
    G.REPORT_WRITTEN: lambda stage: (stage.paper(Artefact.FINAL_REPORT, C.INVESTIGATOR), None)[1],
    G.STATUTORY_VIEW: _view,
    G.COMPLAINANT_CONSULTED: _note(Noted.Kind.CONSULTED),
    G.COMMITTEE_TOLD: _note(Noted.Kind.COMMITTEE),
    G.HEARING_DATE: _arrange,
    G.HEARING_HELD: lambda stage: stage.wait(31),
    G.FINDINGS_WHOLE: _find,
    G.SANCTIONS_VALID: _impose,
    G.SANCTIONS_SETTLED: _settle_sanctions,
    G.BOTH_TOLD: _tell,
    G.REASON: _say(reason="Because of what was found."),
    G.ASKED_TO_WITHDRAW: _ask_to_withdraw,
    G.REVIEW_DATE: _review,
    G.SUBJECT_HAS_LEFT: _leave,
    G.NEW_MATERIAL: _note(Noted.Kind.NEW_MATERIAL),
}
"""What does what a guard asks. The others are met by a plain case from its beginning."""


def _protection(**values: Any) -> Callable[[Stage], None]:
    def changed(stage: Stage) -> None:
        with acting_as(stage.holder.pk):
            Complainant.objects.filter(case=stage.case).update(**values)

    return changed


def _pass_on(stage: Stage) -> None:
    hand_over(case=stage.case, to=stage.cast.deputy, reason="Leave", by=stage.holder)


def undeclared(stage: Stage, capacity: Capacity) -> User:
    """Somebody else in that capacity, who has not answered the question about a conflict."""
    if capacity == C.HOLDER:
        _pass_on(stage)
        return stage.cast.deputy
    with acting_as(stage.holder.pk):
        part = Grant.objects.live().get(case=stage.case, person=stage.cast.person(capacity))
    revoke_grant(grant=part, reason="Ill", by=stage.holder)
    person = conduct.fit_for(capacity)
    give_grant(case=stage.case, person=person, capacity=capacity, reason="Instead", by=stage.holder)
    return person


BREAK: Mapping[Guard, Callable[[Stage], None]] = {
    G.HOLDER_DECLARED: _pass_on,
    G.IDENTITY_RECORDED: _protection(protection="asked"),
    G.TESTS_PASSED: _fail,
    G.IDENTITY_DECIDED: _protection(protection="asked"),
    G.WITHDRAWAL_OFFERED: _protection(protection="refused", offered_until=date(2026, 3, 20)),
    G.HEARING_HELD: _arrange,
    G.PANEL_READY: lambda stage: (revoke_grant(grant=stage.panel[0], reason="Ill", by=stage.holder), None)[1],
}
"""What breaks a guard that a plain case meets."""
VERBS = tuple(verb for verb in Verb if verb != Verb.RECEIVE)
