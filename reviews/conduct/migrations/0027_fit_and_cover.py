"""A part in a case is given to somebody who may hold it, and an unheld case is told to whoever may cover it.

The first is the rule of ``permissions.people_for`` once more, by the database alone. The second is asked by the portal
itself and by nobody else, since the answer tells who has a conflict.
"""

from django.db import migrations

UP = """
CREATE FUNCTION public.conduct_fits(who uuid, part text) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    WITH today AS (SELECT (now() AT TIME ZONE 'Europe/London')::date AS day),
    roles AS (
        SELECT r.role FROM public.people_rolegrant r, today WHERE r.user_id = who AND r.ended_at IS NULL
          AND r.starts_on <= today.day AND (r.ends_on IS NULL OR r.ends_on >= today.day)
          AND (r.role <> 'member' OR EXISTS (SELECT FROM public.people_term t WHERE t.user_id = who
                                             AND today.day BETWEEN t.starts_on AND t.ends_on)))
    SELECT EXISTS (SELECT FROM public.people_user u WHERE u.id = who AND u.is_active AND (CASE part
        WHEN 'holder' THEN EXISTS (SELECT FROM roles
                                   WHERE role IN ('monitoring_officer', 'deputy_monitoring_officer'))
        WHEN 'investigator' THEN EXISTS (SELECT FROM roles WHERE role = 'investigator')
        WHEN 'councils_ip' THEN EXISTS (SELECT FROM roles WHERE role = 'independent_person')
        WHEN 'members_ip' THEN EXISTS (SELECT FROM roles WHERE role = 'independent_person')
        WHEN 'panel' THEN EXISTS (SELECT FROM roles WHERE role = 'member')
        WHEN 'support' THEN NOT u.is_political_assistant AND NOT EXISTS (SELECT FROM roles WHERE role = 'member')
        WHEN 'clerk' THEN NOT u.is_political_assistant AND NOT EXISTS (SELECT FROM roles WHERE role = 'member')
        ELSE true END))
$$;
REVOKE EXECUTE ON FUNCTION public.conduct_fits(uuid, text) FROM PUBLIC;

CREATE FUNCTION public.conduct_grant_fits() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF NEW.person_id IS NULL OR public.conduct_fits(NEW.person_id, NEW.capacity) THEN RETURN NULL; END IF;
    RAISE EXCEPTION 'This person may not have that part in a case' USING ERRCODE = 'check_violation';
END
$$;
CREATE TRIGGER conduct_grant_fits AFTER INSERT ON public.conduct_grant
    FOR EACH ROW EXECUTE FUNCTION public.conduct_grant_fits();

CREATE FUNCTION public.conduct_may_cover(which uuid) RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT u.id FROM public.people_user u
    WHERE public.conduct_identity() = 'system' AND public.conduct_fits(u.id, 'holder')
      AND NOT EXISTS (SELECT FROM public.conduct_declaration d WHERE d.case_id = which AND d.person_id = u.id
                      AND d.has_conflict)
      AND NOT EXISTS (SELECT FROM public.conduct_subject s WHERE s.case_id = which AND s.member_id = u.id)
      AND NOT EXISTS (SELECT FROM public.conduct_grant g WHERE g.case_id = which AND g.person_id = u.id
                      AND g.capacity IN ('complainant', 'subject'))
$$;
"""
DOWN = """
DROP FUNCTION public.conduct_may_cover(uuid);
DROP TRIGGER conduct_grant_fits ON public.conduct_grant;
DROP FUNCTION public.conduct_grant_fits();
DROP FUNCTION public.conduct_fits(uuid, text);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("conduct", "0026_breach_was_found"),
        ("people", "0002_history_stays"),
    ]

    operations = [migrations.RunSQL(UP, DOWN)]
