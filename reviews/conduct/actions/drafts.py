"""A complaint while it is written, by whoever holds its id in their session; and how it becomes a case, once.

Each verb is one transaction that opens this one draft (``identity.drafting``), under the lock of its row.
"""

import json
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone

from portal.foundation.files.actions import take_in
from portal.foundation.files.models import StoredFile
from portal.foundation.outbox import actions as outbox
from portal.foundation.outbox.models import Item
from portal.foundation.people.models import User
from reviews.conduct.actions.receiving import Agreed, WhatIsAlleged, WhoComplains, receive
from reviews.conduct.actions.refusals import MovedOn, Refused
from reviews.conduct.complaining import MAX_ALLEGATIONS, MAX_FILES, Answers, against, as_text, missing
from reviews.conduct.identity import drafting
from reviews.conduct.models import Case, Draft, DraftFile, Need

KEPT = timedelta(days=1)
"""How long a complaint that nobody sends is kept; sessions end much sooner."""
SHOWN = timedelta(minutes=15)
"""How long the return code can be shown again to the same session."""


class Gone(Refused):
    """The draft is not there any more, or was sent already."""


@dataclass(frozen=True)
class Writing:
    """A draft as it stands: answers by step, and its files."""

    draft: Draft
    answers: dict[str, Any] = field(repr=False)
    files: Sequence[DraftFile]

    @property
    def is_sent(self) -> bool:
        return self.draft.sent_at is not None


def begin_draft(*, answers: dict[str, Any] | None = None) -> Draft:
    draft = Draft(answers=json.dumps(answers or {}))
    with drafting(draft.pk):
        draft.save(force_insert=True)
        _forget_later(draft, "old", draft.begun_at + KEPT)
    return draft


def _forget_later(draft: Draft, what: str, at: datetime) -> None:
    outbox.add(
        "conduct.forget_draft", key=f"conduct.forget_draft:{draft.pk}:{what}", payload={"draft": str(draft.pk)},
        due_at=at,
    )  # fmt: skip


def read_draft(draft_id: uuid.UUID) -> Writing | None:
    with drafting(draft_id):
        draft = Draft.objects.filter(pk=draft_id).first()
        return _writing(draft) if draft else None


def _writing(draft: Draft) -> Writing:
    files = list(draft.files.select_related("stored"))
    return Writing(draft, json.loads(draft.answers), files)


@contextmanager
def _open(draft_id: uuid.UUID) -> Iterator[Writing]:
    """The draft under its lock, saved at the end with what was changed. Raises Gone."""
    with drafting(draft_id):
        draft = Draft.objects.select_for_update().filter(pk=draft_id, sent_at=None).first()
        if draft is None:
            raise Gone("This complaint was sent already, or is not kept any more.")
        writing = _writing(draft)
        yield writing
        if draft.sent_at is None:
            draft.answers, draft.version = json.dumps(writing.answers), draft.version + 1
            draft.save(update_fields=["answers", "version"])


def keep_answer(*, draft_id: uuid.UUID, step: str, answer: dict[str, Any]) -> Answers:
    """Keep the answers of one page; the other pages stay as they are. Raises Gone."""
    with _open(draft_id) as writing:
        writing.answers[step] = answer
        return writing.answers


def keep_allegation(*, draft_id: uuid.UUID, number: int, allegation: dict[str, Any]) -> None:
    """Write the allegation of this number; the next number adds one. Raises Gone, and Refused for too many."""
    with _open(draft_id) as writing:
        found = writing.answers.setdefault("allegations", [])
        if number > min(len(found) + 1, MAX_ALLEGATIONS):
            raise Refused(f"A complaint takes at most {MAX_ALLEGATIONS} allegations here. Put the rest into the last.")
        found[number - 1 : number] = [allegation]


def remove_allegation(*, draft_id: uuid.UUID, number: int) -> None:
    with _open(draft_id) as writing:
        del writing.answers.get("allegations", [])[number - 1 : number]


def add_files(*, draft_id: uuid.UUID, uploads: "Sequence[UploadedFile[Any]]", by: User | None) -> None:
    """Seal evidence that is handed in. Raises Gone, Refused for too many, RefusedFile."""
    with _open(draft_id) as writing:
        if len(writing.files) + len(uploads) > MAX_FILES:
            raise Refused(f"At most {MAX_FILES} files can be sent here; the rest can be added later.")
        for upload in uploads:
            stored = take_in(upload, by=by, room="conduct")
            DraftFile(draft=writing.draft, stored=stored).save(force_insert=True)


def remove_file(*, draft_id: uuid.UUID, file_id: uuid.UUID) -> None:
    with _open(draft_id) as writing:
        _drop([file for file in writing.files if file.pk == file_id])


def _drop(files: Sequence[DraftFile]) -> None:
    for file in files:
        file.delete()
        file.stored.delete()


def send(*, draft_id: uuid.UUID, version: int, by: User | None, is_desk: bool) -> None:
    """Make it a case, once: the draft then holds the reference and the return code, and nothing else.

    ``by`` is whoever signed in: the complainant, or at the desk the officer who typed it in. Raises Gone, MovedOn when
    it was changed since the page was made, and Refused when a part is missing.
    """
    with _open(draft_id) as writing:
        if version != writing.draft.version:
            raise MovedOn("This complaint was changed in another window. Check it once more before you send it.")
        if missing(writing.answers, is_desk=is_desk):
            raise Refused("Something is still missing. Answer it, then send.")
        files = [file.stored for file in writing.files]
        for file in writing.files:
            file.delete()
        received = _receive(writing.answers, files, by=by, is_desk=is_desk)
        kept = {"reference": received.case.reference, "code": received.code, "case": str(received.case.pk)}
        draft = writing.draft
        draft.answers, draft.sent_at = json.dumps(kept), timezone.now()
        draft.save(update_fields=["answers", "sent_at"])
        _forget_later(draft, "sent", draft.sent_at + SHOWN)


def _receive(answers: Answers, files: Sequence[StoredFile], *, by: User | None, is_desk: bool) -> Any:
    taken = answers.get("taken", {})
    return receive(
        who=_who(answers, None if is_desk else by),
        words=as_text(answers),
        alleged=[_alleged(answers, item) for item in answers["allegations"]],
        source=taken["source"] if is_desk else Case.Source.FORM,
        by=by if is_desk else None,
        at=_received_at(taken["received_on"]) if is_desk else None,
        files=files,
        agreed=_agreed(taken) if is_desk else None,
        bodies={},
    )


def _who(answers: Answers, account: User | None) -> WhoComplains:
    contact, needs, name = (answers.get(step, {}) for step in ("contact", "needs", "name"))
    return WhoComplains(
        name=answers["you"]["name"],
        email=contact.get("email", ""),
        telephone=contact.get("telephone", ""),
        address=contact.get("address", ""),
        account=account,
        asks_protection=name["reasons"] if name.get("ask") == "yes" else "",
        adjustments=needs.get("adjustments", ""),
        format=needs.get("format", Need.Format.USUAL),
        supporter=needs.get("supporter", ""),
    )


def _alleged(answers: Answers, item: Answers) -> WhatIsAlleged:
    people = against(answers, item)
    ends = item.get("conduct_until")
    return WhatIsAlleged(
        words=item["words"],
        conduct_from=date.fromisoformat(item["conduct_from"]),
        conduct_until=date.fromisoformat(ends) if ends else None,
        against=[uuid.UUID(key) for key, _ in people if not key.startswith("named:")],
        named=list(dict.fromkeys(name for key, name in people if key.startswith("named:"))),
    )


def _agreed(taken: Answers) -> Agreed:
    return Agreed(taken["who"], taken["how"], date.fromisoformat(taken["given_on"]))


def _received_at(day: str) -> datetime:
    """Noon of that day in London; now, for today. Never in the future."""
    return min(timezone.make_aware(datetime.combine(date.fromisoformat(day), time(12))), timezone.now())


def forget(*, draft_id: uuid.UUID) -> None:
    """Delete the draft and what was handed in with it. What became part of a case stays there."""
    with drafting(draft_id):
        draft = Draft.objects.select_for_update().filter(pk=draft_id).first()
        if draft is not None:
            _drop(list(draft.files.select_related("stored")))
            draft.delete()


def forget_when_old(item: Item) -> None:
    """The work of the outbox kind "conduct.forget_draft"."""
    forget(draft_id=uuid.UUID(item.payload["draft"]))
