"""The council's arrangements on one page, with what they rest on; and one page to enter what changes."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from portal.foundation.people.models import User
from portal.foundation.people.requests import SignedInRequest
from reviews.conduct.actions import arranging as actions
from reviews.conduct.actions.refusals import Refused
from reviews.conduct.forms.arranging import BeginForm, EndForm, LimitForm, RuleForm, SanctionForm
from reviews.conduct.models import LocalRule, Sanction, Stage, TimeLimit
from reviews.conduct.permissions import can_arrange
from reviews.conduct.states import OPTIONAL_STATES, Limit, State
from reviews.conduct.views.common import READ_OR_SEND, require

NEW = "new"
STAGES = {
    State.INFORMAL_RESOLUTION: "Informal resolution",
    State.LOCAL_RESOLUTION: "Local resolution after the report",
    State.REVIEW_REQUESTED: "Internal review of a decision",
    State.APPEALED: "Appeal to a national body",
}
Row = TypeVar("Row", TimeLimit, LocalRule, Sanction, Stage)


@dataclass(frozen=True)
class Arranged:
    """One line of the arrangements: what holds today, what held before and what comes."""

    kind: str
    key: str
    name: str
    now: TimeLimit | LocalRule | Sanction | Stage | None
    why_not: str = ""
    others: list[Any] = field(default_factory=list)
    can_change: bool = True


def _in_force(rows: Iterable[Row]) -> Row | None:
    """Of entries in the order of their days, the one that holds today."""
    today = timezone.localdate()
    begun = [row for row in rows if row.valid_from is not None and row.valid_from <= today]
    last = begun[-1] if begun else None
    ended = getattr(last, "valid_to", None)
    return None if ended is not None and ended < today else last


def _arranged(kind: str, rows: list[Row], name: str, can_change: bool = True) -> Arranged:
    now = _in_force(rows)
    why_not = next((said for row in rows if (said := getattr(row, "why_not", ""))), "")
    others = [row for row in rows if row is not now and row.valid_from is not None]
    return Arranged(kind, rows[0].key, name, now, "" if now else why_not, others, can_change)


def _by_key(rows: Iterable[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row.key, []).append(row)
    return found


def limits() -> list[Arranged]:
    found = _by_key(TimeLimit.objects.order_by("valid_from"))
    return [_arranged("limit", found[key], str(label)) for key, label in Limit.choices if key in found]


def rules() -> list[Arranged]:
    found = _by_key(LocalRule.objects.order_by("valid_from"))
    names = [(key, str(label).removesuffix(" (1) or not (0)")) for key, label in LocalRule.Key.choices]
    return [_arranged("rule", found[key], name) for key, name in names if key in found]


def stages() -> list[Arranged]:
    found = _by_key(Stage.objects.order_by("valid_from"))
    return [
        _arranged("stage", found[key], name, key in OPTIONAL_STATES) for key, name in STAGES.items() if key in found
    ]


def sanctions() -> list[Arranged]:
    found = _by_key(Sanction.objects.order_by("valid_from"))
    rows = [_arranged("sanction", of_key, of_key[-1].words) for of_key in found.values()]
    return sorted(rows, key=lambda row: (row.now is None, row.name))


@require_safe
def all_of_them(request: SignedInRequest) -> HttpResponse:
    require(can_arrange(request.user))
    context = {"limits": limits(), "rules": rules(), "stages": stages(), "sanctions": sanctions(), "new": NEW}
    return render(request, "conduct/arrangements.html", context)


@dataclass(frozen=True)
class Change:
    """What may be entered at one address: the form, and the action that takes what it says."""

    title: str
    form: Form
    save: Callable[..., object]
    row: Arranged | None = None


KINDS: dict[str, Callable[[], list[Arranged]]] = {
    "limit": limits,
    "rule": rules,
    "stage": stages,
    "sanction": sanctions,
}


def _change(kind: str, key: str, data: Any) -> Change:
    """Raises Http404 for what cannot be entered."""
    if (kind, key) == ("sanction", NEW):
        return Change("Add something that may follow a breach", SanctionForm(data), actions.allow_sanction)
    row = next((one for one in KINDS.get(kind, list)() if one.key == key and one.can_change), None)
    if row is None:
        raise Http404
    match row.now:
        case TimeLimit() as limit:
            form: Form = LimitForm(data, unit=limit.get_unit_display())
            return Change(row.name, form, lambda **said: actions.set_limit(key=key, **said), row)
        case LocalRule():
            return Change(row.name, RuleForm(data, key=key), lambda **said: actions.set_rule(key=key, **said), row)
        case Sanction() | Stage() as entry:
            return Change(row.name, EndForm(data), lambda **said: actions.end(entry=entry, **said), row)
        case None:
            return Change(row.name, BeginForm(data), lambda **said: _begin(row, **said), row)


def _begin(row: Arranged, *, by: User, **said: Any) -> None:
    if row.kind == "stage":
        actions.begin_stage(key=row.key, by=by, **said)
    else:
        actions.allow_sanction(key=row.key, words=row.name, by=by, **said)


@require_http_methods(READ_OR_SEND)
def enter(request: SignedInRequest, kind: str, key: str) -> HttpResponse:
    require(can_arrange(request.user))
    change = _change(kind, key, request.POST if request.method == "POST" else None)
    if change.form.is_bound and change.form.is_valid():
        try:
            change.save(by=request.user, **change.form.cleaned_data)
        except Refused as refusal:
            change.form.add_error(None, str(refusal))
        else:
            messages.success(request, "Entered. What began before keeps what held then.")
            return redirect("conduct:arrangements")
    return render(request, "conduct/arrange.html", {"change": change, "form": change.form, "row": change.row})
