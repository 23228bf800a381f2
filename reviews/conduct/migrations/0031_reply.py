"""The answer to a request for more time, which whoever asked reads; and a decision about a name is its complainant's to
read (the table of who reads what: "own").
"""

import uuid

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import portal.foundation.vault.fields

UP = """
SELECT public.conduct_wall('public.conduct_reply', 'assessment');
CREATE POLICY own ON public.conduct_reply FOR SELECT TO portal_app USING (asked_id IN (
    SELECT a.id FROM public.conduct_asked a WHERE a.grant_id IN (SELECT grant_id FROM public.conduct_my_grants())));
CREATE TRIGGER conduct_reply_no_change BEFORE UPDATE OR DELETE ON public.conduct_reply
    FOR EACH ROW EXECUTE FUNCTION public.conduct_refuse();
REVOKE UPDATE, DELETE, TRUNCATE ON public.conduct_reply FROM portal_app;
SELECT public.conduct_hold_together();
CREATE POLICY own ON public.conduct_identitydecision FOR SELECT TO portal_app USING (complainant_id IN (
    SELECT c.id FROM public.conduct_complainant c
    WHERE c.grant_id IN (SELECT grant_id FROM public.conduct_my_grants())));
"""
DOWN = "DROP POLICY own ON public.conduct_identitydecision;"


class Migration(migrations.Migration):
    dependencies = [("conduct", "0030_new_code"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations = [
        migrations.CreateModel(
            name="Reply",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("is_granted", models.BooleanField()),
                ("until", models.DateField(blank=True, null=True)),
                ("words", portal.foundation.vault.fields.EncryptedTextField(blank=True, max_length=2000)),
                ("at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "asked",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="reply", to="conduct.asked"
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="replies", to="conduct.case"
                    ),
                ),
            ],
            options={
                "ordering": ["at", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("is_granted", True), ("until__isnull", False)),
                            models.Q(("is_granted", False), ("until", None), models.Q(("words", b""), _negated=True)),
                            _connector="OR",
                        ),
                        name="conduct_reply_day_or_why_not",
                    )
                ],
            },
        ),
        migrations.RunSQL(UP, DOWN),
    ]
