"""What is written in a case, replaced, filed and sent. A paper is only ever added to."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction

from portal.foundation.audit.actions import Fact, record
from portal.foundation.files.actions import take_in
from portal.foundation.outbox import actions as outbox
from portal.foundation.people.models import User
from reviews.conduct.actions.refusals import MovedOn, Refused
from reviews.conduct.actions.telling import refuse_details_sent
from reviews.conduct.identity import acting_as
from reviews.conduct.models import Case, Contact, Grant, Paper, PaperFile, Sending, Subject
from reviews.conduct.permissions import can_read, capacity_in, grant_of
from reviews.conduct.visibility import Artefact, Capacity
from reviews.conduct.writing import DATED, IN_NAME_OF, can_be_sent_to, can_send, kinds_to_write

BY_MAIL = (Sending.Way.PORTAL, Sending.Way.EMAIL)
"""Ways in which somebody without an account is told by mail that something waits."""
ROOM = "conduct"
"""As which room the files of a case are taken in."""


def write_paper(
    *,
    case: Case,
    kind: str,
    words: str,
    by: User,
    title: str = "",
    dated_on: date | None = None,
    in_name_of: Grant | None = None,
    about: Subject | None = None,
    replaces: Paper | None = None,
    uploads: "Sequence[UploadedFile[Any]]" = (),
) -> Paper:
    """Add a paper, or one that replaces another. ``in_name_of``: for whom the holding officer writes it down.

    Raises Refused when the table of who writes what says no; MovedOn when somebody replaced it first; RefusedFile.
    """
    with acting_as(by.pk):
        author = _author(case, kind, by, in_name_of)
        if not words.strip():
            raise Refused("A paper says something.")
        if kind in DATED and dated_on is None:
            raise Refused("This paper carries a date.")
        if about is not None and about.case_id != case.pk:
            raise Refused("That member is not concerned by this case.")
        if replaces is not None and (replaces.case_id, replaces.kind) != (case.pk, kind):
            raise Refused("A paper is replaced by one of its own kind.")
        paper = Paper(case=case, kind=kind, grant=author, title=title, words=words, dated_on=dated_on)
        paper.subject, paper.replaces = about, replaces
        paper.typed_by = by if author.person_id != by.pk else None
        _add(paper)
        for upload in uploads:
            stored = take_in(upload, by=by, room=ROOM)
            PaperFile(case=case, paper=paper, stored=stored).save(force_insert=True)
        facts: dict[str, Fact] = {"paper": str(paper.pk), "kind": kind, "files": len(uploads)}
        facts["replaces"] = replaces is not None
        record("conduct.paper.written", by=by, about=case, data=facts)
        return paper


def send_paper(
    *, paper: Paper, to: Collection[Grant], way: str, by: User, reason: str = "", because: str = ""
) -> list[Sending]:
    """Send a paper to people who have a part in the case: from then on they read it here, and are told so.

    Raises Refused for a kind or a person that the table does not name, for another member's part of the case
    (guard CG12), when nobody is chosen, and for a complaint to a member in which something looks like contact details
    and nobody says why it is none (``because``).
    """
    with acting_as(by.pk):
        capacity = capacity_in(by, paper.case)
        if capacity is None or not can_send(capacity, paper.kind):
            raise Refused("You cannot send a paper of this kind.")
        if not to:
            raise Refused("Choose to whom it goes.")
        if any(not may_receive(paper, grant) for grant in to):
            raise Refused("This paper cannot be sent to one of those you chose.")
        _refuse_unreachable(paper.case, to, way, by)
        refuse_details_sent(paper, to, because, by)
        made = [_send(Sending(paper=paper, to=grant, way=way, reason=reason, sent_by=by)) for grant in to]
        for sending, grant in zip(made, to, strict=True):
            _tell(grant, sending)
        facts: dict[str, Fact] = {"paper": str(paper.pk), "kind": paper.kind, "to": len(made), "way": way}
        record("conduct.paper.sent", by=by, about=paper.case, data=facts)
        return made


def show_notice(*, paper: Paper, to: User, reason: str, by: User) -> Sending:
    """Show one decision notice to one person outside the case, such as the press officer or a group leader.

    Raises Refused for anybody but the holding officer, for another kind of paper, for somebody with a part in the case,
    and without a reason.
    """
    with acting_as(by.pk):
        if capacity_in(by, paper.case) != Capacity.HOLDER or paper.kind != Artefact.NOTICE:
            raise Refused("Only the holding officer shows a decision notice to somebody outside the case.")
        if not reason.strip():
            raise Refused("Say why they need to read it.")
        if to == by or Grant.objects.filter(case=paper.case, person=to, revoked_at=None).exists():
            raise Refused("This person has a part in the case. Send it to them instead.")
        sending = _send(Sending(paper=paper, to_person=to, reason=reason, sent_by=by))
        payload = {"sending": str(sending.pk), "person": str(to.pk)}
        outbox.add("conduct.shown", key=f"conduct.shown:{sending.pk}", payload=payload)
        record("conduct.notice.shown", by=by, about=paper.case, data={"paper": str(paper.pk), "to": str(to.pk)})
        return sending


def may_receive(paper: Paper, grant: Grant) -> bool:
    """Whether a live grant of the same case may be sent this paper: by the table, and nothing of another member."""
    if grant.case_id != paper.case_id or not grant.is_in_force():
        return False
    if not can_be_sent_to(paper.kind, grant.capacity):
        return False
    if paper.subject_id is None or grant.capacity not in (Capacity.SUBJECT, Capacity.MEMBERS_IP):
        return True
    if grant.capacity == Capacity.MEMBERS_IP:
        return grant.serves_id == paper.subject_id
    return Subject.objects.filter(pk=paper.subject_id, grant=grant).exists()


def _refuse_unreachable(case: Case, to: Collection[Grant], way: str, by: User) -> None:
    """What waits in the portal, without a word of it, reaches nobody. Asked of senders who may know the addresses."""
    without = [grant.pk for grant in to if grant.person_id is None]
    if way != Sending.Way.PORTAL or not without or not can_read(by, case, Artefact.CONTACT):
        return
    reached = Contact.objects.filter(case=case, complainant__grant__in=without)
    if sum(bool(one.email) for one in reached) < len(without):
        raise Refused("One of them has no account and gave no e-mail address. Send it another way, such as by post.")


def _tell(grant: Grant, sending: Sending) -> None:
    """By mail that something waits: a party without an account is told at the address that they gave."""
    if grant.person_id is None:
        if sending.way not in BY_MAIL:
            return
        outbox.add("conduct.for_party", key=f"conduct.for_party:{sending.pk}", payload={"grant": str(grant.pk)})
        return
    payload = {"case": str(grant.case_id), "person": str(grant.person_id)}
    outbox.add("conduct.for_you", key=f"conduct.for_you:sent:{sending.pk}", payload=payload)


def _author(case: Case, kind: str, by: User, in_name_of: Grant | None) -> Grant:
    mine = grant_of(by, case)
    capacity = capacity_in(by, case)
    if mine is None or capacity is None or kind not in kinds_to_write(capacity):
        raise Refused("You cannot write a paper of this kind.")
    asked = IN_NAME_OF.get(Artefact(kind), frozenset()) if capacity == Capacity.HOLDER else frozenset()
    if not asked:
        if in_name_of is not None and in_name_of != mine:
            raise Refused("This paper is written in your own name.")
        return mine
    if in_name_of is None or in_name_of.case_id != case.pk or in_name_of.capacity not in asked:
        raise Refused("Say for whom you write this down.")
    return in_name_of


def _add(paper: Paper) -> None:
    try:
        with transaction.atomic():
            paper.save(force_insert=True)
    except IntegrityError as twice:
        raise MovedOn("Somebody else replaced this paper while you wrote. Read theirs first.") from twice


def _send(sending: Sending) -> Sending:
    sending.case = sending.paper.case
    try:
        with transaction.atomic():
            sending.save(force_insert=True)
    except IntegrityError as twice:
        raise MovedOn("It was sent to one of them already.") from twice
    return sending
