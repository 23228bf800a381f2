"""The one function that counts cases for the committee, and the report that is written once.

It answers with counts alone, to the portal itself, for a municipal year (1 May to 30 April, Europe/London) that is over
and of which no report was made: so that no two counts can be taken from each other.
"""

from django.db import migrations

COUNTS = """
CREATE FUNCTION public.conduct_committee_counts(which integer) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    first_day date := make_date(which, 5, 1);
    after_day date := make_date(which + 1, 5, 1);
    begins timestamptz := first_day::timestamp AT TIME ZONE 'Europe/London';
    ends timestamptz := after_day::timestamp AT TIME ZONE 'Europe/London';
    closed text[] := ARRAY['closed_out_of_scope', 'no_further_action', 'closed_no_breach', 'withdrawn', 'closed'];
    found jsonb;
BEGIN
    IF public.conduct_identity() <> 'system' THEN
        RAISE EXCEPTION 'Only the portal itself counts for the committee' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF ends > clock_timestamp() OR EXISTS (
        SELECT FROM public.conduct_committeereport r WHERE r.year = which AND r.figures IS NOT NULL
    ) THEN
        RAISE EXCEPTION 'A municipal year is counted once, when it is over' USING ERRCODE = 'insufficient_privilege';
    END IF;
    WITH step AS (
        SELECT s.case_id, s.id, s.at, s.verb, s.state_before, s.state_after,
               count(*) FILTER (WHERE s.verb = 'reopen') OVER (PARTITION BY s.case_id ORDER BY s.at, s.id) AS number
        FROM public.conduct_step s WHERE s.at < ends
    ),
    -- A case that is opened again is another one: it comes in, gets somewhere and ends once more.
    one_round AS (
        SELECT s.case_id, s.number, min(s.at) AS began,
               min(s.at) FILTER (WHERE s.state_after = ANY (closed)) AS ended,
               (array_agg(s.id ORDER BY s.at) FILTER (WHERE s.state_after = ANY (closed)))[1] AS ended_by,
               max(CASE WHEN s.state_after IN ('hearing_scheduled', 'decided', 'follow_up') THEN 6
                        WHEN s.state_after IN ('investigation', 'draft_report', 'final_report', 'local_resolution')
                        THEN 5
                        WHEN s.state_after IN ('informal_resolution', 'resolved') THEN 4
                        WHEN s.state_after = 'assessment' THEN 3
                        WHEN s.state_after = 'jurisdiction_review' THEN 2
                        ELSE 1 END) AS stage
        FROM step s GROUP BY s.case_id, s.number
    ),
    in_hand AS (
        SELECT r.case_id, r.ended, r.stage, r.began,
               CASE WHEN r.began < begins THEN 'before' WHEN r.number > 0 THEN 'reopened' ELSE c.source END AS came,
               CASE
                   WHEN r.ended IS NULL THEN 'open'
                   WHEN e.state_after = 'no_further_action' THEN 'no_further_action'
                   WHEN e.state_after = 'closed_no_breach' THEN 'no_breach'
                   WHEN e.state_after = 'withdrawn' THEN 'withdrawn'
                   WHEN e.verb = 'find_out_of_scope' THEN 'out_of_scope'
                   WHEN e.verb = 'local_done' OR (e.verb = 'close' AND e.state_before = 'resolved') THEN 'informal'
                   WHEN e.verb = 'close' AND EXISTS (
                       SELECT FROM (
                           SELECT DISTINCT ON (f.alleged_id) f.outcome FROM public.conduct_finding f
                           WHERE f.case_id = r.case_id AND f.at >= r.began AND f.at <= r.ended
                           ORDER BY f.alleged_id, f.at DESC, f.id DESC
                       ) newest WHERE newest.outcome <> 'no_breach') THEN 'breach'
                   WHEN e.verb = 'close' THEN 'no_breach'
                   ELSE 'other' END AS outcome
        FROM one_round r JOIN public.conduct_case c ON c.id = r.case_id LEFT JOIN step e ON e.id = r.ended_by
        WHERE r.ended IS NULL OR r.ended >= begins
    ),
    alleged AS (
        SELECT a.id, a.id IN (SELECT p.allegation_id FROM public.conduct_referred p WHERE p.case_id = a.case_id)
               AS refers
        FROM public.conduct_allegation a
        WHERE a.case_id IN (SELECT h.case_id FROM in_hand h WHERE h.ended IS NOT NULL)
    ),
    theme AS (
        SELECT DISTINCT a.id, coalesce(p.category, 'none') AS category
        FROM alleged a LEFT JOIN (
            SELECT g.allegation_id, q.category FROM public.conduct_cited i
            JOIN public.conduct_alleged g ON g.id = i.alleged_id
            JOIN public.conduct_codeparagraph q ON q.id = i.paragraph_id
        ) p ON p.allegation_id = a.id
    ),
    clock AS (
        SELECT split_part(c.name, '.', 2) AS key, date_trunc('minute', e.at) > c.due_at AS late,
               (e.at AT TIME ZONE 'Europe/London')::date - (s.at AT TIME ZONE 'Europe/London')::date AS days
        FROM public.deadlines_clock c
        JOIN public.deadlines_clockevent e ON e.clock_id = c.id AND e.kind = 'stop' AND e.at >= begins AND e.at < ends
        JOIN public.deadlines_clockevent s ON s.clock_id = c.id AND s.kind = 'start'
        WHERE c.about_kind = 'conduct.case'
    )
    SELECT jsonb_build_object(
        'came', (SELECT jsonb_object_agg(x.key, x.n)
                 FROM (SELECT came AS key, count(*) AS n FROM in_hand GROUP BY 1) x),
        'stands', (SELECT jsonb_object_agg(x.key, x.n)
                   FROM (SELECT stage || ':' || outcome AS key, count(*) AS n FROM in_hand GROUP BY 1) x),
        'ages', (SELECT jsonb_object_agg(x.key, x.n) FROM (
            SELECT CASE WHEN began >= (after_day - interval '3 months') AT TIME ZONE 'Europe/London' THEN 'under_3'
                        WHEN began >= (after_day - interval '6 months') AT TIME ZONE 'Europe/London' THEN 'under_6'
                        WHEN began >= begins THEN 'under_12' ELSE 'over_12' END AS key, count(*) AS n
            FROM in_hand WHERE ended IS NULL GROUP BY 1) x),
        'themes', (SELECT jsonb_object_agg(x.key, x.n)
                   FROM (SELECT category AS key, count(*) AS n FROM theme GROUP BY 1) x),
        'referred', (SELECT jsonb_object_agg(x.key, x.n)
                     FROM (SELECT CASE WHEN refers THEN 'yes' ELSE 'no' END AS key, count(*) AS n
                           FROM alleged GROUP BY 1) x),
        'clocks', (SELECT jsonb_object_agg(x.key, jsonb_build_array(x.n, x.late, x.median)) FROM (
            SELECT key, count(*) AS n, count(*) FILTER (WHERE late) AS late,
                   percentile_cont(0.5) WITHIN GROUP (ORDER BY days) AS median
            FROM clock GROUP BY 1) x),
        'sanctions', (SELECT jsonb_object_agg(x.key, x.n) FROM (
            SELECT CASE WHEN i.settled_on < after_day THEN i.outcome ELSE 'open' END AS key, count(*) AS n
            FROM public.conduct_sanctionimposed i
            WHERE i.decided_on >= first_day AND i.decided_on < after_day GROUP BY 1) x),
        'held', (SELECT count(DISTINCT s.case_id) FROM step s WHERE s.verb = 'hold' AND s.at >= begins)
    ) INTO found;
    RETURN found;
END
$$;
REVOKE EXECUTE ON FUNCTION public.conduct_committee_counts(integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION public.conduct_committee_counts(integer) TO portal_app;
"""

# Asked for without figures; given them once, by the portal itself; never changed after that.
ONCE = """
CREATE FUNCTION public.conduct_report_once() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF TG_OP = 'INSERT' AND NEW.figures IS NULL THEN RETURN NEW; END IF;
    IF TG_OP = 'UPDATE' AND OLD.figures IS NULL AND NEW.figures IS NOT NULL
       AND public.conduct_identity() = 'system' THEN RETURN NEW; END IF;
    RAISE EXCEPTION 'A report to the committee is counted once and never changed'
        USING ERRCODE = 'insufficient_privilege';
END
$$;
CREATE TRIGGER conduct_committeereport_once BEFORE INSERT OR UPDATE OR DELETE ON public.conduct_committeereport
    FOR EACH ROW EXECUTE FUNCTION public.conduct_report_once();
REVOKE UPDATE, DELETE, TRUNCATE ON public.conduct_committeereport FROM portal_app;
GRANT UPDATE (figures, counted_at) ON public.conduct_committeereport TO portal_app;
"""

DOWN = """
DROP TRIGGER conduct_committeereport_once ON public.conduct_committeereport;
GRANT UPDATE, DELETE ON public.conduct_committeereport TO portal_app;
DROP FUNCTION public.conduct_report_once();
DROP FUNCTION public.conduct_committee_counts(integer);
"""


class Migration(migrations.Migration):
    dependencies = [("conduct", "0020_committee_report"), ("deadlines", "0004_events_go_with_their_record")]

    operations = [migrations.RunSQL(COUNTS + ONCE, DOWN)]
