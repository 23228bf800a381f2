"""What the two parties of a case do: say more, comment, ask, and change what concerns themselves.

A party speaks by account or by return code (``Voice``); everything runs in their own identity, so the database refuses
what is not theirs. Nothing here moves a case but the answer to a question: asking decides nothing.
"""

import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.db.models import Model
from django.utils import timezone

from portal.foundation.audit.actions import record
from portal.foundation.files.actions import take_in
from portal.foundation.outbox import actions as outbox
from portal.foundation.people.models import User
from reviews.conduct.actions.assessing import ask_to_withdraw
from reviews.conduct.actions.moving import move
from reviews.conduct.actions.refusals import MovedOn, NotNow, Refused
from reviews.conduct.clocks import start
from reviews.conduct.identity import acting_as, acting_as_system, acting_by_code, hash_of
from reviews.conduct.keeping import write_over
from reviews.conduct.models import (
    Asked,
    Case,
    Complainant,
    Contact,
    Grant,
    IndependentTalk,
    Need,
    Paper,
    PaperFile,
    Subject,
)
from reviews.conduct.states import OPEN_STATES, Limit, State, Verb
from reviews.conduct.visibility import PARTIES, Artefact, Capacity

NOT_ANY_MORE = "This case is closed. If you have something new, write to the Monitoring Officer."


@dataclass(frozen=True)
class Voice:
    """Who a party is to the wall: an account, or a return code."""

    account: User | None = None
    code: str = field(default="", repr=False)

    @contextmanager
    def acting(self) -> Iterator[None]:
        """A transaction in their name."""
        with acting_as(self.account.pk) if self.account else acting_by_code(self.code):
            yield

    def part_in(self, case_id: uuid.UUID | None) -> Grant | None:
        """Their part as a party, inside ``acting``; by code there is one case only."""
        grants = Grant.objects.live().filter(capacity__in=PARTIES).select_related("case")
        if self.account:
            return grants.of(self.account).filter(case=case_id).first()
        return grants.filter(code_hash=hash_of(self.code)).first()


@dataclass(frozen=True)
class Said:
    """Words and files of one act. ``key`` comes with the page: pressed twice, it is done once."""

    key: uuid.UUID
    words: str = field(repr=False)
    title: str = ""
    uploads: "Sequence[UploadedFile[Any]]" = ()

    def paper_id(self, grant: Grant) -> uuid.UUID:
        """Bound to the part, so that a key from elsewhere meets nothing."""
        return uuid.uuid5(grant.pk, str(self.key))


def say_more(*, voice: Voice, grant: Grant, said: Said) -> None:
    """More from the complainant: information, evidence, or the answer to a question, which takes the case up again (row
    3). Raises Refused, RefusedFile.
    """
    with voice.acting():
        paper = _say(voice, grant, Artefact.COMPLAINT, said, only=Capacity.COMPLAINANT)
        case = Case.objects.get(pk=grant.case_id)
        if paper is not None and case.state == State.AWAITING_COMPLAINANT:
            answer = Verb.HEAR_FROM_COMPLAINANT
            move(case=case, verb=answer, version=case.version, by=voice.account, code=voice.code)


def respond(*, voice: Voice, grant: Grant, said: Said) -> None:
    """Comments of the subject member; as many as they want while the case is open, late ones too (guard CG11)."""
    _say(voice, grant, Artefact.RESPONSE, said, only=Capacity.SUBJECT)


def comment_on_draft(*, voice: Voice, grant: Grant, said: Said) -> None:
    """On a draft report that was sent to this party. Raises NotNow when none was, or it is final by now."""
    with voice.acting():
        was_sent = Paper.objects.filter(kind=Artefact.DRAFT_REPORT, sendings__to=grant).exists()
        if not was_sent or grant.case.state != State.DRAFT_REPORT:
            raise NotNow("No draft report waits for your comments.")
        _say(voice, grant, Artefact.DRAFT_COMMENTS, said)


def ask(*, voice: Voice, grant: Grant, kind: Asked.Kind, said: Said) -> None:
    """Ask the Monitoring Officer to decide something. Raises Refused when it is not theirs to ask, or asked already.

    To withhold a name comes too late once a member was told; to withdraw stops nothing by itself (row 17).
    """
    asks = {Asked.Kind.MORE_TIME: Capacity.SUBJECT}.get(kind, Capacity.COMPLAINANT)
    what = {Asked.Kind.MORE_TIME: Artefact.RESPONSE, Asked.Kind.WITHHOLD: Artefact.IDENTITY_REQUEST}
    with voice.acting():
        paper = _say(voice, grant, what.get(kind, Artefact.COMPLAINT), said, only=asks)
        if paper is None:
            return
        if kind == Asked.Kind.WITHHOLD:
            _mark_asked(grant)
        if kind == Asked.Kind.WITHDRAW:
            ask_to_withdraw(case=grant.case, words=said.words, by=voice.account, code=voice.code)
        Asked(case=grant.case, grant=grant, kind=kind, paper=paper).save(force_insert=True)
        record("conduct.asked", by=voice.account, about=grant.case, data={"kind": kind, "paper": str(paper.pk)})


def _mark_asked(grant: Grant) -> None:
    protection = Complainant.Protection
    asked = Complainant.objects.filter(grant=grant, protection=protection.NOT_ASKED)
    if not asked.update(protection=protection.ASKED):
        raise NotNow("This can no longer be asked: a decision was made already, or a member was told who complained.")
    start(Limit.IDENTITY, grant.case, at=timezone.now(), by=None)


def _say(voice: Voice, grant: Grant, kind: Artefact, said: Said, *, only: Capacity | None = None) -> Paper | None:
    """Write it down in their name, and tell the holding officer; None when this very act was done before."""
    with voice.acting():
        if only is not None and grant.capacity != only:
            raise Refused("This is not for you to do in this case.")
        if grant.case.state not in OPEN_STATES:
            raise NotNow(NOT_ANY_MORE)
        paper = Paper(
            pk=said.paper_id(grant), case=grant.case, kind=kind, grant=grant, title=said.title, words=said.words
        )
        if not _is_new(paper):
            return None
        _keep_files(voice, grant, said, paper)
        record("conduct.said", by=voice.account, about=grant.case, data={"kind": kind, "paper": str(paper.pk)})
        _tell_holder(grant.case, f"said:{paper.pk}")
        return paper


def _is_new(paper: Paper) -> bool:
    """Whether it was written now. The key is the row's own, so two presses at once meet in the database."""
    try:
        with transaction.atomic():
            paper.save(force_insert=True)
    except IntegrityError:
        if not Paper.objects.filter(pk=paper.pk).exists():
            raise
        return False
    return True


def _is_added(row: Model) -> bool:
    """Whether it was added now; no when one of its kind is there, also from a press at the same moment."""
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        return False
    return True


def _keep_files(voice: Voice, grant: Grant, said: Said, paper: Paper) -> None:
    for upload in said.uploads:
        stored = take_in(upload, by=voice.account, room="conduct")
        PaperFile(case=grant.case, paper=paper, stored=stored).save(force_insert=True)


def _tell_holder(case: Case, key: str) -> None:
    with acting_as_system():
        holder = Grant.objects.filter(case=case, capacity=Capacity.HOLDER, revoked_at=None).first()
    if holder is not None and holder.person_id is not None:
        outbox.add(
            "conduct.for_you", key=f"conduct.for_you:{key}",
            payload={"case": str(case.pk), "person": str(holder.person_id)},
        )  # fmt: skip


def change_contact(*, voice: Voice, grant: Grant, email: str, telephone: str, address: str) -> None:
    """How to reach the complainant from now on. Raises Refused when a name was given and no way is left, and NotNow
    when a legal hold stands and something would be written over.
    """
    with voice.acting():
        # The complainant's own row is not theirs to change any more, nor to lock, once a member was told.
        contact = Contact.objects.select_for_update(of=("self",)).filter(complainant__grant=grant).first()
        if contact is None:
            raise Refused("This is not for you to do in this case.")
        write_over(contact, {"email": email, "telephone": telephone, "address": address})
        record("conduct.contact_changed", by=voice.account, about=grant.case)
        _tell_holder(grant.case, f"contact:{grant.pk}:{timezone.now():%Y%m%d}")


def change_needs(*, voice: Voice, grant: Grant, form: str, adjustments: str, supporter: str) -> None:
    """What a party needs of us; letters honour it from now on. Raises NotNow when a legal hold stands and words would
    be written over.
    """
    with voice.acting():
        needs = Need.objects.select_for_update().filter(grant=grant)
        said = {"format": form, "adjustments": adjustments, "supporter": supporter}
        need = needs.first()
        if need is None and not _is_added(Need(case=grant.case, grant=grant, **said)):
            need = needs.first()
        if need is not None:
            write_over(need, said)
        record("conduct.needs_changed", by=voice.account, about=grant.case)
        _tell_holder(grant.case, f"needs:{grant.pk}:{timezone.now():%Y%m%d}")


def note_talk(*, voice: Voice, grant: Grant, happened_on: date) -> None:
    """That the subject member talked with their Independent Person. What was said is nobody's here (guard CG3)."""
    with voice.acting():
        subject = Subject.objects.filter(grant=grant).first()
        if subject is None or not Grant.objects.live().as_(Capacity.MEMBERS_IP).filter(serves=subject).exists():
            raise NotNow("No Independent Person is named for you yet.")
        if happened_on > timezone.localdate():
            raise Refused("This day is in the future.")
        if _is_added(IndependentTalk(case=grant.case, subject=subject, happened_on=happened_on)):
            record("conduct.independent_talk", by=voice.account, about=grant.case)


def identify_subject(*, subject: Subject, member: User, by: User) -> Subject:
    """Say which member it is whom the complainant named. Raises Refused for somebody with a part in the case, and
    MovedOn when it was said already. Only the holding officer may (the database refuses all others).
    """
    with acting_as(by.pk):
        subject = Subject.objects.select_for_update(no_key=True).get(pk=subject.pk)
        if subject.member_id is not None:
            raise MovedOn("It was said already who this is.")
        taken = Grant.objects.filter(case=subject.case_id, person=member, revoked_at=None).exists()
        if taken or Subject.objects.filter(case=subject.case_id, member=member).exists():
            raise Refused("This person has a part in the case already.")
        subject.member = member
        subject.save(update_fields=["member"])
        record("conduct.subject_identified", by=by, about=subject.case, data={"subject": str(subject.pk)})
        return subject
