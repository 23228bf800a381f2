"""While a pre-election period is in force, nothing that people wrote is published without the officer's check in it."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION advice_election_check() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.published_by_id IS NOT NULL AND EXISTS (
        SELECT FROM advice_preelectionperiod p
        WHERE p.starts_at <= now() AND p.ends_at > now() AND NOT EXISTS (
            SELECT FROM guidance_editionstep s
            WHERE s.edition_id = NEW.id AND s.revision = NEW.revision AND s.kind = 'approved'
                AND s.as_monitoring_officer AND s.at >= p.starts_at
                AND s.number > coalesce((SELECT max(number) FROM guidance_editionstep
                                         WHERE edition_id = NEW.id AND kind = 'returned'), 0)
        )
    ) THEN
        RAISE EXCEPTION 'in a pre-election period the Monitoring Officer checks first' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER advice_election_check AFTER UPDATE ON guidance_edition
    FOR EACH ROW WHEN (OLD.state = 'draft' AND NEW.state <> 'draft') EXECUTE FUNCTION advice_election_check();
"""
BACKWARD = """
DROP TRIGGER advice_election_check ON guidance_edition;
DROP FUNCTION advice_election_check();
"""


class Migration(migrations.Migration):
    dependencies = [("advice", "0015_looks_unchanged"), ("guidance", "0020_grounds")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
