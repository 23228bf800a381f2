"""What ``0030`` and ``0031`` made is held together too: a foreign key is there only when the migration that makes its
table is over, so ``conduct_hold_together`` cannot find it inside that one.
"""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("conduct", "0033_held_too")]

    operations = [migrations.RunSQL("SELECT public.conduct_hold_together()", migrations.RunSQL.noop)]
