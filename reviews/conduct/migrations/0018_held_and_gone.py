"""A case that is held is neither rewritten nor deleted; one whose time is over goes whole, by one function.

`conduct_life_of` alone says under which rule a case falls and from which day. The portal asks it through `conduct_life`,
and so does `conduct_dispose`, which runs as the owner of the tables (docs/adr/0007 and 0011). Which tables a case has is
read from the catalogue: every table of the room with a `case_id`. A later table needs nothing here to go with its case;
for its sealed words to be held, its migration says `SELECT public.conduct_keep_held()` once more.
"""

from django.db import migrations

KIND = "conduct.case"

HELD = f"""
CREATE FUNCTION public.conduct_tables() RETURNS SETOF name
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
AS $$
    SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'case_id'
    WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace AND c.relname LIKE 'conduct\\_%'
    ORDER BY c.relname
$$;

-- While a hold stands no row goes, and no sealed words that the portal may write over are written over. What was empty
-- may still be filled in, and states move on.
CREATE FUNCTION public.conduct_keep_held() RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE one record;
BEGIN
    FOR one IN
        SELECT t AS relname, left(t || '_held', 63) AS name, 'DELETE' AS deed FROM public.conduct_tables() t
        UNION ALL
        SELECT c.relname, left(c.relname || '_held_' || a.attname, 63), format(
            'UPDATE OF %I', a.attname) || '|' || a.attname
        FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND a.atttypid = 'bytea'::regtype
        WHERE c.relname IN (SELECT public.conduct_tables()) AND c.relnamespace = 'public'::regnamespace
          AND has_column_privilege('portal_app', c.oid, a.attnum, 'UPDATE')
    LOOP
        CONTINUE WHEN EXISTS (SELECT FROM pg_trigger g WHERE g.tgname = one.name
                              AND g.tgrelid = ('public.' || quote_ident(one.relname))::regclass);
        EXECUTE format('CREATE TRIGGER %I BEFORE %s ON public.%I FOR EACH ROW %s
            EXECUTE FUNCTION public.records_refuse_when_held(''{KIND}'', ''case_id'')',
            one.name, split_part(one.deed, '|', 1), one.relname,
            CASE WHEN one.deed LIKE '%|%' THEN format('WHEN (length(OLD.%1$I) > 0 AND NEW.%1$I IS DISTINCT FROM OLD.%1$I)',
                                                      split_part(one.deed, '|', 2)) ELSE '' END);
    END LOOP;
END
$$;
REVOKE EXECUTE ON FUNCTION public.conduct_keep_held() FROM PUBLIC;
SELECT public.conduct_keep_held();
CREATE TRIGGER conduct_case_held BEFORE DELETE ON public.conduct_case
    FOR EACH ROW EXECUTE FUNCTION public.records_refuse_when_held('{KIND}', 'id');
"""

LIFE = """
-- Under which rule a case falls and from which day (Europe/London) that rule counts; until when a notice of it is shown.
-- Nothing for one that is open, or open again.
CREATE FUNCTION public.conduct_life_of(
    which uuid, OUT record_class text, OUT ended_on date, OUT shown_until date
) LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    found public.conduct_case%ROWTYPE;
    assessed timestamptz;
    investigated timestamptz;
    decided timestamptz;
    reopened timestamptz;
    is_breach boolean;
BEGIN
    SELECT * INTO found FROM public.conduct_case c WHERE c.id = which;
    IF found.closed_at IS NULL THEN RETURN; END IF;
    SELECT max(s.at) FILTER (WHERE s.verb = 'begin_assessment'), max(s.at) FILTER (WHERE s.verb = 'investigate'),
           max(s.at) FILTER (WHERE s.verb = 'decide'), max(s.at) FILTER (WHERE s.verb = 'reopen')
        INTO assessed, investigated, decided, reopened FROM public.conduct_step s WHERE s.case_id = which;
    -- The newest finding of each allegation against each member is the one that counts.
    SELECT EXISTS (
        SELECT FROM (
            SELECT DISTINCT ON (f.alleged_id) f.outcome FROM public.conduct_finding f
            WHERE f.case_id = which ORDER BY f.alleged_id, f.at DESC, f.id DESC
        ) AS newest WHERE newest.outcome <> 'no_breach'
    ) INTO is_breach;
    record_class := CASE
        WHEN is_breach THEN 'conduct.lasting'
        WHEN found.state = 'closed_no_breach' OR decided > coalesce(investigated, '-infinity') THEN 'conduct.ended'
        WHEN investigated IS NOT NULL THEN 'conduct.lasting'
        WHEN found.state = 'closed_out_of_scope' OR (assessed IS NULL AND found.state IN ('withdrawn', 'closed'))
            THEN 'conduct.early'
        ELSE 'conduct.ended' END;
    ended_on := (found.closed_at AT TIME ZONE 'Europe/London')::date;
    IF record_class = 'conduct.lasting' AND decided > coalesce(reopened, '-infinity') THEN
        ended_on := (decided AT TIME ZONE 'Europe/London')::date;
    END IF;
    SELECT max(p.show_until) INTO shown_until
        FROM public.conduct_publication p JOIN public.conduct_publictext t ON t.id = p.text_id
        WHERE t.case_id = which AND p.unpublished_at IS NULL
          AND p.show_until >= (now() AT TIME ZONE 'Europe/London')::date;
END
$$;
REVOKE EXECUTE ON FUNCTION public.conduct_life_of(uuid) FROM PUBLIC;

CREATE FUNCTION public.conduct_has_stake(which uuid, person text) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
AS $$
    SELECT EXISTS (SELECT FROM public.conduct_declaration d
                   WHERE d.case_id = which AND d.person_id::text = person AND d.has_conflict)
        OR EXISTS (SELECT FROM public.conduct_subject s WHERE s.case_id = which AND s.member_id::text = person)
        OR EXISTS (SELECT FROM public.conduct_grant g WHERE g.case_id = which AND g.person_id::text = person
                   AND g.capacity IN ('complainant', 'subject'))
$$;
REVOKE EXECUTE ON FUNCTION public.conduct_has_stake(uuid, text) FROM PUBLIC;

-- What the Monitoring Officer's office may know of in the records office, open or closed: that it is there. Never with
-- a stake in it. `is_own`: they hold it, or nobody does. No ids: all.
CREATE FUNCTION public.conduct_for_records(ids uuid[]) RETURNS TABLE (case_id uuid, reference text, is_own boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT c.id, c.reference::text,
           c.id IN (SELECT public.conduct_in('holder')) OR public.conduct_is_unheld(c.id)
    FROM public.conduct_case c
    WHERE (SELECT public.conduct_has_role('monitoring_officer', 'deputy_monitoring_officer'))
      AND (ids IS NULL OR c.id = ANY (ids))
      AND NOT public.conduct_has_stake(c.id, public.conduct_identity())
$$;

-- Of these, where somebody complained or is complained of.
CREATE FUNCTION public.conduct_of_person(who uuid) RETURNS TABLE (case_id uuid, reference text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT known.case_id, known.reference FROM public.conduct_for_records(NULL) known
    WHERE EXISTS (SELECT FROM public.conduct_subject s WHERE s.case_id = known.case_id AND s.member_id = who)
       OR EXISTS (SELECT FROM public.conduct_grant g WHERE g.case_id = known.case_id AND g.person_id = who
                  AND g.capacity IN ('complainant', 'subject'))
    ORDER BY known.reference
$$;

CREATE FUNCTION public.conduct_life(which uuid, OUT record_class text, OUT ended_on date, OUT shown_until date)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF public.conduct_identity() = 'system' OR which IN (SELECT public.conduct_in('holder'))
       OR EXISTS (SELECT FROM public.conduct_for_records(ARRAY[which])) THEN
        SELECT l.record_class, l.ended_on, l.shown_until INTO record_class, ended_on, shown_until
            FROM public.conduct_life_of(which) l;
    END IF;
END
$$;
"""

GONE = f"""
-- Nobody reads a whole case, so the hash that is left of it is made here: over every row as it is stored, sealed, and
-- the hashes of its files, table by table, each with the hash before.
CREATE FUNCTION public.conduct_digest(which uuid) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp SET timezone = 'UTC' SET bytea_output = 'hex'
AS $$
DECLARE
    one name;
    part text;
    digest text;
BEGIN
    SELECT to_jsonb(c)::text INTO part FROM public.conduct_case c WHERE c.id = which;
    digest := encode(sha256(convert_to(part, 'UTF8')), 'hex');
    FOR one IN SELECT public.conduct_tables() LOOP
        EXECUTE format('SELECT string_agg(to_jsonb(t)::text, E''\\n'' ORDER BY t.id) FROM public.%I t
                        WHERE t.case_id = $1', one) INTO part USING which;
        digest := encode(sha256(convert_to(digest || one || coalesce(part, ''), 'UTF8')), 'hex');
    END LOOP;
    SELECT string_agg(f.id || f.sha256, E'\\n' ORDER BY f.id) INTO part
        FROM public.files_storedfile f JOIN public.conduct_paperfile p ON p.stored_id = f.id WHERE p.case_id = which;
    RETURN encode(sha256(convert_to(digest || coalesce(part, ''), 'UTF8')), 'hex');
END
$$;
REVOKE EXECUTE ON FUNCTION public.conduct_digest(uuid) FROM PUBLIC;

CREATE FUNCTION public.conduct_delete(which uuid) RETURNS text[]
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    one record;
    things text[] := ARRAY[which::text];
    more text[];
    taken text[] := '{{}}';
    objects text[];
    everything text;
BEGIN
    FOR one IN SELECT t AS relname FROM public.conduct_tables() t LOOP
        EXECUTE format('SELECT array_agg(t.id::text) FROM public.%I t WHERE t.case_id = $1', one.relname)
            INTO more USING which;
        things := things || coalesce(more, '{{}}');
    END LOOP;
    FOR one IN
        SELECT c.relname, a.attname FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
        JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = k.conkey[1]
        WHERE k.contype = 'f' AND k.confrelid = 'public.files_storedfile'::regclass
          AND c.relname IN (SELECT public.conduct_tables())
    LOOP
        EXECUTE format('SELECT array_agg(t.%I::text) FROM public.%I t WHERE t.case_id = $1', one.attname, one.relname)
            INTO more USING which;
        taken := taken || coalesce(more, '{{}}');
    END LOOP;
    SELECT things || taken || coalesce(array_agg(r.id::text), '{{}}') INTO things
        FROM public.deadlines_reminder r WHERE r.about_id::text = ANY (things);
    -- What was published is kept longer than its case, and named nothing of it.
    UPDATE public.conduct_publication p SET text_id = NULL FROM public.conduct_publictext t
        WHERE t.id = p.text_id AND t.case_id = which;
    -- In one statement: the rows name each other in circles, and keys are asked for at its end.
    SELECT 'WITH ' || string_agg(format('%1$I AS (DELETE FROM public.%1$I WHERE case_id = $1)', t), ', ') || ' SELECT 1'
        INTO everything FROM public.conduct_tables() t;
    EXECUTE everything USING which;
    WITH files AS (
        DELETE FROM public.files_storedfile f WHERE f.id::text = ANY (taken) RETURNING f.original_object, f.safe_object
    ) SELECT coalesce(array_agg(name), '{{}}') INTO objects
        FROM files CROSS JOIN LATERAL (VALUES (original_object), (safe_object)) AS named (name) WHERE name <> '';
    DELETE FROM public.deadlines_reminder r WHERE r.id::text = ANY (things);
    DELETE FROM public.deadlines_clockevent e USING public.deadlines_clock c
        WHERE e.clock_id = c.id AND c.about_id::text = ANY (things);
    DELETE FROM public.deadlines_clock c WHERE c.about_id::text = ANY (things);
    DELETE FROM public.outbox_item o WHERE o.sent_at IS NULL
        AND EXISTS (SELECT FROM jsonb_each_text(o.payload) p WHERE p.value = ANY (things));
    DELETE FROM public.conduct_case c WHERE c.id = which;
    RETURN objects;
END
$$;
REVOKE EXECUTE ON FUNCTION public.conduct_delete(uuid) FROM PUBLIC;

CREATE FUNCTION public.conduct_dispose(disposal uuid, certificate text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    item public.conduct_case%ROWTYPE;
    done public.records_disposal%ROWTYPE;
    life record;
    digest text;
    files integer;
BEGIN
    IF certificate !~ '^DIS-[0-9]{{4}}-[0-9]{{4,}}$' THEN
        RAISE EXCEPTION 'a disposal needs a certificate' USING ERRCODE = 'check_violation';
    END IF;
    SELECT * INTO STRICT done FROM public.records_disposal d WHERE d.id = disposal;
    SELECT * INTO STRICT item FROM public.conduct_case c WHERE c.id = done.about_id FOR UPDATE;
    PERFORM public.records_begin_disposal(disposal, '{KIND}', true);
    SELECT * INTO STRICT life FROM public.conduct_life_of(item.id);
    IF life.ended_on IS DISTINCT FROM done.ended_on OR life.record_class IS DISTINCT FROM done.rule_id
        OR done.holder <> 'office'
    THEN
        RAISE EXCEPTION 'it is not over, or ended on another day' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF life.shown_until IS NOT NULL THEN
        RAISE EXCEPTION 'a notice of it is still shown' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF public.conduct_has_stake(item.id, done.approved_by_id::text) THEN
        RAISE EXCEPTION 'nobody with a stake in it approves its disposal' USING ERRCODE = 'insufficient_privilege';
    END IF;
    digest := public.conduct_digest(item.id);
    SELECT count(*) INTO files FROM public.conduct_paperfile p WHERE p.case_id = item.id;
    INSERT INTO public.conduct_keptfrom (id, about_id, person_id)
        SELECT gen_random_uuid(), item.id, held.user_id FROM (
            SELECT DISTINCT r.user_id FROM public.people_rolegrant r
            WHERE r.role IN ('monitoring_officer', 'deputy_monitoring_officer')
        ) AS held WHERE public.conduct_has_stake(item.id, held.user_id::text);
    PERFORM public.records_end_disposal(
        disposal, item.reference, (item.received_at AT TIME ZONE 'Europe/London')::date, digest, certificate,
        public.conduct_delete(item.id), files
    );
END
$$;
REVOKE EXECUTE ON FUNCTION public.conduct_dispose(uuid, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION public.conduct_dispose(uuid, text) TO portal_app;

-- What was published of a case that is gone, when its own time is over: it was public, so nobody is asked.
CREATE FUNCTION public.conduct_clear_notices() RETURNS SETOF uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    today date := (now() AT TIME ZONE 'Europe/London')::date;
    old uuid[];
BEGIN
    SELECT coalesce(array_agg(p.id), '{{}}') INTO old
        FROM public.conduct_publication p, public.records_retentionrule r
        WHERE r.record_class = 'conduct.notice' AND p.text_id IS NULL
          AND (p.unpublished_at IS NOT NULL OR p.show_until < today)
          AND ((p.published_at AT TIME ZONE 'Europe/London')::date + (r.amount || ' ' || r.unit)::interval)::date <= today;
    PERFORM set_config('portal.disposing', 'yes', true);
    DELETE FROM public.conduct_publicationpdf d WHERE d.publication_id = ANY (old);
    DELETE FROM public.conduct_publication p WHERE p.id = ANY (old);
    PERFORM set_config('portal.disposing', '', true);
    RETURN QUERY SELECT unnest(old);
END
$$;
REVOKE EXECUTE ON FUNCTION public.conduct_clear_notices() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION public.conduct_clear_notices() TO portal_app;

SELECT public.conduct_wall('public.conduct_keptfrom', '');
CREATE POLICY own ON public.conduct_keptfrom FOR SELECT TO portal_app
    USING (person_id::text = public.conduct_identity());
CREATE TRIGGER conduct_keptfrom_no_change BEFORE UPDATE OR DELETE ON public.conduct_keptfrom
    FOR EACH ROW EXECUTE FUNCTION public.conduct_refuse();
REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON public.conduct_keptfrom FROM portal_app;

CREATE FUNCTION public.conduct_publication_of_text() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF NEW.text_id IS NOT NULL THEN RETURN NEW; END IF;
    RAISE EXCEPTION 'What is published was written as a text of a case' USING ERRCODE = 'insufficient_privilege';
END
$$;
CREATE TRIGGER conduct_publication_of_text BEFORE INSERT ON public.conduct_publication
    FOR EACH ROW EXECUTE FUNCTION public.conduct_publication_of_text();
"""

UNPUBLISHES = """
CREATE OR REPLACE FUNCTION public.conduct_unpublishes() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF TG_OP = 'DELETE' AND public.records_disposing() THEN RETURN OLD; END IF;{outlives}
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
"""
OUTLIVES = """
    IF TG_OP = 'UPDATE' AND NEW.text_id IS NULL AND public.records_disposing()
       AND to_jsonb(NEW) - 'text_id' = to_jsonb(OLD) - 'text_id' THEN RETURN NEW; END IF;"""

UNDO = """
DROP TRIGGER conduct_publication_of_text ON public.conduct_publication;
DROP FUNCTION public.conduct_publication_of_text();
DROP TRIGGER conduct_keptfrom_no_change ON public.conduct_keptfrom;
DROP POLICY own ON public.conduct_keptfrom;
DROP POLICY owner_asks ON public.conduct_keptfrom;
DROP FUNCTION public.conduct_clear_notices();
DROP FUNCTION public.conduct_dispose(uuid, text);
DROP FUNCTION public.conduct_delete(uuid);
DROP FUNCTION public.conduct_digest(uuid);
DROP FUNCTION public.conduct_life(uuid);
DROP FUNCTION public.conduct_of_person(uuid);
DROP FUNCTION public.conduct_for_records(uuid[]);
DROP FUNCTION public.conduct_has_stake(uuid, text);
DROP FUNCTION public.conduct_life_of(uuid);
DO $$
DECLARE one record;
BEGIN
    FOR one IN SELECT t.tgname, c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
               WHERE c.relname LIKE 'conduct\\_%' AND t.tgfoid = 'public.records_refuse_when_held'::regproc LOOP
        EXECUTE format('DROP TRIGGER %I ON public.%I', one.tgname, one.relname);
    END LOOP;
END
$$;
DROP FUNCTION public.conduct_keep_held();
DROP FUNCTION public.conduct_tables();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("conduct", "0017_ends"),
        ("deadlines", "0004_events_go_with_their_record"),
        ("files", "0004_keys_stay"),
        ("outbox", "0001_items"),
        ("records", "0006_members_own"),
    ]

    operations = [
        migrations.RunSQL(HELD + LIFE, migrations.RunSQL.noop),
        migrations.RunSQL(GONE + UNPUBLISHES.format(outlives=OUTLIVES), UNDO + UNPUBLISHES.format(outlives="")),
    ]
