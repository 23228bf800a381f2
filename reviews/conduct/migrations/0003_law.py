"""What holds on the day of the first release: limits (brief, 5.3) and what may follow a breach (brief, 2)."""

from datetime import date

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

START = date(2012, 7, 1)
"""Part 1, chapter 7 of the Localism Act 2011 came into force on this day."""
ARRANGEMENTS = "Localism Act 2011, section 28(6): the council’s own arrangements"
LIMITS = (
    ("acknowledge", 5, "working_days", ARRANGEMENTS),
    ("identity", 5, "working_days", ARRANGEMENTS),
    ("offer_withdrawal", 5, "working_days", ARRANGEMENTS),
    ("notify_subject", 5, "working_days", ARRANGEMENTS),
    ("comments", 10, "working_days", ARRANGEMENTS),
    ("jurisdiction", 5, "working_days", ARRANGEMENTS),
    ("assessment", 20, "working_days", ARRANGEMENTS),
    ("complainant_answers", 15, "working_days", ARRANGEMENTS),
    ("send_decision", 5, "working_days", ARRANGEMENTS),
    ("resolution", 20, "working_days", ARRANGEMENTS),
    ("investigation", 60, "working_days", ARRANGEMENTS),
    ("investigation_at_most", 6, "months", ARRANGEMENTS),
    ("draft_comments", 10, "working_days", ARRANGEMENTS),
    ("hearing", 3, "months", ARRANGEMENTS),
    ("hearing_at_least", 14, "days", ARRANGEMENTS),
    ("agenda", 5, "clear_days", "Local Government Act 1972, section 100A(6)(a)"),
    ("notice", 5, "working_days", ARRANGEMENTS),
    ("full_reasons", 10, "working_days", ARRANGEMENTS),
    ("hold_review", 20, "working_days", ARRANGEMENTS),
    ("late_complaint", 6, "months", "The council’s arrangements: a warning, never a bar"),
)
REGARD = "Localism Act 2011, section 28(11)"
NOT_TODAY = "No law lets a council do this today. The Government said in November 2025 that it means to change that."
SANCTIONS = (
    ("publish_findings", "Publish the findings", REGARD, "", False),
    ("censure", "Formal censure", REGARD, "", False),
    ("report_to_council", "Report to Full Council", REGARD, "", False),
    (
        "recommend_committees",
        "Recommend to the group leader, or to Council, removal from committees",
        REGARD,
        "",
        False,
    ),
    ("recommend_cabinet", "Recommend to the Leader removal from the Cabinet or a portfolio", REGARD, "", False),
    ("recommend_chair", "Recommend removal from a chair", REGARD, "", False),
    ("training", "Training", REGARD, "", False),
    ("outside_bodies", "Removal from outside appointments", REGARD, "", False),
    ("apology", "Ask for an apology", REGARD, "", False),
    ("mediation", "Mediation", REGARD, "", False),
    ("facilities", "Withdraw facilities, such as a device or an e-mail account", REGARD, "", True),
    ("premises", "Keep out of premises except for meetings", REGARD, "", True),
    ("suspension", "Suspension", "", NOT_TODAY, False),
    ("disqualification", "Disqualification", "Localism Act 2011, section 34: by a court alone", NOT_TODAY, False),
    ("allowances", "Withhold allowances", "", NOT_TODAY, False),
)


def enter(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    limits, sanctions = apps.get_model("conduct", "TimeLimit"), apps.get_model("conduct", "Sanction")
    limits.objects.bulk_create(
        limits(key=key, amount=amount, unit=unit, basis=basis, valid_from=START) for key, amount, unit, basis in LIMITS
    )
    sanctions.objects.bulk_create(
        sanctions(
            key=key,
            words=words,
            basis=basis,
            why_not=why_not,
            valid_from=None if why_not else START,
            requires_legal_check=check,
        )
        for key, words, basis, why_not, check in SANCTIONS
    )


def leave(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for name in ("TimeLimit", "Sanction"):
        apps.get_model("conduct", name).objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("conduct", "0002_wall")]

    operations = [migrations.RunPython(enter, leave)]
