"""What was handed in is evidence: the database refuses to change what identifies an original."""

from django.db import migrations

STAY = """
CREATE FUNCTION public.files_original_stays() RETURNS trigger
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF (OLD.id, OLD.room, OLD.media_type, OLD.size, OLD.sha256, OLD.original_object, OLD.uploaded_by_id, OLD.at)
       IS DISTINCT FROM
       (NEW.id, NEW.room, NEW.media_type, NEW.size, NEW.sha256, NEW.original_object, NEW.uploaded_by_id, NEW.at)
    THEN
        RAISE EXCEPTION 'an original is never changed' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER files_original_stays BEFORE UPDATE ON public.files_storedfile
    FOR EACH ROW EXECUTE FUNCTION public.files_original_stays();
REVOKE TRUNCATE ON public.files_storedfile FROM portal_app;
"""

FREE = """
DROP TRIGGER files_original_stays ON public.files_storedfile;
DROP FUNCTION public.files_original_stays();
"""


class Migration(migrations.Migration):
    dependencies = [("files", "0001_files")]

    operations = [migrations.RunSQL(STAY, FREE)]
