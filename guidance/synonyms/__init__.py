"""Words that people use for one another, so that a search for one finds the other.

The groups are rows that editors keep; those that the portal ships stand in shipped.toml. They widen a question when it
is asked and never touch the text. What has the words themselves always comes first (guidance.search).
"""

from dataclasses import dataclass
from functools import lru_cache

from django.db import connection

from guidance.lexicon import stems_of
from guidance.models import SynonymGroup

Stems = tuple[str, ...]
State = tuple[str, ...]


@dataclass(frozen=True)
class Thesaurus:
    """The groups in use. `others`: a word or phrase, as stems, and all that mean the same."""

    others: dict[Stems, tuple[Stems, ...]]
    words: frozenset[str]
    longest: int

    def knows(self, stem: str) -> bool:
        """Whether any group has this stem, alone or within a phrase."""
        return stem in self.words


def groups_now() -> State:
    """Stands for the groups as they are now: another one after each that was added or ended."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*), max(added_at), max(ended_at) FROM guidance_synonymgroup")
        return tuple(str(value) for value in cursor.fetchone())


@lru_cache(maxsize=4)
def thesaurus(state: State) -> Thesaurus:
    """The groups, read again only when one was added or ended. `state`: what `groups_now` says."""
    groups = list(SynonymGroup.objects.in_use().values_list("words", flat=True))
    read = iter(stems_of([word for group in groups for word in group]))
    others: dict[Stems, dict[Stems, None]] = {}
    for group in groups:
        terms = [next(read) for _ in group]
        for term in filter(None, terms):
            others.setdefault(term, {}).update(dict.fromkeys(other for other in terms if other and other != term))
    known = frozenset(stem for term in others for stem in term)
    longest = max((len(term) for term in others), default=1)
    return Thesaurus({term: tuple(same) for term, same in others.items()}, known, longest)
