"""What happened to a clock, and who changed a calendar, is only ever added to; a day is taken away, never deleted."""

from django.db import migrations

TABLES = ("deadlines_clockevent", "deadlines_calendarrevision")

LOCK = (
    """
CREATE FUNCTION public.deadlines_refuse() RETURNS trigger
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
    FOR EACH ROW EXECUTE FUNCTION public.deadlines_refuse();
CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON public.{table}
    FOR EACH STATEMENT EXECUTE FUNCTION public.deadlines_refuse();
REVOKE UPDATE, DELETE, TRUNCATE ON public.{table} FROM portal_app;
"""
        for table in TABLES
    )
    + """
REVOKE UPDATE, DELETE, TRUNCATE ON public.deadlines_nonworkingday FROM portal_app;
GRANT UPDATE (removed_in) ON public.deadlines_nonworkingday TO portal_app;
"""
)

UNLOCK = (
    """
REVOKE UPDATE (removed_in) ON public.deadlines_nonworkingday FROM portal_app;
GRANT UPDATE, DELETE ON public.deadlines_nonworkingday TO portal_app;
"""
    + "".join(
        f"""
GRANT UPDATE, DELETE ON public.{table} TO portal_app;
DROP TRIGGER {table}_no_truncate ON public.{table};
DROP TRIGGER {table}_no_change ON public.{table};
"""
        for table in TABLES
    )
    + "DROP FUNCTION public.deadlines_refuse();"
)


class Migration(migrations.Migration):
    dependencies = [("deadlines", "0001_calendars_clocks_reminders")]

    operations = [migrations.RunSQL(LOCK, UNLOCK)]
