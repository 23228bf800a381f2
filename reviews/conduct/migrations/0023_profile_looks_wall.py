"""Looks at public profiles: written by the investigating officer, read by the office, and only ever added to.

Regulation of Investigatory Powers Act 2000, sections 26 and 28: looking at one person again and again may need an
authorisation. After how many looks, in how many days, a reason is asked for is the council's own rule, as dated rows.
"""

from datetime import date

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

CELLS = {"investigator": "write", "holder": "read", "support": "read", "break_glass": "read"}
RULES = (("looks_unasked", 2), ("looks_within", 30))
START = date(2012, 7, 1)
BASIS = "The council’s own rule, because of the Regulation of Investigatory Powers Act 2000, sections 26 and 28"

UP = (
    "INSERT INTO public.conduct_readingrule (artefact, capacity, reach) VALUES "
    + ", ".join(f"('look', '{capacity}', '{reach}')" for capacity, reach in CELLS.items())
    + """;
SELECT public.conduct_wall('public.conduct_profilelook', 'look');
SELECT public.conduct_hold_together();
CREATE TRIGGER conduct_profilelook_no_change BEFORE UPDATE OR DELETE ON public.conduct_profilelook
    FOR EACH ROW EXECUTE FUNCTION public.conduct_refuse();
REVOKE UPDATE, DELETE, TRUNCATE ON public.conduct_profilelook FROM portal_app;
"""
)
DOWN = """
DROP TRIGGER conduct_profilelook_no_change ON public.conduct_profilelook;
DROP TRIGGER conduct_profilelook_in_case ON public.conduct_profilelook;
ALTER TABLE public.conduct_profilelook DROP CONSTRAINT IF EXISTS conduct_profilelook_in_case;
DROP POLICY owner_asks ON public.conduct_profilelook;
DROP POLICY reads ON public.conduct_profilelook;
DROP POLICY adds ON public.conduct_profilelook;
DROP POLICY changes ON public.conduct_profilelook;
DROP POLICY received ON public.conduct_profilelook;
DROP POLICY own_name ON public.conduct_profilelook;
ALTER TABLE public.conduct_profilelook NO FORCE ROW LEVEL SECURITY;
ALTER TABLE public.conduct_profilelook DISABLE ROW LEVEL SECURITY;
GRANT INSERT, UPDATE, DELETE ON public.conduct_profilelook TO portal_app;
DELETE FROM public.conduct_readingrule WHERE artefact = 'look';
"""


def enter(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    rules = apps.get_model("conduct", "LocalRule")
    rules.objects.bulk_create(rules(key=key, amount=amount, basis=BASIS, valid_from=START) for key, amount in RULES)


def leave(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    schema_editor.execute("ALTER TABLE public.conduct_localrule DISABLE TRIGGER conduct_localrule_stays")
    apps.get_model("conduct", "LocalRule").objects.filter(key__in=[key for key, _ in RULES]).delete()
    schema_editor.execute("ALTER TABLE public.conduct_localrule ENABLE TRIGGER conduct_localrule_stays")


class Migration(migrations.Migration):
    dependencies = [("conduct", "0022_profile_looks")]

    operations = [migrations.RunSQL(UP, DOWN), migrations.RunPython(enter, leave)]
