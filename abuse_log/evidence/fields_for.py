"""Which field of a record goes to whom: one table, for packs and for the pages of officers alike.

P: the police. T: a platform, of which one must expect that it shows a complaint to the author. M: the Monitoring
Officer. A new field of a record is added here, with its letters, or stays inside. An office of the council reads by
the letter of those whom it helps the member with (`OFFICES`): the safety leads as the police would, since they help
with the way there; the Monitoring Officer's office as in its pack; Communications as a platform would. Which addresses
are open to officers at all stands in `abuse_log.views.common`.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

from abuse_log.evidence.taxonomy import Audience
from abuse_log.models import (
    Account,
    Description,
    Dispatch,
    Incident,
    Particulars,
    PlatformReport,
    PoliceReport,
    Share,
)
from abuse_log.models.particulars import LABELS, ONE_OF
from abuse_log.sharing.states import Audience as Office
from abuse_log.sharing.states import Extent
from abuse_log.taxonomy import YesNo
from portal.foundation.deadlines.words import day_in_words, in_words
from portal.foundation.files.models import StoredFile
from portal.foundation.people.models import User

LETTERS: dict[str, str] = {Audience.POLICE: "P", Audience.PLATFORM: "T", Audience.OFFICER: "M"}
OFFICES: dict[str, str] = {Office.SAFETY: "P", Office.OFFICE: "M", Office.DEPUTY: "M", Office.PRESS: "T"}
THE_MEMBERS_OWN = frozenset({"impact", "effects", "effect_words"})
"""What it did to them a member tells in a pack that they make themself. No page shows it to an officer."""


Row = TypeVar("Row")


@dataclass(frozen=True)
class Field(Generic[Row]):
    """One field: its name in JSON, its words on paper, the letters of its readers, and how it is read from a row."""

    name: str
    words: str
    readers: str
    read: Callable[[Row], str]


def _impact(incident: Incident) -> str:
    return "" if incident.impact is None else str(incident.get_impact_display())


INCIDENT: tuple[Field[Incident], ...] = (
    Field("reference", "Reference", "PTM", lambda incident: incident.reference),
    Field("member", "Councillor", "PM", lambda incident: incident.member.full_name),
    Field("recorded_by_role", "Recorded by", "PTM", lambda incident: incident.get_recorded_by_role_display()),
    Field("summary", "In one line", "PTM", lambda incident: incident.summary),
    Field("channel", "How it came", "PTM", lambda incident: incident.get_channel_display()),
    Field("platform", "Service", "PTM", lambda incident: incident.get_platform_display()),
    Field("link", "Link", "PTM", lambda incident: incident.link),
    Field("occurred", "When it happened", "PTM", lambda incident: incident.occurred),
    Field("first_published", "First published", "PTM", lambda incident: incident.first_published),
    Field("seen", "First seen", "PTM", lambda incident: incident.seen),
    Field("recorded_at", "Recorded in the portal", "PTM", lambda incident: in_words(incident.recorded_at)),
    Field("behaviours", "Kind, in the member’s view", "PTM", lambda incident: "; ".join(incident.behaviour_labels)),
    Field("impact", "Effect on the member", "PM", _impact),
)

ACCOUNT: tuple[Field[Account], ...] = (
    Field("platform", "Service", "PTM", lambda account: account.get_platform_display()),
    Field("handle", "Account name", "PTM", lambda account: account.handle),
    Field("display_name", "Name shown", "PTM", lambda account: account.display_name),
    Field("profile_link", "Link to the profile", "PTM", lambda account: account.profile_link),
    Field("platform_user_id", "Number of the account", "PTM", lambda account: account.platform_user_id),
)

EXHIBIT: tuple[Field[Description], ...] = (
    Field("shows", "What it shows", "PTM", lambda said: said.shows),
    Field("covers", "What can be seen", "PTM", lambda said: "; ".join(said.covers_in_words)),
    Field("method", "How it was made", "PM", lambda said: said.get_method_display()),
    Field(
        "captured_at",
        "When, as the device said",
        "PM",
        lambda said: in_words(said.captured_at) if said.captured_at else "",
    ),
    Field("captured_by", "Who made it", "P", lambda said: said.captured_by),
    Field("device", "Device and app", "P", lambda said: said.device),
    Field("device_kept", "Where the device is", "P", lambda said: said.device_kept),
    Field("third_parties", "Other people in it", "PM", lambda said: said.third_parties_in_words),
)

REPORT: tuple[Field[PlatformReport], ...] = (
    Field("platform", "Reported to", "PTM", lambda report: report.get_platform_display()),
    Field("reported_at", "When", "PTM", lambda report: report.reported),
    Field("platform_reference", "Its reference", "PTM", lambda report: report.platform_reference),
    Field("status", "Where it stands", "PM", lambda report: report.get_status_display()),
)


def _particular(name: str) -> Callable[[Particulars], str]:
    def read(row: Particulars) -> str:
        value = getattr(row, name)
        if not value:
            return ""
        if name in ONE_OF:
            return str(ONE_OF[name](value).label)
        if name in LABELS:
            return "; ".join(str(LABELS[name](each).label) for each in value)
        return day_in_words(value) if isinstance(value, date) else str(value)

    return read


PARTICULARS: tuple[Field[Particulars], ...] = tuple(
    Field(name, words, readers, _particular(name))
    for name, words, readers in (
        ("capacity", "In what office", "PM"),
        ("about_office", "About being a councillor or candidate", "P"),
        ("in_election", "In an election period", "P"),
        ("office_words", "What was said of the office", "P"),
        ("visibility", "Who could see it", "PT"),
        ("thread_link", "Link to the conversation", "PT"),
        ("post_id", "Number of the post or message", "PT"),
        ("issue", "The issue it was about", "PTM"),
        ("place", "Place", "P"),
        ("vehicle", "Vehicle", "P"),
        ("appearance", "Appearance", "P"),
        ("known", "What the author knows or did", "PM"),
        ("safety_words", "More about safety", "PM"),
        ("effects", "What it did", "PM"),
        ("effect_words", "What it did, in the member’s words", "PM"),
        ("outcome_sought", "What the member wants", "PTM"),
        ("asked_to_stop", "Asked to stop", "P"),
        ("asked_to_stop_on", "Asked on", "P"),
        ("asked_to_stop_how", "Asked how", "P"),
        ("hostility", "Hostility, as the member perceives it", "PTM"),
        ("hostility_words", "The words that show it", "PTM"),
        ("harms", "Harm that was threatened", "PT"),
        ("targets", "Against whom or what", "PT"),
        ("threat_when", "When or where", "PT"),
        ("threat_means", "By what means", "PT"),
        ("prior_contact", "Earlier contact", "P"),
        ("is_ongoing", "Still going on", "PTM"),
        ("times_counted", "How many times", "PTM"),
        ("frequency", "How often", "PTM"),
        ("witnesses", "Witnesses", "PM"),
        ("others_targeted", "Others are targeted", "PM"),
        ("others_words", "Who else", "PM"),
        ("safeguarding", "Somebody may need protection", "PM"),
        ("safeguarding_words", "More about that", "PM"),
    )
)
"""Letters as in sections 3.1 and 3.7 of the domain brief; a platform hears nothing that says where somebody is."""

POLICE: tuple[Field[PoliceReport], ...] = (
    Field("reported_at", "Reported to the police", "PM", lambda report: report.reported),
    Field("channel", "How", "PM", lambda report: report.get_channel_display()),
    Field("force", "Force", "PM", lambda report: report.force),
    Field("reference", "Crime or incident reference", "PM", lambda report: report.reference),
    Field("ford_quoted", "Operation Ford was named", "PM", lambda report: _yes_no(report.ford_quoted)),
    Field("as_hate", "Reported as hate", "PM", lambda report: _yes_no(report.as_hate)),
    Field("officer", "Officer", "P", lambda report: report.officer),
    Field("contact", "How to reach them", "P", lambda report: report.contact),
    Field("statement_given", "A statement was given", "P", lambda report: _yes_no(report.statement_given)),
    Field("handed_over", "What was handed over", "P", lambda report: report.handed_over),
    Field("dispatches", "Packs handed over", "P", lambda report: "\n".join(map(_given, report.dispatches.all()))),
    Field("status", "Where it stands", "PM", lambda report: report.get_status_display()),
)


def _given(dispatch: Dispatch) -> str:
    """Section 3.6 of the domain brief: the list of exhibits, the hash of what was handed over, the receipt."""
    labels = ", ".join(dispatch.pack.given_labels) or "no files"
    line = f"{in_words(dispatch.handed_at)}: {labels}; SHA-256 of the ZIP file {dispatch.bundle_hash}"
    return f"{line}; in return: {dispatch.receipt}" if dispatch.receipt else line


def _yes_no(value: str) -> str:
    return str(YesNo(value).label) if value else ""


def goes_whole(stored: StoredFile, letters: str) -> bool:
    """Whether these readers get a file as it came, and so its name too: never a picture, but for the police."""
    return "P" in letters or ("M" in letters and not stored.is_picture)


def letters_of(user: User, incident: Incident) -> str:
    """By which letters an officer reads: those of each office of theirs with which the content is shared today."""
    shares = Share.objects.visible_to(user).filter(incident=incident, extent=Extent.CONTENT)
    return "".join(sorted({OFFICES[office] for office in shares.values_list("audience", flat=True)}))


def _readable(fields: Iterable[Field[Row]], letters: str) -> list[Field[Row]]:
    return [field for field in fields if set(letters) & set(field.readers)]


def told(fields: Iterable[Field[Row]], row: Row, letters: str) -> dict[str, str]:
    """The fields that these readers get, by name; empty ones as well, so that a gap shows."""
    return {field.name: field.read(row) for field in _readable(fields, letters)}


def told_in_words(fields: Iterable[Field[Row]], row: Row, letters: str) -> list[list[str]]:
    """The same for paper: words and value, without what is empty."""
    pairs = [[field.words, field.read(row)] for field in _readable(fields, letters)]
    return [pair for pair in pairs if pair[1]]


def on_page(fields: Iterable[Field[Row]], row: Row, letters: str) -> list[list[str]]:
    """The same for a page of an officer: without what is the member's own to say."""
    return told_in_words([field for field in fields if field.name not in THE_MEMBERS_OWN], row, letters)


def kept_for(told: Particulars, letters: str) -> Particulars:
    """The same row, not to be saved, with only what these readers may be shown on a page."""
    nothing = Particulars()
    open_to = {field.name for field in _readable(PARTICULARS, letters)} - THE_MEMBERS_OWN
    for field in PARTICULARS:
        if field.name not in open_to:
            setattr(told, field.name, getattr(nothing, field.name))
    return told


def names_for(fields: Iterable[Field[Row]], audience: str) -> list[str]:
    """The words of the fields of an audience, for the page that asks whether to make a pack."""
    return [field.words for field in _readable(fields, LETTERS[audience])]
