"""A case with a letter, a notice, an agenda paper and a published notice, for the walls; who sees what, by hand."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta

from django.utils import timezone

from portal.foundation.outbox.actions import drain
from portal.foundation.people.models import User
from reviews.conduct.actions.letters import write_agenda_paper, write_letter, write_notice
from reviews.conduct.actions.publishing import Redacted, publish, write_public_text
from reviews.conduct.filling import parties_of
from reviews.conduct.identity import acting_as
from reviews.conduct.models import LetterTemplate, Subject
from reviews.conduct.visibility import Capacity
from tests.factories import conduct

PARTS = {
    "support": Capacity.SUPPORT,
    "investigator": Capacity.INVESTIGATOR,
    "independent": Capacity.COUNCILS_IP,
    "panel": Capacity.PANEL,
    "clerk": Capacity.CLERK,
}
OFFICE = frozenset({"mo", "support"})
AGENDA = OFFICE | {"independent", "panel", "clerk"}
NOTICE = AGENDA | {"investigator"}
ABSENT = "00000000-0000-4000-8000-000000000000"


def letter_things(
    user: Callable[[str], User], everybody: frozenset[str]
) -> Iterator[tuple[str, dict[str, object], dict[str, object], frozenset[str]]]:
    """Rows of kind, what stands in the address, the same of what is not there, and who sees it."""
    holder = user("mo")
    case, _ = conduct.held_case(user("member3"), by=holder)
    for name, capacity in PARTS.items():
        conduct.let_in(case, user(name), capacity, holder)
    with acting_as(holder.pk):
        templates = {template.kind: template for template in LetterTemplate.objects.current()}
        rosa = next(one for one in parties_of(case) if one.grant and one.grant.capacity == Capacity.COMPLAINANT)
        subject = Subject.objects.select_related("member").get(case=case)
    words = {"title": "T", "words": "Words.", "by": holder}
    letter = write_letter(case=case, template=templates["hold"], party=rosa, **words)
    notice = write_notice(case=case, template=templates["decision-notice"], subject=subject, **words)
    agenda = write_agenda_paper(
        case=case, version="public", paragraphs=[], meeting_on=timezone.localdate() + timedelta(days=60), **words
    )
    agreed = Redacted("No breach", "It was looked into.", "no_breach", False, date(2026, 10, 1), "By letter.")
    text = write_public_text(notice=notice, text=agreed, by=holder)
    until = timezone.localdate() + timedelta(days=2)
    published = publish(text=text, show_until=until, reason="asked for", care_words="x", by=holder)
    drain()
    here: dict[str, object] = {"pk": case.pk}
    nowhere: dict[str, object] = {"pk": ABSENT}
    rows: list[tuple[str, dict[str, object], frozenset[str]]] = [
        ("matter_letters", {}, AGENDA),
        ("matter_to_write", {"kind": "hold", "to": rosa.key}, AGENDA),
        ("matter_subject", {"subject": subject.pk}, AGENDA),
        ("matter_letter", {"paper": letter.pk}, OFFICE),
        ("matter_letter", {"paper": notice.pk}, NOTICE),
        ("matter_agenda", {"paper": agenda.pk}, AGENDA),
        ("matter_notice", {"paper": notice.pk}, NOTICE),
    ]
    for kind, more, seen_by in rows:
        yield kind, here | more, nowhere | more, seen_by
    yield "published_notice", {"pk": published.pk}, nowhere, everybody
