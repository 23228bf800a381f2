"""A legal hold keeps the words of the tables that came after it too."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("conduct", "0032_legal_advice")]

    operations = [migrations.RunSQL("SELECT public.conduct_keep_held()", migrations.RunSQL.noop)]
