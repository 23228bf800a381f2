"""A citation made in error is struck out: it stays, says why, and no finding names it.

Deliberate faults that turn these red: `standing()` leaves nothing out; conduct_foundbreached_not_struck left out; the
policy `stands` left out; `require(part.is_holder)` left out of the page.
"""

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from portal.foundation.people.models import User
from reviews.conduct.actions.citing import strike_out
from reviews.conduct.actions.refusals import MovedOn, Refused
from reviews.conduct.filling import values_for
from reviews.conduct.identity import acting_as
from reviews.conduct.models import Alleged, Case, Cited, CodeEdition, Finding, FoundBreached, Struck
from reviews.conduct.visibility import Capacity
from tests.conduct.pages import ABSENT, ask, words
from tests.factories import conduct
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db
WORDS = "Declare each gift."


def cited_case() -> tuple[Case, User, User, Cited]:
    member = conduct.member()
    case, holder = conduct.held_case(member)
    edition = CodeEdition.objects.create(title="Members’ Code", in_force_from="2020-05-01")
    paragraph = edition.paragraphs.create(number="10.2", words=WORDS, category="gifts")
    with acting_as(holder.pk):
        cited = Cited(case=case, alleged=Alleged.objects.get(case=case), paragraph=paragraph)
        cited.save(force_insert=True)
    return case, holder, member, cited


def test_citation_is_struck_out_with_a_reason_and_stays_visible() -> None:
    case, holder, member, cited = cited_case()
    conduct.notified(case, member, holder)
    assert WORDS in words(ask(member, "mine", case))
    assert ask(holder, "strike", case, cited.pk, reason="").status_code == 200

    assert ask(holder, "strike", case, cited.pk, reason="The wrong number.").status_code == 302

    shown = words(ask(holder, "case", case))
    assert "Struck out: The wrong number." in shown
    assert WORDS in shown
    assert WORDS not in words(ask(member, "mine", case))
    with acting_as(member.pk):
        assert not Cited.objects.exists()
        assert not Struck.objects.exists()
    with acting_as(holder.pk):
        assert WORDS not in values_for(case, None, holder)["paragraphs"]
    with pytest.raises(MovedOn):
        strike_out(cited=cited, because="Once more.", by=holder)
    assert f"/cited/{cited.pk}/strike/" not in words(ask(holder, "cite", case, cited.alleged_id))


def test_no_finding_names_what_was_struck_out() -> None:
    case, holder, _member, cited = cited_case()
    strike_out(cited=cited, because="The wrong number.", by=holder)
    with acting_as(holder.pk):
        assert not Cited.objects.standing().exists()
        finding = Finding(case=case, alleged=cited.alleged, outcome="breach_no_action", reasons="x", by=holder)
        finding.save(force_insert=True)
    with pytest.raises(IntegrityError, match="struck out"), acting_as(holder.pk):
        FoundBreached(case=case, finding=finding, paragraph=cited.paragraph).save(force_insert=True)


def test_what_a_finding_names_stands() -> None:
    case, holder, _member, cited = cited_case()
    with acting_as(holder.pk):
        finding = Finding(case=case, alleged=cited.alleged, outcome="breach_no_action", reasons="x", by=holder)
        finding.save(force_insert=True)
        FoundBreached(case=case, finding=finding, paragraph=cited.paragraph).save(force_insert=True)
    with pytest.raises(Refused, match="A finding names"):
        strike_out(cited=cited, because="The wrong number.", by=holder)


def test_only_the_holding_officer_strikes_out_and_nobody_takes_it_back() -> None:
    case, holder, member, cited = cited_case()
    support = UserFactory()
    conduct.let_in(case, support, Capacity.SUPPORT, holder)
    assert ask(None, "strike", case, cited.pk).status_code == 302
    assert ask(support, "strike", case, cited.pk, reason="x").status_code == 403
    assert ask(member, "strike", case, cited.pk).status_code == 404
    assert ask(holder, "strike", case, ABSENT).status_code == 404
    with pytest.raises(Refused):
        strike_out(cited=cited, because="x", by=support)
    strike_out(cited=cited, because="The wrong number.", by=holder)
    with acting_as(holder.pk), pytest.raises(DatabaseError), transaction.atomic():
        connection.cursor().execute("DELETE FROM conduct_struck")
