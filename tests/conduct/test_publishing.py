"""A notice comes before the public by a separate act, and only for its time (guard CG9). Deliberate faults that turn
these red: `can_publish` lets anybody of the case, `_refuse_ground` or the trigger left out, `shown` without its day,
`_refuse_words` left out, the public page shows the text of the case.
"""

from datetime import date, timedelta
from io import BytesIO
from typing import Any
from unittest.mock import patch

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.db.utils import ProgrammingError
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from guidance.editing.care import Care
from portal.foundation.outbox.actions import drain
from portal.foundation.outbox.models import Item
from portal.foundation.people.models import Term, User
from reviews.conduct.actions.letters import write_notice
from reviews.conduct.actions.publishing import Redacted, publish, unpublish, unpublish_due, write_public_text
from reviews.conduct.actions.receiving import WhoComplains
from reviews.conduct.actions.refusals import MovedOn, NotNow, Refused
from reviews.conduct.identity import acting_as, acting_as_system
from reviews.conduct.models import Alleged, Case, Finding, LetterTemplate, Paper, Publication, PublicText, Step, Subject
from reviews.conduct.states import State, Verb
from reviews.conduct.visibility import Capacity
from tests.factories import conduct
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db
CANARY = "CANARY-7f3a-unredacted"
BREACH = Redacted(
    "A breach of the Code", "A member called a resident dishonest.\n## What follows\nAn apology.", "breach", False
)
AGREED = Redacted("No breach", "A complaint was looked into.", "no_breach", False, date(2026, 11, 2), "By letter.")


@pytest.fixture
def member() -> User:
    return conduct.member()


@pytest.fixture
def held(member: User) -> tuple[Case, User]:
    """A decided case: the panel found a breach."""
    case, holder = conduct.held_case(member)
    with acting_as(holder.pk):
        Step(case=case, verb=Verb.DECIDE, state_after=State.DECIDED, by=holder, capacity=Capacity.HOLDER).save(
            force_insert=True
        )
    found(case, holder)
    return case, holder


def found(case: Case, holder: User, outcome: str = Finding.Outcome.NO_ACTION, about: Subject | None = None) -> None:
    with acting_as(holder.pk):
        for alleged in Alleged.objects.filter(case=case, **({"subject": about} if about else {})):
            Finding(case=case, alleged=alleged, outcome=outcome, reasons="The post.", by=holder).save(force_insert=True)


@pytest.fixture
def notice(held: tuple[Case, User]) -> Paper:
    return a_notice(*held)


def a_notice(case: Case, holder: User) -> Paper:
    template = LetterTemplate.objects.current().get(kind="decision-notice")
    with acting_as(holder.pk):
        subject = Subject.objects.select_related("member").filter(case=case).first()
    assert subject is not None
    return write_notice(
        case=case, template=template, subject=subject, title="Decision notice",
        words=f"{CANARY} Rosa Complainant said so.", by=holder,
    )  # fmt: skip


def until(days: int = 30) -> date:
    return timezone.localdate() + timedelta(days=days)


def published(notice: Paper, holder: User, text: Redacted = BREACH, **how: Any) -> Publication:
    usual: dict[str, Any] = {"show_until": until(), "reason": "the council’s rule", "care_words": ""}
    return publish(text=write_public_text(notice=notice, text=text, by=holder), by=holder, **(usual | how))


def public(publication: Publication) -> int:
    return Client().get(reverse("conduct:notice", args=[publication.pk])).status_code


# --- who, and on what ground ---------------------------------------------------------------------------------


def test_notice_is_published_and_taken_down(notice: Paper, held: tuple[Case, User], member: User) -> None:
    made = published(notice, held[1])
    drain()

    listed = Client().get(reverse("conduct:notices"))
    page = Client().get(made.get_absolute_url())
    pdf = Client().get(reverse("conduct:notice_pdf", args=[made.pk]))

    words = PdfReader(BytesIO(pdf.content))
    assert [listed.status_code, page.status_code, pdf.status_code] == [200, 200, 200]
    assert page.headers["X-Robots-Tag"] == "noindex, noarchive"
    assert page.headers["Cache-Control"] == "no-store"
    assert words.root_object["/MarkInfo"]["/Marked"]
    assert words.metadata is not None
    assert words.metadata.title == "A breach of the Code"
    printed = " ".join(sheet.extract_text() for sheet in words.pages)
    for shown in (listed.content.decode(), page.content.decode(), printed):
        for private in (CANARY, "Rosa", held[0].reference, str(held[0].pk), str(notice.pk), member.full_name):
            assert private not in shown
    unpublish(publication=made, reason="asked to", by=held[1])
    assert public(made) == 404
    assert Client().get(reverse("conduct:notice_pdf", args=[made.pk])).status_code == 404
    assert made.title not in Client().get(reverse("conduct:notices")).content.decode()
    with pytest.raises(MovedOn):
        unpublish(publication=made, reason="again", by=held[1])


def test_search_engines_may_come_when_the_council_says_so(
    notice: Paper, held: tuple[Case, User], settings: Any
) -> None:
    settings.NOTICES_INDEXED = True

    assert "X-Robots-Tag" not in Client().get(published(notice, held[1]).get_absolute_url()).headers


def test_member_is_named_only_when_the_text_says_so(notice: Paper, held: tuple[Case, User], member: User) -> None:
    named = Redacted("A breach", f"{member.full_name} called a resident dishonest.", "breach", True)

    with pytest.raises(Refused, match="not to be named"):
        write_public_text(notice=notice, text=Redacted(named.title, named.words, "breach", False), by=held[1])
    made = published(notice, held[1], named)

    assert made.member_name == member.full_name
    assert member.full_name in Client().get(made.get_absolute_url()).content.decode()


@pytest.mark.parametrize("capacity", [Capacity.SUPPORT, Capacity.INVESTIGATOR, Capacity.CLERK, Capacity.PANEL])
def test_nobody_but_the_holding_officer_publishes(capacity: Capacity, notice: Paper, held: tuple[Case, User]) -> None:
    case, holder = held
    person = UserFactory()
    conduct.let_in(case, person, capacity, holder)
    text = write_public_text(notice=notice, text=BREACH, by=holder)

    with pytest.raises(Refused, match="holding officer"):
        write_public_text(notice=notice, text=BREACH, by=person)
    with pytest.raises(Refused, match="holding officer"):
        publish(text=text, show_until=until(), reason="because", care_words="", by=person)
    with acting_as(person.pk), pytest.raises(ProgrammingError, match="holding officer"), transaction.atomic():
        row(text, person).save(force_insert=True)


def row(text: PublicText, by: User, **how: Any) -> Publication:
    """Past the action: what the database itself is asked."""
    usual: dict[str, Any] = {"title": "T", "words": "W", "rule": "breach", "show_until": until()}
    usual |= {"decided_on": timezone.localdate(), "reason": "x"}
    return Publication(text=text, published_by=by, **(usual | how))


def test_officer_with_a_conflict_does_not_publish(notice: Paper, held: tuple[Case, User]) -> None:
    case, holder = held
    text = write_public_text(notice=notice, text=BREACH, by=holder)
    made = publish(text=text, show_until=until(), reason="because", care_words="", by=holder)
    conduct.declare(case=case, has_conflict=True, words="I know them.", by=holder, hand_to=conduct.deputy())

    with pytest.raises(Refused, match="holding officer"):
        publish(text=text, show_until=until(), reason="because", care_words="", by=holder)
    with pytest.raises(Refused, match="holding officer"):
        unpublish(publication=made, reason="x", by=holder)
    with acting_as(holder.pk), pytest.raises(ProgrammingError), transaction.atomic():
        row(text, holder).save(force_insert=True)


@pytest.mark.parametrize(
    ("how", "why"),
    [
        ({"reason": " "}, "Say why"),
        ({"show_until": date(2020, 1, 1)}, "end of the member’s term"),
        ({"show_until": date(2040, 1, 1)}, "end of the member’s term"),
    ],
)
def test_publication_without_its_reason_or_time_is_refused(
    how: dict[str, Any], why: str, notice: Paper, held: tuple[Case, User]
) -> None:
    with pytest.raises(Refused, match=why):
        published(notice, held[1], **how)

    assert not Publication.objects.exists()


def test_member_who_left_office_is_not_published(notice: Paper, held: tuple[Case, User], member: User) -> None:
    Term.objects.filter(user=member).update(ends_on=timezone.localdate() - timedelta(days=1))

    with pytest.raises(Refused, match="term of office is over"):
        published(notice, held[1])


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (Redacted("T", f"{CANARY}  rosa complainant SAID so.", "breach", False), "the notice itself"),
        (Redacted("T", "ROSA  Complainant was called dishonest.", "breach", False), "who complained"),
        (Redacted("T", "Write to rosa@resident.example.", "breach", False), "who complained"),
        (Redacted(" ", "Words.", "breach", False), "a title and words"),
        (Redacted("T", " ", "breach", False), "a title and words"),
        (Redacted("T", "Words.", "no_breach", False), "must agree"),
        (Redacted("T", "Words.", "no_breach", False, date(2026, 11, 2), " "), "must agree"),
        (Redacted("T", "Words.", "no_breach", False, date(2099, 1, 1), "by letter"), "in the past"),
        (Redacted("T", "Words.", "perhaps", False), "whether a breach"),
    ],
)
def test_text_that_may_not_come_out_is_refused(
    text: Redacted, why: str, notice: Paper, held: tuple[Case, User]
) -> None:
    with pytest.raises(Refused, match=why):
        write_public_text(notice=notice, text=text, by=held[1])


def test_breach_is_published_only_after_the_decision(member: User) -> None:
    case, holder = conduct.held_case(member)
    paper = a_notice(case, holder)

    with pytest.raises(NotNow, match="No decision"):
        write_public_text(notice=paper, text=BREACH, by=holder)
    agreed = write_public_text(notice=paper, text=AGREED, by=holder)
    with acting_as(holder.pk), pytest.raises(IntegrityError, match="No breach was decided"), transaction.atomic():
        row(agreed, holder).save(force_insert=True)
    assert publish(text=agreed, show_until=until(), reason="he asked", care_words="", by=holder).rule == "consent"


def test_database_refuses_no_breach_without_consent(notice: Paper, held: tuple[Case, User]) -> None:
    case, holder = held
    usual: dict[str, Any] = {"case": case, "notice": notice, "title": "T", "words": "W", "written_by": holder}
    with acting_as(holder.pk):
        with pytest.raises(IntegrityError, match="breach_or_consent"), transaction.atomic():
            PublicText(outcome="no_breach", names_member=False, **usual).save(force_insert=True)
        text = PublicText(outcome="breach", names_member=False, **usual)
        text.save(force_insert=True)
        for how, why in (({"rule": "consent"}, "did not agree"), ({"member_name": "X"}, "not to be named")):
            with pytest.raises(IntegrityError, match=why), transaction.atomic():
                row(text, holder, **how).save(force_insert=True)


def test_later_text_is_the_one_that_counts(notice: Paper, held: tuple[Case, User]) -> None:
    first = write_public_text(notice=notice, text=BREACH, by=held[1])
    write_public_text(notice=notice, text=Redacted("T", "Less of it.", "breach", False), by=held[1])

    with pytest.raises(MovedOn):
        publish(text=first, show_until=until(), reason="because", care_words="", by=held[1])
    with acting_as(held[1].pk), pytest.raises(IntegrityError, match="later"), transaction.atomic():
        row(first, held[1]).save(force_insert=True)


def test_notice_is_published_once_at_a_time(notice: Paper, held: tuple[Case, User]) -> None:
    made = published(notice, held[1])

    with pytest.raises(NotNow, match="already"):
        published(notice, held[1], Redacted("T", "Less of it.", "breach", False))
    unpublish(publication=made, reason="a mistake", by=held[1])

    assert public(published(notice, held[1], Redacted("T", "Less still.", "breach", False))) == 200


def pre_election(day: date) -> Care:
    return Care("A pre-election period is in force.", timezone.now())


def test_pre_election_period_asks_why_now(notice: Paper, held: tuple[Case, User], settings: Any) -> None:
    settings.PUBLICATION_CARE = ["tests.conduct.test_publishing.pre_election"]

    with pytest.raises(Refused, match="pre-election"):
        published(notice, held[1])
    made = published(notice, held[1], care_words="The hearing was in public yesterday.")

    assert made.care == "The hearing was in public yesterday."


# --- its time ------------------------------------------------------------------------------------------------


def test_notice_goes_by_itself_after_its_last_day(notice: Paper, held: tuple[Case, User]) -> None:
    made = published(notice, held[1])
    due = Item.objects.get(kind="conduct.unpublish")

    with time_machine.travel(timezone.now() + timedelta(days=30), tick=False):
        assert public(made) == 200
    with time_machine.travel(timezone.now() + timedelta(days=31), tick=False):
        assert public(made) == 404
    assert timezone.localtime(due.due_at).date() == made.show_until + timedelta(days=1)


def test_worker_ends_only_what_is_over(notice: Paper, held: tuple[Case, User]) -> None:
    made = published(notice, held[1], show_until=timezone.localdate())
    from_outside = acting_as_system()

    with from_outside, pytest.raises(ProgrammingError, match="ended once"), transaction.atomic():
        Publication.objects.filter(pk=made.pk).update(unpublished_at=timezone.now())
    Item.objects.update(due_at=timezone.now())
    drain()
    assert public(made) == 200
    with acting_as(held[1].pk):
        yesterday = timezone.localdate() - timedelta(days=1)
        over = row(PublicText.objects.get(), held[1], show_until=yesterday, decided_on=yesterday)
        over.text_id = a_text(a_notice(*held), held[1]).pk
        over.save(force_insert=True)
    unpublish_due(Item(kind="conduct.unpublish", payload={"publication": str(over.pk)}))
    ended = Publication.objects.get(pk=over.pk)
    assert ended.unpublished_at is not None
    assert "time" in ended.unpublished_because


def a_text(notice: Paper, holder: User) -> PublicText:
    return write_public_text(notice=notice, text=BREACH, by=holder)


def test_published_words_never_change(notice: Paper, held: tuple[Case, User]) -> None:
    made = published(notice, held[1])

    for statement in ("UPDATE conduct_publication SET words = 'x'", "DELETE FROM conduct_publication"):
        with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    assert public(made) == 200


# --- pages ---------------------------------------------------------------------------------------------------


def page(name: str, case: Case, paper: Paper) -> str:
    return reverse(f"conduct:{name}", args=[case.pk, paper.pk])


def test_publication_by_page(notice: Paper, held: tuple[Case, User], member: User) -> None:
    case, holder = held
    client = Client()
    client.force_login(holder)
    typed = {"outcome": "breach", "names_member": "no", "title": "A breach", "words": "A member was rude."}
    last = until()
    act = {"reason": "rule", "sure": "on", "show_until_day": last.day, "show_until_month": last.month}
    act |= {"show_until_year": last.year}

    assert client.get(page("publication", case, notice)).url == page("public_text", case, notice)
    refused = client.post(page("public_text", case, notice), typed | {"words": f"Of {member.full_name}"})
    client.post(page("public_text", case, notice), typed)
    with acting_as(holder.pk):
        act |= {"text": str(PublicText.objects.get().pk)}
    unsure = client.post(page("publication", case, notice), act | {"sure": ""})
    assert not Publication.objects.exists()
    client.post(page("publication", case, notice), act)

    assert "who is not to be named" in refused.content.decode()
    assert "Confirm that you have read" in unsure.content.decode()
    made = Publication.objects.get()
    assert made.get_absolute_url() in client.get(page("publication", case, notice)).content.decode()
    assert "Say why" in client.post(page("publication_end", case, notice), {"reason": ""}).content.decode()
    with patch("reviews.conduct.views.notices.unpublish", side_effect=MovedOn("Taken down already.")):  # two at once
        assert client.post(page("publication_end", case, notice), {"reason": "x"}).status_code == 302
    client.post(page("publication_end", case, notice), {"reason": "a mistake"})
    assert public(made) == 404
    assert "Write the text for the public anew" in client.post(page("publication", case, notice), act).content.decode()
    assert "a mistake" in client.get(page("publication", case, notice)).content.decode()
    assert client.post(page("publication", case, notice), act | {"text": "junk"}).status_code == 200


def test_pages_of_publication_are_the_holding_officers(notice: Paper, held: tuple[Case, User], member: User) -> None:
    case, holder = held
    clerk = UserFactory()
    conduct.let_in(case, clerk, Capacity.CLERK, holder)
    expected = {member.pk: 404, conduct.deputy().pk: 404, clerk.pk: 403, holder.pk: 200}

    for pk, status in expected.items():
        client = Client()
        client.force_login(User.objects.get(pk=pk))
        assert client.get(page("public_text", case, notice)).status_code == status
    assert Client().get(page("publication", case, notice)).status_code == 302
    client.force_login(holder)
    assert client.get(page("publication_end", case, notice)).status_code == 405


def test_complainant_whose_name_is_withheld_is_not_told_by_the_public_text(member: User) -> None:
    who = WhoComplains(name="Ivo Hidden", telephone="01632 960001", asks_protection="afraid")
    holder = conduct.officer()
    case = conduct.received(member, who=who).case
    conduct.declare(case=case, has_conflict=False, words="", by=holder)
    paper = a_notice(case, holder)

    for words in ("Said by ivo hidden.", "Ring 01632  960001", case.reference):
        with pytest.raises(Refused, match="who complained"):
            write_public_text(
                notice=paper, text=Redacted("T", words, "no_breach", False, date(2026, 11, 2), "y"), by=holder
            )
