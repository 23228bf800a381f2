"""A closed case goes whole by the office's approval and by nothing else; a hold wins; who has a stake sees nothing.

Faults tried: see each test.
"""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.plugin import DjangoDbBlocker

from portal.foundation.audit.models import Event
from portal.foundation.deadlines.models import Clock, Reminder
from portal.foundation.files.models import StoredFile
from portal.foundation.files.storage import sealed_storage
from portal.foundation.outbox.models import Item
from portal.foundation.people.models import RoleGrant, User
from portal.foundation.records import actions
from portal.foundation.records.models import Disposal, Hold, Tombstone
from reviews.conduct import recorded
from reviews.conduct.actions import parties
from reviews.conduct.actions.parties import Voice
from reviews.conduct.actions.publishing import Redacted, publish, write_public_text
from reviews.conduct.actions.refusals import NotNow
from reviews.conduct.identity import acting_as, acting_as_system
from reviews.conduct.keeping import keeping_of
from reviews.conduct.models import Case, Complainant, Contact, Paper, Publication
from reviews.conduct.visibility import Capacity
from tests.cluster import servers
from tests.conduct.closed import CANARY, KIND, Gone, approved, build, proposed
from tests.conftest import of_its_own
from tests.factories.people import UserFactory

SHUT = ("conflicted", "party", "information_governance", "administrator", "auditor", "comms_lead", "member")
OFFICE = ("conflicted", "party", "information_governance")
"""Of those, who may enter the records office."""


@pytest.fixture(scope="module")
def built(template: str, django_db_blocker: DjangoDbBlocker) -> Iterator[Gone]:
    for database in of_its_own(template, django_db_blocker):
        yield build(database.name)


@pytest.fixture
def gone(built: Gone) -> Iterator[Gone]:
    """Whatever a test does with it is undone."""
    with transaction.atomic():
        yield built
        transaction.set_rollback(True)


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def page(name: str, *args: object) -> str:
    return reverse(f"records_office:{name}", args=args)


def dispose(disposal: Disposal, certificate: str = "DIS-2026-0099") -> str:
    """The room's own function, past every verb; with what words it refused, empty when it did not."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT public.conduct_dispose(%s, %s)", [disposal.pk, certificate])
    except DatabaseError as refusal:
        return str(refusal).splitlines()[0]
    return ""


def there(gone: Gone) -> bool:
    with acting_as_system():
        return Case.objects.filter(pk=gone.case.pk).exists()


def place(gone: Gone) -> Hold:
    return actions.place_hold(kind=KIND, about_id=gone.case.pk, source="claim", reason=CANARY, by=gone.holder)


def test_office_finds_it_proposes_and_approves(gone: Gone) -> None:
    """Holder and deputy alike; each is told by mail, and nobody else. Fault: `_tell_offices` told all of the office."""
    disposal = proposed(gone.case)

    assert (disposal.state, disposal.holder, disposal.rule_id) == ("proposed", "office", "conduct.lasting")
    told = {item.payload["person"] for item in Item.objects.filter(kind="records.due")}
    assert told == {str(gone.holder.pk), str(gone.deputy.pk)}
    for person in (gone.holder, gone.deputy):
        client, reference = client_of(person), gone.case.reference
        found = client.get(page("index"), {"reference": reference.lower()})
        assert found.headers["Location"] == page("card", "conduct-case", gone.case.pk)
        assert client.get(found.headers["Location"]).status_code == 200
        assert f"Approve: dispose of {reference}" in client.get(page("due")).content.decode()
        assert [card.reference for card in recorded.of_person(person, gone.stage.cast.member.pk)] == sorted(
            [reference, gone.other.reference]
        )
    answer = client_of(gone.deputy).post(page("approve", disposal.pk), {"version": disposal.version})
    assert answer.status_code == 302
    disposal.refresh_from_db()
    assert (disposal.state, disposal.approved_by) == ("approved", gone.deputy)


def test_nobody_else_sees_a_trace_of_it(gone: Gone) -> None:
    """No row, count, mail, search or address. Faults: `conduct_has_stake` without one of its three questions; `theirs`
    without the room's word; the card of a case for information governance.
    """
    disposal, hold = proposed(gone.case), place(gone)
    reference = gone.case.reference
    for name in SHUT:
        client = client_of(gone.shut[name])
        pages = ("due", "holds", "disposals", "retention", "disclosures") if name in OFFICE else ("due",)
        answers = [
            client.get(page("index"), {"reference": reference}),
            client.post(page("person"), {"email": gone.stage.cast.member.email, "reason": "asked for"}),
            *(client.get(page(one)) for one in pages),
        ]
        for answer in answers:
            assert answer.status_code in ((200,) if name in OFFICE else (200, 403)), (name, answer.request)
            body = answer.content.decode().replace(f'value="{reference}"', "")
            assert reference not in body
            assert str(gone.case.pk) not in body
        if name in OFFICE:
            assert recorded.ONLY_HERE in answers[1].content.decode()
            assert "end of its time" not in answers[0].content.decode()
            assert "On their way now: 1" not in answers[5].content.decode()
        absent = client.get(page("card", "conduct-case", disposal.pk))
        for answer in (
            client.get(page("card", "conduct-case", gone.case.pk)),
            client.post(page("place_hold", "conduct-case", gone.case.pk), {"source": "foi", "reason": "x"}),
            client.get(page("lift_hold", hold.pk)),
        ):
            assert (answer.status_code, answer.content) == (404, absent.content)
        assert client.post(page("approve", disposal.pk), {"version": disposal.version}).status_code in (403, 404)
        with pytest.raises(PermissionDenied):
            actions.approve_disposal(disposal=disposal, version=disposal.version, by=gone.shut[name])
    disposal.refresh_from_db()
    assert disposal.state == "proposed"


def test_search_for_a_person_says_the_same_sentence_to_all_and_counts_no_case(gone: Gone) -> None:
    """Fault: `search_person` counts every card."""
    for person in (gone.holder, gone.shut["information_governance"]):
        answer = client_of(person).post(page("person"), {"email": gone.stage.cast.member.email, "reason": "asked for"})
        assert recorded.ONLY_HERE in answer.content.decode()
    assert {event.data["found"] for event in Event.objects.filter(verb="records.person_searched")} == {0}


def test_database_refuses_what_the_application_forges(gone: Gone) -> None:
    """Faults: each question of `conduct_dispose` left out, one by one."""
    disposal = proposed(gone.case)
    assert dispose(disposal) == "this disposal was not approved"
    disposal = actions.approve_disposal(disposal=disposal, version=disposal.version, by=gone.holder)

    def forged(refusal: str, **row: object) -> None:
        with transaction.atomic():
            Disposal.objects.filter(pk=disposal.pk).update(**row)
            assert dispose(disposal) == refusal
            transaction.set_rollback(True)

    no_office = UserFactory(roles=("auditor",))
    forged("whoever approved it may not", approved_by=no_office)
    forged("nobody with a stake in it approves its disposal", approved_by=gone.shut["conflicted"])
    forged("nobody with a stake in it approves its disposal", approved_by=gone.shut["party"])
    forged("it is not due", due_on=timezone.localdate() + timedelta(days=1))
    day = disposal.ended_on - timedelta(days=1)
    forged("it is not over, or ended on another day", ended_on=day)
    forged("it is not over, or ended on another day", rule="conduct.early")
    forged("it is not over, or ended on another day", holder="council", owner=gone.holder)
    assert dispose(disposal, "DIS-1") == "a disposal needs a certificate"
    with transaction.atomic():
        with acting_as(gone.holder.pk):
            Case.objects.filter(pk=gone.case.pk).update(closed_at=None, state="reopened", version=99)
        assert dispose(disposal) == "it is not over, or ended on another day"
        assert actions.carry_out(disposal.pk) is None
        transaction.set_rollback(True)
    with transaction.atomic():
        RoleGrant.objects.filter(user=gone.holder).update(ended_at=timezone.now(), ended_by=gone.deputy)
        assert dispose(disposal) == "whoever approved it may not"
        transaction.set_rollback(True)
    assert there(gone)


NO_RIGHT = "permission denied for"
PUBLISH = """INSERT INTO conduct_publication (id, title, words, member_name, decided_on, rule, reason, care,
show_until, published_at, published_by_id, unpublished_because) SELECT gen_random_uuid(), title, words, '', decided_on,
rule, '', '', show_until, now(), %(me)s, '' FROM conduct_publication"""
ALONE = {
    "SELECT public.conduct_delete(%(case)s)": f"{NO_RIGHT} function",
    "SELECT public.conduct_life_of(%(case)s)": f"{NO_RIGHT} function",
    "SELECT public.conduct_digest(%(case)s)": f"{NO_RIGHT} function",
    "SELECT public.conduct_has_stake(%(case)s, '')": f"{NO_RIGHT} function",
    "DELETE FROM conduct_case WHERE id = %(case)s": f"{NO_RIGHT} table",
    "DELETE FROM conduct_contact": f"{NO_RIGHT} table",
    "DELETE FROM conduct_publication": f"{NO_RIGHT} table",
    "UPDATE conduct_publication SET text_id = NULL": f"{NO_RIGHT} table",
    "INSERT INTO conduct_keptfrom VALUES (gen_random_uuid(), %(case)s, %(me)s)": f"{NO_RIGHT} table",
    PUBLISH: "was written as a text of a case|No breach was decided",  # two triggers, either alone is enough
}


@pytest.mark.parametrize("statement", ALONE)
def test_app_role_can_do_no_part_of_it_alone(gone: Gone, statement: str) -> None:
    """With the setting on too. Fault: a REVOKE left out."""
    values = {"case": gone.case.pk, "me": gone.holder.pk}
    with acting_as(gone.holder.pk), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('portal.disposing', 'yes', true)")
        with pytest.raises(DatabaseError, match=ALONE[statement]), transaction.atomic():
            cursor.execute(statement, values)


def test_hold_wins_and_no_sealed_word_is_written_over(gone: Gone) -> None:
    """Work goes on: additions, steps, and what was empty. Faults: the question after a hold left out of
    `records_begin_disposal`; `conduct_keep_held` without UPDATE; without its WHEN.
    """
    disposal = approved(gone.case, gone.holder)
    hold = place(gone)
    assert dispose(disposal) == "a legal hold stands on it"
    assert actions.carry_out(disposal.pk) is None
    disposal.refresh_from_db()
    assert (disposal.state, disposal.approved_by) == ("coming", None)

    rosa = Voice(account=gone.stage.cast.person(Capacity.COMPLAINANT))
    part = gone.stage.complainant().grant
    said = {"email": "rosa@resident.example", "address": ""}
    parties.change_contact(voice=rosa, grant=part, telephone="01632 960000", **said)
    with pytest.raises(NotNow, match="has to keep"):
        parties.change_contact(voice=rosa, grant=part, telephone="01632 960001", **said)
    with pytest.raises(NotNow, match="has to keep"):
        parties.change_needs(voice=rosa, grant=part, form="braille", adjustments="other", supporter="")
    parties.change_needs(voice=rosa, grant=part, form="braille", adjustments=CANARY, supporter="")
    with acting_as(gone.stage.cast.person(Capacity.COMPLAINANT).pk):
        contact = Contact.objects.get(complainant__grant=part)
        contact.telephone = "other"
        with pytest.raises(DatabaseError, match="legal hold"), transaction.atomic():
            contact.save(update_fields=["telephone"])
    with acting_as(gone.holder.pk):
        Complainant.objects.filter(case=gone.case).update(version=7)

    actions.lift_hold(hold=hold, reason="the claim is settled", by=gone.holder)
    parties.change_contact(voice=rosa, grant=part, telephone="01632 960001", **said)


def test_every_sealed_word_that_can_be_written_over_is_held(built: Gone) -> None:
    """A later table for which `conduct_keep_held` was not called again. Fault: one of its triggers dropped."""
    count = "SELECT count(*) FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid WHERE c.relname LIKE 'conduct%'"
    done = servers.psql(f"BEGIN; {count}; SELECT public.conduct_keep_held(); {count}; ROLLBACK", built.database)
    numbers = [line for line in done.split() if line.isdigit()]
    assert len(set(numbers)) == 1
    assert int(numbers[0]) > 50


def test_hold_is_read_and_lifted_by_whoever_holds_the_case(gone: Gone) -> None:
    """A deputy for cover knows that a hold stands, not why. Fault: `known` without `is_own`."""
    hold = place(gone)
    url = page("card", "conduct-case", gone.case.pk)
    assert CANARY in client_of(gone.holder).get(url).content.decode()
    covered = client_of(gone.deputy)
    assert "A legal claim" in covered.get(url).content.decode()
    assert CANARY not in covered.get(url).content.decode() + covered.get(page("holds")).content.decode()
    assert covered.get(page("lift_hold", hold.pk)).status_code == 403
    assert client_of(gone.holder).post(page("lift_hold", hold.pk), {"reason": "settled"}).status_code == 302
    assert not Hold.objects.in_force().exists()


def test_page_of_the_case_tells_its_holder_of_hold_and_end(gone: Gone) -> None:
    url = reverse("conduct:case", args=[gone.case.pk])
    body = client_of(gone.holder).get(url).content.decode()
    with acting_as(gone.holder.pk):
        keeping = keeping_of(Case.objects.get(pk=gone.case.pk))
    assert keeping.due_on is not None
    assert "Conduct case: breach, or investigated. Kept for 6 years: proposed for deletion on" in body
    proposed(gone.case)
    assert "waits for approval in the records office" in client_of(gone.holder).get(url).content.decode()
    place(gone)
    body = client_of(gone.holder).get(url).content.decode()
    assert "Nothing here may be deleted or written over" in body
    assert CANARY not in body.partition("Held since")[2].partition("</div>")[0]
    assert "when the hold is lifted" in body
    other = client_of(gone.stage.cast.person(Capacity.SUPPORT)).get(url).content.decode()
    assert "Held since" not in other
    assert "proposed for deletion" not in other


def test_case_stays_while_a_notice_of_it_is_shown(gone: Gone) -> None:
    """And its page says no day before. Faults: the question after it left out of `conduct_dispose`; of `ended`."""
    disposal = approved(gone.case, gone.holder)
    with acting_as(gone.holder.pk):
        notice = Paper.objects.get(case=gone.case, kind="notice")
    text = write_public_text(notice=notice, text=Redacted("Again", "Words.", "breach", False), by=gone.holder)
    until = timezone.localdate() + timedelta(days=20)
    publish(text=text, show_until=until, reason="the rule", care_words="", by=gone.holder)

    assert dispose(disposal) == "a notice of it is still shown"
    assert actions.carry_out(disposal.pk) is None
    disposal.refresh_from_db()
    assert disposal.state == "lapsed"
    actions.sweep()
    assert not Disposal.objects.open().exists()
    with acting_as(gone.holder.pk):
        keeping = keeping_of(Case.objects.get(pk=gone.case.pk))
    assert keeping.due_on == until + timedelta(days=31)


def die(*args: object, **named: object) -> None:
    raise KeyboardInterrupt


def cut_off(disposal: Disposal, what: object, name: str) -> None:
    """The worker dies at that place."""
    with pytest.MonkeyPatch.context() as cut:
        cut.setattr(what, name, die)
        with pytest.raises(KeyboardInterrupt):
            actions.carry_out(disposal.pk)
    disposal.refresh_from_db()


def test_it_goes_whole_and_leaves_its_stone_and_its_notice(built: Gone) -> None:
    """Every table is empty of it, everything of the other as it was. A worker that dies before the commit leaves all,
    and one that dies after it is taken up again.

    Faults: a table left out of `conduct_tables`; files, reminders, clocks or outbox left out of `conduct_delete`.
    """
    before, others, around = built.counts(built.case), built.counts(built.other), around_it(built)
    assert {table for table, count in before.items() if not count} <= {"conduct_referred", "conduct_newcode"}
    assert min(around[str(built.case.pk)]) > 0
    events, files = Event.objects.about(built.case).count(), StoredFile.objects.count()
    disposal = approved(built.case, built.deputy)

    cut_off(disposal, actions.retention, "record")
    assert (built.counts(built.case), Tombstone.objects.count()) == (before, 0)
    cut_off(disposal, type(sealed_storage()), "delete")
    left = list(disposal.objects_left)
    assert (len(left), StoredFile.objects.count()) == (2, files - 2)
    actions.carry_out(disposal.pk)

    assert not any(sealed_storage().exists(name) for name in left)
    assert set(built.counts(built.case).values()) == {0}
    assert not there(built)
    assert built.counts(built.other) == others
    assert around_it(built) == {str(built.case.pk): [0, 0, 0], str(built.other.pk): around[str(built.other.pk)]}
    assert Event.objects.about(built.case).count() == events
    stone = Tombstone.objects.get(about_id=built.case.pk)
    assert (stone.reference, stone.files, stone.approved_by) == (built.case.reference, 2, built.deputy)
    assert stone.record_class == "Conduct case: breach, or investigated"
    assert Publication.objects.get().text_id is None
    assert servers.psql("SELECT count(*) FROM conduct_keptfrom", built.database).strip() == "2"
    seen_by(built, stone)
    notice_goes(built)


def around_it(built: Gone) -> dict[str, list[int]]:
    """Clocks, reminders and what waits in the outbox, of both cases."""
    return {
        str(case.pk): [
            Clock.objects.about(case).count(),
            Reminder.objects.about(case).count(),
            Item.objects.filter(sent_at=None, payload__case=str(case.pk)).count(),
        ]
        for case in (built.case, built.other)
    }


def seen_by(built: Gone, stone: Tombstone) -> None:
    """Fault: `seen` without those who were kept from it."""
    for name in OFFICE:
        client = client_of(built.shut[name])
        assert stone.reference not in client.get(page("disposals")).content.decode()
        assert client.get(page("certificate", stone.pk)).status_code == 404
    for person in (built.holder, built.deputy):
        assert stone.reference in client_of(person).get(page("disposals")).content.decode()
        assert client_of(person).get(page("certificate", stone.pk)).status_code in (200, 503)


def notice_goes(built: Gone) -> None:
    """What was published goes six years after, and not before."""
    recorded.look_over(timezone.localdate())
    assert Publication.objects.count() == 1
    servers.psql("UPDATE records_retentionrule SET amount = 1, unit = 'days' WHERE record_class = 'conduct.notice'",
                 built.database)  # fmt: skip
    recorded.look_over(timezone.localdate())
    assert Publication.objects.count() == 0
    assert Event.objects.filter(verb="conduct.notice.deleted").count() == 1
