"""The stages of the first release; and an entry of the arrangements is never changed, it may only be ended."""

from datetime import date

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

START = date(2012, 7, 1)
ARRANGEMENTS = "Localism Act 2011, section 28(6): the council’s own arrangements"
STAGES = (
    ("informal_resolution", START, ""),
    ("local_resolution", START, ""),
    (
        "review_requested",
        None,
        "The council has no internal review of a decision. The Ombudsman looks at how a complaint was handled.",
    ),
    ("appealed", None, "No law gives a national appeal today. The Government said in November 2025 that it means to."),
)
ENTRIES = ("conduct_timelimit", "conduct_localrule", "conduct_sanction", "conduct_stage")
ENDED = ("conduct_sanction", "conduct_stage")


def enter(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    apps.get_model("conduct", "Stage").objects.bulk_create(
        apps.get_model("conduct", "Stage")(key=key, basis=ARRANGEMENTS, valid_from=begins, why_not=why_not)
        for key, begins, why_not in STAGES
    )


def leave(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    apps.get_model("conduct", "Stage").objects.all().delete()


KEPT = (
    """
CREATE FUNCTION public.conduct_entry_stays() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND to_jsonb(NEW) ? 'valid_to' AND to_jsonb(OLD) ->> 'valid_to' IS NULL
        AND to_jsonb(NEW) - 'valid_to' = to_jsonb(OLD) - 'valid_to' THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'An entry of the arrangements stays as it was made' USING ERRCODE = 'insufficient_privilege';
END
$$;
"""
    + "".join(f"REVOKE UPDATE, DELETE, TRUNCATE ON public.{table} FROM portal_app;\n" for table in ENTRIES)
    + "".join(f"GRANT UPDATE (valid_to) ON public.{table} TO portal_app;\n" for table in ENDED)
    + "".join(
        f"""
CREATE TRIGGER {table}_stays BEFORE UPDATE OR DELETE ON public.{table}
    FOR EACH ROW EXECUTE FUNCTION public.conduct_entry_stays();
"""
        for table in ENTRIES
    )
)
UNDONE = (
    "".join(f"DROP TRIGGER {table}_stays ON public.{table};\n" for table in ENTRIES)
    + "DROP FUNCTION public.conduct_entry_stays();\n"
    + "".join(f"GRANT UPDATE, DELETE ON public.{table} TO portal_app;\n" for table in ENTRIES)
)


class Migration(migrations.Migration):
    dependencies = [("conduct", "0014_arrangements")]

    operations = [migrations.RunPython(enter, leave), migrations.RunSQL(KEPT, UNDONE)]
