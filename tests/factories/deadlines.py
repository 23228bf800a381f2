"""Clocks and reminders about some thing, here a ward, since every thing with a UUID will do."""

from datetime import timedelta
from uuid import uuid4

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from portal.foundation.deadlines.models import Reminder
from tests.factories.people import UserFactory


class ReminderFactory(DjangoModelFactory[Reminder]):
    """Due a minute ago."""

    class Meta:
        model = Reminder

    rule = "TEST.nudge"
    about_kind = "people.ward"
    about_id = factory.LazyFunction(uuid4)
    for_user = factory.SubFactory(UserFactory)
    kind = "test.reminder"
    why = "Two days after the report that you noted."
    due_at = factory.LazyFunction(lambda: timezone.now() - timedelta(minutes=1))
