"""What was sent is never a draft again, and keeps its reference and its pictures: drafts go without anybody's approval.

Otherwise a statement of the serving role could call a sent request an old draft, and have `advice_clear_drafts` delete
it with no approval and no tombstone; or take its pictures away, whose files go as those of nobody.
"""

from django.db import migrations

HARDEN = """
CREATE FUNCTION public.advice_sent_stays() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RAISE EXCEPTION 'what was sent stays sent' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER advice_request_sent_stays BEFORE UPDATE OF submitted_at, reference ON public.advice_request FOR EACH ROW
    WHEN (OLD.submitted_at IS NOT NULL AND (NEW.submitted_at IS NULL OR NEW.reference IS DISTINCT FROM OLD.reference))
    EXECUTE FUNCTION public.advice_sent_stays();

CREATE FUNCTION public.advice_picture_stays() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF TG_OP = 'DELETE' AND (public.records_disposing() OR NOT EXISTS (
        SELECT FROM public.advice_request r WHERE r.id = OLD.item_id AND r.submitted_at IS NOT NULL
    )) THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'a picture stays with the request that it was sent with' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER advice_picture_stays BEFORE DELETE OR UPDATE OF item_id, file_id ON public.advice_picture
    FOR EACH ROW EXECUTE FUNCTION public.advice_picture_stays();
REVOKE TRUNCATE ON public.advice_picture FROM portal_app;
"""
SOFTEN = """
DROP TRIGGER advice_picture_stays ON public.advice_picture;
DROP FUNCTION public.advice_picture_stays();
DROP TRIGGER advice_request_sent_stays ON public.advice_request;
DROP FUNCTION public.advice_sent_stays();
"""


class Migration(migrations.Migration):
    dependencies = [("advice", "0019_office_only_stays"), ("records", "0005_nothing_seen_too_early")]

    operations = [migrations.RunSQL(HARDEN, SOFTEN)]
