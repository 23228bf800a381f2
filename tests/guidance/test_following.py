"""Who follows the guidance gets one mail for each edition that comes into force, and can stop it without signing in.

Deliberate faults that turn these red, each tried: a random key in the outbox; `not_mailed_otherwise` answering
everybody; `since` not compared; the signature not checked in `reader_of`; the middleware taken out of the settings;
`is_active` not asked; the trigger `guidance_follow_guard` off.
"""

import re
import threading
from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.db import DatabaseError, connection, connections, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from guidance import emails
from guidance.confirming.actions import ask_members
from guidance.following.actions import follow, stop, tell_followers
from guidance.following.links import stop_url, token_for
from guidance.models import Follow, Telling, today
from portal.celery import app as celery
from portal.foundation.audit.models import Event
from portal.foundation.outbox.models import Item
from portal.foundation.people.models import User
from tests.factories.guidance import adopted, protocol
from tests.factories.people import UserFactory

KIND = "guidance.edition_in_force"
NEW = [("Before you post", ("Read it aloud before you send it.", "Sleep on a reply that was written in anger."))]


@pytest.fixture
def reader():
    return UserFactory(roles=("comms_adviser",))


def edition_from(day_in: int = 1, texts=NEW):
    return adopted(protocol(texts), effective_from=today() + timedelta(days=day_in))


def on_day(days: int):
    return time_machine.travel(timezone.now() + timedelta(days=days))


def mails() -> list:
    return [emails.edition_in_force(item) for item in Item.objects.filter(kind=KIND).order_by("pk")]


@pytest.mark.django_db
def test_one_mail_an_edition_on_its_day_and_not_when_it_is_published(reader):
    first = adopted()
    follow(everything=True, documents=[first.document_id], by=reader)
    edition = edition_from(1)
    assert tell_followers() == 0

    with on_day(1):
        assert [tell_followers(), tell_followers()] == [1, 0]
        [mail] = mails()

    assert mail.to == [reader.email]
    assert mail.subject == "A new edition is in force: Social media protocol"
    assert f"edition {edition.number} is in force from" in mail.body
    assert "2 points changed" in mail.body
    assert reverse("guidance:compare", args=[edition.document.slug, first.number, edition.number]) in mail.body
    assert reader.full_name not in mail.body
    assert stop_url(reader) in mail.body
    assert mail.extra_headers["List-Unsubscribe"] == f"<{stop_url(reader)}>"
    assert mail.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


@pytest.mark.django_db
def test_what_was_in_force_before_somebody_followed_is_no_news(reader):
    adopted()
    follow(everything=True, documents=[], by=reader)

    assert tell_followers() == 0


@pytest.mark.django_db
def test_only_the_document_that_is_followed(reader):
    other = adopted(title="Another protocol")
    adopted()
    follow(everything=False, documents=[other.document_id], by=reader)
    edition_from(1)

    with on_day(1):
        assert tell_followers() == 0


@pytest.mark.django_db
def test_member_gets_the_request_to_confirm_and_no_second_mail(reader):
    member = UserFactory(roles=("member",))
    adopted()
    for each in (reader, member):
        follow(everything=True, documents=[], by=each)
    edition_from(1)

    with on_day(1):
        ask_members()
        assert tell_followers() == 1

    assert list(Telling.objects.values_list("reader", flat=True)) == [reader.pk]
    assert Item.objects.filter(kind="guidance.confirm", payload__member=str(member.pk)).count() == 1
    member.terms.update(ends_on=today())
    with on_day(2):
        assert not User.objects.holding("member").exists()
        assert tell_followers() == 0


@pytest.mark.django_db
@pytest.mark.parametrize("why", ["left", "stopped", "superseded"])
def test_mail_is_dropped_when_it_is_no_longer_right(reader, why):
    first = adopted()
    follow(everything=True, documents=[], by=reader)
    edition_from(1)
    with on_day(1):
        tell_followers()
        if why == "left":
            reader.is_active = False
            reader.save()
        elif why == "stopped":
            stop(reader)
        else:
            adopted(protocol([("Short", ("Be kind.",))]), effective_from=today())
        [mail] = mails()

    assert first.document.editions.count() >= 2
    assert mail is None


@pytest.mark.django_db
def test_leaver_gets_nothing(reader):
    adopted()
    follow(everything=True, documents=[], by=reader)
    edition_from(1)
    reader.is_active = False
    reader.save()

    with on_day(1):
        assert tell_followers() == 0


def test_two_beats_at_once_send_one_mail(committed_db):
    reader = UserFactory(roles=("comms_adviser",))
    adopted()
    follow(everything=True, documents=[], by=reader)
    edition_from(1)
    told, at_once = [], threading.Barrier(4)

    def beat() -> None:
        connection.ensure_connection()
        at_once.wait(20)
        told.append(tell_followers())
        connections.close_all()

    with on_day(1):
        beats = [threading.Thread(target=beat) for _ in range(4)]
        for each in beats:
            each.start()
        for each in beats:
            each.join()

    assert len(told) == 4
    assert (Telling.objects.count(), Item.objects.filter(kind=KIND).count()) == (1, 1)


@pytest.mark.django_db
def test_link_in_a_mail_ends_it_without_signing_in(client, reader):
    adopted()
    follow(everything=True, documents=[], by=reader)
    address = reverse("guidance:stop_following", args=[token_for(reader)])

    page = client.get(address)
    assert (page.status_code, Follow.objects.of(reader).count()) == (200, 1)
    assert "Stop these mails" in page.content.decode()
    assert not any(word in page.content.decode() for word in (reader.full_name, reader.email))
    assert "no-store" in page.headers["Cache-Control"]
    done = client.post(address)

    assert "No more mails" in done.content.decode()
    assert not Follow.objects.of(reader).exists()
    assert Event.objects.get(verb="guidance.following_stopped").data == {"ended": 1}
    assert client.post(address).status_code == 200
    assert Event.objects.filter(verb="guidance.following_stopped").count() == 1


@pytest.mark.django_db
def test_mail_program_ends_it_with_one_post_and_no_cookie(reader):
    adopted()
    follow(everything=True, documents=[], by=reader)
    strict = Client(enforce_csrf_checks=True)
    address = reverse("guidance:stop_following", args=[token_for(reader)])

    assert strict.post(address).status_code == 403  # a page's form without its token
    assert Follow.objects.of(reader).exists()
    answer = strict.post(address, {"List-Unsubscribe": "One-Click"})

    assert (answer.status_code, dict(answer.cookies)) == (200, {})
    assert not Follow.objects.of(reader).exists()


@pytest.mark.django_db
@pytest.mark.parametrize("change", ["sign", "person", "junk"])
def test_forged_link_ends_nothing(client, reader, change):
    other = UserFactory()
    for each in (reader, other):
        follow(everything=True, documents=[], by=each)
    token = token_for(reader)
    forged = {
        "sign": token[:-1] + ("a" if token[-1] != "a" else "b"),
        "person": token.replace(str(reader.pk), str(other.pk)),
        "junk": "~" * 40,
    }[change]
    address = reverse("guidance:stop_following", args=[forged])

    assert client.get(address).status_code == 404
    assert client.post(address, {"List-Unsubscribe": "One-Click"}).status_code == 404
    assert Follow.objects.filter(ended_at=None).count() == 2


@pytest.mark.django_db
def test_page_follows_exactly_what_is_ticked(client, reader):
    one, two = adopted().document, adopted(title="Another protocol").document
    client.force_login(reader)
    address = reverse("guidance:following")

    def now() -> set:
        return set(Follow.objects.of(reader).values_list("document", flat=True))

    client.post(address, {"follow": ["all", str(one.pk)]})
    assert now() == {None, one.pk}
    client.post(address, {"follow": [str(two.pk)]})
    assert now() == {two.pk}
    ticked = re.findall(r'value="([^"]*)"[^>]*checked', client.get(address).content.decode())
    assert ticked == [str(two.pk)]
    assert client.post(address, {"follow": ["junk"]}).status_code == 200
    assert now() == {two.pk}
    client.post(address, {})
    assert now() == set()


@pytest.mark.django_db
def test_following_needs_sign_in(client):
    assert client.get(reverse("guidance:following")).headers["Location"].startswith("/account/login/")


@pytest.mark.django_db
def test_database_keeps_who_followed_and_who_was_told(reader):
    edition = adopted()
    follow(everything=True, documents=[], by=reader)
    telling = Telling.objects.create(edition=edition, reader=reader)
    rows = Follow.objects.filter(reader=reader)
    for forbidden in (
        rows.delete,
        lambda: rows.update(since=timezone.now() - timedelta(days=99)),
        lambda: rows.update(ended_at=timezone.now() - timedelta(days=99)),
        lambda: Follow.objects.create(reader=reader),
        lambda: Telling.objects.create(edition=edition, reader=reader),
        lambda: Telling.objects.filter(pk=telling.pk).delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            forbidden()
    stop(reader)
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.update(ended_at=None)


def test_task_runs_twice_a_day():
    assert celery.conf.beat_schedule["editions"]["task"] == "guidance.tell_of_editions"
    assert set(settings.OUTBOX_KINDS) >= {KIND, "guidance.feedback_answered", "guidance.feedback_in_force"}
