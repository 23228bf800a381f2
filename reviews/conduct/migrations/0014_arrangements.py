"""Who entered what of the council’s arrangements, and which stages it has."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("conduct", "0013_more_time"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="localrule",
            name="entered_at",
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name="localrule",
            name="entered_by",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="sanction",
            name="entered_at",
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name="sanction",
            name="entered_by",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="timelimit",
            name="entered_at",
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name="timelimit",
            name="entered_by",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.CreateModel(
            name="Stage",
            fields=[
                ("entered_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "key",
                    models.CharField(
                        choices=[
                            ("received", "Received"),
                            ("acknowledged", "Acknowledged"),
                            ("awaiting_complainant", "Waiting for the complainant"),
                            ("jurisdiction_review", "Can we look at it?"),
                            ("assessment", "Should we look at it?"),
                            ("informal_resolution", "Being resolved informally"),
                            ("investigation", "Being investigated"),
                            ("draft_report", "Draft report out for comments"),
                            ("final_report", "Final report"),
                            ("local_resolution", "Being resolved locally"),
                            ("hearing_scheduled", "Hearing to be held"),
                            ("decided", "Decided"),
                            ("follow_up", "Sanctions being followed up"),
                            ("on_hold", "On hold"),
                            ("reopened", "Opened again"),
                            ("closed_out_of_scope", "Closed: out of scope"),
                            ("no_further_action", "No further action"),
                            ("resolved", "Resolved informally"),
                            ("closed_no_breach", "Closed: no breach"),
                            ("withdrawn", "Withdrawn"),
                            ("closed", "Closed"),
                            ("review_requested", "Review asked for"),
                            ("appealed", "Appealed"),
                        ],
                        max_length=24,
                    ),
                ),
                ("basis", models.CharField(max_length=300)),
                ("valid_from", models.DateField(blank=True, null=True)),
                ("valid_to", models.DateField(blank=True, null=True)),
                ("why_not", models.CharField(blank=True, max_length=300)),
                (
                    "entered_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["key", "valid_from"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("key", "valid_from"), name="conduct_stage_once", nulls_distinct=False
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_from__isnull", False),
                            models.Q(("valid_to", None), models.Q(("why_not", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="conduct_stage_valid_or_why_not",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to", None), ("valid_to__gte", models.F("valid_from")), _connector="OR"
                        ),
                        name="conduct_stage_ends_after_start",
                    ),
                ],
            },
        ),
    ]
