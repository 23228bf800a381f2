"""A case with something in every table, closed long enough ago, committed once for a file of tests."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import time_machine
from django.utils import timezone

from guidance.models import PointVersion
from portal.foundation.deadlines.words import LONDON
from portal.foundation.people.models import User
from portal.foundation.records import actions
from portal.foundation.records.models import Disposal, RetentionRule
from reviews.conduct.actions import parties
from reviews.conduct.actions.grants import declare
from reviews.conduct.actions.letters import write_notice
from reviews.conduct.actions.looking import Seen, log_look
from reviews.conduct.actions.papers import write_paper
from reviews.conduct.actions.parties import Said, Voice
from reviews.conduct.actions.publishing import Redacted, publish, write_public_text
from reviews.conduct.identity import acting_as
from reviews.conduct.models import (
    AgendaPaper,
    Allegation,
    Asked,
    Case,
    Cited,
    Consent,
    Grant,
    Hold,
    IdentityDecision,
    LetterTemplate,
    Publication,
    Referred,
    Reply,
    ResolutionAction,
    Struck,
)
from reviews.conduct.states import State, Verb, row_for
from reviews.conduct.visibility import Artefact, Capacity
from tests.cluster import servers
from tests.conduct.letters import a_letter
from tests.conduct.stage import MONDAY, Cast, Stage
from tests.factories import conduct
from tests.factories.files import upload
from tests.factories.people import RoleGrantFactory, UserFactory

NOW = datetime.now(UTC)
AUTUMN = datetime(2026, 11, 2, 10, tzinfo=LONDON)
KIND = "conduct.case"
CANARY = "canary-0f-a-c4se-th4t-g0es"
TABLES = "SELECT t FROM public.conduct_tables() t"


@dataclass(frozen=True)
class Gone:
    """The full case, another of the same people, and who may and may not know of it."""

    database: str
    stage: Stage
    other: Case
    publication: Publication
    shut: dict[str, User]

    @property
    def case(self) -> Case:
        return self.stage.case

    @property
    def holder(self) -> User:
        return self.stage.holder

    @property
    def deputy(self) -> User:
        return self.stage.cast.deputy

    def counts(self, case: Case) -> dict[str, int]:
        """Rows of every table of a case, as the superuser sees them: what is committed."""
        asked = " UNION ALL ".join(
            f"SELECT '{table} ' || count(*) FROM {table} WHERE case_id = '{case.pk}'" for table in self.tables()
        )
        lines = (line.split() for line in servers.psql(asked, self.database).splitlines())
        return {table: int(count) for table, count in lines}

    def tables(self) -> list[str]:
        return servers.psql(TABLES, self.database).split()


def build(database: str) -> Gone:
    with time_machine.travel(MONDAY, tick=False) as clock:
        stage = Stage(Cast(), clock).begin()
        fill(stage)
        stage.go(State.FOLLOW_UP)
        fill_late(stage)
        other, _ = conduct.held_case(stage.cast.member, by=stage.holder)
        write_paper(case=other, kind="private_note", words=CANARY, by=stage.holder, uploads=[upload()])
        clock.move_to(AUTUMN)
        published = a_publication(stage)
        row = row_for(Verb.CLOSE, State.FOLLOW_UP)
        assert row is not None
        stage.meet(row)
        stage.take(row)
    return Gone(database, stage, other, published, shut_out(stage))


def fill(stage: Stage) -> None:
    """What the way to the end of a case does not fill by itself."""
    case, holder, today = stage.case, stage.holder, timezone.localdate()
    rosa = Voice(account=stage.cast.person(Capacity.COMPLAINANT))
    mine = stage.complainant().grant
    parties.change_needs(voice=rosa, grant=mine, form="large_print", adjustments=CANARY, supporter="")
    parties.ask(voice=rosa, grant=mine, kind=Asked.Kind.WITHDRAW, said=Said(key=case.pk, words=CANARY))
    write_paper(case=case, kind="evidence", words=CANARY, by=holder, uploads=[upload(), upload(name=f"{CANARY}.png")])
    a_letter(case, holder, words=CANARY)
    with acting_as(holder.pk):
        point = PointVersion.objects.order_by("pk").first()
        paper = stage.paper(Artefact.HEARING, Capacity.HOLDER)
        rows = [
            Consent(complainant=stage.complainant(), who=CANARY, how=CANARY, given_on=today, noted_by=holder),
            IdentityDecision(complainant=stage.complainant(), is_granted=True, reasons=CANARY, by=holder),
            Hold(ground="police", review_on=today, by=holder),
            ResolutionAction(what=CANARY, who=CANARY, due_on=today, by=holder),
            AgendaPaper(paper=paper, version="public", meeting_on=today, publish_by=today - timedelta(days=7)),
        ]
        if point is not None:
            rows.append(Referred(allegation=Allegation.objects.get(case=case), point_version=point))
        for row in rows:
            row.case = case
            row.save(force_insert=True)


def fill_late(stage: Stage) -> None:
    """What there can only be when somebody investigated and something was cited."""
    case, holder = stage.case, stage.holder
    seen = Seen(account="@posts.example", purpose=CANARY, seen=CANARY)
    log_look(case=case, look=seen, by=stage.cast.person(Capacity.INVESTIGATOR))
    with acting_as(holder.pk):
        cited, asked = Cited.objects.filter(case=case).first(), Asked.objects.filter(case=case).first()
        assert cited is not None
        assert asked is not None
        for row in (
            Struck(case=case, cited=cited, because=CANARY, by=holder),
            Reply(case=case, asked=asked, is_granted=False, words=CANARY, by=holder),
        ):
            row.save(force_insert=True)


def a_publication(stage: Stage) -> Publication:
    template = LetterTemplate.objects.current().get(kind="decision-notice")
    notice = write_notice(
        case=stage.case, template=template, subject=stage.subject(), title="Notice", words=CANARY, by=stage.holder
    )
    parties.note_talk(
        voice=Voice(account=stage.cast.member), grant=_subject_grant(stage), happened_on=timezone.localdate()
    )
    text = write_public_text(notice=notice, text=Redacted("A breach", "Words.", "breach", False), by=stage.holder)
    until = timezone.localdate() + timedelta(days=5)
    return publish(text=text, show_until=until, reason="the rule", care_words="", by=stage.holder)


def _subject_grant(stage: Stage) -> Grant:
    grant = stage.subject().grant
    assert grant is not None
    return grant


def shut_out(stage: Stage) -> dict[str, User]:
    """Who must see nothing of it: also somebody of the office with a conflict, and a party who has the office now."""
    conflicted = conduct.deputy()
    conduct.give_grant(case=stage.case, person=conflicted, capacity=Capacity.SUPPORT, reason="cover", by=stage.holder)
    declare(case=stage.case, has_conflict=True, words="my neighbour", by=conflicted)
    party = stage.cast.person(Capacity.COMPLAINANT)
    RoleGrantFactory(user=party, role="deputy_monitoring_officer", starts_on=timezone.localdate())
    others = ("information_governance", "administrator", "auditor", "comms_lead", "member")
    return {"conflicted": conflicted, "party": party, **{role: UserFactory(roles=(role,)) for role in others}}


def proposed(case: Case) -> Disposal:
    """Announced 31 days ago, and its day is today: it waits for a decision."""
    RetentionRule.objects.filter(pk__startswith="conduct.").exclude(pk="conduct.notice").update(amount=1, unit="days")
    actions.sweep()
    later = timezone.now() - timedelta(days=31)
    Disposal.objects.filter(about_id=case.pk).update(announced_at=later, due_on=timezone.localdate())
    actions.sweep()
    return Disposal.objects.get(about_id=case.pk)


def approved(case: Case, by: User, **more: Any) -> Disposal:
    disposal = proposed(case)
    return actions.approve_disposal(disposal=disposal, version=disposal.version, by=by)
