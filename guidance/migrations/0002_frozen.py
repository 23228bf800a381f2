"""The database itself keeps a published edition as it is, and the two kinds of text apart."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION guidance_edition_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    document_kind text;
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF OLD.state <> 'draft' THEN
            RAISE EXCEPTION 'a published edition is never deleted' USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN OLD;
    END IF;
    IF TG_OP = 'INSERT' AND NEW.state <> 'draft' THEN
        RAISE EXCEPTION 'an edition begins as a draft' USING ERRCODE = 'check_violation';
    END IF;
    IF TG_OP = 'UPDATE' AND OLD.state <> 'draft' THEN
        IF OLD.state <> 'published' OR NEW.state <> 'withdrawn'
            OR to_jsonb(NEW) - 'state' - 'withdrawn_on' IS DISTINCT FROM to_jsonb(OLD) - 'state' - 'withdrawn_on'
        THEN
            RAISE EXCEPTION 'a published edition is frozen' USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NEW;
    END IF;
    IF TG_OP = 'UPDATE' AND NEW.document_id <> OLD.document_id THEN
        RAISE EXCEPTION 'an edition stays with its document' USING ERRCODE = 'restrict_violation';
    END IF;
    SELECT kind INTO document_kind FROM guidance_document WHERE id = NEW.document_id;
    IF document_kind = 'adopted' AND (trim(NEW.adopted_by) = '' OR NEW.adopted_on IS NULL) THEN
        RAISE EXCEPTION 'an adopted edition names who adopted it and when' USING ERRCODE = 'check_violation';
    END IF;
    IF document_kind = 'plain' AND (NEW.adopted_by <> '' OR NEW.adopted_on IS NOT NULL) THEN
        RAISE EXCEPTION 'plain English is adopted by nobody' USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.state <> 'draft' AND NOT EXISTS (SELECT FROM guidance_pointversion WHERE edition_id = NEW.id) THEN
        RAISE EXCEPTION 'an edition without points is not published' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER guidance_edition_guard BEFORE INSERT OR UPDATE OR DELETE ON guidance_edition
    FOR EACH ROW EXECUTE FUNCTION guidance_edition_guard();

-- Takes a share lock on the edition, so that nobody publishes it while its text is being changed.
CREATE FUNCTION guidance_must_be_draft(edition uuid) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    edition_state text;
BEGIN
    SELECT state INTO edition_state FROM guidance_edition WHERE id = edition FOR SHARE;
    IF edition_state IS DISTINCT FROM 'draft' THEN
        RAISE EXCEPTION 'the text of a published edition is frozen' USING ERRCODE = 'restrict_violation';
    END IF;
END
$$;

CREATE FUNCTION guidance_section_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        PERFORM guidance_must_be_draft(OLD.edition_id);
    END IF;
    IF TG_OP = 'DELETE' THEN
        RETURN OLD;
    END IF;
    IF TG_OP = 'UPDATE' AND NEW.edition_id <> OLD.edition_id THEN
        RAISE EXCEPTION 'a section stays in its edition' USING ERRCODE = 'restrict_violation';
    END IF;
    PERFORM guidance_must_be_draft(NEW.edition_id);
    RETURN NEW;
END
$$;
CREATE TRIGGER guidance_section_guard BEFORE INSERT OR UPDATE OR DELETE ON guidance_section
    FOR EACH ROW EXECUTE FUNCTION guidance_section_guard();

CREATE FUNCTION guidance_pointversion_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        PERFORM guidance_must_be_draft(OLD.edition_id);
    END IF;
    IF TG_OP = 'DELETE' THEN
        RETURN OLD;
    END IF;
    PERFORM guidance_must_be_draft(NEW.edition_id);
    SELECT title INTO NEW.section_title FROM guidance_section
        WHERE id = NEW.section_id AND edition_id = NEW.edition_id;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'the section belongs to another edition' USING ERRCODE = 'check_violation';
    END IF;
    IF NOT EXISTS (
        SELECT FROM guidance_point p JOIN guidance_edition e ON e.document_id = p.document_id
        WHERE p.id = NEW.point_id AND e.id = NEW.edition_id
    ) THEN
        RAISE EXCEPTION 'the point belongs to another document' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER guidance_pointversion_guard BEFORE INSERT OR UPDATE OR DELETE ON guidance_pointversion
    FOR EACH ROW EXECUTE FUNCTION guidance_pointversion_guard();

-- A draft's section may be given another title: its points are found under the new one.
CREATE FUNCTION guidance_section_retitled() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE guidance_pointversion SET section_title = NEW.title WHERE section_id = NEW.id;
    RETURN NULL;
END
$$;
CREATE TRIGGER guidance_section_retitled AFTER UPDATE OF title ON guidance_section
    FOR EACH ROW WHEN (NEW.title IS DISTINCT FROM OLD.title) EXECUTE FUNCTION guidance_section_retitled();

CREATE FUNCTION guidance_document_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a document stays of its kind' USING ERRCODE = 'restrict_violation';
END
$$;
CREATE TRIGGER guidance_document_guard BEFORE UPDATE OF kind ON guidance_document
    FOR EACH ROW WHEN (NEW.kind IS DISTINCT FROM OLD.kind) EXECUTE FUNCTION guidance_document_guard();

-- A permanent id is never changed and never taken away.
CREATE FUNCTION guidance_point_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a point keeps its id for ever' USING ERRCODE = 'restrict_violation';
END
$$;
CREATE TRIGGER guidance_point_guard BEFORE UPDATE OR DELETE ON guidance_point
    FOR EACH ROW EXECUTE FUNCTION guidance_point_guard();
REVOKE UPDATE, DELETE, TRUNCATE ON guidance_point FROM portal_app;
REVOKE TRUNCATE ON guidance_document, guidance_edition, guidance_section, guidance_pointversion FROM portal_app;
"""

BACKWARD = """
GRANT UPDATE, DELETE ON guidance_point TO portal_app;
DROP TRIGGER guidance_point_guard ON guidance_point;
DROP TRIGGER guidance_document_guard ON guidance_document;
DROP TRIGGER guidance_section_retitled ON guidance_section;
DROP TRIGGER guidance_pointversion_guard ON guidance_pointversion;
DROP TRIGGER guidance_section_guard ON guidance_section;
DROP TRIGGER guidance_edition_guard ON guidance_edition;
DROP FUNCTION guidance_point_guard();
DROP FUNCTION guidance_document_guard();
DROP FUNCTION guidance_section_retitled();
DROP FUNCTION guidance_pointversion_guard();
DROP FUNCTION guidance_section_guard();
DROP FUNCTION guidance_edition_guard();
DROP FUNCTION guidance_must_be_draft(uuid);
"""


class Migration(migrations.Migration):
    dependencies = [("guidance", "0001_initial")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
