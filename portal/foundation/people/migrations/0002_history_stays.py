"""What happened to roles, terms, delegations and requests stays: no row goes, and what was said is not said anew.

The serving role may add rows and close them. The trigger refuses any other change to a row that is history, to
whoever asks, so that a mistake in the code cannot rewrite who gave what to whom.
"""

from django.db import migrations

KEPT = "people_user, people_rolegrant, people_ward, people_term, people_delegation, people_invitation, people_sensitiverequest"

HARDEN = f"""
REVOKE DELETE, TRUNCATE ON {KEPT} FROM portal_app;

CREATE FUNCTION people_history_stays() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    may_change text[] := TG_ARGV[0]::text[];
    closed_by text := TG_ARGV[1];
BEGIN
    IF (to_jsonb(OLD) - may_change) IS DISTINCT FROM (to_jsonb(NEW) - may_change) THEN
        RAISE EXCEPTION 'a row of % is only ever closed, never rewritten', TG_TABLE_NAME
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF to_jsonb(OLD) ->> closed_by IS NOT NULL AND to_jsonb(OLD) IS DISTINCT FROM to_jsonb(NEW) THEN
        RAISE EXCEPTION 'this row of % is closed', TG_TABLE_NAME
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END
$$;

CREATE TRIGGER people_rolegrant_stays BEFORE UPDATE ON people_rolegrant FOR EACH ROW
    EXECUTE FUNCTION people_history_stays('{{ended_at,ended_by_id}}', 'ended_at');
CREATE TRIGGER people_delegation_stays BEFORE UPDATE ON people_delegation FOR EACH ROW
    EXECUTE FUNCTION people_history_stays('{{revoked_at,revoked_by_id}}', 'revoked_at');
CREATE TRIGGER people_sensitive_confirmed_stays BEFORE UPDATE ON people_sensitiverequest FOR EACH ROW
    EXECUTE FUNCTION people_history_stays(
        '{{confirmed_at,confirmed_by_id,refused_at,refused_by_id}}', 'confirmed_at');
CREATE TRIGGER people_sensitive_refused_stays BEFORE UPDATE ON people_sensitiverequest FOR EACH ROW
    EXECUTE FUNCTION people_history_stays(
        '{{confirmed_at,confirmed_by_id,refused_at,refused_by_id}}', 'refused_at');
"""

SOFTEN = f"""
DROP TRIGGER people_sensitive_refused_stays ON people_sensitiverequest;
DROP TRIGGER people_sensitive_confirmed_stays ON people_sensitiverequest;
DROP TRIGGER people_delegation_stays ON people_delegation;
DROP TRIGGER people_rolegrant_stays ON people_rolegrant;
DROP FUNCTION people_history_stays();
GRANT DELETE ON {KEPT} TO portal_app;
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0001_people")]
    operations = [migrations.RunSQL(HARDEN, SOFTEN)]
