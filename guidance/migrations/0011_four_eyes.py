"""The database counts the changes of a draft, and lets nobody publish what only its author has seen."""

from django.db import migrations

FORWARD = """
-- A draft's own particulars: whatever is not about the way it takes to publication.
CREATE FUNCTION guidance_particulars(edition guidance_edition) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
    SELECT to_jsonb(edition) - ARRAY['state', 'revision', 'content_hash', 'published_at', 'published_by_id']
$$;

CREATE FUNCTION guidance_count_revision() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- A row that was read earlier may be saved whole: it never sets the count back.
    NEW.revision := GREATEST(NEW.revision, OLD.revision);
    IF guidance_particulars(NEW) IS DISTINCT FROM guidance_particulars(OLD) THEN
        NEW.revision := OLD.revision + 1;
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER guidance_edition_counted BEFORE UPDATE ON guidance_edition
    FOR EACH ROW WHEN (OLD.state = 'draft') EXECUTE FUNCTION guidance_count_revision();

CREATE FUNCTION guidance_text_touched() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE guidance_edition SET revision = revision + 1
        WHERE state = 'draft' AND id IN (SELECT edition_id FROM touched);
    RETURN NULL;
END
$$;
CREATE TRIGGER guidance_section_added AFTER INSERT ON guidance_section
    REFERENCING NEW TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION guidance_text_touched();
CREATE TRIGGER guidance_section_changed AFTER UPDATE ON guidance_section
    REFERENCING NEW TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION guidance_text_touched();
CREATE TRIGGER guidance_section_taken AFTER DELETE ON guidance_section
    REFERENCING OLD TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION guidance_text_touched();
CREATE TRIGGER guidance_pointversion_added AFTER INSERT ON guidance_pointversion
    REFERENCING NEW TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION guidance_text_touched();
CREATE TRIGGER guidance_pointversion_changed AFTER UPDATE ON guidance_pointversion
    REFERENCING NEW TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION guidance_text_touched();
CREATE TRIGGER guidance_pointversion_taken AFTER DELETE ON guidance_pointversion
    REFERENCING OLD TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION guidance_text_touched();
CREATE TRIGGER guidance_changenote_added AFTER INSERT ON guidance_changenote
    REFERENCING NEW TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION guidance_text_touched();
CREATE TRIGGER guidance_lineage_added AFTER INSERT ON guidance_lineage
    REFERENCING NEW TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION guidance_text_touched();
CREATE TRIGGER guidance_lineage_taken AFTER DELETE ON guidance_lineage
    REFERENCING OLD TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION guidance_text_touched();

-- Two who change one draft take turns; with a share lock each would wait for the other to count.
CREATE OR REPLACE FUNCTION guidance_must_be_draft(edition uuid) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    edition_state text;
BEGIN
    SELECT state INTO edition_state FROM guidance_edition WHERE id = edition FOR NO KEY UPDATE;
    IF edition_state IS DISTINCT FROM 'draft' THEN
        RAISE EXCEPTION 'the text of a published edition is frozen' USING ERRCODE = 'restrict_violation';
    END IF;
END
$$;

CREATE FUNCTION guidance_is_author(edition uuid, person uuid) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT FROM guidance_edition e WHERE e.id = edition AND e.created_by_id = person)
        OR EXISTS (SELECT FROM guidance_editionedit d WHERE d.edition_id = edition AND d.by_id = person)
$$;

CREATE FUNCTION guidance_step_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    present integer;
    newest text;
BEGIN
    PERFORM guidance_must_be_draft(NEW.edition_id);
    SELECT revision INTO present FROM guidance_edition WHERE id = NEW.edition_id;
    IF NEW.revision <> present THEN
        RAISE EXCEPTION 'the text changed since it was read' USING ERRCODE = 'check_violation';
    END IF;
    SELECT kind INTO newest FROM guidance_editionstep
        WHERE edition_id = NEW.edition_id AND revision = present ORDER BY number DESC LIMIT 1;
    IF NEW.kind <> 'submitted' AND coalesce(newest, 'returned') = 'returned' THEN
        RAISE EXCEPTION 'the text was not sent for review' USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.kind = 'approved' AND guidance_is_author(NEW.edition_id, NEW.by_id) THEN
        RAISE EXCEPTION 'who wrote on a text does not approve it' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER guidance_step_guard BEFORE INSERT ON guidance_editionstep
    FOR EACH ROW EXECUTE FUNCTION guidance_step_guard();

CREATE FUNCTION guidance_edit_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM guidance_must_be_draft(NEW.edition_id);
    RETURN NEW;
END
$$;
CREATE TRIGGER guidance_edit_guard BEFORE INSERT ON guidance_editionedit
    FOR EACH ROW EXECUTE FUNCTION guidance_edit_guard();

-- Only while a draft is thrown away do they go with it.
CREATE TRIGGER guidance_editionstep_stays BEFORE UPDATE OR DELETE ON guidance_editionstep
    FOR EACH ROW EXECUTE FUNCTION guidance_record_guard();
CREATE TRIGGER guidance_editionedit_stays BEFORE UPDATE OR DELETE ON guidance_editionedit
    FOR EACH ROW EXECUTE FUNCTION guidance_record_guard();
REVOKE UPDATE, TRUNCATE ON guidance_editionstep, guidance_editionedit FROM portal_app;

-- Whether a point that states the law or the Code came, went or changed against the edition before.
CREATE FUNCTION guidance_law_changed(edition guidance_edition) RETURNS boolean LANGUAGE sql STABLE AS $$
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

CREATE FUNCTION guidance_four_eyes() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    document_kind text;
BEGIN
    IF NEW.created_by_id IS NULL AND NEW.published_by_id IS NULL
        AND NOT EXISTS (SELECT FROM guidance_editionedit WHERE edition_id = NEW.id)
    THEN
        RETURN NULL;  -- shipped with the portal, or imported on the server: no person of the portal wrote it
    END IF;
    IF NEW.published_by_id IS NULL THEN
        RAISE EXCEPTION 'what people wrote is published by a person' USING ERRCODE = 'check_violation';
    END IF;
    IF NOT EXISTS (
        SELECT FROM guidance_editionstep
        WHERE edition_id = NEW.id AND revision = NEW.revision AND kind = 'approved'
            AND NOT guidance_is_author(NEW.id, by_id)
            AND number > coalesce((SELECT max(number) FROM guidance_editionstep
                                   WHERE edition_id = NEW.id AND kind = 'returned'), 0)
    ) THEN
        RAISE EXCEPTION 'a text is published only as another person approved it' USING ERRCODE = 'check_violation';
    END IF;
    SELECT kind INTO document_kind FROM guidance_document WHERE id = NEW.document_id;
    IF (document_kind = 'adopted' OR guidance_law_changed(NEW)) AND NOT EXISTS (
        SELECT FROM guidance_editionstep
        WHERE edition_id = NEW.id AND revision = NEW.revision AND kind = 'approved' AND as_monitoring_officer
            AND number > coalesce((SELECT max(number) FROM guidance_editionstep
                                   WHERE edition_id = NEW.id AND kind = 'returned'), 0)
    ) THEN
        RAISE EXCEPTION 'law and Code need the Monitoring Officer' USING ERRCODE = 'check_violation';
    END IF;
    IF document_kind = 'adopted' AND trim(NEW.minute) = '' THEN
        RAISE EXCEPTION 'an adopted edition names the minute of its decision' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER guidance_four_eyes AFTER UPDATE ON guidance_edition
    FOR EACH ROW WHEN (OLD.state = 'draft' AND NEW.state <> 'draft') EXECUTE FUNCTION guidance_four_eyes();

-- Only a protocol is adopted by anybody; the kinds beside it are nobody's decision.
CREATE FUNCTION guidance_adopted_by_nobody() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.adopted_by <> '' OR NEW.adopted_on IS NOT NULL OR NEW.minute <> '')
        AND (SELECT kind FROM guidance_document WHERE id = NEW.document_id) <> 'adopted'
    THEN
        RAISE EXCEPTION 'only a protocol is adopted' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER guidance_adopted_by_nobody AFTER INSERT OR UPDATE ON guidance_edition
    FOR EACH ROW EXECUTE FUNCTION guidance_adopted_by_nobody();
"""

BACKWARD = """
DROP TRIGGER guidance_adopted_by_nobody ON guidance_edition;
DROP FUNCTION guidance_adopted_by_nobody();
DROP TRIGGER guidance_four_eyes ON guidance_edition;
DROP FUNCTION guidance_four_eyes();
DROP FUNCTION guidance_law_changed(guidance_edition);
GRANT UPDATE ON guidance_editionstep, guidance_editionedit TO portal_app;
DROP TRIGGER guidance_editionedit_stays ON guidance_editionedit;
DROP TRIGGER guidance_editionstep_stays ON guidance_editionstep;
DROP TRIGGER guidance_edit_guard ON guidance_editionedit;
DROP FUNCTION guidance_edit_guard();
DROP TRIGGER guidance_step_guard ON guidance_editionstep;
DROP FUNCTION guidance_step_guard();
DROP FUNCTION guidance_is_author(uuid, uuid);
DROP TRIGGER guidance_lineage_taken ON guidance_lineage;
DROP TRIGGER guidance_lineage_added ON guidance_lineage;
DROP TRIGGER guidance_changenote_added ON guidance_changenote;
DROP TRIGGER guidance_pointversion_taken ON guidance_pointversion;
DROP TRIGGER guidance_pointversion_changed ON guidance_pointversion;
DROP TRIGGER guidance_pointversion_added ON guidance_pointversion;
DROP TRIGGER guidance_section_taken ON guidance_section;
DROP TRIGGER guidance_section_changed ON guidance_section;
DROP TRIGGER guidance_section_added ON guidance_section;
DROP FUNCTION guidance_text_touched();
DROP TRIGGER guidance_edition_counted ON guidance_edition;
DROP FUNCTION guidance_count_revision();
DROP FUNCTION guidance_particulars(guidance_edition);
CREATE OR REPLACE FUNCTION guidance_must_be_draft(edition uuid) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    edition_state text;
BEGIN
    SELECT state INTO edition_state FROM guidance_edition WHERE id = edition FOR SHARE;
    IF edition_state IS DISTINCT FROM 'draft' THEN
        RAISE EXCEPTION 'the text of a published edition is frozen' USING ERRCODE = 'restrict_violation';
    END IF;
END
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("guidance", "0010_kinds_and_stages")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
