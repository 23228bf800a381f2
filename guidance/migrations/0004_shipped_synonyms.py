"""The synonyms that this release ships, in every portal from its first day. A later release adds its own."""

from django.db import migrations

from guidance.synonyms.shipped import groups


def add(apps, schema_editor):
    kept = apps.get_model("guidance", "SynonymGroup").objects
    kept.bulk_create(kept.model(words=words) for words in groups())


class Migration(migrations.Migration):
    dependencies = [("guidance", "0003_synonym_groups")]

    # Backwards there is nothing to do: 0003 takes the whole table away, and until then the rows do no harm.
    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
