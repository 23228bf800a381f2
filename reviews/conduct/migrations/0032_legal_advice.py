"""What is flagged in the list of sanctions is recorded only with the day and the giver of the legal advice."""

from django.db import migrations, models

import portal.foundation.vault.fields

UP = """
CREATE FUNCTION public.conduct_advised() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF NEW.advised_on > NEW.decided_on OR (NEW.advised_on IS NULL AND EXISTS (
        SELECT FROM public.conduct_sanction s WHERE s.id = NEW.sanction_id AND s.requires_legal_check))
    THEN
        RAISE EXCEPTION 'This is decided only after legal advice was taken' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER conduct_sanction_advised BEFORE INSERT ON public.conduct_sanctionimposed
    FOR EACH ROW EXECUTE FUNCTION public.conduct_advised();
"""
DOWN = """
DROP TRIGGER conduct_sanction_advised ON public.conduct_sanctionimposed;
DROP FUNCTION public.conduct_advised();
"""


class Migration(migrations.Migration):
    dependencies = [("conduct", "0031_reply")]

    operations = [
        migrations.AddField(
            model_name="sanctionimposed",
            name="advised_by",
            field=portal.foundation.vault.fields.EncryptedTextField(blank=True, default="", max_length=500),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="sanctionimposed", name="advised_on", field=models.DateField(blank=True, null=True)
        ),
        migrations.AddConstraint(
            model_name="sanctionimposed",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("advised_by", b""), ("advised_on", None)),
                    models.Q(("advised_on__isnull", False), models.Q(("advised_by", b""), _negated=True)),
                    _connector="OR",
                ),
                name="conduct_imposed_advised_by_whom",
            ),
        ),
        migrations.RunSQL(UP, DOWN),
    ]
