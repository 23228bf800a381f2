"""Cover: an officer takes a case that nobody can hold any more, and a page may ask whether somebody has any part.

Both are functions of the tables' owner, since neither asker sees behind the wall at that moment.
"""

from django.db import migrations

UP = """
-- Whoever held it has left or has a conflict: their grant ends, so that the case can have another holding officer.
CREATE FUNCTION public.conduct_free(which uuid) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended(which::text, 8));
    IF NOT (public.conduct_has_role('monitoring_officer', 'deputy_monitoring_officer')
            AND public.conduct_is_stranger(which) AND public.conduct_is_unheld(which)
            AND EXISTS (SELECT FROM public.conduct_case c WHERE c.id = which)) THEN
        RETURN false;
    END IF;
    UPDATE public.conduct_grant SET revoked_at = now(), revoked_by_id = public.conduct_identity()::uuid
    WHERE case_id = which AND capacity = 'holder' AND revoked_at IS NULL;
    RETURN true;
END
$$;

-- For the navigation: yes or no, and nothing of any case.
CREATE FUNCTION public.conduct_has_part(who uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT EXISTS (
        SELECT FROM public.conduct_grant g
        WHERE g.person_id = who AND g.revoked_at IS NULL AND (g.ends_at IS NULL OR g.ends_at > now())
          AND NOT EXISTS (SELECT FROM public.conduct_declaration d
                          WHERE d.case_id = g.case_id AND d.person_id = who AND d.has_conflict))
$$;
"""
DOWN = """
DROP FUNCTION public.conduct_has_part(uuid);
DROP FUNCTION public.conduct_free(uuid);
"""


class Migration(migrations.Migration):
    dependencies = [("conduct", "0005_life_wall")]

    operations = [migrations.RunSQL(UP, DOWN)]
