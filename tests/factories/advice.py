"""Advice requests in every state, reached by the real verbs, so that clocks, history and mails are there too."""

from dataclasses import dataclass, field
from typing import Any

from guidance.models import PointVersion
from portal.foundation.people.models import User
from reviews.advice import actions
from reviews.advice.actions.answers import Advice
from reviews.advice.models import Request
from tests.factories.guidance import adopted
from tests.factories.people import UserFactory

WORDING = "The crossing on Mill Lane is a scandal.\n\nWho is to blame?"
ANSWERS: dict[str, Any] = {
    "kind": "before",
    "platforms": ["facebook", "x"],
    "account": "member",
    "draft_wording": WORDING,
    "topics": ["local_issue"],
    "question": "May I say scandal?",
}


@dataclass
class Desk:
    """The people around a request. Whoever is not given is made."""

    member: User = field(default_factory=lambda: UserFactory(roles=("member",)))
    adviser: User = field(default_factory=lambda: UserFactory(roles=("comms_adviser",)))
    officer: User = field(default_factory=lambda: UserFactory(roles=("monitoring_officer",)))

    def draft(self, *, asked_by: User | None = None, **answers: Any) -> Request:
        by = asked_by or self.member
        item = actions.begin_draft(by=by, member=self.member)
        office_only = answers.pop("office_only", False)
        if office_only:
            item = actions.save_draft(
                item=item, by=by, version=item.version, step="readers", answers={"office_only": True}
            )
        return actions.save_draft(
            item=item, by=by, version=item.version, step="question", answers={**ANSWERS, **answers}
        )

    def submitted(self, **answers: Any) -> Request:
        by = answers.get("asked_by") or self.member
        item = self.draft(**answers)
        return actions.submit(item=item, by=by, version=item.version)

    def assigned(self, **answers: Any) -> Request:
        item = self.submitted(**answers)
        return actions.claim(item=item, by=self.adviser, version=item.version)

    def awaiting(self, text: str = "Where was it?", **answers: Any) -> Request:
        item = self.assigned(**answers)
        return actions.ask_member(item=item, by=self.adviser, version=item.version, text=text)

    def escalated(self, view: str = "I would wait.", **answers: Any) -> Request:
        item = self.assigned(**answers)
        return actions.escalate(item=item, by=self.adviser, version=item.version, reason="legal", view=view)

    def office_only(self, **answers: Any) -> Request:
        return self.submitted(office_only=True, **answers)

    def answered(self, advice: Advice | None = None, **answers: Any) -> Request:
        item = self.assigned(**answers)
        return actions.answer(item=item, by=self.adviser, version=item.version, advice=advice or plain_advice())

    def closed(self, **answers: Any) -> Request:
        item = self.answered(**answers)
        return actions.close(item=item, by=self.member, version=item.version)

    def follow_up(self, **answers: Any) -> Request:
        item = self.answered(**answers)
        return actions.follow_up(item=item, by=self.member, version=item.version, text="And the second line?")

    def reopened(self, **answers: Any) -> Request:
        item = self.closed(**answers)
        return actions.reopen(item=item, by=self.member, version=item.version, text="There is one more thing.")

    def answered_by_office(self, **answers: Any) -> Request:
        item = self.office_only(**answers)
        return actions.answer_as_mo(item=item, by=self.officer, version=item.version, advice=plain_advice())

    def kept_for_deputy(self, **answers: Any) -> Request:
        """For the office only, and one deputy alone reads it: `officer` is that deputy."""
        actions.set_private_route(deputy=self.officer, by=self.officer)
        return self.office_only(**answers)

    def redirected(self, **answers: Any) -> Request:
        item = self.submitted(**answers)
        return actions.redirect(
            item=item, by=self.adviser, version=item.version, redirect_to="records", text="Keep a record of it."
        )

    def withdrawn(self, **answers: Any) -> Request:
        item = self.submitted(**answers)
        return actions.withdraw(item=item, by=self.member, version=item.version)

    def declined(self, **answers: Any) -> Request:
        item = self.submitted(**answers)
        return actions.decline(
            item=item,
            by=self.adviser,
            version=item.version,
            reason="party_political",
            signpost="group",
            text="Please ask your group.",
        )

    def in_state(self, state: str, **answers: Any) -> Request:
        """A request in a state of the table."""
        make = {"awaiting_member": self.awaiting}.get(state) or getattr(self, state)
        made: Request = make(**answers)
        return made


def plain_advice(**changes: Any) -> Advice:
    """Advice for which no point applies, so that no guidance need be loaded."""
    said: dict[str, Any] = {
        "stance": "change_suggested",
        "text": "Say what happened instead.",
        "no_point_reason": "The guidance says nothing on this.",
    }
    return Advice(**{**said, **changes})


def points_in_force() -> list[PointVersion]:
    """The points of a small adopted protocol, which is imported when there is none in force."""
    if not PointVersion.objects.in_force().exists():
        adopted()
    return list(PointVersion.objects.in_force())
