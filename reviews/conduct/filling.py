"""What stands in the fields of a letter. Reads the case, so it runs in the transaction of whoever writes.

An addressee is told only of what concerns them: another member's part, and a name that is withheld, never get into
their letter by a field (guards CG5, CG6 and CG12).
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.utils import timezone

from portal.foundation.deadlines.models import Calendar
from portal.foundation.deadlines.words import day_in_words
from portal.foundation.deadlines.working_days import CalendarName
from portal.foundation.people.models import User
from reviews.conduct.clocks import limit_on
from reviews.conduct.models import Alleged, Case, CodeParagraph, Complainant, Grant, Need, Subject
from reviews.conduct.states import Limit
from reviews.conduct.told import as_told
from reviews.conduct.visibility import Capacity
from reviews.conduct.wording import blank, listed

NO_PARTY = "Sir or Madam"
WITHHELD = "somebody whose name is withheld"
TOLD = (Complainant.Protection.NOT_ASKED, Complainant.Protection.DISCLOSED)
LIMITS = {
    "answer_by": Limit.COMMENTS,
    "reply_by": Limit.COMPLAINANT_ANSWERS,
    "offer_until": Limit.OFFER_WITHDRAWAL,
    "draft_comments_by": Limit.DRAFT_COMMENTS,
}


@dataclass(frozen=True)
class Party:
    """Somebody to whom a letter goes. A member who is not notified yet has no grant, and is known by ``subject``."""

    name: str
    capacity: str
    grant: Grant | None = None
    subject: Subject | None = None
    format: str = Need.Format.USUAL

    @property
    def key(self) -> uuid.UUID:
        """What stands in the address: the id of the grant, else of the subject member."""
        known = self.grant or self.subject
        if known is None:
            raise ValueError("A party has a grant or is a subject member.")
        return known.pk

    @property
    def has_account(self) -> bool:
        return self.grant is None or self.grant.person_id is not None


def parties_of(case: Case) -> list[Party]:
    """Everybody with a live part in the case beside those who run it, and each subject member."""
    formats = dict(Need.objects.filter(case=case).values_list("grant_id", "format"))
    names = {one.grant_id: one.name for one in Complainant.objects.filter(case=case)}
    subjects = list(Subject.objects.filter(case=case).select_related("member", "grant"))
    by_grant = {subject.grant_id: subject for subject in subjects if subject.grant_id}
    office = (Capacity.HOLDER, Capacity.SUPPORT, Capacity.BREAK_GLASS)
    grants = Grant.objects.live().filter(case=case).exclude(capacity__in=office).select_related("person")
    found = [
        Party(
            name=names.get(grant.pk) or (grant.person.full_name if grant.person else ""),
            capacity=str(grant.get_capacity_display()),
            grant=grant,
            subject=by_grant.get(grant.pk),
            format=formats.get(grant.pk, Need.Format.USUAL),
        )
        for grant in grants
    ]
    waiting = [Party(s.name, "Subject member, not notified yet", subject=s) for s in subjects if not s.grant]
    return found + waiting


def concerned(case: Case, party: Party | None) -> list[Subject]:
    """The subject members of whom the addressee may know: a member of themselves alone, everybody else of all."""
    subjects = Subject.objects.filter(case=case).select_related("member")
    if party is None:
        return list(subjects)
    if party.subject is not None:
        return list(subjects.filter(pk=party.subject.pk))
    if party.grant is not None and party.grant.serves_id is not None:
        return list(subjects.filter(pk=party.grant.serves_id))
    return list(subjects)


def values_for(case: Case, party: Party | None, by: User, subjects: list[Subject] | None = None) -> Mapping[str, str]:
    """What each field says in a letter to this party; in a notice (no party), about these subject members."""
    today = timezone.localdate()
    about = concerned(case, party) if subjects is None else subjects
    alleged = list(Alleged.objects.filter(case=case, subject__in=about).select_related("allegation"))
    words = [f"{number}. {told}" for number, told in as_told(case, [item.allegation for item in alleged]).items()]
    cited = CodeParagraph.objects.filter(pk__in=_cited(alleged))
    last_days = {name: day_in_words(_counted(limit, today)) for name, limit in LIMITS.items()}
    return last_days | {
        "council": settings.COUNCIL_NAME,
        "today": day_in_words(today),
        "reference": case.reference,
        "party": party.name if party and party.name else NO_PARTY,
        "complainant": _complainant(case, party),
        "members": listed(subject.name for subject in about),
        "received_on": day_in_words(timezone.localtime(case.received_at).date()),
        "allegations": "\n\n".join(words),
        "paragraphs": "; ".join(str(paragraph) for paragraph in cited) or blank("paragraphs"),
        "support_contacts": support_contacts(),
        "office_phone": settings.COUNCIL_OFFICE_PHONE,
        "officer": by.full_name,
    }


def support_contacts() -> str:
    return "Who supports people outside the case: " + "; ".join(
        f"{name} ({number})" for name, number in settings.SUPPORT_CONTACTS
    )


def _cited(alleged: list[Alleged]) -> list[uuid.UUID]:
    return [pk for item in alleged for pk in item.cited.standing().values_list("paragraph_id", flat=True)]


def _complainant(case: Case, party: Party | None) -> str:
    """Never by name to a subject member, their Independent Person or in a notice, unless they may know it."""
    complaining = list(Complainant.objects.filter(case=case))
    may_know_all = party is not None and party.subject is None and (party.grant is None or not party.grant.serves_id)
    names = [one.name if may_know_all or one.protection in TOLD else WITHHELD for one in complaining]
    return listed(dict.fromkeys(names)) or WITHHELD


def _counted(limit: Limit, today: date) -> date:
    return Calendar.objects.working(CalendarName.SERVICE).add(today, limit_on(limit, timezone.now()).amount)


EXAMPLE: Mapping[str, str] = {
    "council": "Merebridge City Council",
    "today": "2 November 2026",
    "reference": "COC-2026-EXAMPLE",
    "party": "Robin Example",
    "complainant": "Robin Example",
    "members": "Councillor Sam Sample",
    "received_on": "26 October 2026",
    "allegations": "1. On 20 October a post said that Robin Example keeps the allotments for friends.",
    "paragraphs": "1.1 I treat members of the public with respect",
    "answer_by": "16 November 2026",
    "reply_by": "23 November 2026",
    "offer_until": "9 November 2026",
    "draft_comments_by": "16 November 2026",
    "support_contacts": "Who supports people outside the case: A listening line (01632 960000)",
    "office_phone": "01632 960171",
    "officer": "Alex Officer",
}
"""A case that never was, to preview a template with."""
