"""A PDF that was handed out is never changed or taken away, and is what its row says it is."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION public.guidance_editionpdf_guard() RETURNS trigger
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF NEW.size <> octet_length(NEW.content) OR NEW.sha256 <> encode(sha256(NEW.content), 'hex') THEN
        RAISE EXCEPTION 'size and fingerprint are not those of the bytes' USING ERRCODE = 'check_violation';
    END IF;
    IF NOT EXISTS (SELECT FROM public.guidance_edition WHERE id = NEW.edition_id AND state <> 'draft') THEN
        RAISE EXCEPTION 'only a published edition has a PDF' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER guidance_editionpdf_guard BEFORE INSERT ON public.guidance_editionpdf
    FOR EACH ROW EXECUTE FUNCTION public.guidance_editionpdf_guard();
CREATE TRIGGER guidance_editionpdf_no_change BEFORE UPDATE OR DELETE ON public.guidance_editionpdf
    FOR EACH ROW EXECUTE FUNCTION public.guidance_only_added_to();
CREATE TRIGGER guidance_editionpdf_no_truncate BEFORE TRUNCATE ON public.guidance_editionpdf
    FOR EACH STATEMENT EXECUTE FUNCTION public.guidance_only_added_to();
REVOKE UPDATE, DELETE, TRUNCATE ON public.guidance_editionpdf FROM portal_app;
"""

BACKWARD = """
GRANT UPDATE, DELETE ON public.guidance_editionpdf TO portal_app;
DROP TRIGGER guidance_editionpdf_no_truncate ON public.guidance_editionpdf;
DROP TRIGGER guidance_editionpdf_no_change ON public.guidance_editionpdf;
DROP TRIGGER guidance_editionpdf_guard ON public.guidance_editionpdf;
DROP FUNCTION public.guidance_editionpdf_guard();
"""


class Migration(migrations.Migration):
    dependencies = [("guidance", "0012_edition_pdf")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
