"""Who reads an allegation as it was typed, and who as it is told.

A subject member and their Independent Person read the newest words as told, and never the row of the allegation: in it
may stand how to reach whoever complained (brief, section 6). So a member is notified only when there are words for
each allegation against them. A citation that was struck out is seen with its reason by whoever reads the case, as
struck by the member; no finding names it any more.
"""

from django.db import migrations

TABLES = ("conduct_toldwords", "conduct_struck")
UP = (
    "".join(f"SELECT public.conduct_wall('public.{table}', 'complaint');\n" for table in TABLES)
    + "SELECT public.conduct_hold_together();\n"
    + "".join(
        f"""
CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON public.{table}
    FOR EACH ROW EXECUTE FUNCTION public.conduct_refuse();
REVOKE UPDATE, DELETE, TRUNCATE ON public.{table} FROM portal_app;
"""
        for table in TABLES
    )
    + """
CREATE FUNCTION public.conduct_told_to_me() RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT DISTINCT ON (t.allegation_id) t.id
    FROM public.conduct_toldwords t JOIN public.conduct_alleged a ON a.allegation_id = t.allegation_id
    WHERE a.subject_id IN (SELECT public.conduct_my_subjects()) AND NOT public.conduct_name_withheld(t.case_id)
    ORDER BY t.allegation_id, t.at DESC, t.id DESC
$$;
CREATE POLICY own ON public.conduct_toldwords FOR SELECT TO portal_app
    USING (id IN (SELECT public.conduct_told_to_me()));
DROP POLICY own ON public.conduct_allegation;

-- Only that it was struck out: the reason stands in the row, which stays with those who read the case.
CREATE FUNCTION public.conduct_is_struck(which uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT EXISTS (SELECT FROM public.conduct_struck s WHERE s.cited_id = which
                   AND s.case_id IN (SELECT case_id FROM public.conduct_my_grants()))
$$;
CREATE POLICY stands ON public.conduct_cited AS RESTRICTIVE FOR SELECT TO portal_app USING (
    case_id NOT IN (SELECT public.conduct_in('subject', 'members_ip', 'clerk')) OR NOT public.conduct_is_struck(id));

CREATE FUNCTION public.conduct_words_first() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF NEW.notified_at IS NOT NULL AND EXISTS (
        SELECT FROM public.conduct_alleged a WHERE a.subject_id = NEW.id AND NOT EXISTS (
            SELECT FROM public.conduct_toldwords t WHERE t.allegation_id = a.allegation_id)
    ) THEN
        RAISE EXCEPTION 'A member is notified when there are words for each allegation against them'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER conduct_subject_words_first AFTER UPDATE OF notified_at ON public.conduct_subject
    FOR EACH ROW WHEN (OLD.notified_at IS NULL) EXECUTE FUNCTION public.conduct_words_first();

CREATE FUNCTION public.conduct_not_struck() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF EXISTS (
        SELECT FROM public.conduct_finding f JOIN public.conduct_cited c ON c.alleged_id = f.alleged_id
        JOIN public.conduct_struck s ON s.cited_id = c.id
        WHERE f.id = NEW.finding_id AND c.paragraph_id = NEW.paragraph_id
    ) THEN
        RAISE EXCEPTION 'No finding names a citation that was struck out' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER conduct_foundbreached_not_struck AFTER INSERT ON public.conduct_foundbreached
    FOR EACH ROW EXECUTE FUNCTION public.conduct_not_struck();
"""
)
DOWN = (
    """
DROP TRIGGER conduct_foundbreached_not_struck ON public.conduct_foundbreached;
DROP FUNCTION public.conduct_not_struck();
DROP TRIGGER conduct_subject_words_first ON public.conduct_subject;
DROP FUNCTION public.conduct_words_first();
DROP POLICY stands ON public.conduct_cited;
DROP FUNCTION public.conduct_is_struck(uuid);
CREATE POLICY own ON public.conduct_allegation FOR SELECT TO portal_app
    USING (NOT public.conduct_name_withheld(case_id)
           AND id IN (SELECT allegation_id FROM public.conduct_alleged
                      WHERE subject_id IN (SELECT public.conduct_my_subjects())));
DROP POLICY own ON public.conduct_toldwords;
DROP FUNCTION public.conduct_told_to_me();
"""
    + "".join(
        f"""
DROP TRIGGER {table}_no_change ON public.{table};
DROP TRIGGER {table}_in_case ON public.{table};
DROP POLICY owner_asks ON public.{table}; DROP POLICY reads ON public.{table}; DROP POLICY adds ON public.{table};
DROP POLICY changes ON public.{table}; DROP POLICY received ON public.{table}; DROP POLICY own_name ON public.{table};
ALTER TABLE public.{table} NO FORCE ROW LEVEL SECURITY;
ALTER TABLE public.{table} DISABLE ROW LEVEL SECURITY;
GRANT INSERT, UPDATE, DELETE ON public.{table} TO portal_app;
"""
        for table in TABLES
    )
    + """
ALTER TABLE public.conduct_toldwords DROP CONSTRAINT conduct_toldwords_allegation_id_in_one_case;
ALTER TABLE public.conduct_struck DROP CONSTRAINT conduct_struck_cited_id_in_one_case;
"""
)


class Migration(migrations.Migration):
    dependencies = [("conduct", "0024_told_and_struck")]

    operations = [migrations.RunSQL(UP, DOWN)]
