"""Note accounts, one or many at once, change them and take them out. Never does one become another by itself."""

from collections.abc import Iterable, Mapping

from django.db import transaction

from abuse_log.actions.common import acting_for, lock, reach_into, refuse_when_held, require
from abuse_log.actions.refusals import MOST_ROWS, Changed, CriticismHasNoAccounts, Full
from abuse_log.keeping import keep
from abuse_log.models import Account, Incident
from abuse_log.patterns import trace
from abuse_log.permissions import can_read
from portal.foundation.audit.actions import record
from portal.foundation.people.models import User

FIELDS = (
    "platform",
    "handle",
    "display_name",
    "profile_link",
    "platform_user_id",
    "relationship",
    "identified_by",
    "barred",
    "barred_on",
)


@transaction.atomic
def add_account(*, incident: Incident, by: User, fields: Mapping[str, object]) -> Account:
    """Note an account, by any of `FIELDS`. Raises `CriticismHasNoAccounts`, `Full`."""
    locked = lock(incident)
    require(can_read(reach_into(locked, by)))
    _require_room(locked, 1)
    account = Account(incident=locked, added_by=by, **{name: fields[name] for name in FIELDS if name in fields})
    account.save(force_insert=True)
    trace(locked)
    keep(locked)
    record(
        "record.account_added",
        by=by,
        about=locked,
        data={"account": str(account.pk)},
        acting_for=acting_for(locked, by),
    )
    return account


@transaction.atomic
def add_accounts(*, incident: Incident, by: User, platform: str, handles: Iterable[str]) -> int:
    """Note many accounts by name; how many. A name of this service that is noted already is left out.

    All or none. Raises `CriticismHasNoAccounts`, `Full`.
    """
    locked = lock(incident)
    require(can_read(reach_into(locked, by)))
    noted = {account.handle for account in locked.accounts.filter(platform=platform)}
    new = [handle for handle in dict.fromkeys(handles) if handle not in noted]
    _require_room(locked, len(new))
    Account.objects.bulk_create(
        Account(incident=locked, platform=platform, handle=handle, added_by=by) for handle in new
    )
    trace(locked)
    keep(locked)
    record("record.accounts_added", by=by, about=locked, data={"accounts": len(new)}, acting_for=acting_for(locked, by))
    return len(new)


def _require_room(incident: Incident, number: int) -> None:
    if incident.is_criticism:
        raise CriticismHasNoAccounts
    if incident.accounts.count() + number > MOST_ROWS:
        raise Full


@transaction.atomic
def change_account(*, account: Account, by: User, version: int, fields: Mapping[str, object]) -> Account:
    """Say more of an account. `version` is the record's. Raises `Held`; `Changed`, also when it is gone."""
    incident = lock(account.incident)
    require(can_read(reach_into(incident, by)))
    locked = incident.accounts.select_for_update(no_key=True).filter(pk=account.pk).first()
    if locked is None or incident.version != version:
        raise Changed
    refuse_when_held(incident)
    for name in FIELDS:
        setattr(locked, name, fields[name])
    locked.save()
    incident.version += 1
    incident.save(update_fields=["version"])
    trace(incident)
    record(
        "record.account_changed",
        by=by,
        about=incident,
        data={"account": str(locked.pk)},
        acting_for=acting_for(incident, by),
    )
    return locked


@transaction.atomic
def remove_account(*, account: Account, by: User) -> None:
    """Take out an account that was noted by mistake. Raises `Held`."""
    locked = lock(account.incident)
    require(can_read(reach_into(locked, by)))
    refuse_when_held(locked)
    gone = str(account.pk)
    Account.objects.filter(pk=account.pk, incident=locked).delete()
    trace(locked)
    record("record.account_removed", by=by, about=locked, data={"account": gone}, acting_for=acting_for(locked, by))
