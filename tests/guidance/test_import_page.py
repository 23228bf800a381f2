"""A file becomes a draft by page; what cannot be read gets a sentence, keeps what was typed and leaves no rows.

Deliberate fault that turns these red, tried: `transaction.atomic` left out of `take_in`.
"""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from guidance.editing import stages
from guidance.models import Document, Edition, Point
from tests.factories.drafts import LATER
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db
PAGE = "/guidance/drafts/import/"
TEXT = "Before you post\n\n- Read it again.\n- Sleep on it.\n\nOther people\n\n- Be kind.\n"


@pytest.fixture
def adviser(client):
    person = UserFactory(roles=("comms_adviser",))
    client.force_login(person)
    return person


def sent(client, data: bytes, *, name: str = "protocol.txt", **said):
    adopted, begins = date(2026, 11, 3), LATER
    form = {"document": "new", "title": "Online protocol", "adopted_by": "Full Council", "minute": "Minute 41"}
    for field, of in (("adopted_on", adopted), ("effective_from", begins)):
        form |= {f"{field}_day": of.day, f"{field}_month": of.month, f"{field}_year": of.year}
    return client.post(PAGE, form | {"file": SimpleUploadedFile(name, data)} | said)


def test_file_becomes_a_draft_that_is_its_preview(client, adviser):
    answer = sent(client, TEXT.encode())

    draft = Edition.objects.select_related("document").get()
    assert answer["Location"] == reverse("guidance:draft", args=[draft.pk])
    assert (draft.document.title, draft.adopted_by, draft.minute) == ("Online protocol", "Full Council", "Minute 41")
    assert (draft.created_by, draft.is_draft) == (adviser, True)
    page = client.get(answer["Location"]).content.decode()
    assert all(words in page for words in ("Read it again.", "Be kind.", " point 1.1<", "The text: 3 points"))


def test_reimport_keeps_ids_and_shows_what_changed(client, adviser):
    sent(client, TEXT.encode())
    first = Edition.objects.get()
    officer = UserFactory(roles=("monitoring_officer",))
    for verb, person in ((stages.submit, adviser), (stages.approve, officer), (stages.publish, officer)):
        verb(first, revision=first.revision, by=person)

    new = TEXT.replace("Be kind.", "You must be kind.")
    answer = sent(client, new.encode(), document=str(first.document_id), title="")

    second = Edition.objects.get(state="draft")
    ids = [list(each.point_versions.order_by("order").values_list("point", flat=True)) for each in (first, second)]
    assert ids[0] == ids[1]
    assert "Write the note for point 2.1" in client.get(answer["Location"]).content.decode()
    compared = client.get(reverse("guidance:draft_compared", args=[second.pk])).content.decode()
    assert "1 point reworded, 0 new, 0 withdrawn, 0 moved" in compared
    assert reverse("guidance:draft_point", args=[second.pk, ids[1][2]]) in compared


@pytest.mark.parametrize(
    ("data", "name", "sentence"),
    [
        (b"", "protocol.txt", "The file is empty"),
        (b"no Word file", "protocol.docx", "damaged"),
        (b"Read\x00it", "protocol.txt", "binary file"),
        (b"MZ", "protocol.exe", "Choose a file of one of these kinds"),
        (b"x" * (10 * 1024 * 1024 + 1), "protocol.txt", "larger than 10 MB"),
    ],
)
def test_what_cannot_be_read_leaves_no_rows_and_keeps_what_was_typed(client, adviser, data, name, sentence):
    answer = sent(client, data, name=name)

    page = answer.content.decode()
    assert answer.status_code == 200
    assert sentence in page
    assert "Minute 41" in page
    assert [model.objects.count() for model in (Document, Edition, Point)] == [0, 0, 0]


def test_second_draft_of_the_document_is_refused_and_leaves_no_rows(client, adviser):
    sent(client, TEXT.encode())
    points = Point.objects.count()

    page = sent(client, TEXT.replace("again", "twice").encode()).content.decode()

    assert "There is a draft of this document already" in page
    assert (Edition.objects.count(), Point.objects.count()) == (1, points)


def test_file_is_asked_for_again_when_something_else_is_missing(client, adviser):
    page = sent(client, TEXT.encode(), adopted_by="").content.decode()

    assert "Enter who adopted it" in page
    assert "Choose your file again" in page
