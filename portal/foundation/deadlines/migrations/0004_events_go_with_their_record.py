"""What happened to a clock is never changed; it goes only with the whole record that it timed, by the owner's function."""

from django.db import migrations

FUNCTION = """
CREATE OR REPLACE FUNCTION public.deadlines_refuse() RETURNS trigger
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN{exception}
    RAISE EXCEPTION '% is only ever added to', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END
$$;
"""
DISPOSED = """
    IF TG_OP = 'DELETE' AND TG_TABLE_NAME = 'deadlines_clockevent' AND public.records_disposing() THEN
        RETURN OLD;
    END IF;"""


class Migration(migrations.Migration):
    dependencies = [("deadlines", "0003_seed_calendars"), ("records", "0003_held_and_gone")]

    operations = [migrations.RunSQL(FUNCTION.format(exception=DISPOSED), FUNCTION.format(exception=""))]
