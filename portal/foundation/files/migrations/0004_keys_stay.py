"""Without its wrapped key an original is as good as deleted, so that stays too; only the owner renews keys."""

from django.db import migrations

STAY = """
CREATE FUNCTION public.files_key_stays() RETURNS trigger
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF current_user <> (
        SELECT t.tableowner FROM pg_tables t WHERE t.schemaname = 'public' AND t.tablename = 'files_storedfile'
    ) THEN
        RAISE EXCEPTION 'the key of an original stays' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER files_key_stays BEFORE UPDATE OF wrapped_key ON public.files_storedfile
    FOR EACH ROW WHEN (OLD.wrapped_key IS DISTINCT FROM NEW.wrapped_key)
    EXECUTE FUNCTION public.files_key_stays();
"""

FREE = """
DROP TRIGGER files_key_stays ON public.files_storedfile;
DROP FUNCTION public.files_key_stays();
"""


class Migration(migrations.Migration):
    dependencies = [("files", "0003_kinds_of_files")]

    operations = [migrations.RunSQL(STAY, FREE)]
