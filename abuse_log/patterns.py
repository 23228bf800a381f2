"""Whether it has come before: exact matches by keyed hashes, near ones for a person to judge, a strip of days.

Nothing is linked by itself. Across members there is only a number, and only among records that are shared; a private
record is in no match. Nothing here opens a page of anybody or looks at an account.
"""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import parse_qsl, urlencode, urlsplit
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from rapidfuzz import fuzz, process

from abuse_log.models import Account, Incident, Link, Trace
from abuse_log.models.risk import happened
from abuse_log.models.traces import TraceKind
from portal.foundation.deadlines.words import day_in_words
from portal.foundation.people.models import User
from portal.foundation.vault.ciphers import keyed_hash
from portal.foundation.vault.rotation import Sealing

PURPOSE = "abuse_log.trace"
ALIKE = 85
"""Of 100, from which on two account names are shown to a person as perhaps the same."""
LOOKED_THROUGH = 2_000
TRACKING = ("utm_", "fbclid", "gclid", "igsh", "mibextid")
WIDTH, MARGIN = 320, 8


def plain_name(handle: str) -> str:
    """An account name without what makes no difference: case, width, spaces, a leading @."""
    return unicodedata.normalize("NFKC", handle).casefold().strip().lstrip("@").strip()


def plain_address(link: str) -> str:
    """An address without what makes no difference: scheme, www, fragment, tracking, a last slash.

    The rest of the query stays: on some services it alone says whose profile it is.
    """
    try:
        parts = urlsplit(link.strip() if "://" in link else f"//{link.strip()}")
    except ValueError:
        return link.strip()
    kept = [pair for pair in parse_qsl(parts.query) if not pair[0].startswith(TRACKING)]
    place = f"{parts.netloc.casefold().removeprefix('www.')}{parts.path.rstrip('/')}"
    return f"{place}?{urlencode(sorted(kept))}" if kept else place


def _of_account(account: Account) -> Iterator[tuple[TraceKind, str]]:
    if name := plain_name(account.handle):
        yield TraceKind.HANDLE, f"{account.platform} {name}"
    if number := account.platform_user_id.strip():
        yield TraceKind.USER_ID, f"{account.platform} {number}"
    if profile := plain_address(account.profile_link):
        yield TraceKind.PROFILE, profile


def _of(incident: Incident) -> Iterator[tuple[TraceKind, str]]:
    if incident.is_criticism:  # a note, and no abuse: it is in no match and no count
        return
    for account in incident.accounts.all():
        yield from _of_account(account)
    if link := plain_address(incident.link):
        yield TraceKind.LINK, link
    for digest in incident.exhibits.values_list("stored__sha256", flat=True):
        yield TraceKind.FILE, digest


def trace_all() -> Sealing:
    """The hashes of every record by the current key (`settings.OTHER_SECRETS`): the older ones match nothing new."""
    sealing = Sealing(Trace._meta.db_table)
    for pk in Incident.objects.values_list("pk", flat=True).iterator():
        with transaction.atomic():
            if incident := Incident.objects.select_for_update(of=("self",), no_key=True).filter(pk=pk).first():
                trace(incident)
    sealing.done = Trace.objects.count()
    return sealing


def trace(incident: Incident) -> None:
    """Let the hashes follow what the record says now. The caller holds the lock of the record."""
    wanted = {(kind.value, keyed_hash(f"{kind} {said}".encode(), purpose=PURPOSE)) for kind, said in _of(incident)}
    kept = {(row.kind, row.digest): row for row in incident.traces.all()}
    gone = [row.pk for key, row in kept.items() if key not in wanted]
    if gone:
        Trace.objects.filter(pk__in=gone).delete()
    Trace.objects.bulk_create(
        Trace(incident=incident, kind=kind, digest=digest) for kind, digest in sorted(wanted - kept.keys())
    )


def _same(incident: Incident, among: QuerySet[Incident]) -> dict[UUID, set[str]]:
    digests = incident.traces.values("digest")
    rows = Trace.objects.filter(digest__in=digests, incident__in=among.values("pk")).exclude(incident=incident)
    found: defaultdict[UUID, set[str]] = defaultdict(set)
    for row in rows:
        found[row.incident_id].add(row.get_kind_display())
    return dict(found)


@dataclass(frozen=True)
class Match:
    """Another record of the same member, and why it is shown."""

    incident: Incident
    why: tuple[str, ...]
    is_linked: bool
    at: datetime


def matches(incident: Incident, user: User) -> list[Match]:
    """Exact matches and links among what the user keeps of this member, the oldest first."""
    kept = Incident.objects.kept_by(user).filter(member=incident.member)
    same = _same(incident, kept)
    linked = {link.other(incident).pk for link in Link.objects.among(incident).with_records()}
    found = kept.filter(pk__in=same.keys() | linked)
    rows = [Match(one, tuple(sorted(same.get(one.pk, ()))), one.pk in linked, happened(one)) for one in found]
    return sorted(rows, key=lambda row: (row.at, row.incident.pk))


def near(incident: Incident, user: User, known: Iterable[Match]) -> list[tuple[Incident, int]]:
    """Records with an account name that is much like one here, and how much (of 100). A person judges."""
    here = {name for account in incident.accounts.all() if (name := plain_name(account.handle))}
    told = {match.incident.pk for match in known}
    kept = Incident.objects.kept_by(user).filter(member=incident.member).exclude(pk=incident.pk).exclude(pk__in=told)
    others = Account.objects.filter(incident__in=kept).select_related("incident").order_by("-added_at")
    best: dict[UUID, tuple[Incident, int]] = {}
    for account in others[:LOOKED_THROUGH]:
        name = plain_name(account.handle)
        hit = process.extractOne(name, here, scorer=fuzz.ratio, score_cutoff=ALIKE) if name and here else None
        if hit is not None and round(hit[1]) > best.get(account.incident_id, (incident, 0))[1]:
            best[account.incident_id] = account.incident, round(hit[1])
    return sorted(best.values(), key=lambda pair: (-pair[1], str(pair[0].pk)))


def members_elsewhere(incident: Incident) -> int:
    """How many other members have a shared record with something that is the same. A number, and nothing else."""
    same = _same(incident, Incident.objects.counted().exclude(member=incident.member))
    return Incident.objects.filter(pk__in=same).values("member").distinct().count()


@dataclass(frozen=True)
class Strip:
    """A line of days with a mark for each record, and the same in words."""

    marks: tuple[int, ...]
    says: str
    width: int = WIDTH


def strip(moments: Iterable[datetime]) -> Strip:
    """The days on which it happened, from the first to the last."""
    days = sorted(timezone.localtime(moment).date() for moment in moments)
    whole = (days[-1] - days[0]).days or 1
    marks = tuple(MARGIN + round((day - days[0]).days * (WIDTH - 2 * MARGIN) / whole) for day in days)
    times = "Once" if len(days) == 1 else f"{len(days)} times"
    over = f" in {(days[-1] - days[0]).days + 1} days" if days[0] != days[-1] else " on one day" if days[1:] else ""
    return Strip(marks, f"{times}{over}: {'; '.join(day_in_words(day) for day in sorted(set(days)))}")
