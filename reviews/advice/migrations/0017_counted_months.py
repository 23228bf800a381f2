"""The figures of the desk are counted by the worker; those that were checked in a pre-election period stay."""

import uuid

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

HARDEN = "REVOKE UPDATE, DELETE, TRUNCATE ON advice_checkedreport FROM portal_app"
SOFTEN = "GRANT UPDATE, DELETE ON advice_checkedreport TO portal_app"


class Migration(migrations.Migration):
    dependencies = [
        ("advice", "0016_election_check"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CountedMonth",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("year", models.PositiveSmallIntegerField()),
                ("month", models.PositiveSmallIntegerField(help_text="1 to 12.")),
                ("counted_at", models.DateTimeField()),
                ("sums", models.JSONField()),
            ],
            options={
                "ordering": ["year", "month"],
                "constraints": [
                    models.UniqueConstraint(fields=("year", "month"), name="advice_counted_month_once"),
                    models.CheckConstraint(
                        condition=models.Q(("month__gte", 1), ("month__lte", 12)), name="advice_counted_month_known"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CheckedReport",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("year", models.PositiveSmallIntegerField()),
                ("counted_at", models.DateTimeField()),
                ("months", models.JSONField(help_text="The sums of its months, from January on.")),
                ("at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["-at", "id"],
                "indexes": [models.Index(fields=["year", "-at"], name="advice_checked_report_latest")],
            },
        ),
        migrations.RunSQL(HARDEN, SOFTEN),
    ]
