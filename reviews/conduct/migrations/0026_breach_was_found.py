"""A breach is published of the member about whom a finding of the panel says so; that a decision was taken is not enough.

The rest of ``conduct_publishes`` is as in ``0010_letters_wall``.
"""

from django.db import migrations

UP = """
CREATE OR REPLACE FUNCTION public.conduct_publishes() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE written record;
BEGIN
    SELECT t.* INTO written FROM public.conduct_publictext t WHERE t.id = NEW.text_id;
    IF NEW.published_by_id::text <> public.conduct_identity()
       OR written.case_id NOT IN (SELECT public.conduct_in('holder')) THEN
        RAISE EXCEPTION 'A notice is published by the holding officer' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF EXISTS (SELECT FROM public.conduct_publictext t
               WHERE t.notice_id = written.notice_id AND t.written_at > written.written_at) THEN
        RAISE EXCEPTION 'A later public text was written' USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.rule = 'breach' AND (written.outcome <> 'breach' OR NOT EXISTS (
        SELECT FROM public.conduct_step s WHERE s.case_id = written.case_id AND s.verb = 'decide'
    ) OR NOT EXISTS (
        SELECT FROM (
            SELECT DISTINCT ON (f.alleged_id) f.outcome
            FROM public.conduct_paper p
            JOIN public.conduct_alleged a ON a.subject_id = p.subject_id
            JOIN public.conduct_finding f ON f.alleged_id = a.id
            WHERE p.id = written.notice_id ORDER BY f.alleged_id, f.at DESC, f.id DESC
        ) newest WHERE newest.outcome IN ('breach_no_action', 'breach_with_action')
    )) THEN
        RAISE EXCEPTION 'No breach was decided' USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.rule = 'consent' AND written.consent_on IS NULL THEN
        RAISE EXCEPTION 'The member did not agree' USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.member_name <> '' AND NOT written.names_member THEN
        RAISE EXCEPTION 'The member is not to be named' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END
$$;
"""
DOWN = """
CREATE OR REPLACE FUNCTION public.conduct_publishes() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE written record;
BEGIN
    SELECT t.* INTO written FROM public.conduct_publictext t WHERE t.id = NEW.text_id;
    IF NEW.published_by_id::text <> public.conduct_identity()
       OR written.case_id NOT IN (SELECT public.conduct_in('holder')) THEN
        RAISE EXCEPTION 'A notice is published by the holding officer' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF EXISTS (SELECT FROM public.conduct_publictext t
               WHERE t.notice_id = written.notice_id AND t.written_at > written.written_at) THEN
        RAISE EXCEPTION 'A later public text was written' USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.rule = 'breach' AND (written.outcome <> 'breach' OR NOT EXISTS (
        SELECT FROM public.conduct_step s WHERE s.case_id = written.case_id AND s.verb = 'decide')) THEN
        RAISE EXCEPTION 'No breach was decided' USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.rule = 'consent' AND written.consent_on IS NULL THEN
        RAISE EXCEPTION 'The member did not agree' USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.member_name <> '' AND NOT written.names_member THEN
        RAISE EXCEPTION 'The member is not to be named' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("conduct", "0025_told_and_struck_wall")]

    operations = [migrations.RunSQL(UP, DOWN)]
