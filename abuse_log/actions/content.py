"""Add words and accounts, which are kept apart from the record."""

from collections.abc import Mapping

from django.db import transaction

from abuse_log.actions.common import acting_for, lock, reach_into, require
from abuse_log.actions.refusals import MOST_ROWS, CriticismHasNoAccounts, Full
from abuse_log.models import Account, Incident, Words
from abuse_log.permissions import can_add, can_read
from portal.foundation.audit.actions import record
from portal.foundation.people.models import User


@transaction.atomic
def add_words(*, incident: Incident, by: User, kind: str, text: str) -> Words:
    """Add words as they were. They are kept apart from the record and never shown unasked."""
    locked = lock(incident)
    require(can_add(reach_into(locked, by)))
    if locked.words.count() >= MOST_ROWS:
        raise Full
    words = Words.objects.create(incident=locked, kind=kind, text=text, added_by=by)
    record("record.words_added", by=by, about=locked, data={"words": str(words.pk)}, acting_for=acting_for(locked, by))
    return words


@transaction.atomic
def add_account(*, incident: Incident, by: User, fields: Mapping[str, str]) -> Account:
    """Note an account. `fields`: platform, handle, display_name, profile_link."""
    locked = lock(incident)
    require(can_read(reach_into(locked, by)))
    if locked.is_criticism:
        raise CriticismHasNoAccounts
    if locked.accounts.count() >= MOST_ROWS:
        raise Full
    account = Account(incident=locked, added_by=by)
    for name in ("platform", "handle", "display_name", "profile_link"):
        setattr(account, name, fields.get(name, ""))
    account.save(force_insert=True)
    record(
        "record.account_added",
        by=by,
        about=locked,
        data={"account": str(account.pk)},
        acting_for=acting_for(locked, by),
    )
    return account


@transaction.atomic
def remove_account(*, account: Account, by: User) -> None:
    """Take out an account that was noted by mistake."""
    locked = lock(account.incident)
    require(can_read(reach_into(locked, by)))
    gone = str(account.pk)
    Account.objects.filter(pk=account.pk, incident=locked).delete()
    record("record.account_removed", by=by, about=locked, data={"account": gone}, acting_for=acting_for(locked, by))
