"""The second wall: row-level security on every table of a case (docs/adr/0009).

Whoever asks is named by ``portal.conduct_identity``, set for one transaction. Without it no row is there. The functions
below belong to the role that owns the tables; they look at grants, declarations and sendings, and say which cases and
which rows the identity reaches. What each capacity reaches stands in ``conduct_readingrule``, which only a migration
writes. A later table of this room takes its wall by ``SELECT public.conduct_wall('its_name', 'artefact')``.
"""

from django.db import migrations

RULES = {
    "complaint": "holder write, support read, investigator read, councils_ip read, panel read, clerk sent, "
    "complainant own, subject sent, members_ip sent, break_glass read",
    "identity": "holder write, support read, investigator read, councils_ip read, panel read, complainant own, "
    "subject sent, members_ip sent, break_glass read",
    "contact": "holder write, support read, investigator read, complainant own, break_glass read",
    "identity_request": "holder write, support read, complainant own, break_glass read",
    "needs": "holder write, support read, investigator read, complainant own, subject own, break_glass read",
    "assessment": "holder write, support read, break_glass read",
    "response": "holder write, support read, investigator read, councils_ip read, panel read, clerk sent, "
    "complainant sent, subject own, members_ip sent, break_glass read",
    "view": "holder write, support read, councils_ip own, panel read, break_glass read",
    "working_note": "investigator write",
    "evidence": "holder write, support read, investigator write, councils_ip read, panel read, "
    "complainant own_or_sent, subject own_or_sent, members_ip sent, break_glass read",
    "draft_report": "holder read, support read, investigator write, councils_ip read, complainant sent, subject sent, "
    "members_ip sent, break_glass read",
    "draft_comments": "holder write, support read, investigator read, councils_ip read, complainant own, subject own, "
    "members_ip sent, break_glass read",
    "final_report": "holder write, support read, investigator hand_in, councils_ip read, panel read, clerk sent, "
    "complainant sent, subject sent, members_ip sent, break_glass read",
    "private_note": "holder write",
    "hearing": "holder write, support read, councils_ip read, panel read, clerk write, complainant sent, subject sent, "
    "members_ip sent, break_glass read",
    "decision": "holder write, support read, investigator read, councils_ip read, panel read, clerk write, "
    "break_glass read",
    "notice": "holder write, support read, investigator read, councils_ip read, panel read, clerk read, "
    "complainant sent, subject sent, members_ip sent, break_glass read",
    "letter": "holder write, support write, complainant sent, subject sent, investigator sent, councils_ip sent, "
    "members_ip sent, panel sent, clerk sent, break_glass read",
    "history": "holder write, support write, investigator write, councils_ip read, clerk write, break_glass read",
    "people": "holder write, support read, investigator read, councils_ip read, panel read, clerk read, "
    "break_glass read",
}
CELLS = [
    (artefact, *cell.split(" ")) for artefact, cells in RULES.items() for cell in cells.split(", ")
]  # fmt: skip

FUNCTIONS = """
CREATE FUNCTION public.conduct_identity() RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
AS $$ SELECT coalesce(current_setting('portal.conduct_identity', true), '') $$;

-- The owner of the tables is under the wall as well. It looks behind it only inside the functions below, which somebody
-- else's session calls, and to dispose.
CREATE FUNCTION public.conduct_asking() RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
AS $$ SELECT session_user <> current_user OR public.records_disposing() $$;

CREATE FUNCTION public.conduct_my_grants()
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

CREATE FUNCTION public.conduct_cells() RETURNS TABLE (case_id uuid, artefact text, reach text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT g.case_id, r.artefact::text, r.reach::text
    FROM public.conduct_my_grants() g JOIN public.conduct_readingrule r ON r.capacity = g.capacity
    WHERE g.is_cleared
$$;

CREATE FUNCTION public.conduct_reads(what text) RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$ SELECT case_id FROM public.conduct_cells() WHERE artefact = what AND reach IN ('write', 'read', 'hand_in') $$;

CREATE FUNCTION public.conduct_writes(what text) RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$ SELECT case_id FROM public.conduct_cells() WHERE artefact = what AND reach = 'write' $$;

-- Those who are asked about a conflict know who is concerned, and nothing else, before they answer.
CREATE FUNCTION public.conduct_asked(what text) RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT g.case_id FROM public.conduct_my_grants() g
    JOIN public.conduct_readingrule r ON r.capacity = g.capacity AND r.artefact = what
    WHERE r.reach IN ('write', 'read', 'hand_in')
$$;

CREATE FUNCTION public.conduct_in(VARIADIC capacities text[]) RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$ SELECT case_id FROM public.conduct_my_grants() WHERE is_cleared AND capacity = ANY (capacities) $$;

CREATE FUNCTION public.conduct_holds() RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$ SELECT case_id FROM public.conduct_my_grants() WHERE capacity = 'holder' $$;

CREATE FUNCTION public.conduct_my_subjects() RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT s.id FROM public.conduct_subject s JOIN public.conduct_my_grants() g
    ON g.grant_id = s.grant_id OR (g.serves_id = s.id AND g.is_cleared AND s.notified_at IS NOT NULL)
$$;

CREATE FUNCTION public.conduct_sent_to_me() RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT s.paper_id FROM public.conduct_sending s JOIN public.conduct_my_grants() g
    ON g.grant_id = s.to_id AND g.is_cleared
$$;

CREATE FUNCTION public.conduct_sent_outside() RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$ SELECT s.paper_id FROM public.conduct_sending s WHERE s.to_person_id::text = public.conduct_identity() $$;

-- Roles matter in two emergencies only: to open a case when nobody else can, and to take one that nobody holds.
CREATE FUNCTION public.conduct_has_role(VARIADIC roles text[]) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT EXISTS (
        SELECT FROM public.people_rolegrant r JOIN public.people_user u ON u.id = r.user_id AND u.is_active
        WHERE r.user_id::text = public.conduct_identity() AND r.role = ANY (roles) AND r.ended_at IS NULL
          AND r.starts_on <= (now() AT TIME ZONE 'Europe/London')::date
          AND (r.ends_on IS NULL OR r.ends_on >= (now() AT TIME ZONE 'Europe/London')::date))
$$;

-- Somebody with a stake, or who declared one, never opens the case in an emergency either.
CREATE FUNCTION public.conduct_is_stranger(which uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT NOT EXISTS (SELECT FROM public.conduct_declaration d WHERE d.case_id = which AND d.has_conflict
                       AND d.person_id::text = public.conduct_identity())
       AND NOT EXISTS (SELECT FROM public.conduct_subject s WHERE s.case_id = which
                       AND s.member_id::text = public.conduct_identity())
       AND NOT EXISTS (SELECT FROM public.conduct_grant g WHERE g.case_id = which
                       AND g.person_id::text = public.conduct_identity()
                       AND g.capacity IN ('complainant', 'subject'))
$$;

CREATE FUNCTION public.conduct_is_unheld(which uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT NOT EXISTS (
        SELECT FROM public.conduct_grant g JOIN public.people_user u ON u.id = g.person_id AND u.is_active
        WHERE g.case_id = which AND g.capacity = 'holder' AND g.revoked_at IS NULL
          AND NOT EXISTS (SELECT FROM public.conduct_declaration d WHERE d.case_id = which
                          AND d.person_id = g.person_id AND d.has_conflict))
$$;

-- The last holding officer names the next while nobody holds the case: that is how a conflict is handed on.
CREATE FUNCTION public.conduct_passes_on(which uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT public.conduct_is_unheld(which) AND public.conduct_identity() = (
        SELECT g.person_id::text FROM public.conduct_grant g WHERE g.case_id = which AND g.capacity = 'holder'
        ORDER BY g.revoked_at DESC NULLS FIRST LIMIT 1)
$$;

CREATE FUNCTION public.conduct_ever_in() RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$ SELECT g.case_id FROM public.conduct_grant g WHERE g.person_id::text = public.conduct_identity() $$;

-- Who hears of an emergency: the holding officer; else whoever else has the office and no stake.
CREATE FUNCTION public.conduct_told_of(which uuid) RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    WITH able AS (
        SELECT u.id, EXISTS (SELECT FROM public.conduct_grant g WHERE g.case_id = which AND g.person_id = u.id
                             AND g.capacity = 'holder' AND g.revoked_at IS NULL) AS is_holder
        FROM public.people_user u
        WHERE u.is_active AND u.id::text <> public.conduct_identity()
          AND EXISTS (SELECT FROM public.people_rolegrant r WHERE r.user_id = u.id AND r.ended_at IS NULL
                      AND r.role IN ('monitoring_officer', 'deputy_monitoring_officer')
                      AND r.starts_on <= (now() AT TIME ZONE 'Europe/London')::date
                      AND (r.ends_on IS NULL OR r.ends_on >= (now() AT TIME ZONE 'Europe/London')::date))
          AND NOT EXISTS (SELECT FROM public.conduct_declaration d WHERE d.case_id = which AND d.person_id = u.id
                          AND d.has_conflict)
          AND NOT EXISTS (SELECT FROM public.conduct_subject s WHERE s.case_id = which AND s.member_id = u.id)
          AND NOT EXISTS (SELECT FROM public.conduct_grant g WHERE g.case_id = which AND g.person_id = u.id
                          AND g.capacity IN ('complainant', 'subject')))
    SELECT id FROM able WHERE is_holder OR NOT EXISTS (SELECT FROM able WHERE is_holder)
$$;

-- For an emergency: the case of a reference that somebody was told. Nobody with a stake finds one.
CREATE FUNCTION public.conduct_called(name text) RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT c.id FROM public.conduct_case c
    WHERE c.reference = name AND public.conduct_is_stranger(c.id)
      AND public.conduct_has_role('monitoring_officer', 'deputy_monitoring_officer', 'auditor')
$$;

-- What somebody with the office may know of cases that are not theirs: that they are there (brief: "for cover").
CREATE FUNCTION public.conduct_for_cover()
RETURNS TABLE (case_id uuid, reference text, received_at timestamptz, is_unheld boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT c.id, c.reference::text, c.received_at, public.conduct_is_unheld(c.id)
    FROM public.conduct_case c
    WHERE public.conduct_has_role('monitoring_officer', 'deputy_monitoring_officer')
      AND public.conduct_is_stranger(c.id) AND c.closed_at IS NULL
$$;
"""

WALL = """
CREATE FUNCTION public.conduct_wall(which regclass, what text) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', which);
    EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', which);
    EXECUTE format('CREATE POLICY owner_asks ON %s TO CURRENT_USER USING (public.conduct_asking())', which);
    IF what = '' THEN RETURN; END IF;
    EXECUTE format('CREATE POLICY reads ON %s FOR SELECT TO portal_app
        USING (case_id IN (SELECT public.conduct_reads(%L)))', which, what);
    EXECUTE format('CREATE POLICY adds ON %s FOR INSERT TO portal_app
        WITH CHECK (case_id IN (SELECT public.conduct_writes(%L)))', which, what);
    EXECUTE format('CREATE POLICY changes ON %s FOR UPDATE TO portal_app
        USING (case_id IN (SELECT public.conduct_writes(%L)))
        WITH CHECK (case_id IN (SELECT public.conduct_writes(%L)))', which, what, what);
    EXECUTE format('CREATE POLICY received ON %s FOR INSERT TO portal_app
        WITH CHECK (public.conduct_identity() = ''receiving:'' || case_id)', which);
    EXECUTE format('REVOKE DELETE, TRUNCATE ON %s FROM portal_app', which);
END
$$;
REVOKE EXECUTE ON FUNCTION public.conduct_wall(regclass, text) FROM PUBLIC;

CREATE FUNCTION public.conduct_refuse() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF TG_OP = 'DELETE' AND public.records_disposing() THEN RETURN OLD; END IF;
    RAISE EXCEPTION '% is only ever added to', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END
$$;
"""

PLAIN = {
    "conduct_complainant": "identity",
    "conduct_contact": "contact",
    "conduct_need": "needs",
    "conduct_subject": "people",
    "conduct_allegation": "complaint",
    "conduct_alleged": "complaint",
    "conduct_cited": "complaint",
    "conduct_referred": "complaint",
    "conduct_step": "history",
}
OWN_RULES = (
    "conduct_case",
    "conduct_grant",
    "conduct_declaration",
    "conduct_paper",
    "conduct_paperfile",
    "conduct_sending",
)
ADD_ONLY = (
    "conduct_declaration", "conduct_step", "conduct_paper", "conduct_paperfile", "conduct_sending", "conduct_allegation",
)  # fmt: skip

POLICIES = """
CREATE POLICY known ON public.conduct_case FOR SELECT TO portal_app USING (
    id IN (SELECT case_id FROM public.conduct_my_grants()) OR public.conduct_identity() = 'system');
CREATE POLICY received ON public.conduct_case FOR INSERT TO portal_app
    WITH CHECK (public.conduct_identity() = 'receiving:' || id);
CREATE POLICY moves ON public.conduct_case FOR UPDATE TO portal_app
    USING (id IN (SELECT public.conduct_in('holder', 'support', 'investigator', 'clerk', 'complainant')))
    WITH CHECK (id IN (SELECT public.conduct_in('holder', 'support', 'investigator', 'clerk', 'complainant')));

CREATE POLICY reads ON public.conduct_grant FOR SELECT TO portal_app USING (
    case_id IN (SELECT public.conduct_reads('people'))
    OR case_id IN (SELECT public.conduct_holds())
    OR id IN (SELECT grant_id FROM public.conduct_my_grants())
    OR public.conduct_identity() = 'system');
CREATE POLICY received ON public.conduct_grant FOR INSERT TO portal_app
    WITH CHECK (public.conduct_identity() = 'receiving:' || case_id);
CREATE POLICY gives ON public.conduct_grant FOR INSERT TO portal_app
    WITH CHECK (case_id IN (SELECT public.conduct_holds()) OR public.conduct_passes_on(case_id));
CREATE POLICY breaks_glass ON public.conduct_grant FOR INSERT TO portal_app WITH CHECK (
    capacity = 'break_glass' AND person_id::text = public.conduct_identity()
    AND public.conduct_has_role('monitoring_officer', 'deputy_monitoring_officer', 'auditor')
    AND public.conduct_is_stranger(case_id));
CREATE POLICY takes_unheld ON public.conduct_grant FOR INSERT TO portal_app WITH CHECK (
    capacity = 'holder' AND person_id::text = public.conduct_identity()
    AND public.conduct_has_role('monitoring_officer', 'deputy_monitoring_officer')
    AND public.conduct_is_unheld(case_id) AND public.conduct_is_stranger(case_id));
CREATE POLICY ends ON public.conduct_grant FOR UPDATE TO portal_app
    USING (case_id IN (SELECT public.conduct_holds()) OR id IN (SELECT grant_id FROM public.conduct_my_grants()))
    WITH CHECK (true);
REVOKE UPDATE, DELETE, TRUNCATE ON public.conduct_grant FROM portal_app;
GRANT UPDATE (revoked_at, revoked_by_id, revoked_because) ON public.conduct_grant TO portal_app;

CREATE POLICY reads ON public.conduct_declaration FOR SELECT TO portal_app USING (
    person_id::text = public.conduct_identity() OR case_id IN (SELECT public.conduct_reads('people')));
CREATE POLICY declares ON public.conduct_declaration FOR INSERT TO portal_app WITH CHECK (
    person_id::text = public.conduct_identity() AND case_id IN (SELECT public.conduct_ever_in()));

CREATE POLICY reads ON public.conduct_paper FOR SELECT TO portal_app USING (
    (case_id, kind::text) IN (SELECT case_id, artefact FROM public.conduct_cells()
                              WHERE reach IN ('write', 'read', 'hand_in'))
    OR (grant_id IN (SELECT grant_id FROM public.conduct_my_grants() WHERE is_cleared)
        AND (case_id, kind::text) IN (SELECT case_id, artefact FROM public.conduct_cells()
                                      WHERE reach IN ('own', 'own_or_sent')))
    OR (id IN (SELECT public.conduct_sent_to_me())
        AND (case_id, kind::text) IN (SELECT case_id, artefact FROM public.conduct_cells()
                                      WHERE reach IN ('sent', 'own_or_sent')))
    OR (kind = 'notice' AND id IN (SELECT public.conduct_sent_outside())));
CREATE POLICY writes ON public.conduct_paper FOR INSERT TO portal_app WITH CHECK (
    (case_id, kind::text) IN (SELECT case_id, artefact FROM public.conduct_cells() WHERE reach IN ('write', 'hand_in'))
    OR (grant_id IN (SELECT grant_id FROM public.conduct_my_grants() WHERE is_cleared)
        AND (case_id, kind::text) IN (SELECT case_id, artefact FROM public.conduct_cells()
                                      WHERE reach IN ('own', 'own_or_sent')))
    OR public.conduct_identity() = 'receiving:' || case_id);

CREATE POLICY reads ON public.conduct_paperfile FOR SELECT TO portal_app
    USING (paper_id IN (SELECT id FROM public.conduct_paper));
CREATE POLICY files ON public.conduct_paperfile FOR INSERT TO portal_app WITH CHECK (
    paper_id IN (SELECT id FROM public.conduct_paper) OR public.conduct_identity() = 'receiving:' || case_id);

CREATE POLICY reads ON public.conduct_sending FOR SELECT TO portal_app USING (
    to_id IN (SELECT grant_id FROM public.conduct_my_grants() WHERE is_cleared)
    OR to_person_id::text = public.conduct_identity()
    OR case_id IN (SELECT public.conduct_reads('people')));
CREATE POLICY sends ON public.conduct_sending FOR INSERT TO portal_app
    WITH CHECK (case_id IN (SELECT public.conduct_in('holder', 'support', 'investigator', 'clerk')));

CREATE POLICY asked ON public.conduct_complainant FOR SELECT TO portal_app
    USING (case_id IN (SELECT public.conduct_asked('identity')));
CREATE POLICY own ON public.conduct_complainant FOR SELECT TO portal_app
    USING (grant_id IN (SELECT grant_id FROM public.conduct_my_grants()));
CREATE POLICY told ON public.conduct_complainant FOR SELECT TO portal_app USING (
    protection IN ('not_asked', 'disclosed') AND case_id IN (SELECT public.conduct_in('subject', 'members_ip')));
CREATE POLICY own ON public.conduct_contact FOR SELECT TO portal_app USING (complainant_id IN (
    SELECT id FROM public.conduct_complainant WHERE grant_id IN (SELECT grant_id FROM public.conduct_my_grants())));
CREATE POLICY own ON public.conduct_need FOR ALL TO portal_app
    USING (grant_id IN (SELECT grant_id FROM public.conduct_my_grants()))
    WITH CHECK (grant_id IN (SELECT grant_id FROM public.conduct_my_grants()));
CREATE POLICY asked ON public.conduct_subject FOR SELECT TO portal_app
    USING (case_id IN (SELECT public.conduct_asked('people')) OR public.conduct_identity() = 'system');
CREATE POLICY own ON public.conduct_subject FOR SELECT TO portal_app
    USING (id IN (SELECT public.conduct_my_subjects()));
CREATE POLICY own ON public.conduct_alleged FOR SELECT TO portal_app
    USING (subject_id IN (SELECT public.conduct_my_subjects()));
CREATE POLICY own ON public.conduct_allegation FOR SELECT TO portal_app
    USING (id IN (SELECT allegation_id FROM public.conduct_alleged
                  WHERE subject_id IN (SELECT public.conduct_my_subjects())));
CREATE POLICY own ON public.conduct_cited FOR SELECT TO portal_app
    USING (alleged_id IN (SELECT id FROM public.conduct_alleged
                          WHERE subject_id IN (SELECT public.conduct_my_subjects())));
CREATE POLICY own ON public.conduct_referred FOR SELECT TO portal_app
    USING (allegation_id IN (SELECT allegation_id FROM public.conduct_alleged
                             WHERE subject_id IN (SELECT public.conduct_my_subjects())));
CREATE POLICY takes_steps ON public.conduct_step FOR INSERT TO portal_app WITH CHECK (
    case_id IN (SELECT case_id FROM public.conduct_my_grants()));
"""

# One person never advises both sides (guard CG2); and nobody who complained or is complained of ever acts (CG4).
KEPT_APART = """
CREATE FUNCTION public.conduct_kept_apart() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF NEW.person_id IS NULL THEN RETURN NEW; END IF;
    PERFORM pg_advisory_xact_lock(hashtextextended(NEW.case_id::text, 7));
    IF NEW.capacity IN ('councils_ip', 'members_ip') AND EXISTS (
        SELECT FROM public.conduct_grant g WHERE g.case_id = NEW.case_id AND g.person_id = NEW.person_id
        AND g.capacity IN ('councils_ip', 'members_ip') AND g.capacity <> NEW.capacity
    ) THEN
        RAISE EXCEPTION 'One Independent Person does not serve both sides' USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.capacity NOT IN ('complainant', 'subject') AND (EXISTS (
        SELECT FROM public.conduct_grant g WHERE g.case_id = NEW.case_id AND g.person_id = NEW.person_id
        AND g.capacity IN ('complainant', 'subject')
    ) OR EXISTS (
        SELECT FROM public.conduct_subject s WHERE s.case_id = NEW.case_id AND s.member_id = NEW.person_id
    )) THEN
        RAISE EXCEPTION 'Nobody acts on a case to which they are a party' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER conduct_grant_kept_apart BEFORE INSERT ON public.conduct_grant
    FOR EACH ROW EXECUTE FUNCTION public.conduct_kept_apart();

CREATE FUNCTION public.conduct_grant_ends_once() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF TG_OP = 'DELETE' AND public.records_disposing() THEN RETURN OLD; END IF;
    IF TG_OP = 'UPDATE' AND OLD.revoked_at IS NULL THEN RETURN NEW; END IF;
    RAISE EXCEPTION 'A grant that was ended stays ended' USING ERRCODE = 'insufficient_privilege';
END
$$;
CREATE TRIGGER conduct_grant_ends_once BEFORE UPDATE OR DELETE ON public.conduct_grant
    FOR EACH ROW EXECUTE FUNCTION public.conduct_grant_ends_once();
REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON public.conduct_readingrule FROM portal_app;
"""

SEED = "INSERT INTO public.conduct_readingrule (artefact, capacity, reach) VALUES " + ", ".join(
    f"('{artefact}', '{capacity}', '{reach}')" for artefact, capacity, reach in CELLS
)
UP = (
    FUNCTIONS
    + WALL
    + "".join(f"SELECT public.conduct_wall('public.{table}', '{artefact}');\n" for table, artefact in PLAIN.items())
    + "".join(f"SELECT public.conduct_wall('public.{table}', '');\n" for table in OWN_RULES)
    + "".join(f"REVOKE DELETE, TRUNCATE ON public.{table} FROM portal_app;\n" for table in OWN_RULES)
    + POLICIES
    + KEPT_APART
    + "".join(
        f"""
CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON public.{table}
    FOR EACH ROW EXECUTE FUNCTION public.conduct_refuse();
REVOKE UPDATE, DELETE, TRUNCATE ON public.{table} FROM portal_app;
"""
        for table in ADD_ONLY
    )
    + SEED
)

DOWN = (
    """
DO $$
DECLARE one record;
BEGIN
    FOR one IN SELECT policyname, tablename FROM pg_policies
               WHERE schemaname = 'public' AND tablename LIKE 'conduct\\_%' LOOP
        EXECUTE format('DROP POLICY %I ON public.%I', one.policyname, one.tablename);
    END LOOP;
END
$$;
"""
    + "".join(f"DROP TRIGGER {table}_no_change ON public.{table};\n" for table in ADD_ONLY)
    + """
DROP TRIGGER conduct_grant_kept_apart ON public.conduct_grant;
DROP TRIGGER conduct_grant_ends_once ON public.conduct_grant;
DELETE FROM public.conduct_readingrule;
"""
    + "".join(
        f"ALTER TABLE public.{table} NO FORCE ROW LEVEL SECURITY;\n"
        f"ALTER TABLE public.{table} DISABLE ROW LEVEL SECURITY;\n"
        f"GRANT INSERT, UPDATE, DELETE ON public.{table} TO portal_app;\n"
        for table in (*PLAIN, *OWN_RULES)
    )
    + """
GRANT INSERT, UPDATE, DELETE ON public.conduct_readingrule TO portal_app;
DROP FUNCTION public.conduct_grant_ends_once();
DROP FUNCTION public.conduct_kept_apart();
DROP FUNCTION public.conduct_refuse();
DROP FUNCTION public.conduct_wall(regclass, text);
DROP FUNCTION public.conduct_for_cover();
DROP FUNCTION public.conduct_called(text);
DROP FUNCTION public.conduct_told_of(uuid);
DROP FUNCTION public.conduct_ever_in();
DROP FUNCTION public.conduct_passes_on(uuid);
DROP FUNCTION public.conduct_is_unheld(uuid);
DROP FUNCTION public.conduct_is_stranger(uuid);
DROP FUNCTION public.conduct_has_role(text[]);
DROP FUNCTION public.conduct_sent_outside();
DROP FUNCTION public.conduct_sent_to_me();
DROP FUNCTION public.conduct_my_subjects();
DROP FUNCTION public.conduct_holds();
DROP FUNCTION public.conduct_in(text[]);
DROP FUNCTION public.conduct_asked(text);
DROP FUNCTION public.conduct_writes(text);
DROP FUNCTION public.conduct_reads(text);
DROP FUNCTION public.conduct_cells();
DROP FUNCTION public.conduct_my_grants();
DROP FUNCTION public.conduct_asking();
DROP FUNCTION public.conduct_identity();
"""
)


class Migration(migrations.Migration):
    dependencies = [("conduct", "0001_cases"), ("people", "0002_history_stays"), ("records", "0003_held_and_gone")]

    operations = [migrations.RunSQL(UP, DOWN)]
