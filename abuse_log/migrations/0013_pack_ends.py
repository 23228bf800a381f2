"""A pack knows its platform, what was left out of it and why it was never made; a dispatch knows its police report."""

import django.db.models.deletion
from django.db import migrations, models

CHANGEABLE = "failed_why, left_out"

STAYS = """
CREATE OR REPLACE FUNCTION public.abuse_log_pack_stays() RETURNS trigger
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF OLD.state <> 'waiting' AND {columns} THEN
        RAISE EXCEPTION 'a pack that is made stays as it is' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END
$$;
"""
NOW = (
    "(OLD.state, OLD.manifest_hash, OLD.tag_hash, OLD.made_at, OLD.failed_why, OLD.left_out)"
    " IS DISTINCT FROM (NEW.state, NEW.manifest_hash, NEW.tag_hash, NEW.made_at, NEW.failed_why, NEW.left_out)"
)
BEFORE = (
    "OLD.state = 'ready' AND (OLD.state, OLD.manifest_hash, OLD.tag_hash, OLD.made_at)"
    " IS DISTINCT FROM (NEW.state, NEW.manifest_hash, NEW.tag_hash, NEW.made_at)"
)
LOCK = STAYS.format(columns=NOW) + f"GRANT UPDATE ({CHANGEABLE}) ON public.abuse_log_pack TO portal_app;"
FREE = f"REVOKE UPDATE ({CHANGEABLE}) ON public.abuse_log_pack FROM portal_app;" + STAYS.format(columns=BEFORE)

PLATFORMS = [
    ("facebook", "Facebook"),
    ("instagram", "Instagram"),
    ("threads", "Threads"),
    ("whatsapp", "WhatsApp"),
    ("x", "X"),
    ("bluesky", "Bluesky"),
    ("tiktok", "TikTok"),
    ("youtube", "YouTube"),
    ("linkedin", "LinkedIn"),
    ("nextdoor", "Nextdoor"),
    ("reddit", "Reddit"),
    ("telegram", "Telegram"),
    ("snapchat", "Snapchat"),
    ("other", "Another service"),
]
FAILURES = [
    ("gave_up", "The portal tried several times and could not make it."),
    ("replaced", "It was not made in time, and you asked for it again."),
]
ALREADY_FAILED = "UPDATE public.abuse_log_pack SET failed_why = 'gave_up' WHERE state = 'failed';"


class Migration(migrations.Migration):
    dependencies = [("abuse_log", "0012_traces")]

    operations = [
        migrations.AddField(
            model_name="dispatch",
            name="police_report",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="dispatches",
                to="abuse_log.policereport",
            ),
        ),
        migrations.AddField(
            model_name="pack",
            name="platform",
            field=models.CharField(blank=True, choices=PLATFORMS, db_default="", default="", max_length=10),
        ),
        migrations.AddField(
            model_name="pack",
            name="failed_why",
            field=models.CharField(blank=True, choices=FAILURES, db_default="", default="", max_length=8),
        ),
        migrations.AddField(
            model_name="pack",
            name="left_out",
            field=models.JSONField(blank=True, db_default=[], default=list),
        ),
        migrations.RunSQL(ALREADY_FAILED, migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name="pack",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("failed_why__in", ["gave_up", "replaced"]), ("state", "failed")),
                    models.Q(models.Q(("state", "failed"), _negated=True), ("failed_why", "")),
                    _connector="OR",
                ),
                name="abuse_log_pack_failed_means_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="pack",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("platform", ""),
                    models.Q(("audience", "platform"), ("platform__in", [name for name, _ in PLATFORMS])),
                    _connector="OR",
                ),
                name="abuse_log_pack_platform",
            ),
        ),
        migrations.RunSQL(LOCK, FREE),
    ]
