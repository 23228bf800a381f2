"""What is told of an allegation. Reads the case, so it runs in the transaction of whoever asks."""

from collections.abc import Iterable

from reviews.conduct import contact_details
from reviews.conduct.models import Allegation, Case, Contact, ToldWords


def known_details(case: Case) -> list[str]:
    """What complainants of the case gave as their own ways to be reached."""
    return [one for row in Contact.objects.filter(case=case) for one in (row.email, row.telephone, row.address) if one]


def as_told(case: Case, allegations: Iterable[Allegation]) -> dict[int, str]:
    """Each allegation by its number, as a letter may say it: as told, else without what looks like contact details."""
    told, known = ToldWords.objects.newest(case), known_details(case)
    return {
        one.number: told[one.pk].words if one.pk in told else contact_details.taken_out(one.words, known)
        for one in allegations
    }
