"""A request asked anew is linked to the earlier one; help still wanted after the time of posting."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("advice", "0009_absences"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="request",
            name="follows",
            field=models.ForeignKey(
                blank=True,
                help_text="The earlier request about which the member asks anew.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="followed_by",
                to="advice.request",
            ),
        ),
        migrations.AddField(
            model_name="request",
            name="wanted_at",
            field=models.DateTimeField(
                blank=True,
                help_text="When the member said that they still want help, after the time of posting.",
                null=True,
            ),
        ),
        migrations.AddConstraint(
            model_name="request",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("follows__isnull", True), models.Q(("follows", models.F("id")), _negated=True), _connector="OR"
                ),
                name="advice_request_follows_another",
            ),
        ),
    ]
