"""What an answer is marked with when the guidance that it cites has changed since. Asked anew for every page."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256

from django.db.models import Prefetch
from django.urls import reverse

from guidance.models import PointVersion
from guidance.standing import Standing, says_the_same, standing_of
from reviews.advice.models import Answer, Citation, CitationQuerySet, CitationReview, Request, RequestQuerySet


@dataclass(frozen=True)
class Mark:
    """That a cited point is not what it was. `review`: who found that the answer holds with what stands there now."""

    citation: Citation
    standing: Standing
    review: CitationReview | None = None

    @property
    def is_open(self) -> bool:
        """Whether somebody has to look at the answer."""
        return self.standing.is_touched and self.review is None

    @property
    def sentence(self) -> str:
        """ "Point 5.2 has changed since this answer (edition 1 to 2)." """
        return self.standing.sentence

    @property
    def compare_href(self) -> str:
        """Where the two editions stand side by side; empty when there is nothing to compare with."""
        cited, edition = self.standing.cited.edition, self.standing.edition
        if edition is None or edition.number == cited.number:
            return ""
        return reverse("guidance:compare", args=[edition.document.slug, cited.number, edition.number])


@dataclass(frozen=True)
class MarkedAnswer:
    """An answer with what it cites, in order, each with its mark if it has one."""

    answer: Answer
    rows: tuple[tuple[Citation, Mark | None], ...]

    @cached_property
    def open_marks(self) -> tuple[Mark, ...]:
        return tuple(mark for _, mark in self.rows if mark and mark.is_open)

    @property
    def seen(self) -> str:
        """A fingerprint of what its reader sees standing in the place of each cited point."""
        told = [
            f"{mark.citation.pk}:{mark.standing.now.pk if mark.standing.now else ''}"
            for _, mark in self.rows
            if mark and mark.standing.is_touched
        ]
        return sha256(" ".join(told).encode()).hexdigest()[:32]


def marks_of(citations: Iterable[Citation]) -> dict[int, Mark]:
    """The marks of citations by their ids; one whose point stands as it was has none. Seven queries at most.

    The citations come with the places of their points (`Citation.objects.with_place()`).
    """
    by_id = {citation.pk: citation for citation in citations}
    standings = standing_of(citation.point for citation in by_id.values())
    changed = {pk: standings[c.point_id] for pk, c in by_id.items() if standings[c.point_id].change}
    touched = [pk for pk, standing in changed.items() if standing.is_touched]
    covering: dict[int, CitationReview] = {}
    for review in _reviews(touched):
        if _covers(review, changed[review.citation_id]):
            covering[review.citation_id] = review
    return {pk: Mark(by_id[pk], standing, covering.get(pk)) for pk, standing in changed.items()}


def answers_of(item: Request) -> list[MarkedAnswer]:
    """The answers to a request, oldest first; one that a later answer took the place of carries no mark."""
    citations = Prefetch("citations", Citation.objects.with_place())
    answers = list(item.answers.select_related("wording").prefetch_related(citations))
    marks = marks_of(answers[-1].citations.all()) if answers else {}
    return [_marked(answer, answer.citations.all(), marks) for answer in answers]


def touched_answers(requests: RequestQuerySet) -> list[MarkedAnswer]:
    """The answers to these requests that somebody has to look at, newest request first. Eight queries at most."""
    return [each for each in _answers(_citations(requests).perhaps_touched()) if each.open_marks]


def answers_citing(points: Iterable[str], requests: RequestQuerySet) -> list[MarkedAnswer]:
    """The answers to these requests that cite any version of these points, newest request first."""
    return _answers(_citations(requests).filter(point__point__in=list(points)))


def _answers(citations: CitationQuerySet) -> list[MarkedAnswer]:
    """The answers that hold these citations, with these alone."""
    found = list(citations)
    marks = marks_of(found)
    together: dict[object, list[Citation]] = {}
    for citation in found:
        together.setdefault(citation.answer_id, []).append(citation)
    return [_marked(own[0].answer, own, marks) for own in together.values()]


def _citations(requests: RequestQuerySet) -> CitationQuerySet:
    return Citation.objects.filter(answer__item__in=requests.order_by().values("pk")).of_latest_answers().with_place()


def _marked(answer: Answer, citations: Iterable[Citation], marks: dict[int, Mark]) -> MarkedAnswer:
    return MarkedAnswer(answer, tuple((citation, marks.get(citation.pk)) for citation in citations))


def _reviews(citations: Sequence[int]) -> Iterable[CitationReview]:
    if not citations:
        return ()
    return CitationReview.objects.filter(citation__in=citations).select_related("by", "found__section")


def _covers(review: CitationReview, standing: Standing) -> bool:
    """Whether what was found then still stands there now."""
    found: PointVersion | None = review.found
    if found is None or standing.now is None:
        return found is None and standing.now is None
    return says_the_same(found, standing.now)
