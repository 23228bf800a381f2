"""That an answer still holds is found once and never taken back; only another change of the guidance asks again."""

from django.db import migrations

TABLE = "advice_citationreview"
HARDEN = f"""
REVOKE UPDATE, DELETE, TRUNCATE ON {TABLE} FROM portal_app;
CREATE TRIGGER {TABLE}_stays BEFORE UPDATE OR DELETE ON {TABLE}
    FOR EACH ROW EXECUTE FUNCTION advice_stays_as_it_is();
CREATE TRIGGER {TABLE}_stays_whole BEFORE TRUNCATE ON {TABLE}
    FOR EACH STATEMENT EXECUTE FUNCTION advice_stays_as_it_is();
"""
SOFTEN = f"""
DROP TRIGGER {TABLE}_stays ON {TABLE};
DROP TRIGGER {TABLE}_stays_whole ON {TABLE};
GRANT UPDATE, DELETE ON {TABLE} TO portal_app;
"""


class Migration(migrations.Migration):
    dependencies = [("advice", "0003_citation_reviews")]

    operations = [migrations.RunSQL(HARDEN, SOFTEN)]
