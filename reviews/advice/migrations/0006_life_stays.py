"""What was asked of a colleague, what the member said of it, and to whom the private way leads stay as they were."""

from django.db import migrations

HARDEN = """
REVOKE UPDATE, DELETE, TRUNCATE ON advice_privateroute, advice_usefulness FROM portal_app;
REVOKE DELETE, TRUNCATE ON advice_secondlook FROM portal_app;

CREATE FUNCTION advice_look_is_taken_once() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    IF OLD.by_id IS NOT NULL THEN
        RAISE EXCEPTION 'a second look that was taken stays as it is' USING ERRCODE = 'restrict_violation';
    END IF;
    IF (NEW.item_id, NEW.asked_by_id, NEW.asked_at, NEW.stance, NEW.content_hash)
        IS DISTINCT FROM (OLD.item_id, OLD.asked_by_id, OLD.asked_at, OLD.stance, OLD.content_hash)
    THEN
        RAISE EXCEPTION 'what a colleague was asked to look at stays as it is' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER advice_look_is_taken_once BEFORE UPDATE ON advice_secondlook
    FOR EACH ROW EXECUTE FUNCTION advice_look_is_taken_once();

-- A look counts for the request it was taken on, and only when it agrees.
CREATE FUNCTION advice_answer_has_its_look() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.second_look_id IS NOT NULL AND NOT EXISTS (
        SELECT FROM advice_secondlook l
        WHERE l.id = NEW.second_look_id AND l.item_id = NEW.item_id AND l.agrees AND l.by_id <> NEW.by_id
    ) THEN
        RAISE EXCEPTION 'the second look is not one on this answer' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER advice_answer_has_its_look BEFORE INSERT ON advice_answer
    FOR EACH ROW EXECUTE FUNCTION advice_answer_has_its_look();
"""
SOFTEN = """
DROP TRIGGER advice_answer_has_its_look ON advice_answer;
DROP FUNCTION advice_answer_has_its_look();
DROP TRIGGER advice_look_is_taken_once ON advice_secondlook;
DROP FUNCTION advice_look_is_taken_once();
GRANT DELETE ON advice_secondlook TO portal_app;
GRANT UPDATE, DELETE ON advice_privateroute, advice_usefulness TO portal_app;
"""


class Migration(migrations.Migration):
    dependencies = [("advice", "0005_whole_life")]

    operations = [migrations.RunSQL(HARDEN, SOFTEN)]
