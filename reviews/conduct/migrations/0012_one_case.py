"""What belongs together stays in one case, is written in one's own name, and no function answers for a foreign id.

The policies of ``0002_wall`` look at ``case_id``. Here the database also holds that whatever a row names (its paper, its
grant, its subject member...) stands in the same case, that no row moves to another case, and that nobody writes in
somebody else's name. A later table of this room gets both by ``SELECT public.conduct_hold_together()``, which may run
again at any time: it adds what is missing. A test finds a table for which it was forgotten.
"""

from django.db import migrations

HOLD_TOGETHER = """
CREATE FUNCTION public.conduct_stays() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE one text;
BEGIN
    FOREACH one IN ARRAY TG_ARGV LOOP
        IF to_jsonb(NEW) -> one IS DISTINCT FROM to_jsonb(OLD) -> one THEN
            RAISE EXCEPTION '% of % is never changed', one, TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
        END IF;
    END LOOP;
    RETURN NEW;
END
$$;

CREATE FUNCTION public.conduct_hold_together() RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE one record;
BEGIN
    FOR one IN
        SELECT con.conrelid, con.confrelid, child.relname AS child, parent.relname AS parent, a.attname AS named,
               left(child.relname || '_' || a.attname, 51) || '_in_one_case' AS name
        FROM pg_constraint con
        JOIN pg_class child ON child.oid = con.conrelid JOIN pg_class parent ON parent.oid = con.confrelid
        JOIN pg_attribute a ON a.attrelid = con.conrelid AND a.attnum = con.conkey[1]
        WHERE con.contype = 'f' AND cardinality(con.conkey) = 1
          AND child.relname LIKE 'conduct\\_%' AND parent.relname LIKE 'conduct\\_%'
          AND EXISTS (SELECT FROM pg_attribute c WHERE c.attrelid = child.oid AND c.attname = 'case_id')
          AND EXISTS (SELECT FROM pg_attribute c WHERE c.attrelid = parent.oid AND c.attname = 'case_id')
    LOOP
        IF NOT EXISTS (SELECT FROM pg_constraint WHERE conrelid = one.confrelid AND conname = one.parent || '_in_case')
        THEN
            EXECUTE format('ALTER TABLE public.%I ADD CONSTRAINT %I UNIQUE (id, case_id)',
                           one.parent, one.parent || '_in_case');
        END IF;
        IF NOT EXISTS (SELECT FROM pg_constraint WHERE conrelid = one.conrelid AND conname = one.name) THEN
            EXECUTE format('ALTER TABLE public.%I ADD CONSTRAINT %I FOREIGN KEY (%I, case_id)
                REFERENCES public.%I (id, case_id)', one.child, one.name, one.named, one.parent);
        END IF;
    END LOOP;
    FOR one IN
        SELECT c.oid, c.relname FROM pg_class c
        WHERE c.relkind = 'r' AND c.relname LIKE 'conduct\\_%'
          AND EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'case_id')
          AND NOT EXISTS (SELECT FROM pg_trigger t WHERE t.tgrelid = c.oid AND t.tgname = c.relname || '_in_case')
    LOOP
        EXECUTE format('CREATE TRIGGER %I BEFORE UPDATE ON public.%I
            FOR EACH ROW EXECUTE FUNCTION public.conduct_stays(''id'', ''case_id'')',
            one.relname || '_in_case', one.relname);
    END LOOP;
    -- Who wrote it is whoever asks. Nobody, only for somebody without an account and where an intake writes for them.
    FOR one IN
        SELECT c.relname, a.attname AS named FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
        WHERE c.relkind = 'r' AND c.relname LIKE 'conduct\\_%' AND c.relrowsecurity
          AND a.attname IN ('by_id', 'given_by_id', 'sent_by_id', 'noted_by_id', 'written_by_id')
          AND NOT EXISTS (SELECT FROM pg_policies p WHERE p.tablename = c.relname AND p.policyname = 'own_name')
    LOOP
        EXECUTE format('CREATE POLICY own_name ON public.%I AS RESTRICTIVE FOR INSERT TO portal_app WITH CHECK (
            %I::text = public.conduct_identity() OR public.conduct_identity() LIKE ''receiving:%%''
            OR (%I IS NULL AND public.conduct_identity() LIKE ''code:%%''))', one.relname, one.named, one.named);
    END LOOP;
END
$$;
REVOKE EXECUTE ON FUNCTION public.conduct_hold_together() FROM PUBLIC;
SELECT public.conduct_hold_together();
CREATE TRIGGER conduct_case_stays BEFORE UPDATE ON public.conduct_case
    FOR EACH ROW EXECUTE FUNCTION public.conduct_stays('id', 'reference', 'source', 'received_at');
CREATE TRIGGER conduct_subject_stays BEFORE UPDATE ON public.conduct_subject
    FOR EACH ROW WHEN (OLD.member_id IS NOT NULL) EXECUTE FUNCTION public.conduct_stays('member_id');
"""

# Restrictive: a row passes these and one of the policies of 0002_wall, also of those that a later migration adds.
POLICIES = """
CREATE POLICY by_its_holder ON public.conduct_grant AS RESTRICTIVE FOR INSERT TO portal_app WITH CHECK (
    public.conduct_identity() LIKE 'receiving:%' OR capacity = 'holder'
    OR (capacity = 'break_glass' AND person_id::text = public.conduct_identity()
        AND ends_at <= given_at + interval '24 hours')
    OR (capacity <> 'break_glass' AND case_id IN (SELECT public.conduct_in('holder'))));
CREATE POLICY ended_in_own_name ON public.conduct_grant AS RESTRICTIVE FOR UPDATE TO portal_app USING (true)
    WITH CHECK (revoked_by_id::text = public.conduct_identity()
                OR (revoked_by_id IS NULL AND public.conduct_identity() LIKE 'code:%'));
CREATE POLICY own_hand ON public.conduct_paper AS RESTRICTIVE FOR INSERT TO portal_app WITH CHECK (
    public.conduct_identity() LIKE 'receiving:%'
    OR typed_by_id::text = public.conduct_identity()
    OR (typed_by_id IS NULL AND grant_id IN (SELECT grant_id FROM public.conduct_my_grants())));
CREATE POLICY own_paper ON public.conduct_paperfile AS RESTRICTIVE FOR INSERT TO portal_app WITH CHECK (
    public.conduct_identity() LIKE 'receiving:%' OR paper_id IN (
        SELECT p.id FROM public.conduct_paper p
        WHERE p.typed_by_id::text = public.conduct_identity()
           OR p.grant_id IN (SELECT grant_id FROM public.conduct_my_grants())));
-- One sends what one reads, and never to oneself: a clerk cannot open to themself what was not sent to them.
CREATE POLICY reads_it ON public.conduct_sending AS RESTRICTIVE FOR INSERT TO portal_app WITH CHECK (
    EXISTS (SELECT FROM public.conduct_paper p WHERE p.id = paper_id AND (to_person_id IS NULL OR p.kind = 'notice'))
    AND to_person_id::text IS DISTINCT FROM public.conduct_identity()
    AND (to_id IS NULL OR to_id NOT IN (SELECT grant_id FROM public.conduct_my_grants())));
CREATE POLICY own_part ON public.conduct_step AS RESTRICTIVE FOR INSERT TO portal_app WITH CHECK (
    public.conduct_identity() LIKE 'receiving:%'
    OR (case_id, capacity::text) IN (SELECT case_id, capacity FROM public.conduct_my_grants() WHERE is_cleared));
"""

CHECKS = """
CREATE FUNCTION public.conduct_replaces() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF NEW.replaces_id IS NULL OR EXISTS (
        SELECT FROM public.conduct_paper p WHERE p.id = NEW.replaces_id AND p.kind = NEW.kind
        AND (p.grant_id = NEW.grant_id OR NEW.case_id IN (SELECT public.conduct_writes(NEW.kind)))
    ) THEN RETURN NULL; END IF;
    RAISE EXCEPTION 'A paper is replaced by its writer, by one of its kind' USING ERRCODE = 'check_violation';
END
$$;
CREATE TRIGGER conduct_paper_replaces AFTER INSERT ON public.conduct_paper
    FOR EACH ROW EXECUTE FUNCTION public.conduct_replaces();

CREATE FUNCTION public.conduct_own_grant() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF TG_TABLE_NAME = 'conduct_complainant' THEN
        IF EXISTS (SELECT FROM public.conduct_grant g WHERE g.id = NEW.grant_id AND g.capacity = 'complainant')
        THEN RETURN NULL; END IF;
    ELSIF NEW.grant_id IS NULL OR EXISTS (
        SELECT FROM public.conduct_grant g
        WHERE g.id = NEW.grant_id AND g.capacity = 'subject' AND g.person_id = NEW.member_id
    ) THEN RETURN NULL; END IF;
    RAISE EXCEPTION 'The grant is that of the party itself' USING ERRCODE = 'check_violation';
END
$$;
CREATE TRIGGER conduct_subject_own_grant AFTER INSERT OR UPDATE ON public.conduct_subject
    FOR EACH ROW EXECUTE FUNCTION public.conduct_own_grant();
CREATE TRIGGER conduct_complainant_own_grant AFTER INSERT OR UPDATE ON public.conduct_complainant
    FOR EACH ROW EXECUTE FUNCTION public.conduct_own_grant();

-- A complainant moves a case only by answering (row 3 of the table).
CREATE FUNCTION public.conduct_party_moves() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF OLD.state <> NEW.state AND OLD.state <> 'awaiting_complainant'
       AND NEW.id IN (SELECT public.conduct_in('complainant')) THEN
        RAISE EXCEPTION 'A complainant answers, and moves nothing else' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER conduct_case_party_moves BEFORE UPDATE ON public.conduct_case
    FOR EACH ROW EXECUTE FUNCTION public.conduct_party_moves();

-- After the policies have spoken: before them its refusal told a stranger who is a party to a case of which they had
-- the id.
DROP TRIGGER conduct_grant_kept_apart ON public.conduct_grant;
CREATE TRIGGER conduct_grant_kept_apart AFTER INSERT ON public.conduct_grant
    FOR EACH ROW EXECUTE FUNCTION public.conduct_kept_apart();
"""

# What somebody with a stake is told of an id is what anybody is told of one that is not there: no.
FUNCTIONS = """
CREATE OR REPLACE FUNCTION public.conduct_is_stranger(which uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT public.conduct_has_role('monitoring_officer', 'deputy_monitoring_officer', 'auditor')
       AND EXISTS (SELECT FROM public.conduct_case c WHERE c.id = which)
       AND NOT EXISTS (SELECT FROM public.conduct_declaration d WHERE d.case_id = which AND d.has_conflict
                       AND d.person_id::text = public.conduct_identity())
       AND NOT EXISTS (SELECT FROM public.conduct_subject s WHERE s.case_id = which
                       AND s.member_id::text = public.conduct_identity())
       AND NOT EXISTS (SELECT FROM public.conduct_grant g WHERE g.case_id = which
                       AND g.person_id::text = public.conduct_identity()
                       AND g.capacity IN ('complainant', 'subject'))
$$;

CREATE OR REPLACE FUNCTION public.conduct_is_unheld(which uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT (public.conduct_is_stranger(which)
            OR EXISTS (SELECT FROM public.conduct_grant g WHERE g.case_id = which AND g.capacity = 'holder'
                       AND g.person_id::text = public.conduct_identity()))
       AND NOT EXISTS (
        SELECT FROM public.conduct_grant g JOIN public.people_user u ON u.id = g.person_id AND u.is_active
        WHERE g.case_id = which AND g.capacity = 'holder' AND g.revoked_at IS NULL
          AND NOT EXISTS (SELECT FROM public.conduct_declaration d WHERE d.case_id = which
                          AND d.person_id = g.person_id AND d.has_conflict))
$$;

CREATE OR REPLACE FUNCTION public.conduct_told_of(which uuid) RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    WITH able AS (
        SELECT u.id, EXISTS (SELECT FROM public.conduct_grant g WHERE g.case_id = which AND g.person_id = u.id
                             AND g.capacity = 'holder' AND g.revoked_at IS NULL) AS is_holder
        FROM public.people_user u
        WHERE public.conduct_is_stranger(which) AND u.is_active AND u.id::text <> public.conduct_identity()
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
"""

BEFORE = """
CREATE OR REPLACE FUNCTION public.conduct_is_stranger(which uuid) RETURNS boolean
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

CREATE OR REPLACE FUNCTION public.conduct_is_unheld(which uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT NOT EXISTS (
        SELECT FROM public.conduct_grant g JOIN public.people_user u ON u.id = g.person_id AND u.is_active
        WHERE g.case_id = which AND g.capacity = 'holder' AND g.revoked_at IS NULL
          AND NOT EXISTS (SELECT FROM public.conduct_declaration d WHERE d.case_id = which
                          AND d.person_id = g.person_id AND d.has_conflict))
$$;

CREATE OR REPLACE FUNCTION public.conduct_told_of(which uuid) RETURNS SETOF uuid
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
"""
DOWN = (
    BEFORE
    + """
DO $$
DECLARE one record;
BEGIN
    FOR one IN SELECT policyname, tablename FROM pg_policies WHERE permissive = 'RESTRICTIVE' AND tablename LIKE 'conduct\\_%' LOOP
        EXECUTE format('DROP POLICY %I ON public.%I', one.policyname, one.tablename);
    END LOOP;
    FOR one IN SELECT t.tgname AS name, c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
               WHERE NOT t.tgisinternal AND c.relname LIKE 'conduct\\_%' AND t.tgname = c.relname || '_in_case' LOOP
        EXECUTE format('DROP TRIGGER %I ON public.%I', one.name, one.relname);
    END LOOP;
    FOR one IN SELECT con.conname AS name, c.relname FROM pg_constraint con JOIN pg_class c ON c.oid = con.conrelid
               WHERE c.relname LIKE 'conduct\\_%'
               AND (con.conname LIKE '%\\_in\\_one\\_case' OR con.conname = c.relname || '_in_case')
               ORDER BY con.contype LOOP
        EXECUTE format('ALTER TABLE public.%I DROP CONSTRAINT %I', one.relname, one.name);
    END LOOP;
END
$$;
DROP TRIGGER conduct_case_stays ON public.conduct_case;
DROP TRIGGER conduct_subject_stays ON public.conduct_subject;
DROP TRIGGER conduct_paper_replaces ON public.conduct_paper;
DROP TRIGGER conduct_subject_own_grant ON public.conduct_subject;
DROP TRIGGER conduct_complainant_own_grant ON public.conduct_complainant;
DROP TRIGGER conduct_case_party_moves ON public.conduct_case;
DROP TRIGGER conduct_grant_kept_apart ON public.conduct_grant;
CREATE TRIGGER conduct_grant_kept_apart BEFORE INSERT ON public.conduct_grant
    FOR EACH ROW EXECUTE FUNCTION public.conduct_kept_apart();
DROP FUNCTION public.conduct_party_moves();
DROP FUNCTION public.conduct_own_grant();
DROP FUNCTION public.conduct_replaces();
DROP FUNCTION public.conduct_hold_together();
DROP FUNCTION public.conduct_stays();
"""
)


class Migration(migrations.Migration):
    dependencies = [("conduct", "0011_letter_words")]

    operations = [migrations.RunSQL(HOLD_TOGETHER + POLICIES + CHECKS + FUNCTIONS, DOWN)]
