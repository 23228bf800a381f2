"""Two presses at once, and a part that ends while a page is at work.

What was looked at before is blinded here, as the other press would have blinded it: the database then says no, and the
answer is a sentence, never an error. Deliberate faults that turn these red (each tried): saving a grant without
``_add``; ending one without looking for it again; ``save`` in place of ``_is_added``; no ``except`` in
``publication_end`` or in ``on_case``; migration 0034 without its UPDATE.
"""

from datetime import timedelta
from typing import Any
from unittest.mock import Mock

import pytest
import time_machine
from django.http import Http404
from django.utils import timezone

from reviews.conduct.actions import grants, parties
from reviews.conduct.actions.grants import break_glass, declare, give_grant, hand_over, revoke_grant
from reviews.conduct.actions.parties import Voice
from reviews.conduct.actions.receiving import WhoComplains
from reviews.conduct.actions.refusals import MovedOn
from reviews.conduct.identity import acting_as
from reviews.conduct.models import Case, Grant, Need
from reviews.conduct.permissions import grant_of
from reviews.conduct.views import common
from reviews.conduct.visibility import Capacity
from tests.conduct.pages import ask
from tests.factories import conduct

pytestmark = pytest.mark.django_db


def test_part_is_given_and_ended_once(monkeypatch: pytest.MonkeyPatch) -> None:
    holder, person = conduct.officer(), conduct.fit_for(Capacity.SUPPORT)
    case = conduct.received().case
    declare(case=case, has_conflict=False, words="", by=holder)
    said: dict[str, Any] = {"case": case, "person": person, "capacity": Capacity.SUPPORT, "reason": "x", "by": holder}
    given = give_grant(**said)
    with monkeypatch.context() as blind:
        blind.setattr(grants, "_refuse_stake", lambda *_: None)
        blind.setattr(grants, "people_for", lambda *_: type(person).objects.all())
        with pytest.raises(MovedOn):
            give_grant(**said)
    revoke_grant(grant=given, reason="over", by=holder)
    with pytest.raises(MovedOn):
        revoke_grant(grant=given, reason="again", by=holder)
    assert ask(holder, "end_grant", case, given.pk, reason="again").status_code == 200


def test_case_passes_on_once(monkeypatch: pytest.MonkeyPatch) -> None:
    holder, deputy = conduct.officer(), conduct.deputy()
    case = conduct.received().case
    declare(case=case, has_conflict=False, words="", by=holder)
    with acting_as(holder.pk):
        held = grant_of(holder, case)
    hand_over(case=case, to=deputy, reason="leave", by=holder)
    monkeypatch.setattr(grants, "grant_of", lambda *_: held)
    with pytest.raises(MovedOn):
        hand_over(case=case, to=conduct.deputy(), reason="leave", by=holder)


def test_emergency_opens_once_and_again_when_it_is_over() -> None:
    conduct.officer()
    deputy = conduct.deputy()
    case = conduct.received().case
    with time_machine.travel(timezone.now() - timedelta(days=2)):
        first = break_glass(reference=case.reference, reason="fire", by=deputy)
    again = break_glass(reference=case.reference, reason="fire again", by=deputy)
    assert first.ends_at is not None
    assert again.ends_at is not None
    assert first.ends_at < timezone.now() < again.ends_at
    with pytest.raises(MovedOn):
        break_glass(reference=case.reference, reason="fire", by=deputy)
    second = Grant(case=case, person=deputy, capacity=Capacity.BREAK_GLASS, given_by=deputy, ends_at=again.ends_at)
    with acting_as(deputy.pk), pytest.raises(MovedOn):
        grants._add(second)


def test_needs_that_are_told_twice_at_once_are_kept_once() -> None:
    conduct.officer()
    rosa = conduct.fit_for(Capacity.COMPLAINANT)
    case = conduct.received(who=WhoComplains(name="Rosa", email="rosa@resident.example", account=rosa)).case
    with acting_as(rosa.pk):
        part = Grant.objects.select_related("case").get(case=case, person=rosa)
        said: dict[str, Any] = {"grant": part, "form": "braille", "supporter": ""}
        parties.change_needs(voice=Voice(account=rosa), adjustments="first", **said)
        assert not parties._is_added(Need(case=case, grant=part, format="audio"))
        parties.change_needs(voice=Voice(account=rosa), adjustments="second", **said)
        assert Need.objects.get(grant=part).adjustments == "second"


def test_part_that_ends_while_a_page_is_at_work_is_not_there_and_nothing_else_is_hidden(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    holder = conduct.officer()
    case = conduct.received().case
    declare(case=case, has_conflict=False, words="", by=holder)
    monkeypatch.setattr(grants, "hand_over", Mock(side_effect=Case.DoesNotExist))
    said = {"to": str(conduct.deputy().pk), "reason": "leave"}
    with pytest.raises(Case.DoesNotExist):
        ask(holder, "hand_over", case, **said)
    with acting_as(holder.pk):
        held = common.grant_or_404(holder, case.pk)
    monkeypatch.setattr(common, "grant_or_404", Mock(side_effect=[held, Http404]))
    assert ask(holder, "hand_over", case, **said).status_code == 404
