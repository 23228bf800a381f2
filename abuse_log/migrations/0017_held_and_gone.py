"""A record that is held is neither rewritten nor deleted; one whose time is over goes whole, by one function.

`abuse_log_life` alone says under which rule a record falls, since when, and whether it is the council's too. The portal
asks it, and so does `abuse_dispose`, which runs as the owner of the tables (docs/adr/0007 and 0010).
"""

from django.db import migrations

KIND = "abuse_log.incident"
DETAILS = (
    "reference, neutral_reference, member_id, recorded_by_id, recorded_by_role, recorded_at, summary, channel, platform, "
    "link, occurred_at, occurred_precision, first_published_at, first_published_precision, seen_at, seen_precision, "
    "behaviours, impact"
)
PARTS = (
    "words", "decision", "platformreport", "exhibit", "custodyentry", "pack", "stamp", "risklevel", "policereport",
    "supportstep", "pagestep", "standstep", "share", "consent", "trace",
)  # fmt: skip
"""Tables with the id of the record. Their rows stay as they are, or only go on, by triggers and grants of their own."""
REWRITTEN = ("account", "particulars")
"""Of these a row can be written over."""
BELOW = {
    "platformupdate": ("platformreport", "report_id"),
    "policeupdate": ("policereport", "report_id"),
    "description": ("exhibit", "exhibit_id"),
    "redaction": ("exhibit", "exhibit_id"),
    "dispatch": ("pack", "pack_id"),
    "sharestep": ("share", "share_id"),
}
"""Tables that hang from one of the parts, and by which column."""
POLICE = (
    "force", "reference", "ford_quoted", "adviser_told_on", "as_hate", "officer", "contact", "news_every",
    "statement_given", "handed_over", "preservation_asked_on", "no_action_on", "orders",
)  # fmt: skip
"""What may be filled in later of a report to the police; what is filled in stays while a hold stands."""
TEXT_OF_NOTHING = 2
"""Characters of "{}" and of the empty bytes, as text."""


def _held(table: str, when: str, column: str, name: str = "held") -> tuple[str, str]:
    return (
        f"CREATE TRIGGER abuse_log_{table}_{name} BEFORE {when} ON public.abuse_log_{table}"
        f" FOR EACH ROW EXECUTE FUNCTION public.records_refuse_when_held('{KIND}', '{column}');",
        f"DROP TRIGGER abuse_log_{table}_{name} ON public.abuse_log_{table};",
    )


TRIGGERS = [
    _held("incident", f"UPDATE OF {DETAILS}", "id", "held_words"),
    _held("incident", "DELETE", "id"),
    *(_held(table, "DELETE", "incident_id") for table in PARTS),
    *(_held(table, "UPDATE OR DELETE", "incident_id") for table in REWRITTEN),
    _held("link", "DELETE", "incident_id"),
    _held("link", "DELETE", "earlier_id", "held_earlier"),
    *(
        (
            f"CREATE TRIGGER abuse_log_{table}_held BEFORE DELETE ON public.abuse_log_{table}"
            f" FOR EACH ROW EXECUTE FUNCTION public.abuse_log_refuse_when_held('abuse_log_{parent}', '{column}');",
            f"DROP TRIGGER abuse_log_{table}_held ON public.abuse_log_{table};",
        )
        for table, (parent, column) in BELOW.items()
    ),
    *(
        (
            f"CREATE TRIGGER abuse_log_policereport_held_{column} BEFORE UPDATE OF {column}"
            f" ON public.abuse_log_policereport FOR EACH ROW WHEN (length(OLD.{column}::text) > {TEXT_OF_NOTHING})"
            f" EXECUTE FUNCTION public.records_refuse_when_held('{KIND}', 'incident_id');",
            f"DROP TRIGGER abuse_log_policereport_held_{column} ON public.abuse_log_policereport;",
        )
        for column in POLICE
    ),
]

BELOW_FUNCTION = f"""
-- For tables that hang from a part of a record: the table of that part, and the column that names the row in it.
CREATE FUNCTION public.abuse_log_refuse_when_held() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    about uuid;
BEGIN
    EXECUTE format('SELECT incident_id FROM public.%I WHERE id = $1', TG_ARGV[0])
        INTO about USING (to_jsonb(OLD) ->> TG_ARGV[1])::uuid;
    PERFORM pg_advisory_xact_lock_shared(public.records_lock_key('{KIND}', about));
    IF public.records_is_held('{KIND}', about) THEN
        RAISE EXCEPTION 'a legal hold stands on {KIND} %', about USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN OLD;
END $$;
"""

STAYS = """
CREATE OR REPLACE FUNCTION public.abuse_log_refuse() RETURNS trigger
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN{exception}
    RAISE EXCEPTION '% is only ever added to', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END
$$;
"""
DISPOSED = """
    IF TG_OP = 'DELETE' AND public.records_disposing() THEN
        RETURN OLD;
    END IF;"""

LIFE = """
-- A record and all that are linked with it, over any number of links.
CREATE FUNCTION public.abuse_log_linked(item uuid) RETURNS SETOF uuid
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
AS $$
    WITH RECURSIVE together(id) AS (
        SELECT item
        UNION
        SELECT CASE WHEN l.incident_id = t.id THEN l.earlier_id ELSE l.incident_id END
        FROM together t JOIN public.abuse_log_link l ON t.id IN (l.incident_id, l.earlier_id)
    ) SELECT id FROM together
$$;

-- Whether it is the council's too: shared today, or an officer has noted something about it.
CREATE FUNCTION public.abuse_log_is_councils(item uuid) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
AS $$
    SELECT EXISTS (
        SELECT FROM public.abuse_log_share s
        WHERE s.incident_id = item AND (
            (s.withdrawn_at IS NULL AND s.until >= (now() AT TIME ZONE 'Europe/London')::date)
            OR EXISTS (SELECT FROM public.abuse_log_sharestep e WHERE e.share_id = s.id)
        )
    )
$$;

-- Under which rule a record falls, from which day (Europe/London) that rule counts, and whether it is the council's too.
CREATE FUNCTION public.abuse_log_life(
    item uuid, OUT record_class text, OUT ended_on date, OUT is_councils boolean
) LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    happened timestamptz;
    platform timestamptz;
    lasting timestamptz;
    told date;
BEGIN
    is_councils := public.abuse_log_is_councils(item);
    SELECT max(greatest(i.recorded_at, i.occurred_at, i.seen_at)) INTO happened
        FROM public.abuse_log_incident i WHERE i.id IN (SELECT public.abuse_log_linked(item));
    SELECT max(greatest(r.reported_at, u.noted_at)) INTO platform
        FROM public.abuse_log_platformreport r LEFT JOIN public.abuse_log_platformupdate u ON u.report_id = r.id
        WHERE r.incident_id = item;
    SELECT max(moment) INTO lasting FROM (
        SELECT greatest(r.reported_at, u.noted_at) FROM public.abuse_log_policereport r
            LEFT JOIN public.abuse_log_policeupdate u ON u.report_id = r.id WHERE r.incident_id = item
        UNION ALL
        SELECT s.noted_at FROM public.abuse_log_supportstep s WHERE s.incident_id = item AND s.kind = 'legal'
        UNION ALL
        SELECT e.noted_at FROM public.abuse_log_sharestep e JOIN public.abuse_log_share s ON s.id = e.share_id
            WHERE s.incident_id = item
    ) AS steps (moment);
    SELECT max(day) INTO told FROM (
        SELECT r.no_action_on FROM public.abuse_log_policereport r WHERE r.incident_id = item
        UNION ALL
        SELECT coalesce((s.withdrawn_at AT TIME ZONE 'Europe/London')::date, s.until) FROM public.abuse_log_share s
            WHERE s.incident_id = item AND is_councils
    ) AS days (day);
    record_class := CASE WHEN is_councils OR lasting IS NOT NULL THEN 'abuse_log.lasting'
        WHEN platform IS NOT NULL THEN 'abuse_log.platform' ELSE 'abuse_log.incident' END;
    ended_on := (greatest(happened, platform, lasting) AT TIME ZONE 'Europe/London')::date;
    IF record_class = 'abuse_log.lasting' THEN
        ended_on := greatest(ended_on, told);
    END IF;
END $$;
"""

GONE = f"""
CREATE FUNCTION public.abuse_log_delete(item uuid) RETURNS text[]
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    things text[];
    taken uuid[];
    objects text[];
BEGIN
    SELECT array_agg(id::text) INTO things FROM (
        SELECT item UNION ALL SELECT id FROM public.abuse_log_platformreport WHERE incident_id = item
        UNION ALL SELECT id FROM public.abuse_log_policereport WHERE incident_id = item
        UNION ALL SELECT id FROM public.abuse_log_share WHERE incident_id = item
        UNION ALL SELECT id FROM public.abuse_log_pack WHERE incident_id = item
        UNION ALL SELECT id FROM public.abuse_log_stamp WHERE incident_id = item
        UNION ALL SELECT id FROM public.abuse_log_exhibit WHERE incident_id = item
        UNION ALL SELECT stored_id FROM public.abuse_log_exhibit WHERE incident_id = item
        UNION ALL SELECT r.id FROM public.abuse_log_redaction r JOIN public.abuse_log_exhibit e ON e.id = r.exhibit_id
            WHERE e.incident_id = item
    ) AS named (id);
    SELECT things || coalesce(array_agg(r.id::text), '{{}}') INTO things
        FROM public.deadlines_reminder r WHERE r.about_id::text = ANY (things);
    DELETE FROM public.abuse_log_platformupdate u USING public.abuse_log_platformreport r
        WHERE u.report_id = r.id AND r.incident_id = item;
    DELETE FROM public.abuse_log_platformreport WHERE incident_id = item;
    DELETE FROM public.abuse_log_policeupdate u USING public.abuse_log_policereport r
        WHERE u.report_id = r.id AND r.incident_id = item;
    DELETE FROM public.abuse_log_policereport WHERE incident_id = item;
    DELETE FROM public.abuse_log_sharestep e USING public.abuse_log_share s WHERE e.share_id = s.id AND s.incident_id = item;
    DELETE FROM public.abuse_log_share WHERE incident_id = item;
    DELETE FROM public.abuse_log_consent WHERE incident_id = item;
    DELETE FROM public.abuse_log_dispatch d USING public.abuse_log_pack p WHERE d.pack_id = p.id AND p.incident_id = item;
    DELETE FROM public.abuse_log_pack WHERE incident_id = item;
    DELETE FROM public.abuse_log_stamp WHERE incident_id = item;
    DELETE FROM public.abuse_log_redaction r USING public.abuse_log_exhibit e
        WHERE r.exhibit_id = e.id AND e.incident_id = item;
    DELETE FROM public.abuse_log_description d USING public.abuse_log_exhibit e
        WHERE d.exhibit_id = e.id AND e.incident_id = item;
    DELETE FROM public.abuse_log_exhibit WHERE incident_id = item;
    DELETE FROM public.abuse_log_words WHERE incident_id = item;
    DELETE FROM public.abuse_log_account WHERE incident_id = item;
    DELETE FROM public.abuse_log_particulars WHERE incident_id = item;
    DELETE FROM public.abuse_log_decision WHERE incident_id = item;
    DELETE FROM public.abuse_log_risklevel WHERE incident_id = item;
    DELETE FROM public.abuse_log_supportstep WHERE incident_id = item;
    DELETE FROM public.abuse_log_pagestep WHERE incident_id = item;
    DELETE FROM public.abuse_log_standstep WHERE incident_id = item;
    DELETE FROM public.abuse_log_trace WHERE incident_id = item;
    DELETE FROM public.abuse_log_link WHERE item IN (incident_id, earlier_id);
    DELETE FROM public.abuse_log_custodyentry WHERE incident_id = item;
    -- What its member took along holds it as well, and can be made anew of what is left.
    UPDATE public.abuse_log_takeaway SET state = 'gone', stored_id = NULL WHERE item = ANY (records);
    -- With it goes every file of this room that nothing refers to, such as a bundle that a later one took the place of.
    WITH files AS (
        DELETE FROM public.files_storedfile f WHERE f.room = 'abuse_log'
            AND NOT EXISTS (SELECT FROM public.abuse_log_exhibit x WHERE x.stored_id = f.id)
            AND NOT EXISTS (SELECT FROM public.abuse_log_redaction x WHERE x.stored_id = f.id)
            AND NOT EXISTS (SELECT FROM public.abuse_log_pack x WHERE x.stored_id = f.id)
            AND NOT EXISTS (SELECT FROM public.abuse_log_takeaway x WHERE x.stored_id = f.id)
        RETURNING original_object, safe_object
    ) SELECT coalesce(array_agg(name), '{{}}') INTO objects
        FROM files CROSS JOIN LATERAL (VALUES (original_object), (safe_object)) AS named (name) WHERE name <> '';
    DELETE FROM public.deadlines_reminder WHERE id::text = ANY (things);
    DELETE FROM public.outbox_item o WHERE o.sent_at IS NULL
        AND EXISTS (SELECT FROM jsonb_each_text(o.payload) p WHERE p.value = ANY (things));
    DELETE FROM public.abuse_log_incident WHERE id = item;
    RETURN objects;
END $$;
REVOKE ALL ON FUNCTION public.abuse_log_delete(uuid) FROM PUBLIC;

CREATE FUNCTION public.abuse_dispose(disposal uuid, digest text, certificate text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    item public.abuse_log_incident%ROWTYPE;
    done public.records_disposal%ROWTYPE;
    life record;
    objects text[];
    files integer;
    is_wish boolean;
BEGIN
    IF digest !~ '^[0-9a-f]{{64}}$' OR certificate !~ '^(DIS-[0-9]{{4}}-[0-9]{{4,}}|ERA-[0-9]{{4}}-[0-9A-F]{{10}})$' THEN
        RAISE EXCEPTION 'a disposal needs a hash and a certificate' USING ERRCODE = 'check_violation';
    END IF;
    SELECT * INTO STRICT done FROM public.records_disposal d WHERE d.id = disposal;
    SELECT * INTO STRICT item FROM public.abuse_log_incident i WHERE i.id = done.about_id FOR UPDATE;
    PERFORM public.records_begin_disposal(disposal, '{KIND}', false);
    SELECT * INTO STRICT life FROM public.abuse_log_life(item.id);
    IF done.owner_id IS DISTINCT FROM item.member_id
        OR done.holder <> (CASE WHEN life.is_councils THEN 'council' ELSE 'member' END)
    THEN
        RAISE EXCEPTION 'it is held by somebody else' USING ERRCODE = 'insufficient_privilege';
    END IF;
    is_wish := done.holder = 'member' AND done.approved_by_id IS NOT NULL;
    IF NOT is_wish AND (life.ended_on <> done.ended_on OR life.record_class <> done.rule_id) THEN
        RAISE EXCEPTION 'it is not over, or ended on another day' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF done.holder = 'council' AND done.approved_by_id = item.member_id THEN
        RAISE EXCEPTION 'nobody approves the disposal of their own record' USING ERRCODE = 'insufficient_privilege';
    END IF;
    SELECT count(*) INTO files FROM public.abuse_log_exhibit e WHERE e.incident_id = item.id;
    -- The last entry of the chain, written as any other; then the chain stays, without what it was about.
    INSERT INTO public.abuse_log_custodyentry
        (id, incident_id, seq, pseudonym, role, action, what, object_hash, prev_hash, hash)
        VALUES (gen_random_uuid(), item.id, 0, 'portal', 'portal', 'erase', certificate, digest, '', '');
    INSERT INTO public.abuse_log_keptentry
        (about_id, seq, at, pseudonym, role, action, what, object_hash, prev_hash, hash)
        SELECT e.incident_id, e.seq, e.at, e.pseudonym, e.role, e.action, e.what, e.object_hash, e.prev_hash, e.hash
        FROM public.abuse_log_custodyentry e WHERE e.incident_id = item.id ORDER BY e.seq;
    objects := public.abuse_log_delete(item.id);
    PERFORM public.records_end_disposal(
        disposal, item.reference, (item.recorded_at AT TIME ZONE 'Europe/London')::date, digest, certificate, objects, files
    );
END $$;
REVOKE ALL ON FUNCTION public.abuse_dispose(uuid, text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION public.abuse_dispose(uuid, text, text) TO portal_app;

REVOKE DELETE, TRUNCATE ON public.abuse_log_incident FROM portal_app;
REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON public.abuse_log_keptentry FROM portal_app;
CREATE TRIGGER abuse_log_keptentry_no_change BEFORE UPDATE OR DELETE ON public.abuse_log_keptentry
    FOR EACH ROW EXECUTE FUNCTION public.abuse_log_kept_stays();
CREATE TRIGGER abuse_log_keptentry_no_truncate BEFORE TRUNCATE ON public.abuse_log_keptentry
    FOR EACH STATEMENT EXECUTE FUNCTION public.abuse_log_refuse();
REVOKE DELETE, TRUNCATE ON public.abuse_log_takeaway FROM portal_app;
REVOKE UPDATE, DELETE, TRUNCATE ON public.abuse_log_consent FROM portal_app;
GRANT UPDATE (withdrawn_at) ON public.abuse_log_consent TO portal_app;
"""
KEPT_STAYS = """
CREATE FUNCTION public.abuse_log_kept_stays() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RAISE EXCEPTION 'what is left of a record stays' USING ERRCODE = 'restrict_violation';
END $$;
"""
RULES = """
INSERT INTO public.records_retentionrule
    (record_class, label, amount, unit, counted_from, basis, needs_approval, version) VALUES
    ('abuse_log.incident', 'Member’s record, nothing reported', 12, 'months', 'the last linked incident',
     'The council’s own period: long enough to see whether it comes again. No law sets one.', true, 1),
    ('abuse_log.platform', 'Member’s record, reported to a platform', 24, 'months',
     'the last linked incident or step',
     'The council’s own period: long enough for an appeal and for the next time. No law sets one.', true, 1),
    ('abuse_log.lasting', 'Member’s record: police, legal, shared', 6, 'years',
     'the outcome, or the last step that was noted',
     'Six years is the time within which most claims are brought (Limitation Act 1980).', true, 1),
    ('abuse_log.review', 'Review of a record kept for years', 2, 'years',
     'the outcome, or the last step that was noted',
     'Its member is asked whether it is still needed (UK GDPR, Article 5(1)(e)).', true, 1);
"""
UNRULE = """
DELETE FROM public.records_retentionchange WHERE rule_id LIKE 'abuse\\_log.%';
DELETE FROM public.records_retentionrule WHERE record_class LIKE 'abuse\\_log.%';
"""
UNDO = (
    """
GRANT DELETE ON public.abuse_log_takeaway TO portal_app;
REVOKE UPDATE (withdrawn_at) ON public.abuse_log_consent FROM portal_app;
GRANT UPDATE, DELETE ON public.abuse_log_consent TO portal_app;
DROP TRIGGER abuse_log_keptentry_no_truncate ON public.abuse_log_keptentry;
DROP TRIGGER abuse_log_keptentry_no_change ON public.abuse_log_keptentry;
DROP FUNCTION public.abuse_log_kept_stays();
GRANT INSERT, UPDATE, DELETE ON public.abuse_log_keptentry TO portal_app;
DROP FUNCTION public.abuse_dispose(uuid, text, text);
DROP FUNCTION public.abuse_log_delete(uuid);
DROP FUNCTION public.abuse_log_life(uuid);
DROP FUNCTION public.abuse_log_is_councils(uuid);
DROP FUNCTION public.abuse_log_linked(uuid);
"""
    + STAYS.format(exception="")
    + "\n".join(drop for _, drop in TRIGGERS)
    + "\nDROP FUNCTION public.abuse_log_refuse_when_held();"
)


class Migration(migrations.Migration):
    dependencies = [
        ("abuse_log", "0016_kept_and_taken"),
        ("deadlines", "0004_events_go_with_their_record"),
        ("files", "0004_keys_stay"),
        ("outbox", "0001_items"),
        ("records", "0006_members_own"),
    ]

    operations = [
        migrations.RunSQL(BELOW_FUNCTION + "\n".join(make for make, _ in TRIGGERS), migrations.RunSQL.noop),
        migrations.RunSQL(STAYS.format(exception=DISPOSED) + LIFE + KEPT_STAYS + GONE, UNDO),
        migrations.RunSQL(RULES, UNRULE),
    ]
