"""A pre-election period is mended or ended, never removed: what was marked by it must stay explicable."""

from django.db import migrations

HARDEN = "REVOKE DELETE, TRUNCATE ON advice_preelectionperiod FROM portal_app;"
SOFTEN = "GRANT DELETE ON advice_preelectionperiod TO portal_app;"


class Migration(migrations.Migration):
    dependencies = [("advice", "0011_elections")]

    operations = [migrations.RunSQL(HARDEN, SOFTEN)]
