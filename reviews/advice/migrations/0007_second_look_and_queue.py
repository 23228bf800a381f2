"""A colleague sees the whole answer, its points too; and two indexes for the lists of the desk."""

from django.conf import settings
from django.db import migrations, models

import portal.foundation.vault.fields

# DELETE stays: when a draft edition is thrown away, Django clears the links to its points. The look itself is bound
# to its points by content_hash, so that a missing link can never let it count for other words.
STAYS = "REVOKE UPDATE, TRUNCATE ON advice_secondlook_points FROM portal_app"
GOES = "GRANT UPDATE ON advice_secondlook_points TO portal_app"


class Migration(migrations.Migration):
    dependencies = [
        ("advice", "0006_life_stays"),
        ("guidance", "0011_four_eyes"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="secondlook",
            name="no_point_reason",
            field=portal.foundation.vault.fields.EncryptedTextField(blank=True),
        ),
        migrations.AddField(
            model_name="secondlook",
            name="points",
            field=models.ManyToManyField(blank=True, related_name="+", to="guidance.pointversion"),
        ),
        migrations.AddIndex(
            model_name="request",
            index=models.Index(
                condition=models.Q(
                    ("office_only", False),
                    ("state__in", ("submitted", "assigned", "awaiting_member", "escalated", "follow_up", "reopened")),
                ),
                fields=["act_by", "id"],
                name="advice_request_to_do",
            ),
        ),
        migrations.AddIndex(
            model_name="request",
            index=models.Index(
                condition=models.Q(("office_only", False), ("submitted_at__isnull", False)),
                fields=["-changed_at", "id"],
                name="advice_request_desk_latest",
            ),
        ),
        migrations.RunSQL(STAYS, GOES),
    ]
