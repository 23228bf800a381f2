"""What holds, disposals and the log of disclosures rest on when the application is wrong.

A room hangs `records_refuse_when_held('its.kind', 'column of the record')` on each of its tables, and writes one function
that deletes a record: SECURITY DEFINER, owned by the role that owns the tables, between `records_begin_disposal` (which
refuses what is not approved, not due, or held) and `records_end_disposal` (which leaves the tombstone). The role that
serves can run the room's function and neither of the other two, and may delete nothing itself (docs/adr/0007).
"""

from django.db import migrations

NEVER = {
    "records_hold": "DELETE, TRUNCATE",
    "records_retentionrule": "DELETE, TRUNCATE",
    "records_retentionchange": "UPDATE, DELETE, TRUNCATE",
    "records_draftsgone": "UPDATE, DELETE, TRUNCATE",
    "records_disposal": "DELETE, TRUNCATE",
    "records_tombstone": "INSERT, UPDATE, DELETE, TRUNCATE",
    "records_certificate": "UPDATE, DELETE, TRUNCATE",
    "records_disclosure": "DELETE, TRUNCATE",
    "records_redaction": "UPDATE, TRUNCATE",
    "records_personsearch": "UPDATE, DELETE, TRUNCATE",
}

HOLDS = """
CREATE FUNCTION public.records_lock_key(kind text, about uuid) RETURNS bigint
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp
AS $$ SELECT hashtextextended(kind || ':' || about::text, 0) $$;

CREATE FUNCTION public.records_is_held(kind text, about uuid) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
AS $$ SELECT EXISTS (
    SELECT FROM public.records_hold h WHERE h.about_kind = kind AND h.about_id = about AND h.lifted_at IS NULL
) $$;

-- Whether the owner's own function is at work in this transaction. Nobody else can be the owner.
CREATE FUNCTION public.records_disposing() RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
AS $$ SELECT coalesce(current_setting('portal.disposing', true), '') = 'yes' AND current_user = (
    SELECT t.tableowner FROM pg_tables t WHERE t.schemaname = 'public' AND t.tablename = 'records_disposal'
) $$;

-- A hold and a disposal of one record wait for each other.
CREATE FUNCTION public.records_hold_waits() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(public.records_lock_key(NEW.about_kind, NEW.about_id));
    RETURN NEW;
END $$;
CREATE TRIGGER records_hold_waits BEFORE INSERT ON public.records_hold
    FOR EACH ROW EXECUTE FUNCTION public.records_hold_waits();

CREATE FUNCTION public.records_hold_stays() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF OLD.lifted_at IS NOT NULL OR (NEW.about_kind, NEW.about_id, NEW.source, NEW.reason, NEW.placed_by_id, NEW.placed_at)
        IS DISTINCT FROM (OLD.about_kind, OLD.about_id, OLD.source, OLD.reason, OLD.placed_by_id, OLD.placed_at)
    THEN
        RAISE EXCEPTION 'a hold is lifted once and otherwise stays' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER records_hold_stays BEFORE UPDATE ON public.records_hold
    FOR EACH ROW EXECUTE FUNCTION public.records_hold_stays();

-- For the tables of a room: the kind of record, and the column in which its id stands.
CREATE FUNCTION public.records_refuse_when_held() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    about uuid := (to_jsonb(OLD) ->> TG_ARGV[1])::uuid;
BEGIN
    -- The owner may seal a text anew when keys are renewed, which changes no word of it; it may not delete.
    IF TG_OP = 'UPDATE' AND current_user = (
        SELECT t.tableowner FROM pg_tables t WHERE t.schemaname = 'public' AND t.tablename = 'records_hold'
    ) THEN
        RETURN NEW;
    END IF;
    PERFORM pg_advisory_xact_lock_shared(public.records_lock_key(TG_ARGV[0], about));
    IF public.records_is_held(TG_ARGV[0], about) THEN
        RAISE EXCEPTION 'a legal hold stands on % %', TG_ARGV[0], about USING ERRCODE = 'restrict_violation';
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
END $$;
"""

DISPOSALS = """
CREATE FUNCTION public.records_disposal_steps() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF OLD.state = 'done' AND to_jsonb(NEW) - 'objects_left' IS DISTINCT FROM to_jsonb(OLD) - 'objects_left' THEN
        RAISE EXCEPTION 'a disposal that was done stays' USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.state = 'done' AND OLD.state <> 'done' AND NOT public.records_disposing() THEN
        RAISE EXCEPTION 'only the function that deletes the record ends its disposal' USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.state = 'approved' AND OLD.state NOT IN ('proposed', 'approved') THEN
        RAISE EXCEPTION 'only what was proposed is approved' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER records_disposal_steps BEFORE UPDATE ON public.records_disposal
    FOR EACH ROW EXECUTE FUNCTION public.records_disposal_steps();
CREATE FUNCTION public.records_disposal_begins() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF NEW.state <> 'coming' THEN
        RAISE EXCEPTION 'a disposal begins by being announced' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER records_disposal_begins BEFORE INSERT ON public.records_disposal
    FOR EACH ROW EXECUTE FUNCTION public.records_disposal_begins();

-- Whether that person, today, may approve the disposal of a record of that holder, by the roles that two people gave.
CREATE FUNCTION public.records_may_approve(person uuid, is_offices boolean) RETURNS boolean
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    today date := (now() AT TIME ZONE 'Europe/London')::date;
BEGIN
    RETURN EXISTS (
        SELECT FROM public.people_rolegrant g JOIN public.people_user u ON u.id = g.user_id
        WHERE g.user_id = person AND u.is_active AND g.ended_at IS NULL AND g.starts_on <= today
          AND (g.ends_on IS NULL OR g.ends_on >= today)
          AND CASE WHEN is_offices THEN g.role IN ('monitoring_officer', 'deputy_monitoring_officer')
                   ELSE g.role = 'information_governance' END
    );
END $$;

CREATE FUNCTION public.records_begin_disposal(disposal uuid, kind text, is_offices boolean) RETURNS uuid
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    today date := (now() AT TIME ZONE 'Europe/London')::date;
    found public.records_disposal%ROWTYPE;
    rule public.records_retentionrule%ROWTYPE;
BEGIN
    SELECT * INTO STRICT found FROM public.records_disposal d WHERE d.id = disposal FOR UPDATE;
    SELECT * INTO STRICT rule FROM public.records_retentionrule r WHERE r.record_class = found.rule_id;
    IF found.about_kind <> kind OR found.state <> 'approved' OR found.proposed_at IS NULL THEN
        RAISE EXCEPTION 'this disposal was not approved' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF found.approved_by_id IS NULL OR NOT public.records_may_approve(found.approved_by_id, is_offices) THEN
        RAISE EXCEPTION 'whoever approved it may not' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF found.due_on > today OR (found.ended_on + (rule.amount || ' ' || rule.unit)::interval)::date > today THEN
        RAISE EXCEPTION 'it is not due' USING ERRCODE = 'insufficient_privilege';
    END IF;
    PERFORM pg_advisory_xact_lock(public.records_lock_key(kind, found.about_id));
    IF public.records_is_held(kind, found.about_id) THEN
        RAISE EXCEPTION 'a legal hold stands on it' USING ERRCODE = 'restrict_violation';
    END IF;
    PERFORM set_config('portal.disposing', 'yes', true);
    RETURN found.about_id;
END $$;

CREATE FUNCTION public.records_end_disposal(
    disposal uuid, reference text, began date, digest text, certificate text, objects text[], files integer
) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    found public.records_disposal%ROWTYPE;
    rule public.records_retentionrule%ROWTYPE;
BEGIN
    SELECT * INTO STRICT found FROM public.records_disposal d WHERE d.id = disposal;
    SELECT * INTO STRICT rule FROM public.records_retentionrule r WHERE r.record_class = found.rule_id;
    INSERT INTO public.records_tombstone (
        id, certificate, disposal_id, reference, record_class, about_kind, about_id, began_on, ended_on, authority,
        approved_by_id, approved_at, disposed_at, sha256, files
    ) VALUES (
        gen_random_uuid(), certificate, disposal, reference, rule.label, found.about_kind, found.about_id, began,
        found.ended_on, rule.amount || ' ' || rule.unit || ' from ' || rule.counted_from || '. ' || rule.basis,
        found.approved_by_id, found.approved_at, now(), digest, files
    );
    -- What was taken out of exports are words of the record too.
    DELETE FROM public.records_redaction r USING public.records_disclosure d
        WHERE d.id = r.disclosure_id AND d.about_kind = found.about_kind AND d.about_id = found.about_id;
    UPDATE public.records_disclosure d SET pdf = '', json = ''
        WHERE d.about_kind = found.about_kind AND d.about_id = found.about_id;
    UPDATE public.records_disclosure d SET state = 'given_up'
        WHERE d.about_kind = found.about_kind AND d.about_id = found.about_id AND d.state <> 'released';
    UPDATE public.records_disposal d SET state = 'done', done_at = now(), objects_left = objects, version = d.version + 1
        WHERE d.id = disposal;
    PERFORM set_config('portal.disposing', '', true);
END $$;
REVOKE ALL ON FUNCTION public.records_begin_disposal(uuid, text, boolean) FROM PUBLIC;
REVOKE ALL ON FUNCTION public.records_end_disposal(uuid, text, date, text, text, text[], integer) FROM PUBLIC;

CREATE FUNCTION public.records_tombstone_stays() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RAISE EXCEPTION 'what is left of a record stays' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER records_tombstone_stays BEFORE UPDATE OR DELETE ON public.records_tombstone
    FOR EACH ROW EXECUTE FUNCTION public.records_tombstone_stays();
"""

LOG = """
CREATE FUNCTION public.records_disclosure_stays() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF (NEW.about_kind, NEW.about_id, NEW.reference, NEW.law, NEW.by_id, NEW.at)
        IS DISTINCT FROM (OLD.about_kind, OLD.about_id, OLD.reference, OLD.law, OLD.by_id, OLD.at)
    THEN
        RAISE EXCEPTION 'what an export was begun for stays' USING ERRCODE = 'restrict_violation';
    END IF;
    IF OLD.state = 'released' AND to_jsonb(NEW) - '{pdf,json}'::text[] IS DISTINCT FROM to_jsonb(OLD) - '{pdf,json}'::text[]
    THEN
        RAISE EXCEPTION 'the log of disclosures stays' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER records_disclosure_stays BEFORE UPDATE ON public.records_disclosure
    FOR EACH ROW EXECUTE FUNCTION public.records_disclosure_stays();
"""

HARDEN = (
    HOLDS
    + DISPOSALS
    + LOG
    + "\n".join(f"REVOKE {what} ON public.{table} FROM portal_app;" for table, what in NEVER.items())
)

SOFTEN = """
DROP TRIGGER records_disclosure_stays ON public.records_disclosure;
DROP FUNCTION public.records_disclosure_stays();
DROP TRIGGER records_tombstone_stays ON public.records_tombstone;
DROP FUNCTION public.records_tombstone_stays();
DROP FUNCTION public.records_end_disposal(uuid, text, date, text, text, text[], integer);
DROP FUNCTION public.records_begin_disposal(uuid, text, boolean);
DROP FUNCTION public.records_may_approve(uuid, boolean);
DROP TRIGGER records_disposal_begins ON public.records_disposal;
DROP FUNCTION public.records_disposal_begins();
DROP TRIGGER records_disposal_steps ON public.records_disposal;
DROP FUNCTION public.records_disposal_steps();
DROP FUNCTION public.records_refuse_when_held();
DROP TRIGGER records_hold_stays ON public.records_hold;
DROP FUNCTION public.records_hold_stays();
DROP TRIGGER records_hold_waits ON public.records_hold;
DROP FUNCTION public.records_hold_waits();
DROP FUNCTION public.records_disposing();
DROP FUNCTION public.records_is_held(text, uuid);
DROP FUNCTION public.records_lock_key(text, uuid);
""" + "\n".join(
    f"GRANT {what.removesuffix(', TRUNCATE').removesuffix('TRUNCATE')} ON public.{table} TO portal_app;"
    for table, what in NEVER.items()
)


class Migration(migrations.Migration):
    dependencies = [("records", "0002_holds_retention_disclosures")]

    operations = [migrations.RunSQL(HARDEN, SOFTEN)]
