"""The database numbers, dates and chains each entry of a custody log, and refuses every change of one.

`abuse_log.evidence.chain` says what is hashed; the two must agree. One record is one chain, and the row of the record
is its lock. What was added before there was a log gets its first entry now.
"""

from django.db import migrations

TABLES = ("abuse_log_custodyentry", "abuse_log_description")

CHAIN = """
CREATE FUNCTION public.abuse_log_custody_chain() RETURNS trigger
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    last record;
BEGIN
    PERFORM 1 FROM public.abuse_log_incident WHERE id = NEW.incident_id FOR NO KEY UPDATE;
    SELECT seq, hash INTO last FROM public.abuse_log_custodyentry
        WHERE incident_id = NEW.incident_id ORDER BY seq DESC LIMIT 1;
    NEW.seq := coalesce(last.seq, 0) + 1;
    NEW.at := clock_timestamp();
    NEW.prev_hash := coalesce(last.hash, repeat('0', 64));
    NEW.hash := encode(sha256(convert_to(
        NEW.seq::text || E'\\n'
        || to_char(NEW.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') || E'\\n'
        || NEW.pseudonym || E'\\n'
        || NEW.role || E'\\n'
        || NEW.action || E'\\n'
        || NEW.what || E'\\n'
        || NEW.object_hash || E'\\n'
        || NEW.prev_hash || E'\\n',
        'UTF8')), 'hex');
    RETURN NEW;
END
$$;
CREATE TRIGGER abuse_log_custody_chain BEFORE INSERT ON public.abuse_log_custodyentry
    FOR EACH ROW EXECUTE FUNCTION public.abuse_log_custody_chain();
""" + "".join(
    f"""
CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON public.{table}
    FOR EACH ROW EXECUTE FUNCTION public.abuse_log_refuse();
CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON public.{table}
    FOR EACH STATEMENT EXECUTE FUNCTION public.abuse_log_refuse();
REVOKE UPDATE, DELETE, TRUNCATE ON public.{table} FROM portal_app;
"""
    for table in TABLES
)

FIRST_ENTRIES = """
INSERT INTO public.abuse_log_custodyentry
    (id, incident_id, seq, pseudonym, role, action, what, object_hash, prev_hash, hash)
SELECT gen_random_uuid(), kept.incident_id, 0, 'portal', 'portal', 'upload',
       'E' || lpad(kept.number::text, 3, '0'), stored.sha256, '', ''
FROM public.abuse_log_exhibit kept JOIN public.files_storedfile stored ON stored.id = kept.stored_id
ORDER BY kept.incident_id, kept.number;
"""

UNCHAIN = (
    "".join(
        f"""
GRANT UPDATE, DELETE ON public.{table} TO portal_app;
DROP TRIGGER {table}_no_truncate ON public.{table};
DROP TRIGGER {table}_no_change ON public.{table};
"""
        for table in TABLES
    )
    + """
DROP TRIGGER abuse_log_custody_chain ON public.abuse_log_custodyentry;
DROP FUNCTION public.abuse_log_custody_chain();
"""
)


class Migration(migrations.Migration):
    dependencies = [("abuse_log", "0007_exhibits")]

    operations = [
        migrations.RunSQL(CHAIN, UNCHAIN),
        migrations.RunSQL(FIRST_ENTRIES, migrations.RunSQL.noop),
    ]
