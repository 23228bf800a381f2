"""PDFs that failed or are late are seen and made again; what a party needs stands where a letter is sent.

Deliberate faults that turn these red: `is_failed` looks at dead orders only; `can_be_ordered` always; large print not
asked for before a sending; the format of the letter taken for that of the order.
"""

from datetime import timedelta
from io import BytesIO

import pytest
from django.utils import timezone
from pypdf import PdfReader

from portal.foundation.files.actions import original_pieces
from portal.foundation.outbox.actions import drain
from portal.foundation.outbox.models import Item
from portal.foundation.people.models import User
from reviews.conduct.actions.letters import dispatch, make_again
from reviews.conduct.actions.receiving import WhoComplains
from reviews.conduct.actions.refusals import Refused
from reviews.conduct.identity import acting_as
from reviews.conduct.models import Case, Need, Paper, PaperFile
from reviews.conduct.prints import print_of
from reviews.conduct.visibility import Capacity
from tests.conduct.letters import a_letter, party, signed_in, url
from tests.factories import conduct
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db
ADDRESS = "1 Example Street"


@pytest.fixture
def held() -> tuple[Case, User]:
    who = WhoComplains(name="Rosa Complainant", address=ADDRESS, adjustments="Please ring before you post.")
    holder = conduct.officer()
    case = conduct.received(who=who).case
    conduct.declare(case=case, has_conflict=False, words="", by=holder)
    return case, holder


def page(case: Case, paper: Paper, by: User) -> str:
    return signed_in(by).get(url("letter", case.pk, paper.pk)).content.decode()


def orders() -> int:
    return Item.objects.filter(kind="conduct.make_letter").count()


def points(paper: Paper, by: User, *, is_large: bool) -> float:
    """The size of most letters in the PDF."""
    sizes: list[float] = []
    with acting_as(by.pk):
        found = print_of(paper, is_large=is_large).file
        assert found is not None
        pdf = PdfReader(BytesIO(b"".join(original_pieces(found.stored))))

    def look(text: str, cm: list[float], tm: list[float], font: object, size: float) -> None:
        sizes.extend([abs(tm[0] * size)] * len(text))

    pdf.pages[0].extract_text(visitor_text=look)
    return max(set(sizes), key=sizes.count)


def test_pdf_that_failed_is_said_to_have_and_is_made_again(held: tuple[Case, User]) -> None:
    case, holder = held
    paper = a_letter(case, holder)
    assert "The PDF is being made." in page(case, paper, holder)
    with pytest.raises(Refused, match="being made just now"):
        make_again(paper=paper, is_large=False, by=holder)

    Item.objects.filter(kind="conduct.make_letter").update(dead_at=timezone.now(), died_why="gave_up")
    failed = page(case, paper, holder)
    client, again = signed_in(holder), url("letter_pdf_order", case.pk, paper.pk)
    assert client.get(again).status_code == 405
    answers = [client.post(again, follow=True).content.decode() for _ in range(2)]
    ordered = orders()
    drain()

    assert "Failed</strong> The PDF could not be made." in failed
    assert "Make the PDF again" in failed
    assert "The PDF is being made." in answers[0]
    assert "is being made just now" in answers[1]
    assert ordered == 2
    assert "Save as PDF (tagged)" in page(case, paper, holder)
    assert client.get(url("letter_pdf", case.pk, paper.pk)).status_code == 200
    with pytest.raises(Refused):
        make_again(paper=paper, is_large=False, by=holder)


def test_pdf_that_is_late_or_came_to_nothing_is_no_secret(held: tuple[Case, User]) -> None:
    case, holder = held
    paper = a_letter(case, holder)

    Item.objects.filter(kind="conduct.make_letter").update(created_at=timezone.now() - timedelta(minutes=6))
    late = page(case, paper, holder)
    Item.objects.filter(kind="conduct.make_letter").update(sent_at=timezone.now())
    nothing = page(case, paper, holder)

    assert "Late</strong> The PDF takes longer than it should." in late
    assert "Failed</strong> The PDF could not be made." in nothing


def test_whoever_does_not_write_the_letter_orders_none(held: tuple[Case, User]) -> None:
    case, holder = held
    paper, reader = a_letter(case, holder), UserFactory()
    conduct.let_in(case, reader, Capacity.INVESTIGATOR, holder)
    again = url("letter_pdf_order", case.pk, paper.pk)
    Item.objects.filter(kind="conduct.make_letter").update(dead_at=timezone.now(), died_why="gave_up")

    assert [signed_in(one).post(again).status_code for one in (reader, UserFactory())] == [404, 404]
    with pytest.raises(Refused), acting_as(holder.pk):
        make_again(paper=paper, is_large=False, by=reader)
    assert orders() == 1


def test_two_orders_make_one_pdf_in_their_own_size(held: tuple[Case, User]) -> None:
    case, holder = held
    paper = a_letter(case, holder, words="Words of an ordinary letter.")
    for large in ("", "yes"):
        payload = {"paper": str(paper.pk), "person": str(holder.pk), "large": large}
        Item.objects.create(kind="conduct.make_letter", dedupe_key=f"again:{large}", payload=payload)

    drain()

    with acting_as(holder.pk):
        assert PaperFile.objects.filter(paper=paper).count() == 2
    assert (round(points(paper, holder, is_large=False), 1), round(points(paper, holder, is_large=True))) == (11.5, 18)


def test_large_print_that_is_asked_for_later_is_made_before_the_letter_goes(held: tuple[Case, User]) -> None:
    case, holder = held
    paper = a_letter(case, holder)
    drain()
    with acting_as(holder.pk):
        Need.objects.filter(case=case).update(format=Need.Format.LARGE_PRINT)
    rosa = party(case, holder, "Complainant")

    with pytest.raises(Refused, match="not made in large print yet"):
        dispatch(paper=paper, to=rosa, way="post", note="", made_outside=False, by=holder)
    before = page(case, paper, holder)
    signed_in(holder).post(url("letter_pdf_order", case.pk, paper.pk), {"print": "large"})
    drain()
    dispatch(paper=paper, to=rosa, way="post", note="", made_outside=False, by=holder)

    assert "needs large print, and it is not made in large print yet" in before
    assert "Make it in large print" in before
    assert "Save as PDF (tagged, large print)" in page(case, paper, holder)
    large = signed_in(holder).get(url("letter_pdf", case.pk, paper.pk) + "?print=large")
    assert large.status_code == 200


def test_page_shows_what_they_need_and_how_they_are_reached(held: tuple[Case, User]) -> None:
    case, holder = held
    paper = a_letter(case, holder)

    shown = page(case, paper, holder)
    with pytest.raises(Refused, match="no e-mail address"):
        dispatch(
            paper=paper, to=party(case, holder, "Complainant"), way="email", note="", made_outside=False, by=holder
        )

    for said in ("Please ring before you post.", "with the return code", "No e-mail address.", f"Post: {ADDRESS}"):
        assert said in shown
