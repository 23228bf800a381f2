"""A draft that is slept on is written once, never emptied of words or changed, and then deleted as a whole."""

from django.db import migrations

FORWARD = """
ALTER TABLE public.guidance_sleepingdraft
    ADD CONSTRAINT guidance_sleeping_worded CHECK (octet_length(wording) > 0);
CREATE FUNCTION public.guidance_sleeping_guard() RETURNS trigger
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RAISE EXCEPTION 'a draft that is slept on never changes' USING ERRCODE = 'restrict_violation';
END
$$;
CREATE TRIGGER guidance_sleeping_no_change BEFORE UPDATE ON public.guidance_sleepingdraft
    FOR EACH ROW EXECUTE FUNCTION public.guidance_sleeping_guard();
CREATE TRIGGER guidance_sleeping_no_truncate BEFORE TRUNCATE ON public.guidance_sleepingdraft
    FOR EACH STATEMENT EXECUTE FUNCTION public.guidance_sleeping_guard();
REVOKE UPDATE, TRUNCATE ON public.guidance_sleepingdraft FROM portal_app;
"""

BACKWARD = """
GRANT UPDATE ON public.guidance_sleepingdraft TO portal_app;
DROP TRIGGER guidance_sleeping_no_truncate ON public.guidance_sleepingdraft;
DROP TRIGGER guidance_sleeping_no_change ON public.guidance_sleepingdraft;
DROP FUNCTION public.guidance_sleeping_guard();
ALTER TABLE public.guidance_sleepingdraft DROP CONSTRAINT guidance_sleeping_worded;
"""


class Migration(migrations.Migration):
    dependencies = [("guidance", "0014_sleeping_drafts")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
