"""Cases in every state, made once for a file of tests in one transaction; each test is undone to where it began."""

import copy
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime

import pytest
import time_machine
from django.db import transaction
from django.utils import timezone
from pytest_django.plugin import DjangoDbBlocker

from reviews.conduct.states import SWITCHED_OFF, State
from tests.conduct.stage import MONDAY, Cast, Stage

REACHED = tuple(state for state in State if state not in SWITCHED_OFF)
Stages = dict[State, tuple[Stage, datetime]]


@contextmanager
def made_for(states: Iterable[State]) -> Iterator[Stages]:
    with time_machine.travel(MONDAY, tick=False) as clock, transaction.atomic():
        cast, made = Cast(), {}
        for state in states:
            clock.move_to(MONDAY)
            made[state] = (Stage(cast, clock).begin().go(state), timezone.now())
        yield made
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def stages(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Stages]:
    """In every state. A file that needs few of them has a fixture of this name of its own."""
    with django_db_blocker.unblock(), made_for(REACHED) as made:
        yield made


@pytest.fixture
def at(stages: Stages, django_db_blocker: DjangoDbBlocker) -> Iterator[Callable[[State], Stage]]:
    """The case that is in a state, at the time when it got there; whatever a test does with it is undone."""

    def staged(state: State) -> Stage:
        stage, then = stages[state]
        stage.clock.move_to(then)
        return copy.copy(stage)

    with django_db_blocker.unblock(), transaction.atomic():
        yield staged
        transaction.set_rollback(True)
