"""Who helps the member and holds an office too may what either may, and nothing that neither may.

Faults: an officer who helps is treated as an officer alone (as it was); a helper's grade counts for a record that only
a share opens to them; `may` with the share at every address.
"""

from collections.abc import Callable

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from abuse_log import actions
from abuse_log.permissions import Reach, kept_reach
from abuse_log.taxonomy import WordsKind
from portal.foundation.people.models import User
from tests.abuse_log.addresses import GRADES, READ, WRITTEN
from tests.abuse_log.conftest import Kept
from tests.factories.abuse_log import ShareFactory
from tests.factories.people import DelegationFactory, UserFactory

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
BETTER = {200: 0, 302: 1, 404: 2, 403: 2}
"""An answer of the page itself before one that leads elsewhere; for who sees nothing of it, 403 as the officer gets."""


def person(kept: Kept, grade: str = "", *, lead: bool = True) -> User:
    user: User = UserFactory(roles=(*(("safety_lead",) if lead else ()), *(("delegate",) if grade else ())))
    if grade:
        DelegationFactory(member=kept.incident.member, delegate=user, grade=grade)
    return user


def test_both_read_what_either_reads(kept: Kept, as_user: SignIn) -> None:
    grade = "summaries"
    ShareFactory(incident=kept.incident)
    clients = [as_user(person(kept, grade, lead=False)), as_user(person(kept)), as_user(person(kept, grade))]
    for address in READ:
        helper, officer, both = (client.get(address.url(kept.ref, kept)).status_code for client in clients)
        assert both == min((helper, officer), key=lambda status: BETTER[status]), str(address)


def test_both_write_as_the_helper_and_as_nobody_else(kept: Kept, as_user: SignIn) -> None:
    ShareFactory(incident=kept.incident)
    client = as_user(person(kept, "summaries"))
    closed = [one for one in WRITTEN if GRADES.index(one.write_grade) > GRADES.index("summaries")]
    answered = {client.post(one.url(kept.ref, kept), one.data()).status_code for one in closed}
    assert answered == {403}
    assert "open it as an officer" in client.get(kept.incident.get_absolute_url()).content.decode()
    url = reverse("abuse_log:words_add", args=[kept.ref])
    assert client.post(url, {"kind": "said", "text": "More about bins"}).status_code == 302


def test_grade_for_what_one_records_opens_no_record_of_the_member(kept: Kept, as_user: SignIn) -> None:
    shared = ShareFactory(incident=kept.incident)
    both = person(kept, "record")
    assert kept_reach(both, kept.incident) == Reach.NOTHING
    client = as_user(both)
    assert client.get(kept.incident.get_absolute_url()).headers["Location"] == shared.get_absolute_url()
    url = reverse("abuse_log:words_add", args=[kept.ref])
    assert [client.get(url).status_code, client.post(url, {"kind": "said", "text": "x"}).status_code] == [403, 403]
    with pytest.raises(PermissionDenied):
        actions.add_words(incident=kept.incident, by=both, kind=WordsKind.SAID, text="x")
