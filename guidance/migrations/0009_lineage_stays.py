"""Lineage and change notes only grow: none is changed, and none of a published edition is taken away."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION guidance_record_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        RAISE EXCEPTION 'a record of what changed is never changed itself' USING ERRCODE = 'restrict_violation';
    END IF;
    -- Share lock: nobody publishes the edition while its records go with the draft that is thrown away.
    PERFORM FROM guidance_edition WHERE id = OLD.edition_id AND state = 'draft' FOR SHARE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'what a published edition changed stays on record' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN OLD;
END
$$;
CREATE TRIGGER guidance_lineage_guard BEFORE UPDATE OR DELETE ON guidance_lineage
    FOR EACH ROW EXECUTE FUNCTION guidance_record_guard();
CREATE TRIGGER guidance_changenote_guard BEFORE UPDATE OR DELETE ON guidance_changenote
    FOR EACH ROW EXECUTE FUNCTION guidance_record_guard();
REVOKE UPDATE, TRUNCATE ON guidance_lineage, guidance_changenote FROM portal_app;
"""

BACKWARD = """
GRANT UPDATE ON guidance_lineage, guidance_changenote TO portal_app;
DROP TRIGGER guidance_changenote_guard ON guidance_changenote;
DROP TRIGGER guidance_lineage_guard ON guidance_lineage;
DROP FUNCTION guidance_record_guard();
"""


class Migration(migrations.Migration):
    dependencies = [("guidance", "0008_lineage")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
