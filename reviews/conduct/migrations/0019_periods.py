"""How long cases are kept, by class, and what was published of them. Information governance may change it by page."""

from django.db import migrations

SEED = """
INSERT INTO public.records_retentionrule
    (record_class, label, amount, unit, counted_from, basis, needs_approval, version) VALUES
    ('conduct.early', 'Conduct case: out of scope, or withdrawn early', 1, 'years', 'closure',
     'The council’s own period: long enough to see whether the same is complained of again. No law sets one.', true, 1),
    ('conduct.ended', 'Conduct case: no action, no breach or resolved', 3, 'years', 'closure',
     'The council’s own period: long enough for the Ombudsman and for a review. No law sets one.', true, 1),
    ('conduct.lasting', 'Conduct case: breach, or investigated', 6, 'years', 'the final determination',
     'Six years is the time within which most claims are brought (Limitation Act 1980).', true, 1),
    ('conduct.notice', 'What was published of a conduct case', 6, 'years', 'publication',
     'Kept after its case and after it was shown: what the council told the public.', false, 1);
"""
UNSEED = """
DELETE FROM public.records_retentionchange WHERE rule_id LIKE 'conduct.%';
DELETE FROM public.records_retentionrule WHERE record_class LIKE 'conduct.%';
"""


class Migration(migrations.Migration):
    dependencies = [("conduct", "0018_held_and_gone"), ("records", "0004_periods")]

    operations = [migrations.RunSQL(SEED, UNSEED)]
