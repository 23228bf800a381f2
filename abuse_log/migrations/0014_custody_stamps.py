"""A time stamp may be of the first lines of a custody log."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("abuse_log", "0013_pack_ends")]

    operations = [
        migrations.AddField(model_name="stamp", name="lines", field=models.PositiveIntegerField(blank=True, null=True)),
    ]
