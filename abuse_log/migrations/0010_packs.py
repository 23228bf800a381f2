"""Packs for others and to whom they were given; what is made or noted stays."""

import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import portal.foundation.vault.fields

CHANGEABLE = "state, stored_id, manifest_hash, tag_hash, made_at"

LOCK = f"""
CREATE FUNCTION public.abuse_log_pack_stays() RETURNS trigger
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF OLD.state = 'ready' AND (OLD.state, OLD.manifest_hash, OLD.tag_hash, OLD.made_at)
       IS DISTINCT FROM (NEW.state, NEW.manifest_hash, NEW.tag_hash, NEW.made_at) THEN
        RAISE EXCEPTION 'a pack that is made stays as it is' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER abuse_log_pack_stays BEFORE UPDATE ON public.abuse_log_pack
    FOR EACH ROW EXECUTE FUNCTION public.abuse_log_pack_stays();
CREATE TRIGGER abuse_log_pack_no_delete BEFORE DELETE ON public.abuse_log_pack
    FOR EACH ROW EXECUTE FUNCTION public.abuse_log_refuse();
CREATE TRIGGER abuse_log_pack_no_truncate BEFORE TRUNCATE ON public.abuse_log_pack
    FOR EACH STATEMENT EXECUTE FUNCTION public.abuse_log_refuse();
REVOKE UPDATE, DELETE, TRUNCATE ON public.abuse_log_pack FROM portal_app;
GRANT UPDATE ({CHANGEABLE}) ON public.abuse_log_pack TO portal_app;
CREATE TRIGGER abuse_log_dispatch_no_change BEFORE UPDATE OR DELETE ON public.abuse_log_dispatch
    FOR EACH ROW EXECUTE FUNCTION public.abuse_log_refuse();
CREATE TRIGGER abuse_log_dispatch_no_truncate BEFORE TRUNCATE ON public.abuse_log_dispatch
    FOR EACH STATEMENT EXECUTE FUNCTION public.abuse_log_refuse();
REVOKE UPDATE, DELETE, TRUNCATE ON public.abuse_log_dispatch FROM portal_app;
"""

FREE = f"""
GRANT UPDATE, DELETE ON public.abuse_log_dispatch TO portal_app;
DROP TRIGGER abuse_log_dispatch_no_truncate ON public.abuse_log_dispatch;
DROP TRIGGER abuse_log_dispatch_no_change ON public.abuse_log_dispatch;
REVOKE UPDATE ({CHANGEABLE}) ON public.abuse_log_pack FROM portal_app;
GRANT UPDATE, DELETE ON public.abuse_log_pack TO portal_app;
DROP TRIGGER abuse_log_pack_no_truncate ON public.abuse_log_pack;
DROP TRIGGER abuse_log_pack_no_delete ON public.abuse_log_pack;
DROP TRIGGER abuse_log_pack_stays ON public.abuse_log_pack;
DROP FUNCTION public.abuse_log_pack_stays();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("abuse_log", "0009_redactions_and_stamps"),
        ("files", "0003_kinds_of_files"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Pack",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("number", models.PositiveSmallIntegerField()),
                (
                    "audience",
                    models.CharField(
                        choices=[
                            ("police", "The police"),
                            ("platform", "A platform"),
                            ("officer", "The Monitoring Officer"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "exhibits",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.PositiveSmallIntegerField(), blank=True, default=list, size=None
                    ),
                ),
                ("with_words", models.BooleanField(default=True)),
                ("asked_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "state",
                    models.CharField(
                        choices=[("waiting", "Being made"), ("ready", "Ready"), ("failed", "Could not be made")],
                        default="waiting",
                        max_length=7,
                    ),
                ),
                ("manifest_hash", models.CharField(blank=True, max_length=64)),
                ("tag_hash", models.CharField(blank=True, max_length=64)),
                ("made_at", models.DateTimeField(blank=True, null=True)),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "incident",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="packs", to="abuse_log.incident"
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
                "ordering": ["-number"],
            },
        ),
        migrations.CreateModel(
            name="Dispatch",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("to_whom", portal.foundation.vault.fields.EncryptedTextField()),
                (
                    "way",
                    models.CharField(
                        choices=[
                            ("upload", "By an upload page of theirs"),
                            ("email", "By e-mail"),
                            ("stick", "On a memory stick"),
                            ("hand", "Shown or handed over in person"),
                            ("other", "Another way"),
                        ],
                        max_length=8,
                    ),
                ),
                ("handed_at", models.DateTimeField()),
                ("receipt", portal.foundation.vault.fields.EncryptedTextField(blank=True)),
                ("bundle_hash", models.CharField(max_length=64)),
                ("noted_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "noted_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "pack",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="dispatches", to="abuse_log.pack"
                    ),
                ),
            ],
            options={
                "ordering": ["noted_at", "id"],
            },
        ),
        migrations.AddConstraint(
            model_name="pack",
            constraint=models.UniqueConstraint(fields=("incident", "number"), name="abuse_log_pack_number"),
        ),
        migrations.AddConstraint(
            model_name="pack",
            constraint=models.CheckConstraint(
                condition=models.Q(("audience__in", ["police", "platform", "officer"])), name="abuse_log_pack_audience"
            ),
        ),
        migrations.AddConstraint(
            model_name="pack",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("made_at__isnull", False),
                        ("state", "ready"),
                        ("stored__isnull", False),
                        models.Q(("tag_hash", ""), _negated=True),
                    ),
                    models.Q(
                        models.Q(("state", "ready"), _negated=True),
                        ("made_at", None),
                        ("manifest_hash", ""),
                        ("stored", None),
                        ("tag_hash", ""),
                    ),
                    _connector="OR",
                ),
                name="abuse_log_pack_ready_means_file",
            ),
        ),
        migrations.AddConstraint(
            model_name="dispatch",
            constraint=models.CheckConstraint(
                condition=models.Q(("way__in", ["upload", "email", "stick", "hand", "other"])),
                name="abuse_log_dispatch_way",
            ),
        ),
        migrations.AddConstraint(
            model_name="dispatch",
            constraint=models.CheckConstraint(
                condition=models.Q(("handed_at__lte", models.F("noted_at"))), name="abuse_log_dispatch_in_the_past"
            ),
        ),
        migrations.RunSQL(LOCK, FREE),
    ]
