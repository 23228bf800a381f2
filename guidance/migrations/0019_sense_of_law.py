"""What stands before a point of law counts as its words; who began a draft stays; nothing begins before what it follows."""

from django.db import migrations

FORWARD = """
CREATE OR REPLACE FUNCTION guidance_law_changed(edition guidance_edition) RETURNS boolean LANGUAGE sql STABLE AS $$
    WITH before AS (
        SELECT id FROM guidance_edition e
        WHERE e.document_id = edition.document_id AND e.state <> 'draft' AND e.id <> edition.id
            AND (e.effective_from, e.number) < (edition.effective_from, edition.number)
        ORDER BY e.effective_from DESC, e.number DESC LIMIT 1
    ),
    law AS (
        SELECT v.edition_id, v.point_id, (v.hash, v.basis, v.law_as_at, v.owner_role, s.title, s.lead_in)::text AS said
        FROM guidance_pointversion v JOIN guidance_section s ON s.id = v.section_id
        WHERE v.is_law AND (v.edition_id = edition.id OR v.edition_id IN (SELECT id FROM before))
    ),
    old AS (SELECT * FROM law WHERE edition_id <> edition.id),
    new AS (SELECT * FROM law WHERE edition_id = edition.id)
    SELECT EXISTS (SELECT FROM old FULL JOIN new USING (point_id) WHERE old.said IS DISTINCT FROM new.said)
$$;

CREATE FUNCTION guidance_edition_begun_by() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.created_by_id IS DISTINCT FROM OLD.created_by_id THEN
        RAISE EXCEPTION 'who began an edition stays as it is' USING ERRCODE = 'restrict_violation';
    END IF;
    IF OLD.state = 'draft' AND NEW.state <> 'draft' AND NEW.published_by_id IS NOT NULL AND EXISTS (
        SELECT FROM guidance_edition e
        WHERE e.document_id = NEW.document_id AND e.id <> NEW.id AND e.state = 'published'
            AND e.effective_from > NEW.effective_from
    ) THEN
        RAISE EXCEPTION 'an edition does not begin before the one it follows' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER guidance_edition_begun_by AFTER UPDATE ON guidance_edition
    FOR EACH ROW EXECUTE FUNCTION guidance_edition_begun_by();
"""

BACKWARD = """
DROP TRIGGER guidance_edition_begun_by ON guidance_edition;
DROP FUNCTION guidance_edition_begun_by();
CREATE OR REPLACE FUNCTION guidance_law_changed(edition guidance_edition) RETURNS boolean LANGUAGE sql STABLE AS $$
    WITH before AS (
        SELECT id FROM guidance_edition e
        WHERE e.document_id = edition.document_id AND e.state <> 'draft' AND e.id <> edition.id
            AND (e.effective_from, e.number) < (edition.effective_from, edition.number)
        ORDER BY e.effective_from DESC, e.number DESC LIMIT 1
    ),
    old AS (SELECT * FROM guidance_pointversion WHERE is_law AND edition_id IN (SELECT id FROM before)),
    new AS (SELECT * FROM guidance_pointversion WHERE is_law AND edition_id = edition.id)
    SELECT EXISTS (
        SELECT FROM old FULL JOIN new USING (point_id)
        WHERE (old.hash, old.basis, old.law_as_at) IS DISTINCT FROM (new.hash, new.basis, new.law_as_at)
    )
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("guidance", "0018_readers_kept")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
