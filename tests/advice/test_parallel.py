"""Several people, or one impatient one, at the same moment. Real commits, real threads."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connection

from portal.foundation.outbox.models import Item
from reviews.advice import actions
from reviews.advice.models import Request
from tests.advice.pages import signed_in, url
from tests.conftest import Database
from tests.factories.advice import Desk
from tests.factories.people import UserFactory


def together(*deeds: Callable[[], object]) -> list[object]:
    """Do all at once; the results, or the exceptions, in order."""
    ready = Barrier(len(deeds))

    def one(deed: Callable[[], object]) -> object:
        ready.wait()
        try:
            return deed()
        except (actions.Stale, actions.WrongState) as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return [future.result() for future in [pool.submit(one, deed) for deed in deeds]]


def test_five_parallel_posts_give_one_request_and_one_reference(committed_db: Database) -> None:
    desk = Desk()
    item = desk.draft()
    clients = [signed_in(desk.member) for _ in range(5)]

    answers = together(
        *(lambda c=client: c.post(url("submit", item.pk), {"version": item.version}) for client in clients)
    )

    sent = Request.objects.get(pk=item.pk)
    assert {(a.status_code, a.headers["Location"]) for a in answers} == {(302, url("sent", item.pk))}
    assert sent.reference.endswith("-0001")
    assert (sent.history.count(), sent.wordings.count()) == (1, 1)
    assert Item.objects.filter(kind="advice.submitted").count() == 1


def test_of_two_advisers_who_claim_at_once_one_holds_it(committed_db: Database) -> None:
    desk = Desk()
    other = UserFactory(roles=("comms_adviser",))
    item = desk.submitted()

    results = together(
        lambda: actions.claim(item=item, by=desk.adviser, version=item.version),
        lambda: actions.claim(item=item, by=other, version=item.version),
    )

    assert sorted(type(result).__name__ for result in results) == ["Request", "Stale"]
    assert Request.objects.get(pk=item.pk).history.filter(verb="claim").count() == 1


def test_references_of_requests_sent_at_once_have_no_gap(committed_db: Database) -> None:
    desk = Desk()
    items = [desk.draft() for _ in range(4)]

    together(*(lambda i=item: actions.submit(item=i, by=desk.member, version=i.version) for item in items))

    numbers = sorted(int(reference[-4:]) for reference in Request.objects.values_list("reference", flat=True))
    assert numbers == [1, 2, 3, 4]
