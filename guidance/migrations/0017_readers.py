"""What readers say of a point, who follows the guidance and was told, and the words that an edition explains."""

import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import portal.foundation.vault.fields


class Migration(migrations.Migration):
    dependencies = [
        ("guidance", "0016_search_counts"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Feedback",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("reference", models.CharField(max_length=20, unique=True)),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("unclear", "I do not understand it"),
                            ("wrong", "It is wrong"),
                            ("missing", "Something is missing"),
                            ("out_of_date", "It is out of date"),
                            ("other", "Something else"),
                        ],
                        max_length=12,
                    ),
                ),
                ("words", portal.foundation.vault.fields.EncryptedTextField(max_length=2000)),
                ("at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "Open"), ("answered", "Answered"), ("closed", "Closed")],
                        default="open",
                        max_length=10,
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="feedback", to="guidance.pointversion"
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="changenote",
            name="answers",
            field=models.ForeignKey(
                blank=True,
                help_text="What a reader said that led to the change. Readers are told that somebody did, never who or what.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="change_notes",
                to="guidance.feedback",
            ),
        ),
        migrations.CreateModel(
            name="FeedbackStep",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("number", models.PositiveIntegerField(help_text="Counts the steps from 1.")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("answered", "Answered"),
                            ("closed", "Closed"),
                            ("in_force", "The guidance was changed"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("will_change", "The guidance will change"),
                            ("no_change", "The guidance stays as it is"),
                            ("answered", "A question, answered here"),
                        ],
                        max_length=12,
                    ),
                ),
                ("words", portal.foundation.vault.fields.EncryptedTextField(blank=True, max_length=2000)),
                ("at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "edition",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="guidance.edition",
                    ),
                ),
                (
                    "feedback",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="steps", to="guidance.feedback"
                    ),
                ),
            ],
            options={
                "ordering": ["number"],
            },
        ),
        migrations.CreateModel(
            name="Follow",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("since", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "document",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="guidance.document",
                    ),
                ),
                (
                    "reader",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Telling",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="tellings", to="guidance.edition"
                    ),
                ),
                (
                    "reader",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Definition",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("term", models.CharField(max_length=60)),
                (
                    "also",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=60),
                        blank=True,
                        default=list,
                        help_text="Other forms, such as a plural.",
                        size=None,
                    ),
                ),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="definitions", to="guidance.edition"
                    ),
                ),
                (
                    "point",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="definitions", to="guidance.point"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        models.F("edition"), django.db.models.functions.text.Lower("term"), name="guidance_term_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("term", ""), _negated=True), name="guidance_term_worded"
                    ),
                    models.CheckConstraint(condition=models.Q(("also__len__lte", 8)), name="guidance_term_few_forms"),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="feedback",
            index=models.Index(fields=["state", "at"], name="guidance_feedback_queue"),
        ),
        migrations.AddConstraint(
            model_name="feedback",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["open", "answered", "closed"])), name="guidance_feedback_state_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="feedback",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason__in", ["unclear", "wrong", "missing", "out_of_date", "other"])),
                name="guidance_feedback_reason_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="feedback",
            constraint=models.CheckConstraint(
                condition=models.Q(("words", ""), _negated=True), name="guidance_feedback_worded"
            ),
        ),
        migrations.AddConstraint(
            model_name="feedbackstep",
            constraint=models.UniqueConstraint(fields=("feedback", "number"), name="guidance_feedback_step_once"),
        ),
        migrations.AddConstraint(
            model_name="feedbackstep",
            constraint=models.UniqueConstraint(fields=("feedback", "edition"), name="guidance_feedback_changed_once"),
        ),
        migrations.AddConstraint(
            model_name="feedbackstep",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("edition", None),
                        ("kind", "answered"),
                        ("outcome__in", ["will_change", "no_change", "answered"]),
                        models.Q(("words", ""), _negated=True),
                        ("by__isnull", False),
                    ),
                    models.Q(
                        ("by__isnull", False), ("edition", None), ("kind", "closed"), ("outcome", ""), ("words", "")
                    ),
                    models.Q(
                        ("by", None), ("edition__isnull", False), ("kind", "in_force"), ("outcome", ""), ("words", "")
                    ),
                    _connector="OR",
                ),
                name="guidance_feedback_step_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="follow",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at", None)),
                fields=("reader", "document"),
                name="guidance_followed_once",
                nulls_distinct=False,
            ),
        ),
        migrations.AddConstraint(
            model_name="follow",
            constraint=models.CheckConstraint(
                condition=models.Q(("ended_at", None), ("ended_at__gte", models.F("since")), _connector="OR"),
                name="guidance_follow_ends_after_it_began",
            ),
        ),
        migrations.AddConstraint(
            model_name="telling",
            constraint=models.UniqueConstraint(fields=("edition", "reader"), name="guidance_told_once"),
        ),
    ]
