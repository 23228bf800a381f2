"""How well old links hold (G1): random edits of documents of their own, and old links followed afterwards.

The oracle keeps its own book of who is who. What the texts tell (same words anywhere; other words under the same
number) the import must find by itself; where a text alone cannot tell, the editor says it, as on the page.
It writes documents: whoever measures rolls them back.
"""

import random
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from guidance.actions import import_protocol
from guidance.importing import ParsedPoint, ParsedProtocol, ParsedSection
from guidance.lineage import Lineage
from guidance.models import Edition, Point, PointVersion
from guidance.recording import record_merge, record_split
from guidance.succession import land, successors

EDITIONS, EDITS = 10, 10
FIRST = date(2015, 1, 1)


@dataclass
class Book:
    """What the oracle knows of one document. A uid is its name for a point, whatever the portal calls it."""

    title: str
    chance: random.Random
    sections: list[list[int]] = field(default_factory=list)
    words: dict[int, str] = field(default_factory=dict)
    editions: list[tuple[date, dict[int, tuple[str, str]]]] = field(default_factory=list)
    became: list[tuple[int, int, int]] = field(default_factory=list)
    ids: dict[int, str] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)

    def mint(self) -> int:
        uid = len(self.words)
        self.words[uid] = f"Rule {self.chance.getrandbits(60)} is this."
        return uid

    def standing(self) -> list[int]:
        return [uid for section in self.sections for uid in section]

    def pick(self) -> tuple[list[int], int]:
        section = self.chance.choice([section for section in self.sections if section])
        return section, self.chance.choice(section)

    def edit(self, is_reworded_only: bool) -> None:
        kinds = [self.reword] if is_reworded_only else [
            self.reword, self.renumber, self.move, self.split, self.merge, self.withdraw, self.add, self.revive,
        ]  # fmt: skip
        self.chance.choice(kinds)()

    def reword(self) -> None:
        _, uid = self.pick()
        self.words[uid] = f"Rule {self.chance.getrandbits(60)} it is now."

    def renumber(self) -> None:
        section, _ = self.pick()
        self.chance.shuffle(section)

    def move(self) -> None:
        section, uid = self.pick()
        section.remove(uid)
        self.add(uid)

    def add(self, uid: int | None = None) -> None:
        section = self.chance.choice(self.sections)
        section.insert(self.chance.randint(0, len(section)), self.mint() if uid is None else uid)

    def withdraw(self) -> None:
        if len(self.standing()) > 5:
            section, uid = self.pick()
            section.remove(uid)

    def revive(self) -> None:
        """Words that were withdrawn come back as they were."""
        gone = {uid: said[uid][1] for _, said in self.editions for uid in said if uid not in self.standing()}
        if gone:
            uid = self.chance.choice(list(gone))
            self.words[uid] = gone[uid]
            self.add(uid)

    def split(self) -> None:
        section, uid = self.pick()
        if self.was_printed(uid):
            at, parts = section.index(uid), [self.mint(), self.mint()]
            section[at : at + 1] = parts
            self.became += [(len(self.editions), uid, part) for part in parts]

    def merge(self) -> None:
        section, uid = self.pick()
        _, into = self.pick()
        if uid != into and self.was_printed(uid):
            section.remove(uid)
            self.words[into] += " And more."
            self.became.append((len(self.editions), uid, into))

    def was_printed(self, uid: int) -> bool:
        return bool(self.editions) and uid in self.editions[-1][1]

    def printed(self) -> ParsedProtocol:
        sections = []
        for at, section in enumerate(self.sections, start=1):
            points = [ParsedPoint(f"{at}.{n}", "", self.words[uid], (n,)) for n, uid in enumerate(section, start=1)]
            sections.append(ParsedSection(str(at), f"Part {at}", "", tuple(points)))
        return ParsedProtocol(tuple(sections))

    def publish(self, day: date, is_told: bool) -> None:
        """Imports what the book has come to, tells what only a person knows, and takes down the ids."""
        here = set(self.standing())
        self.became = [
            step for step in self.became if step[0] < len(self.editions) or (step[1] not in here and step[2] in here)
        ]
        said = {
            uid: (f"{at}.{place}", self.words[uid])
            for at, section in enumerate(self.sections, start=1)
            for place, uid in enumerate(section, start=1)
        }
        before = {text for _, earlier in self.editions for _, text in earlier.values()}
        keeping = {number: self.ids.get(uid) for uid, (number, text) in said.items() if text not in before}
        parsed = self.printed()
        edition = import_protocol(
            parsed, title=self.title, adopted_by="Council", adopted_on=FIRST, effective_from=day, publish=True,
            keeping=keeping if is_told else None,
        )  # fmt: skip
        printed = dict(edition.point_versions.values_list("number", "point_id"))
        for uid, (number, _) in said.items():
            if self.ids.setdefault(uid, printed[number]) != printed[number]:
                self.wrong.append(f"{self.title} {edition.number}: {number} is not the point it was")
        self.tell(edition)
        self.editions.append((day, said))

    def tell(self, edition: Edition) -> None:
        parts: defaultdict[int, list[int]] = defaultdict(list)
        merged = []
        for at, uid, to in self.became:
            if at == len(self.editions):
                parts[uid].append(to)
        points = Point.objects.in_bulk(list(self.ids.values()))
        for uid, all_parts in parts.items():
            others = [points[self.ids[each]] for each in all_parts]
            if len(others) > 1:
                record_split(points[self.ids[uid]], into=others, edition=edition, reason="It says two things.", by=None)
            else:
                merged.append((points[self.ids[uid]], others[0]))
        for point, into in merged:
            record_merge([point], into=into, edition=edition, reason="They say one thing.", by=None)

    def expected(self, uid: int, on: date) -> tuple[str, bool, set[str]]:
        """The words to be shown on a day, whether they are in force, and the ids of the points to be led to."""
        begun = [(day, number, said) for number, (day, said) in enumerate(self.editions) if day <= on]
        newest_first = sorted(begun, key=lambda edition: edition[:2], reverse=True)
        current = newest_first[0][2]
        if uid in current:
            return current[uid][1], True, set()
        last = next(said for _, _, said in newest_first if uid in said)
        return last[uid][1], False, {self.ids[each] for each in self._onward(uid, on, current, {uid})}

    def _onward(self, uid: int, on: date, current: dict[int, tuple[str, str]], seen: set[int]) -> set[int]:
        found: set[int] = set()
        for at, was, to in self.became:
            if was == uid and self.editions[at][0] <= on and to not in seen:
                seen.add(to)
                found |= {to} if to in current else self._onward(to, on, current, seen)
        return found


Link = tuple[Book, int, date, int]
"""Book, point, the day on which the link is followed, the edition from which it was copied."""


def write_book(seed: int) -> Book:
    """A document of its own, edited again and again and published each time; what it knows goes into the book."""
    chance = random.Random(seed)
    book = Book(f"Measured protocol {seed}", chance)
    book.sections = [[book.mint() for _ in range(4)] for _ in range(3)]
    day = FIRST
    book.publish(day, is_told=True)
    for number in range(EDITIONS):
        for _ in range(EDITS):
            book.edit(is_reworded_only=number % 4 == 3)
        day += timedelta(days=chance.choice([0, 1, 40, 90]))
        book.publish(day, is_told=number % 4 != 3)
    return book


def old_links(books: list[Book], chance: random.Random, how_many: int) -> list[Link]:
    """Links as they were copied once, each with the day on which it is followed."""
    links = []
    for _ in range(how_many):
        book = chance.choice(books)
        at = chance.randrange(len(book.editions))
        day, said = book.editions[at]
        links.append((book, chance.choice(list(said)), day + timedelta(days=chance.randrange(800)), at))
    return links


def wrong_landings(links: list[Link]) -> Iterator[str]:
    """All links, followed by the functions that the point page uses, over the rows that the portal stored."""
    history: defaultdict[str, list[PointVersion]] = defaultdict(list)
    editions: defaultdict[str, list[Edition]] = defaultdict(list)
    steps: defaultdict[str, list[Lineage]] = defaultdict(list)
    standing: defaultdict[object, set[str]] = defaultdict(set)
    for edition in Edition.objects.select_related("document").order_by("-effective_from", "-number"):
        editions[edition.document.title].append(edition)
    for version in PointVersion.objects.with_place().order_by("-edition__effective_from", "-edition__number"):
        history[version.point_id].append(version)
        standing[version.edition_id].add(version.point_id)
    for step in Lineage.objects.to_successors().select_related("edition__document"):
        steps[step.edition.document.title].append(step)
    for book, uid, on, _ in links:
        known = editions[book.title]
        landing = land([v for v in history[book.ids[uid]] if v.edition.effective_from <= on], known, on)
        current = next(edition for edition in known if edition.effective_from <= on)
        done = [(s.point_id, s.to_id) for s in steps[book.title] if s.to_id and s.edition.effective_from <= on]
        onward: set[str] = set()
        if not landing.in_force:
            onward = set(successors(book.ids[uid], done, standing[current.pk]))
        if (landing.shown.text, landing.in_force is not None, onward) != book.expected(uid, on):
            yield f"{book.title} point {uid} on {on}"
