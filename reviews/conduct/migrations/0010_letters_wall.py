"""Letters, agenda papers and public texts take their wall; templates and publications are only ever added to.

A publication stands outside the wall, so the database asks what the action asks: that the holding officer of the case
does it, in their own name, from the latest public text, after a decision of breach or with the member's consent.
"""

from django.db import migrations

WALLED = {"conduct_letter": "letter", "conduct_agendapaper": "hearing", "conduct_publictext": "notice"}
ADD_ONLY = (*WALLED, "conduct_lettertemplate", "conduct_publicationpdf")

PUBLICATION = """
CREATE FUNCTION public.conduct_publishes() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE written record;
BEGIN
    SELECT t.* INTO written FROM public.conduct_publictext t WHERE t.id = NEW.text_id;
    IF NEW.published_by_id::text <> public.conduct_identity()
       OR written.case_id NOT IN (SELECT public.conduct_in('holder')) THEN
        RAISE EXCEPTION 'A notice is published by the holding officer' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF EXISTS (SELECT FROM public.conduct_publictext t
               WHERE t.notice_id = written.notice_id AND t.written_at > written.written_at) THEN
        RAISE EXCEPTION 'A later public text was written' USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.rule = 'breach' AND (written.outcome <> 'breach' OR NOT EXISTS (
        SELECT FROM public.conduct_step s WHERE s.case_id = written.case_id AND s.verb = 'decide')) THEN
        RAISE EXCEPTION 'No breach was decided' USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.rule = 'consent' AND written.consent_on IS NULL THEN
        RAISE EXCEPTION 'The member did not agree' USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.member_name <> '' AND NOT written.names_member THEN
        RAISE EXCEPTION 'The member is not to be named' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER conduct_publication_asks BEFORE INSERT ON public.conduct_publication
    FOR EACH ROW EXECUTE FUNCTION public.conduct_publishes();

CREATE FUNCTION public.conduct_unpublishes() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF TG_OP = 'DELETE' AND public.records_disposing() THEN RETURN OLD; END IF;
    IF TG_OP = 'UPDATE' AND OLD.unpublished_at IS NULL AND NEW.unpublished_at IS NOT NULL AND (
        EXISTS (SELECT FROM public.conduct_publictext t WHERE t.id = OLD.text_id
                AND t.case_id IN (SELECT public.conduct_in('holder')))
        OR (public.conduct_identity() = 'system'
            AND OLD.show_until < (now() AT TIME ZONE 'Europe/London')::date)
    ) THEN RETURN NEW; END IF;
    RAISE EXCEPTION 'A publication is ended once, by the holding officer or at its end'
        USING ERRCODE = 'insufficient_privilege';
END
$$;
CREATE TRIGGER conduct_publication_ends BEFORE UPDATE OR DELETE ON public.conduct_publication
    FOR EACH ROW EXECUTE FUNCTION public.conduct_unpublishes();
REVOKE UPDATE, DELETE, TRUNCATE ON public.conduct_publication FROM portal_app;
GRANT UPDATE (unpublished_at, unpublished_by_id, unpublished_because) ON public.conduct_publication TO portal_app;
"""

UP = (
    "".join(f"SELECT public.conduct_wall('public.{table}', '{artefact}');\n" for table, artefact in WALLED.items())
    + "".join(
        f"""
CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON public.{table}
    FOR EACH ROW EXECUTE FUNCTION public.conduct_refuse();
REVOKE UPDATE, DELETE, TRUNCATE ON public.{table} FROM portal_app;
"""
        for table in ADD_ONLY
    )
    + PUBLICATION
)

DOWN = (
    """
DROP TRIGGER conduct_publication_asks ON public.conduct_publication;
DROP TRIGGER conduct_publication_ends ON public.conduct_publication;
DROP FUNCTION public.conduct_publishes();
DROP FUNCTION public.conduct_unpublishes();
GRANT UPDATE, DELETE ON public.conduct_publication TO portal_app;
"""
    + "".join(f"DROP TRIGGER {table}_no_change ON public.{table};\n" for table in ADD_ONLY)
    + "".join(f"GRANT INSERT, UPDATE, DELETE ON public.{table} TO portal_app;\n" for table in ADD_ONLY)
    + "".join(
        f"""
DROP POLICY owner_asks ON public.{table}; DROP POLICY reads ON public.{table}; DROP POLICY adds ON public.{table};
DROP POLICY changes ON public.{table}; DROP POLICY received ON public.{table};
ALTER TABLE public.{table} NO FORCE ROW LEVEL SECURITY;
ALTER TABLE public.{table} DISABLE ROW LEVEL SECURITY;
"""
        for table in WALLED
    )
)


class Migration(migrations.Migration):
    dependencies = [("conduct", "0009_letters")]

    operations = [migrations.RunSQL(UP, DOWN)]
