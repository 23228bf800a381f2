"""The classes of record that a room keeps today, with their periods. Information governance may change them by page."""

from django.db import migrations

SEED = """
INSERT INTO records_retentionrule (record_class, label, amount, unit, counted_from, basis, needs_approval, version) VALUES
    ('advice.request', 'Advice request and answer', 2, 'years', 'closure',
     'The council’s own period: long enough for advice to be put forward in a later matter. No law sets one.', true, 1),
    ('advice.draft', 'Draft that was never sent', 30, 'days', 'last edit',
     'Nobody but its writer ever saw it, and it was not asked for.', false, 1);
"""
UNSEED = """
DELETE FROM records_draftsgone;
DELETE FROM records_retentionchange;
DELETE FROM records_retentionrule;
"""


class Migration(migrations.Migration):
    dependencies = [("records", "0003_held_and_gone")]

    operations = [migrations.RunSQL(SEED, UNSEED)]
