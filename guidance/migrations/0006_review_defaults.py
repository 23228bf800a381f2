"""Documents that are there get their owner; the release before, which knows neither column, may still add some."""

from django.db import migrations

FORWARD = """
UPDATE guidance_document SET owner_role = 'comms_lead' WHERE kind = 'plain';
ALTER TABLE guidance_document ALTER COLUMN next_review_on
    SET DEFAULT ((now() AT TIME ZONE 'Europe/London')::date + interval '12 months')::date;
"""
BACKWARD = "ALTER TABLE guidance_document ALTER COLUMN next_review_on DROP DEFAULT;"


class Migration(migrations.Migration):
    dependencies = [("guidance", "0005_confirmations_and_reviews")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
