from django.db import migrations, models


class Migration(migrations.Migration):
    """The report of a year finds its requests without reading all years."""

    dependencies = [("advice", "0012_elections_stay")]

    operations = [
        migrations.AddIndex(
            model_name="request", index=models.Index(fields=["submitted_at"], name="advice_request_sent")
        ),
    ]
