"""The wall of what comes in: a draft is opened by its own id alone; parties ask for, and change, only their own.

What a complainant wrote may name them. While a name is withheld, or asked to be, the subject member reads what the
holding officer sends, and not the allegations as they were typed.
"""

from django.db import migrations

WALLED = {
    "conduct_draft": "",
    "conduct_draftfile": "",
    "conduct_consent": "identity",
    "conduct_asked": "people",
    "conduct_independenttalk": "people",
}
ADD_ONLY = ("conduct_consent", "conduct_asked", "conduct_independenttalk")

UP = (
    "".join(f"SELECT public.conduct_wall('public.{table}', '{artefact}');\n" for table, artefact in WALLED.items())
    + """
CREATE POLICY own ON public.conduct_draft FOR ALL TO portal_app
    USING (public.conduct_identity() = 'draft:' || id) WITH CHECK (public.conduct_identity() = 'draft:' || id);
CREATE POLICY own ON public.conduct_draftfile FOR ALL TO portal_app
    USING (public.conduct_identity() = 'draft:' || draft_id)
    WITH CHECK (public.conduct_identity() = 'draft:' || draft_id);

CREATE FUNCTION public.conduct_any_notified(which uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT which IN (SELECT case_id FROM public.conduct_my_grants())
       AND EXISTS (SELECT FROM public.conduct_subject s WHERE s.case_id = which AND s.notified_at IS NOT NULL)
$$;

CREATE FUNCTION public.conduct_name_withheld(which uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT which IN (SELECT case_id FROM public.conduct_my_grants())
       AND EXISTS (SELECT FROM public.conduct_complainant c
                   WHERE c.case_id = which AND c.protection IN ('asked', 'granted', 'refused'))
$$;

CREATE POLICY changes_own ON public.conduct_contact FOR UPDATE TO portal_app
    USING (complainant_id IN (SELECT c.id FROM public.conduct_complainant c
                              WHERE c.grant_id IN (SELECT grant_id FROM public.conduct_my_grants())))
    WITH CHECK (complainant_id IN (SELECT c.id FROM public.conduct_complainant c
                                   WHERE c.grant_id IN (SELECT grant_id FROM public.conduct_my_grants())));
CREATE POLICY asks ON public.conduct_complainant FOR UPDATE TO portal_app
    USING (protection = 'not_asked' AND grant_id IN (SELECT grant_id FROM public.conduct_my_grants())
           AND NOT public.conduct_any_notified(case_id))
    WITH CHECK (protection = 'asked' AND grant_id IN (SELECT grant_id FROM public.conduct_my_grants()));

CREATE POLICY own ON public.conduct_consent FOR SELECT TO portal_app USING (complainant_id IN (
    SELECT c.id FROM public.conduct_complainant c
    WHERE c.grant_id IN (SELECT grant_id FROM public.conduct_my_grants())));
CREATE POLICY own ON public.conduct_asked FOR SELECT TO portal_app
    USING (grant_id IN (SELECT grant_id FROM public.conduct_my_grants()));
CREATE POLICY asks ON public.conduct_asked FOR INSERT TO portal_app
    WITH CHECK (grant_id IN (SELECT grant_id FROM public.conduct_my_grants() WHERE is_cleared)
                AND paper_id IN (SELECT p.id FROM public.conduct_paper p));
CREATE POLICY own ON public.conduct_independenttalk FOR SELECT TO portal_app
    USING (subject_id IN (SELECT public.conduct_my_subjects()));
CREATE POLICY notes ON public.conduct_independenttalk FOR INSERT TO portal_app
    WITH CHECK (subject_id IN (SELECT public.conduct_my_subjects()));
-- A subject member knows who advises them.
CREATE POLICY serves ON public.conduct_grant FOR SELECT TO portal_app
    USING (capacity = 'members_ip' AND serves_id IN (SELECT public.conduct_my_subjects()));

DROP POLICY own ON public.conduct_allegation;
CREATE POLICY own ON public.conduct_allegation FOR SELECT TO portal_app
    USING (NOT public.conduct_name_withheld(case_id)
           AND id IN (SELECT allegation_id FROM public.conduct_alleged
                      WHERE subject_id IN (SELECT public.conduct_my_subjects())));
"""
    + "".join(
        f"""
CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON public.{table}
    FOR EACH ROW EXECUTE FUNCTION public.conduct_refuse();
REVOKE UPDATE, DELETE, TRUNCATE ON public.{table} FROM portal_app;
"""
        for table in ADD_ONLY
    )
    # A draft goes when it was sent or is a day old.
    + "GRANT DELETE ON public.conduct_draft, public.conduct_draftfile TO portal_app;\n"
)

DOWN = (
    "".join(f"DROP TRIGGER {table}_no_change ON public.{table};\n" for table in ADD_ONLY)
    + """
DROP POLICY serves ON public.conduct_grant;
DROP POLICY asks ON public.conduct_complainant;
DROP POLICY changes_own ON public.conduct_contact;
DROP POLICY own ON public.conduct_allegation;
CREATE POLICY own ON public.conduct_allegation FOR SELECT TO portal_app
    USING (id IN (SELECT allegation_id FROM public.conduct_alleged
                  WHERE subject_id IN (SELECT public.conduct_my_subjects())));
DO $$
DECLARE one record;
BEGIN
    FOR one IN SELECT policyname, tablename FROM pg_policies WHERE schemaname = 'public' AND tablename IN (
            'conduct_draft', 'conduct_draftfile', 'conduct_consent', 'conduct_asked', 'conduct_independenttalk') LOOP
        EXECUTE format('DROP POLICY %I ON public.%I', one.policyname, one.tablename);
    END LOOP;
END
$$;
DROP FUNCTION public.conduct_name_withheld(uuid);
DROP FUNCTION public.conduct_any_notified(uuid);
"""
    + "".join(
        f"ALTER TABLE public.{table} NO FORCE ROW LEVEL SECURITY;\n"
        f"ALTER TABLE public.{table} DISABLE ROW LEVEL SECURITY;\n"
        f"GRANT INSERT, UPDATE, DELETE ON public.{table} TO portal_app;\n"
        for table in WALLED
    )
)


class Migration(migrations.Migration):
    dependencies = [("conduct", "0007_intake")]

    operations = [migrations.RunSQL(UP, DOWN)]
