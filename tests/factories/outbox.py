"""Items of the outbox in each of their states."""

from datetime import timedelta

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from portal.foundation.outbox.models import Item


class ItemFactory(DjangoModelFactory[Item]):
    """Due now, unless a trait says otherwise."""

    class Meta:
        model = Item

    class Params:
        dead = factory.Trait(dead_at=factory.LazyFunction(timezone.now), died_why=Item.Death.GAVE_UP, attempts=8)
        sent = factory.Trait(sent_at=factory.LazyFunction(timezone.now), attempts=1)
        later = factory.Trait(due_at=factory.LazyFunction(lambda: timezone.now() + timedelta(hours=1)))

    kind = "test.letter"
    dedupe_key = factory.Sequence(lambda number: f"test.letter:{number}")
    payload = factory.LazyAttribute(lambda item: {"number": item.dedupe_key.rpartition(":")[2]})
