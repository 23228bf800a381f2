"""What a member is told of an allegation: the words without contact details, before they are notified of anything."""

from collections.abc import Iterable

from django.utils import timezone

from portal.foundation.people.models import User
from reviews.conduct import contact_details
from reviews.conduct.actions.refusals import NotNow, Refused
from reviews.conduct.actions.writing import add, some, writing
from reviews.conduct.models import Allegation, Case, Grant, Noted, Paper, Subject, ToldWords
from reviews.conduct.told import known_details
from reviews.conduct.visibility import Artefact, Capacity

FOR_MEMBERS = (Capacity.SUBJECT, Capacity.MEMBERS_IP)
MOST_SHOWN = 3


def tell_as(*, allegation: Allegation, words: str, because: str = "", by: User) -> ToldWords:
    """Write an allegation as its members are told of it. ``because``: why what still looks like contact details is
    none. Raises Refused when something does and nothing is said.
    """
    with writing(allegation, by, "told_words") as held:
        kept = some(words, "Write the words for the member.")
        refuse_details(held, kept, because, by)
        made = told_of(allegation, kept, by)
        add(made)
        return made


def told_of(allegation: Allegation, words: str, by: User) -> ToldWords:
    return ToldWords(
        case_id=allegation.case_id,
        allegation=allegation,
        number=allegation.number,
        conduct_from=allegation.conduct_from,
        conduct_until=allegation.conduct_until,
        words=words,
        by=by,
    )


def refuse_details(case: Case, words: str, because: str, by: User) -> None:
    """Refuse a text for a member in which contact details stand, unless it is said why they are none; that stays on
    record, for those who run the case.
    """
    found = contact_details.found(words, known_details(case))
    if not found:
        return
    if not because.strip():
        shown = ", ".join(f"“{one}”" for one in found[:MOST_SHOWN])
        more = " and others" if len(found) > MOST_SHOWN else ""
        raise Refused(
            f"This looks like contact details: {shown}{more}. Take them out, or say why they are no contact details."
        )
    kind = Noted.Kind.NO_CONTACT
    add(Noted(case=case, kind=kind, on=timezone.localdate(), words=because.strip(), by=by))


def refuse_details_sent(paper: Paper, to: Iterable[Grant], because: str, by: User) -> None:
    """The same for a complaint that is sent to a member as a paper. Its files are read by whoever sends it."""
    if paper.kind == Artefact.COMPLAINT and any(grant.capacity in FOR_MEMBERS for grant in to):
        refuse_details(paper.case, f"{paper.title}\n{paper.words}", because, by)


def words_for(case: Case, subject: Subject, by: User) -> None:
    """Before a member is notified: words for each allegation against them. One in which nothing looks like contact
    details is told as it was typed. Raises NotNow for any other that nobody has written anew.
    """
    told, known = ToldWords.objects.newest(case), known_details(case)
    for allegation in Allegation.objects.filter(against__subject=subject):
        if allegation.pk in told:
            continue
        if contact_details.found(allegation.words, known):
            raise NotNow(
                f"Allegation {allegation.number} holds what looks like contact details. On the page of the case, write "
                "first what the member is told of it."
            )
        add(told_of(allegation, allegation.words, by))
