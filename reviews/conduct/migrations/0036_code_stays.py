"""The Code of Conduct stays as it was entered: what was cited and found breached keeps its words.

Of an edition the portal only ever enters the last day, when the next one is adopted.
"""

from django.db import migrations

UP = """
REVOKE UPDATE, DELETE, TRUNCATE ON public.conduct_codeedition, public.conduct_codeparagraph FROM portal_app;
GRANT UPDATE (in_force_until) ON public.conduct_codeedition TO portal_app;
"""
DOWN = """
REVOKE UPDATE (in_force_until) ON public.conduct_codeedition FROM portal_app;
GRANT UPDATE, DELETE ON public.conduct_codeedition, public.conduct_codeparagraph TO portal_app;
"""


class Migration(migrations.Migration):
    dependencies = [("conduct", "0035_over_by_itself")]

    operations = [migrations.RunSQL(UP, DOWN)]
