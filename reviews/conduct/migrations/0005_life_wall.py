"""The walls of the tables of ``0004_life``, the arrows of the table of states, and the guards that the database keeps.

A case goes along the arrows alone, one version at a time. No decision after a final report without a dated view of the
council's Independent Person that was written after it (guard CG1; Localism Act 2011, section 28(7)(a)). No name goes
out while the request about it is open (CG5, CG6), and no sanction that is not valid on the day (CG7).
"""

from datetime import date

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

ARROWS = {
    "acknowledged": "awaiting_complainant closed jurisdiction_review on_hold withdrawn",
    "assessment": "closed informal_resolution investigation no_further_action on_hold withdrawn",
    "awaiting_complainant": "acknowledged closed closed_out_of_scope on_hold withdrawn",
    "closed": "reopened",
    "closed_no_breach": "reopened",
    "closed_out_of_scope": "reopened",
    "decided": "closed follow_up on_hold withdrawn",
    "draft_report": "closed final_report on_hold withdrawn",
    "final_report": "closed closed_no_breach hearing_scheduled local_resolution on_hold withdrawn",
    "follow_up": "closed on_hold withdrawn",
    "hearing_scheduled": "closed decided on_hold withdrawn",
    "informal_resolution": "assessment closed on_hold resolved withdrawn",
    "investigation": "closed draft_report on_hold withdrawn",
    "jurisdiction_review": "assessment closed closed_out_of_scope on_hold withdrawn",
    "local_resolution": "closed hearing_scheduled on_hold withdrawn",
    "no_further_action": "reopened",
    "on_hold": "closed withdrawn",
    "received": "acknowledged closed on_hold withdrawn",
    "reopened": "assessment closed jurisdiction_review on_hold withdrawn",
    "resolved": "closed on_hold withdrawn",
    "withdrawn": "reopened",
}
START = date(2012, 7, 1)
ARRANGEMENTS = "Localism Act 2011, section 28(6): the council’s own arrangements"
RULES = (("assessment_view", 1), ("panel_at_least", 3))
WALLED = {
    "conduct_checklistanswer": "assessment",
    "conduct_capacityrecord": "assessment",
    "conduct_factor": "assessment",
    "conduct_identitydecision": "identity_request",
    "conduct_noted": "assessment",
    "conduct_resolutionaction": "assessment",
    "conduct_investigation": "evidence",
    "conduct_hearing": "hearing",
    "conduct_finding": "decision",
    "conduct_foundbreached": "decision",
    "conduct_sanctionimposed": "decision",
    "conduct_told": "letter",
    "conduct_hold": "history",
}
SETTLED_ONCE = ("conduct_resolutionaction", "conduct_sanctionimposed")
ADD_ONLY = tuple(table for table in WALLED if table not in SETTLED_ONCE)

POLICIES = """
-- A complainant asks to withdraw, and reads what they were asked; each their own.
CREATE POLICY own ON public.conduct_noted FOR SELECT TO portal_app
    USING (kind IN ('withdrawal', 'question') AND grant_id IN (SELECT grant_id FROM public.conduct_my_grants()));
CREATE POLICY asks ON public.conduct_noted FOR INSERT TO portal_app
    WITH CHECK (kind = 'withdrawal' AND grant_id IN (
        SELECT grant_id FROM public.conduct_my_grants() g
        WHERE g.capacity = 'complainant' AND g.case_id = conduct_noted.case_id));
-- The clerk records findings for what is alleged, so it is there once a hearing is arranged (row 14).
CREATE POLICY hears ON public.conduct_alleged FOR SELECT TO portal_app USING (
    case_id IN (SELECT public.conduct_in('clerk')) AND case_id IN (SELECT h.case_id FROM public.conduct_hearing h));
CREATE POLICY hears ON public.conduct_allegation FOR SELECT TO portal_app USING (
    case_id IN (SELECT public.conduct_in('clerk')) AND case_id IN (SELECT h.case_id FROM public.conduct_hearing h));
CREATE POLICY hears ON public.conduct_cited FOR SELECT TO portal_app USING (
    case_id IN (SELECT public.conduct_in('clerk')) AND case_id IN (SELECT h.case_id FROM public.conduct_hearing h));
REVOKE UPDATE ON public.conduct_resolutionaction, public.conduct_sanctionimposed FROM portal_app;
GRANT UPDATE (outcome, settled_at, words) ON public.conduct_resolutionaction TO portal_app;
GRANT UPDATE (outcome, settled_on, how_settled) ON public.conduct_sanctionimposed TO portal_app;
REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON public.conduct_transition FROM portal_app;
"""

GUARDS = """
-- Guard CG1. The clerk, who records what the panel decided, may ask whether there is a view and never reads it.
CREATE FUNCTION public.conduct_has_view(which uuid, by_day date) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
    SELECT which IN (SELECT case_id FROM public.conduct_my_grants()) AND EXISTS (
        SELECT FROM public.conduct_paper view
        JOIN public.conduct_grant g ON g.id = view.grant_id AND g.case_id = view.case_id AND g.capacity = 'councils_ip'
        WHERE view.case_id = which AND view.kind = 'view' AND view.dated_on <= by_day
          AND view.written_at > (SELECT max(report.written_at) FROM public.conduct_paper report
                                 WHERE report.case_id = which AND report.kind = 'final_report')
          AND view.written_at > (SELECT max(step.at) FROM public.conduct_step step
                                 WHERE step.case_id = which AND step.verb = 'finish_report'))
$$;

CREATE FUNCTION public.conduct_moves() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.state = 'received' AND NEW.version = 1 THEN RETURN NEW; END IF;
        RAISE EXCEPTION 'A case begins by being received' USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.state = 'on_hold' AND NEW.held_in <> (CASE OLD.state WHEN 'on_hold' THEN OLD.held_in ELSE OLD.state END)
    THEN
        RAISE EXCEPTION 'A hold goes back to where it came from' USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.state = OLD.state THEN RETURN NEW; END IF;
    IF NEW.version <= OLD.version THEN
        RAISE EXCEPTION 'Each step of a case is a new version' USING ERRCODE = 'check_violation';
    END IF;
    IF NOT (OLD.state = 'on_hold' AND NEW.state = OLD.held_in) AND NOT EXISTS (
        SELECT FROM public.conduct_transition t WHERE t.state_before = OLD.state AND t.state_after = NEW.state
    ) THEN
        RAISE EXCEPTION 'A case does not go from % to %', OLD.state, NEW.state USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.state IN ('closed_no_breach', 'local_resolution', 'decided')
       AND NOT public.conduct_has_view(NEW.id, (NEW.state_since AT TIME ZONE 'Europe/London')::date) THEN
        RAISE EXCEPTION 'No decision without the dated view of the Independent Person after the final report'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER conduct_case_moves BEFORE INSERT OR UPDATE ON public.conduct_case
    FOR EACH ROW EXECUTE FUNCTION public.conduct_moves();

CREATE FUNCTION public.conduct_names_first() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF (TG_OP = 'INSERT' OR NEW.member_id IS DISTINCT FROM OLD.member_id) AND EXISTS (
        SELECT FROM public.conduct_grant g WHERE g.case_id = NEW.case_id AND g.person_id = NEW.member_id
        AND g.revoked_at IS NULL AND g.capacity NOT IN ('complainant', 'subject')
    ) THEN
        RAISE EXCEPTION 'Nobody acts on a case to which they are a party' USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.notified_at IS NOT NULL AND (TG_OP = 'INSERT' OR OLD.notified_at IS NULL) AND EXISTS (
        SELECT FROM public.conduct_complainant c
        WHERE c.case_id = NEW.case_id AND c.protection IN ('asked', 'refused')
    ) THEN
        RAISE EXCEPTION 'The request about a name comes first' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER conduct_subject_names_first BEFORE INSERT OR UPDATE ON public.conduct_subject
    FOR EACH ROW EXECUTE FUNCTION public.conduct_names_first();

CREATE FUNCTION public.conduct_offer_first() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF NEW.protection = 'disclosed' AND OLD.protection <> 'disclosed' AND (
        OLD.protection <> 'refused' OR NEW.offered_until IS DISTINCT FROM OLD.offered_until
        OR OLD.offered_until >= (clock_timestamp() AT TIME ZONE 'Europe/London')::date
    ) THEN
        RAISE EXCEPTION 'Withdrawal is offered before a name is disclosed' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER conduct_complainant_offer_first BEFORE UPDATE ON public.conduct_complainant
    FOR EACH ROW EXECUTE FUNCTION public.conduct_offer_first();

CREATE FUNCTION public.conduct_sanction_valid() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM public.conduct_sanction s WHERE s.id = NEW.sanction_id AND s.valid_from <= NEW.decided_on
        AND (s.valid_to IS NULL OR s.valid_to >= NEW.decided_on)
    ) THEN
        RAISE EXCEPTION 'No law lets a council do this on that day' USING ERRCODE = 'check_violation';
    END IF;
    IF NOT EXISTS (
        SELECT FROM public.conduct_finding f WHERE f.id = NEW.finding_id AND f.case_id = NEW.case_id
        AND f.outcome = 'breach_with_action'
    ) THEN
        RAISE EXCEPTION 'A sanction follows a breach that is found with action' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER conduct_sanction_valid BEFORE INSERT ON public.conduct_sanctionimposed
    FOR EACH ROW EXECUTE FUNCTION public.conduct_sanction_valid();

CREATE FUNCTION public.conduct_settles_once() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF TG_OP = 'DELETE' AND public.records_disposing() THEN RETURN OLD; END IF;
    IF TG_OP = 'UPDATE' AND OLD.outcome = 'open' THEN RETURN NEW; END IF;
    RAISE EXCEPTION 'What was settled stays settled' USING ERRCODE = 'insufficient_privilege';
END
$$;
"""

UP = (
    "".join(f"SELECT public.conduct_wall('public.{table}', '{artefact}');\n" for table, artefact in WALLED.items())
    + POLICIES
    + GUARDS
    + "".join(
        f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON public.{table}\n"
        f"FOR EACH ROW EXECUTE FUNCTION public.conduct_refuse();\n"
        f"REVOKE UPDATE ON public.{table} FROM portal_app;\n"
        for table in ADD_ONLY
    )
    + "".join(
        f"CREATE TRIGGER {table}_once BEFORE UPDATE OR DELETE ON public.{table}\n"
        f"FOR EACH ROW EXECUTE FUNCTION public.conduct_settles_once();\n"
        for table in SETTLED_ONCE
    )
    + "INSERT INTO public.conduct_transition (state_before, state_after) VALUES "
    + ", ".join(f"('{before}', '{after}')" for before, afters in ARROWS.items() for after in afters.split(" "))
)

DOWN = (
    """
DROP TRIGGER conduct_case_moves ON public.conduct_case;
DROP TRIGGER conduct_subject_names_first ON public.conduct_subject;
DROP TRIGGER conduct_complainant_offer_first ON public.conduct_complainant;
DROP TRIGGER conduct_sanction_valid ON public.conduct_sanctionimposed;
DELETE FROM public.conduct_transition;
GRANT INSERT, UPDATE, DELETE ON public.conduct_transition TO portal_app;
"""
    + "".join(f"DROP TRIGGER {table}_no_change ON public.{table};\n" for table in ADD_ONLY)
    + "".join(f"DROP TRIGGER {table}_once ON public.{table};\n" for table in SETTLED_ONCE)
    + "DROP POLICY own ON public.conduct_noted;\nDROP POLICY asks ON public.conduct_noted;\n"
    + "".join(f"DROP POLICY hears ON public.conduct_{table};\n" for table in ("alleged", "allegation", "cited"))
    + "".join(
        "".join(
            f"DROP POLICY {name} ON public.{table};\n"
            for name in ("owner_asks", "reads", "adds", "changes", "received")
        )
        + f"ALTER TABLE public.{table} NO FORCE ROW LEVEL SECURITY;\n"
        f"ALTER TABLE public.{table} DISABLE ROW LEVEL SECURITY;\n"
        f"GRANT INSERT, UPDATE, DELETE ON public.{table} TO portal_app;\n"
        for table in WALLED
    )
    + """
DROP FUNCTION public.conduct_moves();
DROP FUNCTION public.conduct_has_view(uuid, date);
DROP FUNCTION public.conduct_names_first();
DROP FUNCTION public.conduct_offer_first();
DROP FUNCTION public.conduct_sanction_valid();
DROP FUNCTION public.conduct_settles_once();
"""
)


def enter(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    rules = apps.get_model("conduct", "LocalRule")
    rules.objects.bulk_create(
        rules(key=key, amount=amount, basis=ARRANGEMENTS, valid_from=START) for key, amount in RULES
    )


def leave(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    apps.get_model("conduct", "LocalRule").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("conduct", "0004_life")]

    operations = [migrations.RunSQL(UP, DOWN), migrations.RunPython(enter, leave)]
