"""The portal reminds a complainant twice of a question, on dated days of the limit, and writes down that it did.

That fact is the one thing that the portal itself adds to a case: without words, in nobody's name, about a complainant,
while the question waits.
"""

from datetime import date

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

START = date(2012, 7, 1)
BASIS = "Localism Act 2011, section 28(6): the council’s own arrangements (counted from the question)"
KEYS = (("first_reminder", 5), ("second_reminder", 10))

UP = """
DROP POLICY own_name ON public.conduct_noted;
CREATE POLICY own_name ON public.conduct_noted AS RESTRICTIVE FOR INSERT TO portal_app WITH CHECK (
    by_id::text = public.conduct_identity() OR public.conduct_identity() LIKE 'receiving:%'
    OR (by_id IS NULL AND (public.conduct_identity() LIKE 'code:%' OR public.conduct_identity() = 'system')));
CREATE POLICY portal_reminds ON public.conduct_noted FOR INSERT TO portal_app WITH CHECK (
    public.conduct_identity() = 'system' AND kind = 'reminded' AND words = ''::bytea AND subject_id IS NULL
    AND EXISTS (SELECT FROM public.conduct_case c WHERE c.id = case_id AND c.state = 'awaiting_complainant')
    AND grant_id IN (SELECT g.id FROM public.conduct_grant g WHERE g.capacity = 'complainant'));
"""
DOWN = """
DROP POLICY portal_reminds ON public.conduct_noted;
DROP POLICY own_name ON public.conduct_noted;
CREATE POLICY own_name ON public.conduct_noted AS RESTRICTIVE FOR INSERT TO portal_app WITH CHECK (
    by_id::text = public.conduct_identity() OR public.conduct_identity() LIKE 'receiving:%'
    OR (by_id IS NULL AND public.conduct_identity() LIKE 'code:%'));
"""


def enter(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    limit = apps.get_model("conduct", "TimeLimit")
    for key, days in KEYS:
        limit.objects.create(key=key, amount=days, unit="working_days", basis=BASIS, valid_from=START)


def leave(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    schema_editor.execute("ALTER TABLE public.conduct_timelimit DISABLE TRIGGER conduct_timelimit_stays")
    apps.get_model("conduct", "TimeLimit").objects.filter(key__in=[key for key, _ in KEYS]).delete()
    schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    schema_editor.execute("SET CONSTRAINTS ALL DEFERRED")
    schema_editor.execute("ALTER TABLE public.conduct_timelimit ENABLE TRIGGER conduct_timelimit_stays")


class Migration(migrations.Migration):
    dependencies = [("conduct", "0028_how_it_stands")]

    operations = [migrations.RunPython(enter, leave), migrations.RunSQL(UP, DOWN)]
