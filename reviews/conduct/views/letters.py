"""Letters of one case: chosen, filled in, changed, saved in their versions, sent."""

import uuid
from collections.abc import Mapping

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.foundation.files.responses import HEADERS, original
from portal.foundation.people.requests import SignedInRequest
from reviews.conduct.actions.letters import KINDS, dispatch, make_again, write_agenda_paper, write_letter, write_notice
from reviews.conduct.actions.refusals import Refused
from reviews.conduct.exempt import PRESS_LINE, resolution
from reviews.conduct.filling import Party, concerned, parties_of, values_for
from reviews.conduct.forms.letters import AgendaForm, ChooseForm, LetterForm, NoticeForm, SendForm
from reviews.conduct.making import DOCX, docx_of
from reviews.conduct.models import AgendaPaper, Contact, Hearing, Letter, LetterTemplate, Need, Paper, Sending, Subject
from reviews.conduct.prints import Print, print_of
from reviews.conduct.views.common import Part, on_case, require
from reviews.conduct.visibility import Artefact
from reviews.conduct.wording import blanks_left, blocks, fill
from reviews.conduct.writing import can_be_sent_to

NOTICE = LetterTemplate.Kind.DECISION_NOTICE


def office(part: Part) -> None:
    """404 for a part in the case that reads no letters but those sent to it, as for a page that is not there."""
    if not any(part.reads(kind) for kind in (Artefact.LETTER, Artefact.HEARING)):
        raise Http404


def template_of(kind: str) -> LetterTemplate:
    return get_object_or_404(LetterTemplate.objects.current(), kind=kind)


def party_of(part: Part, key: uuid.UUID) -> Party:
    found = next((party for party in parties_of(part.case) if party.key == key), None)
    if found is None:
        raise Http404
    return found


def paper_of(part: Part, pk: uuid.UUID) -> Paper:
    """A letter, notice or agenda paper of this case that is the reader's to read whole."""
    paper = get_object_or_404(Paper.objects.select_related("subject__member"), case=part.case, pk=pk, kind__in=KINDS)
    if not part.reads(paper.kind):
        raise Http404
    return paper


@never_cache
@on_case
@require_http_methods(["GET", "HEAD", "POST"])
def letters(request: SignedInRequest, part: Part) -> HttpResponse:
    """The letters of the case, and the choice of the next one."""
    office(part)
    can_write = part.writes(Artefact.LETTER)
    require(request.method != "POST" or can_write)
    form = ChooseForm(request.POST if request.method == "POST" else None, parties=parties_of(part.case))
    if request.method == "POST" and form.is_valid():
        return redirect("conduct:letter_write", part.case.pk, form.cleaned_data["template"], form.cleaned_data["to"])
    part.note_read("letters")
    context = {
        "case": part.case,
        "form": form,
        "rows": _rows(part),
        "can_write": can_write,
        "can_notice": part.writes(Artefact.NOTICE),
        "can_agenda": part.writes(Artefact.HEARING),
        "subjects": concerned(part.case, None) if part.writes(Artefact.NOTICE) else [],
        "press_line": PRESS_LINE,
    }
    return render(request, "conduct/letters/list.html", context)


def _rows(part: Part) -> list[dict[str, object]]:
    papers = list(Paper.objects.filter(case=part.case, kind__in=[kind for kind in KINDS if part.reads(kind)]))
    replaced = {paper.replaces_id for paper in papers if paper.replaces_id}
    sent: dict[uuid.UUID, int] = {}
    for paper_id in Sending.objects.filter(case=part.case).values_list("paper_id", flat=True):
        sent[paper_id] = sent.get(paper_id, 0) + 1
    outside = {letter.paper_id: letter.made_outside for letter in Letter.objects.filter(case=part.case)}
    return [
        {"paper": paper, "sent": sent.get(paper.pk, 0), "outside": outside.get(paper.pk, "")}
        for paper in reversed(papers)
        if paper.pk not in replaced
    ]


@never_cache
@on_case
@require_http_methods(["GET", "HEAD", "POST"])
def letter_write(request: SignedInRequest, part: Part, kind: str, to: uuid.UUID) -> HttpResponse:
    """A letter as the template fills it in, to be changed and saved."""
    office(part)
    require(part.writes(Artefact.LETTER))
    template, party = template_of(kind), party_of(part, to)
    if template.kind == NOTICE:
        raise Http404
    if request.method == "POST":
        form = LetterForm(request.POST)
        if form.is_valid():
            try:
                said = form.cleaned_data
                paper = write_letter(case=part.case, template=template, party=party, by=part.user, **said)
            except Refused as refused:
                form.add_error(None, str(refused))
            else:
                messages.success(request, "The letter is saved. Nothing has been sent yet.")
                return redirect("conduct:letter", part.case.pk, paper.pk)
    else:
        values = values_for(part.case, party, part.user)
        form = LetterForm(initial={"title": fill(template.title, values), "words": fill(template.words, values)})
    part.note_read("letter.write")
    context = {"case": part.case, "form": form, "template": template, "party": party}
    return render(request, "conduct/letters/write.html", context)


@never_cache
@on_case
@require_http_methods(["GET", "HEAD", "POST"])
def notice_write(request: SignedInRequest, part: Part, subject: uuid.UUID) -> HttpResponse:
    """The decision notice about one member, part by part."""
    office(part)
    require(part.writes(Artefact.NOTICE))
    about = get_object_or_404(Subject.objects.select_related("member"), case=part.case, pk=subject)
    values = values_for(part.case, None, part.user, [about])
    form = NoticeForm(request.POST if request.method == "POST" else None, initial={"provisions": _cited(values)})
    if request.method == "POST" and form.is_valid():
        template, parts = template_of(NOTICE), form.cleaned_data
        try:
            words = fill(template.words, {**values, **parts})
            title = parts["title"]
            paper = write_notice(
                case=part.case, template=template, subject=about, title=title, words=words, by=part.user
            )
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "The notice is saved. It is neither sent nor published yet.")
            return redirect("conduct:letter", part.case.pk, paper.pk)
    part.note_read("notice.write")
    return render(request, "conduct/letters/notice.html", {"case": part.case, "form": form, "about": about})


def _cited(values: Mapping[str, str]) -> str:
    """The paragraphs that were cited, to begin from; nothing when there are none yet."""
    words = values["paragraphs"]
    return "" if blanks_left(words) else words


@never_cache
@on_case
@require_http_methods(["GET", "HEAD", "POST"])
def agenda_write(request: SignedInRequest, part: Part) -> HttpResponse:
    """A paper for the agenda of the hearing, for the public part or exempt."""
    office(part)
    require(part.writes(Artefact.HEARING))
    arranged = Hearing.objects.filter(case=part.case).last()
    known = {"meeting_on": timezone.localdate(arranged.starts_at)} if arranged else None
    form = AgendaForm(request.POST if request.method == "POST" else None, initial=known)
    if request.method == "POST" and form.is_valid():
        try:
            paper = write_agenda_paper(case=part.case, by=part.user, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "The paper is saved.")
            return redirect("conduct:letter", part.case.pk, paper.pk)
    part.note_read("agenda.write")
    return render(request, "conduct/letters/agenda.html", {"case": part.case, "form": form})


@never_cache
@on_case
@require_safe
def letter(request: SignedInRequest, part: Part, paper: uuid.UUID) -> HttpResponse:
    """One letter, notice or agenda paper, with its versions and to whom it went."""
    shown = paper_of(part, paper)
    part.note_read("letter", paper=str(shown.pk))
    return render(request, "conduct/letters/letter.html", _about(part, shown))


def _about(part: Part, shown: Paper, form: SendForm | None = None) -> dict[str, object]:
    written = Letter.objects.filter(paper=shown).select_related("template").first()
    agenda = AgendaPaper.objects.filter(paper=shown).first()
    newer = Paper.objects.filter(replaces=shown).first()
    can_send = part.writes(shown.kind) and newer is None
    whom = addressees(part, shown, written)
    return {
        "case": part.case,
        "paper": shown,
        "blocks": blocks(shown.words),
        "letter": written,
        "agenda": agenda,
        "resolution": resolution(shown.title, agenda.paragraphs) if agenda and agenda.paragraphs else "",
        "newer": newer,
        "prints": _prints(shown, whom),
        "reaches": _reaches(part, whom),
        "can_order": part.writes(shown.kind),
        "sendings": _went_to(part, shown),
        "form": form or (send_form(part, shown, written) if can_send else None),
        "can_correct": part.writes(shown.kind) and newer is None and agenda is None,
        "can_publish": part.is_holder and shown.kind == Artefact.NOTICE and newer is None,
    }


def _went_to(part: Part, shown: Paper) -> list[dict[str, object]]:
    """Each sending with the name of whoever got it, also of somebody without an account."""
    names = {party.key: party.name for party in parties_of(part.case)}
    sendings = Sending.objects.filter(paper=shown).select_related("to__person", "sent_by")
    return [{"sending": one, "name": (one.to and names.get(one.to.pk)) or _account_of(one)} for one in sendings]


def _account_of(sending: Sending) -> str:
    return sending.to.person.full_name if sending.to and sending.to.person else ""


def addressees(part: Part, paper: Paper, written: Letter | None) -> list[Party]:
    """To whom a paper may go."""
    return [
        party
        for party in parties_of(part.case)
        if party.grant is not None
        and can_be_sent_to(paper.kind, party.grant.capacity)
        and (written is None or written.to_id in (None, party.key))
        and (paper.subject_id is None or party.subject is None or party.subject.pk == paper.subject_id)
    ]


def _prints(paper: Paper, whom: list[Party]) -> list[Print]:
    """The usual PDF; and one in large print, where somebody to whom it may go needs that."""
    usual, large = print_of(paper, is_large=False), print_of(paper, is_large=True)
    needs_large = any(party.format == Need.Format.LARGE_PRINT for party in whom)
    return [usual, large] if large.is_large and (needs_large or large.item) else [usual]


def _reaches(part: Part, whom: list[Party]) -> list[dict[str, object]]:
    """What each of them needs, and how a letter gets to them, as far as the reader may know it."""
    needs = {need.grant_id: need for need in Need.objects.filter(case=part.case)}
    contacts = {
        one.complainant.grant_id: one for one in Contact.objects.filter(case=part.case).select_related("complainant")
    }
    return [
        {"party": one, "need": needs.get(one.key), "contact": contacts.get(one.key)}
        for one in whom
        if part.reads(Artefact.NEEDS) and (one.key in needs or one.key in contacts)
    ]


def send_form(part: Part, paper: Paper, written: Letter | None, data: object = None) -> SendForm | None:
    """To whom it may still go; None when it went to all of them."""
    gone = set(Sending.objects.filter(paper=paper).values_list("to_id", flat=True))
    left = [party for party in addressees(part, paper, written) if party.key not in gone]
    outside = next((words for party in left if (words := Letter(format=party.format).made_outside)), "")
    return SendForm(data, parties=left, outside=outside) if left else None


@never_cache
@on_case
@require_http_methods(["GET", "HEAD", "POST"])
def letter_correct(request: SignedInRequest, part: Part, paper: uuid.UUID) -> HttpResponse:
    """The next version of a letter or notice; the one before stays."""
    shown = paper_of(part, paper)
    require(part.writes(shown.kind))
    written = get_object_or_404(Letter.objects.select_related("template", "to"), paper=shown)
    form = LetterForm(
        request.POST if request.method == "POST" else None, initial={"title": shown.title, "words": shown.words}
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = _correct(part, shown, written, form)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "The new version is saved. The one before stays with the case.")
            return redirect("conduct:letter", part.case.pk, made.pk)
    context = {"case": part.case, "form": form, "template": written.template, "paper": shown}
    return render(request, "conduct/letters/write.html", context)


def _correct(part: Part, shown: Paper, written: Letter, form: LetterForm) -> Paper:
    said = form.cleaned_data
    if shown.kind == Artefact.NOTICE:
        subject = shown.subject
        if subject is None:
            raise Http404
        return write_notice(
            case=part.case, template=written.template, subject=subject, by=part.user, replaces=shown, **said
        )
    key = written.to_id or shown.subject_id
    party = next(
        (one for one in parties_of(part.case) if key in (one.key, one.subject.pk if one.subject else None)), None
    )
    if party is None:
        raise Refused("Whoever this letter is to has no part in the case any more.")
    return write_letter(case=part.case, template=written.template, party=party, by=part.user, replaces=shown, **said)


@never_cache
@on_case
@require_POST
def letter_send(request: SignedInRequest, part: Part, paper: uuid.UUID) -> HttpResponse:
    """Write down that it went to somebody."""
    shown = paper_of(part, paper)
    require(part.writes(shown.kind))
    written = Letter.objects.filter(paper=shown).first()
    form = send_form(part, shown, written, request.POST)
    if form is None:
        messages.info(request, "It has gone to everybody to whom it may go.")
        return redirect("conduct:letter", part.case.pk, shown.pk)
    if form.is_valid():
        said = form.cleaned_data
        try:
            dispatch(
                paper=shown, to=party_of(part, uuid.UUID(said["to"])), way=said["way"], note=said["note"],
                made_outside=said.get("made_outside", False), by=part.user,
            )  # fmt: skip
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "It is written down as sent.")
            return redirect("conduct:letter", part.case.pk, shown.pk)
    return render(request, "conduct/letters/letter.html", _about(part, shown, form))


@never_cache
@on_case
@require_safe
def letter_pdf(request: SignedInRequest, part: Part, paper: uuid.UUID) -> HttpResponseBase:
    """The PDF that the worker made; 404 while there is none."""
    shown = paper_of(part, paper)
    found = print_of(shown, is_large=request.GET.get("print") == "large").file
    if found is None:
        raise Http404
    part.note_read("letter.pdf", paper=str(shown.pk))
    return original(found.stored)


@never_cache
@on_case
@require_POST
def letter_pdf_order(request: SignedInRequest, part: Part, paper: uuid.UUID) -> HttpResponse:
    """Have a PDF made that failed or is late, or one in large print."""
    shown = paper_of(part, paper)
    require(part.writes(shown.kind))
    try:
        make_again(paper=shown, is_large=request.POST.get("print") == "large", by=part.user)
    except Refused as refused:
        messages.info(request, str(refused))
    else:
        messages.success(request, "The PDF is being made. Load this page again in a minute.")
    return redirect("conduct:letter", part.case.pk, shown.pk)


@never_cache
@on_case
@require_safe
def letter_word(request: SignedInRequest, part: Part, paper: uuid.UUID) -> HttpResponse:
    """An editable copy for the office."""
    shown = paper_of(part, paper)
    written = Letter.objects.filter(paper=shown).first()
    part.note_read("letter.word", paper=str(shown.pk))
    content = docx_of(shown, is_large=written is not None and written.is_large)
    name = content_disposition_header(True, f"{part.case.neutral_reference}.docx") or "attachment"
    return HttpResponse(content, headers={**HEADERS, "Content-Type": DOCX, "Content-Disposition": name})
