"""Fictional records about a rude remark under a post about bins."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import factory
from django.utils import timezone

from abuse_log import actions
from abuse_log.models import (
    Account,
    Decision,
    Exhibit,
    Incident,
    PlatformReport,
    PlatformUpdate,
    PoliceReport,
    RingRequest,
    Words,
)
from abuse_log.taxonomy import Choice, Platform, PoliceChannel, RecordedBy, ReportedBy, ReportStatus
from tests.factories.files import StoredFileFactory
from tests.factories.people import UserFactory


class IncidentFactory(factory.django.DjangoModelFactory):
    """A member's own record with one line."""

    class Meta:
        model = Incident

    reference = factory.Sequence(lambda n: f"ABU-2020-{n + 1:04}")
    member = factory.SubFactory(UserFactory, roles=("member",))
    recorded_by = factory.SelfAttribute("member")
    recorded_by_role = factory.LazyAttribute(
        lambda made: RecordedBy.SELF if made.recorded_by == made.member else RecordedBy.DELEGATE
    )
    summary = "Rude remark about bins"


class WordsFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Words

    incident = factory.SubFactory(IncidentFactory)
    text = "Your bins smell"
    added_by = factory.SelfAttribute("incident.member")


class ExhibitFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Exhibit

    incident = factory.SubFactory(IncidentFactory)
    number = factory.Sequence(lambda n: n + 1)
    added_by = factory.SelfAttribute("incident.member")
    stored = factory.SubFactory(
        StoredFileFactory, room="abuse_log", uploaded_by=factory.SelfAttribute("..incident.member")
    )


class AccountFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Account

    incident = factory.SubFactory(IncidentFactory)
    platform = Platform.FACEBOOK
    handle = "@bin.fan"
    added_by = factory.SelfAttribute("incident.member")


class DecisionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Decision

    incident = factory.SubFactory(IncidentFactory)
    number = 1
    choice = Choice.IGNORE
    decided_by = factory.SelfAttribute("incident.member")


class PlatformReportFactory(factory.django.DjangoModelFactory):
    """A report of an hour ago without reminders; `noted_report` makes one with them."""

    class Meta:
        model = PlatformReport
        skip_postgeneration_save = True

    incident = factory.SubFactory(IncidentFactory)
    number = 1
    platform = Platform.FACEBOOK
    reported_at = factory.LazyFunction(lambda: timezone.now() - timedelta(hours=1))
    reported_by = ReportedBy.MEMBER
    status = ReportStatus.SUBMITTED
    noted_by = factory.SelfAttribute("incident.member")

    @factory.post_generation
    def first_update(self: PlatformReport, create: bool, extracted: object, **kwargs: Any) -> None:
        PlatformUpdate.objects.create(report=self, number=1, status=self.status, noted_by=self.noted_by)


class RingRequestFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = RingRequest

    member = factory.SubFactory(UserFactory, roles=("member",))
    asked_by = factory.SelfAttribute("member")


def noted_report(incident: Incident, **changed: Any) -> PlatformReport:
    """A report as the action notes it, reminders included."""
    return actions.note_report(
        key=uuid4(),
        incident=incident,
        by=incident.member,
        reported_at=changed.pop("reported_at", timezone.now()),
        fields={"platform": Platform.FACEBOOK, "reported_by": ReportedBy.MEMBER, **changed},
    )


def noted_police_report(incident: Incident, **changed: Any) -> PoliceReport:
    """A report to the police as the action notes it."""
    return actions.note_police_report(
        key=uuid4(),
        incident=incident,
        by=incident.member,
        reported_at=changed.pop("reported_at", timezone.now()),
        channel=PoliceChannel.PHONE,
        fields=changed,
    )
