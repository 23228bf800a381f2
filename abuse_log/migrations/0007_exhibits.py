"""Pictures grow into exhibits: files of any allowed kind, what people say about them, and who did what with them."""

import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import portal.foundation.vault.fields


class Migration(migrations.Migration):
    dependencies = [
        ("abuse_log", "0006_reminder_wishes"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("files", "0003_kinds_of_files"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RenameModel("Picture", "Exhibit"),
        migrations.CreateModel(
            name="CustodyEntry",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("seq", models.PositiveIntegerField(default=0, editable=False)),
                ("at", models.DateTimeField(editable=False, null=True)),
                ("pseudonym", models.CharField(max_length=16)),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("member", "the member"),
                            ("helper", "a helper of the member"),
                            ("officer", "an officer of the council"),
                            ("portal", "the portal itself"),
                        ],
                        max_length=8,
                    ),
                ),
                (
                    "action",
                    models.CharField(
                        choices=[
                            ("upload", "Added and sealed"),
                            ("describe", "Described"),
                            ("view-original", "Took out the original"),
                            ("view-copy", "Looked at the copy"),
                            ("redact", "Made a copy with parts covered"),
                            ("seal", "Time stamp received"),
                            ("export", "Pack made"),
                            ("download", "Took out a pack"),
                            ("share", "Pack handed over"),
                            ("link", "Linked"),
                            ("erase", "Erased"),
                        ],
                        max_length=13,
                    ),
                ),
                ("what", models.CharField(max_length=80)),
                ("object_hash", models.CharField(blank=True, max_length=64)),
                ("prev_hash", models.CharField(editable=False, max_length=64)),
                ("hash", models.CharField(editable=False, max_length=64)),
            ],
            options={
                "ordering": ["seq"],
            },
        ),
        migrations.CreateModel(
            name="Description",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("number", models.PositiveSmallIntegerField()),
                ("captured_at", models.DateTimeField(blank=True, null=True)),
                ("captured_by", portal.foundation.vault.fields.EncryptedTextField(blank=True)),
                ("device", portal.foundation.vault.fields.EncryptedTextField(blank=True)),
                (
                    "method",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("screenshot", "A screenshot"),
                            ("photo", "A photograph of a screen or a thing"),
                            ("email", "An e-mail saved as a file"),
                            ("export", "A download or export from the service"),
                            ("scan", "A scan of a letter"),
                            ("recording", "A recording of sound or film"),
                            ("other", "Another way"),
                        ],
                        max_length=10,
                    ),
                ),
                ("shows", portal.foundation.vault.fields.EncryptedTextField(blank=True)),
                (
                    "covers",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("address", "The whole address of the page"),
                                ("account", "The account name"),
                                ("date", "The date and the time"),
                                ("whole", "All of the post or message, not cut"),
                                ("before", "What came before it"),
                            ],
                            max_length=8,
                        ),
                        blank=True,
                        default=list,
                        size=None,
                    ),
                ),
                ("third_parties", models.BooleanField(null=True)),
                ("device_kept", portal.foundation.vault.fields.EncryptedTextField(blank=True)),
                ("written_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
            ],
            options={
                "ordering": ["-number"],
            },
        ),
        migrations.RemoveConstraint(
            model_name="exhibit",
            name="abuse_log_picture_number",
        ),
        migrations.AlterField(
            model_name="exhibit",
            name="incident",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="exhibits", to="abuse_log.incident"
            ),
        ),
        migrations.AddConstraint(
            model_name="exhibit",
            constraint=models.UniqueConstraint(fields=("incident", "number"), name="abuse_log_exhibit_number"),
        ),
        migrations.AddField(
            model_name="custodyentry",
            name="actor",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="custodyentry",
            name="incident",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="custody", to="abuse_log.incident"
            ),
        ),
        migrations.AddField(
            model_name="description",
            name="exhibit",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="descriptions", to="abuse_log.exhibit"
            ),
        ),
        migrations.AddField(
            model_name="description",
            name="written_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddConstraint(
            model_name="custodyentry",
            constraint=models.UniqueConstraint(fields=("incident", "seq"), name="abuse_log_custody_seq"),
        ),
        migrations.AddConstraint(
            model_name="custodyentry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "action__in",
                        [
                            "upload",
                            "describe",
                            "view-original",
                            "view-copy",
                            "redact",
                            "seal",
                            "export",
                            "download",
                            "share",
                            "link",
                            "erase",
                        ],
                    )
                ),
                name="abuse_log_custody_action",
            ),
        ),
        migrations.AddConstraint(
            model_name="custodyentry",
            constraint=models.CheckConstraint(
                condition=models.Q(("role__in", ["member", "helper", "officer", "portal"])),
                name="abuse_log_custody_role",
            ),
        ),
        migrations.AddConstraint(
            model_name="custodyentry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("what__contains", "\n"), _negated=True),
                    models.Q(("pseudonym__contains", "\n"), _negated=True),
                ),
                name="abuse_log_custody_one_line",
            ),
        ),
        migrations.AddConstraint(
            model_name="description",
            constraint=models.UniqueConstraint(fields=("exhibit", "number"), name="abuse_log_description_number"),
        ),
        migrations.AddConstraint(
            model_name="description",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("method", ""),
                    ("method__in", ["screenshot", "photo", "email", "export", "scan", "recording", "other"]),
                    _connector="OR",
                ),
                name="abuse_log_method",
            ),
        ),
        migrations.AddConstraint(
            model_name="description",
            constraint=models.CheckConstraint(
                condition=models.Q(("covers__contained_by", ["address", "account", "date", "whole", "before"])),
                name="abuse_log_covers",
            ),
        ),
        migrations.AddConstraint(
            model_name="description",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("captured_at", None), ("captured_at__lte", models.F("written_at")), _connector="OR"
                ),
                name="abuse_log_captured_in_the_past",
            ),
        ),
    ]
