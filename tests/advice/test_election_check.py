"""Inside a pre-election period nothing goes out that the Monitoring Officer's office has not checked in it.

Deliberate faults that turn these red, each tried: `care` left out of `missing_for_publication`; the trigger
`advice_election_check` dropped; `since` not compared; `PUBLICATION_CARE` empty.
"""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from guidance.editing import stages
from guidance.editing.next_step import next_step
from guidance.editing.waiting import waiting_drafts
from guidance.models import Edition, EditionStep, Kind, today
from guidance.refusals import Refused
from portal.foundation.people.models import User
from reviews.advice.elections.actions import Dates, end_period, enter_period
from reviews.advice.elections.models import PreElectionPeriod
from tests.advice.pages import signed_in, text_of
from tests.factories.drafts import fresh
from tests.factories.guidance import DocumentFactory, EditionFactory, PointVersionFactory, SectionFactory
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db
SAYS = "A pre-election period is in force (Local elections, until 10pm on"


@pytest.fixture
def lead() -> User:
    made: User = UserFactory(roles=("comms_lead",))
    return made


@pytest.fixture
def officer() -> User:
    made: User = UserFactory(roles=("monitoring_officer",))
    return made


def period(lead: User, start: int = -5, poll: int = 20) -> PreElectionPeriod:
    first = today() + timedelta(days=start)
    return enter_period(dates=Dates("local", [], today() + timedelta(days=poll), first, first), by=lead)


def sent_and_approved(edition: Edition, author: User) -> Edition:
    """By another lead: nothing else is missing."""
    edition = fresh(edition)
    stages.submit(edition, revision=edition.revision, by=author)
    stages.approve(edition, revision=edition.revision, by=UserFactory(roles=("comms_lead",)))
    return fresh(edition)


def draft(author: User, kind: str = Kind.SUPPLEMENTARY) -> Edition:
    edition = EditionFactory(
        document=DocumentFactory(kind=kind), adopted_by="", adopted_on=None, effective_from=today(), created_by=author
    )
    PointVersionFactory(edition=edition, section=SectionFactory(edition=edition, number="G1"), number="G1.1")
    return sent_and_approved(edition, author)


@pytest.mark.parametrize("kind", [Kind.SUPPLEMENTARY, Kind.QUESTIONS])
def test_text_is_published_with_the_officers_check_only(kind: str, lead: User, officer: User) -> None:
    period(lead)
    edition = draft(lead, kind)

    (missing,) = stages.missing_for_publication(edition)
    assert missing.startswith(SAYS)
    with pytest.raises(Refused, match="pre-election period"):
        stages.publish(edition, revision=edition.revision, by=lead)
    with pytest.raises(IntegrityError, match="the Monitoring Officer checks first"), transaction.atomic():
        stages._freeze(fresh(edition), by=lead)
    assert [each.pk for each, _ in waiting_drafts(officer)] == [edition.pk]
    page = text_of(signed_in(officer).get(f"/guidance/drafts/{edition.pk}/"))
    assert SAYS in page
    assert "Approve these words" in page

    stages.approve(edition, revision=edition.revision, by=officer)
    assert waiting_drafts(officer) == []
    assert stages.publish(edition, revision=edition.revision, by=lead).state == "published"


def test_approval_from_before_the_period_is_given_anew(lead: User, officer: User) -> None:
    edition = draft(lead)
    stages.approve(edition, revision=edition.revision, by=officer)
    PreElectionPeriod.objects.filter(pk=period(lead).pk).update(starts_at=timezone.now())

    assert stages.missing_for_publication(edition)[0].startswith(SAYS)
    assert next_step(edition, edition.stage, officer, points=1, missing=["…"], is_untouched=False).may_approve
    stages.approve(edition, revision=edition.revision, by=officer)
    assert stages.missing_for_publication(edition) == []
    with pytest.raises(Refused, match="approved it already"):
        stages.approve(edition, revision=edition.revision, by=officer)
    assert EditionStep.objects.filter(edition=edition, by=officer).count() == 2


def test_first_day_inside_a_period_to_come_asks_for_the_check_too(lead: User, officer: User) -> None:
    edition = draft(lead)
    period(lead, start=10, poll=40)
    assert stages.missing_for_publication(edition) == []
    Edition.objects.filter(pk=edition.pk).update(effective_from=today() + timedelta(days=12))
    edition = sent_and_approved(edition, lead)
    assert stages.missing_for_publication(edition)[0].startswith("It would begin in a pre-election period")
    stages.approve(edition, revision=edition.revision, by=officer)
    assert stages.missing_for_publication(edition) == []


def test_nothing_is_asked_outside_a_period_or_once_it_has_ended(lead: User) -> None:
    edition = draft(lead)
    assert stages.missing_for_publication(edition) == []
    entered = period(lead)
    assert stages.missing_for_publication(edition) != []
    end_period(period=entered, version=entered.version, because="Called off.", by=lead)
    assert stages.missing_for_publication(edition) == []
