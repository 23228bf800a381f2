"""The wall asks by index: whoever asks is looked up by id or by code, and no longer compared with every row there is.

What each function answers stays as it was; only how it finds it changes. Before, each statement of the room read all
grants of all cases, some of them several times, and turned the id of each into text.
"""

from django.db import migrations

# Named in full and without a path of its own, it becomes part of whatever asks, and costs no call for each row.
UP = r"""
CREATE OR REPLACE FUNCTION public.conduct_identity() RETURNS text
LANGUAGE sql STABLE
AS $$ SELECT coalesce(pg_catalog.current_setting('portal.conduct_identity', true), '') $$;

-- Whoever signed in; nobody for a code, the portal itself, or what is no id.
CREATE FUNCTION public.conduct_person() RETURNS uuid
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
AS $$
    SELECT CASE WHEN public.conduct_identity() ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'
                THEN public.conduct_identity()::uuid END
$$;

CREATE FUNCTION public.conduct_code() RETURNS bytea
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
AS $$
    SELECT CASE WHEN public.conduct_identity() ~ '^code:([0-9a-f]{2})+$'
                THEN decode(substr(public.conduct_identity(), 6), 'hex') END
$$;

CREATE OR REPLACE FUNCTION public.conduct_my_grants()
RETURNS TABLE (grant_id uuid, case_id uuid, capacity text, serves_id uuid, is_cleared boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    WITH me AS MATERIALIZED (SELECT public.conduct_person() AS person, public.conduct_code() AS code)
    SELECT g.id, g.case_id, g.capacity::text, g.serves_id,
           g.capacity IN ('complainant', 'subject')
           OR EXISTS (SELECT FROM public.conduct_declaration d
                      WHERE d.case_id = g.case_id AND d.person_id = g.person_id AND NOT d.has_conflict)
    FROM public.conduct_grant g
    WHERE (g.person_id = (SELECT person FROM me) OR g.code_hash = (SELECT code FROM me))
      AND g.revoked_at IS NULL AND (g.ends_at IS NULL OR g.ends_at > now())
      AND NOT EXISTS (SELECT FROM public.conduct_declaration d
                      WHERE d.case_id = g.case_id AND d.person_id = g.person_id AND d.has_conflict)
$$;

CREATE OR REPLACE FUNCTION public.conduct_sent_outside() RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$ SELECT s.paper_id FROM public.conduct_sending s WHERE s.to_person_id = (SELECT public.conduct_person()) $$;

CREATE OR REPLACE FUNCTION public.conduct_has_role(VARIADIC roles text[]) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT EXISTS (
        SELECT FROM public.people_rolegrant r JOIN public.people_user u ON u.id = r.user_id AND u.is_active
        WHERE r.user_id = (SELECT public.conduct_person()) AND r.role = ANY (roles) AND r.ended_at IS NULL
          AND r.starts_on <= (now() AT TIME ZONE 'Europe/London')::date
          AND (r.ends_on IS NULL OR r.ends_on >= (now() AT TIME ZONE 'Europe/London')::date))
$$;

CREATE OR REPLACE FUNCTION public.conduct_ever_in() RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$ SELECT g.case_id FROM public.conduct_grant g WHERE g.person_id = (SELECT public.conduct_person()) $$;
"""

DOWN = """
CREATE OR REPLACE FUNCTION public.conduct_ever_in() RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$ SELECT g.case_id FROM public.conduct_grant g WHERE g.person_id::text = public.conduct_identity() $$;

CREATE OR REPLACE FUNCTION public.conduct_has_role(VARIADIC roles text[]) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT EXISTS (
        SELECT FROM public.people_rolegrant r JOIN public.people_user u ON u.id = r.user_id AND u.is_active
        WHERE r.user_id::text = public.conduct_identity() AND r.role = ANY (roles) AND r.ended_at IS NULL
          AND r.starts_on <= (now() AT TIME ZONE 'Europe/London')::date
          AND (r.ends_on IS NULL OR r.ends_on >= (now() AT TIME ZONE 'Europe/London')::date))
$$;

CREATE OR REPLACE FUNCTION public.conduct_sent_outside() RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$ SELECT s.paper_id FROM public.conduct_sending s WHERE s.to_person_id::text = public.conduct_identity() $$;

CREATE OR REPLACE FUNCTION public.conduct_my_grants()
RETURNS TABLE (grant_id uuid, case_id uuid, capacity text, serves_id uuid, is_cleared boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT g.id, g.case_id, g.capacity::text, g.serves_id,
           g.capacity IN ('complainant', 'subject')
           OR EXISTS (SELECT FROM public.conduct_declaration d
                      WHERE d.case_id = g.case_id AND d.person_id = g.person_id AND NOT d.has_conflict)
    FROM public.conduct_grant g
    WHERE (g.person_id::text = public.conduct_identity()
           OR 'code:' || encode(g.code_hash, 'hex') = public.conduct_identity())
      AND g.revoked_at IS NULL AND (g.ends_at IS NULL OR g.ends_at > now())
      AND NOT EXISTS (SELECT FROM public.conduct_declaration d
                      WHERE d.case_id = g.case_id AND d.person_id = g.person_id AND d.has_conflict)
$$;

DROP FUNCTION public.conduct_code();
DROP FUNCTION public.conduct_person();

CREATE OR REPLACE FUNCTION public.conduct_identity() RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
AS $$ SELECT coalesce(current_setting('portal.conduct_identity', true), '') $$;
"""


class Migration(migrations.Migration):
    dependencies = [("conduct", "0015_entries_stay")]

    operations = [migrations.RunSQL(UP, DOWN)]
