"""The first edition of each letter, in the project's own words. A council changes them by page; these rows stay."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

HEAD = "{today}\n\nOur reference: {reference}\n\nDear {party}\n\n"
FOOT = (
    "\n\n## If you need something from us\n\nTell us if you need this letter in another format, or any other change so "
    "that you can take part. {support_contacts}\n\n{officer}\n\nFor the Monitoring Officer, {council}\n\nTelephone: "
    "{office_phone}"
)
CONFIDENTIAL = (
    "Please keep this matter to yourself while we deal with it. You may speak to somebody who supports or advises you."
)
LETTERS = (
    (
        "acknowledgement",
        "We have your complaint",
        "Thank you for your complaint, which reached us on {received_on}. It concerns {members}.\n\n"
        "## What happens next\n\n"
        "First we see whether the law lets us look at it: whether the person was a member then, acted as one, and "
        "whether the Code covers what you describe. If it does, we ask whether it should be looked at further. We then "
        "write to you with our decision and the reasons.\n\n"
        "The member is normally told who complained. If you asked us to withhold your name, we decide about that "
        "before the member hears of it.\n\n" + CONFIDENTIAL,
    ),
    (
        "question",
        "A question about your complaint",
        "Before we can go on with your complaint we need to know more:\n\n{question}\n\n"
        "Please answer by {reply_by}. If we hear nothing, we remind you; after that we may have to close the complaint."
        " You can ask for more time.",
    ),
    (
        "identity",
        "Your request that we withhold your name",
        "You asked us not to tell the member who complained. We have thought about it with care and cannot agree.\n\n"
        "## Our reasons\n\n{reasons}\n\n"
        "## You may withdraw first\n\n"
        "We tell the member nothing before the end of {offer_until}. Until then you may withdraw your complaint. If we "
        "hear nothing, the complaint goes on and the member is told your name. In rare cases the public interest "
        "obliges us to go on even when a complaint is withdrawn; if so, we write to you first.",
    ),
    (
        "notification",
        "A complaint about your conduct",
        "We have received a complaint that you did not keep to the Members’ Code of Conduct. It came from "
        "{complainant}.\n\n"
        "## What is alleged\n\n{allegations}\n\n"
        "## The Code\n\nThese paragraphs are cited: {paragraphs}\n\n"
        "Nothing has been decided. A complaint is not a finding.\n\n"
        "## Your comments\n\n"
        "You are welcome to comment by {answer_by}. You may ask for more time, and you may ask for the views of an "
        "Independent Person (Localism Act 2011, section 28(7)(b)), who is not the one who advises the council.\n\n"
        "Please do not contact the complainant about this, and do not delete posts, messages or other material that "
        "may matter. " + CONFIDENTIAL,
    ),
    (
        "no-action",
        "Our decision: no further action",
        "We have decided to take no further action on the complaint about {members}.\n\n"
        "## What was alleged\n\n{allegations}\n\n"
        "## Our reasons\n\n{reasons}\n\n"
        "We heard an Independent Person’s view where our arrangements ask for it. This decision is not a finding that "
        "the Code was or was not breached.\n\n"
        "If you think that the council dealt with the complaint in the wrong way, the Local Government and Social Care "
        "Ombudsman may be able to look at how it was handled.",
    ),
    (
        "informal",
        "Our decision: to resolve the matter informally",
        "We have decided that the complaint about {members} is best resolved informally.\n\n"
        "## What was alleged\n\n{allegations}\n\n"
        "## Our reasons\n\n{reasons}\n\n"
        "## What happens next\n\n{next_steps}\n\n"
        "Resolving a matter informally is not a finding that the Code was breached.",
    ),
    (
        "investigation",
        "Our decision: to investigate",
        "We have decided that the complaint about {members} should be investigated. That is not a finding.\n\n"
        "## What will be looked into\n\n{allegations}\n\n"
        "## The Code\n\nThese paragraphs are cited: {paragraphs}\n\n"
        "## Our reasons\n\n{reasons}\n\n"
        "## What happens next\n\n"
        "An investigating officer will write to you. A draft of their report goes to both sides for comments before it "
        "is finished. We tell you each month how things stand.\n\n" + CONFIDENTIAL,
    ),
    (
        "draft-report",
        "Draft report for your comments",
        "With this letter comes the draft of the report on the complaint about {members}.\n\n"
        "It is a draft: facts may be put right and findings may change. Please send comments by {draft_comments_by}.\n\n"
        "The draft is confidential. Do not copy it or pass it on, but to somebody who supports or advises you.",
    ),
    (
        "final-report",
        "Final report",
        "With this letter comes the final report on the complaint about {members}.\n\n"
        "We now ask for the view of the Independent Person, as section 28(7)(a) of the Localism Act 2011 requires. "
        "After that the Monitoring Officer decides whether the matter is closed without a finding of breach, resolved "
        "locally or heard by a panel.\n\nThe report stays confidential until that is decided.",
    ),
    (
        "hearing",
        "Invitation to a hearing",
        "The complaint about {members} will be heard by a panel of members.\n\n"
        "## When and where\n\n{hearing_on}\n\n"
        "## What will be heard\n\n{allegations}\n\n"
        "You may come, speak, be supported by somebody, and name people whom the panel should hear. Tell us at once if "
        "the day is impossible for you. The panel decides whether any part is heard without the public; the agenda and "
        "the papers come out at least five clear days before.",
    ),
    (
        "decision-notice",
        "Decision notice",
        "This is the decision on the complaint about {members}, received on {received_on}.\n\n"
        "## The facts, in short\n\n{facts}\n\n"
        "## The provisions of the Code\n\n{provisions}\n\n"
        "## The Independent Person’s view\n\n{view}\n\n"
        "## The decision and the reasons\n\n{reasons}\n\n"
        "## What follows\n\n{sanction}\n\n"
        "The law gives no appeal to the council. This notice is not published unless the Monitoring Officer decides so "
        "separately.",
    ),
    (
        "closing",
        "The matter is closed",
        "The complaint about {members} is now closed.\n\n"
        "## Why\n\n{reasons}\n\n"
        "We keep the papers for the time that our retention schedule sets and then destroy them. Thank you for the part "
        "you took.",
    ),
    (
        "withdrawn",
        "Withdrawal accepted",
        "The complaint about {members} was withdrawn, and we have accepted that.\n\n"
        "## Our reasons\n\n{reasons}\n\n"
        "No finding has been made. The matter is closed.",
    ),
    (
        "continued",
        "The complaint goes on",
        "There was a wish to withdraw the complaint about {members}. We have decided to go on with it in the public "
        "interest.\n\n## Our reasons\n\n{reasons}\n\n## What happens next\n\n{next_steps}",
    ),
    (
        "hold",
        "The matter is on hold",
        "We have put the complaint about {members} on hold.\n\n"
        "## Why\n\n{reasons}\n\n"
        "## When we look again\n\n{review_on}\n\n"
        "A hold decides nothing. Please keep anything that may matter.",
    ),
    (
        "support",
        "Who can support you",
        "A complaint about conduct is hard for everybody in it. These people stand outside the case and do not report "
        "to those who decide it:\n\n{support_contacts}\n\n"
        "You may also have somebody with you whenever we meet or speak.",
    ),
)
WITHOUT_FOOT = ("decision-notice",)


def enter(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    model = apps.get_model("conduct", "LetterTemplate")
    model.objects.bulk_create(
        model(
            kind=kind,
            number=1,
            title=title,
            words=words if kind in WITHOUT_FOOT else HEAD + words + FOOT,
            why="The edition that came with the portal.",
        )
        for kind, title, words in LETTERS
    )


def leave(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    schema_editor.execute("ALTER TABLE public.conduct_lettertemplate DISABLE TRIGGER conduct_lettertemplate_no_change")
    schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    schema_editor.execute("DELETE FROM public.conduct_lettertemplate")
    schema_editor.execute("SET CONSTRAINTS ALL DEFERRED")
    schema_editor.execute("ALTER TABLE public.conduct_lettertemplate ENABLE TRIGGER conduct_lettertemplate_no_change")


class Migration(migrations.Migration):
    dependencies = [("conduct", "0010_letters_wall")]

    operations = [migrations.RunPython(enter, leave)]
