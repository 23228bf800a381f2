"""Copies with parts covered, and time stamps of others: what is made of either is never changed."""

import uuid

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import portal.foundation.vault.fields

CHANGEABLE = {
    "abuse_log_redaction": "stored_id, refused_why",
    "abuse_log_stamp": "state, attempts, trouble, response, stamped_at, checked_by",
}

LOCK = """
CREATE FUNCTION public.abuse_log_made_stays() RETURNS trigger
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF TG_TABLE_NAME = 'abuse_log_redaction' THEN
        IF OLD.stored_id IS NULL THEN RETURN NEW; END IF;
    ELSIF OLD.state = 'pending' THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION '% that is made stays as it is', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END
$$;
""" + "".join(
    f"""
CREATE TRIGGER {table}_stays BEFORE UPDATE ON public.{table}
    FOR EACH ROW EXECUTE FUNCTION public.abuse_log_made_stays();
CREATE TRIGGER {table}_no_delete BEFORE DELETE ON public.{table}
    FOR EACH ROW EXECUTE FUNCTION public.abuse_log_refuse();
CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON public.{table}
    FOR EACH STATEMENT EXECUTE FUNCTION public.abuse_log_refuse();
REVOKE UPDATE, DELETE, TRUNCATE ON public.{table} FROM portal_app;
GRANT UPDATE ({columns}) ON public.{table} TO portal_app;
"""
    for table, columns in CHANGEABLE.items()
)

FREE = (
    "".join(
        f"""
REVOKE UPDATE ({columns}) ON public.{table} FROM portal_app;
GRANT UPDATE, DELETE ON public.{table} TO portal_app;
DROP TRIGGER {table}_no_truncate ON public.{table};
DROP TRIGGER {table}_no_delete ON public.{table};
DROP TRIGGER {table}_stays ON public.{table};
"""
        for table, columns in CHANGEABLE.items()
    )
    + "DROP FUNCTION public.abuse_log_made_stays();"
)


class Migration(migrations.Migration):
    dependencies = [
        ("abuse_log", "0008_custody"),
        ("files", "0003_kinds_of_files"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Redaction",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("number", models.PositiveSmallIntegerField()),
                ("boxes", models.JSONField()),
                ("reason", portal.foundation.vault.fields.EncryptedTextField()),
                ("asked_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("refused_why", models.CharField(blank=True, max_length=200)),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "exhibit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="redactions", to="abuse_log.exhibit"
                    ),
                ),
                (
                    "stored",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="files.storedfile",
                    ),
                ),
            ],
            options={
                "ordering": ["exhibit", "number"],
                "constraints": [
                    models.UniqueConstraint(fields=("exhibit", "number"), name="abuse_log_redaction_number"),
                    models.CheckConstraint(
                        condition=models.Q(("stored", None), ("refused_why", ""), _connector="OR"),
                        name="abuse_log_redaction_made_or_refused",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Stamp",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("what", models.CharField(max_length=40)),
                ("object_hash", models.CharField(max_length=64)),
                ("authority", models.CharField(max_length=30)),
                ("asked_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "state",
                    models.CharField(
                        choices=[("pending", "Waiting for the authority"), ("verified", "Received and verified")],
                        default="pending",
                        max_length=8,
                    ),
                ),
                ("attempts", models.PositiveIntegerField(default=0)),
                (
                    "trouble",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("silent", "the authority did not answer"),
                            ("refused", "the authority answered that it would not"),
                            ("wrong", "the answer did not verify"),
                            ("not_set_up", "this authority, or its root, is not set up"),
                        ],
                        max_length=10,
                    ),
                ),
                ("response", models.BinaryField(null=True)),
                ("stamped_at", models.DateTimeField(blank=True, null=True)),
                ("checked_by", models.CharField(blank=True, max_length=20)),
                (
                    "incident",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="stamps", to="abuse_log.incident"
                    ),
                ),
            ],
            options={
                "ordering": ["asked_at", "authority"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("incident", "object_hash", "authority"), name="abuse_log_stamp_once_by_each"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("stamped_at", None), ("state", "pending")),
                            models.Q(("response__isnull", False), ("stamped_at__isnull", False), ("state", "verified")),
                            _connector="OR",
                        ),
                        name="abuse_log_stamp_verified_means_answer",
                    ),
                ],
            },
        ),
        migrations.RunSQL(LOCK, FREE),
    ]
