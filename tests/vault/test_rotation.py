"""A change of keys over the demo council: every secret is sealed anew, nothing else changes, and the walls stand.

Deliberate faults that turn these red: a model whose SEALED is forgotten, a trigger left off, the force of row-level
security left off, a row that cannot be opened left unsaid, `hash_all_anew` taken out of OTHER_SECRETS.
"""

import base64
import json
import os
import subprocess
import sys
from collections.abc import Iterator

import pytest
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.db.models import BinaryField
from django.test import override_settings
from pytest_django.plugin import DjangoDbBlocker

from portal.foundation.people.adapters import SecondFactorAdapter
from portal.foundation.people.second_factors import seal_second_factors_anew
from portal.foundation.vault.ciphers import CannotUnseal, keyed_hash, seal, unseal
from portal.foundation.vault.fields import EncryptedTextField
from portal.foundation.vault.rotation import NotTheOwner, columns_of, seal_all_anew
from portal.servers import CHECKOUT
from reviews.conduct.profiles import PURPOSE
from tests import cluster
from tests.conftest import Database, of_its_own
from tests.factories.people import UserFactory

OLD = cluster.environment("any")["ENCRYPTION_KEYS"]
NEW = f"test-2:{base64.b64encode(bytes(range(100, 132))).decode()}"
STRANGE = f"test-9:{base64.b64encode(bytes(range(60, 92))).decode()}"
STATE = """
SELECT tgrelid::regclass, tgname, tgenabled FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1, 2;
SELECT relname, relforcerowsecurity, relrowsecurity FROM pg_class WHERE relkind = 'r' ORDER BY 1;
"""


@pytest.fixture
def demo_db(demo_template: str, django_db_blocker: DjangoDbBlocker) -> Iterator[Database]:
    yield from of_its_own(demo_template, django_db_blocker)


PLAIN = {
    "conduct_publicationpdf.content",
    "guidance_editionpdf.content",
    "records_certificate.content",
    "abuse_log_stamp.response",
    "conduct_grant.code_hash",
    "conduct_newcode.code_hash",
}
"""Bytes that are no secret: published prints, certificates, answers of time-stamp authorities, hashes."""


def test_every_column_of_bytes_is_sealed_anew_or_known_to_be_plain() -> None:
    binary = {
        f"{model._meta.db_table}.{item.column}"
        for model in apps.get_models()
        for item in model._meta.concrete_fields
        if isinstance(item, BinaryField | EncryptedTextField)
    }
    sealed = {f"{model._meta.db_table}.{column.name}" for model in apps.get_models() for column in columns_of(model)}

    assert binary - sealed == PLAIN


def rotate(database: Database, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-W", "error", "manage.py", "rotate_keys"],
        cwd=CHECKOUT,
        env={**os.environ, **database.environment, "ENCRYPTION_KEYS": f"{NEW},{OLD}", **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def tokens(database: Database) -> Iterator[tuple[str, bytes, str]]:
    """Every sealed value as the superuser reads it past every wall: where it stands, and what it is bound to."""
    for model in apps.get_models():
        for column in columns_of(model):
            table = model._meta.db_table
            rows = cluster.servers.psql(
                f'SELECT to_jsonb(t) FROM "{table}" t WHERE octet_length("{column.name}") > 0', database.name
            )
            for row in map(json.loads, rows.splitlines()):
                known = {name: row[name] for name in ("id", "dedupe_key") if name in row}
                known = known or {model._meta.pk.attname: row[model._meta.pk.column]}
                yield f"{table}.{column.name}", bytes.fromhex(row[column.name][2:]), column.context(model(**known))


def test_every_secret_is_sealed_anew_and_every_wall_stands(demo_db: Database) -> None:
    looks = "SELECT id, account_hash, address_hash FROM conduct_profilelook"
    hashed = cluster.servers.psql(looks, demo_db.name).split("|")
    before, words = cluster.servers.psql(STATE, demo_db.name), {}
    for where, token, context in tokens(demo_db):
        words[where, context] = unseal(token, context=context)

    done = rotate(demo_db)

    assert (done.returncode, done.stderr) == (0, "")
    assert cluster.servers.psql(STATE, demo_db.name) == before
    with override_settings(ENCRYPTION_KEYS=NEW):
        after = {(where, context): unseal(token, context=context) for where, token, context in tokens(demo_db)}
        anew = (keyed_hash(b"the.member.example", purpose=PURPOSE),) * 2
    assert after == words
    assert tuple(cluster.servers.psql(looks, demo_db.name).split("|")) == (hashed[0], *anew) != tuple(hashed)
    assert {where.partition(".")[0] for where, _ in words} >= {"abuse_log_words", "files_storedfile", "conduct_paper"}
    again = [line for line in rotate(demo_db).stdout.splitlines() if "trace" not in line]
    assert again == ["Nothing is sealed under an older key. Take it off ENCRYPTION_KEYS, and restart."]


def test_secret_that_no_key_opens_is_named_and_the_rest_is_done(demo_db: Database) -> None:
    row = cluster.servers.psql("SELECT id FROM abuse_log_words LIMIT 1", demo_db.name)
    with override_settings(ENCRYPTION_KEYS=STRANGE):
        token = seal(b"lost", context="nowhere").hex()
    cluster.servers.psql(
        "ALTER TABLE abuse_log_words DISABLE TRIGGER USER;"
        f"UPDATE abuse_log_words SET text = '\\x{token}' WHERE id = '{row}';"
        "ALTER TABLE abuse_log_words ENABLE TRIGGER USER;",
        demo_db.name,
    )

    done = rotate(demo_db)

    assert done.returncode == 1
    assert f"abuse_log_words: the secret of row {row} cannot be opened" in done.stderr
    with override_settings(ENCRYPTION_KEYS=NEW):
        broken = [where for where, token, context in tokens(demo_db) if not opens(token, context)]
    assert broken == ["abuse_log_words.text"]


def opens(token: bytes, context: str) -> bool:
    try:
        unseal(token, context=context)
    except CannotUnseal:
        return False
    return True


@pytest.mark.django_db
def test_serving_role_is_refused() -> None:
    with pytest.raises(NotTheOwner):
        next(seal_all_anew())


@pytest.mark.django_db
def test_seed_of_a_second_factor_follows_the_key() -> None:
    person = UserFactory()
    sealed = SecondFactorAdapter().encrypt("JBSWY3DPEHPK3PXP")
    kept = Authenticator.objects.create(user=person, type=Authenticator.Type.TOTP, data={"secret": sealed})

    with override_settings(ENCRYPTION_KEYS=f"{NEW},{OLD}"):
        assert seal_second_factors_anew().done == 1
        assert seal_second_factors_anew().done == 0

    kept.refresh_from_db()
    with override_settings(ENCRYPTION_KEYS=NEW):
        assert SecondFactorAdapter().decrypt(kept.data["secret"]) == "JBSWY3DPEHPK3PXP"
