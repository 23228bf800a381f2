"""Canaries in the facts of a case: what was found out, decided and published. The table is planting_conduct.ROWS.

Where the case would first have to live for months, the rows are written by the wall alone, in the officer's own name.
"""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.db.models import Model
from django.utils import timezone

from portal.foundation.people.models import User
from reviews.conduct.actions.assessing import decide_identity, note, record_told
from reviews.conduct.actions.publishing import Redacted, publish, unpublish, write_public_text
from reviews.conduct.actions.telling import told_of
from reviews.conduct.identity import acting_as
from reviews.conduct.models import (
    Allegation,
    Alleged,
    CapacityRecord,
    Case,
    ChecklistAnswer,
    Cited,
    CodeEdition,
    Complainant,
    Consent,
    Factor,
    Finding,
    Grant,
    Hearing,
    Investigation,
    Noted,
    Paper,
    ProfileLook,
    Publication,
    ResolutionAction,
    Sanction,
    SanctionImposed,
    Step,
    Struck,
    Subject,
)
from reviews.conduct.states import Verb
from reviews.conduct.visibility import Capacity

Canary = Callable[[str], str]
LOOKED = ("bio_tells_role", "name_has_title", "council_marks", "council_business", "answers_resident", "used_before",
          "has_disclaimer", "council_resources")  # fmt: skip


def plant_facts(case: Case, canary: Canary, by: User) -> None:
    """What the holding officer writes down of a case from its jurisdiction to its sanctions."""
    with acting_as(by.pk):
        complainant = Complainant.objects.select_related("case").get(case=case)
        decide_identity(complainant=complainant, is_granted=True, reasons=canary("case.identity_reasons"), by=by)
        note(case=case, kind=Noted.Kind.INTEREST, on=timezone.localdate(), words=canary("case.noted"), by=by)
        told = {"complainant": complainant, "on": timezone.localdate(), "way": "post"}
        record_told(case=case, words=canary("case.told"), by=by, **told)
        for row in (*_assessed(case, canary), *_planned(case, canary)):
            _save(row, case, by)
        finding = _found(case, canary, by)
        _save(_imposed(finding, canary), case, by)
        agreed = Consent(complainant=complainant, who=canary("case.consent_who"), how=canary("case.consent_how"))
        agreed.given_on, agreed.noted_by, agreed.case = timezone.localdate(), by, case
        agreed.save(force_insert=True)


def plant_looks(case: Case, canary: Canary, investigator: User) -> None:
    """A look at a public profile, as a repeated one is written."""
    words = {part: canary(f"case.look_{part}") for part in ("account", "address", "purpose", "seen", "because")}
    with acting_as(investigator.pk):
        _save(ProfileLook(is_repeated=True, advice="not_needed", **words), case, investigator)


def plant_words(case: Case, canary: Canary, by: User) -> None:
    """An allegation as it is told, and a citation that was struck out."""
    edition = CodeEdition.objects.create(title="An older Code", in_force_from=date(2001, 1, 1))
    paragraph = edition.paragraphs.create(number="9", words="Be kind.", category="respect")
    with acting_as(by.pk):
        allegation = Allegation.objects.get(case=case)
        told_of(allegation, canary("case.told_words"), by).save(force_insert=True)
        cited = Cited(case=case, paragraph=paragraph, alleged=Alleged.objects.filter(case=case)[0])
        cited.save(force_insert=True)
        _save(Struck(cited=cited, because=canary("case.struck")), case, by)


def _save(row: Any, case: Case, by: User) -> None:
    row.case, row.by = case, by
    row.save(force_insert=True)


def _assessed(case: Case, canary: Canary) -> list[Model]:
    looked = dict.fromkeys(LOOKED, "unclear")
    texts = {name: canary(f"case.capacity_{name}") for name in ("account", "private_group", "seen_by", "reasons")}
    return [
        ChecklistAnswer(question="ours", answer="yes", words=canary("case.checklist")),
        CapacityRecord(conclusion="unclear", **looked, **texts),
        Factor(kind="time", words=canary("case.factor")),
    ]


def _planned(case: Case, canary: Canary) -> list[Model]:
    later, now = timezone.localdate() + timedelta(days=30), timezone.now()
    action = {name: canary(f"case.action_{name}") for name in ("what", "who", "words")}
    inquiry = {name: canary(f"case.investigation_{name}") for name in ("scope", "plan")}
    where = {"place": canary("case.hearing_place"), "closed_because": canary("case.hearing_closed")}
    investigator = Grant.objects.get(case=case, capacity=Capacity.INVESTIGATOR)
    return [
        ResolutionAction(due_on=later, outcome="done", settled_at=now, **action),
        Investigation(investigator=investigator, target_on=later, **inquiry),
        Hearing(starts_at=now + timedelta(days=30), is_open=False, paragraphs="1", **where),
    ]


def _found(case: Case, canary: Canary, by: User) -> Finding:
    alleged = Alleged.objects.filter(case=case, subject__member__isnull=False).get()
    finding = Finding(alleged=alleged, outcome=Finding.Outcome.WITH_ACTION, reasons=canary("case.finding"))
    _save(finding, case, by)
    return finding


def _imposed(finding: Finding, canary: Canary) -> SanctionImposed:
    today, sanction = timezone.localdate(), Sanction.objects.get(key="premises")
    imposed = SanctionImposed(
        finding=finding, sanction=sanction, decided_on=today, outcome="complied", settled_on=today
    )
    imposed.words, imposed.how_settled = canary("case.sanction"), canary("case.sanction_settled")
    imposed.advised_on, imposed.advised_by = today, canary("case.sanction_advice")
    return imposed


def plant_public_texts(notice: Paper, canary: Canary, by: User) -> None:
    """A notice that was published and taken down again, and a later text for the public that is sealed."""
    case = notice.case
    with acting_as(by.pk):
        step = Step(case=case, verb=Verb.DECIDE, state_before=case.state, state_after=case.state, by=by)
        step.capacity = Capacity.HOLDER
        step.save(force_insert=True)
    first = write_public_text(notice=notice, text=Redacted("A breach", "Words.", "breach", False), by=by)
    until = timezone.localdate()
    why = {"reason": canary("case.publication_reason"), "care_words": canary("case.publication_care")}
    made = publish(text=first, show_until=until, by=by, **why)
    unpublish(publication=made, reason=canary("case.publication_ended"), by=by)
    said = [canary(f"case.public_{part}") for part in ("title", "words")]
    agreed = {"consent_on": date(2026, 1, 5), "consent": canary("case.public_consent")}
    write_public_text(notice=notice, text=Redacted(*said, "no_breach", False, **agreed), by=by)


def publish_one(notice: Paper, canary: Canary, by: User) -> Publication:
    """A notice that everybody reads."""
    said = Redacted("No breach", canary("published.words"), "no_breach", False, date(2026, 1, 5), "By letter.")
    text = write_public_text(notice=notice, text=said, by=by)
    return publish(text=text, show_until=timezone.localdate(), reason="They agreed.", care_words="They asked.", by=by)


def about_member(case: Case, by: User) -> Subject:
    """The member of the case whom the portal knows."""
    with acting_as(by.pk):
        return Subject.objects.get(case=case, member__isnull=False)
