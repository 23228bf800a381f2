"""The records office by page, and what its files hold: nothing that was taken out, no name where none is to be.

Faults tried: marks left out of the PDF's data and of the JSON, a person's field without what stands in its place, the
door of a disclosure without `can_disclose`, the log with the reason for whoever may not open the record.
"""

import json
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from portal.foundation.audit.models import Event
from portal.foundation.outbox.models import Item
from portal.foundation.people.models import User
from portal.foundation.records import actions
from portal.foundation.records.labels import mark
from portal.foundation.records.models import Disclosure, Disposal, Hold, PersonSearch, RetentionRule, Tombstone
from portal.foundation.records.whole import LEFT_OUT, without_identity
from portal.home.records_office.making import certificate_of, make_files
from reviews.advice import actions as desk_actions
from reviews.advice.models import Request
from reviews.advice.whole import whole_record
from tests.factories.advice import Desk, plain_advice
from tests.factories.people import UserFactory
from tests.factories.records import approved, full, governance, old, proposed

pytestmark = pytest.mark.django_db
ZERO_WIDTH = "\N{ZERO WIDTH SPACE}"


@pytest.fixture
def officer() -> User:
    return governance()


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def card(item: Request, name: str = "card") -> str:
    return reverse(f"records_office:{name}", args=["advice-request", item.pk])


def begun(item: Request, by: User, **said: Any) -> Disclosure:
    given = {"law": "foi", "to_whom": "FOI-118", "reason": "Asked for.", "has_identity": False, **said}
    return actions.begin_disclosure(kind="advice.request", about_id=item.pk, by=by, **given)


def made(disclosure: Disclosure, by: User) -> Disclosure:
    disclosure.refresh_from_db()
    actions.make_disclosure(disclosure=disclosure, by=by, version=disclosure.version)
    make_files(Item.objects.filter(kind="records.make_disclosure").latest("pk"))
    disclosure.refresh_from_db()
    return disclosure


def words_of(pdf: bytes) -> str:
    """The text layer, and everything that stands in the metadata, without where words may break."""
    reader = PdfReader(BytesIO(pdf))
    layer = "".join(page.extract_text() for page in reader.pages)
    about = reader.trailer["/Root"]["/Metadata"].get_data().decode()
    return "".join(f"{layer} {dict(reader.metadata or {})} {about}".replace(ZERO_WIDTH, "").split())


def files(client: Client, disclosure: Disclosure) -> tuple[bytes, bytes]:
    pdf = client.get(reverse("records_office:file", args=[disclosure.pk, "pdf"]))
    plain = client.get(reverse("records_office:file", args=[disclosure.pk, "json"]))
    assert (pdf.status_code, plain.status_code) == (200, 200)
    return pdf.content, plain.content


def test_person_searched_shows_reference_and_holder_only(officer: User) -> None:
    desk = Desk()
    ordinary, private = desk.submitted(), desk.office_only()
    said = {"email": desk.member.email, "reason": "SAR-12"}
    page = signed_in(officer).post(reverse("records_office:person"), said).content.decode()

    assert ordinary.reference in page
    assert private.reference in page
    assert "scandal" not in page
    search = PersonSearch.objects.get()
    assert (search.reason, search.person, search.found) == ("SAR-12", desk.member, 2)


def test_find_leads_to_the_card_or_says_that_there_is_none(officer: User) -> None:
    item = Desk().submitted()
    client = signed_in(officer)
    found = client.get(reverse("records_office:index"), {"reference": f" {item.reference.lower()} "})
    assert found.headers["Location"] == card(item)
    for junk in ("ADV-2026-9999", "\0", "'" * 24, "x" * 9000):
        assert client.get(reverse("records_office:index"), {"reference": junk}).status_code == 200


def test_hold_placed_and_lifted_by_page(officer: User) -> None:
    desk = Desk()
    item, client = desk.assigned(), signed_in(officer)
    assert (
        client.post(card(item, "place_hold"), {"source": "", "reason": "kept words"}).content.count(b"kept words") == 1
    )
    client.post(card(item, "place_hold"), {"source": "police", "reason": "They asked."})
    hold = Hold.objects.get()
    assert b"A legal hold stands" in signed_in(desk.adviser).get(item.get_desk_url()).content
    shown = signed_in(desk.member).get(item.get_absolute_url()).content.decode()
    assert "cannot be withdrawn" in shown
    assert "They asked" not in shown

    lift = reverse("records_office:lift_hold", args=[hold.pk])
    for _ in range(2):
        assert client.post(lift, {"reason": "Done."}).status_code == 302
    assert not actions.is_held(item)
    assert client.get(reverse("records_office:holds")).status_code == 200


def test_withdrawing_what_is_held_is_refused_and_says_so(officer: User) -> None:
    desk = Desk()
    item = desk.submitted()
    actions.place_hold(kind="advice.request", about_id=item.pk, source="foi", reason="R", by=officer)
    member = signed_in(desk.member)
    assert member.get(reverse("advice:withdraw", args=[item.pk])).status_code == 403
    answer = member.post(reverse("advice:withdraw", args=[item.pk]), {"version": item.version})

    assert "has to keep this record as it is" in answer.content.decode()
    assert Request.objects.get(pk=item.pk).state == "submitted"


def test_export_holds_the_whole_record_and_nothing_that_was_taken_out(officer: User) -> None:
    desk = Desk()
    item, client = full(desk), signed_in(officer)
    client.post(card(item, "disclose"), {"law": "foi", "to_whom": "FOI-9", "reason": "Asked.", "identity": "yes"})
    disclosure = Disclosure.objects.get()
    assert Hold.objects.get().source == "foi"
    page = reverse("records_office:disclosure", args=[disclosure.pk])
    for path, passage in (("wording.1.text", "MILL  lane"), ("note.1.text", ""), ("*", "the hill")):
        disclosure.refresh_from_db()
        said = {"version": disclosure.version, "path": path, "passage": passage, "label": "s40-2"}
        assert client.post(reverse("records_office:redact", args=[disclosure.pk]), said).status_code == 302
    assert b"Mill Lane is" not in client.get(page).content
    pdf, plain = files(client, made(disclosure, officer))

    told, whole = words_of(pdf), json.loads(plain)
    values = {field["path"]: field["value"] for section in whole["sections"] for field in section["fields"]}
    for gone in ("Mill Lane is", "Between us", "On the hill", item.wordings.all()[0].sha256):
        assert "".join(gone.split()) not in told
        assert gone not in plain.decode()
    for kept in (desk.member.email, "Where was it?", "Say it kindly.", "May I say scandal?", item.reference):
        assert "".join(kept.split()) in told
    assert values["note.1.text"] == mark("s40-2")
    assert values["wording.1.sha256"] == mark("s40-2")
    assert values["wording.2.sha256"] == item.wordings.all()[1].sha256
    assert values["answer.1.point.1"]
    assert values["clock.1"]
    assert values["picture.1.sha256"]
    assert {"step.1", "helped", "message.2.text"} <= values.keys()
    assert PdfReader(BytesIO(pdf)).trailer["/Root"]["/MarkInfo"]["/Marked"]


def test_export_without_identity_names_nobody_in_its_fields(officer: User) -> None:
    desk = Desk(
        member=UserFactory(roles=("member",), full_name="Canaria Featherstone"),
        adviser=UserFactory(roles=("comms_adviser",), full_name="Quillon Marchbanks"),
        officer=UserFactory(roles=("monitoring_officer",), full_name="Ottoline Ravenscroft"),
    )
    item = desk.escalated(link="https://social.example/canaria")
    desk_actions.answer_as_mo(item=item, by=desk.officer, version=item.version, advice=plain_advice())
    disclosure = made(begun(item, officer), officer)
    pdf, plain = files(signed_in(officer), disclosure)

    for told in (words_of(pdf), plain.decode()):
        for person in (desk.member, desk.adviser, desk.officer):
            assert person.full_name.split()[1] not in told
            assert person.email not in told
        assert "social.example" not in told
        assert "MonitoringOfficer" not in "".join(told.split())
    assert "somebody must read it" in plain.decode()
    page = signed_in(officer).get(reverse("records_office:disclosure", args=[disclosure.pk]))
    assert "Chief Executive" in page.content.decode()


def test_hash_of_a_picture_leads_to_nobody_without_identity() -> None:
    """Whoever saw the picture posted could reckon its hash. Fault: leave the hash as it is."""
    shown = without_identity(whole_record(full(Desk()).pk))
    found = shown.field("picture.1.sha256")
    assert found is not None
    assert found.value == LEFT_OUT


def test_path_of_a_clock_stays_when_another_one_starts() -> None:
    """What was marked to be taken out is what goes. Fault: number the clocks by their names."""
    desk = Desk()
    item = desk.answered()
    before = clocks_of(item)
    desk_actions.follow_up(item=item, by=desk.member, version=item.version, text="And tomorrow?")
    after = clocks_of(item)
    assert after[: len(before)] == before
    assert len(after) > len(before)


def clocks_of(item: Request) -> list[tuple[str, str]]:
    return [(field.path, field.name) for field in whole_record(item.pk).fields() if field.path.startswith("clock.")]


def test_export_goes_into_the_log_once_somebody_has_read_it(officer: User) -> None:
    client, disclosure = signed_in(officer), made(begun(full(Desk()), officer), officer)
    hand_out = reverse("records_office:hand_out", args=[disclosure.pk])
    assert client.post(hand_out, {"version": disclosure.version}).status_code == 200
    client.post(hand_out, {"version": disclosure.version, "was_read": "on"})
    disclosure.refresh_from_db()
    assert (disclosure.state, disclosure.released_by) == ("released", officer)
    assert disclosure.pdf_sha256 in client.get(reverse("records_office:disclosures")).content.decode()
    verbs = list(Event.objects.about(disclosure).values_list("verb", flat=True))
    assert verbs[0] == "records.export_begun"
    assert verbs[-1] == "records.disclosed"

    actions.purge_files(disclosure.purge_at)
    disclosure.refresh_from_db()
    assert (bytes(disclosure.pdf), len(disclosure.pdf_sha256)) == (b"", 64)
    assert client.get(reverse("records_office:file", args=[disclosure.pk, "pdf"])).status_code == 404


def test_change_of_marks_throws_the_file_away(officer: User) -> None:
    disclosure = made(begun(full(Desk()), officer), officer)
    actions.redact(
        disclosure=disclosure, path="question", passage="", label="s41", by=officer, version=disclosure.version
    )
    disclosure.refresh_from_db()
    assert (disclosure.state, bytes(disclosure.pdf), disclosure.pdf_sha256) == ("preparing", b"", "")


def test_stale_and_wrong_words_are_said_and_kept(officer: User) -> None:
    client, disclosure = signed_in(officer), begun(full(Desk()), officer)
    redact = reverse("records_office:redact", args=[disclosure.pk])
    for said, sentence in (
        ({"version": 9, "path": "question", "passage": "scandal", "label": "s41"}, "Somebody changed this"),
        ({"version": 1, "path": "question", "passage": "not there", "label": "s41"}, "do not stand there"),
        ({"version": 1, "path": "junk", "passage": "x\0", "label": "junk"}, "There is a problem"),
        ({"version": "x" * 9000, "path": "*", "passage": "", "label": "s41"}, "Somebody changed this"),
    ):
        assert sentence in client.post(redact, said).content.decode()
    assert disclosure.redactions.count() == 0
    for name in ("make", "give_up"):
        assert client.post(reverse(f"records_office:{name}", args=[disclosure.pk]), {"version": 7}).status_code == 409


def test_office_only_is_not_opened_by_governance_but_by_the_office(officer: User) -> None:
    desk = Desk()
    item = desk.office_only()
    client = signed_in(officer)
    page = client.get(card(item)).content.decode()
    assert item.reference in page
    assert desk.member.full_name not in page
    assert client.get(card(item, "disclose")).status_code == 403
    disclosure = begun(item, desk.officer, law="sar", reason="SECRET REASON")
    for name in ("disclosure", "redact", "hand_out"):
        assert client.get(reverse(f"records_office:{name}", args=[disclosure.pk])).status_code == 404
    log = client.get(reverse("records_office:disclosures")).content.decode()
    assert item.reference in log
    assert "SECRET REASON" not in log
    assert signed_in(desk.officer).get(reverse("records_office:disclosure", args=[disclosure.pk])).status_code == 200


def test_what_the_office_wrote_of_its_own_record_is_told_to_nobody_else(officer: User) -> None:
    """Holds and what is due used to show it, and the log once the record was gone. Fault: `is_told` always true."""
    desk = Desk()
    item = desk.office_only()
    begun(item, desk.officer, law="sar", reason="SECRET REASON")
    hold, client = Hold.objects.get(), signed_in(officer)
    pages = [card(item), *(reverse(f"records_office:{name}") for name in ("holds", "disclosures", "due"))]
    lift = reverse("records_office:lift_hold", args=[hold.pk])
    assert client.get(lift).status_code == client.post(lift, {"reason": "x"}).status_code == 403
    with pytest.raises(PermissionDenied):
        actions.lift_hold(hold=hold, reason="x", by=officer)

    for page in pages:
        assert "SECRET REASON" not in client.get(page).content.decode()
    assert "SECRET REASON" in signed_in(desk.officer).get(card(item)).content.decode()
    actions.lift_hold(hold=hold, reason="SECRET REASON too", by=desk.officer)
    Request.objects.filter(pk=item.pk).update(state="closed", with_office=False, ended_at=timezone.now())
    item.refresh_from_db()
    disposal = proposed(old(item))
    actions.keep_longer(
        disposal=disposal,
        until=timezone.localdate() + timedelta(days=9),
        because="SECRET REASON",
        version=disposal.version,
        by=desk.officer,
    )
    assert all("SECRET REASON" not in client.get(page).content.decode() for page in pages)
    Disposal.objects.update(kept_until=None)
    disposal = proposed(item)
    approval = actions.approve_disposal(disposal=disposal, version=disposal.version, by=desk.officer)
    assert actions.carry_out(approval.pk) is not None
    log = client.get(reverse("records_office:disclosures")).content.decode()
    assert (item.reference in log, "SECRET REASON" in log) == (True, False)


def test_file_whose_time_is_over_is_neither_had_nor_handed_out_before_it_is_swept(officer: User) -> None:
    """Fault: `has_file` without its time."""
    client, disclosure = signed_in(officer), made(begun(full(Desk()), officer), officer)
    Disclosure.objects.filter(pk=disclosure.pk).update(purge_at=timezone.now())
    assert client.get(reverse("records_office:file", args=[disclosure.pk, "pdf"])).status_code == 404
    with pytest.raises(actions.CannotDisclose):
        actions.release(disclosure=disclosure, by=officer, version=disclosure.version)


def test_governance_in_their_own_cause_sees_nothing() -> None:
    member = UserFactory(roles=("member", "information_governance"))
    item = Desk(member=member).submitted()
    assert signed_in(member).get(card(item)).status_code == 404


def test_due_is_approved_by_page_and_leaves_a_certificate(officer: User) -> None:
    item, client = old(full(Desk())), signed_in(officer)
    disposal = proposed(item)
    assert item.reference in client.get(reverse("records_office:due")).content.decode()
    assert "waits for your decision" in client.get("/").content.decode()
    approve = reverse("records_office:approve", args=[disposal.pk])
    assert client.post(approve, {"version": 99}).status_code == 409
    assert client.post(approve, {"version": disposal.version}).status_code == 302
    assert client.post(approve, {"version": disposal.version}).status_code == 409
    actions.carry_out(disposal.pk)
    stone = Tombstone.objects.get()
    where = reverse("records_office:certificate", args=[stone.pk])
    assert client.get(where).status_code == 503
    actions.keep_certificate(stone, certificate_of(stone))

    told = words_of(client.get(where).content)
    assert stone.certificate in told
    assert stone.sha256 in told
    assert officer.full_name.replace(" ", "") in told
    assert "scandal" not in told
    assert stone.reference in client.get(reverse("records_office:disposals")).content.decode()


def test_lead_sees_the_desks_own_and_may_keep_it_longer_not_dispose() -> None:
    lead = UserFactory(roles=("comms_lead",))
    disposal = proposed(old(Desk().closed()))
    client = signed_in(lead)
    assert client.get(reverse("records_office:index")).status_code == 403
    approve = reverse("records_office:approve", args=[disposal.pk])
    assert client.post(approve, {"version": disposal.version}).status_code == 403
    keep = reverse("records_office:keep", args=[disposal.pk])
    said = {
        "version": disposal.version,
        "because": "A case.",
        "until_day": "1",
        "until_month": "1",
        "until_year": "2020",
    }
    assert "Enter a day that is to come" in client.post(keep, said).content.decode()
    assert client.post(keep, {**said, "until_year": "2090"}).status_code == 302
    assert Disposal.objects.get().kept_by == lead


def test_period_changed_by_page(officer: User) -> None:
    client, where = signed_in(officer), reverse("records_office:change_retention", args=["advice-request"])
    said = {"version": 1, "amount": "6", "unit": "years", "basis": "B", "reason": "Limitation."}
    for junk in ({"amount": "0"}, {"amount": "9" * 400}, {"unit": "ages"}, {"version": 7}, {"reason": "\0"}):
        assert client.post(where, {**said, **junk}).status_code == 200
    assert client.post(where, said).status_code == 302
    assert RetentionRule.objects.get(pk="advice.request").period == "6 years"
    assert "Limitation." in client.get(reverse("records_office:retention")).content.decode()
    assert client.get(reverse("records_office:change_retention", args=["nothing"])).status_code == 404


@pytest.mark.parametrize("name", ["due", "holds", "disclosures"])
def test_lists_ask_the_same_number_of_questions(officer: User, name: str, django_assert_max_num_queries: Any) -> None:
    """Three rows and nine: as many statements."""
    desk, client, counts = Desk(), signed_in(officer), []
    for _ in range(2):
        for _ in range(3 if not counts else 6):
            item = desk.closed()
            begun(item, officer)
            if name == "due":
                actions.lift_hold(hold=Hold.objects.get(about_id=item.pk), reason="R", by=officer)
                old(item)
        actions.sweep()
        client.get(reverse(f"records_office:{name}"))
        with django_assert_max_num_queries(100) as asked:
            page = client.get(reverse(f"records_office:{name}")).content.decode()
        assert page.count("govuk-summary-card__content") == (3 if not counts else 9)
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_pages_of_a_long_list_follow_each_other(officer: User) -> None:
    item, client = Desk().closed(), signed_in(officer)
    for _ in range(52):
        actions.place_hold(kind="advice.request", about_id=item.pk, source="foi", reason="R", by=officer)
    first = client.get(reverse("records_office:holds"))
    after = first.context["next_href"]
    second = client.get(reverse("records_office:holds") + after)

    assert (len(first.context["rows"]), len(second.context["rows"])) == (50, 2)
    for junk in ("?after=x", "?after=9999999999999999999999_x", "?after=%00", f"?after={'9' * 60}_{item.pk.hex}"):
        assert client.get(reverse("records_office:holds") + junk).status_code == 200


def test_approved_waits_on_the_list_without_buttons(officer: User) -> None:
    approved(full(Desk()), officer)
    page = signed_in(officer).get(reverse("records_office:due")).content.decode()

    assert "Approved, being done" in page
    assert "dispose of ADV" not in page


@pytest.mark.parametrize(("law", "label"), [("foi", "s42"), ("sar", "dpa-19"), ("eir", "eir-12-5b")])
def test_legal_advice_is_offered_its_exemption(officer: User, law: str, label: str) -> None:
    """Faults tried: `offers` left out of the field; the law of the disclosure not asked."""
    desk = Desk()
    item = desk.escalated()
    advice = plain_advice(is_privileged=True)
    desk_actions.answer_as_mo(item=item, by=desk.officer, version=item.version, advice=advice)
    disclosure, client = begun(item, officer, law=law), signed_in(officer)
    where = reverse("records_office:redact", args=[disclosure.pk])
    page = reverse("records_office:disclosure", args=[disclosure.pk])
    assert f"{where}?field=answer.1.text" in client.get(page).content.decode().split("Taken out")[0]

    form = client.get(f"{where}?field=answer.1.text").context["form"]
    assert (form.initial["path"], form.initial["label"]) == ("answer.1.text", label)
    assert client.get(f"{where}?field=message.1.text").context["form"].initial["label"] == ""
    client.post(where, {"version": disclosure.version, "path": "answer.1.text", "passage": "", "label": label})
    assert f"{where}?field=answer.1.text" not in client.get(page).content.decode().split("Taken out")[0]
