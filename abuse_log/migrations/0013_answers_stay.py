"""A share that was taken back stays so, and an answer about an interest stays as it was given."""

from django.db import migrations

DONE = {"abuse_log_share": "withdrawn_at", "abuse_log_interestrequest": "answered_at"}
LOCK = "".join(
    f"""
CREATE TRIGGER {table}_done_stays BEFORE UPDATE ON public.{table}
    FOR EACH ROW WHEN (OLD.{column} IS NOT NULL) EXECUTE FUNCTION public.abuse_log_refuse();
"""
    for table, column in DONE.items()
)
UNLOCK = "".join(f"DROP TRIGGER {table}_done_stays ON public.{table};" for table in DONE)


class Migration(migrations.Migration):
    dependencies = [("abuse_log", "0012_traces")]

    operations = [migrations.RunSQL(LOCK, UNLOCK)]
