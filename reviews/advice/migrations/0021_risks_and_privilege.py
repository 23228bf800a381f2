"""Answers carry what the adviser saw in them; the office can mark legal advice; why the desk answers it itself."""

import django.contrib.postgres.fields
from django.conf import settings
from django.db import migrations, models

import portal.foundation.vault.fields
import reviews.advice.models.answers


class Migration(migrations.Migration):
    dependencies = [
        ("advice", "0020_what_was_sent_stays"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="answer",
            name="is_privileged",
            field=models.BooleanField(
                db_default=False, default=False, help_text="Legal advice of the Monitoring Officer’s office."
            ),
        ),
        migrations.AddField(
            model_name="answer",
            name="risks",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(
                    choices=[
                        ("legal", "Possible libel or a legal threat"),
                        ("confidential", "Confidential or exempt material"),
                        ("quasi_judicial", "Planning, licensing or another decision the member may take"),
                        ("interests", "The member’s interests"),
                        ("equality", "Equality or harassment"),
                        ("person", "About an identifiable officer or member"),
                        ("live_matter", "A live complaint or a police matter"),
                        ("election", "The pre-election period"),
                        ("safeguarding", "Safeguarding or a threat to life"),
                        ("data_breach", "A possible data breach"),
                        ("media", "Media interest"),
                    ],
                    max_length=16,
                ),
                blank=True,
                db_default=[],
                default=reviews.advice.models.answers.no_risks,
                help_text="What the adviser saw in it. For those who advise.",
                size=None,
            ),
        ),
        migrations.AddField(
            model_name="answerdraft",
            name="here_because",
            field=portal.foundation.vault.fields.EncryptedTextField(
                blank=True, help_text="Why the desk answers it itself, though something speaks for passing it on."
            ),
        ),
        # The release before writes drafts without it; the field itself has no default in the database, being sealed.
        migrations.RunSQL(
            "ALTER TABLE advice_answerdraft ALTER here_because SET DEFAULT ''",
            "ALTER TABLE advice_answerdraft ALTER here_because DROP DEFAULT",
        ),
        migrations.AddField(
            model_name="answerdraft",
            name="is_privileged",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name="answerdraft",
            name="risks",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(
                    choices=[
                        ("legal", "Possible libel or a legal threat"),
                        ("confidential", "Confidential or exempt material"),
                        ("quasi_judicial", "Planning, licensing or another decision the member may take"),
                        ("interests", "The member’s interests"),
                        ("equality", "Equality or harassment"),
                        ("person", "About an identifiable officer or member"),
                        ("live_matter", "A live complaint or a police matter"),
                        ("election", "The pre-election period"),
                        ("safeguarding", "Safeguarding or a threat to life"),
                        ("data_breach", "A possible data breach"),
                        ("media", "Media interest"),
                    ],
                    max_length=16,
                ),
                blank=True,
                db_default=[],
                default=reviews.advice.models.answers.no_risks,
                size=None,
            ),
        ),
        migrations.AlterField(
            model_name="note",
            name="sort",
            field=models.CharField(
                choices=[
                    ("note", "Note"),
                    ("escalated", "Adviser’s view"),
                    ("returned", "From the Monitoring Officer’s office"),
                    ("handed", "Handed over"),
                    ("here", "Answered here, though reasons spoke for the Monitoring Officer"),
                ],
                default="note",
                max_length=9,
            ),
        ),
        migrations.AddConstraint(
            model_name="answer",
            constraint=models.CheckConstraint(
                condition=models.Q(("is_privileged", False), ("source", "office"), _connector="OR"),
                name="advice_answer_privilege_is_the_office",
            ),
        ),
        migrations.AddConstraint(
            model_name="answer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "risks__contained_by",
                        [
                            "legal",
                            "confidential",
                            "quasi_judicial",
                            "interests",
                            "equality",
                            "person",
                            "live_matter",
                            "election",
                            "safeguarding",
                            "data_breach",
                            "media",
                        ],
                    )
                ),
                name="advice_answer_known_risks",
            ),
        ),
    ]
