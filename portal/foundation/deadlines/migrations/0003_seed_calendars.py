"""Each database begins with the bank holidays of 2020 to 2035 in its four calendars, as revision 1."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from portal.foundation.deadlines.bank_holidays import SEEDED_YEARS, seed_days
from portal.foundation.deadlines.working_days import CalendarName

REASON = "Bank holidays 2020 to 2035, from the published list"


def seed(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    model = {name: apps.get_model("deadlines", name) for name in ("Calendar", "CalendarRevision", "NonWorkingDay")}
    if model["Calendar"].objects.exists():
        return  # backwards and forwards again: the rows stayed
    for name in CalendarName:
        calendar = model["Calendar"].objects.create(name=name.value, revision=1)
        model["CalendarRevision"].objects.create(calendar=calendar, number=1, reason=REASON)
        model["NonWorkingDay"].objects.bulk_create(
            model["NonWorkingDay"](calendar=calendar, day=day, label=label, added_in=1)
            for day, label in seed_days(name, SEEDED_YEARS).items()
        )


class Migration(migrations.Migration):
    dependencies = [("deadlines", "0002_append_only")]

    # Backwards the rows stay: the tables that hold them go with the migration before.
    operations = [migrations.RunPython(seed, migrations.RunPython.noop)]
