"""A breach is published of the member of whom the panel found one, and of nobody else.

Deliberate faults that turn these red: `_breach_was_found` always true; the finding left out of the database's
`conduct_publishes`, or asked of any member of the case.
"""

import pytest
from django.db import IntegrityError
from django.utils import timezone

from portal.foundation.people.models import User
from reviews.conduct.actions.letters import write_notice
from reviews.conduct.actions.publishing import write_public_text
from reviews.conduct.actions.refusals import NotNow
from reviews.conduct.identity import acting_as
from reviews.conduct.models import Case, Finding, LetterTemplate, Paper, Publication, PublicText, Step, Subject
from reviews.conduct.states import State, Verb
from reviews.conduct.visibility import Capacity
from tests.conduct.test_publishing import BREACH, found, until
from tests.factories import conduct

pytestmark = pytest.mark.django_db


def two_members() -> tuple[Case, User, Paper]:
    """A decision was taken, a breach by the other member found; the notice is about the first."""
    one, other = conduct.member(), conduct.member()
    case, holder = conduct.held_case(one, other)
    with acting_as(holder.pk):
        Step(case=case, verb=Verb.DECIDE, state_after=State.DECIDED, by=holder, capacity=Capacity.HOLDER).save()
        about = {subject.member_id: subject for subject in Subject.objects.filter(case=case).select_related("member")}
    found(case, holder, about=about[other.pk])
    found(case, holder, Finding.Outcome.NO_BREACH, about=about[one.pk])
    template = LetterTemplate.objects.current().get(kind="decision-notice")
    notice = write_notice(
        case=case, template=template, subject=about[one.pk], title="Decision notice", words="Words.", by=holder
    )
    return case, holder, notice


def test_breach_by_another_member_publishes_nothing() -> None:
    _case, holder, notice = two_members()
    with pytest.raises(NotNow, match="no breach by this member"):
        write_public_text(notice=notice, text=BREACH, by=holder)


def test_database_refuses_a_breach_that_was_not_found_of_this_member() -> None:
    case, holder, notice = two_members()
    with acting_as(holder.pk):
        text = PublicText(
            case=case,
            notice=notice,
            title="A breach",
            words="W.",
            outcome="breach",
            names_member=False,
            written_by=holder,
        )
        text.save(force_insert=True)
    made = Publication(
        text=text, title="A breach", words="W.", decided_on=timezone.localdate(), rule="breach", reason="x",
        show_until=until(), published_by=holder,
    )  # fmt: skip
    with pytest.raises(IntegrityError, match="No breach was decided"), acting_as(holder.pk):
        made.save(force_insert=True)
    found(case, holder, about=notice.subject)
    with acting_as(holder.pk):
        made.save(force_insert=True)
    found(case, holder, Finding.Outcome.NO_BREACH, about=notice.subject)
    with pytest.raises(NotNow):
        write_public_text(notice=notice, text=BREACH, by=holder)
