"""A request that is held cannot be rewritten, taken back or deleted; one that is disposed of goes whole, by one function.

The role that serves loses DELETE on requests. `advice_dispose` runs as the owner of the tables and asks for itself whether
the disposal was approved by somebody who may, is due, and is free of holds (docs/adr/0007).
"""

from django.db import migrations

PARTS = (
    "advice_wordingversion",
    "advice_message",
    "advice_note",
    "advice_answer",
    "advice_secondlook",
    "advice_transition",
    "advice_usefulness",
)
CONTENT = (
    "reference, member_id, asked_by_id, office_only, kind, platforms, account, draft_wording, link, intended_at, "
    "is_urgent, urgent_reason, topics, question, submitted_at"
)

HELD = f"""
CREATE TRIGGER advice_request_held_words BEFORE UPDATE OF {CONTENT} ON advice_request
    FOR EACH ROW EXECUTE FUNCTION records_refuse_when_held('advice.request', 'id');
CREATE TRIGGER advice_request_held_taken_back BEFORE UPDATE OF state ON advice_request
    FOR EACH ROW WHEN (NEW.state = 'withdrawn' AND OLD.state <> 'withdrawn')
    EXECUTE FUNCTION records_refuse_when_held('advice.request', 'id');
CREATE TRIGGER advice_request_held BEFORE DELETE ON advice_request
    FOR EACH ROW EXECUTE FUNCTION records_refuse_when_held('advice.request', 'id');
CREATE TRIGGER advice_picture_held BEFORE UPDATE OR DELETE ON advice_picture
    FOR EACH ROW EXECUTE FUNCTION records_refuse_when_held('advice.request', 'item_id');
""" + "\n".join(
    f"CREATE TRIGGER {table}_held BEFORE DELETE ON {table}"
    " FOR EACH ROW EXECUTE FUNCTION records_refuse_when_held('advice.request', 'item_id');"
    for table in PARTS
)

STAYS = """
CREATE OR REPLACE FUNCTION advice_stays_as_it_is() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN{exception}
    RAISE EXCEPTION 'rows of % are never changed or removed', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
"""
DISPOSED = """
    IF TG_OP = 'DELETE' AND public.records_disposing() THEN
        RETURN OLD;
    END IF;"""

GONE = """
CREATE FUNCTION public.advice_delete(items uuid[]) RETURNS text[]
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    gone uuid[];
    objects text[];
BEGIN
    UPDATE public.advice_request SET follows_id = NULL WHERE follows_id = ANY (items);
    UPDATE public.advice_request SET duplicate_of_id = NULL WHERE duplicate_of_id = ANY (items);
    DELETE FROM public.advice_citationreview USING public.advice_citation c, public.advice_answer a
        WHERE citation_id = c.id AND c.answer_id = a.id AND a.item_id = ANY (items);
    DELETE FROM public.advice_citation c USING public.advice_answer a WHERE c.answer_id = a.id AND a.item_id = ANY (items);
    DELETE FROM public.advice_reuse WHERE item_id = ANY (items);
    DELETE FROM public.advice_answer WHERE item_id = ANY (items);
    DELETE FROM public.advice_secondlook_points p USING public.advice_secondlook l
        WHERE p.secondlook_id = l.id AND l.item_id = ANY (items);
    DELETE FROM public.advice_secondlook WHERE item_id = ANY (items);
    DELETE FROM public.advice_answerdraft_points p USING public.advice_answerdraft d
        WHERE p.answerdraft_id = d.id AND d.item_id = ANY (items);
    DELETE FROM public.advice_answerdraft WHERE item_id = ANY (items);
    DELETE FROM public.advice_usefulness WHERE item_id = ANY (items);
    DELETE FROM public.advice_message WHERE item_id = ANY (items);
    DELETE FROM public.advice_note WHERE item_id = ANY (items);
    DELETE FROM public.advice_wordingversion WHERE item_id = ANY (items);
    DELETE FROM public.advice_transition WHERE item_id = ANY (items);
    WITH pictures AS (DELETE FROM public.advice_picture WHERE item_id = ANY (items) RETURNING file_id)
        SELECT coalesce(array_agg(file_id), '{}') INTO gone FROM pictures;
    WITH files AS (
        DELETE FROM public.files_storedfile WHERE id = ANY (gone) RETURNING original_object, safe_object
    ) SELECT coalesce(array_agg(name), '{}') INTO objects
        FROM files CROSS JOIN LATERAL (VALUES (original_object), (safe_object)) AS named (name) WHERE name <> '';
    DELETE FROM public.deadlines_reminder WHERE about_kind = 'advice.request' AND about_id = ANY (items);
    DELETE FROM public.deadlines_clockevent e USING public.deadlines_clock c
        WHERE e.clock_id = c.id AND c.about_kind = 'advice.request' AND c.about_id = ANY (items);
    DELETE FROM public.deadlines_clock WHERE about_kind = 'advice.request' AND about_id = ANY (items);
    DELETE FROM public.outbox_item WHERE sent_at IS NULL
        AND (payload ->> 'request' = ANY (items::text[]) OR payload ->> 'file' = ANY (gone::text[]));
    DELETE FROM public.advice_request WHERE id = ANY (items);
    RETURN objects;
END $$;
REVOKE ALL ON FUNCTION public.advice_delete(uuid[]) FROM PUBLIC;

CREATE FUNCTION public.advice_dispose(disposal uuid, digest text, certificate text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    item public.advice_request%ROWTYPE;
    done public.records_disposal%ROWTYPE;
    objects text[];
    pictures integer;
BEGIN
    IF digest !~ '^[0-9a-f]{64}$' OR certificate !~ '^DIS-[0-9]{4}-[0-9]{4,}$' THEN
        RAISE EXCEPTION 'a disposal needs a hash and a certificate' USING ERRCODE = 'check_violation';
    END IF;
    SELECT * INTO STRICT done FROM public.records_disposal d WHERE d.id = disposal;
    SELECT * INTO STRICT item FROM public.advice_request r WHERE r.id = done.about_id FOR UPDATE;
    PERFORM public.records_begin_disposal(disposal, 'advice.request', item.office_only);
    IF item.ended_at IS NULL OR (item.ended_at AT TIME ZONE 'Europe/London')::date <> done.ended_on THEN
        RAISE EXCEPTION 'it is not over, or ended on another day' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF done.approved_by_id IN (item.member_id, item.asked_by_id) THEN
        RAISE EXCEPTION 'nobody approves the disposal of their own request' USING ERRCODE = 'insufficient_privilege';
    END IF;
    SELECT count(*) INTO pictures FROM public.advice_picture p WHERE p.item_id = item.id;
    objects := public.advice_delete(ARRAY[item.id]);
    PERFORM public.records_end_disposal(
        disposal, item.reference, (item.created_at AT TIME ZONE 'Europe/London')::date, digest, certificate, objects, pictures
    );
END $$;
REVOKE ALL ON FUNCTION public.advice_dispose(uuid, text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION public.advice_dispose(uuid, text, text) TO portal_app;

-- Drafts that were never sent, when their time since the last edit has passed: nobody is asked.
CREATE FUNCTION public.advice_clear_drafts(most integer, OUT number integer, OUT objects text[])
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    today date := (now() AT TIME ZONE 'Europe/London')::date;
    rule public.records_retentionrule%ROWTYPE;
    items uuid[];
BEGIN
    SELECT * INTO STRICT rule FROM public.records_retentionrule r WHERE r.record_class = 'advice.draft';
    SELECT coalesce(array_agg(old.id), '{}') INTO items FROM (
        SELECT r.id FROM public.advice_request r
        WHERE r.submitted_at IS NULL AND r.state IN ('draft', 'withdrawn')
          AND r.changed_at < now() - interval '1 day'
          AND ((r.changed_at AT TIME ZONE 'Europe/London')::date + (rule.amount || ' ' || rule.unit)::interval)::date <= today
          AND NOT public.records_is_held('advice.request', r.id)
        ORDER BY r.changed_at LIMIT most FOR UPDATE SKIP LOCKED
    ) AS old;
    PERFORM set_config('portal.disposing', 'yes', true);
    objects := public.advice_delete(items);
    PERFORM set_config('portal.disposing', '', true);
    -- Pictures that were taken out of a draft again belong to nothing.
    WITH files AS (
        DELETE FROM public.files_storedfile f
        WHERE f.room = 'advice' AND f.at < now() - (rule.amount || ' ' || rule.unit)::interval
          AND NOT EXISTS (SELECT FROM public.advice_picture p WHERE p.file_id = f.id)
        RETURNING original_object, safe_object
    ) SELECT objects || coalesce(array_agg(name), '{}') INTO objects
        FROM files CROSS JOIN LATERAL (VALUES (original_object), (safe_object)) AS named (name) WHERE name <> '';
    number := cardinality(items);
END $$;
REVOKE ALL ON FUNCTION public.advice_clear_drafts(integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION public.advice_clear_drafts(integer) TO portal_app;

REVOKE DELETE, TRUNCATE ON public.advice_request FROM portal_app;
"""

UNDO = (
    """
GRANT DELETE ON public.advice_request TO portal_app;
DROP FUNCTION public.advice_clear_drafts(integer);
DROP FUNCTION public.advice_dispose(uuid, text, text);
DROP FUNCTION public.advice_delete(uuid[]);
"""
    + STAYS.format(exception="")
    + "\n".join(f"DROP TRIGGER {table}_held ON {table};" for table in PARTS)
    + """
DROP TRIGGER advice_picture_held ON advice_picture;
DROP TRIGGER advice_request_held ON advice_request;
DROP TRIGGER advice_request_held_taken_back ON advice_request;
DROP TRIGGER advice_request_held_words ON advice_request;
"""
)


class Migration(migrations.Migration):
    dependencies = [
        ("advice", "0017_counted_months"),
        ("deadlines", "0004_events_go_with_their_record"),
        ("files", "0002_originals_stay"),
        ("outbox", "0001_items"),
        ("people", "0002_history_stays"),
        ("records", "0004_periods"),
    ]

    operations = [migrations.RunSQL(HELD + STAYS.format(exception=DISPOSED) + GONE, UNDO)]
