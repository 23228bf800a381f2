"""The part of `desk_report` that needs Django: the year, and the times."""

import argparse
import random
import statistics
import time
from collections.abc import Callable
from datetime import datetime, timedelta

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal.foundation.deadlines.actions import seed_calendars
from portal.foundation.deadlines.models import Calendar, ClockEvent
from portal.foundation.deadlines.models import Clock as KeptClock
from portal.foundation.people.models import RoleGrant, User
from reviews.advice.choices import Platform, Stance, Topic
from reviews.advice.models import Answer, CountedMonth, Request
from reviews.advice.policies import LONDON, policy_for
from reviews.advice.reports.counting import refresh
from reviews.advice.states import Clock, State

YEAR = timezone.localdate().year - 1
BATCH = 5_000
ROUNDS = 20
OK = 200


def fill(number: int, member: User) -> None:
    """So many answered requests of the last year, each with its two clocks."""
    chance = random.Random(7)
    revision = Calendar.objects.working("EW").revision
    for begun in range(0, number, BATCH):
        _batch(range(begun, min(begun + BATCH, number)), member, chance, revision)


def _batch(numbers: range, member: User, chance: random.Random, revision: int) -> None:
    items, answers, clocks, events = [], [], [], []
    for number in numbers:
        at = datetime(YEAR, 1, 1, 9, tzinfo=LONDON) + timedelta(minutes=chance.randrange(525_000))
        item = Request(
            member=member, asked_by=member, reference=f"ADV-{YEAR}-{number}", state=State.ANSWERED, kind="before",
            submitted_at=at, changed_at=at, answered_at=at, is_urgent=chance.random() < 0.1,
            topics=chance.sample(Topic.values, 2), platforms=chance.sample(Platform.values, 2),
        )  # fmt: skip
        items.append(item)
        answers.append(
            Answer(item=item, number=1, source="office", stance=chance.choice(Stance.values), text="", by=member)
        )
        for name in (Clock.FIRST_LOOK, Clock.ANSWER):
            policy = policy_for(name, is_urgent=item.is_urgent)
            clock = KeptClock(
                name=name, about_kind="advice.request", about_id=item.pk, due_at=at, state=KeptClock.State.STOPPED
            )
            clocks.append(clock)
            events.append(
                ClockEvent(clock=clock, kind="start", at=at, policy=policy.as_json(), calendar_revision=revision)
            )
            events.append(ClockEvent(clock=clock, kind="stop", at=at + timedelta(hours=chance.randrange(1, 150))))
    Request.objects.bulk_create(items)
    Answer.objects.bulk_create(answers)
    KeptClock.objects.bulk_create(clocks)
    ClockEvent.objects.bulk_create(events)


def timed(title: str, *, rounds: int, do: Callable[[], object]) -> None:
    took = []
    for _ in range(rounds):
        began = time.perf_counter()
        do()
        took.append(1000 * (time.perf_counter() - began))
    print(f"{title}: median {statistics.median(took):.0f} ms, most {max(took):.0f} ms of {rounds}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--requests", type=int, default=100_000)
    number = parser.parse_args().requests
    seed_calendars()
    lead = User.objects.create(email="lead@council.example", full_name="Lead")
    RoleGrant.objects.create(user=lead, role="comms_lead", starts_on=timezone.localdate(), note="For a measurement")
    fill(number, User.objects.create(email="asker@council.example", full_name="Asker"))
    client = Client(SERVER_NAME="localhost")
    client.force_login(lead)
    page = f"{reverse('advice:reports')}?year={YEAR}"
    timed(f"{number} requests counted for the first time", rounds=1, do=lambda: refresh(YEAR))
    timed("nothing changed since", rounds=3, do=lambda: refresh(YEAR))
    CountedMonth.objects.filter(year=YEAR, month=1).delete()
    timed("one month counted again", rounds=1, do=lambda: refresh(YEAR))
    if client.get(page).status_code != OK:
        raise SystemExit("The page does not answer, so there is nothing to measure.")
    timed("the page", rounds=ROUNDS, do=lambda: client.get(page))
    timed(
        "one table as CSV",
        rounds=ROUNDS,
        do=lambda: client.get(f"{reverse('advice:reports')}table/topics/?year={YEAR}"),
    )
