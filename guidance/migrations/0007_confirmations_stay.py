"""Confirmations, askings, statements and review steps are only ever added to, and a confirmation tells the truth.

The statement that the portal ships is its own words. It says what a press of a button can say, and no more.
"""

from django.db import migrations

TABLES = ("guidance_acknowledgement", "guidance_asking", "guidance_statement", "guidance_reviewstep")
SHIPPED = (
    "I have been shown this edition of the guidance on social media. I know where to find it, "
    "and I know whom to ask when I am not sure."
)

FORWARD = f"""
INSERT INTO guidance_statement (id, number, text, hash, written_at)
    SELECT gen_random_uuid(), 1, shipped, encode(sha256(convert_to(shipped, 'UTF8')), 'hex'), now()
    FROM (VALUES ('{SHIPPED}')) AS words (shipped)
    ON CONFLICT (number) DO NOTHING;

CREATE FUNCTION public.guidance_only_added_to() RETURNS trigger
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RAISE EXCEPTION '% is only ever added to', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END
$$;

CREATE FUNCTION public.guidance_statement_guard() RETURNS trigger
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF NEW.hash <> encode(sha256(convert_to(NEW.text, 'UTF8')), 'hex') THEN
        RAISE EXCEPTION 'the fingerprint is not that of the statement' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER guidance_statement_guard BEFORE INSERT ON public.guidance_statement
    FOR EACH ROW EXECUTE FUNCTION public.guidance_statement_guard();

CREATE FUNCTION public.guidance_acknowledgement_guard() RETURNS trigger
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM public.guidance_edition
        WHERE id = NEW.edition_id AND content_hash = NEW.edition_hash AND state <> 'draft'
            AND effective_from <= (NEW.at AT TIME ZONE 'Europe/London')::date
    ) THEN
        RAISE EXCEPTION 'what is confirmed is an edition that has come into force, by its fingerprint'
            USING ERRCODE = 'check_violation';
    END IF;
    IF NOT EXISTS (
        SELECT FROM public.guidance_statement WHERE id = NEW.statement_id AND hash = NEW.statement_hash
    ) THEN
        RAISE EXCEPTION 'what is confirmed is a statement, by its fingerprint' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER guidance_acknowledgement_guard BEFORE INSERT ON public.guidance_acknowledgement
    FOR EACH ROW EXECUTE FUNCTION public.guidance_acknowledgement_guard();
""" + "".join(
    f"""
CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON public.{table}
    FOR EACH ROW EXECUTE FUNCTION public.guidance_only_added_to();
CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON public.{table}
    FOR EACH STATEMENT EXECUTE FUNCTION public.guidance_only_added_to();
REVOKE UPDATE, DELETE, TRUNCATE ON public.{table} FROM portal_app;
"""
    for table in TABLES
)

BACKWARD = (
    "".join(
        f"""
GRANT UPDATE, DELETE ON public.{table} TO portal_app;
DROP TRIGGER {table}_no_truncate ON public.{table};
DROP TRIGGER {table}_no_change ON public.{table};
"""
        for table in TABLES
    )
    + """
DROP TRIGGER guidance_acknowledgement_guard ON public.guidance_acknowledgement;
DROP TRIGGER guidance_statement_guard ON public.guidance_statement;
DROP FUNCTION public.guidance_acknowledgement_guard();
DROP FUNCTION public.guidance_statement_guard();
DROP FUNCTION public.guidance_only_added_to();
"""
)


class Migration(migrations.Migration):
    dependencies = [("guidance", "0006_review_defaults")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
