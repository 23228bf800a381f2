"""What splits and joins leave on record, so that the old addresses of points lead on."""

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager

from guidance.editing.drafting import Draft
from guidance.lineage import Lineage
from guidance.models import Point, PointVersion
from guidance.recording import NotRecorded, record_merge, record_split
from guidance.refusals import Refused


@contextmanager
def refusing() -> Iterator[None]:
    """What cannot be recorded is refused, and with it the whole verb."""
    try:
        yield
    except NotRecorded as why:
        raise Refused(str(why)) from why


def split(draft: Draft, version: PointVersion, parts: Sequence[Point], reason: str) -> None:
    """Records a split of what readers know: of the point itself, or of the one that it was split from before."""
    sources = draft.stood_before([version.point_id])
    if not sources:
        into_it = Lineage.objects.filter(edition=draft.edition, kind=Lineage.Kind.SPLIT, to=version.point)
        sources = [step.point for step in into_it.select_related("point")]
    for point in sources:
        with refusing():
            record_split(point, into=parts, edition=draft.edition, reason=reason, by=draft.by)


def about_to_leave(draft: Draft, point_ids: Collection[str]) -> list[Lineage]:
    """The steps that lead to points which are about to leave the draft."""
    return list(Lineage.objects.filter(edition=draft.edition, to__in=point_ids).select_related("point"))


def merge(draft: Draft, gone: Collection[str], into: PointVersion, reason: str, told: Sequence[Lineage]) -> None:
    """Records that points go on in another one; what led to them before (`told`) leads there too."""
    if points := draft.stood_before(gone):
        with refusing():
            record_merge(points, into=into.point, edition=draft.edition, reason=reason, by=draft.by)
    known = set(Lineage.objects.filter(edition=draft.edition, to=into.point).values_list("kind", "point"))
    onward = {(step.kind, step.point_id): step for step in told if step.point_id != into.point_id}
    Lineage.objects.bulk_create(
        Lineage(
            edition=draft.edition, kind=step.kind, point=step.point, to=into.point, was=step.was, now=into.number,
            reason=step.reason, made_by=draft.by,
        )
        for key, step in onward.items()
        if key not in known
    )  # fmt: skip
