"""Of a second look only what its taker says is written later: the words that were asked about stay as they were."""

from django.db import migrations

HARDEN = """
REVOKE UPDATE ON advice_secondlook FROM portal_app;
GRANT UPDATE (by_id, at, agrees, note) ON advice_secondlook TO portal_app;
"""
SOFTEN = """
REVOKE UPDATE (by_id, at, agrees, note) ON advice_secondlook FROM portal_app;
GRANT UPDATE ON advice_secondlook TO portal_app;
"""


class Migration(migrations.Migration):
    dependencies = [("advice", "0014_reuses")]

    operations = [migrations.RunSQL(HARDEN, SOFTEN)]
