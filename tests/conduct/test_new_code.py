"""A complainant who lost the return code gets another, and nobody else does.

Deliberate faults that turn these red: the trigger that puts the new hash in the place of the old one left out; `seen`
not compared; the words about who asked not asked for; `who=OFFICE` widened; the session not asked anew.
"""

from typing import Any

import pytest
from django.core.cache import cache
from django.db import transaction
from django.db.utils import IntegrityError, ProgrammingError
from django.test import Client
from django.urls import reverse

from portal.foundation.audit.models import Event
from portal.foundation.outbox.models import Item
from portal.foundation.people.models import User
from reviews.conduct import emails
from reviews.conduct.actions.codes import give_new_code
from reviews.conduct.actions.receiving import Received, WhoComplains
from reviews.conduct.actions.refusals import MovedOn, Refused
from reviews.conduct.identity import acting_as, acting_by_code, hash_of
from reviews.conduct.models import Case, Grant, NewCode, Paper
from reviews.conduct.visibility import Capacity
from tests.factories import conduct
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db
YOURS = "/complain/return/yours/"
CHECKED = "I rang the number in the case, and she named the post."


@pytest.fixture
def holder() -> User:
    cache.clear()
    return conduct.officer()


@pytest.fixture
def got(holder: User) -> Received:
    received = conduct.received(who=WhoComplains(name="Rosa Complainant", email="rosa@resident.example"))
    conduct.declare(case=received.case, has_conflict=False, words="", by=holder)
    return received


def part(got: Received, holder: User) -> Grant:
    with acting_as(holder.pk):
        return Grant.objects.get(case=got.case, capacity=Capacity.COMPLAINANT)


def give(got: Received, holder: User, *, by: User | None = None, **how: Any) -> str:
    said = {"checked": CHECKED, "way": "told", "seen": 0} | how
    return give_new_code(grant=part(got, holder), by=by or holder, **said)


def opens(code: str) -> list[Paper]:
    with acting_by_code(code):
        return list(Paper.objects.all())


def came_back(code: str) -> Client:
    client = Client()
    client.post("/complain/return/", {"code": code})
    return client


def page(got: Received, holder: User, grant: Grant | None = None) -> str:
    return reverse("conduct:new_code", args=[got.case.pk, (grant or part(got, holder)).pk])


def test_new_code_opens_what_was_theirs_and_the_old_one_with_its_session_nothing(holder: User, got: Received) -> None:
    before, reader = opens(got.code), came_back(got.code)
    assert reader.get(YOURS).status_code == 200

    code = give(got, holder)

    assert len(before) == 1
    assert (opens(code), opens(got.code)) == (before, [])
    assert reader.get(YOURS).headers["Location"] == reverse("conduct:return_code")
    assert came_back(code).get(YOURS).status_code == 200
    event = Event.objects.get(verb="conduct.new_code", about_id=str(got.case.pk))
    assert event.actor == holder


def test_code_is_in_no_mail_and_nowhere_but_as_a_hash(holder: User, got: Received) -> None:
    code = give(got, holder)

    written = [emails.for_party(item) for item in Item.objects.filter(kind="conduct.for_party")]
    told = [f"{mail.subject}\n{mail.body}" for mail in written if mail]
    assert len(told) == 2  # when it was received, and now
    assert all(got.case.neutral_reference in mail and code[:4] not in mail for mail in told)
    assert not Item.objects.filter(payload__icontains=code).exists()
    with acting_as(holder.pk):
        kept = NewCode.objects.get(case=got.case)
        assert bytes(kept.code_hash) == hash_of(code)
        assert kept.checked == CHECKED


def test_two_who_give_a_code_at_once_and_more_than_three_a_day(holder: User, got: Received) -> None:
    codes = [give(got, holder, seen=0)]

    with pytest.raises(MovedOn):
        give(got, holder, seen=0)
    codes += [give(got, holder, seen=number) for number in (1, 2)]
    with pytest.raises(Refused, match="tomorrow"):
        give(got, holder, seen=3)

    assert [len(opens(code)) for code in codes] == [0, 0, 1]


@pytest.mark.parametrize(("how", "why"), [({"checked": " "}, "how you made sure"), ({"way": "email"}, "Choose one")])
def test_code_that_is_not_given_with_care_is_refused(
    holder: User, got: Received, how: dict[str, str], why: str
) -> None:
    with pytest.raises(Refused, match=why):
        give(got, holder, **how)

    assert len(opens(got.code)) == 1


@pytest.mark.parametrize("capacity", [Capacity.INVESTIGATOR, Capacity.CLERK])
def test_only_the_office_of_the_case_gives_one(holder: User, got: Received, capacity: Capacity) -> None:
    person, support = UserFactory(), UserFactory()
    conduct.let_in(got.case, person, capacity, holder)
    conduct.let_in(got.case, support, Capacity.SUPPORT, holder)

    with pytest.raises(Refused, match="somebody else"):
        give(got, holder, by=person)
    with pytest.raises(Case.DoesNotExist):
        give(got, holder, by=UserFactory())
    assert len(opens(give(got, holder, by=support))) == 1


def test_database_gives_none_for_a_part_without_code_and_none_by_another(holder: User, got: Received) -> None:
    person = UserFactory()
    conduct.let_in(got.case, person, Capacity.INVESTIGATOR, holder)
    theirs = part(got, holder)
    with acting_as(holder.pk):
        own = Grant.objects.get(case=got.case, person=holder)

    def added(grant: Grant, by: User, in_name_of: User) -> None:
        row = NewCode(case=got.case, grant=grant, number=1, code_hash=hash_of("X"), checked="?", way="told", by=by)
        with transaction.atomic(), acting_as(in_name_of.pk):
            row.save(force_insert=True)

    with pytest.raises(IntegrityError, match="comes back by a code"):
        added(own, holder, holder)
    for by, in_name_of in ((person, person), (holder, person)):
        with pytest.raises(ProgrammingError, match="row-level security"):
            added(theirs, by, in_name_of)
    with pytest.raises(ProgrammingError, match="denied"), transaction.atomic(), acting_as(holder.pk):
        Grant.objects.filter(pk=theirs.pk).update(code_hash=hash_of("X"))
    assert len(opens(got.code)) == 1


def test_page_shows_the_code_once_and_the_people_page_how_it_was_checked(holder: User, got: Received) -> None:
    client = Client()
    client.force_login(holder)
    url = page(got, holder)
    people = reverse("conduct:people", args=[got.case.pk])
    assert url in client.get(people).content.decode()
    assert client.get(url).context["form"].initial == {"version": 0}

    missing = client.post(url, {"version": "0", "checked": "Kept words", "way": ""})
    answer = client.post(url, {"version": "0", "checked": CHECKED, "way": "post"})
    again = client.post(url, {"version": "0", "checked": CHECKED, "way": "post"})

    assert "Kept words" in missing.content.decode()
    code = answer.context["code"]
    assert code in answer.content.decode()
    assert "no-store" in answer.headers["Cache-Control"]
    assert len(opens(code)) == 1
    assert "A new code was given" in again.content.decode()
    assert CHECKED in client.get(people).content.decode()
    assert code not in client.get(people).content.decode()


def test_page_for_whoever_has_an_account_or_no_part_is_not_there(holder: User, got: Received) -> None:
    person = UserFactory()
    conduct.let_in(got.case, person, Capacity.INVESTIGATOR, holder)
    client = Client()
    with acting_as(holder.pk):
        own = Grant.objects.get(case=got.case, person=holder)

    client.force_login(holder)
    assert client.get(page(got, holder, own)).status_code == 404
    client.force_login(person)
    assert client.get(page(got, holder)).status_code == 403
    client.force_login(UserFactory())
    assert client.get(page(got, holder)).status_code == 404


def test_codes_are_not_given_without_end(holder: User, got: Received, settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"conduct_new_code": "1/h/user"}
    client = Client()
    client.force_login(holder)
    said = {"checked": CHECKED, "way": "told"}

    first = client.post(page(got, holder), said | {"version": "0"})
    second = client.post(page(got, holder), said | {"version": "1"})

    assert first.context["code"]
    assert "many new codes" in second.content.decode()


def test_page_about_a_lost_code_says_what_to_do(settings: Any) -> None:
    settings.COUNCIL_OFFICE_PHONE = "01632 960171"

    told = Client().get("/complain/return/lost/").content.decode()

    assert "Ring 01632 960171" in told
    assert "Never by e-mail" in told
