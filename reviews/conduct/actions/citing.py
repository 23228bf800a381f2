"""The Code of Conduct by edition, the paragraphs that an allegation cites, and the points that it refers to.

A paragraph is cited from the edition that was in force on the day of the conduct (brief, 5.0). The protocol is
guidance: a case may refer to a point, and never finds one breached.
"""

from collections.abc import Collection
from datetime import date, timedelta

from django.db import IntegrityError, transaction

from guidance.models import PointVersion
from portal.foundation.audit.actions import record
from portal.foundation.people.models import User
from reviews.conduct.actions.moving import locked
from reviews.conduct.actions.refusals import MovedOn, Refused
from reviews.conduct.actions.writing import add, some, writing
from reviews.conduct.identity import acting_as
from reviews.conduct.models import (
    Allegation,
    Alleged,
    Cited,
    CodeEdition,
    CodeParagraph,
    FoundBreached,
    Referred,
    Struck,
)
from reviews.conduct.permissions import can_keep_code, can_write
from reviews.conduct.visibility import Artefact


def edition_for(allegation: Allegation) -> CodeEdition | None:
    """The Code that was in force on the first day of what is alleged; None when none is entered."""
    return CodeEdition.objects.in_force_on(allegation.conduct_from).order_by("-in_force_from").first()


def cite(*, alleged: Alleged, paragraphs: Collection[CodeParagraph], by: User) -> int:
    """Cite paragraphs for one allegation and one member; how many are new. Raises Refused for another edition's."""
    with acting_as(by.pk):
        if not can_write(by, alleged.case, Artefact.COMPLAINT):
            raise Refused("Only the holding officer says which paragraphs are cited.")
        edition = edition_for(alleged.allegation)
        if not paragraphs or any(edition is None or one.edition_id != edition.pk for one in paragraphs):
            raise Refused("Choose paragraphs of the Code that was in force on the day of the conduct.")
        locked(alleged.case)
        there = set(Cited.objects.filter(alleged=alleged).values_list("paragraph", flat=True))
        new = [one for one in paragraphs if one.pk not in there]
        for one in new:
            Cited(case=alleged.case, alleged=alleged, paragraph=one).save(force_insert=True)
        record("conduct.cited", by=by, about=alleged.case, data={"alleged": str(alleged.pk), "new": len(new)})
        return len(new)


def strike_out(*, cited: Cited, because: str, by: User) -> Struck:
    """Strike out a citation that was made in error. It stays, shown struck, and no finding names it from then on.

    Raises Refused without a reason, for anybody but the holding officer, and when a finding names it; MovedOn when it
    is struck out already; NotNow when the case is closed.
    """
    with writing(cited, by, "citation_struck") as held:
        kept = some(because, "Say why it was cited in error.")
        if FoundBreached.objects.filter(finding__alleged=cited.alleged_id, paragraph=cited.paragraph_id).exists():
            raise Refused("A finding names this paragraph, so the citation stands.")
        if Struck.objects.filter(cited=cited).exists():
            raise MovedOn("This citation is struck out already.")
        made = Struck(case=held, cited=cited, because=kept, by=by)
        add(made)
        return made


def refer_to(*, allegation: Allegation, point: PointVersion, by: User) -> Referred:
    """Refer to a point of the protocol. Raises Refused; MovedOn when it is referred to already."""
    with acting_as(by.pk):
        if not can_write(by, allegation.case, Artefact.COMPLAINT):
            raise Refused("Only the holding officer refers to a point.")
        locked(allegation.case)
        if Referred.objects.filter(allegation=allegation, point_version=point).exists():
            raise MovedOn("This allegation refers to that point already.")
        made = Referred(case=allegation.case, allegation=allegation, point_version=point)
        made.save(force_insert=True)
        record("conduct.referred", by=by, about=allegation.case, data={"point": point.point_id})
        return made


@transaction.atomic
def enter_edition(*, title: str, in_force_from: date, by: User) -> CodeEdition:
    """Enter an edition of the Code as adopted; the one before ends the day before. Raises Refused."""
    if not can_keep_code(by):
        raise Refused("Only the Monitoring Officer and the deputy enter the Code.")
    if CodeEdition.objects.select_for_update().filter(in_force_from__gte=in_force_from).exists():
        raise Refused(
            "An edition begins on that day or later already. Editions are entered in the order of their days."
        )
    before = CodeEdition.objects.filter(in_force_until=None)
    before.update(in_force_until=in_force_from - timedelta(days=1))
    edition = CodeEdition.objects.create(title=title, in_force_from=in_force_from)
    record("conduct.code.entered", by=by, about=edition, data={"from": in_force_from.isoformat()})
    return edition


def add_paragraph(*, edition: CodeEdition, number: str, words: str, category: str, by: User) -> CodeParagraph:
    """Add a paragraph to an edition. Raises Refused; MovedOn when that number is there already."""
    if not can_keep_code(by):
        raise Refused("Only the Monitoring Officer and the deputy enter the Code.")
    try:
        with transaction.atomic():
            place = edition.paragraphs.count() + 1
            made = edition.paragraphs.create(number=number, words=words, category=category, place=place)
            record("conduct.code.paragraph", by=by, about=edition, data={"paragraph": str(made.pk)})
            return made
    except IntegrityError as twice:
        raise MovedOn(f"This edition has a paragraph {number} already.") from twice
