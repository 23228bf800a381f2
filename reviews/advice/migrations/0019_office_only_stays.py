"""What was sent to the Monitoring Officer's office only stays so, whatever a statement of the serving role says."""

from django.db import migrations

HARDEN = """
CREATE FUNCTION advice_office_only_stays() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    RAISE EXCEPTION 'who may read a request is settled when it is sent' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER advice_request_office_only_stays BEFORE UPDATE OF office_only ON advice_request FOR EACH ROW
    WHEN (OLD.submitted_at IS NOT NULL AND NEW.office_only IS DISTINCT FROM OLD.office_only)
    EXECUTE FUNCTION advice_office_only_stays();
"""
SOFTEN = """
DROP TRIGGER advice_request_office_only_stays ON advice_request;
DROP FUNCTION advice_office_only_stays();
"""


class Migration(migrations.Migration):
    dependencies = [("advice", "0018_held_and_gone")]

    operations = [migrations.RunSQL(HARDEN, SOFTEN)]
