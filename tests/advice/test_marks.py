"""Marks on answers (G6): 200 answers over nine editions against an oracle, and the words of each mark.

The oracle keeps its own book of what each edition said, and never asks the portal who is who.

Deliberate faults that turn these red: say that a new number is a new text; leave out what a section says before its
points; compare without the section of `found`; leave an unread document (plain English) standing; prefilter by the
number alone.
"""

import random
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from guidance.editing.stages import publish
from guidance.fingerprints import PointWords, of_point
from guidance.models import Edition, Kind, Point, PointVersion, Section
from guidance.recording import record_merge, record_split
from guidance.standing import Change
from portal.foundation.people.models import User
from reviews.advice.marks import answers_of, marks_of, touched_answers
from reviews.advice.models import Answer, Citation, CitationReview, Request
from tests.factories.guidance import DocumentFactory, EditionFactory, adopted, plain, protocol
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db
FIRST = date(2020, 1, 1)
EDITIONS, POINTS, ANSWERS = 9, 14, 200
GONE = ""


@dataclass
class Oracle:
    """Its own book: what each edition says of each point, as number, words before it and words."""

    chance: random.Random
    points: list[Point] = field(default_factory=list)
    said: list[tuple[date, dict[int, tuple[str, str, str]]]] = field(default_factory=list)
    found: dict[int, list[str]] = field(default_factory=dict)

    def on(self, day: date) -> dict[int, tuple[str, str, str]]:
        return max((at, number, said) for number, (at, said) in enumerate(self.said) if at <= day)[2]

    def stands(self, uid: int, day: date) -> str:
        """What a reader understands there that day: the words before it and its own, however they are broken."""
        _, before, text = self.on(day).get(uid, ("", "", ""))
        return " ".join(f"{before} | {text}".split()) if text else GONE

    def expected(self, edition: int, uid: int, day: date) -> str | None:
        number, before, text = self.said[edition][1][uid]
        now = self.stands(uid, day)
        if now == GONE:
            return "withdrawn"
        if now != " ".join(f"{before} | {text}".split()):
            return "reworded"
        return None if self.on(day)[uid][0] == number else "renumbered"


def next_edition(oracle: Oracle, day: date) -> Edition:
    """Another edition: some points reworded, rewrapped, moved, gone, back, split or merged; some lead-ins other."""
    chance = oracle.chance
    earlier = [said for _, said in oracle.said]
    texts = {uid: text for said in earlier for uid, (_, _, text) in said.items()}
    standing = list(earlier[-1]) if earlier else list(range(POINTS))
    for uid in standing:
        texts.setdefault(uid, f"Rule {chance.getrandbits(40)} of this.")
        doing = chance.randrange(8) if earlier else 7
        if doing == 0:
            texts[uid] = f"Rule {chance.getrandbits(40)} it is."
        elif doing == 1:
            texts[uid] = texts[uid].replace(" ", chance.choice(["  ", "\n"]))
        elif doing == 2 and len(standing) > 6:
            standing = [each for each in standing if each != uid]
    gone = [uid for uid in texts if uid not in standing]
    if gone and chance.random() < 0.5:
        standing.append(chance.choice(gone))
    if chance.random() < 0.5:
        chance.shuffle(standing)
    old_leads = [said[uid][1] for said in earlier[-1:] for uid in said]
    leads = [chance.choice([*old_leads, "Members must not:", "Members may:", ""]) for _ in range(2)]
    half = len(standing) // 2
    said = {
        uid: (f"{1 + (at >= half)}.{at + 1}", leads[at >= half], texts[uid]) for at, uid in enumerate(standing)
    }  # fmt: skip
    return written(oracle, day, said)


def written(oracle: Oracle, day: date, said: dict[int, tuple[str, str, str]]) -> Edition:
    document = oracle.points[0].document
    edition: Edition = EditionFactory(document=document, number=len(oracle.said) + 1, effective_from=day)
    parts = {n: lead for number, lead, _ in said.values() for n in [number.split(".")[0]]}
    sections = {
        n: Section.objects.create(edition=edition, number=n, title=f"Part {n}", lead_in=lead, order=int(n))
        for n, lead in parts.items()
    }
    PointVersion.objects.bulk_create(
        PointVersion(
            edition=edition, section=sections[number[0]], point=oracle.points[uid], number=number, text=text,
            order=at, hash=of_point(PointWords(number, "", text)),
        )
        for at, (uid, (number, _, text)) in enumerate(said.items(), start=1)
    )  # fmt: skip
    tell(oracle, edition, said)
    publish(edition, by=None)
    oracle.said.append((day, said))
    return edition


def tell(oracle: Oracle, edition: Edition, said: dict[int, tuple[str, str, str]]) -> None:
    """Sometimes an editor says in which points one that is gone goes on: it stays gone for whoever cited it."""
    gone = [uid for uid in (oracle.said[-1][1] if oracle.said else ()) if uid not in said]
    for uid in gone[:2]:
        into = oracle.chance.sample(list(said), 2)
        if oracle.chance.random() < 0.5:
            points = [oracle.points[each] for each in into]
            record_split(oracle.points[uid], into=points, edition=edition, reason="It said two things.", by=None)
        else:
            record_merge(
                [oracle.points[uid]], into=oracle.points[into[0]], edition=edition, reason="One thing.", by=None
            )


def answers(oracle: Oracle, people: list[User]) -> dict[int, tuple[int, int]]:
    """200 answers, each on one to four points of an edition: the id of each citation, its edition and point."""
    now = timezone.now()
    items = Request.objects.bulk_create(
        Request(
            reference=f"ADV-2020-{n:04}", state="answered", member=people[0], asked_by=people[0], submitted_at=now,
            answered_at=now, kind="before",
        )
        for n in range(ANSWERS)
    )  # fmt: skip
    given = Answer.objects.bulk_create(
        Answer(item=item, number=1, source="communications", stance="change_suggested", text="Go on.", by=people[1])
        for item in items
    )
    versions = {(v.edition.number - 1, v.point_id): v for v in PointVersion.objects.select_related("edition")}
    rows, cited = [], []
    for answer in given:
        at = oracle.chance.randrange(EDITIONS)
        uids = oracle.chance.sample(list(oracle.said[at][1]), oracle.chance.randint(1, 4))
        for order, uid in enumerate(uids, start=1):
            version = versions[at, oracle.points[uid].pk]
            rows.append(Citation(answer=answer, point=version, point_hash=version.hash, order=order))
            cited.append((at, uid))
    made = Citation.objects.bulk_create(rows)
    return {row.pk: where for row, where in zip(made, cited, strict=True)}


def test_marks_of_200_answers_over_nine_editions_are_those_of_the_oracle() -> None:
    people = [UserFactory(roles=("member",)), UserFactory(roles=("comms_lead",))]
    oracle = Oracle(random.Random(1))
    document = DocumentFactory()
    oracle.points = Point.objects.bulk_create(Point(document=document) for _ in range(POINTS))
    day = FIRST
    for _ in range(EDITIONS):
        next_edition(oracle, day)
        day += timedelta(days=oracle.chance.choice([1, 30, 90]))
    cited = answers(oracle, people)
    by_answer = dict(Citation.objects.values_list("pk", "answer"))
    compared, wrong = 0, []
    for at, (day, _) in enumerate(oracle.said):
        begun = {pk: where for pk, where in cited.items() if where[0] <= at}
        with time_machine.travel(datetime(day.year, day.month, day.day, 12, tzinfo=UTC), tick=False):
            marks = marks_of(Citation.objects.with_place().filter(pk__in=begun))
            listed = touched_answers(Request.objects.filter(answers__citations__in=begun).distinct())
        for pk, (edition, uid) in begun.items():
            compared += 1
            expected = oracle.expected(edition, uid, day)
            is_found = oracle.stands(uid, day) in oracle.found.get(pk, [])
            is_open = expected in {"reworded", "withdrawn"} and not is_found
            mark = marks.get(pk)
            if (mark and mark.standing.change, bool(mark and mark.is_open)) != (expected, is_open):
                wrong.append(f"{pk} on {day}: {mark}, but {expected}, {is_open}")
        open_ones = {by_answer[pk] for pk, mark in marks.items() if mark.is_open}
        assert {each.answer.pk for each in listed} == open_ones, f"the list on {day}"
        for pk, mark in marks.items():
            if mark.is_open and oracle.chance.random() < 0.3:
                CitationReview.objects.create(citation_id=pk, found=mark.standing.now, by=people[1])
                oracle.found.setdefault(pk, []).append(oracle.stands(cited[pk][1], day))
    assert wrong == []
    assert compared > 1_500


def cite(*versions: PointVersion, number: int = 1, item: Request | None = None) -> Request:
    member, now = UserFactory(roles=("member",)), timezone.now()
    item = item or Request.objects.create(
        reference=f"ADV-2020-{Request.objects.count():04}", state="answered", member=member, asked_by=member,
        submitted_at=now, answered_at=now, kind="before",
    )  # fmt: skip
    answer = Answer.objects.create(
        item=item, number=number, source="communications", stance="change_suggested", text="Go on.", by=member
    )
    for order, version in enumerate(versions, start=1):
        Citation.objects.create(answer=answer, point=version, point_hash=version.hash, order=order)
    return item


def point(edition: Edition, number: str) -> PointVersion:
    return edition.point_versions.get(number=number)


def sentences(item: Request) -> list[str]:
    return [mark.sentence for _, mark in answers_of(item)[-1].rows if mark]


NEXT = date(2021, 1, 1)


def test_reworded_renumbered_and_withdrawn_points_are_told_apart() -> None:
    first = adopted(protocol([("Posts", ("Wait a day.", "Be kind.", "Be brief."))]))
    item = cite(*(point(first, number) for number in ("1.1", "1.2", "1.3")))
    assert sentences(item) == []

    adopted(protocol([("Posts", ("Wait two days.", "Be brief."))]), effective_from=NEXT)

    assert sentences(item) == [
        "Point 1.1 has changed since this answer (edition 1 to 2).",
        "Point 1.2 has been withdrawn since this answer (edition 1 to 2).",
        "Point 1.3 is now 1.2, with the same words (edition 1 to 2).",
    ]
    assert [mark.standing.change for mark in answers_of(item)[0].open_marks] == [Change.REWORDED, Change.WITHDRAWN]


def test_withdrawn_point_names_those_in_which_it_goes_on() -> None:
    first = adopted(protocol([("Posts", ("Wait and be kind.", "Be brief."))]))
    item = cite(point(first, "1.1"))
    second = adopted(
        protocol([("Posts", ("Just wait.", "Above all be kind.", "Be brief."))]), effective_from=NEXT,
        is_published=False,
    )  # fmt: skip
    parts = [each.point for each in second.point_versions.filter(number__in=["1.1", "1.2"]).order_by("order")]
    gone = point(first, "1.1").point
    if gone in parts:  # the number alone kept the identity: the other part is the new point
        parts.remove(gone)
        record_split(gone, into=parts, edition=second, reason="Two things.", by=None)
    else:
        record_split(gone, into=parts, edition=second, reason="Two things.", by=None)
    publish(second, by=None)

    (mark,) = answers_of(item)[0].open_marks

    goes_on = {version.number for version in mark.standing.goes_on_in}
    assert goes_on == ({"1.1", "1.2"} if mark.standing.latest is None else set())


def test_plain_english_is_replaced_when_the_council_adopts_a_protocol() -> None:
    item = cite(plain().point_versions.get())
    assert sentences(item) == []

    adopted()

    assert sentences(item) == ["Point 1.1 is plain English, and the council has adopted a protocol since this answer."]


def test_guidance_beside_the_protocol_is_untouched_by_an_adoption() -> None:
    beside = plain_of_kind(Kind.SUPPLEMENTARY)
    item = cite(beside.point_versions.get())

    adopted()

    assert sentences(item) == []


def plain_of_kind(kind: Kind) -> Edition:
    edition: Edition = EditionFactory(document=DocumentFactory(kind=kind), adopted_by="", adopted_on=None, number=1)
    section = Section.objects.create(edition=edition, number="G1", title="Blocking", order=1)
    PointVersion.objects.create(
        edition=edition, section=section, point=Point.objects.create(document=edition.document), number="G1.1",
        text="Hide first.", order=1, hash=of_point(PointWords("G1.1", "", "Hide first.")),
    )  # fmt: skip
    return publish(edition, by=None)


def test_edition_that_is_withdrawn_gives_its_place_back() -> None:
    adopted(protocol([("Posts", ("Wait a day.",))]))
    second = adopted(protocol([("Posts", ("Wait two days.",))]), effective_from=NEXT)
    item = cite(point(second, "1.1"))
    assert sentences(item) == []

    second.state, second.withdrawn_on = Edition.State.WITHDRAWN, timezone.localdate()
    second.save(update_fields=["state", "withdrawn_on"])

    assert sentences(item) == ["Point 1.1 has changed since this answer (edition 2 to 1)."]


def test_earlier_answer_of_a_request_carries_no_mark() -> None:
    first = adopted(protocol([("Posts", ("Wait a day.",))]))
    item = cite(point(first, "1.1"))
    second = adopted(protocol([("Posts", ("Wait two days.",))]), effective_from=NEXT)
    cite(point(second, "1.1"), number=2, item=item)

    assert [mark for answer in answers_of(item) for _, mark in answer.rows] == [None, None]
    assert touched_answers(Request.objects.all()) == []


def test_queries_are_the_same_for_3_answers_and_for_30() -> None:
    first = adopted(protocol([("Posts", ("Wait a day.", "Be kind."))]))
    adopted(protocol([("Posts", ("Wait two days.",))]), effective_from=NEXT)
    counts = []
    for more in (3, 27):
        for _ in range(more):
            cite(point(first, "1.1"), point(first, "1.2"))
        with CaptureQueriesContext(
            connection,
        ) as queries:
            found = touched_answers(Request.objects.all())
        counts.append((len(found), len(queries)))

    assert [number for number, _ in counts] == [3, 30]
    assert counts[0][1] == counts[1][1] <= 8
