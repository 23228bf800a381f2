"""Several people, or one impatient one, at the same moment. Real commits, real threads."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from django.db import connection

from portal.foundation.outbox.actions import drain
from portal.foundation.outbox.models import Item
from reviews.advice import actions
from reviews.advice.models import Request
from tests.advice.pages import signed_in, url
from tests.conftest import Database
from tests.factories.advice import Desk, plain_advice
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


def test_of_two_who_answer_at_once_one_wins_and_no_text_is_lost(committed_db: Database) -> None:
    """Fault: `lock` that does not lock (one fails as the answers are numbered)."""
    desk, deputy = Desk(), UserFactory(roles=("deputy_monitoring_officer",))
    item = desk.escalated()
    said = {desk.officer: plain_advice(text="From one."), deputy: plain_advice(text="From the other.")}
    for person, advice in said.items():
        actions.keep_answer_draft(item=item, by=person, advice=advice)

    results = together(
        *(
            lambda p=person, a=advice: actions.answer_as_mo(item=item, by=p, version=item.version, advice=a)
            for person, advice in said.items()
        )
    )

    assert sorted(type(result).__name__ for result in results) == ["Request", "Stale"]
    texts = {given.text for given in item.answers.all()} | {draft.text for draft in item.answer_drafts.all()}
    assert (item.answers.count(), item.answer_drafts.count()) == (1, 1)
    assert texts == {"From one.", "From the other."}


def test_adviser_who_answers_while_a_colleague_takes_over_loses_nothing(committed_db: Database) -> None:
    """Fault: `lock` that does not lock."""
    desk, other = Desk(), UserFactory(roles=("comms_adviser",))
    item = desk.assigned()
    advice = plain_advice(text="Kept words.")
    actions.keep_answer_draft(item=item, by=desk.adviser, advice=advice)

    together(
        lambda: actions.answer(item=item, by=desk.adviser, version=item.version, advice=advice),
        lambda: actions.claim(item=item, by=other, version=item.version),
    )

    now = Request.objects.get(pk=item.pk)
    texts = [given.text for given in now.answers.all()] + [draft.text for draft in now.answer_drafts.all()]
    assert (now.version, now.state in ("answered", "assigned"), texts) == (item.version + 1, True, ["Kept words."])


def test_answer_that_two_workers_release_at_once_goes_out_once(committed_db: Database, settings: Any) -> None:
    """Fault: `release` that locks neither the request nor the draft."""
    settings.ADVICE_HOLD_SECONDS = 0
    desk = Desk()
    item = desk.assigned()
    draft = actions.hold_answer(item=item, by=desk.adviser, version=item.version, advice=plain_advice())

    results = together(*[lambda: actions.release(draft=draft)] * 2)

    assert sorted(type(result).__name__ for result in results) == ["NoneType", "Request"]
    assert (item.answers.count(), Item.objects.filter(kind="advice.answered").count()) == (1, 1)


def test_member_who_withdraws_while_it_is_released_ends_in_one_state(committed_db: Database, settings: Any) -> None:
    """Fault: `lock` that does not lock."""
    settings.ADVICE_HOLD_SECONDS = 0
    desk = Desk()
    item = desk.assigned()
    draft = actions.hold_answer(item=item, by=desk.adviser, version=item.version, advice=plain_advice())

    together(
        lambda: actions.release(draft=draft),
        lambda: actions.withdraw(item=item, by=desk.member, version=item.version),
    )

    now = Request.objects.get(pk=item.pk)
    ends = {"answered": (1, 0), "withdrawn": (0, 1)}
    assert (now.answers.count(), now.answer_drafts.count()) == ends[now.state]
    assert now.version == item.version + 1
    assert all(kept.not_sent_because for kept in now.answer_drafts.all())


def test_of_two_requests_closed_as_each_other_one_stays_open(committed_db: Database) -> None:
    """Fault: `mark_duplicate` that locks its own request only (both are closed, and nobody answers)."""
    desk = Desk()
    items = [desk.submitted(), desk.submitted()]

    def mark(one: Request, other: Request) -> object:
        try:
            return actions.mark_duplicate(item=one, by=desk.adviser, version=one.version, of=other)
        except actions.NotATwin as refusal:
            return refusal

    results = together(lambda: mark(*items), lambda: mark(*reversed(items)))

    assert sorted(type(result).__name__ for result in results) == ["NotATwin", "Request"]
    assert sorted(Request.objects.values_list("state", flat=True)) == ["closed", "submitted"]


def test_worker_that_drains_the_outbox_sends_what_was_held(committed_db: Database, settings: Any) -> None:
    """Fault, not tried: no line for `advice.release` in OUTBOX_KINDS."""
    settings.ADVICE_HOLD_SECONDS = 0
    desk = Desk()
    item, undone = desk.assigned(), desk.assigned()
    for one in (item, undone):
        actions.hold_answer(item=one, by=desk.adviser, version=one.version, advice=plain_advice())
    actions.undo_hold(item=undone, by=desk.adviser)

    while drain():
        pass

    states = [Request.objects.get(pk=one.pk).state for one in (item, undone)]
    assert states == ["answered", "assigned"]
    assert Item.objects.get(kind="advice.answered").sent_at is not None
    assert not Item.objects.dead().exists()
