"""Health for machines, and the administrator's page of what could not be sent."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.mail import EmailMessage, get_connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portal.foundation.audit.models import Event
from portal.foundation.outbox.models import Heartbeat, Item
from tests.factories.outbox import ItemFactory
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db
OPERATIONS = "/operations/"


@pytest.fixture
def admin(client: Client) -> Client:
    client.force_login(UserFactory(roles=("administrator",)))
    return client


@pytest.fixture
def comms(client: Client) -> Client:
    client.force_login(UserFactory(roles=("comms_lead",)))
    return client


def test_alive_answers_without_sign_in(client: Client) -> None:
    assert client.get("/healthz").json() == {"status": "alive"}


def test_ready_says_that_no_worker_has_been_seen(client: Client) -> None:
    answer = client.get("/readyz")

    assert (answer.status_code, answer.json()) == (503, {"status": "no worker"})


def test_ready_when_a_worker_has_looked_lately(client: Client) -> None:
    Heartbeat.objects.beat("drain")

    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()) == (200, {"status": "ready"})


def test_ready_notices_a_worker_that_fell_silent(client: Client) -> None:
    Heartbeat.objects.beat("drain")
    Heartbeat.objects.update(at=timezone.now() - timedelta(seconds=31))

    assert client.get("/readyz").status_code == 503


def test_operations_lists_dead_letters(admin: Client) -> None:
    item = ItemFactory(dead=True)

    page = admin.get(OPERATIONS).content.decode()
    assert f'action="{reverse("home:revive", args=[item.pk])}"' in page
    assert "Never seen" in page


def test_operations_is_for_the_administrator(comms: Client) -> None:
    assert comms.get(OPERATIONS).status_code == 403
    assert comms.post(reverse("home:revive", args=[ItemFactory(dead=True).pk])).status_code == 403


def test_dead_letter_is_tried_again_and_that_is_audited(admin: Client) -> None:
    item = ItemFactory(dead=True)

    answer = admin.post(reverse("home:revive", args=[item.pk]), follow=True)

    assert "tried again" in answer.content.decode()
    assert Item.objects.get(pk=item.pk).dead_at is None
    assert Event.objects.filter(about_id=str(item.pk)).count() == 1


def test_revive_is_a_post(admin: Client) -> None:
    assert admin.get(reverse("home:revive", args=[ItemFactory(dead=True).pk])).status_code == 405


@pytest.mark.parametrize("state", ["sent", "later"])
def test_only_dead_letters_are_revived(admin: Client, state: str) -> None:
    assert admin.post(reverse("home:revive", args=[ItemFactory(**{state: True}).pk])).status_code == 404


def test_wiped_sign_in_mail_is_not_tried_again(admin: Client) -> None:
    now = timezone.now()
    item = ItemFactory(dead=True, expires_at=now, died_why=Item.Death.EXPIRED, kind="people.sign_in_mail")

    assert "Try again" not in admin.get(OPERATIONS).content.decode()
    answer = admin.post(reverse("home:revive", args=[item.pk]), follow=True)
    assert "cannot be tried again" in answer.content.decode()
    assert Item.objects.get(pk=item.pk).dead_at is not None


@pytest.mark.parametrize("path", ["/accessibility/", "/privacy/", "/cookies/"])
def test_statement_pages_are_public(client: Client, path: str) -> None:
    assert client.get(path).status_code == 200
    assert client.post(path).status_code == 405


def test_cookies_page_names_the_cookies(client: Client, settings: Any) -> None:
    page = client.get("/cookies/").content.decode()

    assert settings.SESSION_COOKIE_NAME in page
    assert settings.CSRF_COOKIE_NAME in page


def test_demo_mail_shows_what_was_written(client: Client, settings: Any, tmp_path: Path) -> None:
    settings.EMAIL_FILE_PATH = str(tmp_path)
    backend = get_connection("django.core.mail.backends.filebased.EmailBackend", file_path=str(tmp_path))
    letter = EmailMessage("Éclair at 5pm", "See http://localhost:8000/x <b>now</b>", to=["reader@council.example"])
    backend.send_messages([letter])

    page = client.get("/demo/mail/").content.decode()
    assert "Éclair at 5pm" in page
    assert "&lt;b&gt;now&lt;/b&gt;" in page
    assert "reader@council.example" in page


def test_demo_mail_does_not_exist_outside_demo_mode(client: Client, settings: Any) -> None:
    settings.DEMO = False

    assert client.get("/demo/mail/").status_code == 404


def test_demo_mode_answers_nobody_else() -> None:
    assert Client(REMOTE_ADDR="192.0.2.7").get("/guidance/").status_code == 403
    assert Client(REMOTE_ADDR="127.0.0.1").get("/guidance/").status_code == 200


@pytest.mark.parametrize("header", ["X-Forwarded-For", "X-Real-IP", "Forwarded"])
def test_demo_mode_does_not_answer_through_a_proxy(header: str, client: Client) -> None:
    value = "for=192.0.2.7" if header == "Forwarded" else "127.0.0.1, 192.0.2.7"

    assert client.get("/guidance/", headers={header: value}).status_code == 403
