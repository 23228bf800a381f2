"""Fills a demo council with canaries, through the rooms' own actions as people would press the buttons."""

import secrets
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL.PngImagePlugin import PngInfo

from abuse_log import actions as register
from abuse_log.evidence.actions import add_exhibit, cover, describe
from abuse_log.evidence.actions.covering import make_covered
from abuse_log.evidence.actions.giving import note_dispatch, take_out_pack
from abuse_log.evidence.actions.packs import ask_pack, make_pack
from abuse_log.models import Exhibit, Incident, Pack, PlatformReport
from abuse_log.sharing import actions as sharing
from abuse_log.sharing.states import Audience, Extent, Stage
from abuse_log.taxonomy import Choice, Platform, PoliceStatus, ReportedBy, ReportStatus, Risk, Stand, WordsKind
from guidance.feedback import actions as guidance
from guidance.models import PointVersion
from guidance.sleeping.actions import sleep_on
from portal.foundation.deadlines.models import Reminder
from portal.foundation.files.actions import make_safe_copy
from portal.foundation.outbox.models import Item
from portal.foundation.people.actions import appoint_delegate, invite
from portal.foundation.people.models import Grade, User
from portal.foundation.records import actions as office
from portal.foundation.records.models import Disposal
from reviews.advice import actions as desk
from reviews.advice.actions.answers import Advice
from reviews.advice.models import Request, SecondLook
from tests.factories.files import picture, upload
from tests.security import planting_conduct
from tests.security.canaries import CANARIES
from tests.security.walls import PEOPLE

TOLD = (
    "office_words", "thread_link", "post_id", "issue", "place", "vehicle", "appearance", "safety_words", "effect_words",
    "outcome_sought", "asked_to_stop_how", "hostility_words", "threat_when", "threat_means", "prior_contact",
    "frequency", "witnesses", "others_words", "safeguarding_words",
)  # fmt: skip
"""What can be told of a record later and is sealed."""
SECTION = 5
"""How many of them are told at once, as on a page."""

Where = dict[str, object]


class Tokens:
    """A token of 128 random bits for each row of the table. It is one word, also to the search of PostgreSQL."""

    def __init__(self) -> None:
        self.by_name = {name: f"canary{secrets.token_hex(16)}" for name in CANARIES}
        self.names = {token: name for name, token in self.by_name.items()}
        self.planted: set[str] = set()

    def __call__(self, name: str) -> str:
        self.planted.add(name)
        return self.by_name[name]


SAID_OF_EXHIBITS = ("shows", "captured_by", "device", "device_kept")


@dataclass
class Planter:
    """Plants one thing a method, and notes what stands in the addresses of each (by the kinds of walls.RULES)."""

    canary: Tokens = field(default_factory=Tokens)
    places: defaultdict[str, list[Where]] = field(default_factory=lambda: defaultdict(list))
    requests: dict[str, Request] = field(default_factory=dict)
    people: dict[str, User] = field(default_factory=dict)
    conduct: planting_conduct.Planted = field(init=False)

    def plant(self) -> None:
        self.people = {name: User.objects.get(email=email) for name, email in PEOPLE.items()}
        for thing in (
            self.ordinary, self.office, self.in_hand, self.looked_at, self.escalated, self.office_in_hand, self.drafts,
            self.declined, self.withdrawn, self.record, self.line_only_record, self.shared, self.interest,
            self.feedback, self.slept_on, self.kept, self.invitation,
        ):  # fmt: skip
            thing()
        self.conduct = planting_conduct.plant(self.canary, self.people)
        for kind, where in self.conduct.places:
            self.places[kind].append(where)

    @property
    def ids(self) -> frozenset[str]:
        """Whatever names a planted thing in an address, but for numbers."""
        return frozenset(str(part) for kind in self.places.values() for where in kind for part in where.values())

    # --- advice --------------------------------------------------------------------------------------------

    def begun(self, name: str, member: str, *, asked_by: str = "", office_only: bool = False) -> Request:
        """A draft with a canary in each text that the table has a row for."""
        by = self.people[asked_by or member]
        item = desk.begin_draft(by=by, member=self.people[member])
        answers: dict[str, Any] = {"kind": "reply", "platforms": ["x"], "account": "member", "topics": ["other"]}
        rows = {"question": "question", "link": "link", "urgent_reason": "urgent_reason", "draft_wording": "wording"}
        if f"{name}.first_wording" in CANARIES:
            rows["draft_wording"] = "first_wording"
        for column, row in rows.items():
            if f"{name}.{row}" in CANARIES:
                token = self.canary(f"{name}.{row}")
                answers[column] = f"https://elsewhere.example/{token}" if column == "link" else f"Words: {token}."
        answers["is_urgent"] = "urgent_reason" in answers
        answers |= {"office_only": True} if office_only else {}
        item = desk.save_draft(item=item, by=by, version=item.version, step="question", answers=answers)
        if f"{name}.picture_name" in CANARIES:
            pictures = [self.picture(name)]
            item = desk.add_pictures(item=item, by=by, version=item.version, uploads=pictures)
        self.requests[name] = item
        for kind in ("draft", "asked", "handled"):
            self.places[kind].append({"pk": item.pk})
        for kept in item.pictures.all():
            for kind in ("request_picture", "own_picture"):
                self.places[kind].append({"pk": item.pk, "picture": kept.pk})
        return item

    def picture(self, name: str) -> SimpleUploadedFile:
        """A picture with a canary in its name and in what a camera hides in it."""
        hidden = PngInfo()
        if f"{name}.picture_metadata" in CANARIES:
            hidden.add_text("Comment", self.canary(f"{name}.picture_metadata"))
        return upload(picture(pnginfo=hidden), name=f"{self.canary(f'{name}.picture_name')}.png")

    def sent(self, name: str, member: str, *, office_only: bool = False) -> Request:
        item = self.begun(name, member, office_only=office_only)
        return self.do(desk.submit, item, member)

    def do(self, verb: Any, item: Request, by: str, **said: Any) -> Request:
        done: Request = verb(item=item, by=self.people[by], version=item.version, **said)
        return done

    def advice(self, name: str) -> Advice:
        """An answer with a canary in each part that the table has a row for."""
        optional = {
            part: self.canary(f"{name}.{part}")
            for part in ("suggested_wording", "no_point_reason")
            if f"{name}.{part}" in CANARIES
        }
        parts = {"no_point_reason": "The guidance is silent.", **optional}
        return Advice(stance="change_suggested", text=self.canary(f"{name}.answer"), **parts)

    def ordinary(self) -> None:
        item = self.do(desk.claim, self.sent("ordinary", "member"), "comms")
        item = self.do(desk.ask_member, item, "comms", text=self.canary("ordinary.asked_back"))
        words = {"text": self.canary("ordinary.reply"), "wording": self.canary("ordinary.second_wording")}
        item = self.do(desk.reply, item, "member", **words)
        desk.note(item=item, by=self.people["comms"], text=self.canary("ordinary.note"))
        self.do(desk.answer, item, "comms", advice=self.advice("ordinary"))

    def looked_at(self) -> None:
        """Advice against a post: a colleague spoke against the first answer, and is asked to look at the second."""
        item = self.do(desk.claim, self.sent("looked_at", "member2"), "comms")
        first = Advice(stance="advise_against", text="Leave it.", no_point_reason="The guidance is silent.")
        look = self.do_look(item, first)
        note = self.canary("looked_at.look_note")
        desk.take_second_look(look=look, by=self.people["comms_lead"], agrees=False, note=note)
        parts = ("text", "suggested_wording", "no_point_reason")
        said = {part: self.canary(f"looked_at.look_{part}") for part in parts}
        self.do_look(item, Advice(stance="advise_against", **said))

    def do_look(self, item: Request, advice: Advice) -> SecondLook:
        return desk.ask_second_look(item=item, by=self.people["comms"], version=item.version, advice=advice)

    def in_hand(self) -> None:
        lead, comms = self.people["comms_lead"], self.people["comms"]
        item = self.do(desk.claim, self.sent("in_hand", "member2"), "comms_lead")
        given_up = Advice(stance="", text=self.canary("in_hand.draft_of_who_held_it_before"))
        desk.keep_answer_draft(item=item, by=lead, advice=given_up)
        item = self.do(desk.claim, item, "comms")
        typed = Advice(
            stance="",
            text=self.canary("in_hand.draft_answer"),
            suggested_wording=self.canary("in_hand.draft_suggestion"),
            no_point_reason=self.canary("in_hand.draft_reason"),
            here_because=self.canary("in_hand.draft_here_because"),
        )
        desk.keep_answer_draft(item=item, by=comms, advice=typed)

    def escalated(self) -> None:
        item = self.do(desk.claim, self.sent("escalated", "member2"), "comms")
        passed_on = {"reason": "other", "view": self.canary("escalated.advisers_view")}
        item = self.do(desk.escalate, item, "comms", **passed_on)
        item = self.do(desk.return_to_desk, item, "mo", text=self.canary("escalated.handed_back"))
        item = self.do(desk.escalate, item, "comms", **passed_on)
        item = self.do(desk.ask_member_as_mo, item, "mo", text=self.canary("escalated.asked_back"))
        item = self.do(desk.reply, item, "member2", text=self.canary("escalated.reply"))
        desk.note(item=item, by=self.people["deputy_mo"], text=self.canary("escalated.note"))
        self.do(desk.answer_as_mo, item, "mo", advice=self.advice("escalated"))

    def office(self) -> None:
        item = self.do(desk.accept, self.sent("office", "member", office_only=True), "deputy_mo")
        item = self.do(desk.share_with_mo, item, "deputy_mo")
        item = self.do(desk.ask_member_as_mo, item, "mo", text=self.canary("office.asked_back"))
        item = self.do(desk.reply, item, "member", text=self.canary("office.reply"))
        desk.note(item=item, by=self.people["mo"], text=self.canary("office.note"))
        self.do(desk.answer_as_mo, item, "mo", advice=self.advice("office"))

    def office_in_hand(self) -> None:
        item = self.do(desk.share_with_mo, self.sent("office_in_hand", "member2", office_only=True), "deputy_mo")
        item = self.do(desk.accept, item, "mo")
        typed = Advice(stance="", text=self.canary("office_in_hand.draft_answer"))
        desk.keep_answer_draft(item=item, by=self.people["mo"], advice=typed)

    def drafts(self) -> None:
        self.begun("draft", "member")
        self.begun("draft_by_delegate", "member", asked_by="delegate")
        self.do(desk.withdraw, self.begun("thrown_away", "member"), "member")

    def declined(self) -> None:
        item = self.sent("declined", "member2")
        why = {"reason": "another_route", "signpost": "other", "text": self.canary("declined.message")}
        self.do(desk.decline, item, "comms", **why)

    def withdrawn(self) -> None:
        item = self.do(desk.claim, self.sent("withdrawn", "member"), "comms")
        desk.note(item=item, by=self.people["comms"], text=self.canary("withdrawn.note"))
        self.do(desk.withdraw, item, "member")

    # --- records -------------------------------------------------------------------------------------------

    def recorded(self, name: str, member: str) -> Incident:
        summary, said = self.canary(f"{name}.summary"), self.canary(f"{name}.said")
        person = self.people[member]
        incident = register.record_incident(key=uuid4(), member=person, by=person, summary=summary, said=said)
        self.places["record"].append({"ref": incident.neutral_reference})
        return incident

    def record(self) -> None:
        incident, member = self.recorded("record", "member"), self.people["member"]
        register.add_words(incident=incident, by=member, kind=WordsKind.BEFORE, text=self.canary("record.before"))
        link = {"link": f"https://elsewhere.example/{self.canary('record.link')}"}
        incident = register.change_details(incident=incident, by=member, version=incident.version, changes=link)
        kept = add_exhibit(incident=incident, by=member, upload=self.picture("record"))
        self.evidence(kept, member)
        account = {
            name: self.canary(f"record.{name}")
            for name in ("handle", "display_name", "profile_link", "platform_user_id")
        }
        noted = register.add_account(incident=incident, by=member, fields=account)
        reason = {"choice": Choice.PURSUE, "reason": self.canary("record.reason"), "review_on": None}
        register.decide(incident=incident, by=member, version=incident.version, **reason)
        self.told(incident, member)
        why = {"level": Risk.TODAY, "reason": self.canary("record.risk_reason")}
        incident.refresh_from_db()
        register.set_risk(incident=incident, by=member, version=incident.version, **why)
        self.steps(incident, member)
        report = self.report(incident, member)
        ref: Where = {"ref": incident.neutral_reference}
        again = self.recorded("record_again", "member")
        joined = register.link_records(incident=again, other=incident, by=member)
        self.places["record_link"].append(ref | {"link": joined.pk})
        self.places["record_exhibit"].append(ref | {"number": kept.number})
        self.places["record_account"].append(ref | {"account": noted.pk})
        self.places["record_report"].append(ref | {"number": report.number})
        for reminder in Reminder.objects.about(report):
            self.places["record_reminder"].append(ref | {"reminder": reminder.pk})

    def steps(self, incident: Incident, member: User) -> None:
        """What was reported to the police, and what else was done."""
        now, today = timezone.now() - timedelta(hours=1), timezone.localdate()
        given = ("force", "reference", "officer", "contact", "news_every", "handed_over")
        fields = {name: self.canary(f"record.police_{name}") for name in given}
        where = {"incident": incident, "by": member}
        police = register.note_police_report(key=uuid4(), reported_at=now, channel="phone", fields=fields, **where)
        note, status = self.canary("record.police_note"), PoliceStatus.INVESTIGATING
        register.update_police_report(report=police, by=member, version=1, status=status, note=note, fields={})
        self.places["record_police"].append({"ref": incident.neutral_reference, "number": police.number})
        note = self.canary("record.support_note")
        register.note_support(key=uuid4(), kind="listening", state="asked", happened_on=today, note=note, **where)
        deed = {"deed": "hidden", "has_copy": True, "done_on": today, "review_on": None}
        register.note_page_deed(key=uuid4(), note=self.canary("record.page_note"), **deed, **where)
        incident.refresh_from_db()
        note, stand = self.canary("record.stand_note"), Stand.MONITORING
        register.set_stand(version=incident.version, stand=stand, review_on=None, note=note, **where)

    def told(self, incident: Incident, member: User) -> None:
        """All that can be told later and is sealed."""
        for begins in range(0, len(TOLD), SECTION):
            told = {name: self.canary(f"record.{name}") for name in TOLD[begins : begins + SECTION]}
            incident.refresh_from_db()
            register.change_details(incident=incident, by=member, version=incident.version, changes=told)

    def evidence(self, exhibit: Exhibit, member: User) -> None:
        """What is said about an exhibit, a copy with parts covered, and a pack that was given to somebody."""
        said = {name: self.canary(f"record.exhibit_{name}") for name in SAID_OF_EXHIBITS}
        nothing: dict[str, Any] = {"captured_at": None, "third_parties": None, "covers": []}
        describe(exhibit=exhibit, by=member, version=0, said=nothing | said)
        make_safe_copy(Item(payload={"file": str(exhibit.stored_id)}))
        exhibit.stored.refresh_from_db()
        copy = cover(exhibit=exhibit, by=member, boxes=[(0, 0, 9, 9)], reason=self.canary("record.cover_reason"))
        make_covered(Item(payload={"redaction": str(copy.pk)}))
        incident = exhibit.incident
        pack = ask_pack(incident=incident, by=member, audience="police", exhibits=[exhibit.number], with_words=True)
        make_pack(Item(payload={"pack": str(pack.pk)}))
        pack = Pack.objects.with_files().get(pk=pack.pk)
        given = {"to_whom": self.canary("record.pack_to_whom"), "receipt": self.canary("record.pack_receipt")}
        digest = take_out_pack(pack=pack, by=member).sha256
        note_dispatch(pack=pack, by=member, way="hand", handed_at=timezone.now(), bundle_hash=digest, **given)
        ref: Where = {"ref": incident.neutral_reference}
        self.places["record_copy"].append(ref | {"number": exhibit.number, "copy": copy.number})
        self.places["record_pack"].append(ref | {"number": pack.number})

    def report(self, incident: Incident, member: User) -> PlatformReport:
        said = {"platform": Platform.X, "reported_by": ReportedBy.MEMBER}
        said |= {"platform_reference": self.canary("record.platform_reference")}
        said |= {"what": self.canary("record.what_was_reported")}
        report = register.note_report(
            key=uuid4(), incident=incident, by=member, reported_at=timezone.now() - timedelta(hours=1), fields=said
        )
        status, note = ReportStatus.ACKNOWLEDGED, self.canary("record.platform_answer")
        register.update_report(report=report, by=member, version=report.version, status=status, note=note)
        return report

    def line_only_record(self) -> None:
        today, member = timezone.localdate(), self.people["member2"]
        term = {"starts_on": today, "ends_on": today + timedelta(days=30)}
        appoint_delegate(delegate=self.people["delegate"], grade=Grade.SUMMARIES, by=member, **term)
        self.recorded("line_only_record", "member2")
        register.ask_to_be_rung(member=member, by=member)

    def shared(self) -> None:
        incident, member = self.recorded("shared", "member2"), self.people["member2"]
        register.add_account(incident=incident, by=member, fields={"handle": self.canary("shared.handle")})
        where = {"incident": incident, "by": member, "until": timezone.localdate() + timedelta(days=30)}
        note = self.canary("shared.share_note")
        share = sharing.share_record(audience=Audience.SAFETY, extent=Extent.CONTENT, note=note, **where)
        other = sharing.share_record(audience=Audience.OFFICE, extent=Extent.SUMMARIES, note="", **where)
        said = {"next_step": self.canary("shared.next_step"), "note": self.canary("shared.step_note")}
        weighed = {"stage": Stage.TRIAGED, "level": Risk.WEEK, "seen": 0}
        sharing.note_step(share=share, by=self.people["safety"], **weighed, **said)
        self.places["share"] += [{"share": share.pk}, {"share": other.pk}]

    def interest(self) -> None:
        asked = sharing.ask_interest(by=self.people["member"])
        self.places["interest"].append({"asked": asked.pk})
        note = self.canary("interest.note")
        sharing.answer_interest(asked=asked, by=self.people["mo"], is_agreed=True, note=note)

    # --- guidance ------------------------------------------------------------------------------------------

    def feedback(self) -> None:
        version, words = PointVersion.objects.in_force()[0], self.canary("feedback.words")
        said = guidance.send(version, reason="wrong", words=words, by=self.people["member"])
        reply = {"words": self.canary("feedback.reply"), "outcome": "no_change"}
        guidance.answer(said, seen=0, by=self.people["comms"], **reply)
        self.places["feedback"].append({"feedback": said.pk})

    def slept_on(self) -> None:
        words = {"wording": f"Words: {self.canary('slept_on.wording')}.", "when": "morning"}
        draft = sleep_on(key=uuid4(), by=self.people["member"], **words)
        self.places["slept_on"].append({"draft": draft.pk})

    def kept(self) -> None:
        """One hold that stands, one that was lifted, an export with words taken out, a record that is kept longer."""
        officer, member = self.people["governance"], self.people["member2"]
        question = self.canary("kept.question")
        item = desk.begin_draft(by=member, member=member, answers={"kind": "general", "question": question})
        item = desk.save_draft(
            item=item, by=member, version=item.version, step="topics", answers={"topics": ["local_issue"]}
        )
        item = self.do(desk.withdraw, self.do(desk.submit, item, "member2"), "member2")
        about = {"kind": "advice.request", "about_id": item.pk, "by": officer}
        office.place_hold(source="foi", reason=self.canary("kept.hold"), **about)
        lifted = office.place_hold(source="claim", reason="Lifted below.", **about)
        office.lift_hold(hold=lifted, reason=self.canary("kept.lifted"), by=officer)
        words = {"to_whom": self.canary("kept.to_whom"), "reason": self.canary("kept.disclosure")}
        begun = office.begin_disclosure(law="foi", has_identity=False, **words, **about)
        office.redact(disclosure=begun, path="*", passage=question, label="s40-2", by=officer, version=begun.version)
        office.search_person(person=member, reason=self.canary("kept.search"), by=officer)
        due = Disposal.objects.open().of_holders(Disposal.Holder.DESK).get()
        until, because = timezone.localdate() + timedelta(days=90), self.canary("kept.longer")
        lead = self.people["comms_lead"]
        office.keep_longer(disposal=due, until=until, because=because, version=due.version, by=lead)

    # --- people --------------------------------------------------------------------------------------------

    def invitation(self) -> None:
        named = self.canary("invitation.full_name")
        invite(email="canary@council.example", full_name=named, roles=["delegate"], by=self.people["admin"])
