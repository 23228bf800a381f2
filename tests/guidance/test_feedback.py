"""What a reader says of a point is seen by them and the editors, and by nobody else; no mail holds a word of it.

Deliberate faults that turn these red, each tried: `visible_to` answering everything; the words in the mail's context;
`sent_by` left out of the limit; the number of steps not compared in `_locked`; the trigger `guidance_feedback_guard`
or `guidance_note_answers` off; `once_in_force` answering what is still to come.
"""

from datetime import timedelta
from urllib.parse import urlencode

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from guidance import emails
from guidance.editing.stages import publish
from guidance.feedback import actions
from guidance.feedback.forms import FeedbackForm
from guidance.feedback.reading import when_somebody_looks
from guidance.lineage import ChangeNote
from guidance.models import Edition, Feedback, FeedbackStep, today
from guidance.models.feedback import LONGEST_FEEDBACK, MOST_OPEN
from guidance.refusals import Refused, Stale
from portal.foundation.audit.models import Event
from portal.foundation.outbox.models import Item
from tests.factories.guidance import adopted, protocol
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db
SECRET = "The word sandcastle is what I stumble over."


@pytest.fixture
def people():
    names = ("member", "comms_adviser", "monitoring_officer", "auditor")
    return {name: UserFactory(roles=(name,)) for name in names} | {"other": UserFactory(roles=("member",))}


@pytest.fixture
def version():
    return adopted().point_versions.get(number="1.1")


@pytest.fixture
def feedback(people, version) -> Feedback:
    return actions.send(version, reason="unclear", words=SECRET, by=people["member"])


def tell_url(version) -> str:
    return reverse("guidance:tell", args=[version.point_id, version.edition.number])


def item_url(feedback, name: str = "item") -> str:
    return reverse(f"guidance:feedback_{name}", args=[feedback.pk])


def answered(feedback, by, seen: int = 0, words: str = "Thank you. We will reword it.") -> FeedbackStep:
    return actions.answer(feedback, words=words, outcome="will_change", seen=seen, by=by)


def test_member_says_on_a_point_what_is_wrong(client, people, version):
    client.force_login(people["member"])
    assert tell_url(version) in client.get(version.get_absolute_url()).content.decode()
    page = client.get(tell_url(version)).content.decode()
    assert "Who will see this:" in page
    assert when_somebody_looks(timezone.now()) in page

    answer = client.post(tell_url(version), {"reason": "wrong", "words": SECRET})

    kept = Feedback.objects.get()
    assert (answer.status_code, answer.headers["Location"]) == (302, item_url(kept))
    assert (kept.version, kept.reason, kept.words, kept.by, kept.state) == (
        version, "wrong", SECRET, people["member"], "open",
    )  # fmt: skip
    assert kept.reference.startswith("FBK-")
    assert Event.objects.get(verb="guidance.feedback_sent").data == {
        "reference": kept.reference, "point": version.point_id, "reason": "wrong",
    }  # fmt: skip


@pytest.mark.parametrize("role", ["comms_adviser", "auditor"])
def test_who_is_neither_member_nor_helper_may_not_send(client, people, version, role):
    client.force_login(people[role])

    assert client.get(tell_url(version)).status_code == 403
    assert tell_url(version) not in client.get(version.get_absolute_url()).content.decode()
    with pytest.raises(PermissionDenied):
        actions.send(version, reason="wrong", words=SECRET, by=people[role])


def test_feedback_needs_sign_in_and_a_point_that_was_in_force(client, people, version):
    assert client.get(tell_url(version)).headers["Location"].startswith("/account/login/")
    client.force_login(people["member"])

    assert client.get(reverse("guidance:tell", args=[version.point_id, 99])).status_code == 404
    assert client.put(tell_url(version)).status_code == 405


@pytest.mark.parametrize("words", ["", " ", "\0", "x" * (LONGEST_FEEDBACK + 1), "y" * 1_000_000])
def test_hostile_words_are_refused_and_kept_on_the_page(client, people, version, words):
    client.force_login(people["member"])

    sent = urlencode({"reason": "wrong", "words": words}, errors="surrogatepass")
    answer = client.post(tell_url(version), sent, "application/x-www-form-urlencoded")

    assert (answer.status_code, "govuk-error-summary" in answer.content.decode()) == (200, True)
    assert not Feedback.objects.exists()


def test_half_a_surrogate_pair_is_refused():
    form = FeedbackForm({"reason": "wrong", "words": "\ud800"})

    assert form.errors["words"] == ["This text holds a character that cannot be stored."]


def test_same_words_once_more_are_the_same_feedback(people, version, feedback):
    assert actions.send(version, reason="unclear", words=SECRET, by=people["member"]) == feedback
    assert Feedback.objects.count() == 1


def test_nobody_has_more_than_20_open(client, people, version):
    for turn in range(MOST_OPEN):
        actions.send(version, reason="other", words=f"Thing {turn}", by=people["member"])
    client.force_login(people["member"])

    page = client.post(tell_url(version), {"reason": "other", "words": "One more"})

    assert f"You have {MOST_OPEN} open already" in page.content.decode()
    assert "One more" in page.content.decode()
    assert actions.send(version, reason="other", words="Mine", by=people["other"]).by == people["other"]


def test_sender_and_editors_see_it_and_nobody_else(client, people, feedback):
    absent = None
    for name in ("member", "comms_adviser", "monitoring_officer"):
        client.force_login(people[name])
        assert SECRET in client.get(item_url(feedback)).content.decode()
    for name in ("other", "auditor"):
        client.force_login(people[name])
        for method, url in (("get", item_url(feedback)), ("post", item_url(feedback, "reply"))):
            answer = getattr(client, method)(url)
            absent = absent or answer.content
            assert (answer.status_code, answer.content) == (404, absent)
        assert client.post(item_url(feedback, "close")).status_code == 404
        assert client.get(reverse("guidance:feedback")).status_code == 403
        assert feedback.reference not in client.get(reverse("guidance:my_feedback")).content.decode()
    assert feedback.reference not in client.get(feedback.version.get_absolute_url()).content.decode()


def test_words_lie_sealed_and_no_search_finds_them(client, feedback, people):
    answered(feedback, people["comms_adviser"], words=SECRET)
    with connection.cursor() as cursor:
        cursor.execute("SELECT words FROM guidance_feedback UNION ALL SELECT words FROM guidance_feedbackstep")
        sealed = [bytes(row[0]) for row in cursor.fetchall()]

    assert len(sealed) == 2
    assert not any(b"sandcastle" in each for each in sealed)
    assert "No point has these words" in client.get("/guidance/search/?q=sandcastle").content.decode()


def test_editor_replies_and_the_sender_is_told_without_content(client, people, feedback):
    client.force_login(people["comms_adviser"])

    posted = {"words": "A filmed meeting is one with a camera.", "outcome": "answered", "seen": "0"}
    assert client.post(item_url(feedback, "reply"), posted).status_code == 302

    feedback.refresh_from_db()
    mail = emails.feedback_answered(Item.objects.get(kind="guidance.feedback_answered"))
    assert feedback.state == "answered"
    assert mail.to == [people["member"].email]
    assert mail.subject == f"{feedback.reference}: a reply to what you told us"
    assert item_url(feedback) in mail.body
    whole = mail.subject + mail.body
    assert not any(word in whole for word in ("sandcastle", "filmed", "camera", people["comms_adviser"].full_name))
    client.force_login(people["member"])
    page = client.get(item_url(feedback)).content.decode()
    assert "A filmed meeting is one with a camera." in page
    assert people["comms_adviser"].full_name not in page


def test_leaver_gets_no_mail_and_an_older_reply_is_not_told(people, feedback):
    answered(feedback, people["comms_adviser"])
    answered(feedback, people["comms_adviser"], seen=1, words="More to it.")
    first, second = Item.objects.filter(kind="guidance.feedback_answered").order_by("pk")

    assert emails.feedback_answered(first) is None
    assert emails.feedback_answered(second) is not None
    people["member"].is_active = False
    people["member"].save()
    assert emails.feedback_answered(second) is None


def test_sender_may_not_reply_and_takes_back_only_what_has_no_reply(client, people, feedback):
    client.force_login(people["member"])
    assert client.post(item_url(feedback, "reply"), {"words": "x", "outcome": "answered", "seen": 0}).status_code == 403
    assert client.get(item_url(feedback, "reply")).status_code == 405
    answered(feedback, people["comms_adviser"])
    assert client.post(item_url(feedback, "close"), {"seen": "1"}).status_code == 403

    other = actions.send(feedback.version, reason="other", words="Never mind.", by=people["member"])
    assert client.post(item_url(other, "close"), {"seen": "0"}).status_code == 302

    other.refresh_from_db()
    assert other.state == "closed"
    assert client.post(item_url(other, "close"), {"seen": "1"}).status_code == 409


def test_older_page_replies_to_nothing_and_keeps_what_was_typed(client, people, feedback):
    answered(feedback, people["monitoring_officer"])
    client.force_login(people["comms_adviser"])

    page = client.post(item_url(feedback, "reply"), {"words": "My own view.", "outcome": "no_change", "seen": "0"})

    assert (page.status_code, FeedbackStep.objects.count()) == (409, 1)
    assert "My own view." in page.content.decode()
    with pytest.raises(Stale):
        answered(feedback, people["comms_adviser"])
    assert client.post(item_url(feedback, "close"), {"seen": "junk"}).status_code == 409


def test_closed_feedback_stays_closed(people, feedback):
    actions.close(feedback, seen=0, by=people["comms_adviser"])

    with pytest.raises(Refused, match="closed already"):
        answered(feedback, people["comms_adviser"], seen=1)


def test_database_keeps_what_was_said(people, feedback):
    step = answered(feedback, people["comms_adviser"])
    rows = Feedback.objects.filter(pk=feedback.pk)
    for forbidden in (
        lambda: rows.update(reason="other"),
        lambda: rows.update(state="open"),
        lambda: rows.update(by=people["other"]),
        rows.delete,
        lambda: FeedbackStep.objects.filter(pk=step.pk).update(outcome="no_change"),
        lambda: Feedback.objects.create(
            reference="FBK-9", version=feedback.version, reason="nonsense", words="x", by=people["member"]
        ),
        lambda: Feedback.objects.create(
            reference="FBK-9", version=feedback.version, reason="wrong", words="", by=people["member"]
        ),
        lambda: FeedbackStep.objects.create(feedback=feedback, kind="answered", number=9, words="x"),
        lambda: FeedbackStep.objects.create(feedback=feedback, kind="closed", number=1, by=people["member"]),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            forbidden()


def test_queue_has_open_first_oldest_first_and_constant_queries(client, people, version, django_assert_max_num_queries):
    sent = [actions.send(version, reason="other", words=f"Thing {turn}", by=people["member"]) for turn in range(3)]
    answered(sent[0], people["comms_adviser"])
    client.force_login(people["comms_adviser"])
    queue = reverse("guidance:feedback")

    page = client.get(queue).content.decode()
    places = [page.index(each.reference) for each in (sent[1], sent[2], sent[0])]
    assert places == sorted(places)
    filtered = client.get(f"{queue}?state=answered&document={version.edition.document.slug}").content.decode()
    assert [each.reference in filtered for each in sent] == [True, False, False]
    with django_assert_max_num_queries(100) as few:
        client.get(queue)
    for turn in range(10):
        actions.send(version, reason="other", words=f"More {turn}", by=people["other"])
    with django_assert_max_num_queries(100) as many:
        client.get(queue)
    assert len(many) == len(few)
    for junk in ("page=junk", "page=-1", "state=nonsense&document=../..", "document=%00", "page=" + "9" * 400):
        assert client.get(f"{queue}?{junk}").status_code == 200


def next_edition(feedback, *, in_days: int) -> Edition:
    """The same text with one point changed by people, approved and published; its note names the feedback."""
    words = protocol([("Before you post", ("Read it aloud before you send it.", "Sleep on it."))])
    edition = adopted(words, effective_from=today() + timedelta(in_days), is_published=False)
    ChangeNote.objects.create(edition=edition, note="Clearer.", reason="Asked.", answers=feedback)
    return publish(edition, by=None)


def test_change_note_names_feedback_without_who_or_what(client, people, feedback):
    edition = next_edition(feedback, in_days=0)

    page = client.get(reverse("guidance:history", args=[edition.document.slug])).content.decode()

    assert "Asked for by a member" in page
    assert not any(word in page for word in ("sandcastle", people["member"].full_name, feedback.reference))


def test_sender_is_told_once_when_the_change_is_in_force_and_not_before(people, feedback):
    next_edition(feedback, in_days=10)
    assert actions.tell_senders() == 0

    with time_machine.travel(timezone.now() + timedelta(days=10)):
        assert [actions.tell_senders(), actions.tell_senders()] == [1, 0]
        item = Item.objects.get(kind="guidance.feedback_in_force")
        mail = emails.feedback_in_force(item)

    feedback.refresh_from_db()
    assert feedback.state == "closed"
    assert mail.subject == f"{feedback.reference}: the guidance was changed"
    assert "sandcastle" not in mail.body


def test_change_note_answers_only_what_was_said_of_its_document(feedback):
    other = adopted(title="Another protocol", is_published=False)

    with pytest.raises(IntegrityError, match="another document"), transaction.atomic():
        ChangeNote.objects.create(edition=other, note="Clearer.", reason="Asked.", answers=feedback)
    assert list(Feedback.objects.that_a_note_may_answer(other.document)) == []
    assert list(Feedback.objects.that_a_note_may_answer(feedback.version.edition.document)) == [feedback]
