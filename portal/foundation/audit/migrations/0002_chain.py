"""The database itself numbers, dates and chains each event, and refuses every change of one.

verify.py documents what is hashed; the two must agree. The function runs as its owner, who alone may write the head.
"""

from django.db import migrations

CHAIN = """
CREATE FUNCTION public.audit_part(part text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$ SELECT octet_length(convert_to(part, 'UTF8')) || ':' || part $$;

CREATE FUNCTION public.audit_chain() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    head public.audit_audithead%ROWTYPE;
BEGIN
    SELECT * INTO STRICT head FROM public.audit_audithead WHERE id = 1 FOR UPDATE;
    NEW.seq := head.seq + 1;
    NEW.at := clock_timestamp();
    NEW.prev_hash := head.hash;
    NEW.hash := encode(sha256(convert_to(
        public.audit_part(NEW.seq::text)
        || public.audit_part(to_char(NEW.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'))
        || public.audit_part(coalesce(NEW.actor_id::text, ''))
        || public.audit_part(NEW.actor_roles)
        || public.audit_part(coalesce(NEW.acting_for_id::text, ''))
        || public.audit_part(NEW.verb)
        || public.audit_part(NEW.about_kind)
        || public.audit_part(NEW.about_id)
        || public.audit_part(NEW.data::text)
        || public.audit_part(CASE WHEN NEW.is_read THEN 'read' ELSE 'act' END)
        || public.audit_part(NEW.prev_hash),
        'UTF8')), 'hex');
    UPDATE public.audit_audithead SET seq = NEW.seq, hash = NEW.hash WHERE id = 1;
    RETURN NEW;
END
$$;
REVOKE EXECUTE ON FUNCTION public.audit_chain() FROM PUBLIC;

CREATE FUNCTION public.audit_refuse() RETURNS trigger
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RAISE EXCEPTION 'the audit is only ever added to' USING ERRCODE = 'insufficient_privilege';
END
$$;

CREATE TRIGGER audit_chain BEFORE INSERT ON public.audit_event
    FOR EACH ROW EXECUTE FUNCTION public.audit_chain();
CREATE TRIGGER audit_no_change BEFORE UPDATE OR DELETE ON public.audit_event
    FOR EACH ROW EXECUTE FUNCTION public.audit_refuse();
CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON public.audit_event
    FOR EACH STATEMENT EXECUTE FUNCTION public.audit_refuse();
CREATE TRIGGER audit_head_stays BEFORE DELETE ON public.audit_audithead
    FOR EACH ROW EXECUTE FUNCTION public.audit_refuse();
CREATE TRIGGER audit_head_no_truncate BEFORE TRUNCATE ON public.audit_audithead
    FOR EACH STATEMENT EXECUTE FUNCTION public.audit_refuse();

INSERT INTO public.audit_audithead (id, seq, hash) VALUES (1, 0, repeat('0', 64));
REVOKE UPDATE, DELETE, TRUNCATE ON public.audit_event FROM portal_app;
REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON public.audit_audithead FROM portal_app;
"""

UNCHAIN = """
GRANT INSERT, UPDATE, DELETE ON public.audit_audithead TO portal_app;
GRANT UPDATE, DELETE ON public.audit_event TO portal_app;
DROP TRIGGER audit_head_no_truncate ON public.audit_audithead;
DROP TRIGGER audit_head_stays ON public.audit_audithead;
DROP TRIGGER audit_no_truncate ON public.audit_event;
DROP TRIGGER audit_no_change ON public.audit_event;
DROP TRIGGER audit_chain ON public.audit_event;
DROP FUNCTION public.audit_refuse();
DROP FUNCTION public.audit_chain();
DROP FUNCTION public.audit_part(text);
DELETE FROM public.audit_audithead;
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_events")]

    operations = [migrations.RunSQL(CHAIN, UNCHAIN)]
