"""Handing out a whole record: begin, take words out, look, hand out. And the log of it."""

from collections.abc import Callable, Collection, Iterable
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.foundation.audit.actions import record_read
from portal.foundation.files.responses import HEADERS
from portal.foundation.people.models import User
from portal.foundation.people.requests import SignedInRequest
from portal.foundation.records import actions, permissions
from portal.foundation.records.actions import CannotDisclose
from portal.foundation.records.labels import Label
from portal.foundation.records.models import Disclosure, Law, Redaction, Tombstone
from portal.foundation.records.rooms import room_of
from portal.foundation.records.whole import EVERYWHERE, Field, WholeRecord, for_release, left_elsewhere, named_in
from portal.foundation.vault.ciphers import unseal
from portal.home.records_office.forms import DisclosureForm, JustVersion, RedactForm, ReleaseForm
from portal.home.records_office.paging import page_of
from portal.home.records_office.views.common import card_at, enter, known_to

TYPES = {"pdf": "application/pdf", "json": "application/json"}
S36 = (
    "The Monitoring Officer’s office gave advice in this record. The Monitoring Officer is also a qualified person "
    "under section 36 FOIA, so for that exemption the Chief Executive is to give the opinion."
)
PRIVILEGED = (
    "This was given as legal advice (privileged). That exemption is offered; whether it applies is yours to judge."
)
SAME_UNDER: dict[str, str] = {Law.EIR: Label.EIR_12_5B, Law.SAR: Label.DPA_19}
"""What legal privilege is called under another law than the Freedom of Information Act."""


@never_cache
@require_safe
def log(request: SignedInRequest) -> HttpResponse:
    """Who handed out what, when, to whom, under which law, and the hash of the file."""
    user = enter(request)
    rows = Disclosure.objects.select_related("by", "released_by").defer("pdf", "json")
    page = page_of(rows, request.GET.get("after", ""), by="at")
    known = {row.pk for row in known_to(user, page.rows)}
    opens = {row.pk for row in known_to(user, page.rows, whole=True)}
    gone = _gone(user, [row.about_id for row in page.rows])
    shown = [
        {"disclosure": row, "is_told": row.pk in opens or gone.get(row.about_id, False), "can_open": row.pk in opens}
        for row in page.rows
        if row.pk in known or row.about_id in gone
    ]
    return render(request, "records_office/disclosures.html", {"rows": shown, "next_href": page.next_href})


def _gone(user: User, ids: Collection[UUID]) -> dict[UUID, bool]:
    """Records that are gone: information governance, who keep the log, keep their lines; to whom and why is told to
    those only who could read it while the record was there.
    """
    if not user.has_role(permissions.GOVERNANCE):
        return {}
    stones = Tombstone.objects.filter(about_id__in=ids).values_list("about_id", "disposal__holder")
    return {about: user.has_role(*permissions.approvers_of(holder)) for about, holder in stones}


@never_cache
@require_http_methods(["GET", "POST"])
def begin(request: SignedInRequest, room: str, pk: UUID) -> HttpResponse:
    kept, card = card_at(request, room, pk)
    if not kept.can_open(request.user, pk):
        raise PermissionDenied
    form = DisclosureForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        begun = actions.begin_disclosure(kind=card.kind, about_id=pk, by=request.user, **form.said())
        messages.success(request, "Begun. Now take out what may not go out.")
        return redirect("records_office:disclosure", pk=begun.pk)
    context = {
        "form": form,
        "title": f"Hand out {card.reference}",
        "lead": "From here on you read the whole record; that you did is written down with your reason. A legal hold "
        "is placed on it when none stands for this law.",
        "back": reverse("records_office:card", args=[room, pk]),
        "button": "Open the record",
    }
    return render(request, "records_office/form.html", context)


def _disclosure(request: SignedInRequest, pk: UUID) -> Disclosure:
    """One that this person may work on; 404 for any other."""
    found = get_object_or_404(Disclosure.objects.select_related("by", "released_by"), pk=pk)
    if not permissions.can_disclose(request.user, found):
        raise Http404
    return found


@never_cache
@require_safe
def disclosure(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """The record as it would go out now, with its marks, and what is still to be read by a person."""
    found = _disclosure(request, pk)
    record_read("records.export_seen", by=request.user, about=found)
    return _page(request, found)


def _page(request: SignedInRequest, found: Disclosure, refusal: str = "") -> HttpResponse:
    room = room_of(found.about_kind)
    whole = room.whole(found.about_id)
    marks = list(found.redactions.select_related("by"))
    shown = for_release(whole, marks, has_identity=found.has_identity)
    names = {field.path: field.name for field in whole.fields()} | {EVERYWHERE: "Everywhere"}
    still = named_in(WholeRecord(whole.kind, "", "", shown.sections, whole.people))
    context = {
        "disclosure": found,
        "shown": shown,
        "marks": [{"mark": mark, "place": _place(whole, mark, names)} for mark in marks],
        "still": [] if found.has_identity else _named(whole, still),
        "again": _named(whole, left_elsewhere(whole, marks, has_identity=found.has_identity)),
        "s36": S36 if room.is_from_office(found.about_id) else "",
        "uses_s36": any(mark.label == Label.S36 for mark in marks),
        "privilege": Label(SAME_UNDER.get(found.law, Label.S42)).label,
        "privileged": _privileged(whole, marks) if found.is_being_prepared else [],
        "form": JustVersion(initial={"version": found.version}),
        "refusal": refusal,
    }
    return render(request, "records_office/disclosure.html", context, status=409 if refusal else 200)


def _named(whole: WholeRecord, fields: Iterable[Field]) -> list[str]:
    return [f"{_section(whole, field.path)}: {field.name}" for field in fields]


def _privileged(whole: WholeRecord, marks: list[Redaction]) -> list[tuple[str, str]]:
    """Paths and names of the fields that were given as legal advice and are not wholly taken out yet."""
    gone = {mark.path for mark in marks if not mark.passage}
    found = [field for field in whole.fields() if field.offers == Label.S42 and field.path not in gone]
    return [(field.path, f"{_section(whole, field.path)}: {field.name}") for field in found]


def _offered(found: Disclosure, field: Field | None) -> str:
    """The exemption to think of first for a field, as the law of this disclosure calls it."""
    offers = field.offers if field else ""
    return SAME_UNDER.get(found.law, offers) if offers == Label.S42 else offers


def _place(whole: WholeRecord, mark: Redaction, names: dict[str, str]) -> str:
    where = names.get(mark.path, mark.path)
    return where if mark.path == EVERYWHERE else f"{_section(whole, mark.path)}: {where}"


def _section(whole: WholeRecord, path: str) -> str:
    return next((s.title for s in whole.sections if any(field.path == path for field in s.fields)), "")


@never_cache
@require_http_methods(["GET", "POST"])
def redact(request: SignedInRequest, pk: UUID) -> HttpResponse:
    found = _disclosure(request, pk)
    whole = room_of(found.about_kind).whole(found.about_id)
    field = whole.field(request.GET.get("field", "")[:100])
    given = {"version": found.version, "path": field.path if field else "", "label": _offered(found, field)}
    form = RedactForm(request.POST, whole=whole) if request.method == "POST" else RedactForm(initial=given, whole=whole)
    if form.is_bound and form.is_valid():
        try:
            actions.redact(disclosure=found, by=request.user, **form.cleaned_data)
        except CannotDisclose as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Taken out. The page shows the record as it would go out now.")
            return redirect("records_office:disclosure", pk=pk)
    context = {
        "form": form,
        "title": f"Take words out of {found.reference}",
        "lead": PRIVILEGED if field and field.offers == Label.S42 else "",
        "back": reverse("records_office:disclosure", args=[pk]),
        "button": "Take out",
    }
    return render(request, "records_office/form.html", context)


def _press(request: SignedInRequest, found: Disclosure, act: Callable[[int], object], done: str) -> HttpResponse:
    try:
        act(JustVersion(request.POST).seen())
    except CannotDisclose as refusal:
        found.refresh_from_db()
        return _page(request, found, str(refusal))
    messages.success(request, done)
    return redirect("records_office:disclosure", pk=found.pk)


@require_POST
def put_back(request: SignedInRequest, pk: UUID, redaction: UUID) -> HttpResponse:
    found = _disclosure(request, pk)
    mark = get_object_or_404(found.redactions.select_related("disclosure"), pk=redaction)
    user = request.user
    return _press(
        request, found, lambda seen: actions.drop_redaction(redaction=mark, by=user, version=seen), "Put back."
    )


@require_POST
def make(request: SignedInRequest, pk: UUID) -> HttpResponse:
    found, user = _disclosure(request, pk), request.user
    done = "The file is being made. Open this page again in a minute."
    return _press(request, found, lambda seen: actions.make_disclosure(disclosure=found, by=user, version=seen), done)


@require_POST
def give_up(request: SignedInRequest, pk: UUID) -> HttpResponse:
    found, user = _disclosure(request, pk), request.user
    done = "Given up. Nothing went out; the line in the log stays."
    return _press(
        request, found, lambda seen: actions.give_up_disclosure(disclosure=found, by=user, version=seen), done
    )


@never_cache
@require_safe
def file(request: SignedInRequest, pk: UUID, which: str) -> HttpResponse:
    """The finished file, as an attachment. Each download is written down."""
    found = _disclosure(request, pk)
    if which not in TYPES or not found.has_file:
        raise Http404
    actions.note_download(disclosure=found, which=which, by=request.user)
    sealed = found.pdf if which == "pdf" else found.json
    headers = {
        **HEADERS,
        "Content-Type": TYPES[which],
        "Content-Disposition": f'attachment; filename="{found.reference}.{which}"',
    }
    return HttpResponse(unseal(bytes(sealed), context=found.context_of(which)), headers=headers)


@never_cache
@require_http_methods(["GET", "POST"])
def hand_out(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Somebody says that they read the file and that it went out; the log keeps it for good."""
    found = _disclosure(request, pk)
    form = ReleaseForm(request.POST) if request.method == "POST" else ReleaseForm(initial={"version": found.version})
    if form.is_bound and form.is_valid():
        try:
            actions.release(disclosure=found, by=request.user, version=form.seen())
        except CannotDisclose as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "It stands in the log of disclosures.")
            return redirect("records_office:disclosure", pk=pk)
    context = {
        "form": form,
        "title": f"Hand out {found.reference}",
        "lead": f"To: {found.to_whom}. Under: {found.get_law_display()}. "
        f"SHA-256 of the PDF: {found.pdf_sha256 or 'no file'}.",
        "back": reverse("records_office:disclosure", args=[pk]),
        "button": "It goes out",
    }
    return render(request, "records_office/form.html", context)
