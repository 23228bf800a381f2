"""What readers said stays as it was said; nobody is told twice; words explained are frozen with their edition.

A text is not published while a word leads to a point that is not in it.
"""

from django.db import migrations

ADDED_TO = ("guidance_feedbackstep", "guidance_telling")

FORWARD = """
CREATE FUNCTION guidance_feedback_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'what a reader said stays' USING ERRCODE = 'restrict_violation';
    END IF;
    IF TG_OP = 'INSERT' THEN
        IF NEW.state <> 'open' THEN
            RAISE EXCEPTION 'feedback begins open' USING ERRCODE = 'check_violation';
        END IF;
        IF NOT EXISTS (
            SELECT FROM guidance_pointversion v JOIN guidance_edition e ON e.id = v.edition_id
            WHERE v.id = NEW.version_id AND e.state <> 'draft'
        ) THEN
            RAISE EXCEPTION 'feedback is about words that were published' USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    END IF;
    IF to_jsonb(NEW) - 'state' IS DISTINCT FROM to_jsonb(OLD) - 'state' THEN
        RAISE EXCEPTION 'what a reader said is never changed' USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.state = 'open' OR (OLD.state = 'closed' AND NEW.state <> 'closed') THEN
        RAISE EXCEPTION 'feedback only goes forward' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER guidance_feedback_guard BEFORE INSERT OR UPDATE OR DELETE ON guidance_feedback
    FOR EACH ROW EXECUTE FUNCTION guidance_feedback_guard();
REVOKE DELETE, TRUNCATE ON guidance_feedback FROM portal_app;

-- A note names feedback about the document that it changes, and no other.
CREATE FUNCTION guidance_note_answers() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM guidance_feedback f
        JOIN guidance_pointversion v ON v.id = f.version_id
        JOIN guidance_edition e ON e.id = v.edition_id
        JOIN guidance_edition mine ON mine.id = NEW.edition_id
        WHERE f.id = NEW.answers_id AND e.document_id = mine.document_id
    ) THEN
        RAISE EXCEPTION 'the feedback is about another document' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER guidance_note_answers BEFORE INSERT ON guidance_changenote
    FOR EACH ROW WHEN (NEW.answers_id IS NOT NULL) EXECUTE FUNCTION guidance_note_answers();

CREATE FUNCTION guidance_follow_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.ended_at IS NOT NULL
        OR to_jsonb(NEW) - 'ended_at' IS DISTINCT FROM to_jsonb(OLD) - 'ended_at'
    THEN
        RAISE EXCEPTION 'a following ends, once, and stays' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER guidance_follow_guard BEFORE UPDATE OR DELETE ON guidance_follow
    FOR EACH ROW EXECUTE FUNCTION guidance_follow_guard();
REVOKE DELETE, TRUNCATE ON guidance_follow FROM portal_app;

CREATE FUNCTION guidance_definition_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        PERFORM guidance_must_be_draft(OLD.edition_id);
    END IF;
    IF TG_OP = 'DELETE' THEN
        RETURN OLD;
    END IF;
    IF TG_OP = 'UPDATE' AND NEW.edition_id <> OLD.edition_id THEN
        RAISE EXCEPTION 'a word stays in its edition' USING ERRCODE = 'restrict_violation';
    END IF;
    PERFORM guidance_must_be_draft(NEW.edition_id);
    RETURN NEW;
END
$$;
CREATE TRIGGER guidance_definition_guard BEFORE INSERT OR UPDATE OR DELETE ON guidance_definition
    FOR EACH ROW EXECUTE FUNCTION guidance_definition_guard();
CREATE TRIGGER guidance_definition_added AFTER INSERT ON guidance_definition
    REFERENCING NEW TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION guidance_text_touched();
CREATE TRIGGER guidance_definition_changed AFTER UPDATE ON guidance_definition
    REFERENCING NEW TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION guidance_text_touched();
CREATE TRIGGER guidance_definition_taken AFTER DELETE ON guidance_definition
    REFERENCING OLD TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION guidance_text_touched();
REVOKE TRUNCATE ON guidance_definition FROM portal_app;

CREATE FUNCTION guidance_no_dangling_word() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM guidance_definition d
        WHERE d.edition_id = NEW.id AND NOT EXISTS (
            SELECT FROM guidance_pointversion v WHERE v.edition_id = NEW.id AND v.point_id = d.point_id
        )
    ) THEN
        RAISE EXCEPTION 'a word leads to a point that is not in the edition' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER guidance_no_dangling_word BEFORE UPDATE ON guidance_edition
    FOR EACH ROW WHEN (OLD.state = 'draft' AND NEW.state <> 'draft') EXECUTE FUNCTION guidance_no_dangling_word();
""" + "".join(
    f"""
CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION guidance_only_added_to();
CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION guidance_only_added_to();
REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM portal_app;
"""
    for table in ADDED_TO
)

BACKWARD = (
    "".join(
        f"""
GRANT UPDATE, DELETE ON {table} TO portal_app;
DROP TRIGGER {table}_no_truncate ON {table};
DROP TRIGGER {table}_no_change ON {table};
"""
        for table in ADDED_TO
    )
    + """
DROP TRIGGER guidance_no_dangling_word ON guidance_edition;
DROP FUNCTION guidance_no_dangling_word();
DROP TRIGGER guidance_definition_taken ON guidance_definition;
DROP TRIGGER guidance_definition_changed ON guidance_definition;
DROP TRIGGER guidance_definition_added ON guidance_definition;
DROP TRIGGER guidance_definition_guard ON guidance_definition;
DROP FUNCTION guidance_definition_guard();
GRANT DELETE ON guidance_follow TO portal_app;
DROP TRIGGER guidance_follow_guard ON guidance_follow;
DROP FUNCTION guidance_follow_guard();
DROP TRIGGER guidance_note_answers ON guidance_changenote;
DROP FUNCTION guidance_note_answers();
GRANT DELETE ON guidance_feedback TO portal_app;
DROP TRIGGER guidance_feedback_guard ON guidance_feedback;
DROP FUNCTION guidance_feedback_guard();
"""
)


class Migration(migrations.Migration):
    dependencies = [("guidance", "0017_readers")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
