"""The standard texts of the desk: each version stays as it was written, tied to the points as they stood."""

import uuid

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

STAYS = """
REVOKE UPDATE, DELETE, TRUNCATE ON advice_standardtextversion, advice_standardtextpoint FROM portal_app;
REVOKE DELETE, TRUNCATE ON advice_standardtext FROM portal_app;
"""
GOES = """
GRANT DELETE ON advice_standardtext TO portal_app;
GRANT UPDATE, DELETE ON advice_standardtextversion, advice_standardtextpoint TO portal_app;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("advice", "0007_second_look_and_queue"),
        ("guidance", "0011_four_eyes"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="StandardText",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["created_at", "id"],
            },
        ),
        migrations.CreateModel(
            name="StandardTextVersion",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("number", models.PositiveSmallIntegerField()),
                ("title", models.CharField(max_length=120)),
                ("body", models.TextField()),
                ("at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "text",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="versions", to="advice.standardtext"
                    ),
                ),
            ],
            options={
                "ordering": ["text", "number"],
            },
        ),
        migrations.CreateModel(
            name="StandardTextPoint",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("point_hash", models.CharField(max_length=64)),
                (
                    "point",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="guidance.pointversion"
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="points",
                        to="advice.standardtextversion",
                    ),
                ),
            ],
            options={
                "ordering": ["version", "point__number", "id"],
            },
        ),
        migrations.AddConstraint(
            model_name="standardtextversion",
            constraint=models.UniqueConstraint(fields=("text", "number"), name="advice_text_number_once"),
        ),
        migrations.AddConstraint(
            model_name="standardtextpoint",
            constraint=models.UniqueConstraint(fields=("version", "point"), name="advice_text_point_once"),
        ),
        migrations.RunSQL(STAYS, GOES),
    ]
