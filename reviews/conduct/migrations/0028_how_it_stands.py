"""While a case is investigated both sides are told each month how it stands: the limit, and a letter for each side."""

from datetime import date

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

START = date(2012, 7, 1)
BASIS = "Localism Act 2011, section 28(6): the council’s own arrangements (an update to both sides each month)"
HEAD = "{today}\n\nOur reference: {reference}\n\nDear {party}\n\n"
FOOT = (
    "\n\n## If you need something from us\n\nTell us if you need this letter in another format, or any other change so "
    "that you can take part. {support_contacts}\n\n{officer}\n\nFor the Monitoring Officer, {council}\n\nTelephone: "
    "{office_phone}"
)
MIDDLE = "## What was done\n\n{done_since}\n\n## What happens next\n\n{next_steps}\n\n"
KINDS = [
    ("acknowledgement", "Acknowledgement"),
    ("question", "Question to the complainant"),
    ("identity", "Decision about the name, with the offer to withdraw"),
    ("notification", "Notification of the subject member"),
    ("no-action", "Assessment: no further action"),
    ("informal", "Assessment: informal resolution"),
    ("investigation", "Assessment: investigation"),
    ("draft-report", "Cover of the draft report"),
    ("final-report", "Cover of the final report"),
    ("hearing", "Invitation to the hearing"),
    ("decision-notice", "Decision notice"),
    ("closing", "Closing letter"),
    ("withdrawn", "Withdrawal accepted"),
    ("continued", "Continued after a wish to withdraw"),
    ("update-complainant", "How it stands: to the complainant"),
    ("update-member", "How it stands: to the subject member"),
    ("hold", "Put on hold"),
    ("support", "Who can support you"),
]
KEPT = (
    ("conduct_timelimit", "conduct_timelimit_stays", "key = 'update'"),
    ("conduct_lettertemplate", "conduct_lettertemplate_no_change", "kind LIKE 'update-%%'"),
)
"""What this migration entered, and the trigger that keeps it from anybody but itself."""
LETTERS = (
    (
        "update-complainant",
        "How your complaint stands",
        "We promised to tell you each month how your complaint about {members} stands. It is still being dealt with, "
        "and nothing has been decided.\n\n" + MIDDLE + "You may send us more at any time. Please keep this matter to "
        "yourself while we deal with it; you may speak to somebody who supports or advises you.",
    ),
    (
        "update-member",
        "How the complaint about you stands",
        "We promised to tell you each month how the complaint about your conduct stands. It is still being dealt with, "
        "and nothing has been decided.\n\n" + MIDDLE + "You may comment at any time, and you may speak to your "
        "Independent Person (Localism Act 2011, section 28(7)(b)). Please do not contact the complainant about this.",
    ),
)


def enter(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    limit, template = apps.get_model("conduct", "TimeLimit"), apps.get_model("conduct", "LetterTemplate")
    limit.objects.create(key="update", amount=1, unit="months", basis=BASIS, valid_from=START)
    for kind, title, words in LETTERS:
        why = "The edition that came with the portal."
        template.objects.create(kind=kind, number=1, title=title, words=HEAD + words + FOOT, why=why)


def leave(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for table, trigger, where in KEPT:
        schema_editor.execute(f"ALTER TABLE public.{table} DISABLE TRIGGER {trigger}")
        schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        schema_editor.execute(f"DELETE FROM public.{table} WHERE {where}")
        schema_editor.execute("SET CONSTRAINTS ALL DEFERRED")
        schema_editor.execute(f"ALTER TABLE public.{table} ENABLE TRIGGER {trigger}")


class Migration(migrations.Migration):
    dependencies = [("conduct", "0027_fit_and_cover")]

    operations = [
        migrations.AlterField(
            model_name="lettertemplate", name="kind", field=models.CharField(choices=KINDS, max_length=24)
        ),
        migrations.RunPython(enter, leave),
    ]
