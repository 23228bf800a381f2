"""A lost return code: another one is given, and why it was safe to do so stays on record.

The hash of a code is a column that the app cannot update. It is replaced by the owner of the table, and only by adding
the row that says who gave the code and how they knew who asked. The part stays the same one, so all that is the
complainant's stays theirs, and the old hash opens nothing from the same moment.
"""

import uuid

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import portal.foundation.vault.fields

UP = """
SELECT public.conduct_wall('public.conduct_newcode', 'assessment');
CREATE POLICY support_adds ON public.conduct_newcode FOR INSERT TO portal_app
    WITH CHECK (case_id IN (SELECT public.conduct_in('support')));
CREATE TRIGGER conduct_newcode_no_change BEFORE UPDATE OR DELETE ON public.conduct_newcode
    FOR EACH ROW EXECUTE FUNCTION public.conduct_refuse();
REVOKE UPDATE, DELETE, TRUNCATE ON public.conduct_newcode FROM portal_app;
DROP POLICY received ON public.conduct_newcode;
SELECT public.conduct_hold_together();

CREATE FUNCTION public.conduct_takes_its_place() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    UPDATE public.conduct_grant SET code_hash = NEW.code_hash
    WHERE id = NEW.grant_id AND case_id = NEW.case_id AND capacity = 'complainant' AND person_id IS NULL
      AND code_hash IS NOT NULL AND revoked_at IS NULL;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'Only a complainant who comes back by a code is given another'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER conduct_newcode_takes_its_place AFTER INSERT ON public.conduct_newcode
    FOR EACH ROW EXECUTE FUNCTION public.conduct_takes_its_place();
"""
DOWN = """
DROP TRIGGER conduct_newcode_takes_its_place ON public.conduct_newcode;
DROP FUNCTION public.conduct_takes_its_place();
"""


class Migration(migrations.Migration):
    dependencies = [("conduct", "0029_reminded"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations = [
        migrations.CreateModel(
            name="NewCode",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("number", models.PositiveSmallIntegerField()),
                ("code_hash", models.BinaryField()),
                ("checked", portal.foundation.vault.fields.EncryptedTextField(max_length=2000)),
                (
                    "way",
                    models.CharField(
                        choices=[
                            ("told", "Read out to them, in person or by telephone"),
                            ("post", "Printed, and posted to the address that we have"),
                        ],
                        max_length=4,
                    ),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="new_codes", to="conduct.case"
                    ),
                ),
                (
                    "grant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="new_codes", to="conduct.grant"
                    ),
                ),
            ],
            options={
                "ordering": ["at", "id"],
                "constraints": [models.UniqueConstraint(fields=("grant", "number"), name="conduct_new_code_numbered")],
            },
        ),
        migrations.RunSQL(UP, DOWN),
    ]
