"""An id of another case in a form of this one: refused with a sentence or as what is not there, and nothing is done.

The officer holds both cases, so it is not the wall that stops them. Form, action and database each refuse for
themselves: with the form that sends a paper offering every grant there is, the action still refused (tried), and the
test stays green.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from portal.foundation.audit.models import Event
from portal.foundation.people.models import User
from reviews.conduct.actions.papers import write_paper
from reviews.conduct.identity import acting_as
from reviews.conduct.models import (
    Alleged,
    CapacityRecord,
    Case,
    Cited,
    CodeEdition,
    Complainant,
    Declaration,
    Finding,
    Grant,
    IdentityDecision,
    Investigation,
    Noted,
    Paper,
    Sending,
    Step,
    Subject,
    Told,
)
from reviews.conduct.visibility import Capacity
from tests.conduct.pages import ask, words
from tests.factories import conduct
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db
WRITTEN = (
    CapacityRecord, Cited, Declaration, Finding, Grant, IdentityDecision, Investigation, Noted, Paper, Sending, Step,
    Told,
)  # fmt: skip
DAY = {"day": "4", "month": "5", "year": "2099"}
SEEN = dict.fromkeys(
    ("bio_tells_role", "name_has_title", "council_marks", "council_business", "answers_resident", "used_before",
     "has_disclaimer", "council_resources"), "unclear",
)  # fmt: skip


@dataclass(frozen=True)
class Two:
    """A case, another one of the same officer, and what of each a form may name."""

    holder: User
    mine: Case
    paper: Paper
    alleged: Alleged
    others: dict[str, str]

    def done(self) -> tuple[int, ...]:
        with acting_as(self.holder.pk):
            return (*(model._default_manager.count() for model in WRITTEN), Event.objects.filter(is_read=False).count())


@pytest.fixture
def two() -> Two:
    mine, holder = conduct.held_case()
    other, _ = conduct.held_case(by=holder)
    investigator = conduct.let_in(other, UserFactory(), Capacity.INVESTIGATOR, holder)
    paper = write_paper(case=mine, kind="evidence", words="A picture of the post.", by=holder)
    code = CodeEdition.objects.create(
        title="The Code of another time", in_force_from="2001-01-01", in_force_until="2001-12-31"
    )
    paragraph = code.paragraphs.create(number="1", words="Be civil.", category="respect", place=1)
    with acting_as(holder.pk):
        others = {
            "subject": Subject.objects.get(case=other).pk,
            "complainant": Complainant.objects.get(case=other).pk,
            "complaining": Complainant.objects.get(case=other).grant_id,
            "investigator": investigator.pk,
            "alleged": Alleged.objects.get(case=other).pk,
            "paragraph": paragraph.pk,
        }
        alleged = Alleged.objects.get(case=mine)
    return Two(holder, mine, paper, alleged, {name: str(pk) for name, pk in others.items()})


def day(name: str) -> dict[str, str]:
    return {f"{name}_{part}": number for part, number in DAY.items()}


Post = tuple[str, tuple[Any, ...], dict[str, Any]]
FORMS: dict[str, Callable[[Two], Post]] = {
    "notify": lambda two: ("record", ("notify",), {"subject": two.others["subject"], "words": "A.", "way": "portal"}),
    "told, a member": lambda two: ("record", ("told",), {"whom": f"subject:{two.others['subject']}", "way": "post"}),
    "told, a complainant": lambda two: (
        "record", ("told",), {"whom": f"complainant:{two.others['complainant']}", "way": "post"},
    ),
    "capacity": lambda two: (
        "record", ("capacity",), {"subject": two.others["subject"], "conclusion": "private", "reasons": "A.", **SEEN},
    ),
    "identity": lambda two: (
        "record", ("identity",), {"complainant": two.others["complainant"], "granted": "yes", "reasons": "A."},
    ),
    "investigation": lambda two: (
        "record", ("investigation",), {"investigator": two.others["investigator"], "scope": "A.", **day("target_on")},
    ),
    "a member's Independent Person": lambda two: (
        "let_in", ("members_ip",),
        {"person": str(UserFactory(roles=("independent_person",)).pk), "serves": two.others["subject"], "reason": "A."},
    ),
    "a paper sent": lambda two: ("send", (two.paper.pk,), {"to": two.others["investigator"], "way": "portal"}),
    "a paper in somebody's name": lambda two: (
        "write", ("response",), {"in_name_of": two.others["complaining"], "words": "A."},
    ),
    "cited": lambda two: ("cite", (two.alleged.pk,), {"paragraphs": two.others["paragraph"]}),
    "cited for another": lambda two: ("cite", (two.others["alleged"],), {"paragraphs": two.others["paragraph"]}),
    "found for another": lambda two: ("find", (two.others["alleged"],), {"outcome": "no_breach", "reasons": "A."}),
    "ended": lambda two: ("end_grant", (two.others["investigator"],), {"reason": "A."}),
}  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
def test_id_of_another_case_is_refused_and_nothing_is_done(form: str, two: Two) -> None:
    name, parts, typed = FORMS[form](two)
    before = two.done()

    answer = ask(two.holder, name, two.mine, *parts, **typed)

    assert answer.status_code in (200, 404), words(answer)
    assert answer.status_code == 404 or "There is a problem" in words(answer)
    assert two.done() == before
