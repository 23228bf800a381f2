"""A share that was taken back stays so, an answer about an interest as it was given, and that a month was told of."""

from django.db import migrations

DONE = {"abuse_log_share": "withdrawn_at", "abuse_log_interestrequest": "answered_at"}
LOCK = (
    "".join(
        f"""
CREATE TRIGGER {table}_done_stays BEFORE UPDATE ON public.{table}
    FOR EACH ROW WHEN (OLD.{column} IS NOT NULL) EXECUTE FUNCTION public.abuse_log_refuse();
"""
        for table, column in DONE.items()
    )
    + """
CREATE TRIGGER abuse_log_briefing_no_change BEFORE UPDATE OR DELETE ON public.abuse_log_briefing
    FOR EACH ROW EXECUTE FUNCTION public.abuse_log_refuse();
CREATE TRIGGER abuse_log_briefing_no_truncate BEFORE TRUNCATE ON public.abuse_log_briefing
    FOR EACH STATEMENT EXECUTE FUNCTION public.abuse_log_refuse();
"""
)
UNLOCK = (
    "".join(f"DROP TRIGGER {table}_done_stays ON public.{table};" for table in DONE)
    + """
DROP TRIGGER abuse_log_briefing_no_truncate ON public.abuse_log_briefing;
DROP TRIGGER abuse_log_briefing_no_change ON public.abuse_log_briefing;
"""
)


class Migration(migrations.Migration):
    dependencies = [("abuse_log", "0014_custody_stamps")]

    operations = [migrations.RunSQL(LOCK, UNLOCK)]
