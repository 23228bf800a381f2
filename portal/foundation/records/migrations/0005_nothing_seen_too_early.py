"""Whether a hold stands is asked as things are now. A transaction that goes on looking at the past is refused.

With REPEATABLE READ one could look once before a hold is placed, and rewrite or dispose of the record afterwards without
ever seeing that hold. The portal itself works in READ COMMITTED, where each statement sees what is committed by then.
"""

from django.db import migrations

NOW = """
CREATE OR REPLACE FUNCTION public.records_is_held(kind text, about uuid) RETURNS boolean
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        RAISE EXCEPTION 'a hold is looked for in READ COMMITTED only' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN EXISTS (
        SELECT FROM public.records_hold h WHERE h.about_kind = kind AND h.about_id = about AND h.lifted_at IS NULL
    );
END $$;
"""
BEFORE = """
CREATE OR REPLACE FUNCTION public.records_is_held(kind text, about uuid) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
AS $$ SELECT EXISTS (
    SELECT FROM public.records_hold h WHERE h.about_kind = kind AND h.about_id = about AND h.lifted_at IS NULL
) $$;
"""


class Migration(migrations.Migration):
    dependencies = [("records", "0004_periods")]

    operations = [migrations.RunSQL(NOW, BEFORE)]
