"""What was said, shown, decided and noted is only ever added to; of a record only its details can be changed."""

from django.db import migrations

ADD_ONLY = ("abuse_log_words", "abuse_log_picture", "abuse_log_decision", "abuse_log_platformupdate")
CHANGEABLE = {
    "abuse_log_incident": (
        "version, summary, channel, platform, link, occurred_at, occurred_precision, first_published_at, "
        "first_published_precision, seen_at, seen_precision, behaviours, impact"
    ),
    "abuse_log_platformreport": "status, version",
    "abuse_log_ringrequest": "answered_at, answered_by_id",
}

LOCK = (
    """
CREATE FUNCTION public.abuse_log_refuse() RETURNS trigger
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RAISE EXCEPTION '% is only ever added to', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END
$$;
"""
    + "".join(
        f"""
CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON public.{table}
    FOR EACH ROW EXECUTE FUNCTION public.abuse_log_refuse();
CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON public.{table}
    FOR EACH STATEMENT EXECUTE FUNCTION public.abuse_log_refuse();
REVOKE UPDATE, DELETE, TRUNCATE ON public.{table} FROM portal_app;
"""
        for table in ADD_ONLY
    )
    + "".join(
        f"""
REVOKE UPDATE, DELETE, TRUNCATE ON public.{table} FROM portal_app;
GRANT UPDATE ({columns}) ON public.{table} TO portal_app;
"""
        for table, columns in CHANGEABLE.items()
    )
)

UNLOCK = (
    "".join(
        f"""
REVOKE UPDATE ({columns}) ON public.{table} FROM portal_app;
GRANT UPDATE, DELETE ON public.{table} TO portal_app;
"""
        for table, columns in CHANGEABLE.items()
    )
    + "".join(
        f"""
GRANT UPDATE, DELETE ON public.{table} TO portal_app;
DROP TRIGGER {table}_no_truncate ON public.{table};
DROP TRIGGER {table}_no_change ON public.{table};
"""
        for table in ADD_ONLY
    )
    + "DROP FUNCTION public.abuse_log_refuse();"
)


class Migration(migrations.Migration):
    dependencies = [("abuse_log", "0001_records")]

    operations = [migrations.RunSQL(LOCK, UNLOCK)]
